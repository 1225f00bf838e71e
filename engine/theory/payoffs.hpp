// What every player gets (T1): the only formulas that the solver and the checker share.
//
// Payoffs are linear in L's strength θ, so that an expectation needs only the *weakness*
// w = E[1 − θ] of the case at hand. k is C's perceived weakness: she challenges iff her cost K ≤ k,
// that is with probability G(k), k/c in the article. `h` is the level of G(k), see cost_law.hpp.
#pragma once

#include "curve/point.hpp"
#include "theory/cost_law.hpp"

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
    [[no_unique_address]] CostLaw law{};
};
inline constexpr int game_fields = 9;

inline Game<double> make_game(
    double psi, double k_max, double tau, double rho, double r, double sigma, double q,
    CostLaw law = CostLaw{}) {
    const bool endless = is_infinite(psi);
    return {endless ? 1.0 : psi, endless ? 0.0 : 1.0, k_max, tau, rho, r, sigma, 1.0 - sigma, q, law};
}

/// Level of G(k), the chance that C challenges when she perceives weakness k (T13.1).
template <class G, class K>
SUMMITRY_INLINE K challenge_level(const Game<G>& game, K k) {
    return game.law.level(game.c, k);
}

/// Level of k + d less that of k, which is `from` (T13.1).
template <class G, class K, class T>
SUMMITRY_INLINE T level_rise(const Game<G>& game, K k, K from, T d) {
    return game.law.rise(game.c, k, from, d);
}

/// Probability that L is removed when a challenge has level h and the true weakness is w (T1).
template <class G, class K, class W>
SUMMITRY_INLINE auto removal_probability(const Game<G>& game, K h, W w) {
    return h * game.law.unit(game.c) * w;
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

/// What a visit that may or may not happen adds to L's risk, per visit, and the size of its terms.
template <class T>
struct Lottery {
    T risk;
    T size;
};

/// Compute what a deal that C knows adds to removal, D(v) − φ(k₀) over v, in levels (T4).
///
/// C's beliefs κ and ν average to k₀, and so do the weaknesses that they are right about.
template <class G, class T>
SUMMITRY_INLINE Lottery<T> lottery_removal(const Game<G>& game, const Point<T>& p) {
    const T drop = p.vc * p.spread, up = p.v * p.spread;  // k₀ − κ, ν − k₀
    if constexpr (CostLaw::is_uniform) return {drop * p.spread, drop * p.spread};
    const T k0 = p.kappa + drop, nu = p.kappa + p.spread, h = challenge_level(game, k0);
    const T saved = p.kappa * level_rise(game, k0, h, T(-drop));
    // v → 0: the slope at k₀
    const T per_visit = select(p.v > 0.0, level_rise(game, k0, h, up) / select(p.v > 0.0, p.v, T(1.0)),
                               game.law.slope(game.c, k0) * p.spread);
    const T risked = p.vc * nu * per_visit;
    return {saved + risked, abs(saved) + abs(risked)};
}

/// C's expected payoff from challenging iff K ≤ k when the true weakness is w: wG(k) − ∫₀ᵏ K dG (T1).
template <class G, class T, class W>
SUMMITRY_INLINE auto payoff_challenger(const Game<G>& game, T k, W w) {
    const auto won = game.law.chance(game.c, challenge_level(game, k) * w);
    if constexpr (CostLaw::is_uniform) return won - game.law.integral(game.c, k);
    // the integral by parts
    return won - (game.law.chance(game.c, challenge_level(game, k) * k) - game.law.integral(game.c, k));
}

/// What C loses by the cut-off k where the weakness is w: her payoff from w less that from k (T1).
///
/// That is the integral of G − G(k) from k to w.
template <class G, class T>
SUMMITRY_INLINE T cutoff_loss(const Game<G>& game, T k, T w) {
    if constexpr (CostLaw::is_uniform) return (k - w) * (k - w) / (2.0 * game.c);
    constexpr double places[3] = {0.11270166537925831, 0.5, 0.88729833462074169};  // of Gauss, on [0, 1]
    constexpr double weights[3] = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
    const T d = w - k, h = challenge_level(game, k);
    T mean = 0.0;
    for (int i = 0; i < 3; ++i) mean = mean + weights[i] * game.law.rise(game.c, k, h, T(places[i] * d));
    return d * mean;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
