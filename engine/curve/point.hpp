// A point of the weakness curve (T2), and tables of points.
#pragma once

#include "numeric/lanes.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A point of the weakness curve, with the limits of every ratio at both ends.
template <class T>
struct Point {
    T v;       // visit probability
    T vc;      // 1 − v
    T kappa;   // κ(v), weakness given a visit
    T spread;  // ν − κ, so that k₀ − κ = vc·spread without cancellation
    T m;       // m(v), weakness of the marginal visitor
    T excess;  // m − κ
    T flat;    // v·m'(v) = steep/flat, a ratio because m' may be infinite
    T steep;
    T speed;   // dv/dx, x the coordinate of the segment
};

/// The number type of a point, or of one that knows more.
template <class T>
T number_of(const Point<T>&);
template <class P>
using NumberOf = decltype(number_of(std::declval<P>()));

/// Fields of a point as rows of a table, so that loops over points read SIMD vectors.
enum PointRow { row_v, row_vc, row_kappa, row_spread, row_m, row_excess, row_flat, row_steep, row_speed };
inline constexpr i64 point_rows = 9;

/// Read the point, or the points, from column i on of a table with the given stride between rows.
template <class T>
SUMMITRY_INLINE Point<T> load_point(const double* rows, i64 stride, i64 i) {
    const double* at = rows + i;
    return {load<T>(at),              load<T>(at + stride),     load<T>(at + 2 * stride),
            load<T>(at + 3 * stride), load<T>(at + 4 * stride), load<T>(at + 5 * stride),
            load<T>(at + 6 * stride), load<T>(at + 7 * stride), load<T>(at + 8 * stride)};
}

/// Write the fields that vary where m is constant (T6): `flat`, `steep` and `speed` are left.
template <class T>
SUMMITRY_INLINE void store_flat_point(double* rows, i64 stride, i64 i, const Point<T>& p) {
    double* at = rows + i;
    store(at, p.v);
    store(at + stride, p.vc);
    store(at + 2 * stride, p.kappa);
    store(at + 3 * stride, p.spread);
    store(at + 4 * stride, p.m);
    store(at + 5 * stride, p.excess);
}

template <class T>
SUMMITRY_INLINE void store_point(double* rows, i64 stride, i64 i, const Point<T>& p) {
    store_flat_point(rows, stride, i, p);
    double* at = rows + i;
    store(at + 6 * stride, p.flat);
    store(at + 7 * stride, p.steep);
    store(at + 8 * stride, p.speed);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
