// Local maxima of what deviations are worth, found among columns of the table, climbed by values alone (T5).
#pragma once

#include "checker/deviation_table.hpp"
#include "numeric/parabola.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return how high a maximum may rise between three points: see `peak_rise`.
template <class T>
SUMMITRY_INLINE T possible_rise(T before, T here, T after) {
    return fma(T(peak_rise), here - select(before < after, before, after), here);
}

/// Whether a parabola over this stretch can be trusted at once.
template <class T>
SUMMITRY_INLINE mask_of<T> is_narrow(T left, T middle, T right) {
    return right - left < trusted_interval * select(abs(middle) > 1.0, abs(middle), T(1.0));
}

/// Evaluate the objective of a local search: F's payoff from a visit rule, L's gain or consent.
inline double objective(const DeviationTable& t, TableRow what, const Point<double>& p) {
    if (what == table_visit) return visit_value(t.game, t.a, p);
    const Continuation<double> play = t.follow_deal(p);
    return what == table_consent ? play.consent() : play.gain_l;
}

/// Refine the local maximum at column i by parabolas through its neighbours; return it and its value.
///
/// It ends when two parabolas in a row, or one over a narrow stretch, promise a negligible gain.
inline Peak refine_peak(const DeviationTable& t, TableRow what, i64 i) {
    const double *x = t.row(table_x), *f = t.row(what);
    const i64 segment = t.segment(i);
    double middle = x[i], left = larger(x[i - 1], middle - 700.0), right = smaller(x[i + 1], middle + 700.0);
    const bool shares = is_inner_step(t.curve, segment);
    if (shares) left = share_at(x[i - 1]), middle = share_at(middle), right = share_at(x[i + 1]);
    Interval at{left, middle, right, f[i - 1], f[i], f[i + 1]};
    bool settled = false;
    for (int step = 0; step < 80 && at.is_ordered(); ++step) {
        const Parabola<double> fit = parabola_through(
            at.left, at.middle, at.right, at.f_left, at.f_middle, at.f_right);
        const bool little = fit.promise <= t.enough;
        if (little && (settled || is_narrow(at.left, at.middle, at.right))) break;
        settled = little;
        if (at.is_narrowest()) break;
        const double next = at.next(fit);
        at.insert(next, objective(t, what, point_or_share(t.curve, segment, shares, next)));
    }
    return {shares ? log_odds(at.middle) : at.middle, at.f_middle};
}

/// Return at which columns from i on a row is no lower than beside it.
template <class T>
SUMMITRY_INLINE mask_of<T> is_maximum(const double* f, i64 i) {
    return (load<T>(f + i - 1) <= load<T>(f + i)) & (load<T>(f + i + 1) <= load<T>(f + i));
}

/// Return around which columns from i on a row has a maximum that may rise to a level.
///
/// A smooth one rises above its grid point by about the drop to its neighbours at most; far out, where
/// the deal hardly matters, rounding makes maxima that promise less than a certificate could ever
/// notice. A maximum at the end of a segment is a grid point itself.
template <class T>
SUMMITRY_INLINE mask_of<T> is_rising_maximum(const DeviationTable& t, TableRow what, i64 i, double level) {
    const double *f = t.row(what), *segments = t.row(table_segment);
    const T before = load<T>(f + i - 1), here = load<T>(f + i), after = load<T>(f + i + 1);
    const T own = load<T>(segments + i);
    const auto inside = (load<T>(segments + i - 1) == own) & (load<T>(segments + i + 1) == own);
    return is_maximum<T>(f, i) & (possible_rise(before, here, after) >= level) & inside;
}

/// Return at which columns L's gain may rise to a level inside an inner step that begins or ends there.
///
/// On inner steps grid points are even in v. The end is no lower than the next point inside, the line
/// through the next two reaches the level there, and they fall too fast for a parabola that ends at its
/// maximum.
template <class T>
u64 end_maxima(const DeviationTable& t, i64 i, double level) {
    const double *f = t.row(table_gain_l);
    const T x = load<T>(t.row(table_x) + i), own = load<T>(t.row(table_segment) + i);
    const T before = load<T>(f + i - 1), here = load<T>(f + i), after = load<T>(f + i + 1);
    const T before_that = load<T>(f + i - 2), after_that = load<T>(f + i + 2);
    const auto first = (2.0 * after - after_that >= level) & (x == -infinity);
    const auto last = (2.0 * before - before_that >= level) & (x == infinity);
    if (!any(first | last)) return 0;  // mostly
    const T inside = select(first, after, before), beyond = select(first, after_that, before_that);
    auto steep = (inside <= here) & (inside - beyond > 2.0 * (here - inside));
    steep = steep & (double(i) + lane_numbers<T>() < double(t.size));
    return bits(steep & (first | last) & (own > 0.0) & (own < double(t.curve.segments - 1)));
}

/// Return which columns from i on are grid points, less those from `first` to `last`.
template <class T>
SUMMITRY_INLINE mask_of<T> is_grid_point(const DeviationTable& t, i64 i, i64 first, i64 last) {
    const T column = double(i) + lane_numbers<T>();
    const auto excluded = (column >= double(first)) & (column <= double(last));
    return (column < double(t.size)) & inverse(excluded);
}

/// The largest entry of a row, and its column.
struct BestColumn {
    double value;
    i64 column;
};

template <class T>
BestColumn best_column(const DeviationTable& t, i64 which) {
    const double* f = t.row(which);
    double top = -infinity;  // so that what is no number is never best
    i64 column = 0;
    T best = -infinity;
    i64 i = 0;
    for (; i + width<T> <= t.size; i += width<T>) {
        const T here = load<T>(f + i);
        best = select(here > best, here, best);
    }
    top = largest(best);
    for (; i < t.size; ++i) top = f[i] > top ? f[i] : top;
    i64 stop = t.size;
    if (t.own >= 0) {
        stop = t.near + 5;
        for (i64 j = t.near + 2; j < stop; ++j) top = f[j] > top ? f[j] : top;
    }
    for (i = 0; i < stop; ++i) {
        if (f[i] == top) {
            column = i;
            break;
        }
    }
    return {top, column};
}

}  // namespace summitry::inline SUMMITRY_VARIANT
