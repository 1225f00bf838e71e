// The C interface's function of a random proposer, for one instruction set.
#include "batch/answers.hpp"
#include "equilibrium/mixed_report.hpp"
#include "interface/kernels.hpp"
#include "solver/random_proposer_steps.hpp"

namespace summitry::inline SUMMITRY_VARIANT::interface {

namespace {

/// Return one proposer's deal, which is struck whenever it is this leader's turn.
Offer proposal(const Game<double>& game, const ProposerPair& at, bool of_f, double chance) {
    const Point<double>& p = of_f ? at.f : at.l;
    const double h = level_of(at.believed) + mean_rise(game, at.believed, p), lowest = concession_at(game, h, p.m);
    const double price = of_f ? at.price_f : lowest, net = net_price_at(game, h, p.m) + (price - lowest);
    const Coordinate place = of_f ? at.at_f : at.at_l;
    return {place.segment, place.x, p, price, net, chance, 1.0, chance, offer_payoff(game, at.believed, p, price)};
}

}  // namespace

int random_proposer(
    const double* model, const double* array, double power, int64_t capacity, int64_t* count,
    double* profiles, double* offers, double* certificates, const double* law) {
    const Game<double> game = game_of(model, law);
    const Curve curve = read_curve(array);
    const OwnedGrid grid = make_grid<double>(curve, solver_grid), checking = make_grid<double>(curve, checker_grid);
    const OwnedGrid pairs_grid = make_grid<double>(curve, GridKind{pair_step, 0.0});
    Workspace work(larger(grid.grid.size, checking.grid.size));
    Buffer<double> values(2 * pairs_grid.grid.size * pairs_grid.grid.size);
    Buffer<ProposerPair> memory(capacity);
    if (!grid.ok() || !checking.ok() || !pairs_grid.ok() || !work.ok() || !values.ok() || !memory.ok()) {
        return SUMMITRY_OUT_OF_MEMORY;
    }
    const Problem problem{game, curve, grid.grid, checking.grid, model[column_n], 0.0, 0.0};
    const PairSearch search{problem, power};
    Pairs found{memory.data(), capacity, 0};
    find_pairs<double>(search, pairs_grid.grid, values.data(), found, work);
    *count = found.count;
    for (i64 i = 0; i < found.count; ++i) {
        const ProposerPair& at = found.first[i];
        double* row = profiles + i * SUMMITRY_MIXED_NUMBERS;
        const Offer deals[] = {proposal(game, at, true, power), proposal(game, at, false, 1.0 - power)};
        const double k_absent = at.believed.kappa + at.absent;
        const double gain_l = (1.0 - power) * at.l.v * deal_gain(game, at.believed, at.l);
        report_deals(game, curve.k0, {at.believed, k_absent, at.visits, at.visits_c, deals, 2, gain_l}, row);
        row[reported_kind] = double(equilibrium_two_offers);
        PlayedDeal played[2];
        for (i64 j = 0; j < 2; ++j) {
            report_offer(curve, problem.n, deals[j], offers + (i * SUMMITRY_OFFERS + j) * SUMMITRY_OFFER);
            played[j] = {j == 0, deals[j].segment, deals[j].x, deals[j].price, deals[j].struck, 1.0};
        }
        const PlayedProfile play{power, at.believed.kappa, k_absent, at.believed.below, at.believed.gap,
                                 at.believed.level, 2, played};
        const Certificate judged = certify_profile<double>(game, curve, checking.grid, play, work);
        row[reported_max_gain] = judged.largest_gain();
        std::memcpy(certificates + i * SUMMITRY_CERTIFICATE, &judged, sizeof judged);
    }
    return SUMMITRY_OK;
}

}  // namespace summitry::inline SUMMITRY_VARIANT::interface
