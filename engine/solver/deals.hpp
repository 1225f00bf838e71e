// Deals against a conjecture of C: whether any gains L more than none, or more than her own (T5).
#pragma once

#include "solver/roots.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Whether a gain per visit is positive beyond the rounding of its two terms.
template <class T>
SUMMITRY_INLINE mask_of<T> is_gain(
    const Game<double>& game, const Conjecture<double>& believed, const Point<T>& p, T gain) {
    return gain > sign_tolerance * deal_size(game, believed, p);
}

/// A conjecture of C against which deals are searched.
struct DealSearch {
    const Game<double>& game;
    const Conjecture<double>& believed;
    const Curve& curve;
    const Grid& grid;
    Workspace& work;

    double* gain_row() const { return work.row(0); }   // L's gain per visit
    double* worth_row() const { return work.row(1); }  // L's gain, W
    double* scale_row() const { return work.row(2); }

    /// Return the grid point from which to climb to the maximum of W that shows at point i.
    ///
    /// At the end of a segment that is the next one inside; −1 if there is no maximum: on a step W is
    /// concave, and its slope at the end says where it is.
    i64 climb_start(i64 i) const {
        const auto [first, last] = segment_ends(grid, i);
        if (!first && !last) return i;
        const double slope = deal_gain_slope(game, believed, grid.at(i));
        if (first) return slope > 0.0 ? i + 1 : -1;
        return slope < 0.0 ? i - 1 : -1;
    }

    /// Climb from point i towards a level of L's gain per visit, or of W.
    Peak climb_gain(bool per_visit, const double* f, i64 i, double level) const {
        const auto height = [&](const Point<double>& p) {
            const double gain = deal_gain(game, believed, p);
            return per_visit ? gain : p.v * gain;
        };
        // L's gain is concave in the share of a step that visits
        const bool shares = curve.kind == kind_steps;
        return climb(height, curve, grid, f, i, 1.0, level, shares);
    }
};

/// Evaluate L's gain from deals, per visit and in all, from the second point before `start` on.
///
/// With `until_gain`, only until one from `start` on is positive beyond rounding; return whether one is.
template <class T>
bool evaluate_gains(const DealSearch& s, i64 start, bool until_gain) {
    double *gains = s.gain_row(), *worths = s.worth_row();
    const i64 from = larger(start - 2, i64(0)) / block_width * block_width;
    for (i64 i = from; i < s.grid.size; i += width<T>) {
        const auto p = points_with_levels<T>(s.game, s.grid, i);
        const T gain = deal_gain(s.game, s.believed, p);
        store(gains + i, gain);
        store(worths + i, p.v * gain);
        if (!until_gain) continue;
        const T point = double(i) + lane_numbers<T>();
        const auto positive =
            (gain > 0.0) & (point >= double(start)) & (point < double(s.grid.size));
        if (any(positive) && any(positive & is_gain(s.game, s.believed, p, gain))) return true;
    }
    return false;
}

/// Whether a deal gains around a point at which L's gain, per visit or in all, has a maximum.
inline bool gains_around(
    const DealSearch& s, const double* scale, bool per_visit, const double* f, i64 i) {
    const Point<double> p = s.grid.at(i);
    double level = sign_tolerance * deal_size(s.game, s.believed, p);
    if (!per_visit) level *= p.v;
    if (!may_reach(scale, s.grid, f, i, 1.0, level)) return false;
    const i64 from = s.climb_start(i);
    if (from < 0) return false;
    const auto [x, above] = s.climb_gain(per_visit, f, from, level);
    const Point<double> top = point_at(s.curve, s.grid.segment(from), x);
    return above > 0.0 && is_gain(s.game, s.believed, top, deal_gain(s.game, s.believed, top));
}

/// L's own deal, which gains nothing, inside the segment just before a grid point.
struct OwnDeal {
    double x = not_a_number;  // not a number: there is none, or it is at a grid point
};

/// Whether a deal at grid point `start` or beyond gains L more than rounding.
///
/// Deals between her own deal and that point count too.
template <class T>
bool any_deal_gains(const DealSearch& s, i64 start, OwnDeal own) {
    if (evaluate_gains<T>(s, start, true)) return true;
    // far out the gain vanishes with v, and only per visit has a shape; on a step it is concave in v
    const bool steps = s.curve.kind == kind_steps, per_visit = !steps;
    double* f = steps ? s.worth_row() : s.gain_row();
    const double* scale = smooth_scale(s.curve, s.grid);
    if (!is_nan(own.x) && start < s.grid.size - 1) {
        // her own deal takes the place of the grid point before it
        const i64 from = larger(start - 2, i64(0)) / block_width * block_width;
        double* changed = s.scale_row();
        for (i64 i = from; i < s.grid.size + block_width; ++i) changed[i] = scale[i];
        f[start - 1] = 0.0;
        changed[start - 1] = steps ? share_at(own.x) : own.x;
        scale = changed;
    }
    for (i64 first = larger(start, i64(1)); first < s.grid.size; first += word_points) {
        u64 maxima = steps ? step_maxima<T>(f, s.grid, first, start, 0.0)
                           : smooth_maxima<T>(f, s.grid.size, first, start);
        for (; maxima != 0; maxima &= maxima - 1) {
            if (gains_around(s, scale, per_visit, f, first + lowest_bit(maxima))) return true;
        }
    }
    return false;
}

/// Whether L likes another deal better than one that gains `own`, beyond rounding.
///
/// `size` is that of the terms of `own`.
inline bool is_better(
    const Game<double>& game, const Conjecture<double>& believed, const Point<double>& p, double own,
    double size) {
    const double rounding = sign_tolerance * (size + p.v * deal_size(game, believed, p));
    return p.v * deal_gain(game, believed, p) > own + rounding;
}

/// Whether L likes any deal better than her own, against a conjecture: a larger W(v'; v*) (T5).
///
/// Her own deal is a maximum between grid points `before` and `before` + 1, and at neither; −1 if it is
/// at one. It gains `own`, whose terms are of size `size`.
template <class T>
bool any_deal_is_better(const DealSearch& s, i64 before, double own, double size) {
    const double* worths = s.worth_row();
    const double* scale = smooth_scale(s.curve, s.grid);
    evaluate_gains<T>(s, 0, false);
    const double level = own + sign_tolerance * size;
    const i64 best = largest_index<T>(0, s.grid.size, [&](i64 i) { return load<T>(worths + i); });
    if (best >= 0 && worths[best] > level && is_better(s.game, s.believed, s.grid.at(best), own, size)) return true;
    const bool steps = s.curve.kind == kind_steps;
    for (i64 first = 1; first < s.grid.size; first += word_points) {
        u64 maxima = steps ? step_maxima<T>(worths, s.grid, first, 1, level)
                           : smooth_maxima<T>(worths, s.grid.size, first, 1);
        for (; maxima != 0; maxima &= maxima - 1) {
            const i64 i = first + lowest_bit(maxima);
            const bool is_own = before >= 0 && before <= i && i <= before + 1;
            if (is_own || !may_reach(scale, s.grid, worths, i, 1.0, level)) continue;
            const i64 from = s.climb_start(i);
            if (from < 0) continue;
            const auto [x, above] = s.climb_gain(false, worths, from, level);
            const Point<double> top = point_at(s.curve, s.grid.segment(from), x);
            if (above > 0.0 && is_better(s.game, s.believed, top, own, size)) return true;
        }
    }
    return false;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
