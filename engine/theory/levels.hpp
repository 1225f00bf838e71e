// Levels of G at the points of a grid: a table makes them dear, and every search of a model needs the same ones.
//
// With the uniform law a point's level is its weakness κ, and nothing is kept.
#pragma once

#include "curve/grid.hpp"
#include "theory/payoffs.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A point of the curve with the level of its κ, and the level's slope there.
template <class T>
struct PointWithLevel : Point<T> {
    T level;
    T slope;
};

/// Level of G(κ) at a point of the curve.
template <class G, class T>
SUMMITRY_INLINE T level_at(const Game<G>& game, const Point<T>& p) { return challenge_level(game, p.kappa); }
template <class G, class T>
SUMMITRY_INLINE T level_at(const Game<G>&, const PointWithLevel<T>& p) { return p.level; }

/// Slope of the level at κ of a point of the curve.
template <class G, class T>
SUMMITRY_INLINE T slope_at(const Game<G>& game, const Point<T>& p) { return game.law.slope(game.c, p.kappa); }
template <class G, class T>
SUMMITRY_INLINE T slope_at(const Game<G>&, const PointWithLevel<T>& p) { return p.slope; }

/// Level at κ = k + d of a point of the curve less that of k, which is `from`.
template <class G, class K, class T>
SUMMITRY_INLINE T rise_at(const Game<G>& game, K k, K from, T d, const Point<T>&) {
    return level_rise(game, T(k), T(from), d);
}
template <class G, class K, class T>
SUMMITRY_INLINE T rise_at(const Game<G>& game, K k, K from, T d, const PointWithLevel<T>& p) {
    return game.law.rise_to(game.c, T(k), T(from), d, p.level);
}

/// Evaluate the levels of all points of a grid, and their slopes if they are wanted.
template <class T, class G>
void place_levels(const Game<G>& game, Grid grid, bool slopes) {
    if constexpr (!CostLaw::is_uniform) {
        double *levels = grid.rows + row_level * grid.stride, *steep = levels + grid.stride;
        for (i64 i = 0; i < grid.size; i += width<T>) {
            const T kappa = load<T>(grid.row(row_kappa) + i);
            if (slopes) {
                const auto [level, slope] = game.law.level_and_slope(game.c, kappa);
                store(levels + i, level), store(steep + i, slope);
            } else {
                store(levels + i, challenge_level(game, kappa));
            }
        }
    }
}

/// Return the point, or the points, of a grid with their levels, which are evaluated where they are unknown.
template <class T, class G>
SUMMITRY_INLINE auto points_with_levels(const Game<G>& game, const Grid& grid, i64 i) {
    if constexpr (CostLaw::is_uniform) {
        return grid.load<T>(i);
    } else {
        PointWithLevel<T> p{grid.load<T>(i), load<T>(grid.row(row_level) + i), load<T>(grid.row(row_level_slope) + i)};
        if (any(p.level != p.level)) p.level = challenge_level(game, p.kappa);
        if (any(p.slope != p.slope)) p.slope = game.law.slope(game.c, p.kappa);
        return p;
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
