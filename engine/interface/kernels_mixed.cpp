// The C interface's function of mixed strategies, for one instruction set.
#include "batch/answers.hpp"
#include "equilibrium/mixed_report.hpp"
#include "interface/kernels.hpp"

namespace summitry::inline SUMMITRY_VARIANT {
namespace interface {

#if defined(SUMMITRY_TABULATED)  // mixed strategies know the uniform law only

int mixed(
    const double*, const double*, int, double, double, int64_t, int64_t*, double*, double*, double*,
    int64_t*, double*, int*) {
    return SUMMITRY_BAD_ARGUMENT;
}

#else

static_assert(i64(mixed_numbers) == i64(SUMMITRY_MIXED_NUMBERS) && most_offers == SUMMITRY_OFFERS);

int mixed(
    const double* model, const double* array, int proposer, double belief, double below,
    int64_t capacity, int64_t* count, double* profiles, double* offers, double* certificates,
    int64_t* pure_count, double* pure_indices, int* unexplained) {
    const Game<double> game = game_of(model, nullptr);
    const Curve curve = read_curve(array);
    const Proposer who = Proposer(proposer);
    const double n = model[column_n];
    const OwnedGrid grid = make_grid<Block>(curve, solver_grid);
    const OwnedGrid checking = make_grid<Block>(curve, checker_grid);
    const OwnedGrid fine = make_grid<Block>(curve, mixed_grid(curve));
    if (!grid.ok() || !checking.ok() || !fine.ok()) return SUMMITRY_OUT_OF_MEMORY;
    Workspace work(larger(fine.grid.size, larger(grid.grid.size, checking.grid.size)));
    Buffer<Candidate> memory(most_candidates(grid.grid.size, curve.segments));
    MixedFindings found(most_zeros(fine.grid.size, curve.segments));
    if (!work.ok() || !memory.ok() || !found.ok()) return SUMMITRY_OUT_OF_MEMORY;
    const Problem problem{game, curve, grid.grid, checking.grid, n, belief, below};
    Candidates pure{memory.data(), 1, 0, false};
    solve_closed<Block>(problem, who, pure, work);
    const OffPathBelief smallest = smallest_belief(game, curve, grid.grid, work);
    const MixedSearch search{game, curve, fine.grid, who, work};
    find_profiles<Block>(search, pure, smallest, found);
    *count = found.count, *unexplained = int(found.unexplained), *pure_count = 0;
    if (larger(found.count, pure.count) > capacity) return SUMMITRY_TOO_SMALL;
    for (i64 i = 0; i < pure.count; ++i) {
        if (pure[i].refuted) continue;
        const bool visits = pure[i].kind != no_deal;
        pure_indices[(*pure_count)++] =
            double(visits ? pure_index(search, pure[i]) : found.no_visits_index);
    }
    for (i64 i = 0; i < found.count; ++i) {
        const MixedProfile& profile = found.profiles[i];
        double* row = profiles + i * SUMMITRY_MIXED_NUMBERS;
        report_mixed(game, curve, n, who, profile, row);
        for (i64 j = 0; j < profile.count; ++j) {
            report_offer(curve, n, profile.offers[j], offers + (i * SUMMITRY_OFFERS + j) * SUMMITRY_OFFER);
        }
        const Certificate gains = certify_mixed<Block>(game, curve, checking.grid, who, profile, work);
        row[reported_max_gain] = gains.largest_gain();
        std::memcpy(certificates + i * SUMMITRY_CERTIFICATE, &gains, sizeof gains);
    }
    return SUMMITRY_OK;
}

#endif

}  // namespace interface
}  // namespace summitry::inline SUMMITRY_VARIANT
