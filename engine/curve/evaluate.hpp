// A point of any weakness curve (T2), and the coordinate of a visit probability.
#pragma once

#include "curve/table.hpp"
#include "numeric/tolerances.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Evaluate the curve at coordinate x of a segment.
SUMMITRY_NOINLINE inline Point<double> point_at(const Curve& curve, i64 segment, double x) {
    if (curve.kind == kind_linear) return linear_point(curve, x);
    if (curve.kind == kind_steps) return step_at(curve, segment, share_at(x), share_at(-x));
    return table_point(curve, x);
}

/// Evaluate a point named by its coordinate, or by its share of a step.
inline Point<double> point_or_share(const Curve& curve, i64 segment, bool shares, double x) {
    return shares ? step_at(curve, segment, x, 1.0 - x) : point_at(curve, segment, x);
}

/// Return how much of a point's numbers is rounding, beside that of the coordinate itself.
///
/// With a linear signal that is in proportion to the weight of the prior, whose observations the powers
/// in its density count; and the larger one of v and 1 − v has it in the other's stead.
inline double curve_rounding(const Curve& curve, double x, const Point<double>& p) {
    if (curve.kind != kind_linear || is_infinite(x)) return 0.0;
    const double weight = curve.linear.alpha + curve.linear.beta;
    return density_rounding * weight / (is_strong(curve.linear, share_at(x)) ? p.vc : p.v);
}

/// A place on a curve.
struct Coordinate {
    i64 segment;
    double x;
};

/// Return log(v/(1−v)), infinite where either has underflowed.
inline double visit_log_odds(const Point<double>& p) {
    if (p.v <= 0.0) return -infinity;
    return p.vc <= 0.0 ? infinity : std::log(p.v) - std::log(p.vc);
}

/// Find the coordinate of a smooth curve with the given log-odds of v, by Newton inside a bracket.
inline double invert_smooth(const Curve& curve, double odds) {
    double low = -1.0, high = 1.0;
    while (visit_log_odds(point_at(curve, 0, low)) > odds && low > -1e12) low *= 2.0;
    while (visit_log_odds(point_at(curve, 0, high)) < odds && high < 1e12) high *= 2.0;
    double x = 0.5 * (low + high);
    for (int i = 0; i < 300; ++i) {
        const Point<double> here = point_at(curve, 0, x);
        const double error = visit_log_odds(here) - odds;
        if (error == 0.0 || x == low || x == high) break;
        (error > 0.0 ? high : low) = x;
        double next = x - error / (here.speed / (here.v * here.vc));
        if (!(low < next && next < high)) next = 0.5 * (low + high);
        if (abs(next - x) <= 2e-16 * abs(next)) break;
        x = next;
    }
    return x;
}

/// Find segment and coordinate of a visit probability, given v and 1 − v (T2).
inline Coordinate locate(const Curve& curve, double v, double vc) {
    if (v <= 0.0) return {0, -infinity};
    if (vc <= 0.0) return {curve.segments - 1, infinity};
    if (curve.kind != kind_steps) return {0, invert_smooth(curve, std::log(v) - std::log(vc))};
    // from the end where it is small, like the points of the curve
    const bool low = v <= 0.5;
    i64 j = 0;
    while (j < curve.segments - 1 &&
           (low ? entry(curve, list_v, j + 1) < v : entry(curve, list_vc, j + 1) > vc)) {
        ++j;
    }
    const double up = low ? v - entry(curve, list_v, j) : entry(curve, list_vc, j) - vc;
    const double down = low ? entry(curve, list_v, j + 1) - v : vc - entry(curve, list_vc, j + 1);
    if (down <= 0.0) return {j, infinity};
    return {j, up > 0.0 ? std::log(up / down) : -infinity};
}

/// Return 1 − v; for the end of a step as the curve holds it, lest rounding lead into the next step.
inline double complement(const Curve& curve, double v) {
    if (curve.kind == kind_steps) {
        for (i64 j = 0; j <= curve.size; ++j) {
            const double left = entry(curve, list_vc, j);
            if (entry(curve, list_v, j) == v || (left < 0.5 && 1.0 - left == v)) return left;
        }
    }
    return 1.0 - v;
}

/// Return the threshold n·b = n/(1 + eˣ) of a continuous signal.
template <class T>
SUMMITRY_INLINE T smooth_threshold(T n, T x) {
    const T e = exp(-abs(x));
    return n * (select(x > 0.0, e, T(1.0)) / (1.0 + e));
}

/// Return the lowest visiting signal: a = n·b, or for steps the count from the weakest (T5).
inline double threshold_of(const Curve& curve, double n, i64 segment, double x) {
    if (curve.kind == kind_steps) return double(curve.segments - 1 - segment);
    return smooth_threshold(n, x);
}

/// Return k₀ − m(0), sharp even when the signal says little.
inline double first_drop(const Curve& curve) { return point_at(curve, 0, -infinity).spread; }

}  // namespace summitry::inline SUMMITRY_VARIANT
