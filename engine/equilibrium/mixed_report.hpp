// Reported and certified numbers of every equilibrium, pure or mixed, as one kind of row (T11).
#pragma once

#include "checker/profile_certificate.hpp"
#include "equilibrium/report.hpp"
#include "solver/mixed.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Kinds of equilibria; the last ones are those of `ProfileKind`, in the same order.
enum EquilibriumKind : i64 {
    equilibrium_no_visits, equilibrium_visits, equilibrium_limit, equilibrium_two_offers, equilibrium_deal_or_none, equilibrium_two_or_none
};

/// What is reported of an offer in a row.
enum ReportedOffer : i64 { offer_struck, offer_accepted, offer_v, offer_price, offer_numbers };

/// The numbers of a row: those of `Reported`, then these.
enum MixedReported : i64 {
    reported_kind = reported_numbers,
    reported_index,
    reported_offers,
    mixed_numbers = reported_offers + most_offers * offer_numbers
};

/// Write the row of a pure equilibrium, given its numbers, which may stand there already, and its largest gain.
inline void report_pure(const double* numbers, i64 stride, double gain, i64 kind, double index, double* out) {
    for (i64 k = 0; k < reported_max_gain; ++k) out[k] = numbers[k * stride];
    out[reported_max_gain] = gain, out[reported_kind] = double(kind), out[reported_index] = index;
    for (i64 k = reported_offers; k < mixed_numbers; ++k) out[k] = not_a_number;
    if (kind == equilibrium_no_visits) return;
    double* offer = out + reported_offers;
    offer[offer_struck] = offer[offer_accepted] = 1.0;
    offer[offer_v] = out[reported_v], offer[offer_price] = out[reported_concession];
}

/// What is reported of a profile of several deals: C's beliefs, and the probability of a visit given S = 1.
struct StruckDeals {
    Conjecture<double> believed;
    double k_absent;
    double visits, visits_c;
    const Offer* offers;
    i64 count;
    double gain_l;  // what L gains over rejecting, given S = 1
};

/// Write what a profile means for everybody (T11, "Reported values"; T13.3), and what is reported of its offers.
///
/// What belongs to a single deal is not a number.
inline void report_deals(const Game<double>& game, double k0, const StruckDeals& deals, double* out) {
    const auto chance = [&](double levels) { return game.law.chance(game.c, levels); };
    const auto integral = [&](double k) { return game.law.integral(game.c, k); };
    const Conjecture<double>& believed = deals.believed;
    const double absent = level_of(believed) + believed.gap;
    double removed = 0.0, weak = 0.0, seen = 0.0, payoff_f = 0.0;
    for (i64 k = 0; k < mixed_numbers; ++k) out[k] = not_a_number;
    for (i64 i = 0; i < deals.count; ++i) {
        const Offer& offer = deals.offers[i];
        const Point<double>& p = offer.point;
        const double weight = offer.struck * p.v, h = level_of(believed) + mean_rise(game, believed, p);
        removed += weight * p.kappa * h, weak += weight * p.kappa, seen += weight * integral(p.kappa);
        payoff_f += offer.struck * offer.payoff_f;
        double* row = out + reported_offers + i * offer_numbers;
        row[offer_struck] = offer.struck, row[offer_accepted] = offer.accepted;
        row[offer_v] = p.v, row[offer_price] = offer.price;
    }
    const double salient = chance(removed + (k0 - weak) * absent), idle = chance(absent * k0);
    const double isolated = chance(challenge_level(game, k0) * k0);
    const double unseen = deals.visits * integral(believed.kappa);
    const double challenger = game.sigma * (game.q * seen + (1.0 - game.q) * unseen) +
                              fma(game.sigma, deals.visits_c, game.sigma_c) * integral(deals.k_absent);
    const double numbers[reported_max_gain - reported_k0] = {
        k0, believed.kappa, deals.k_absent, chance(removed / deals.visits), salient, idle,
        game.sigma * salient + game.sigma_c * idle, isolated, payoff_f, game.psi * (1.0 - idle) + deals.gain_l,
        game.psi * (1.0 - idle), game.psi * (1.0 - isolated), challenger};
    out[reported_v] = deals.visits, out[reported_vc] = deals.visits_c;
    std::memcpy(out + reported_k0, numbers, sizeof numbers);
}

/// Write the row of a mixed profile, all but its largest gain.
inline void report_mixed(
    const Game<double>& game, const Curve& curve, double n, Proposer who, const MixedProfile& profile,
    double* out) {
    const Conjecture<double> believed{profile.kappa, profile.below, profile.gap,
                                      challenge_level(game, profile.kappa)};
    // L, who proposes two deals, gains by either; in all other profiles what she pays is what she gains
    const Offer& first = profile.offers[0];
    const bool gains = who == proposer_l && profile.kind == profile_two_offers;
    const double worth = gains ? first.point.v * deal_gain(game, believed, first.point) : 0.0;
    report_deals(game, curve.k0, {believed, profile.kappa + profile.absent, profile.visits, profile.visits_c,
                                  profile.offers, profile.count, worth}, out);
    if (profile.count == 1) {
        out[reported_concession] = first.price, out[reported_net_price] = first.net;
        out[reported_threshold] = threshold_of(curve, n, first.segment, first.x);
        out[reported_share] = marginal_share(curve, first.x);
    }
    out[reported_kind] = double(equilibrium_two_offers + profile.kind), out[reported_index] = double(profile.index);
}

/// Write all that is reported of an offer (T11), in the order of summitry_mixed's offers.
inline void report_offer(const Curve& curve, double n, const Offer& offer, double* out) {
    const double row[] = {
        offer.struck, offer.offered, offer.accepted, offer.point.v, offer.point.vc, offer.point.kappa,
        offer.price, offer.net, threshold_of(curve, n, offer.segment, offer.x),
        marginal_share(curve, offer.x), offer.payoff_f, double(offer.segment), offer.x};
    std::memcpy(out, row, sizeof row);
}

/// Have the checker search all deviations from a mixed profile.
template <class T>
Certificate certify_mixed(
    const Game<double>& game, const Curve& curve, const Grid& checking, Proposer who,
    const MixedProfile& profile, Workspace& work) {
    PlayedDeal played[most_offers];
    for (i64 i = 0; i < profile.count; ++i) {
        const Offer& o = profile.offers[i];
        played[i] = {who == proposer_f, o.segment, o.x, o.price, o.struck, o.accepted};
    }
    const PlayedProfile play{who == proposer_f ? 1.0 : 0.0, profile.kappa, profile.kappa + profile.absent,
                             profile.below, profile.gap, challenge_level(game, profile.kappa), profile.count,
                             played};
    return certify_profile<T>(game, curve, checking, play, work);
}

/// Every profile of a model and proposer in order of V, and its certificate.
struct CertifiedProfiles {
    MixedFindings found;
    Buffer<Certificate> gains;

    explicit CertifiedProfiles(i64 capacity) : found(capacity), gains(capacity) {}
    bool ok() const { return found.ok() && gains.ok(); }

    /// Whether every sign of g is explained, by profiles from which nobody deviates.
    bool are_certain() const {
        bool certain = found.unexplained == 0;
        for (i64 i = 0; i < found.count; ++i) certain = certain && gains[i].passes();
        return certain;
    }

    template <class T>
    void search(
        const MixedSearch& s, const Grid& checking, const Candidates& pure, const OffPathBelief& smallest,
        Workspace& work) {
        found.clear();
        find_profiles<T>(s, pure, smallest, found);
        found.sort_profiles();
        for (i64 i = 0; i < found.count; ++i) {
            gains[i] = certify_mixed<T>(s.game, s.curve, checking, s.who, found.profiles[i], work);
        }
    }
};

/// Find and certify every profile; where something stays uncertain, search again on finer grids.
template <class T>
void search_profiles(
    const MixedSearch& s, const Grid& checking, const Candidates& pure, const OffPathBelief& smallest,
    CertifiedProfiles& out, Workspace& work) {
    out.search<T>(s, checking, pure, smallest, work);
    GridKind kind = mixed_grid(s.curve);
    for (int i = 0; i < finer_grids && !out.are_certain(); ++i) {
        kind.step *= finer_step;
        const OwnedGrid grid = make_grid<T>(s.curve, kind);
        Workspace memory(grid.grid.size);
        CertifiedProfiles again(most_zeros(grid.grid.size, s.curve.segments));
        if (!grid.ok() || !memory.ok() || !again.ok()) return;
        again.search<T>({s.game, s.curve, grid.grid, s.who, memory}, checking, pure, smallest, work);
        if (again.are_certain()) out = std::move(again);
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
