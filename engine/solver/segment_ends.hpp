// Ends of segments: price gaps at which F may stop, visit probabilities up to which L's gain rises (T6).
#pragma once

#include "solver/deals.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return which of the points from i on end a segment but the last, the equation not being negative there.
///
/// With `falls`, only those after which it is not positive.
template <class T>
u64 rising_ends(const double* values, const Grid& grid, i64 i, bool falls) {
    const double* segments = grid.row(row_segment);
    auto ends = (load<T>(segments + i) != load<T>(segments + i + 1)) & (load<T>(values + i) >= 0.0);
    if (falls) ends = ends & (load<T>(values + i + 1) <= 0.0);
    return bits(ends & (lane_numbers<T>() < double(grid.size - 1 - i)));
}

/// Whether L likes the end of the step before or after point i's better than its own.
///
/// Most ends are refuted by that alone; those that are not are judged like other candidates.
inline bool next_end_is_better(const Game<double>& game, const Grid& grid, i64 i) {
    const Point<double> p = grid.at(i);
    const Conjecture<double> believed = conjecture(game, p);
    const double own = p.v * deal_gain(game, believed, p);
    const double size = p.v * deal_size(game, believed, p);
    i64 after = i + 1, before = i;
    while (after < grid.size - 1 && grid.segment(after + 1) == grid.segment(i + 1)) ++after;
    if (is_better(game, believed, grid.at(after), own, size)) return true;
    while (before > 0 && grid.segment(before) == grid.segment(i)) --before;
    return before > 0 && is_better(game, believed, grid.at(before), own, size);
}

/// Add the ends of segments that may be equilibria, given the equation at every grid point.
///
/// With σ < 1 that is not v = 1: an absence is no worse news there than a visit, and L would rather
/// pay nothing.
template <class T>
void add_segment_ends(const RootScan& scan) {
    const Grid& grid = scan.grid;
    const bool f = scan.who == proposer_f;
    if (scan.curve.segments > 1) {
        for (i64 start = 0; start < grid.size; start += width<T>) {
            u64 ends = rising_ends<T>(scan.values, grid, start, f);
            for (; ends != 0; ends &= ends - 1) {
                const i64 i = start + lowest_bit(ends);
                const bool refuted = !f && next_end_is_better(scan.game, grid, i);
                if (refuted && !scan.found.keep_refuted) continue;
                scan.found.insert(segment_end, grid.segment(i), infinity, refuted);
            }
        }
    }
    if (scan.game.sigma_c == 0.0 && scan.values[grid.size - 1] >= 0.0) {
        scan.found.insert(segment_end, scan.curve.segments - 1, infinity, false);
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
