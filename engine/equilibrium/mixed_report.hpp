// Reported and certified numbers of every equilibrium, pure or mixed, as one kind of row (T11).
#pragma once

#include "checker/mixed_certificate.hpp"
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

/// Write the row of a mixed profile (T11, "Reported values"), all but its largest gain.
///
/// What belongs to a single deal is not a number where there are two.
inline void report_mixed(
    const Game<double>& game, const Curve& curve, double n, Proposer who, const MixedProfile& profile,
    double* out) {
    const double k0 = curve.k0, k_no = profile.kappa + profile.gap;
    const Conjecture<double> believed{profile.kappa, profile.below, profile.gap};
    for (i64 k = 0; k < mixed_numbers; ++k) out[k] = not_a_number;
    double seen = 0.0, visit = 0.0, payoff_f = 0.0;
    for (i64 i = 0; i < profile.count; ++i) {
        const Offer& offer = profile.offers[i];
        const Point<double>& p = offer.point;
        const double k = profile.kappa + mean_rise(game, believed, p);
        visit += offer.struck * p.v * p.kappa * k;
        seen += offer.struck * p.v * (game.q * p.kappa * p.kappa + (1.0 - game.q) * profile.kappa * profile.kappa);
        payoff_f += offer.struck * offer.payoff_f;
        double* row = out + reported_offers + i * offer_numbers;
        row[offer_struck] = offer.struck, row[offer_accepted] = offer.accepted;
        row[offer_v] = p.v, row[offer_price] = offer.price;
    }
    const double weak = profile.visits * profile.kappa, idle = k_no * k0 / game.c;
    const double absent = fma(game.sigma, profile.visits_c, game.sigma_c);
    const double ex_ante = (game.sigma * seen + absent * k_no * k_no) / game.c;
    const double isolated = k0 * k0 / game.c;
    // L, who proposes two deals, gains by either; in all other profiles what she pays is what she gains
    const Offer& first = profile.offers[0];
    const bool gains = who == proposer_l && profile.kind == profile_two_offers;
    const double worth = gains ? first.point.v * deal_gain(game, believed, first.point) : 0.0;
    if (profile.count == 1) {
        out[reported_concession] = first.price, out[reported_net_price] = first.net;
        out[reported_threshold] = threshold_of(curve, n, first.segment, first.x);
        out[reported_share] = marginal_share(curve, first.x);
    }
    const double numbers[reported_max_gain - reported_k0] = {
        k0, profile.kappa, k_no, visit / (profile.visits * game.c),
        (visit + (k0 - weak) * k_no) / game.c, idle, ex_ante, isolated, payoff_f,
        game.psi * (1.0 - idle) + worth, game.psi * (1.0 - idle), game.psi * (1.0 - isolated), 0.5 * ex_ante};
    out[reported_v] = profile.visits, out[reported_vc] = profile.visits_c;
    std::memcpy(out + reported_k0, numbers, sizeof numbers);
    out[reported_kind] = double(equilibrium_two_offers + profile.kind), out[reported_index] = double(profile.index);
}

/// Have the checker search all deviations from a mixed profile.
template <class T>
Certificate certify_mixed(
    const Game<double>& game, const Curve& curve, const Grid& checking, Proposer who,
    const MixedProfile& profile, Workspace& work) {
    PlayedDeal played[most_offers];
    for (i64 i = 0; i < profile.count; ++i) {
        const Offer& o = profile.offers[i];
        played[i] = {o.segment, o.x, o.price, o.struck, o.accepted};
    }
    const PlayedProfile play{who == proposer_f, profile.kappa, profile.below, profile.gap, profile.count,
                             played};
    return certify_profile<T>(game, curve, checking, play, work);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
