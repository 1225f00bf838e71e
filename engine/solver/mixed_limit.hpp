// Whether mixed strategies add anything at Ψ = ∞ (T11 b).
#pragma once

#include "solver/mixed_outcome.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Whether at Ψ = ∞ pure strategies are all (T11 (b)): with L proposing φ(k) = kG(k) must be convex up to k₀.
///
/// Then k²g(k) never falls (T13.1, Theorem 1), and the bracket of W' never rises.
inline bool is_pure_at_the_limit(const Game<double>& game, const Grid& grid, Proposer who) {
    if (CostLaw::is_uniform || who == proposer_f) return true;
    double before = 0.0;
    for (i64 i = 0; i < grid.size; ++i) {
        const double k = grid.at(i).kappa, here = k * k * game.law.slope(game.c, k);
        if (here < before * (1.0 - mixed_residual)) return false;
        before = here;
    }
    return true;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
