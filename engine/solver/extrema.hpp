// Between grid points: whether a function may reach a level that no grid point does, and the climb
// towards it (T5).
//
// Roots in pairs, deals that pay in a narrow range, rival maxima: each shows on the grid as a local
// extremum, a point nearer to the level than both its neighbours. Few can reach it; those are climbed.
#pragma once

#include "curve/grid.hpp"
#include "numeric/parabola.hpp"
#include "theory/equations.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Who names the price; also which equation the candidates solve, [F-eq] or [L-eq], or in the open theirs.
enum Proposer : i64 { proposer_f = 0, proposer_l = 1, proposer_f_open = 2, proposer_l_open = 3 };

// Grid points are told apart by bit masks: a word holds the truth values of 64 points in a row, and
// decides about 56 of them, since some on either side are needed.
inline constexpr i64 word_bits = 64;
inline constexpr i64 word_points = 56;

/// Return the bits from `first` to before `stop`, at most `word_points` of them.
inline u64 bits_between(i64 first, i64 stop) {
    stop = smaller(stop, word_points);
    return first < stop ? (u64(1) << stop) - (u64(1) << first) : 0;
}

/// Return which of the points from i > 0 on, none before `start`, are local maxima of a smooth signal.
///
/// The ends of its one segment are none.
template <class T>
u64 smooth_maxima(const double* f, i64 size, i64 i, i64 start) {
    u64 rises = 0, falls = 0;
    for (i64 k = 0; k < smaller(word_bits, size - i + 1); k += width<T>) {
        const T before = load<T>(f + i - 1 + k), here = load<T>(f + i + k);
        rises |= bits(before < here) << k;
        falls |= bits(here < before) << k;
    }
    const u64 maxima = ~falls & ~(rises >> 1) & (rises | (falls >> 1));
    return maxima & bits_between(larger(start - i, i64(0)), size - 1 - i);
}

/// Return which of the points from i > 0 on are maxima of L's gain W on steps that may rise to a level.
///
/// On inner steps grid points are even in v, in which W is concave: beside a point it rises by no more
/// than it falls on the other side, and at an end by no more than the line through the next two says.
template <class T>
u64 step_maxima(const double* f, const Grid& grid, i64 first_point, i64 start, double level) {
    const double last_segment = double(grid.segment(grid.size - 1));
    const double* segments = grid.row(row_segment);
    u64 maxima = 0;
    for (i64 k = 0; k < smaller(word_points, grid.size - first_point); k += width<T>) {
        const i64 i = first_point + k;
        T before = load<T>(f + i - 1), after = load<T>(f + i + 1);
        const T here = load<T>(f + i), own = load<T>(segments + i);
        const T point = double(i) + lane_numbers<T>();
        const auto first = load<T>(segments + i - 1) != own;
        const auto last =
            (load<T>(segments + i + 1) != own) | (point >= double(grid.size) - 1.0);
        const T beyond = select(
            first, 2.0 * after - load<T>(f + i + 2), 2.0 * before - load<T>(f + i - 2));
        before = select(first, T(-infinity), before);
        after = select(last, T(-infinity), after);
        const T inside = 2.0 * here - select(before < after, before, after);
        const auto outer = (own == 0.0) | (own == last_segment);
        const auto promising = outer | (select(first | last, beyond, inside) >= level);
        const auto is_maximum =
            (before <= here) & (after <= here) & ((before < here) | (after < here)) & promising;
        maxima |= bits(is_maximum & (point >= double(start)) & (point < double(grid.size))) << k;
    }
    return maxima;
}

/// Whether a point is the first of its segment, and whether it is the last.
struct SegmentEnds {
    bool first;
    bool last;
};

inline SegmentEnds segment_ends(const Grid& grid, i64 i) {
    const i64 own = grid.segment(i);
    return {grid.segment(i - 1) != own, i + 1 == grid.size || grid.segment(i + 1) != own};
}

/// Return the slope between point i and the one beyond it, j; `none` in another segment or at infinity.
inline double outer_slope(
    const double* scale, const Grid& grid, const double* f, i64 i, i64 j, double none) {
    if (j < 0 || j >= grid.size || grid.segment(j) != grid.segment(i)) return none;
    const double run = scale[j] - scale[i];
    return is_infinite(run) ? none : (f[j] - f[i]) / run;
}

/// Return the height at which a line that rises from the left meets one that falls to the right.
///
/// Where a function is concave it lies below both, if each leads through two of its points.
inline double summit(double left, double up, double right, double down, double width) {
    if (is_infinite(up)) return right - down * width;
    if (is_infinite(down)) return left + up * width;
    if (!(up > 0.0 && down < 0.0)) return larger(left, right);
    const double way = (right - left - down * width) / (up - down);
    return left + up * smaller(larger(way, 0.0), width);
}

/// Whether `sign` times a function with an extremum at point i may rise to a level beside it.
///
/// `scale` is the row of `smooth_scale`.
inline bool may_reach(
    const double* scale, const Grid& grid, const double* f, i64 i, double sign, double level) {
    const auto [first, last] = segment_ends(grid, i);
    const double here = sign * f[i];
    const double w0 = first ? 0.0 : scale[i] - scale[i - 1];
    const double w1 = last ? 0.0 : scale[i + 1] - scale[i];
    if (is_infinite(w0) || is_infinite(w1)) return false;
    const double before = sign * f[i - 1], after = sign * f[i + 1];
    const double up = first ? infinity : (here - before) / w0;
    const double down = last ? -infinity : (after - here) / w1;
    double top = -infinity;
    if (!first) {
        const double rising = sign * outer_slope(scale, grid, f, i - 1, i - 2, sign * infinity);
        top = summit(before, rising, here, down, w0);
    }
    if (!last) {
        const double falling = sign * outer_slope(scale, grid, f, i + 1, i + 2, -sign * infinity);
        top = larger(top, summit(here, up, after, falling, w1));
    }
    return top - here >= promising_share * (level - here);
}

/// Whether `may_reach` has to be asked of a point that dips towards zero: mostly not.
///
/// The line through a point and its neighbour, led on to the other one, bounds the summits there.
inline bool may_reach_zero(const double* scale, const double* f, i64 i) {
    const double w0 = scale[i] - scale[i - 1], w1 = scale[i + 1] - scale[i];
    const double low = abs(f[i]), missing = 0.99 * promising_share * low;
    const double falls = (abs(f[i + 1]) - low) * w0, rises = (abs(f[i - 1]) - low) * w1;
    return !(falls < missing * w1 && rises < missing * w0);
}

/// Climb inside an interval towards a level that the heights in it are counted from.
///
/// With `shares`, points of a step are named by the share of it that visits. It ends above the level, or
/// when two parabolas in a row promise little of what is missing.
template <class Height>
Peak climb_inside(
    const Height& height, const Curve& curve, i64 segment, Interval at, double sign, double level,
    bool shares) {
    bool was_hopeless = false;
    for (int step = 0; step < 80; ++step) {
        if (at.f_middle > 0.0 || !at.is_ordered() || at.is_narrowest()) break;
        const Parabola<double> fit = parabola_through(
            at.left, at.middle, at.right, at.f_left, at.f_middle, at.f_right);
        const bool hopeless = fit.promise <= -hopeless_share * at.f_middle;
        if (hopeless && was_hopeless) break;
        was_hopeless = hopeless;
        const double x = at.next(fit);
        at.insert(x, sign * height(point_or_share(curve, segment, shares, x)) - level);
    }
    return {shares ? log_odds(at.middle) : at.middle, at.f_middle};
}

/// Climb from grid point i, which has neighbours in its segment, towards a level by parabolas.
///
/// `height` is the function of a point of the curve that `f` holds on the grid.
template <class Height>
Peak climb(
    const Height& height, const Curve& curve, const Grid& grid, const double* f, i64 i, double sign,
    double level, bool shares) {
    double left = larger(grid.x(i - 1), -700.0), middle = grid.x(i);
    double right = smaller(grid.x(i + 1), 700.0);
    if (shares) {
        left = share_at(grid.x(i - 1)), middle = share_at(middle), right = share_at(grid.x(i + 1));
    }
    const Interval at{left, middle, right,
                      sign * f[i - 1] - level, sign * f[i] - level, sign * f[i + 1] - level};
    return climb_inside(height, curve, grid.segment(i), at, sign, level, shares);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
