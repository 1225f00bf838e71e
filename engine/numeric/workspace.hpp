// Memory for searches over a grid; one search after the other may use it.
#pragma once

#include "numeric/buffer.hpp"
#include "numeric/lanes.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Rows of numbers, one for each grid point and some on either side that may be read.
struct Workspace {
    static constexpr i64 rows = 9;  // as many as the checker's table of deviations has
    static constexpr i64 margin = row_margin;

    i64 stride;
    Buffer<double> memory;

    explicit Workspace(i64 grid_size)
        : stride(round_up(grid_size, block_width) + 4 * row_margin), memory(rows * stride) {}

    bool ok() const { return memory.ok(); }
    double* row(i64 which) { return memory.data() + which * stride + margin; }
    const double* row(i64 which) const { return memory.data() + which * stride + margin; }
};

}  // namespace summitry::inline SUMMITRY_VARIANT
