// The C interface's functions of visit equilibria by cost, for one instruction set.
#include "batch/answers.hpp"
#include "interface/kernels.hpp"
#include "solver/cost_derivatives.hpp"

namespace summitry::inline SUMMITRY_VARIANT {
namespace interface {

#if defined(SUMMITRY_TABULATED) || defined(__wasm__)  // estimation knows the uniform law only, and the page does not estimate

int cost_thresholds(const double*, int64_t, int, double*) { return SUMMITRY_BAD_ARGUMENT; }

int visits_at_costs(const double*, int64_t, int, int64_t, const double*, int, double*) {
    return SUMMITRY_BAD_ARGUMENT;
}

#else

void fill(double* out, i64 count) {
    for (i64 i = 0; i < count; ++i) out[i] = not_a_number;
}

/// Call `use(row, costs, near)` for every model of a table with linear signals.
template <class Use>
int for_each_cost_model(const double* table, i64 rows, int proposer, const Use& use) {
    const i64 size = linear_grid_size(solver_grid);
    Buffer<double> data(linear_capacity);
    OwnedGrid owned(size);
    Buffer<Candidate> memory(most_candidates(size, 1));
    Workspace work(size);
    NearbyCurves near;
    if (!data.ok() || !owned.ok() || !memory.ok() || !work.ok() || !near.ok()) {
        return SUMMITRY_OUT_OF_MEMORY;
    }
    for (i64 i = 0; i < rows; ++i) {
        const double* model = table + i * SUMMITRY_MODEL;
        const Curve curve = linear_curve_of(model, data.data());
        place_linear_grid<Block>(curve, 0.0, owned.grid);
        near.place(model);
        near.share(curve);
        Candidates found{memory.data(), 1, 0, false};
        use(i, VisitCosts{Proposer(proposer), game_of(model, nullptr), curve, owned.grid, owned.grid,
                          model[column_n], work, found}, near);
    }
    return SUMMITRY_OK;
}

/// Find the equilibria with most visits at up to `points_together` costs, and write what is asked of them.
void solve_costs(
    const VisitCosts& costs, const NearbyCurves& near, const double* cost, i64 count, bool slopes,
    double* out) {
    double x[points_together] = {}, tau[points_together] = {};
    bool none[points_together] = {};
    for (i64 j = 0; j < count; ++j) tau[j] = cost[j];
    costs.most_visits(tau, count, x);
    for (i64 j = 0; j < points_together; ++j) {
        none[j] = j >= count || is_nan(x[j]);
        if (none[j]) x[j] = 0.0;
    }
    const i64 numbers = slopes ? visit_numbers : belief_numbers;
    if (slopes) {
        visit_derivatives<Block>(costs, near, tau, x, count, out);
    } else {
        for (i64 j = 0; j < count; ++j) {
            const Point<double> p = costs.at(x[j]);
            double* to = out + j * numbers;
            to[0] = p.v, to[1] = p.kappa, to[2] = p.kappa + absence_gap(costs.game, p);
        }
    }
    for (i64 j = 0; j < count; ++j) {
        if (none[j]) fill(out + j * numbers, numbers);
    }
}

int cost_thresholds(const double* table, int64_t rows, int proposer, double* out) {
    return for_each_cost_model(
        table, rows, proposer, [&](i64 row, const VisitCosts& costs, const NearbyCurves& near) {
            double* to = out + row * SUMMITRY_THRESHOLD;
            const CostThreshold at = costs.threshold();
            const bool inside = at.binding != binds_never && !is_infinite(at.x);
            to[0] = at.cost, to[1] = double(at.binding);
            to[2] = inside ? costs.at(at.x).v : 0.0;
            threshold_derivatives(costs, near, at, to + 3);
        });
}

int visits_at_costs(
    const double* table, int64_t rows, int proposer, int64_t each, const double* cost, int slopes,
    double* out) {
    static_assert(visit_numbers == SUMMITRY_VISITS);
    return for_each_cost_model(
        table, rows, proposer, [&](i64 row, const VisitCosts& costs, const NearbyCurves& near) {
            for (i64 j = row * each; j < (row + 1) * each; j += points_together) {
                const i64 count = smaller(points_together, (row + 1) * each - j);
                solve_costs(costs, near, cost + j, count, slopes != 0, out + j * (slopes ? visit_numbers : belief_numbers));
            }
        });
}

#endif

}  // namespace interface
}  // namespace summitry::inline SUMMITRY_VARIANT
