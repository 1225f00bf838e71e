// The C interface's function of mixed strategies, and the answers to rows of many models, for one instruction set.
#include "batch/mixed_answers.hpp"
#include "interface/kernels.hpp"
#include "solver/mixed_limit.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

void answer_mixed(
    const Rows& rows, const Problem& problem, Proposer who, Candidates& pure, MixedMemory& memory,
    i64 j, i64 row, Workspace& work) {
    const Game<double>& game = problem.game;
    const Curve& curve = problem.curve;
    // nothing is mixed at Ψ = ∞; at σ = 1 equilibria may be without number, so that the answer stays open
    const bool searched = game.price > 0.0 && game.sigma_c > 0.0;
    CertifiedProfiles& profiles = memory.profiles;
    MixedFindings& found = profiles.found;
    const MixedSearch search{game, curve, memory.grid.grid, who, memory.work};
    found.clear();
    if (searched) {
        OffPathBelief smallest{problem.off_path_belief, problem.below};
        const bool stands = pure.count > 0 && pure[0].kind == no_deal && !pure[0].refuted;
        if (rows.request.belief_rule != belief_smallest || !stands) {
            smallest = smallest_belief(game, curve, problem.grid, work);
        }
        search_profiles<MixedLanes>(search, problem.checking, pure, smallest, profiles, work);
    }
    bool undecided = found.unexplained > 0 || (game.price > 0.0 && !searched) ||
                     (game.price == 0.0 && !is_pure_at_the_limit(game, problem.grid, who));
    i64 count = 0, next = 0;
    double numbers[mixed_numbers];
    const auto keep = [&] { rows.keep(numbers, 1, numbers[reported_max_gain], j, row, count++); };
    const auto keep_profiles = [&](double most) {
        for (; next < found.count && found.profiles[next].visits < most; ++next) {
            const MixedProfile& profile = found.profiles[next];
            const Certificate& gains = profiles.gains[next];
            undecided = undecided || !gains.passes();
            if (!gains.passes()) continue;
            report_mixed(game, curve, problem.n, who, profile, numbers);
            numbers[reported_max_gain] = gains.largest_gain();
            keep();
        }
    };
    const auto keep_pure = [&](const Candidate& c, const double* own, i64 stride, double gain) {
        keep_profiles(own[reported_v * stride]);
        const bool visits = c.kind != no_deal;
        const double index = !searched ? not_a_number : double(visits ? pure_index(search, c) : found.no_visits_index);
        report_pure(own, stride, gain, visits ? equilibrium_visits : equilibrium_no_visits, index, numbers);
        keep();
    };
    const bool disputed = keep_equilibria<MixedLanes>(problem, who, pure, work, keep_pure);
    keep_profiles(infinity);
    undecided = undecided || disputed;
    const Status status = status_of_list<MixedLanes>(problem, who, count, work, [&](const double* own) {
        report_pure(own, 1, own[reported_max_gain], equilibrium_limit, not_a_number, numbers);
        rows.keep(numbers, 1, numbers[reported_max_gain], j, row, count);
    });
    // read as the smallest belief there always is an equilibrium (T11 (g)): an empty list is a failed search
    const bool exists = rows.request.belief_rule == belief_smallest && searched;
    undecided = undecided || (exists && count == 0);
    rows.answers.status[rows.place(j, row)] = undecided ? status_undecided : status;
    rows.answers.count[rows.place(j, row)] = count;
}

namespace interface {

static_assert(i64(mixed_numbers) == i64(SUMMITRY_MIXED_NUMBERS) && most_offers == SUMMITRY_OFFERS);

int mixed(
    const double* model, const double* array, int proposer, int64_t pure_count, const double* pure_table,
    int64_t capacity, int64_t* count, double* profiles, double* offers, double* certificates,
    double* pure_indices, int* unexplained, const double* law) {
    const Game<double> game = game_of(model, law);
    const Curve curve = read_curve(array);
    const Proposer who = Proposer(proposer);
    const double n = model[column_n];
    const OwnedGrid grid = make_grid<MixedLanes>(curve, solver_grid);
    const OwnedGrid checking = make_grid<MixedLanes>(curve, checker_grid);
    const OwnedGrid fine = make_grid<MixedLanes>(curve, mixed_grid(curve));
    if (!grid.ok() || !checking.ok() || !fine.ok()) return SUMMITRY_OUT_OF_MEMORY;
    if (game.price == 0.0) {
        *count = 0, *unexplained = !is_pure_at_the_limit(game, grid.grid, who);
        for (i64 i = 0; i < pure_count; ++i) pure_indices[i] = not_a_number;
        return SUMMITRY_OK;
    }
    Workspace work(larger(fine.grid.size, larger(grid.grid.size, checking.grid.size)));
    Buffer<Candidate> memory(pure_count);
    CertifiedProfiles every(most_zeros(fine.grid.size, curve.segments));
    if (!work.ok() || !memory.ok() || !every.ok()) return SUMMITRY_OUT_OF_MEMORY;
    Candidates pure{memory.data(), 1, 0, false};
    for (i64 i = 0; i < pure_count; ++i) {
        const double* row = pure_table + 4 * i;
        if (row[3] == 0.0) pure.insert(i64(row[0]), i64(row[1]), row[2], false);
    }
    const OffPathBelief smallest = smallest_belief(game, curve, grid.grid, work);
    const MixedSearch search{game, curve, fine.grid, who, work};
    search_profiles<MixedLanes>(search, checking.grid, pure, smallest, every, work);
    const MixedFindings& found = every.found;
    *count = found.count, *unexplained = int(found.unexplained);
    if (found.count > capacity) return SUMMITRY_TOO_SMALL;
    for (i64 i = 0; i < pure.count; ++i) {
        const bool visits = pure[i].kind != no_deal;
        pure_indices[i] = double(visits ? pure_index(search, pure[i]) : found.no_visits_index);
    }
    for (i64 i = 0; i < found.count; ++i) {
        const MixedProfile& profile = found.profiles[i];
        double* row = profiles + i * SUMMITRY_MIXED_NUMBERS;
        report_mixed(game, curve, n, who, profile, row);
        for (i64 j = 0; j < profile.count; ++j) {
            report_offer(curve, n, profile.offers[j], offers + (i * SUMMITRY_OFFERS + j) * SUMMITRY_OFFER);
        }
        const Certificate& gains = every.gains[i];
        row[reported_max_gain] = gains.largest_gain();
        std::memcpy(certificates + i * SUMMITRY_CERTIFICATE, &gains, sizeof gains);
    }
    return SUMMITRY_OK;
}

}  // namespace interface
}  // namespace summitry::inline SUMMITRY_VARIANT
