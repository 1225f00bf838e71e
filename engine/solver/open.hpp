// Open bargaining: no deal, whoever proposes, because every visit lottery costs L (Prop. 4, 5, T4).
#pragma once

#include "curve/grid.hpp"
#include "theory/equations.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return the largest gain of L from a deal that C sees, −Ψ(D − k₀²/c) − v·z, over the grid (T4).
inline double best_open_gain(const Game<double>& game, const Curve& curve, const Grid& grid) {
    const double isolated = curve.k0 * curve.k0 / game.c;
    double best = -infinity;
    for (i64 i = 0; i < grid.size; ++i) {
        const Point<double> p = grid.at(i);
        const double z = concession(game, p.kappa, p.m);
        const double gain = -game.psi * (open_risk(game, p) - isolated) - game.price * p.v * z;
        best = gain > best ? gain : best;
    }
    return best;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
