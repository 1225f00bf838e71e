// What every deviation is worth, from the payoffs of T1 alone (T5, "Certificate").
//
// Nothing here knows how an equilibrium was found. A deviation to another price is followed through as
// T1 and T5 say: C sees the new price with probability q and infers the visits it induces, otherwise
// keeps her conjecture; F visits as long as the marginal visitor gains.
#pragma once

#include "curve/evaluate.hpp"
#include "numeric/tolerances.hpp"
#include "theory/payoffs.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A proposed equilibrium: strategies on the path, and the beliefs that C's cut-offs express.
template <class T>
struct Assessment {
    bool open;           // whether C sees the negotiations
    bool f_proposes;
    bool deal;           // a deal is struck on the path; without one no visit ever happens
    i64 segment;
    T x;                 // F's visit rule: the point of the curve it stops at
    T price;
    T k_visit;           // C's cut-off after a visit, or her off-path belief where the price is unseen
    T k_absent;          // C's cut-off without a visit
};

/// What follows an unexpected deal.
template <class T>
struct Continuation {
    T price;
    T gain_l;    // L's gain over rejecting the deal
    T payoff_f;
    T kept;      // share of a higher price that F keeps in expectation
};

/// L's payoff with a deal less `refused`, her payoff without one.
template <class G, class T>
SUMMITRY_INLINE T gain_leader(const Game<G>& game, const Point<T>& p, T k, T k_no, T z, T refused) {
    const T stays = p.vc * removal_probability(k_no, T(p.kappa + p.spread), game.c);
    const T removal = fma(p.v, T(removal_probability(k, p.kappa, game.c)), stays);
    return payoff_leader(game, removal, T(p.v * z)) - refused;
}

/// L's payoff if the deal is refused: C sees no visit, and under open bargaining knows why.
template <class G, class T>
SUMMITRY_INLINE T refused_payoff(const Game<G>& game, T k0, const Assessment<T>& a) {
    const T k = a.open ? k0 : a.k_absent;
    return payoff_leader(game, T(removal_probability(k, k0, game.c)), T(0.0));
}

/// Gain above which L accepts an unexpected deal: what is less may be rounding.
template <class G>
SUMMITRY_INLINE G acceptance(const Game<G>& game) {
    return acceptance_tolerance * (1.0 + game.psi);
}

/// Largest gain that counts as rounding (T5, "Certificate").
template <class G>
SUMMITRY_INLINE G allowed_gain(const Game<G>& game) {
    return gain_tolerance + gain_tolerance_per_psi * game.psi;
}

/// Gain that needs no refinement.
template <class G>
SUMMITRY_INLINE G negligible_gain(const Game<G>& game) {
    return negligible_share * allowed_gain(game);
}

/// Play out the deal that induces visit probability p.v against C's conjecture (T5).
template <class G, class T>
SUMMITRY_INLINE Continuation<T> follow(
    const Game<G>& game, const Point<T>& p, const Assessment<T>& a, T refused) {
    const T k = a.open ? p.kappa : fma(T(game.q), p.kappa, (1.0 - game.q) * a.k_visit);
    const T k_no = a.open ? p.kappa + p.spread : a.k_absent;
    // F's payoff is linear in the price: two values give the price of the indifferent visitor
    const T risk = removal_probability(k, p.m, game.c);
    const T at_zero = payoff_visit(game, T(0.0), risk), at_one = payoff_visit(game, T(1.0), risk);
    const T price = at_zero / (at_zero - at_one);
    const T mean_risk = removal_probability(k, p.kappa, game.c);
    const T payoff_f = p.v * payoff_visit(game, price, mean_risk);
    const T kept = payoff_visit(game, T(1.0), mean_risk) - payoff_visit(game, T(0.0), mean_risk);
    return {price, gain_leader(game, p, k, k_no, price, refused), payoff_f, kept};
}

/// Posterior weakness after an absence that may happen behind closed doors, once a deal was made (T5).
template <class G, class T>
SUMMITRY_INLINE T bayes_absence(const Game<G>& game, T k0, const Point<T>& p) {
    const T nu = p.kappa + p.spread;
    const T mass = game.sigma_c + game.sigma * p.vc;
    const T mixed = (game.sigma_c * k0 + game.sigma * p.vc * nu) / mass;
    return select(mask_of<T>(game.sigma_c == 0.0), nu, mixed);
}

/// Posterior weakness after no visit, by Bayes' rule over S and F's visit rule (T5).
inline double bayes_no_visit(
    const Game<double>& game, const Curve& curve, const Assessment<double>& a,
    const Point<double>& p) {
    if (!a.deal) return curve.k0;
    if (a.open) return p.kappa + p.spread;
    if (game.sigma_c == 0.0 && a.segment == curve.segments - 1 && a.x == infinity) {
        // Assumption 1 at v = 1: an absence that should never happen; just inside it is merely rare
        return curve.m_last;
    }
    return bayes_absence(game, curve.k0, p);
}

/// F's payoff on the path if it visits up to this point of the curve.
template <class G, class T>
SUMMITRY_INLINE T visit_value(const Game<G>& game, const Assessment<T>& a, const Point<T>& p) {
    return p.v * payoff_visit(game, a.price, T(removal_probability(a.k_visit, p.kappa, game.c)));
}

/// What C loses by the cut-off k where the weakness is w.
template <class G, class T>
SUMMITRY_INLINE T cutoff_loss(const Game<G>& game, T k, T w) {
    return payoff_challenger(w, w, game.c) - payoff_challenger(k, w, game.c);
}

// ------------------------------------------------------------------- the own deal and its neighbours

/// A deal, and a point close to it on either side: a better deal beside the own one is seen at once.
template <class T>
struct Neighbourhood {
    T below_x;
    T above_x;
    Point<T> below;
    Point<T> own;
    Point<T> above;
};

template <class T>
SUMMITRY_INLINE T distance_beside(T x) {
    return neighbour_distance * select(abs(x) > 1.0, abs(x), T(1.0));
}

/// Evaluate a point of the curve and its neighbours; an end has none but itself.
inline Neighbourhood<double> evaluate_beside(const Curve& curve, i64 segment, double x) {
    const Point<double> own = point_at(curve, segment, x);
    if (is_infinite(x)) return {x, x, own, own, own};
    const double low = x - distance_beside(x), high = x + distance_beside(x);
    return {low, high, point_at(curve, segment, low), own, point_at(curve, segment, high)};
}

}  // namespace summitry::inline SUMMITRY_VARIANT
