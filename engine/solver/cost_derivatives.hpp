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

/// A coordinate of the curve, and the points there when a shape parameter or the coordinate changes.
struct NearbyPoints {
    Point<double> here;
    Point<double> shape[shape_parameters][2];
    Point<double> beside[2];

    NearbyPoints(const Curve& own, const NearbyCurves& near, double x) : here(point_at(own, 0, x)) {
        for (i64 k = 0; k < shape_parameters; ++k) {
            for (i64 side = 0; side < 2; ++side) shape[k][side] = point_at(near.curves[k][side], 0, x);
        }
        const double step = near.steps[variable_own];
        beside[0] = point_at(own, 0, x + step), beside[1] = point_at(own, 0, x - step);
    }
};

/// Return the game with one of the parameters that are no part of the curve moved.
inline Game<double> moved(Game<double> game, i64 column, double by) {
    double* const fields[] = {&game.sigma, &game.q, &game.tau, &game.rho, &game.r, &game.psi, &game.c};
    *fields[column - shape_parameters] += by;
    if (column == shape_parameters) game.sigma_c -= by;
    return game;
}

/// Return the derivative of value(game, own point, rival point) in a variable.
template <class Value>
double derivative(
    const Value& value, const Game<double>& game, const NearbyCurves& near, const NearbyPoints& own,
    const NearbyPoints& rival, i64 variable) {
    const double step = near.steps[variable];
    double at[2];
    for (i64 side = 0; side < 2; ++side) {
        if (variable < shape_parameters) {
            at[side] = value(game, own.shape[variable][side], rival.shape[variable][side]);
        } else if (variable < variable_own) {
            const Game<double> other = moved(game, variable, side == 0 ? step : -step);
            at[side] = value(other, own.here, rival.here);
        } else if (variable == variable_own) {
            at[side] = value(game, own.beside[side], rival.here);
        } else {
            at[side] = value(game, own.here, rival.beside[side]);
        }
    }
    return (at[0] - at[1]) / (2.0 * step);
}

inline constexpr i64 column_cost = 5;  // τ among the columns of a table of models

/// Write the derivatives of a threshold in every column of the table; that in τ is zero.
inline void threshold_derivatives(
    const VisitCosts& costs, const NearbyCurves& near, const CostThreshold& at, double* out) {
    for (i64 k = 0; k < variable_own; ++k) out[k] = 0.0;
    if (at.binding == binds_never) return;
    const Proposer who = costs.who;
    const Game<double> game = costs.game_at(at.cost);
    const NearbyPoints own(costs.curve, near, at.x);
    const auto equation = [&](const Game<double>& g, const Point<double>& p, const Point<double>&) {
        return residual(who, g, p);
    };
    const bool constrained = at.binding >= binds_own_deal;
    const bool has_rival = at.binding == binds_at_rival || at.binding == binds_at_end;
    const NearbyPoints rival = has_rival ? NearbyPoints(costs.curve, near, at.rival) : own;
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

/// Write v, κ and k_N of the equilibrium at coordinate x, and their derivatives in every column.
inline void visit_derivatives(
    const VisitCosts& costs, const NearbyCurves& near, double tau, double x, double* out) {
    const Proposer who = costs.who;
    const Game<double> game = costs.game_at(tau);
    const NearbyPoints own(costs.curve, near, x);
    const auto equation = [&](const Game<double>& g, const Point<double>& p, const Point<double>&) {
        return residual(who, g, p);
    };
    const auto absent = [&](const Game<double>& g, const Point<double>& p, const Point<double>&) {
        return p.kappa + absence_gap(g, p);
    };
    const auto visits = [](const Game<double>&, const Point<double>& p, const Point<double>&) { return p.v; };
    const auto kappa = [](const Game<double>&, const Point<double>& p, const Point<double>&) { return p.kappa; };
    out[0] = own.here.v, out[1] = own.here.kappa, out[2] = absent(game, own.here, own.here);
    const auto slope = [&](const auto& value, i64 k) {
        return derivative(value, game, near, own, own, k);
    };
    const double per_x = slope(equation, variable_own);
    const double along[belief_numbers] = {
        own.here.speed, slope(kappa, variable_own), slope(absent, variable_own)};
    for (i64 k = 0; k < variable_own; ++k) {
        const double dx = -slope(equation, k) / per_x;
        const bool shapes = k < shape_parameters;
        double* to = out + belief_numbers + k;
        to[0] = along[0] * dx + (shapes ? slope(visits, k) : 0.0);
        to[variable_own] = along[1] * dx + (shapes ? slope(kappa, k) : 0.0);
        to[2 * variable_own] = along[2] * dx + (k <= shape_parameters ? slope(absent, k) : 0.0);
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
