// What every deviation is worth, from the payoffs of T1 alone (T5, "Certificate").
//
// Nothing here knows how an equilibrium was found. A deviation to another price is followed through as
// T1 and T5 say: C sees the new price with probability q and infers the visits it induces, otherwise
// keeps her conjecture; F visits as long as the marginal visitor gains.
#pragma once

#include "curve/evaluate.hpp"
#include "numeric/tolerances.hpp"
#include "theory/levels.hpp"

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
    T below;             // k₀ − k_visit: near v = 1 its digits are lost in the cut-offs, and so are those of
    T gap;               // the level of k_absent less that of k_visit
    T level = k_visit;   // that of k_visit
};

/// What follows an unexpected deal.
template <class T>
struct Continuation {
    T price;
    T gain_l;    // L's gain over rejecting the deal
    T stakes;    // size of the terms of which that is the difference
    T payoff_f;
    T kept;      // share of a higher price that F keeps in expectation

    /// L's gain less what may be rounding: she accepts the deal if this is positive.
    SUMMITRY_INLINE T consent() const { return gain_l - acceptance_tolerance * stakes; }
};

/// What a leader gains by something, and the size of the terms of which that is the difference.
template <class T>
struct Gain {
    T value;
    T stakes;
};

/// How much higher the level is if C sees the price of an unexpected deal than if she does not.
template <class G, class P, class T>
SUMMITRY_INLINE T level_change(const Game<G>& game, const P& p, const Assessment<T>& a) {
    return rise_at(game, a.k_visit, a.level, T(a.below - p.vc * p.spread), p);
}

/// Level of a challenge after a visit at an unexpected price, which C sees with probability q.
///
/// `change` is that of `level_change`, which a table of costs makes dear.
template <class G, class T>
SUMMITRY_INLINE T mean_level(const Game<G>& game, const Point<T>& p, const Assessment<T>& a, T change) {
    if constexpr (CostLaw::is_uniform) {
        return a.open ? p.kappa : fma(T(game.q), p.kappa, (1.0 - game.q) * a.k_visit);
    }
    return a.open ? challenge_level(game, p.kappa) : fma(T(game.q), change, a.level);
}

/// The same, where `level_change` is not at hand.
template <class G, class T>
SUMMITRY_INLINE T mean_level(const Game<G>& game, const Point<T>& p, const Assessment<T>& a) {
    return mean_level(game, p, a, level_change(game, p, a));
}

/// What L gains by a deal over refusing it: her own deal, or one that C does not expect.
///
/// Refusal changes nothing for types that stay away anyhow: behind closed doors C sees no visit either
/// way. So L compares what C makes of the visitors, of mean weakness κ, with what she makes of them if
/// they stay away. In the open C knows of a refusal and keeps k₀.
template <class G, class T>
SUMMITRY_INLINE Gain<T> gain_leader(
    const Game<G>& game, const Point<T>& p, const Assessment<T>& a, bool is_own, T price, T change) {
    const T drop = p.vc * p.spread;  // k₀ − κ
    T saved, size;                   // of removal, per visit
    if (a.open) {
        const T misread = is_own ? T(drop - a.below) : T(0.0);
        const T error = is_own ? level_rise(game, p.kappa, challenge_level(game, p.kappa), misread) : T(0.0);
        const Lottery<T> added = lottery_removal(game, p);
        saved = -fma(p.kappa, error, added.risk);
        size = fma(p.kappa, abs(error), added.size);
    } else {
        const T rise = is_own ? T(0.0) : game.q * change;
        const T terms = CostLaw::is_uniform ? T(abs(a.below) + drop) : abs(change);
        saved = p.kappa * (a.gap - rise);
        size = CostLaw::rounding * p.kappa * (abs(a.gap) + game.q * terms);
    }
    const T visits = p.v * game.law.unit(game.c), paid = p.v * price;
    return {payoff_leader(game, T(-(visits * saved)), paid),
            fma(T(game.psi), visits * size, game.price * paid)};
}

/// The same, where `level_change` is not at hand.
template <class G, class T>
SUMMITRY_INLINE Gain<T> gain_leader(
    const Game<G>& game, const Point<T>& p, const Assessment<T>& a, bool is_own, T price) {
    return gain_leader(game, p, a, is_own, price, level_change(game, p, a));
}

/// Largest gain that counts as rounding, whatever is paid (T5, "Certificate").
template <class G>
SUMMITRY_INLINE G allowed_gain(const Game<G>& game) {
    return gain_tolerance + gain_tolerance_per_psi * game.psi;
}

/// Largest gain that counts as rounding for leaders who expect to pay and to receive `paid`.
///
/// With Ψ = ∞ payments do not count for L, whose gains are probabilities.
template <class G, class T>
SUMMITRY_INLINE T allowed_gain(const Game<G>& game, T paid) {
    const T most = allowed_gain(game), share = price_tolerance * paid;
    return select((share < most) & mask_of<T>(game.price > 0.0), share, most);
}

/// Play out the deal that induces visit probability p.v against C's conjecture (T5).
template <class G, class P, class T>
SUMMITRY_INLINE Continuation<T> follow(const Game<G>& game, const P& p, const Assessment<T>& a) {
    const T change = level_change(game, p, a), h = mean_level(game, p, a, change);
    // F's payoff is linear in the price
    const T risk = removal_probability(game, h, p.m);
    const T price = -payoff_visit(game, T(0.0), risk) / kept_share(game, risk);
    const T mean_risk = removal_probability(game, h, p.kappa);
    const T payoff_f = p.v * payoff_visit(game, price, mean_risk), kept = kept_share(game, mean_risk);
    const Gain<T> gain = gain_leader(game, p, a, false, price, change);
    return {price, gain.value, gain.stakes, payoff_f, kept};
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
    return p.v * payoff_visit(game, a.price, T(removal_probability(game, a.level, p.kappa)));
}

/// Gain that needs no refinement in a search for deviations from an assessment at a point.
///
/// Without a deal the point is v = 0: no deal costs less than its price for each visit.
template <class G, class T>
SUMMITRY_INLINE T negligible_gain(const Game<G>& game, const Assessment<T>& a, const Point<T>& p) {
    if (!a.deal) return negligible_share * allowed_gain(game, follow(game, p, a).price);
    const T rounding = acceptance_tolerance * gain_leader(game, p, a, true, a.price).stakes;
    const T allowed = allowed_gain(game, T(p.v * a.price));
    return negligible_share * select(allowed < rounding, rounding, allowed);
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
