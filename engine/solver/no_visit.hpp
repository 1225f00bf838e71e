// No visits: when neither leader gains from an unexpected deal, whoever proposes (T5).
#pragma once

#include "solver/deals.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Whether some deal gains L when an unseen-price visit is read as `belief` = k₀ − `below`.
template <class T>
bool no_visit_is_refuted(
    const Game<double>& game, const Curve& curve, const Grid& grid, double belief, double below,
    Workspace& work) {
    const Conjecture<double> believed = no_visit_conjecture(game, belief, below);
    return any_deal_gains<T>({game, believed, curve, grid, work}, 0, OwnDeal{});
}

/// Return k₀ less the smallest off-path belief at which a deal stops gaining.
///
/// L's gain per visit falls in the belief; not a number when none is enough.
inline double needed_drop(const Game<double>& game, const Curve& curve, const Point<double>& p) {
    const auto gain = [&](double drop) {
        return deal_gain(game, no_visit_conjecture(game, curve.k0 - drop, drop), p);
    };
    const double low = curve.k0 - curve.m_last, high = curve.k0 - curve.m_first;
    const double at_low = gain(low), at_high = gain(high);
    if (at_low > 0.0) return not_a_number;
    if (!(at_high > 0.0)) return high;
    return polish(gain, bracket_between(low, high, at_low, at_high));
}

/// Narrow k₀ − κ̂ from `best` by the deals around grid point i, by golden sections.
inline double refined_drop(
    const Game<double>& game, const Curve& curve, const Grid& grid, i64 i, double best) {
    const i64 segment = grid.segment(i);
    const bool has_left = i > 0 && grid.segment(i - 1) == segment;
    const bool has_right = i + 1 < grid.size && grid.segment(i + 1) == segment;
    // on a step nothing changes beyond a share of e^-35, and golden sections lose their way where all is flat
    const double far = curve.kind == kind_steps ? 35.0 : 700.0;
    double left = larger(has_left ? grid.x(i - 1) : grid.x(i), -far);
    double right = smaller(has_right ? grid.x(i + 1) : grid.x(i), far);
    for (int step = 0; step < 60 && right - left >= 1e-9; ++step) {
        const double a = left + 0.381966 * (right - left), b = right - 0.381966 * (right - left);
        const double f_a = needed_drop(game, curve, point_at(curve, segment, a));
        const double f_b = needed_drop(game, curve, point_at(curve, segment, b));
        if (is_nan(f_a) || is_nan(f_b)) return not_a_number;
        (f_a < f_b ? right : left) = f_a < f_b ? b : a;
        best = smaller(best, smaller(f_a, f_b));
    }
    return best;
}

/// Find κ̂, the smallest weakness read into an unseen-price visit that supports no visits (T5).
///
/// In [m(0), m(1)]; not a number when even the weakest belief does not support no visits. Every deal must
/// stop gaining, so that the deal that needs most decides: each local extremum that may is refined.
inline double supporting_belief(
    const Game<double>& game, const Curve& curve, const Grid& grid, Workspace& work) {
    double* drops = work.row(0);
    double best = infinity;
    for (i64 i = 0; i < grid.size; ++i) {
        drops[i] = needed_drop(game, curve, grid.at(i));
        if (is_nan(drops[i])) return not_a_number;
        best = smaller(best, drops[i]);
    }
    for (i64 i = 0; i < grid.size; ++i) {
        const bool first = i == 0 || grid.segment(i - 1) != grid.segment(i);
        const bool last = i + 1 == grid.size || grid.segment(i + 1) != grid.segment(i);
        const double before = first ? drops[i] : drops[i - 1], after = last ? drops[i] : drops[i + 1];
        if (before < drops[i] || after < drops[i]) continue;
        if (drops[i] - peak_rise * (larger(before, after) - drops[i]) > best) continue;
        best = refined_drop(game, curve, grid, i, best);
        if (is_nan(best)) return not_a_number;
    }
    return curve.k0 - best;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
