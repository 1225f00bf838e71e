// What is played for a given reading κ̂ of visits (T11): the outcome whose E/V is κ̂.
//
// κ̂ is named by the place at which κ(v) = κ̂. If the proposer would stop there, the outcome is that
// single deal; otherwise the place lies in a jump, between the deals a and b that are mixed. With L
// proposing the jump is a facet of the lower convex hull of (M, C); with F proposing it leads from the
// last demand that L still likes to the next at which she is indifferent.
#pragma once

#include <type_traits>

#include "solver/roots.hpp"
#include "theory/profile.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return the spacing of the grid on which profiles are searched.
///
/// Smooth curves need a finer one than for pure equilibria; on a step W is concave.
inline GridKind mixed_grid(const Curve& curve) {
    return {curve.kind == kind_steps ? mixed_share : mixed_step, 0.21};
}

/// How many points of a grid a search looks at together: laws from tables are rarer, and one by one points take
/// less long to compile.
using MixedLanes = std::conditional_t<CostLaw::is_uniform, Block, double>;

/// How the outcome at a place is played.
enum OutcomeKind : i64 {
    outcome_single,  // the deal of the place itself
    outcome_jump,    // two deals on either side of it
    outcome_none     // no deal at all: every deal is worth less than nothing
};

/// The outcome at a place: g is k_BR − k_Bayes, whose zeros are the equilibria (T11).
struct ReadingOutcome {
    OutcomeKind kind;
    double g;
    MixedProfile profile;  // of a jump
};

/// A model whose profiles are searched.
struct MixedSearch {
    const Game<double>& game;
    const Curve& curve;
    const Grid& grid;
    Proposer who;
    Workspace& work;

    double* level() const { return work.row(0); }  // W's indifference gap, or W itself at a gap of zero
    double* mass() const { return work.row(1); }   // dW/dgap, for L

    double weight() const { return office_weight(game); }
    bool same_segment(i64 i, i64 j) const {
        return i >= 0 && j >= 0 && i < grid.size && j < grid.size && grid.segment(i) == grid.segment(j);
    }
};

/// Return C's conjecture when a visit of unseen price is read as at this point of the curve.
inline Conjecture<double> reading_of(const Game<double>& game, const Point<double>& p, double gap = 0.0) {
    return {p.kappa, p.vc * p.spread, gap, challenge_level(game, p.kappa)};
}

/// Evaluate at every grid point what the search for a reading's outcome needs.
template <class T>
void evaluate_levels(const MixedSearch& s, const Conjecture<double>& believed) {
    const double weight = s.weight();
    for (i64 i = 0; i < s.grid.size; i += width<T>) {
        const Point<T> p = s.grid.load<T>(i);
        if (s.who == proposer_f) {
            store(s.level() + i, select(p.v > 0.0, indifference_gap(s.game, believed, p), T(infinity)));
        } else {
            store(s.level() + i, select(p.v > 0.0, p.v * deal_gain(s.game, believed, p), T(0.0)));
            store(s.mass() + i, weight * p.v * p.kappa);
        }
    }
}

/// A deal found by a search: where, what it is, and its height there.
struct Found {
    i64 segment;
    double x;
    Point<double> point;
    double value;
    bool in_gap;  // inside the price gap at the end of a step: L is indifferent to a higher price
};

/// Refine a local maximum of W, or minimum of the indifference gap, near grid point i.
///
/// `slope` is W' at a point, at the gap that goes with it; at the end of a segment up to which W rises
/// the maximum is the end itself. The search stays on point i's side of a place.
template <class Slope>
Found refine_stop(const MixedSearch& s, i64 i, const Coordinate& place, const Slope& slope) {
    const i64 j = s.grid.segment(i);
    const auto at = [&](double x) { return slope(point_at(s.curve, j, x)); };
    const double here = slope(s.grid.at(i));
    const i64 next = here > 0.0 ? i + 1 : i - 1;
    Found found{j, s.grid.x(i), s.grid.at(i), 0.0, false};
    if (here == 0.0 || !s.same_segment(i, next)) return found;
    const double a = larger(-700.0, smaller(700.0, s.grid.x(i)));
    double b = larger(-700.0, smaller(700.0, s.grid.x(next)));
    if (j == place.segment && (a < place.x) != (b < place.x)) b = place.x;
    const double fa = at(a), fb = at(b);
    if (!(fa * fb < 0.0)) return found;
    const double low = smaller(a, b), high = larger(a, b);
    const double f_low = a < b ? fa : fb, f_high = a < b ? fb : fa;
    found.x = polish(at, bracket_between(low, high, f_low, f_high));
    found.point = point_at(s.curve, j, found.x);
    return found;
}

/// Complete an offer by its price and F's payoff; in a price gap the price is the one L is indifferent to.
inline Offer make_offer(const MixedSearch& s, const Conjecture<double>& believed, const Found& at) {
    Offer offer{at.segment, at.x, at.point, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0};
    const double h = level_of(believed) + mean_rise(s.game, believed, at.point);
    const double lowest = concession_at(s.game, h, at.point.m);
    offer.price = at.in_gap ? deal_benefit(s.game, believed, at.point) : lowest;
    offer.net = net_price_at(s.game, h, at.point.m) + (offer.price - lowest);
    offer.payoff_f = offer_payoff(s.game, believed, at.point, offer.price);
    return offer;
}

/// Play a jump: write the offers a and b, their weights, and g.
///
/// E/V = κ̂ gives y_a : y_b = v_b(κ_b − κ̂) : v_a(κ̂ − κ_a). F must be indifferent between its demands:
/// L refuses b at times if F proposes, so that b is offered U_b/u₀ times as often as it is struck.
inline void play_jump(
    const MixedSearch& s, const Conjecture<double>& believed, const Found& lower, const Found& upper,
    ReadingOutcome& out) {
    MixedProfile& profile = out.profile;
    Offer &a = profile.offers[0], &b = profile.offers[1];
    a = make_offer(s, believed, lower), b = make_offer(s, believed, upper);
    const double refusals = s.who == proposer_f ? b.payoff_f / a.payoff_f : 1.0;
    const auto drop = [](const Point<double>& p) { return p.vc * p.spread; };
    const double up = a.point.v * (drop(a.point) - believed.below);
    const double down = b.point.v * (believed.below - drop(b.point));
    const double all = down + up * refusals;
    a.struck = down / all, b.struck = up / all;
    a.accepted = 1.0, b.accepted = 1.0 / refusals;
    a.offered = a.struck, b.offered = b.struck * refusals;
    profile.kind = profile_two_offers, profile.count = 2;
    profile.kappa = believed.kappa, profile.below = believed.below;
    profile.visits = a.struck * a.point.v + b.struck * b.point.v;
    profile.visits_c = a.struck * a.point.vc + b.struck * b.point.vc + b.struck * (refusals - 1.0);
    out.kind = outcome_jump;
    out.g = profile.gap - bayes_rise(s.game, believed, profile.visits_c);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
