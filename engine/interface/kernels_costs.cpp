// The C interface's functions of visit equilibria by cost, for one instruction set.
#include "batch/answers.hpp"
#include "interface/kernels.hpp"
#include "solver/cost_derivatives.hpp"

namespace summitry::inline SUMMITRY_VARIANT {
namespace interface {

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
        const double s = model[column_alpha] + model[column_beta], n = model[column_n];
        const Curve curve =
            make_linear(model[column_alpha], model[column_beta], s / (s + n), n / (s + n), data.data());
        place_linear_grid<Block>(curve, 0.0, owned.grid);
        near.place(model);
        near.share(curve);
        Candidates found{memory.data(), 1, 0, false};
        use(i, VisitCosts{Proposer(proposer), game_of(model), curve, owned.grid, owned.grid, n, work, found},
            near);
    }
    return SUMMITRY_OK;
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
    const double* table, int64_t rows, int proposer, int64_t each, const double* cost, double* out) {
    return for_each_cost_model(
        table, rows, proposer, [&](i64 row, const VisitCosts& costs, const NearbyCurves& near) {
            for (i64 j = row * each; j < (row + 1) * each; ++j) {
                double* to = out + j * SUMMITRY_VISITS;
                const double x = costs.most_visits(cost[j]);
                if (is_nan(x)) {
                    for (i64 k = 0; k < SUMMITRY_VISITS; ++k) to[k] = not_a_number;
                } else {
                    visit_derivatives(costs, near, cost[j], x, to);
                }
            }
        });
}

}  // namespace interface
}  // namespace summitry::inline SUMMITRY_VARIANT
