// Profiles of several deals (T11): what C believes, and what everybody gets, when offers are mixed.
//
// Only two numbers of a profile reach anybody's incentives: κ̂ = E/V, what C reads into a visit of unseen
// price, and k_N, what she reads into no visit. V and E are the sums of y·v and y·M(v) over the offers,
// each struck with probability y given S = 1.
#pragma once

#include "theory/outcome.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A deal that is struck with some probability.
struct Offer {
    i64 segment;
    double x;
    Point<double> point;
    double price;
    double net;       // price less F's fixed cost
    double struck;    // y, probability that it is struck given S = 1
    double accepted;  // probability that the responder accepts it
    double offered;   // probability that the proposer names it
    double payoff_f;  // F's payoff once it is struck
};

inline constexpr i64 most_offers = 2;

/// What kind of profile it is.
enum ProfileKind : i64 {
    profile_two_offers,      // two deals; with F proposing the second is refused at times
    profile_deal_or_none,    // one deal, and no deal (L) or a refusal (F)
    profile_two_or_none      // two deals, and no deal or refusals of both
};

/// A mixed profile.
struct MixedProfile {
    i64 kind;
    i64 index;  // +1, or −1 for a tipping point
    double kappa;  // κ̂
    double below;  // k₀ − κ̂
    double gap;    // the level of k_N less that of κ̂
    double absent; // k_N − κ̂
    double visits; // V
    double visits_c;  // 1 − V
    i64 count;
    Offer offers[most_offers];
};

/// The level of k_N less that of κ̂ at which L is indifferent to a deal: W = 0 (T11: w·k_N = h).
template <class G, class B, class T>
SUMMITRY_INLINE T indifference_gap(const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    const Conjecture<B> no_gap{believed.kappa, believed.below, B(0.0), believed.level};
    return -deal_gain(game, no_gap, p) / (office_weight(game) * p.kappa);
}

/// k_N − κ̂ by Bayes' rule, given the probability 1 − V of no visit if S = 1 (T11, [Bayes]).
inline double bayes_gap(const Game<double>& game, double below, double visits_c) {
    return below / fma(game.sigma, visits_c, game.sigma_c);
}

/// The same by Bayes' rule in levels, as `Conjecture` has it.
inline double bayes_rise(const Game<double>& game, const Conjecture<double>& believed, double visits_c) {
    return level_rise(game, believed.kappa, level_of(believed), bayes_gap(game, believed.below, visits_c));
}

/// The level of k₀ less that of κ̂: what no visit is read as where none are expected.
inline double prior_rise(const Game<double>& game, const Conjecture<double>& believed) {
    return level_rise(game, believed.kappa, level_of(believed), believed.below);
}

/// F's payoff from a deal at a price, against C's conjecture (T5, T11: U).
inline double offer_payoff(
    const Game<double>& game, const Conjecture<double>& believed, const Point<double>& p, double price) {
    const double h = level_of(believed) + mean_rise(game, believed, p);
    return visit_payoff(game, p, h, price - concession_at(game, h, p.m));
}

}  // namespace summitry::inline SUMMITRY_VARIANT
