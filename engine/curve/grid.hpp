// Scan grids: points of a weakness curve in order of v, where global searches look first.
//
// Grid points are even in the log-odds of v near the middle and spread out geometrically in the tails,
// where every function of the model is close to a power law. The solver and the checker use grids of
// different spacing and offset, so that an error of one grid is not an error of the other.
#pragma once

#include "curve/evaluate.hpp"
#include "numeric/buffer.hpp"
#include "numeric/tolerances.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

// rows of a grid after those of a point
enum GridRow : i64 {
    row_segment = point_rows,
    row_x,
    row_share,  // of a step, which visits; of steps only
    common_rows,
    row_level = common_rows,  // of G(κ), with laws from tables (levels.hpp)
    row_level_slope
};
#if defined(SUMMITRY_TABULATED)
inline constexpr i64 grid_rows = row_level_slope + 1;
#else
inline constexpr i64 grid_rows = common_rows;
#endif

/// How many columns a grid of this size needs: whole blocks, and what can be read beyond.
inline i64 grid_columns(i64 size) { return round_up(size, block_width) + row_margin; }

/// A view of grid points: a row for each field, a column for each point.
///
/// The columns beyond the last point repeat it, so that a block can be read at any point.
struct Grid {
    i64 size;
    i64 stride;
    double* rows;

    SUMMITRY_INLINE const double* row(i64 which) const { return rows + which * stride; }
    SUMMITRY_INLINE i64 segment(i64 i) const { return i64(row(row_segment)[i]); }
    SUMMITRY_INLINE double x(i64 i) const { return row(row_x)[i]; }
    SUMMITRY_INLINE Point<double> at(i64 i) const { return load_point<double>(rows, stride, i); }
    template <class T>
    SUMMITRY_INLINE Point<T> load(i64 i) const { return load_point<T>(rows, stride, i); }
    /// Mark the levels of the points as unknown.
    void forget_levels() {
        for (i64 i = common_rows * stride; i < grid_rows * stride; ++i) rows[i] = not_a_number;
    }
    SUMMITRY_INLINE bool is_smooth() const { return segment(size - 1) == 0; }
};

/// The row on which functions of the model are smooth: on a step its share, else the coordinate.
///
/// On a step v is straight in the share, but loses its digits where what is left of 1 − v is tiny.
inline const double* smooth_scale(const Curve& curve, const Grid& grid) {
    return grid.row(curve.kind == kind_steps ? i64(row_share) : i64(row_x));
}

/// A grid and its memory.
struct OwnedGrid {
    Buffer<double> memory;
    Grid grid;

    explicit OwnedGrid(i64 size)
        : memory(grid_rows * grid_columns(size)), grid{size, grid_columns(size), memory.data()} {
        if (ok()) grid.forget_levels();
    }
    bool ok() const { return memory.ok(); }
};

/// Spacing and offset of a search's grid.
struct GridKind {
    double step;    // log-odds of v
    double offset;  // share of a step
};
inline constexpr GridKind solver_grid{solver_step, 0.0};
inline constexpr GridKind checker_grid{checker_step, checker_offset};

/// How many points the grid of a linear signal has.
inline i64 linear_grid_size(GridKind kind) {
    constexpr double half = 11.0;  // steps on either side of the mode, at a spacing of one
    return 2 * i64(std::ceil(half / kind.step)) + 3;
}

/// Place the coordinates of a linear signal's grid, ends included (an odd number).
///
/// They are dense around the mode and geometric in the tails.
template <class T>
void place_linear_coordinates(const Curve& curve, double offset, i64 size, double* out) {
    constexpr double far_odds = 667.0;   // log-odds of a visit probability of 1e-290
    constexpr double far_spread = 37.0;  // the same in standard deviations of a normal signal
    constexpr double first = 6.0;        // a step at the mode is first/half standard deviations
    const double alpha = curve.linear.alpha, beta = curve.linear.beta;
    const double spread = std::sqrt(1.0 / alpha + 1.0 / beta);
    const double scale = smaller(1.0, spread), centre = std::log(beta / alpha);
    const i64 half = (size - 3) / 2;
    const double far = far_spread * spread, near = first * scale;
    const double low = smaller(1.0, std::pow(near / larger(far_odds / beta, far), 1.0 / 3.0));
    const double high = smaller(1.0, std::pow(near / larger(far_odds / alpha, far), 1.0 / 3.0));
    const double per_low = 1.0 / (double(half) - offset), per_high = 1.0 / (double(half) + offset);
    for (i64 j = 0; j < size; j += width<T>) {
        const T i = lane_numbers<T>() + double(j - half - 1);
        const auto weak = i > 0.0;
        const T u = select(weak, (i + offset) * per_high, (i + offset) * per_low);
        const T left = 1.0 - abs(u) * (1.0 - select(weak, T(high), T(low)));
        store(out + j, centre + near * u / (left * left * left));
    }
    out[0] = -infinity;
    for (i64 j = size - 1; j < round_up(size, block_width); ++j) out[j] = infinity;
}

/// Move a grid of `linear_grid_size` points to a linear signal.
template <class T>
void place_linear_grid(const Curve& curve, double offset, Grid grid) {
    double* x = grid.rows + row_x * grid.stride;
    place_linear_coordinates<T>(curve, offset, grid.size, x);
    linear_points<T>(curve, x, grid.size, grid.rows, grid.stride);
}

/// Fill the columns beyond the last point of a grid with it.
inline void repeat_last_point(Grid grid) {
    for (i64 k = 0; k < grid_rows; ++k) {
        double* row = grid.rows + k * grid.stride;
        for (i64 i = grid.size; i < grid.stride; ++i) row[i] = row[grid.size - 1];
    }
}

/// Evaluate a stepped curve at all points of a grid, given the share t of each, and 1 − t.
template <class T>
void place_step_grid(const Curve& curve, Grid grid, const double* shares) {
    const double* rest = shares + grid.stride;
    i64 i = 0;
    while (i < grid.size) {
        const i64 j = grid.segment(i);
        i64 stop = i;
        while (stop < grid.size && grid.segment(stop) == j) ++stop;
        // what goes beyond the last point of a step is written again by the next
        for (; i < stop; i += width<T>) {
            const Point<T> p = step_at(curve, j, load<T>(shares + i), load<T>(rest + i));
            store_flat_point(grid.rows, grid.stride, i, p);
        }
        i = stop;
    }
    repeat_last_point(grid);
}

/// How many grid points stand on the first and the last step, and on an inner step.
struct StepCounts {
    i64 outer;
    i64 inner;
};

inline StepCounts step_counts(GridKind kind) {
    return {2 * i64(std::ceil(2.7 / kind.step)) + 3, i64(1.0 / kind.step + 0.7) + 2};
}

/// Return the coordinate of point i of a step.
///
/// The outer steps have many, dense in the middle, since v or 1 − v vanishes there. Inner steps have
/// few, even in the share: L's gain from a deal is concave in v on a step, and F's payoff from a
/// visit rule straight, so that lines through two points bound what is between others.
inline double step_coordinate(bool outer, i64 i, StepCounts counts, double offset) {
    const i64 last = (outer ? counts.outer : counts.inner) - 1;
    if (i == 0) return -infinity;
    if (i == last) return infinity;
    if (!outer) return log_odds(double(i) / double(last));
    const double half = double((last - 2) / 2);
    return 2.0 * std::sinh(3.22 * (double(i - 1) - half + offset) / half);  // odds of e±²⁵ at most
}

/// Make the grid of a stepped curve, and the shares at its points (`place_step_grid`).
template <class T>
OwnedGrid make_step_grid(const Curve& curve, GridKind kind, Buffer<double>& shares) {
    const StepCounts counts = step_counts(kind);
    const i64 outer = smaller(curve.segments, i64(2));
    OwnedGrid owned(counts.inner * curve.segments + (counts.outer - counts.inner) * outer);
    const Grid grid = owned.grid;
    shares = Buffer<double>(2 * grid.stride);
    if (!owned.ok() || !shares.ok()) return owned;
    i64 at = 0;
    for (i64 j = 0; j < curve.segments; ++j) {
        const bool is_outer = j == 0 || j == curve.segments - 1;
        for (i64 i = 0; i < (is_outer ? counts.outer : counts.inner); ++i, ++at) {
            const double x = step_coordinate(is_outer, i, counts, kind.offset);
            grid.rows[row_segment * grid.stride + at] = double(j);
            grid.rows[row_x * grid.stride + at] = x;
            grid.rows[row_flat * grid.stride + at] = 1.0;  // and `steep` is zero
            grid.rows[row_share * grid.stride + at] = shares[at] = share_at(x);
            shares[grid.stride + at] = share_at(-x);
        }
    }
    place_step_grid<T>(curve, grid, shares.data());
    return owned;
}

/// Place coordinates of a tabulated signal from `start` outward, even in log-odds of v.
///
/// Return their number.
inline i64 place_outward(
    const Curve& curve, double start, double direction, double step, i64 capacity, double* out) {
    double x = start;
    i64 count = 0;
    while (count < capacity) {
        const Point<double> here = point_at(curve, 0, x);
        if (here.v < 1e-290 || here.vc < 1e-290) {
            return larger(count - 1, i64(0));  // what was placed last is about to underflow
        }
        const double odds = std::log(here.v) - std::log(here.vc);
        const double rate = here.speed / (here.v * here.vc);
        const double by_mass = step * (1.0 + abs(odds) / 4.0) / rate;
        const double by_signal = 1.25 * step * (1.0 + abs(x) / 4.0);
        x += direction * smaller(by_mass, by_signal);
        out[count++] = x;
    }
    return count;
}

/// Make the grid of a tabulated signal.
inline OwnedGrid make_table_grid(const Curve& curve, GridKind kind) {
    constexpr i64 capacity = 600;
    const Point<double> first = point_at(curve, 0, 0.0);
    const double centre = kind.offset * kind.step * first.v * first.vc / first.speed;
    double left[capacity], right[capacity];
    const i64 lower = place_outward(curve, centre, -1.0, kind.step, capacity, left);
    const i64 upper = place_outward(curve, centre, 1.0, kind.step, capacity, right);
    OwnedGrid owned(lower + upper + 3);
    if (!owned.ok()) return owned;
    const Grid grid = owned.grid;
    double* x = grid.rows + row_x * grid.stride;
    x[0] = -infinity, x[lower + 1] = centre, x[grid.size - 1] = infinity;
    for (i64 i = 0; i < lower; ++i) x[lower - i] = left[i];
    for (i64 i = 0; i < upper; ++i) x[lower + 2 + i] = right[i];
    for (i64 i = 0; i < grid.size; ++i) {
        store_point(grid.rows, grid.stride, i, point_at(curve, 0, x[i]));
    }
    repeat_last_point(grid);
    return owned;
}

/// Make the grid of any curve.
template <class T>
OwnedGrid make_grid(const Curve& curve, GridKind kind) {
    if (curve.kind == kind_steps) {
        Buffer<double> shares;
        return make_step_grid<T>(curve, kind, shares);
    }
    if (curve.kind == kind_table) return make_table_grid(curve, kind);
    OwnedGrid owned(linear_grid_size(kind));
    if (owned.ok()) place_linear_grid<T>(curve, kind.offset, owned.grid);
    return owned;
}

/// Count the grid points before a point; v itself cannot tell near 0 and 1.
template <class T>
i64 count_before(const Grid& grid, i64 segment, double x) {
    const bool smooth = grid.is_smooth();
    const double own = double(segment);
    i64 count = 0;
    for (i64 i = 0; i < grid.size; i += width<T>) {
        auto before = load<T>(grid.row(row_x) + i) < x;
        if (!smooth) {
            const T segments = load<T>(grid.row(row_segment) + i);
            before = (segments < own) | ((segments == own) & before);
        }
        count += __builtin_popcountll(bits(before));
    }
    return smaller(count, grid.size);
}

/// Count the grid points up to a place, one that stands on it included.
template <class T>
i64 count_until(const Grid& grid, i64 segment, double x) {
    i64 count = count_before<T>(grid, segment, x);
    while (count < grid.size && grid.segment(count) == segment && grid.x(count) == x) ++count;
    return count;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
