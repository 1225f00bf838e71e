// The best deviation of every player from a profile of several deals (T11, "Certificate"; T13.3).
//
// From payoffs and Bayes' rule alone: nothing here knows how the profile was found.
#pragma once

#include "checker/best_deviation.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A deal of a profile as the checker needs it.
struct PlayedDeal {
    bool of_f;        // who proposes it
    i64 segment;
    double x;
    double price;
    double struck;    // probability that it is struck given S = 1
    double accepted;  // probability that the responder accepts it
};

/// C's cut-offs, who may propose, and the deals on the path.
struct PlayedProfile {
    double power;     // probability that F proposes: 1 or 0 if it is known who does
    double k_visit;   // cut-off after a visit of unseen price
    double k_absent;  // cut-off without a visit
    double below;     // k₀ − k_visit
    double gap;       // the level of k_absent less that of k_visit
    double level;     // that of k_visit
    i64 count;
    const PlayedDeal* deals;
};

/// F's largest payoff from any visit rule at a price, after which challenges have level h, and where it is.
inline Deviation best_visit_rule(
    const Game<double>& game, const Curve& curve, const Grid& grid, double price, double h) {
    const auto value = [&](const Point<double>& p) {
        return p.v * payoff_visit(game, price, removal_probability(game, h, p.kappa));
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

/// The largest gains found so far, and Bayes' sums over the deals.
struct ProfileSearch {
    const Game<double>& game;
    const Curve& curve;
    const Grid& grid;
    const PlayedProfile& play;
    Workspace& work;
    Certificate out{{{0.0, not_a_number, not_a_number},
                     {0.0, not_a_number, not_a_number},
                     {0.0, not_a_number, not_a_number},
                     {-infinity, not_a_number, not_a_number},
                     {0.0, not_a_number, not_a_number}}, infinity};
    double visits = 0.0, weak = 0.0, absent = 0.0, absent_weak = 0.0, struck = 0.0;

    void raise(Decision which, double gain, double v, double price) {
        double* row = out.value[which];
        if (gain > row[0] || is_nan(gain)) row[0] = gain, row[1] = v, row[2] = price;
    }

    /// Search the deviations of one proposer, and from her deals.
    template <class T>
    void search(bool of_f) {
        const PlayedDeal* last = nullptr;
        for (i64 i = 0; i < play.count; ++i) {
            if (play.deals[i].of_f == of_f) last = &play.deals[i];
        }
        if (last == nullptr) return;
        const Assessment<double> a{false, of_f, true, last->segment, last->x, last->price, play.k_visit,
                                   play.k_absent, play.below, play.gap, play.level};
        const Neighbourhood<double> here = evaluate_beside(curve, last->segment, last->x);
        const DeviationTable t = make_deviation_table<T>(game, curve, grid, a, here, work);
        double worst_l = infinity, worst_f = infinity, best_f = 0.0, rounding = 0.0, own_struck = 0.0;
        double rule = -infinity, answer = -infinity, rule_v = not_a_number, allowed = infinity;
        for (i64 i = 0; i < play.count; ++i) {
            const PlayedDeal& deal = play.deals[i];
            if (deal.of_f != of_f) continue;
            const Point<double> p = point_at(curve, deal.segment, deal.x);
            const double h = mean_level(game, p, a);
            const double own_f = p.v * payoff_visit(game, deal.price, removal_probability(game, h, p.kappa));
            const Gain<double> own_l = gain_leader(game, p, a, false, deal.price);
            rounding = larger(rounding, payoff_rounding(curve, deal.x, p, own_l.stakes));
            allowed = smaller(allowed, allowed_gain(game, p.v * deal.price));
            const Deviation best = best_visit_rule(game, curve, grid, deal.price, h);
            if (!(best.value - own_f <= rule)) rule = best.value - own_f, rule_v = best.v;
            // the responder: F never refuses less than nothing; L mixes only where she is indifferent
            const bool mixes = of_f && deal.accepted < 1.0;
            answer = larger(answer, of_f ? (mixes ? abs(own_l.value) : -own_l.value) : -own_f);
            worst_l = smaller(worst_l, own_l.value);
            worst_f = smaller(worst_f, deal.accepted * own_f);
            best_f = larger(best_f, deal.accepted * own_f);
            own_struck += deal.struck;
            visits += deal.struck * p.v, weak += deal.struck * p.v * p.kappa;
            absent += deal.struck * p.vc, absent_weak += deal.struck * p.vc * (p.kappa + p.spread);
        }
        struck += own_struck;
        out.allowed = smaller(out.allowed, allowed);
        raise(decision_visit_rule, beyond_rounding(rule, allowed, rounding), rule_v, not_a_number);
        raise(decision_answer, beyond_rounding(answer, allowed, rounding), not_a_number, not_a_number);
        Deviation best;
        if (of_f) {
            best = best_demand<T>(t, worst_f);
            // every demand that is made must be worth the same
            if (best_f - worst_f > best.value) best.value = best_f - worst_f;
        } else {
            best = best_on_curve<T>(t, table_gain_l);
            const bool idle = own_struck < 1.0 - play.power - 1e-12;
            best.value = larger(best.value, 0.0) - (idle ? smaller(worst_l, 0.0) : worst_l);
            if (idle) best.value = larger(best.value, worst_l);  // no deal is played: none may be better
        }
        raise(decision_proposal, beyond_rounding(best.value, allowed, 2.0 * rounding), best.v, best.price);
    }

    /// Judge C's cut-offs by Bayes' rule over S, who proposes, the deals and F's visits.
    void judge_beliefs() {
        const double none = game.sigma_c + game.sigma * (1.0 - struck);
        const double seen = weak / visits;
        // an absence that should never happen is read as the weakest signal (Assumption 1)
        const double rare = none + game.sigma * absent;
        const double unseen = rare > 0.0 ? (none * curve.k0 + game.sigma * absent_weak) / rare : curve.m_last;
        raise(decision_after_visit, cutoff_loss(game, play.k_visit, seen), seen, not_a_number);
        raise(decision_after_absence, cutoff_loss(game, play.k_absent, unseen), unseen, not_a_number);
        out.value[decision_after_visit][1] = seen, out.value[decision_after_absence][1] = unseen;
    }
};

/// Find the largest gain of every player from any unilateral deviation (T11, T13.3).
template <class T>
Certificate certify_profile(
    const Game<double>& game, const Curve& curve, const Grid& grid, const PlayedProfile& play,
    Workspace& work) {
    ProfileSearch found{game, curve, grid, play, work};
    found.template search<T>(true);
    found.template search<T>(false);
    found.judge_beliefs();
    return found.out;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
