// The best deviation of every player when Nature draws who proposes (T13.3), from payoffs and values alone.
#pragma once

#include "checker/best_deviation.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// The deal of one proposer as the checker needs it.
struct ProposedDeal {
    double x;
    double price;
    double chance;  // that this proposer is drawn
};

/// What a leader gets by a deal on the path: C sees its price with probability q, else the conjecture stands.
struct PlayedPayoffs {
    double f;
    Gain<double> l;
};

inline PlayedPayoffs played_payoffs(
    const Game<double>& game, const Assessment<double>& a, const Point<double>& p, double price) {
    const double risk = removal_probability(game, mean_level(game, p, a), p.kappa);
    return {p.v * payoff_visit(game, price, risk), gain_leader(game, p, a, false, price)};
}

/// F's best visit rule at an agreed price: a better one than its own is looked for on the grid and beside it.
inline double best_rule(
    const Game<double>& game, const Grid& grid, const Neighbourhood<double>& here, double price, double h) {
    const auto value = [&](const Point<double>& p) {
        return p.v * payoff_visit(game, price, removal_probability(game, h, p.kappa));
    };
    double best = larger(value(here.below), larger(value(here.own), value(here.above)));
    for (i64 i = 0; i < grid.size; ++i) best = larger(best, value(grid.at(i)));
    return larger(best, 0.0);
}

/// Certify F's demand (first) and L's offer (second) against the beliefs of `a`, which Bayes' rule must give.
template <class T>
Certificate certify_proposers(
    const Game<double>& game, const Curve& curve, const Grid& grid, Assessment<double> a,
    const ProposedDeal* deals, Workspace& work) {
    constexpr double nan = not_a_number;
    Certificate out{
        {{0.0, nan, nan}, {0.0, nan, nan}, {0.0, nan, nan}, {0.0, nan, nan}, {0.0, nan, nan}}, infinity};
    double visits = 0.0, weak = 0.0, absent = 0.0, absent_weak = 0.0;
    const auto raise = [&](Decision which, double gain, double v, double price) {
        double* row = out.value[which];
        if (gain > row[0] || is_nan(gain) || is_nan(row[1])) row[0] = gain, row[1] = v, row[2] = price;
    };
    for (int i = 0; i < 2; ++i) {
        const ProposedDeal& deal = deals[i];
        a.f_proposes = i == 0, a.x = deal.x, a.price = deal.price;
        const Neighbourhood<double> here = evaluate_beside(curve, 0, deal.x);
        const Point<double>& p = here.own;
        const PlayedPayoffs own = played_payoffs(game, a, p, deal.price);
        const double paid = p.v * deal.price, allowed = allowed_gain(game, paid);
        out.allowed = smaller(out.allowed, allowed);
        const DeviationTable t = make_deviation_table<T>(game, curve, grid, a, here, work);
        Deviation best;
        if (a.f_proposes) {
            best = best_demand<T>(t, own.f);
        } else {
            best = best_on_curve<T>(t, table_gain_l);
            best.value = larger(best.value, 0.0) - own.l.value;
        }
        double rounding = 2.0 * acceptance_tolerance * own.l.stakes;
        if (!is_infinite(deal.x)) {
            const double steepness = p.speed * (1.0 / p.vc + p.excess / (p.kappa * p.v));
            const double coordinate = coordinate_rounding * larger(abs(deal.x), 1.0) * steepness;
            rounding += (coordinate + curve_rounding(curve, deal.x, p)) * own.l.stakes;
        }
        raise(decision_proposal, beyond_rounding(best.value, allowed, rounding), best.v, best.price);
        const double rule = best_rule(game, grid, here, deal.price, mean_level(game, p, a)) - own.f;
        raise(decision_visit_rule, beyond_rounding(rule, allowed, rounding), p.v, nan);
        const double refusal = -(a.f_proposes ? own.l.value : own.f);
        raise(decision_answer, beyond_rounding(refusal, allowed, rounding), nan, nan);
        visits += deal.chance * p.v, weak += deal.chance * p.v * p.kappa;
        absent += deal.chance * p.vc, absent_weak += deal.chance * p.vc * (p.kappa + p.spread);
    }
    // Bayes' rule over S, who proposed, and F's visits
    const double w = weak / visits;
    const double none = (game.sigma_c * curve.k0 + game.sigma * absent_weak) / (game.sigma_c + game.sigma * absent);
    raise(decision_after_visit, cutoff_loss(game, a.k_visit, w), w, nan);
    raise(decision_after_absence, cutoff_loss(game, a.k_absent, none), none, nan);
    return out;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
