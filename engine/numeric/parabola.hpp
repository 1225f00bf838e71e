// Refining a local maximum by parabolas through three points and, where they fail, golden sections.
#pragma once

#include "numeric/lanes.hpp"
#include "numeric/tolerances.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A parabola through three points: slope and curvature in the middle, and its rise above it.
template <class T>
struct Parabola {
    T slope;
    T bend;
    T promise;
};

template <class T>
SUMMITRY_INLINE Parabola<T> parabola_through(
    T left, T middle, T right, T f_left, T f_middle, T f_right) {
    const T rise = (f_middle - f_left) / (middle - left), fall = (f_right - f_middle) / (right - middle);
    const T bend = (fall - rise) / (right - left);
    const T slope = rise + bend * (middle - left);
    return {slope, bend, select(bend < 0.0, -0.25 * slope * slope / bend, T(infinity))};
}

/// An interval around a local maximum, narrowed by parabolas and, where they fail, golden sections.
struct Interval {
    double left, middle, right;
    double f_left, f_middle, f_right;

    bool is_ordered() const { return left < middle && middle < right; }
    bool is_narrowest() const { return right - left < narrowest_interval * (1.0 + abs(middle)); }

    /// Return where to evaluate the function next.
    double next(const Parabola<double>& fit) const {
        constexpr double golden = 0.3819660112501051;
        double wide = right - middle > middle - left ? right - middle : left - middle;
        if (larger(f_left, f_right) > f_middle) {  // the search began at the end of a step
            wide = f_left > f_right ? left - middle : right - middle;
        }
        double x = fit.bend < 0.0 ? middle - 0.5 * fit.slope / fit.bend : middle + golden * wide;
        if (!(left < x && x < right)) x = middle + golden * wide;
        if (abs(x - middle) < 0.01 * abs(wide)) x = middle + 0.01 * wide;
        return x;
    }

    /// Narrow the interval by one more value.
    void insert(double x, double f) {
        if (f > f_middle) {
            if (x > middle) {
                left = middle, f_left = f_middle;
            } else {
                right = middle, f_right = f_middle;
            }
            middle = x, f_middle = f;
        } else if (x > middle) {
            right = x, f_right = f;
        } else {
            left = x, f_left = f;
        }
    }
};

/// A coordinate, and the height there above the level that was sought.
struct Peak {
    double x;
    double above;
};

}  // namespace summitry::inline SUMMITRY_VARIANT
