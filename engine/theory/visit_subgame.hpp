// The visit subgame with a deal that C knows (T3, T4): Propositions 1 to 4, and the article's A.4.
#pragma once

#include "curve/grid.hpp"
#include "theory/outcome.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Find the deal that a price induces: invert z(v), an increasing set-valued graph (Prop. 1, T6).
inline Coordinate coordinate_of_price(
    const Game<double>& game, const Curve& curve, const Grid& grid, double z) {
    constexpr double largest = 745.0;  // log-odds beyond which a share underflows
    const auto affordable = [&](const Point<double>& p) { return concession(game, p.kappa, p.m) <= z; };
    if (!affordable(grid.at(0))) return {0, -infinity};
    i64 low = 0, high = grid.size;
    while (high - low > 1) {
        const i64 middle = (low + high) / 2;
        (affordable(grid.at(middle)) ? low : high) = middle;
    }
    const i64 segment = grid.segment(low);
    if (low == grid.size - 1 || grid.segment(low + 1) != segment) return {segment, infinity};
    double left = larger(grid.x(low), -largest), right = smaller(grid.x(low + 1), largest);
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (left + right);
        if (middle == left || middle == right) break;
        (affordable(point_at(curve, segment, middle)) ? left : right) = middle;
    }
    return {segment, left};
}

/// What a deal that C knows leads to (T3, T4), and k_N if she expects it behind closed doors.
struct KnownDeal {
    double v, vc, kappa, spread, nu, m;
    double price, net;
    double threshold;
    double risk;      // D(v)
    double isolated;  // k₀²/c
    double gain_l;    // L's payoff less that of isolation, S = 1
    double payoff_f;
    double k_absent;  // k_N
    double steepness; // ∂ζ/∂P
};
inline constexpr i64 known_deal_fields = sizeof(KnownDeal) / sizeof(double);

/// Return L's loss from an open deal against isolation: removal, and the price paid.
inline double open_loss(const Game<double>& game, double removal, double isolated, double v, double z) {
    return game.psi * (removal - isolated) + (v > 0.0 ? game.price * v * z : 0.0);
}

/// Work out a deal at a point of the curve.
inline KnownDeal known_deal(
    const Game<double>& game, const Curve& curve, double n, Coordinate at) {
    const Point<double> p = point_at(curve, at.segment, at.x);
    const double nu = p.kappa + p.spread, z = concession(game, p.kappa, p.m);
    const Outcome<double> o = outcome(game, curve.k0, p, nu, curve.k0, z);
    const double loss = open_loss(game, o.removal_salient, o.removal_isolated, p.v, z);
    return {p.v, p.vc, p.kappa, p.spread, nu, p.m, z, net_price(game, p.kappa, p.m),
            threshold_of(curve, n, at.segment, at.x), open_risk(game, p), o.removal_isolated, -loss,
            o.payoff_f, p.kappa + absence_gap(game, p),
            concession_slope(game, challenge_level(game, p.kappa), p.m)};
}

/// What is true all along a curve: the least of each over neighbouring grid points, or over all of them.
struct CurveShape {
    double k0, m_first, m_last;
    double price_never;   // z_n = z(0)
    double price_always;  // z_0 = z(1)
    double price_rise;    // least relative rise of z − τ from point to point
    double kappa_rise;
    double nu_rise;
    double jensen;        // least of D(v)/(k₀²/c) − 1
    double jensen_gap;    // most of |D − k₀²/c − v(1−v)(ν−κ)²/c|, relative to k₀²/c
    double deal_loss;     // least of L's loss from an open deal, relative to Ψ + z
};
inline constexpr i64 curve_shape_fields = sizeof(CurveShape) / sizeof(double);

/// Go along the curve and keep the least of every difference that the article signs.
inline CurveShape curve_shape(const Game<double>& game, const Curve& curve, const Grid& grid) {
    const Point<double> first = grid.at(0), last = grid.at(grid.size - 1);
    const double isolated = game.law.chance(game.c, challenge_level(game, curve.k0) * curve.k0);
    CurveShape s{curve.k0, first.m, last.m, concession(game, first.kappa, first.m),
                 concession(game, last.kappa, last.m), infinity, infinity, infinity, infinity, 0.0,
                 infinity};
    Point<double> before = first;
    for (i64 i = 0; i < grid.size; ++i) {
        const Point<double> p = grid.at(i);
        const double excess = (open_risk(game, p) - isolated) / isolated;
        const double exact = p.v * p.vc * p.spread * p.spread / game.c / isolated;
        s.jensen = smaller(s.jensen, excess);
        s.jensen_gap = larger(s.jensen_gap, abs(excess - exact));
        const double z = concession(game, p.kappa, p.m);
        if (p.v > 0.0) {
            const double loss = game.psi * isolated * excess + game.price * p.v * z;
            s.deal_loss = smaller(s.deal_loss, loss / (game.psi + game.price * z));
        }
        if (i > 0) {
            const double old = net_price(game, before.kappa, before.m);
            const double rise = (net_price(game, p.kappa, p.m) - old) / larger(abs(old), 1e-300);
            const double was = before.kappa + before.spread;
            s.price_rise = smaller(s.price_rise, rise);
            s.kappa_rise = smaller(s.kappa_rise, (p.kappa - before.kappa) / before.kappa);
            s.nu_rise = smaller(s.nu_rise, (p.kappa + p.spread - was) / was);
        }
        before = p;
    }
    return s;
}

/// Return the least over all types of what F's rule "visit iff at least as strong as the marginal type"
/// gains over its opposite, relative to the stakes (Lemma 1).
inline double visit_rule_gain(
    const Game<double>& game, const Grid& grid, const Point<double>& p, double z, double k) {
    double least = infinity;
    for (i64 i = 0; i < grid.size; ++i) {
        const Point<double> type = grid.at(i);
        double gain = payoff_visit(game, z, removal_probability(game, challenge_level(game, k), type.m));
        if (type.v > p.v) gain = -gain;
        if (type.v == p.v) gain = 0.0;
        least = smaller(least, gain / (z + game.tau + game.rho));
    }
    return least;
}

/// Return what an F who knows its signal loses at least by a lower demand than the pooling one (A.4).
///
/// With `higher`, by a higher demand if it were accepted. Relative to the stakes, over all types.
inline double informed_demand_loss(
    const Game<double>& game, const Curve& curve, const Grid& grid, double v, double vc, double z,
    bool higher) {
    const Coordinate at = locate(curve, v, vc);
    const Conjecture<double> believed = conjecture(game, point_at(curve, at.segment, at.x));
    double least = infinity;
    for (i64 j = 0; j < grid.size; ++j) {
        const Point<double> d = grid.at(j);
        if (d.v <= 0.0 || (higher ? d.vc >= vc : d.vc <= vc)) continue;
        const double other_price = deal_price(game, believed, d);
        const double h = level_of(believed) + mean_rise(game, believed, d);
        for (i64 i = 0; i < grid.size; ++i) {
            const double m = grid.at(i).m;
            const double here = removal_probability(game, level_of(believed), m);
            const double there = removal_probability(game, h, m);
            const double own = larger(0.0, payoff_visit(game, z, here));
            const double other = larger(0.0, payoff_visit(game, other_price, there));
            least = smaller(least, (own - other) / (z + game.tau + game.rho));
        }
    }
    return least;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
