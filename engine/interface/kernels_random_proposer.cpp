// The C interface's function of a random proposer, for one instruction set.
#include "batch/answers.hpp"
#include "checker/random_proposer.hpp"
#include "equilibrium/mixed_report.hpp"
#include "interface/kernels.hpp"
#include "solver/random_proposer.hpp"

namespace summitry::inline SUMMITRY_VARIANT::interface {

namespace {

/// Write the numbers of a pair, in the order of summitry_mixed's profiles.
void write_pair(const Game<double>& game, double k0, double power, const ProposerPair& at, double* out) {
    const auto chance = [&](double levels) { return game.law.chance(game.c, levels); };
    const auto integral = [&](double k) { return game.law.integral(game.c, k); };
    const double k_absent = at.believed.kappa + at.absent, absent = level_of(at.believed) + at.believed.gap;
    const double weights[2] = {power, 1.0 - power};
    const Point<double>* points[2] = {&at.f, &at.l};
    double removed = 0.0, weak = 0.0, seen = 0.0;
    for (int i = 0; i < 2; ++i) {
        const Point<double>& p = *points[i];
        const double h = level_of(at.believed) + mean_rise(game, at.believed, p);
        removed += weights[i] * p.v * p.kappa * h;
        weak += weights[i] * p.v * p.kappa;
        seen += weights[i] * p.v * integral(p.kappa);
    }
    const double salient = chance(removed + (k0 - weak) * absent), idle = chance(absent * k0);
    const double ex_ante = game.sigma * salient + game.sigma_c * idle;
    const double isolated = chance(challenge_level(game, k0) * k0);
    const double gain_l = (1.0 - power) * at.l.v * deal_gain(game, at.believed, at.l);
    const double payoff_f =
        power * offer_payoff(game, at.believed, at.f, at.price_f) +
        (1.0 - power) * offer_payoff(game, at.believed, at.l, deal_price(game, at.believed, at.l));
    const double unseen = at.visits * integral(at.believed.kappa);
    const double challenger =
        game.sigma * (game.q * seen + (1.0 - game.q) * unseen) +
        (game.sigma_c + game.sigma * at.visits_c) * integral(k_absent);
    const double numbers[reported_max_gain - reported_k0] = {
        k0, at.believed.kappa, k_absent, chance(removed / at.visits), salient, idle, ex_ante, isolated, payoff_f,
        game.psi * (1.0 - idle) + gain_l, game.psi * (1.0 - idle), game.psi * (1.0 - isolated), challenger};
    for (i64 k = 0; k < mixed_numbers; ++k) out[k] = not_a_number;
    out[reported_v] = at.visits, out[reported_vc] = at.visits_c;
    std::memcpy(out + reported_k0, numbers, sizeof numbers);
    out[reported_kind] = double(equilibrium_two_offers);
}

/// Write one proposer's deal, in the order of summitry_mixed's offers.
void write_proposal(
    const Problem& problem, const ProposerPair& at, bool of_f, double chance, double* out) {
    const Game<double>& game = problem.game;
    const Point<double>& p = of_f ? at.f : at.l;
    const double x = of_f ? at.x_f : at.x_l, h = level_of(at.believed) + mean_rise(game, at.believed, p);
    const double lowest = concession_at(game, h, p.m), price = of_f ? at.price_f : lowest;
    const double row[SUMMITRY_OFFER] = {
        chance, chance, 1.0, p.v, p.vc, p.kappa, price, net_price_at(game, h, p.m) + (price - lowest),
        threshold_of(problem.curve, problem.n, 0, x), not_a_number,
        offer_payoff(game, at.believed, p, price), 0.0, x};
    std::memcpy(out, row, sizeof row);
}

}  // namespace

int random_proposer(
    const double* model, const double* array, double power, int64_t capacity, int64_t* count,
    double* profiles, double* offers, double* certificates, const double* law) {
    const Game<double> game = game_of(model, law);
    const Curve curve = read_curve(array);
    if (curve.kind == kind_steps) return SUMMITRY_BAD_ARGUMENT;
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
        write_pair(game, curve.k0, power, at, row);
        double* deals = offers + i * SUMMITRY_OFFERS * SUMMITRY_OFFER;
        write_proposal(problem, at, true, power, deals);
        write_proposal(problem, at, false, 1.0 - power, deals + SUMMITRY_OFFER);
        const ProposedDeal proposed[2] = {{at.x_f, at.price_f, power},
                                          {at.x_l, deal_price(game, at.believed, at.l), 1.0 - power}};
        const Assessment<double> a{false, true, true, 0, at.x_f, at.price_f, at.believed.kappa,
                                   at.believed.kappa + at.absent, at.believed.below, at.believed.gap,
                                   at.believed.level};
        const Certificate judged =
            certify_proposers<double>(game, curve, checking.grid, a, proposed, work);
        row[reported_max_gain] = judged.largest_gain();
        std::memcpy(certificates + i * SUMMITRY_CERTIFICATE, &judged, sizeof judged);
    }
    return SUMMITRY_OK;
}

}  // namespace summitry::inline SUMMITRY_VARIANT::interface
