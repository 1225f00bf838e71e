// The answer to one model and proposer in mixed strategies: pure equilibria and profiles in one list (T11).
#pragma once

#include "batch/answers.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// The grid and memory of searches for profiles; nothing where none are asked for.
struct MixedMemory {
    Buffer<double> shares;  // of a stepped curve's grid
    OwnedGrid grid;
    MixedFindings found;
    Workspace work;
    i64 serial = -1;  // of the curve to which the grid belongs

    /// Make memory for a linear signal's searches.
    explicit MixedMemory(i64 grid_size)
        : grid(grid_size), found(most_zeros(grid_size, 1)), work(grid_size) {}

    /// Make the grid of any curve, and memory for searches on it.
    explicit MixedMemory(const Curve& curve)
        : grid(curve.kind == kind_steps ? make_step_grid<Block>(curve, mixed_grid(curve), shares)
                                        : make_grid<Block>(curve, mixed_grid(curve))),
          found(most_zeros(grid.grid.size, curve.segments)),
          work(grid.grid.size) {}

    bool ok() const { return grid.ok() && found.ok() && work.ok(); }
};

/// Write the equilibria of one proposer, pure and mixed, in order of the probability of a visit.
///
/// At Ψ = ∞ nothing is mixed. A profile whose certificate fails, or a sign of g that no equilibrium explains, leaves the answer undecided.
template <class T>
void answer_mixed(
    const Rows& rows, const Problem& problem, Proposer who, Candidates& pure, MixedMemory& memory,
    i64 j, i64 row, Workspace& work) {
    const Game<double>& game = problem.game;
    const Curve& curve = problem.curve;
    // nothing is mixed at Ψ = ∞; at σ = 1 equilibria may be without number, so that the answer stays open
    const bool searched = game.price > 0.0 && game.sigma_c > 0.0;
    MixedFindings& found = memory.found;
    const MixedSearch search{game, curve, memory.grid.grid, who, memory.work};
    found.clear();
    if (searched) {
        OffPathBelief smallest{problem.off_path_belief, problem.below};
        const bool stands = pure.count > 0 && pure[0].kind == no_deal && !pure[0].refuted;
        if (rows.request.belief_rule != belief_smallest || !stands) {
            smallest = smallest_belief(game, curve, problem.grid, work);
        }
        find_profiles<T>(search, pure, smallest, found);
    }
    bool undecided = found.unexplained > 0 || (game.price > 0.0 && !searched);
    i64 count = 0, next = 0;
    double numbers[mixed_numbers];
    const auto keep = [&] { rows.keep(numbers, 1, numbers[reported_max_gain], j, row, count++); };
    const auto keep_profiles = [&](double most) {
        for (; next < found.count && found.profiles[next].visits < most; ++next) {
            const MixedProfile& profile = found.profiles[next];
            const Certificate gains = certify_mixed<T>(game, curve, problem.checking, who, profile, work);
            undecided = undecided || !gains.passes();
            if (!gains.passes()) continue;
            report_mixed(game, curve, problem.n, who, profile, numbers);
            numbers[reported_max_gain] = gains.largest_gain();
            keep();
        }
    };
    found.sort_profiles();
    const auto keep_pure = [&](const Candidate& c, const double* own, i64 stride, double gain) {
        keep_profiles(own[reported_v * stride]);
        const bool visits = c.kind != no_deal;
        const double index = !searched ? not_a_number : double(visits ? pure_index(search, c) : found.no_visits_index);
        report_pure(own, stride, gain, visits ? equilibrium_visits : equilibrium_no_visits, index, numbers);
        keep();
    };
    const bool disputed = keep_equilibria<T>(problem, who, pure, work, keep_pure);
    keep_profiles(infinity);
    undecided = undecided || disputed;
    const Status status = status_of_list<T>(problem, who, count, work, [&](const double* own) {
        report_pure(own, 1, own[reported_max_gain], equilibrium_limit, not_a_number, numbers);
        rows.keep(numbers, 1, numbers[reported_max_gain], j, row, count);
    });
    // read as the smallest belief there always is an equilibrium (T11 (g)): an empty list is a failed search
    const bool exists = rows.request.belief_rule == belief_smallest && searched;
    undecided = undecided || (exists && count == 0);
    rows.answers.status[rows.place(j, row)] = undecided ? status_undecided : status;
    rows.answers.count[rows.place(j, row)] = count;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
