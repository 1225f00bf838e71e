// The checker (T5, "Certificate"): the best deviation of every player, from payoffs alone.
//
// The search uses values only, no derivatives, on a grid of its own.
#pragma once

#include "checker/demand.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// What each player decides; rows of a certificate.
enum Decision : i64 {
    decision_visit_rule,    // F's visit rule
    decision_after_visit,   // C's cut-off after a visit
    decision_after_absence, // C's cut-off without one
    decision_proposal,      // the proposer's price
    decision_answer,        // the responder's answer
    decisions
};

/// The largest gain of each decision, the deviation's visit probability or cut-off, and its price; and
/// the largest gain of a leader that counts as rounding.
struct Certificate {
    double value[decisions][3];
    double allowed;

    /// Whether nobody gains more than rounding; what is no number fails.
    ///
    /// C neither pays nor receives: her gains are judged on the scale of her own payoff.
    bool passes() const {
        bool good = true;
        for (i64 i = 0; i < decisions; ++i) {
            const bool of_c = i == decision_after_visit || i == decision_after_absence;
            good = good && value[i][0] <= (of_c ? gain_tolerance : allowed);
        }
        return good;
    }

    double largest_gain() const {
        double worst = 0.0;
        for (const auto& row : value) {
            if (is_nan(row[0]) || row[0] > worst) worst = row[0];
        }
        return worst;
    }
};

/// Maximise F's payoff from a visit rule, or L's gain from a deal, over the whole curve.
///
/// Every grid point is compared, then every local maximum that could beat the best of them is refined.
template <class T>
Deviation best_on_curve(const DeviationTable& t, TableRow what) {
    const auto [top, where] = best_column<T>(t, what);
    Deviation best = deviation_at(t, where, top);
    const double level = top + t.enough;
    const bool steps = t.curve.kind == kind_steps, beside = t.own >= 0;
    const auto refine = [&](i64 i, i64 from) {
        const auto [x, value] = refine_peak(t, what, from);
        if (!(value > best.value)) return;
        const Point<double> p = point_at(t.curve, t.segment(i), x);
        best = {value, p.v, t.follow_deal(p).price, t.segment(i), x};
    };
    // the grid points on either side of the own deal have it for a neighbour: they stand again beside it
    const i64 first = beside ? t.own - 1 : -1, last = beside ? t.own : -1;
    const i64 stop = beside ? t.size - 1 : t.size;
    for (i64 start = 1; start < stop; start += width<T>) {
        u64 maxima = 0, ends = 0;
        if (any(is_maximum<T>(t.row(what), start))) {  // rarely
            maxima = bits(is_rising_maximum<T>(t, what, start, level) &
                          is_grid_point<T>(t, start, first, last));
        }
        if (what == table_gain_l && steps) ends = end_maxima<T>(t, start, level);
        for (u64 both = maxima | ends; both != 0; both &= both - 1) {
            const i64 i = start + lowest_bit(both);
            const bool is_end = ends >> lowest_bit(both) & 1;
            // from the end of a step to the next point inside it
            const i64 inward = t.segment(i - 1) != t.segment(i) ? 1 : -1;
            refine(i, is_end ? i + inward : i);
        }
    }
    if (beside) {
        for (i64 i = t.near + 1; i < t.near + 6; ++i) {
            if (is_rising_maximum<double>(t, what, i, level)) refine(i, i);
        }
    }
    return best;
}

/// What the leaders have on the path, and how large a difference of their payoffs is rounding.
struct OwnPayoffs {
    double paid = 0.0;   // what L expects to pay and F to receive
    double f = 0.0;
    double l = 0.0;      // over refusing
    double stakes = 0.0; // of L
    double rounding = 0.0;
};

/// Return how large a difference of L's payoff is rounding at a deal, whose terms have a size of `stakes`.
inline double payoff_rounding(const Curve& curve, double x, const Point<double>& p, double stakes) {
    const double rounding = acceptance_tolerance * stakes;
    if (is_infinite(x)) return rounding;
    // relative changes of 1 − v, and of κ, from one coordinate to the next
    const double steepness = p.speed * (1.0 / p.vc + p.excess / (p.kappa * p.v));
    const double coordinate = coordinate_rounding * larger(abs(x), 1.0) * steepness;
    return rounding + (coordinate + curve_rounding(curve, x, p)) * stakes;
}

inline OwnPayoffs own_payoffs(
    const Game<double>& game, const Curve& curve, const Assessment<double>& a, const Point<double>& p) {
    if (!a.deal) return {};
    const Gain<double> l = gain_leader(game, p, a, true, a.price);
    return {p.v * a.price, visit_value(game, a, p), l.value, l.stakes,
            payoff_rounding(curve, a.x, p, l.stakes)};
}

/// Return a gain, or none where it is above what is allowed by no more than rounding.
inline double beyond_rounding(double gain, double allowed, double rounding) {
    return gain > allowed && gain <= rounding ? 0.0 : gain;
}

/// Find the proposer's best deviation, and what it gains; `allowed` is written for the leaders.
template <class T>
Deviation best_proposal(const DeviationTable& t, const OwnPayoffs& own, double& allowed) {
    Deviation best;
    double rounding;
    if (t.a.f_proposes) {
        best = best_demand<T>(t, own.f);
        rounding = acceptance_tolerance * (best.v * best.price + own.paid);
    } else {
        best = best_on_curve<T>(t, table_gain_l);
        best.value = larger(best.value, 0.0) - own.l;
        const Point<double> p = point_at(t.curve, best.segment, best.x);
        rounding = own.rounding + acceptance_tolerance * t.follow_deal(p).stakes;
    }
    // without a deal of one's own the payment is that of the deviation
    const bool pays = t.a.deal || best.value > 0.0;
    allowed = pays ? allowed_gain(t.game, t.a.deal ? own.paid : best.v * best.price) : allowed_gain(t.game);
    best.value = beyond_rounding(best.value, allowed, rounding);
    return best;
}

/// Find the largest gain of every player from any unilateral deviation (T5).
///
/// `here` is the point of the assessment and its neighbours; `work` is memory for the table.
template <class T>
Certificate certify(
    const Game<double>& game, const Curve& curve, const Grid& grid, const Assessment<double>& a,
    const Neighbourhood<double>& here, Workspace& work) {
    constexpr double nan = not_a_number;
    Certificate out{
        {{nan, nan, nan}, {nan, nan, nan}, {nan, nan, nan}, {nan, nan, nan}, {nan, nan, nan}}, nan};
    const Point<double>& p = here.own;
    const DeviationTable t = make_deviation_table<T>(game, curve, grid, a, here, work);
    const OwnPayoffs own = own_payoffs(game, curve, a, p);
    const Deviation best = best_proposal<T>(t, own, out.allowed);
    out.value[decision_proposal][0] = best.value;
    out.value[decision_proposal][1] = best.v;
    out.value[decision_proposal][2] = best.price;
    out.value[decision_visit_rule][0] = out.value[decision_after_visit][0] = 0.0;
    if (a.deal) {
        const Deviation rule = best_on_curve<T>(t, table_visit);
        const double rounding = acceptance_tolerance * (rule.v + p.v) * a.price;
        out.value[decision_visit_rule][0] = beyond_rounding(rule.value - own.f, out.allowed, rounding);
        out.value[decision_visit_rule][1] = rule.v;
        out.value[decision_after_visit][0] = cutoff_loss(game, a.k_visit, p.kappa);
        out.value[decision_after_visit][1] = p.kappa;
    }
    const double w = bayes_no_visit(game, curve, a, p);
    out.value[decision_after_absence][0] = cutoff_loss(game, a.k_absent, w);
    out.value[decision_after_absence][1] = w;
    const double refusal = -smaller(a.f_proposes ? own.l : own.f, 0.0);
    out.value[decision_answer][0] = beyond_rounding(refusal, out.allowed, own.rounding);
    return out;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
