// The C interface's function of mixed strategies, for one instruction set.
#include "batch/answers.hpp"
#include "checker/mixed_certificate.hpp"
#include "equilibrium/report.hpp"
#include "interface/kernels.hpp"
#include "solver/mixed.hpp"

namespace summitry::inline SUMMITRY_VARIANT {
namespace interface {

/// Removals and payoffs of a profile (T11, "Reported values").
void report_values(const Game<double>& game, double k0, const MixedProfile& profile, bool l_mixes, double* out) {
    const double k_no = profile.kappa + profile.gap;
    double seen = 0.0, salient = 0.0, visit = 0.0, payoff_f = 0.0;
    const Conjecture<double> believed{profile.kappa, profile.below, profile.gap};
    for (i64 i = 0; i < profile.count; ++i) {
        const Offer& offer = profile.offers[i];
        const Point<double>& p = offer.point;
        const double k = profile.kappa + mean_rise(game, believed, p);
        const double mass = offer.struck * p.v * p.kappa;
        visit += mass * k;
        seen += offer.struck * p.v * (game.q * p.kappa * p.kappa + (1.0 - game.q) * profile.kappa * profile.kappa);
        payoff_f += offer.struck * offer.payoff_f;
    }
    const double weak = profile.visits * profile.kappa;
    salient = (visit + (k0 - weak) * k_no) / game.c;
    const double idle = k_no * k0 / game.c;
    const double absent = fma(game.sigma, profile.visits_c, game.sigma_c);
    const double ex_ante = (game.sigma * seen + absent * k_no * k_no) / game.c;
    const Offer& first = profile.offers[0];
    const double worth = l_mixes ? first.point.v * deal_gain(game, believed, first.point) : 0.0;
    const double isolated = k0 * k0 / game.c;
    const double row[SUMMITRY_PROFILE] = {
        double(profile.kind), double(profile.index), double(profile.count), profile.visits,
        profile.visits_c, k0, profile.kappa, k_no, visit / (profile.visits * game.c), salient, idle, ex_ante,
        isolated, payoff_f, game.psi * (1.0 - idle) + worth, game.psi * (1.0 - idle),
        game.psi * (1.0 - isolated), 0.5 * ex_ante};
    std::memcpy(out, row, sizeof row);
}

void report_offer(const Curve& curve, double n, const Offer& offer, double* out) {
    const double share = curve.kind != kind_steps ? not_a_number
                         : offer.x > -700.0       ? 1.0 / (1.0 + std::exp(-offer.x))
                                                  : 0.0;
    const double row[SUMMITRY_OFFER] = {
        offer.struck, offer.offered, offer.accepted, offer.point.v, offer.point.vc, offer.point.kappa,
        offer.price, offer.net, threshold_of(curve, n, offer.segment, offer.x), share, offer.payoff_f,
        double(offer.segment), offer.x};
    std::memcpy(out, row, sizeof row);
}

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
    const OwnedGrid fine = make_grid<Block>(curve, mixed_grid);
    if (!grid.ok() || !checking.ok() || !fine.ok()) return SUMMITRY_OUT_OF_MEMORY;
    Workspace work(larger(fine.grid.size, larger(grid.grid.size, checking.grid.size)));
    Buffer<Candidate> memory(most_candidates(grid.grid.size, curve.segments));
    MixedFindings found(2 * fine.grid.size + curve.segments + 8);
    if (!work.ok() || !memory.ok() || !found.ok()) return SUMMITRY_OUT_OF_MEMORY;
    const Problem problem{game, curve, grid.grid, checking.grid, n, belief, below};
    Candidates pure{memory.data(), 1, 0, false};
    solve_closed<Block>(problem, who, pure, work);
    const double smallest = supporting_belief(game, curve, grid.grid, work);
    const MixedSearch search{game, curve, fine.grid, who, work};
    find_profiles<Block>(search, pure, smallest, found);
    *count = found.count, *unexplained = int(found.unexplained), *pure_count = 0;
    if (larger(found.count, pure.count) > capacity) return SUMMITRY_TOO_SMALL;
    for (i64 i = 0; i < pure.count; ++i) {
        if (pure[i].refuted) continue;
        const double index = pure[i].kind == no_deal ? 1.0 : double(pure_index(search, pure[i]));
        pure_indices[(*pure_count)++] = index;
    }
    for (i64 i = 0; i < found.count; ++i) {
        const MixedProfile& profile = found.profiles[i];
        const bool two_by_l = who == proposer_l && profile.kind == profile_two_offers;
        report_values(game, curve.k0, profile, two_by_l, profiles + i * SUMMITRY_PROFILE);
        PlayedDeal played[most_offers];
        for (i64 j = 0; j < profile.count; ++j) {
            const Offer& o = profile.offers[j];
            report_offer(curve, n, o, offers + (i * SUMMITRY_OFFERS + j) * SUMMITRY_OFFER);
            played[j] = {o.segment, o.x, o.price, o.struck, o.accepted};
        }
        const PlayedProfile play{who == proposer_f, profile.kappa, profile.below, profile.gap,
                                 profile.count, played};
        const Certificate gains = certify_profile<Block>(game, curve, checking.grid, play, work);
        std::memcpy(certificates + i * SUMMITRY_CERTIFICATE, &gains, sizeof gains);
    }
    return SUMMITRY_OK;
}

}  // namespace interface
}  // namespace summitry::inline SUMMITRY_VARIANT
