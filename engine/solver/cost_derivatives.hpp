// How the equilibrium with most visits, and the largest cost that has one, change with the parameters (T12).
//
// Both solve equations of the model in the signal's coordinate, so that the implicit function theorem gives
// their derivatives; those of the equations are central differences of the functions in `theory/`.
#pragma once

#include "solver/visit_costs.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

// The columns of a table of models are the variables; two coordinates follow them.
enum Variable : i64 { variable_own = 10, variable_rival, variables };
inline constexpr i64 shape_parameters = 3;          // α, β and n, of which the curve is made
inline constexpr double difference_step = 1e-5;     // relative; near the cube root of a rounding error

/// Curves of the same signal with α, β or n a step higher and lower, and the step of each variable.
struct NearbyCurves {
    Curve curves[shape_parameters][2];
    Buffer<double> memory{4 * linear_capacity};
    double steps[variables];

    bool ok() const { return memory.ok(); }

    /// Make the curves near a model, and steps that keep every parameter in its domain.
    void place(const double* model) {
        for (i64 k = 0; k < variables; ++k) {
            const double size = k < variable_own ? abs(model[k]) : 1.0;
            steps[k] = difference_step * (size > 0.0 ? size : 1.0);
        }
        for (i64 k = 0; k < shape_parameters; ++k) {
            for (i64 side = 0; side < 2; ++side) {
                double changed[shape_parameters] = {model[0], model[1], model[2]};
                changed[k] += side == 0 ? steps[k] : -steps[k];
                const double s = changed[0] + changed[1], noise = s / (s + changed[2]);
                const double signal = changed[2] / (s + changed[2]);
                Curve& to = curves[k][side];
                if (k < 2) {
                    double* own = memory.data() + (2 * k + side) * linear_capacity;
                    to = make_linear(changed[0], changed[1], noise, signal, own);
                } else {
                    to.linear.noise = noise, to.linear.signal = signal;
                }
            }
        }
    }

    /// Complete the curves of other precisions, which share the fractions of the model's own.
    void share(const Curve& own) {
        for (Curve& c : curves[2]) {
            const double noise = c.linear.noise, signal = c.linear.signal;
            c = own;
            c.linear.noise = noise, c.linear.signal = signal;
            c.m_first = noise * c.k0, c.m_last = noise * c.k0 + signal;
        }
    }
};

/// Coordinates of the curve, and the points there when a shape parameter or the coordinate changes.
template <class T>
struct NearbyPoints {
    Point<T> here;
    Point<T> shape[shape_parameters][2];
    Point<T> beside[2];
};

/// Evaluate one coordinate on all curves near a model.
inline NearbyPoints<double> nearby_points(const Curve& own, const NearbyCurves& near, double x) {
    NearbyPoints<double> out;
    out.here = point_at(own, 0, x);
    for (i64 k = 0; k < shape_parameters; ++k) {
        for (i64 side = 0; side < 2; ++side) out.shape[k][side] = point_at(near.curves[k][side], 0, x);
    }
    const double step = near.steps[variable_own];
    out.beside[0] = point_at(own, 0, x + step), out.beside[1] = point_at(own, 0, x - step);
    return out;
}

/// Points of up to `points_together` finite coordinates on all curves near a model, in SIMD lanes.
struct NearbyTable {
    static constexpr i64 tables = 2 * shape_parameters + 3;
    double rows[tables][point_rows * points_together];

    NearbyTable(const Curve& own, const NearbyCurves& near, const double* x) {
        const double step = near.steps[variable_own];
        double high[points_together], low[points_together];
        for (i64 j = 0; j < points_together; ++j) high[j] = x[j] + step, low[j] = x[j] - step;
        place(own, x, 0), place(own, high, 1), place(own, low, 2);
        for (i64 k = 0; k < shape_parameters; ++k) {
            for (i64 side = 0; side < 2; ++side) place(near.curves[k][side], x, 3 + 2 * k + side);
        }
    }

    template <class T>
    NearbyPoints<T> load(i64 j) const {
        const auto at = [&](i64 which) { return load_point<T>(rows[which], points_together, j); };
        return {at(0), {{at(3), at(4)}, {at(5), at(6)}, {at(7), at(8)}}, {at(1), at(2)}};
    }

  private:
    void place(const Curve& curve, const double* x, i64 which) {
        linear_block<Together<Block>>(curve, x, rows[which], points_together);
    }
};

/// Return the game with one of the parameters that are no part of the curve moved.
template <class T>
Game<T> moved(Game<T> game, i64 column, double by) {
    T* const fields[] = {&game.sigma, &game.q, &game.tau, &game.rho, &game.r, &game.psi, &game.c};
    *fields[column - shape_parameters] = *fields[column - shape_parameters] + by;
    if (column == shape_parameters) game.sigma_c = game.sigma_c - by;
    return game;
}

/// Return the derivative of value(game, own point, rival point) in a variable.
template <class T, class Value>
T derivative(
    const Value& value, const Game<T>& game, const NearbyCurves& near, const NearbyPoints<T>& own,
    const NearbyPoints<T>& rival, i64 variable) {
    const double step = near.steps[variable];
    T at[2];
    for (i64 side = 0; side < 2; ++side) {
        if (variable < shape_parameters) {
            at[side] = value(game, own.shape[variable][side], rival.shape[variable][side]);
        } else if (variable < variable_own) {
            const Game<T> other = moved(game, variable, side == 0 ? step : -step);
            at[side] = value(other, own.here, rival.here);
        } else if (variable == variable_own) {
            at[side] = value(game, own.beside[side], rival.here);
        } else {
            at[side] = value(game, own.here, rival.beside[side]);
        }
    }
    return (at[0] - at[1]) * (0.5 / step);
}

inline constexpr i64 column_cost = 5;  // τ among the columns of a table of models

/// Write the derivatives of a threshold in every column of the table; that in τ is zero.
inline void threshold_derivatives(
    const VisitCosts& costs, const NearbyCurves& near, const CostThreshold& at, double* out) {
    for (i64 k = 0; k < variable_own; ++k) out[k] = 0.0;
    if (at.binding == binds_never) return;
    const Proposer who = costs.who;
    const Game<double> game = costs.game_at(at.cost);
    const NearbyPoints<double> own = nearby_points(costs.curve, near, at.x);
    const auto equation = [&](const Game<double>& g, const Point<double>& p, const Point<double>&) {
        return residual(who, g, p);
    };
    const bool constrained = at.binding >= binds_own_deal;
    const bool has_rival = at.binding == binds_at_rival || at.binding == binds_at_end;
    const NearbyPoints<double> rival = has_rival ? nearby_points(costs.curve, near, at.rival) : own;
    const auto binding = [&](const Game<double>& g, const Point<double>& p, const Point<double>& r) {
        return has_rival ? VisitCosts::rival_excess(who, g, p, r) : VisitCosts::own_excess(who, g, p);
    };
    const auto slope = [&](const auto& value, i64 k) {
        return derivative(value, game, near, own, rival, k);
    };
    const double f_tau = slope(equation, column_cost);
    // the coordinate follows from the constraint; at a fold and at v = 0 the cost does not depend on it
    const double f_x = constrained ? slope(equation, variable_own) : 0.0;
    const double b_tau = constrained ? slope(binding, column_cost) : 0.0;
    const double b_x = constrained ? slope(binding, variable_own) : 1.0;
    const double determinant = f_tau * b_x - f_x * b_tau;
    for (i64 k = 0; k < variable_own; ++k) {
        if (k == column_cost) continue;
        const double b = constrained ? slope(binding, k) : 0.0;
        out[k] = (f_x * b - b_x * slope(equation, k)) / determinant;
    }
}

inline constexpr i64 belief_numbers = 3;  // v, κ, k_N
inline constexpr i64 visit_numbers = belief_numbers * (1 + variable_own);

/// Write v, κ and k_N of equilibria at up to `points_together` coordinates, and their derivatives in every
/// column, `visit_numbers` for each.
template <class T>
void visit_derivatives(
    const VisitCosts& costs, const NearbyCurves& near, const double* tau, const double* x, i64 count,
    double* out) {
    const NearbyTable table(costs.curve, near, x);
    const Game<double>& g = costs.game;
    const Proposer who = costs.who;
    const auto equation = [&](const Game<T>& game, const Point<T>& p, const Point<T>&) {
        return residual(who, game, p);
    };
    const auto absent = [](const Game<T>& game, const Point<T>& p, const Point<T>&) {
        return p.kappa + absence_gap(game, p);
    };
    const auto visits = [](const Game<T>&, const Point<T>& p, const Point<T>&) { return p.v; };
    const auto kappa = [](const Game<T>&, const Point<T>& p, const Point<T>&) { return p.kappa; };
    for (i64 j = 0; j < count; j += width<T>) {
        const Game<T> game{T(g.psi), T(g.price), T(g.c), load<T>(tau + j), T(g.rho), T(g.r),
                           T(g.sigma), T(g.sigma_c), T(g.q)};
        const NearbyPoints<T> own = table.load<T>(j);
        const auto slope = [&](const auto& value, i64 k) {
            return derivative(value, game, near, own, own, k);
        };
        double lanes[visit_numbers][width<T>];
        const auto put = [&](i64 which, T value) { store(lanes[which], value); };
        put(0, own.here.v), put(1, own.here.kappa), put(2, absent(game, own.here, own.here));
        const T per_x = -1.0 / slope(equation, variable_own);
        const T kappa_x = slope(kappa, variable_own), absent_x = slope(absent, variable_own);
        for (i64 k = 0; k < variable_own; ++k) {
            const T dx = per_x * slope(equation, k), zero = 0.0;
            const bool shapes = k < shape_parameters;
            const i64 to = belief_numbers + k;
            put(to, own.here.speed * dx + (shapes ? slope(visits, k) : zero));
            put(to + variable_own, kappa_x * dx + (shapes ? slope(kappa, k) : zero));
            put(to + 2 * variable_own, absent_x * dx + (k <= shape_parameters ? slope(absent, k) : zero));
        }
        for (i64 i = 0; i < smaller(i64(width<T>), count - j); ++i) {
            for (i64 k = 0; k < visit_numbers; ++k) out[(j + i) * visit_numbers + k] = lanes[k][i];
        }
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
