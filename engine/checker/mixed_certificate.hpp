// The best deviation of every player from a profile of several deals (T11, "Certificate").
//
// From payoffs and Bayes' rule alone: nothing here knows how the profile was found.
#pragma once

#include "checker/best_deviation.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A deal of a profile as the checker needs it.
struct PlayedDeal {
    i64 segment;
    double x;
    double price;
    double struck;    // probability that it is struck given S = 1
    double accepted;  // probability that the responder accepts it
};

/// C's cut-offs and the deals on the path.
struct PlayedProfile {
    bool f_proposes;
    double k_visit;   // cut-off after a visit of unseen price
    double below;     // k₀ − k_visit
    double gap;       // cut-off without a visit, less k_visit
    i64 count;
    const PlayedDeal* deals;
};

/// F's largest payoff from any visit rule at a price, and where it is.
inline Deviation best_visit_rule(
    const Game<double>& game, const Curve& curve, const Grid& grid, double price, double k) {
    const auto value = [&](const Point<double>& p) {
        return p.v * payoff_visit(game, price, removal_probability(game, challenge_level(game, k), p.kappa));
    };
    Deviation best{0.0, 0.0, price, 0, -infinity};
    i64 at = -1;
    for (i64 i = 0; i < grid.size; ++i) {
        const Point<double> p = grid.at(i);
        const double here = value(p);
        if (here > best.value) best = {here, p.v, price, grid.segment(i), grid.x(i)}, at = i;
    }
    if (at < 0 || curve.kind == kind_steps) return best;  // straight on a step
    double low = larger(grid.x(larger(at - 1, i64(0))), -700.0);
    double high = smaller(grid.x(smaller(at + 1, grid.size - 1)), 700.0);
    for (int i = 0; i < 80 && high - low > 1e-9 * (1.0 + abs(low)); ++i) {
        const double a = low + 0.381966 * (high - low), b = high - 0.381966 * (high - low);
        const Point<double> p = point_at(curve, 0, a), q = point_at(curve, 0, b);
        const double f_a = value(p), f_b = value(q);
        if (larger(f_a, f_b) > best.value) {
            best = {larger(f_a, f_b), f_a > f_b ? p.v : q.v, price, 0, f_a > f_b ? a : b};
        }
        (f_a > f_b ? high : low) = f_a > f_b ? b : a;
    }
    return best;
}

/// Find the largest gain of every player from any unilateral deviation (T11).
template <class T>
Certificate certify_profile(
    const Game<double>& game, const Curve& curve, const Grid& grid, const PlayedProfile& play,
    Workspace& work) {
    constexpr double nan = not_a_number;
    Certificate out{
        {{0.0, nan, nan}, {0.0, nan, nan}, {0.0, nan, nan}, {nan, nan, nan}, {0.0, nan, nan}}, infinity};
    const PlayedDeal& last = play.deals[play.count - 1];
    const double k_absent = play.k_visit + play.gap;
    const Assessment<double> a{false, play.f_proposes, true, last.segment, last.x, last.price,
                               play.k_visit, k_absent, play.below, play.gap};
    const Neighbourhood<double> here = evaluate_beside(curve, last.segment, last.x);
    const DeviationTable t = make_deviation_table<T>(game, curve, grid, a, here, work);
    double visits = 0.0, weak = 0.0, absent = 0.0, absent_weak = 0.0, struck = 0.0, rounding = 0.0;
    double worst_l = infinity, worst_f = infinity, best_f = 0.0;
    const auto raise = [&](Decision which, double gain, double first, double second) {
        double* row = out.value[which];
        if (gain > row[0] || is_nan(gain)) row[0] = gain, row[1] = first, row[2] = second;
    };
    for (i64 i = 0; i < play.count; ++i) {
        const PlayedDeal& deal = play.deals[i];
        const Point<double> p = point_at(curve, deal.segment, deal.x);
        const double k = fma(game.q, p.kappa, (1.0 - game.q) * play.k_visit);
        const double own_f = p.v * payoff_visit(game, deal.price, removal_probability(game, challenge_level(game, k), p.kappa));
        const Gain<double> of_l = gain_leader(game, p, a, false, deal.price);
        const double own_l = of_l.value;
        rounding = larger(rounding, acceptance_tolerance * of_l.stakes);
        out.allowed = smaller(out.allowed, allowed_gain(game, p.v * deal.price));
        const Deviation rule = best_visit_rule(game, curve, grid, deal.price, k);
        raise(decision_visit_rule, rule.value - own_f, rule.v, nan);
        // the responder: F never refuses less than nothing; L mixes only where she is indifferent
        const bool mixes = play.f_proposes && deal.accepted < 1.0;
        const double answer = play.f_proposes ? (mixes ? abs(own_l) : -own_l) : -own_f;
        raise(decision_answer, answer, nan, nan);
        worst_l = smaller(worst_l, own_l);
        worst_f = smaller(worst_f, deal.accepted * own_f);
        best_f = larger(best_f, deal.accepted * own_f);
        struck += deal.struck;
        visits += deal.struck * p.v, weak += deal.struck * p.v * p.kappa;
        absent += deal.struck * p.vc, absent_weak += deal.struck * p.vc * (p.kappa + p.spread);
    }
    // Bayes' rule over S, the deals and F's visits
    raise(decision_after_visit, cutoff_loss(game, play.k_visit, weak / visits), weak / visits, nan);
    const double none = game.sigma_c + game.sigma * (1.0 - struck);
    const double w = (none * curve.k0 + game.sigma * absent_weak) / (none + game.sigma * absent);
    raise(decision_after_absence, cutoff_loss(game, k_absent, w), w, nan);
    out.value[decision_after_visit][1] = weak / visits, out.value[decision_after_absence][1] = w;
    Deviation best;
    if (play.f_proposes) {
        best = best_demand<T>(t, worst_f);
        // every demand that is made must be worth the same
        if (best_f - worst_f > best.value) best.value = best_f - worst_f;
    } else {
        best = best_on_curve<T>(t, table_gain_l);
        const bool idle = struck < 1.0 - 1e-12;
        best.value = larger(best.value, 0.0) - (idle ? smaller(worst_l, 0.0) : worst_l);
        if (idle) best.value = larger(best.value, worst_l);  // no deal is played: none may be better
    }
    for (const Decision which : {decision_visit_rule, decision_answer}) {
        out.value[which][0] = beyond_rounding(out.value[which][0], out.allowed, rounding);
    }
    out.value[decision_proposal][0] = beyond_rounding(best.value, out.allowed, 2.0 * rounding);
    out.value[decision_proposal][1] = best.v;
    out.value[decision_proposal][2] = best.price;
    return out;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
