// What is reported of a strategy profile (T5, "Reported values").
#pragma once

#include "theory/equations.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// What beliefs and a price mean for everybody (T5); removals are probabilities.
template <class T>
struct Outcome {
    T removal_visit;
    T removal_salient;
    T removal_not_salient;
    T removal_ex_ante;
    T removal_isolated;
    T payoff_f;
    T payoff_l_salient;
    T payoff_l_not_salient;
    T payoff_l_isolated;
    T payoff_c;
};

/// F's payoff from a deal: (ζ(1−r)+ρ)·G·(v·m − M), plus what a price above ζ adds (T5).
///
/// `h` is the level of G, the chance of a challenge after a visit. `extra` is the price less ζ: positive
/// where F stops inside a price gap, or at v = 1.
template <class G, class T>
SUMMITRY_INLINE T visit_payoff(const Game<G>& game, const Point<T>& p, T h, T extra) {
    const T z = concession_at(game, h, p.m);
    const T base = (z * (1.0 - game.r) + game.rho) * game.law.chance(game.c, h) * p.v * p.excess;
    return base + extra * p.v * (1.0 - game.law.chance(game.c, T((1.0 - game.r) * h * p.kappa)));
}

/// C's payoff before S is drawn, E[I(k)], I the integral of G (T13.1): what she may make of her costs.
///
/// With K uniform that is half the risk of removal, by iterated expectations.
template <class G, class T>
SUMMITRY_INLINE T challenger_payoff(
    const Game<G>& game, const Point<T>& p, T k_absent, T not_salient, T ex_ante) {
    if constexpr (CostLaw::is_uniform) return 0.5 * ex_ante;
    const auto integral = [&](T k) { return game.law.integral(game.c, k); };
    const T salient = p.v * integral(p.kappa) + p.vc * integral(k_absent);
    return game.sigma * salient + game.sigma_c * integral(not_salient);
}

/// Compute the outcome of visit probability p.v, C's cut-offs κ* and `k_absent`, and a price (T5).
///
/// `not_salient` is C's cut-off when S = 0: k_N behind closed doors, k₀ in the open. L's payoffs are
/// Ψ·survival less the price, or survival probabilities when Ψ = ∞.
template <class G, class T>
SUMMITRY_INLINE Outcome<T> outcome(
    const Game<G>& game, T k0, const Point<T>& p, T k_absent, T not_salient, T price) {
    const T nu = p.kappa + p.spread;
    const auto chance = [&](T levels) { return game.law.chance(game.c, levels); };
    const T h = challenge_level(game, p.kappa), absent = challenge_level(game, k_absent);
    const T visit = chance(p.kappa * h);
    const T salient = p.v * visit + chance(p.vc * nu * absent);
    const T idle = chance(challenge_level(game, not_salient) * k0);
    const T ex_ante = game.sigma * salient + game.sigma_c * idle;
    const T isolated = chance(challenge_level(game, k0) * k0);
    const T extra = price - concession_at(game, h, p.m);
    const auto visits = p.v > 0.0;  // else there may be no price
    const T payoff_f = select(visits, visit_payoff(game, p, h, extra), T(0.0));
    const T paid = select(visits, game.price * p.v * price, T(0.0));
    return {visit, salient, idle, ex_ante, isolated, payoff_f,
            game.psi * (1.0 - salient) - paid, game.psi * (1.0 - idle),
            game.psi * (1.0 - isolated), challenger_payoff(game, p, k_absent, not_salient, ex_ante)};
}

// The numbers reported of a profile, in the order of `summitry.model.variables.VARIABLES`.
enum Reported : i64 {
    reported_concession, reported_net_price, reported_v, reported_vc, reported_threshold,
    reported_share, reported_k0, reported_k_visit, reported_k_absent, reported_removal_visit,
    reported_removal_salient, reported_removal_not_salient, reported_removal_ex_ante,
    reported_removal_isolated, reported_payoff_f, reported_payoff_l_salient,
    reported_payoff_l_not_salient, reported_payoff_l_isolated, reported_payoff_c,
    reported_max_gain, reported_numbers
};

/// A profile on the path of play, of one model or of one in each lane.
template <class T>
struct Profile {
    bool deal;        // whether a deal is struck
    T price;
    T net;            // price less F's fixed cost
    T k_visit;        // C's cut-off after a visit, or her off-path belief
    T k_absent;       // C's cut-off without a visit
    T threshold;      // F's lowest visiting signal
    T share;          // how often F visits at that signal
};

/// Write the reported numbers of a profile but its largest gain, `stride` apart.
template <class G, class T>
SUMMITRY_INLINE void report_profile(
    const Game<G>& game, T k0, const Point<T>& p, const Profile<T>& a, double* out, i64 stride,
    bool open = false) {
    const Outcome<T> o = outcome(game, k0, p, a.k_absent, open ? k0 : a.k_absent, a.price);
    const T undefined = not_a_number;
    const T numbers[reported_max_gain] = {
        a.price, a.net, p.v, p.vc, a.deal ? a.threshold : undefined, a.share, k0,
        a.deal ? p.kappa : a.k_visit, a.k_absent, a.deal ? o.removal_visit : undefined,
        o.removal_salient, o.removal_not_salient, o.removal_ex_ante, o.removal_isolated, o.payoff_f,
        o.payoff_l_salient, o.payoff_l_not_salient, o.payoff_l_isolated, o.payoff_c};
    for (i64 k = 0; k < reported_max_gain; ++k) store(out + k * stride, numbers[k]);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
