// The derived equations of T3–T5, each once: the same source for one double and for SIMD lanes.
//
// A point of the curve stands for the deal that induces its visit probability; a `Conjecture` is what
// C believes on the path of play. G is the number type of the parameters, T that of the points.
#pragma once

#include "curve/point.hpp"
#include "theory/payoffs.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

// ---------------------------------------------------------------------------- T3: price of a visit

/// ζ(k, m) − τ: what the concession adds to F's fixed cost for the marginal visitor (T3).
template <class G, class T>
SUMMITRY_INLINE T net_price(const Game<G>& game, T k, T m) {
    const T risk = removal_probability(k, m, game.c);
    const G lost = 1.0 - game.r;
    return risk * ((game.rho + lost * game.tau) * (1.0 / fma(T(-lost), risk, T(1.0))));
}

/// ζ(k, m): the concession that makes the visitor of weakness m indifferent (T3).
template <class G, class T>
SUMMITRY_INLINE T concession(const Game<G>& game, T k, T m) {
    return game.tau + net_price(game, k, m);
}

/// ∂ζ/∂P at P = k·m/c (T5, in L-eq).
template <class G, class T>
SUMMITRY_INLINE T concession_slope(const Game<G>& game, T k, T m) {
    const G lost = 1.0 - game.r;
    // written as `net_price` is, so that where both are needed one division serves them
    const T per_left = 1.0 / fma(T(-lost), removal_probability(k, m, game.c), T(1.0));
    return (game.rho + lost * game.tau) * per_left * per_left;
}

// ------------------------------------------------------------------------- T4: open bargaining

/// D(v) = [vκ² + (1−v)ν²]/c, removal probability under open bargaining (T4).
inline double open_risk(const Game<double>& game, const Point<double>& p) {
    const double nu = p.kappa + p.spread;
    return (p.v * p.kappa * p.kappa + p.vc * nu * nu) / game.c;
}

// ----------------------------------------------------------------------- T5: closed bargaining

/// What C believes on the path of a closed-bargaining equilibrium (T5).
template <class T>
struct Conjecture {
    T kappa;  // κ*, weakness read into a visit whose price is not seen
    T below;  // k₀ − κ*
    T gap;    // k_N − κ*
};

/// Ψ/c: what a unit of perceived weakness costs L, per unit of her own (T5).
template <class G>
SUMMITRY_INLINE G office_weight(const Game<G>& game) {
    return game.psi * (1.0 / game.c);
}

/// k_N − κ* = (k₀ − κ*)/(1 − σv*): how much worse no visit looks than a visit (T5, Bayes' rule).
template <class G, class T>
SUMMITRY_INLINE T absence_gap(const Game<G>& game, const Point<T>& p) {
    // an absence that should never happen is read as the weakest signal (Assumption 1)
    const mask_of<T> never = (p.vc == 0.0) & mask_of<T>(game.sigma_c == 0.0);
    return p.spread * select(never, T(1.0), p.vc / fma(T(game.sigma), p.vc, T(game.sigma_c)));
}

/// Return C's beliefs when she expects the deal with visit probability p.v (T5).
template <class G, class T>
SUMMITRY_INLINE Conjecture<T> conjecture(const Game<G>& game, const Point<T>& p) {
    return {p.kappa, p.vc * p.spread, absence_gap(game, p)};
}

/// Return C's beliefs when she expects no visit and reads an unseen price as k₀ − `below` (T5).
inline Conjecture<double> no_visit_conjecture(double off_path_belief, double below) {
    return {off_path_belief, below, below};
}

/// k̄(v') − κ* = q(κ(v') − κ*), without cancellation (T5).
template <class G, class B, class T>
SUMMITRY_INLINE T mean_rise(const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    return game.q * (believed.below - p.vc * p.spread);
}

/// First term of W/v': what a visit saves L, (Ψ/c)·κ(v')·(k_N − k̄(v')) (T5).
template <class G, class B, class T>
SUMMITRY_INLINE T deal_benefit(
    const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    return office_weight(game) * p.kappa * (believed.gap - mean_rise(game, believed, p));
}

/// Sum of the absolute terms of W/v': the size against which its rounding is measured.
template <class G, class B, class T>
SUMMITRY_INLINE T deal_size(const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    const T rise = mean_rise(game, believed, p);
    const T size = office_weight(game) * p.kappa * (abs(believed.gap) + abs(rise));
    return size + game.price * concession(game, T(believed.kappa + rise), p.m);
}

/// Price that induces v' when C averages seen and unseen prices, ζ(k̄(v'), m(v')) (T5).
template <class G, class B, class T>
SUMMITRY_INLINE T deal_price(const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    return concession(game, T(believed.kappa + mean_rise(game, believed, p)), p.m);
}

/// L's gain per visit from a deal over rejecting it, W(v'; v*)/v' (T5).
template <class G, class B, class T>
SUMMITRY_INLINE T deal_gain(const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    return fma(T(-game.price), deal_price(game, believed, p), deal_benefit(game, believed, p));
}

/// ∂W(v'; v*)/∂v' times p.flat ≥ 0, which keeps it finite where m' is infinite (T5; at v' = v*: L-eq).
template <class G, class B, class T>
SUMMITRY_INLINE T deal_gain_slope(
    const Game<G>& game, const Conjecture<B>& believed, const Point<T>& p) {
    const T rise = mean_rise(game, believed, p);
    const T survival = fma(p.m, believed.gap - rise, -game.q * p.kappa * p.excess);
    const T slope = p.flat * (office_weight(game) * survival);
    const T k = believed.kappa + rise;
    const T steepness = concession_slope(game, k, p.m) * (1.0 / game.c);
    const T cost = p.flat * fma(steepness, game.q * p.m * p.excess, concession(game, k, p.m));
    return fma(T(-game.price), fma(steepness, k * p.steep, cost), slope);
}

/// [F-eq]: L's gain per visit when C's conjecture is right, W(v; v)/v (Prop. 6, T5).
template <class G, class T>
SUMMITRY_INLINE T f_equation(const Game<G>& game, const Point<T>& p) {
    return deal_gain(game, conjecture(game, p), p);
}

/// [L-eq]: slope of L's gain at C's conjecture, times p.flat (Prop. 7, T5).
template <class G, class T>
SUMMITRY_INLINE T l_equation(const Game<G>& game, const Point<T>& p) {
    return deal_gain_slope(game, conjecture(game, p), p);
}

/// The most that L pays for the visits C expects: (Ψ/c)·κ(k₀−κ)/(1−σv) (T5, left side of F-eq).
inline double highest_price(const Game<double>& game, const Point<double>& p) {
    return deal_benefit(game, conjecture(game, p), p);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
