// What every player gets (T1): the only formulas that the solver and the checker share.
//
// Payoffs are linear in L's strength θ, so that an expectation needs only the *weakness*
// w = E[1 − θ] of the case at hand. k is C's perceived weakness: she challenges iff her cost K ≤ k,
// K ~ U[0, c], that is with probability k/c.
#pragma once

#include "numeric/lanes.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// The parameters of T1 that are not part of the weakness curve.
///
/// With Ψ = ∞ survival counts 1 and the price 0, and the same equations give the article's limits.
template <class T>
struct Game {
    T psi;    // Ψ, or 1 when Ψ = ∞
    T price;  // weight of the price in L's payoff: 1, or 0 when Ψ = ∞
    T c;
    T tau;
    T rho;
    T r;
    T sigma;
    T sigma_c;  // 1 − σ
    T q;
};
inline constexpr int game_fields = 9;

inline Game<double> make_game(
    double psi, double k_max, double tau, double rho, double r, double sigma, double q) {
    const bool endless = is_infinite(psi);
    return {endless ? 1.0 : psi, endless ? 0.0 : 1.0, k_max, tau, rho, r, sigma, 1.0 - sigma, q};
}

/// Probability that L is removed when C perceives weakness k and the true weakness is w (T1).
template <class G, class K, class W>
SUMMITRY_INLINE auto removal_probability(K k, W w, G c) {
    return k * (1.0 / c) * w;
}

/// L's expected payoff less Ψ: office lost and concession paid (T1).
///
/// Only differences matter to L, and Ψ times a survival probability would drown them in rounding.
template <class G, class T>
SUMMITRY_INLINE T payoff_leader(const Game<G>& game, T removal, T paid) {
    return fma(T(-game.psi), removal, -(game.price * paid));
}

/// F's expected payoff from a visit at price z when L is removed with probability `removal` (T1).
template <class G, class T>
SUMMITRY_INLINE T payoff_visit(const Game<G>& game, T z, T removal) {
    // with removal F loses ρ and the share 1 − r of the concession
    return fma(-removal, fma(z, T(1.0 - game.r), T(game.rho)), z - game.tau);
}

/// Share of a higher price that F keeps in expectation: what the visit's payoff rises by (T1).
template <class G, class T>
SUMMITRY_INLINE T kept_share(const Game<G>& game, T removal) {
    return fma(-removal, T(1.0 - game.r), T(1.0));
}

/// C's expected payoff from challenging iff K ≤ k when the true weakness is w (T1).
template <class T, class W, class G>
SUMMITRY_INLINE auto payoff_challenger(T k, W w, G c) {
    return k * w / c - k * k / (2.0 * c);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
