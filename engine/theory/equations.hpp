// The derived equations of T3–T5, each once: the same source for one double and for SIMD lanes.
//
// A point of the curve stands for the deal that induces its visit probability; a `Conjecture` is what
// C believes on the path of play. G is the number type of the parameters, T that of the points.
#pragma once

#include "theory/levels.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

// ---------------------------------------------------------------------------- T3: price of a visit

/// ζ(k, m) − τ: what the concession adds to F's fixed cost for the marginal visitor (T3).
///
/// `h` is the level of the chance of a challenge, that of k if C is sure what to make of the visit.
template <class G, class T>
SUMMITRY_INLINE T net_price_at(const Game<G>& game, T h, T m) {
    const T risk = removal_probability(game, h, m);
    const G lost = 1.0 - game.r;
    return risk * ((game.rho + lost * game.tau) * (1.0 / fma(T(-lost), risk, T(1.0))));
}

/// ζ: the concession that makes the visitor of weakness m indifferent, at a level of challenges (T3).
template <class G, class T>
SUMMITRY_INLINE T concession_at(const Game<G>& game, T h, T m) {
    return game.tau + net_price_at(game, h, m);
}

/// ζ(k, m) − τ for C's perceived weakness k (T3).
template <class G, class T>
SUMMITRY_INLINE T net_price(const Game<G>& game, T k, T m) {
    return net_price_at(game, challenge_level(game, k), m);
}

/// ζ(k, m) for C's perceived weakness k (T3).
template <class G, class T>
SUMMITRY_INLINE T concession(const Game<G>& game, T k, T m) {
    return concession_at(game, challenge_level(game, k), m);
}

/// ∂ζ/∂P at P = G(k)·m (T5, in L-eq).
template <class G, class T>
SUMMITRY_INLINE T concession_slope(const Game<G>& game, T h, T m) {
    const G lost = 1.0 - game.r;
    // written as `net_price` is, so that where both are needed one division serves them
    const T per_left = 1.0 / fma(T(-lost), removal_probability(game, h, m), T(1.0));
    return (game.rho + lost * game.tau) * per_left * per_left;
}

// ------------------------------------------------------------------------- T4: open bargaining

/// D(v) = vκG(κ) + (1−v)νG(ν), removal probability under open bargaining (T4, T13.1).
inline double open_risk(const Game<double>& game, const Point<double>& p) {
    const double nu = p.kappa + p.spread;
    const double visited = p.v * p.kappa * challenge_level(game, p.kappa);
    return game.law.chance(game.c, visited + p.vc * nu * challenge_level(game, nu));
}

// ----------------------------------------------------------------------- T5: closed bargaining

/// What C believes on the path of a closed-bargaining equilibrium (T5).
template <class T>
struct Conjecture {
    T kappa;          // κ*, weakness read into a visit whose price is not seen
    T below;          // k₀ − κ*
    T gap;            // the level of k_N less that of κ*: k_N − κ* if K is uniform
    T level = kappa;  // that of κ*
};

/// Ψ/c: what a level of C's challenge costs L, per unit of her own weakness (T5).
template <class G>
SUMMITRY_INLINE G office_weight(const Game<G>& game) {
    return game.psi * game.law.unit(game.c);
}

/// k_N − κ* = (k₀ − κ*)/(1 − σv*): how much worse no visit looks than a visit (T5, Bayes' rule).
template <class G, class T>
SUMMITRY_INLINE T absence_gap(const Game<G>& game, const Point<T>& p) {
    // an absence that should never happen is read as the weakest signal (Assumption 1)
    const mask_of<T> never = (p.vc == 0.0) & mask_of<T>(game.sigma_c == 0.0);
    return p.spread * select(never, T(1.0), p.vc / fma(T(game.sigma), p.vc, T(game.sigma_c)));
}

/// Return the level of κ*; with K uniform that is κ* itself, whoever wrote the conjecture.
template <class B>
SUMMITRY_INLINE B level_of(const Conjecture<B>& believed) {
    return CostLaw::is_uniform ? believed.kappa : believed.level;
}

/// Return a conjecture of beliefs k and k + `gap`.
template <class G, class T>
SUMMITRY_INLINE Conjecture<T> conjecture_of(const Game<G>& game, T k, T below, T gap) {
    const T h = challenge_level(game, k);
    return {k, below, level_rise(game, k, h, gap), h};
}

/// Return C's beliefs when she expects the deal with visit probability p.v (T5).
template <class G, class P>
SUMMITRY_INLINE auto conjecture(const Game<G>& game, const P& p) {
    using T = NumberOf<P>;
    const T h = level_at(game, p);
    return Conjecture<T>{p.kappa, p.vc * p.spread, level_rise(game, p.kappa, h, absence_gap(game, p)), h};
}

/// Return C's beliefs when she expects no visit and reads an unseen price as k₀ − `below` (T5).
inline Conjecture<double> no_visit_conjecture(const Game<double>& game, double off_path_belief, double below) {
    return conjecture_of(game, off_path_belief, below, below);
}

/// h̄(v') − G(κ*) = q(G(κ(v')) − G(κ*)), in levels and without cancellation (T5).
template <class G, class B, class P>
SUMMITRY_INLINE auto mean_rise(const Game<G>& game, const Conjecture<B>& believed, const P& p) {
    const NumberOf<P> rise = believed.below - p.vc * p.spread;
    return game.q * rise_at(game, believed.kappa, believed.level, rise, p);
}

/// First term of W/v': what a visit saves L, Ψ·κ(v')·(G(k_N) − h̄(v')) (T5).
template <class G, class B, class T>
SUMMITRY_INLINE T deal_benefit(
    const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    return office_weight(game) * p.kappa * (believed.gap - mean_rise(game, believed, p));
}

/// Sum of the absolute terms of W/v': the size against which its rounding is measured.
template <class G, class B, class T>
SUMMITRY_INLINE T deal_size(const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    const T rise = mean_rise(game, believed, p);
    const T size = CostLaw::rounding * office_weight(game) * p.kappa * (abs(believed.gap) + abs(rise));
    return size + game.price * concession_at(game, T(level_of(believed) + rise), p.m);
}

/// Price that induces v' when C averages seen and unseen prices, ζ(h̄(v'), m(v')) (T5).
template <class G, class B, class T>
SUMMITRY_INLINE T deal_price(const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    return concession_at(game, T(level_of(believed) + mean_rise(game, believed, p)), p.m);
}

/// L's gain per visit from a deal over rejecting it, W(v'; v*)/v' (T5).
template <class G, class B, class P>
SUMMITRY_INLINE auto deal_gain(const Game<G>& game, const Conjecture<B>& believed, const P& p) {
    using T = NumberOf<P>;
    const T rise = mean_rise(game, believed, p);  // once: a table is slow
    const T price = concession_at(game, T(level_of(believed) + rise), p.m);
    return fma(T(-game.price), price, office_weight(game) * p.kappa * (believed.gap - rise));
}

/// ∂W(v'; v*)/∂v' times p.flat ≥ 0, which keeps it finite where m' is infinite (T5; at v' = v*: L-eq).
template <class G, class B, class P>
SUMMITRY_INLINE auto deal_gain_slope(const Game<G>& game, const Conjecture<B>& believed, const P& p) {
    using T = NumberOf<P>;
    const T rise = mean_rise(game, believed, p);
    const T slope_of_level = slope_at(game, p);
    const T survival = fma(p.m, believed.gap - rise, -game.q * p.kappa * p.excess * slope_of_level);
    const T slope = p.flat * (office_weight(game) * survival);
    const T h = level_of(believed) + rise;
    const T steepness = concession_slope(game, h, p.m) * game.law.unit(game.c);
    const T cost =
        p.flat * fma(steepness, game.q * p.m * p.excess * slope_of_level, concession_at(game, h, p.m));
    return fma(T(-game.price), fma(steepness, h * p.steep, cost), slope);
}

/// [F-eq]: L's gain per visit when C's conjecture is right, W(v; v)/v (Prop. 6, T5).
template <class G, class P>
SUMMITRY_INLINE auto f_equation(const Game<G>& game, const P& p) {
    return deal_gain(game, conjecture(game, p), p);
}

/// [L-eq]: slope of L's gain at C's conjecture, times p.flat (Prop. 7, T5).
template <class G, class P>
SUMMITRY_INLINE auto l_equation(const Game<G>& game, const P& p) {
    return deal_gain_slope(game, conjecture(game, p), p);
}

/// The most that L pays for the visits C expects: Ψ·κ·(G(k_N) − G(κ)) (T5, left side of F-eq).
inline double highest_price(const Game<double>& game, const Point<double>& p) {
    return deal_benefit(game, conjecture(game, p), p);
}

// ---------------------------------------------------------------- T13.1: deals that C sees

/// L's gain per visit from a deal that C sees, W_o/v = Ψ(φ(k₀) − D(v))/v − z (T13.1).
template <class G, class T>
SUMMITRY_INLINE T open_gain(const Game<G>& game, const Point<T>& p) {
    const T saved = -office_weight(game) * lottery_removal(game, p).risk;
    return fma(T(-game.price), concession(game, p.kappa, p.m), saved);
}

/// Sum of the absolute terms of W_o/v: the size against which its rounding is measured.
template <class G, class T>
SUMMITRY_INLINE T open_gain_size(const Game<G>& game, const Point<T>& p) {
    return office_weight(game) * lottery_removal(game, p).size + game.price * concession(game, p.kappa, p.m);
}

/// ∂W_o/∂v times p.flat (T13.1): as behind closed doors with q = 1 and k_N = ν, but that ν moves too.
template <class G, class T>
SUMMITRY_INLINE T open_gain_slope(const Game<G>& game, const Point<T>& p) {
    Game<G> seen = game;
    seen.q = 1.0;
    const T nu = p.kappa + p.spread;
    const T moved = nu * game.law.slope(game.c, nu) * (p.spread - p.excess);
    const Conjecture<T> known = conjecture_of(game, p.kappa, T(p.vc * p.spread), p.spread);
    return fma(T(-office_weight(game)), p.flat * moved, deal_gain_slope(seen, known, p));
}

/// The most that L pays for the visits of a deal that C sees: Ψ(φ(k₀) − D(v))/v (T13.1).
inline double highest_open_price(const Game<double>& game, const Point<double>& p) {
    return -office_weight(game) * lottery_removal(game, p).risk;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
