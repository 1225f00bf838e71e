// The answer to one model and proposer in mixed strategies: pure equilibria and profiles in one list (T11).
#pragma once

#include "batch/answers.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// The grid and memory of searches for profiles; nothing where none are asked for.
struct MixedMemory {
    Buffer<double> shares;  // of a stepped curve's grid
    OwnedGrid grid;
    CertifiedProfiles profiles;
    Workspace work;
    i64 serial = -1;  // of the curve to which the grid belongs

    /// Make memory for a linear signal's searches.
    explicit MixedMemory(i64 grid_size)
        : grid(grid_size), profiles(most_zeros(grid_size, 1)), work(grid_size) {}

    /// Make the grid of any curve, and memory for searches on it.
    explicit MixedMemory(const Curve& curve)
        : grid(curve.kind == kind_steps ? make_step_grid<Block>(curve, mixed_grid(curve), shares)
                                        : make_grid<Block>(curve, mixed_grid(curve))),
          profiles(most_zeros(grid.grid.size, curve.segments)),
          work(grid.grid.size) {}

    bool ok() const { return grid.ok() && profiles.ok() && work.ok(); }
};

/// Write the equilibria of one proposer, pure and mixed, in order of the probability of a visit.
///
/// At Ψ = ∞ nothing is mixed. A profile whose certificate fails, or a sign of g that no equilibrium explains, leaves
/// the answer undecided. Compiled once, in interface/kernels_mixed.cpp; a kind of
/// kernels for pure strategies (`SUMMITRY_PURE`) is asked for none.
#if defined(SUMMITRY_PURE)
inline void answer_mixed(const Rows&, const Problem&, Proposer, Candidates&, MixedMemory&, i64, i64, Workspace&) {}
#else
void answer_mixed(
    const Rows& rows, const Problem& problem, Proposer who, Candidates& pure, MixedMemory& memory,
    i64 j, i64 row, Workspace& work);
#endif

}  // namespace summitry::inline SUMMITRY_VARIANT
