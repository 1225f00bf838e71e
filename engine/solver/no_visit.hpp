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

/// Narrow k₀ − κ̂ from `best` by the deals around grid point i.
///
/// The deal that needs most is where the gain per visit, at the belief that just stops it, is a maximum.
inline double refined_drop(
    const Game<double>& game, const Curve& curve, const Grid& grid, i64 i, double best) {
    const i64 segment = grid.segment(i);
    const bool has_left = i > 0 && grid.segment(i - 1) == segment;
    const bool has_right = i + 1 < grid.size && grid.segment(i + 1) == segment;
    const double left = larger(has_left ? grid.x(i - 1) : grid.x(i), -700.0);
    const double right = smaller(has_right ? grid.x(i + 1) : grid.x(i), 700.0);
    bool enough = true;
    const auto slope = [&](double x) {
        const Point<double> p = point_at(curve, segment, x);
        const double drop = needed_drop(game, curve, p);
        enough = enough && !is_nan(drop);
        best = smaller(best, drop);
        const Conjecture<double> believed = no_visit_conjecture(game, curve.k0 - drop, drop);
        return deal_gain_slope(game, believed, p) - p.flat * deal_gain(game, believed, p);
    };
    const double middle = grid.x(i), f_left = slope(left), f_right = slope(right);
    const auto refine = [&](double a, double b, double f_a, double f_b) {
        if (f_a > 0.0 && f_b < 0.0) slope(polish(slope, bracket_between(a, b, f_a, f_b)));
    };
    if (f_left > 0.0 && f_right < 0.0) {
        refine(left, right, f_left, f_right);
    } else if (left < middle && middle < right) {  // beyond a neighbour it may rise again
        const double f_middle = slope(middle);
        refine(left, middle, f_left, f_middle);
        refine(middle, right, f_middle, f_right);
    }
    return enough ? best : not_a_number;
}

/// Find k₀ − κ̂, where κ̂ is the smallest weakness read into an unseen-price visit that supports no visits (T5).
///
/// κ̂ is in [m(0), m(1)]; not a number when even the weakest belief does not support no visits. The deal that
/// gains most at the belief reached so far says which is needed next, until none gains: then every local
/// maximum between grid points that may gain is refined.
template <class T>
double needed_drop_of_all(
    const Game<double>& game, const Curve& curve, const Grid& grid, Workspace& work) {
    double* gains = work.row(0);
    double best = curve.k0 - curve.m_first;
    const auto evaluate = [&] {
        const Conjecture<double> believed = no_visit_conjecture(game, curve.k0 - best, best);
        for (i64 i = 0; i < grid.size; i += width<T>) {
            store(gains + i, deal_gain(game, believed, points_with_levels<T>(game, grid, i)));
        }
    };
    for (i64 step = 0; step < grid.size; ++step) {
        evaluate();
        const i64 i = largest_index<T>(0, grid.size, [&](i64 j) { return load<T>(gains + j); });
        if (!(gains[i] > 0.0)) break;
        const double needed = needed_drop(game, curve, grid.at(i));
        const double found = is_nan(needed) ? needed : refined_drop(game, curve, grid, i, smaller(best, needed));
        if (is_nan(found)) return not_a_number;
        if (!(found < best)) break;
        best = found;
    }
    evaluate();
    for (i64 i = 0; i < grid.size; ++i) {
        const bool first = i == 0 || grid.segment(i - 1) != grid.segment(i);
        const bool last = i + 1 == grid.size || grid.segment(i + 1) != grid.segment(i);
        const double before = first ? gains[i] : gains[i - 1], after = last ? gains[i] : gains[i + 1];
        if (before > gains[i] || after > gains[i]) continue;
        if (gains[i] + peak_rise * (gains[i] - smaller(before, after)) < 0.0) continue;
        best = refined_drop(game, curve, grid, i, best);
        if (is_nan(best)) return not_a_number;
    }
    return best;
}

/// What C reads into an unexpected visit with unseen price, and k₀ less it.
struct OffPathBelief {
    double weakness;
    double below;
};

/// Find the smallest off-path belief that supports no visits, not a number when none does (T5, T11 (g)).
///
/// It does so by the solver's own test, which rounding of the deal that just stops gaining may fail.
inline OffPathBelief smallest_belief(
    const Game<double>& game, const Curve& curve, const Grid& grid, Workspace& work) {
    const double strongest = first_drop(curve);
    if (!no_visit_is_refuted<Block>(game, curve, grid, curve.m_first, strongest, work)) {
        return {curve.m_first, strongest};
    }
    const double found = needed_drop_of_all<Block>(game, curve, grid, work);
    if (is_nan(found)) return {found, found};
    double drop = found;
    for (double less = 1e-16 * curve.k0; less < 1e-10 * curve.k0; less *= 2.0) {
        if (!no_visit_is_refuted<Block>(game, curve, grid, curve.k0 - drop, drop, work)) break;
        drop = found - less;
    }
    return {smaller(curve.k0 - drop, curve.m_last), drop};
}

}  // namespace summitry::inline SUMMITRY_VARIANT
