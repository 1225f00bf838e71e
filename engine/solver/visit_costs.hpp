// Visit equilibria by F's cost of a visit: the largest cost that has one, and the one with most visits (T12).
//
// [F-eq] and [L-eq] are linear in τ: each point of the curve solves the proposer's equation at one cost. As
// the cost rises to its threshold the equilibrium with most visits ends where that cost is largest, where L
// would refuse, or where another deal becomes as good; what binds there is solved to double precision.
#pragma once

#include "solver/closed.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return the cost τ at which a point solves the proposer's equation (T12, E3).
template <class T>
SUMMITRY_INLINE T cost_at(Proposer who, Game<double> game, const Point<T>& p) {
    game.tau = 0.0;
    const T at_zero = residual(who, game, p);
    game.tau = 1.0;
    return at_zero / (at_zero - residual(who, game, p));
}

/// What binds at a threshold.
enum Binding : i64 {
    binds_never,     // no cost has a visit equilibrium
    binds_at_fold,   // two roots of the proposer's equation meet
    binds_at_entry,  // visits vanish
    binds_own_deal,  // F would ask for a little more, or L would rather not strike the deal
    binds_at_rival,  // a deal elsewhere is as good
    binds_at_end     // the deal with certain visits is as good
};

/// The largest cost with a visit equilibrium.
struct CostThreshold {
    double cost;
    Binding binding;
    double x;      // coordinate of the equilibrium there
    double rival;  // coordinate of the deal that is as good
};

/// The equilibria of one model at any cost: curve, grid and memory for its searches.
struct VisitCosts {
    Proposer who;
    Game<double> game;  // `tau` is set by each search
    const Curve& curve;
    const Grid& grid;
    const Grid& checking;
    double n;
    Workspace& work;
    Candidates& found;

    static constexpr i64 most_points = 64;
    static constexpr double threshold_tolerance = 1e-9;  // relative: equilibria beyond are looked for from here
    static constexpr double small_cost = 1e-6;           // share of the largest cost of a grid point

    Point<double> at(double x) const { return point_at(curve, 0, x); }

    Game<double> game_at(double cost) const {
        Game<double> changed = game;
        changed.tau = cost;
        return changed;
    }

    /// The same, with the rounding of the two residuals removed by a step of Newton's method.
    double cost(const Point<double>& p) const {
        const double unit = residual(who, game_at(0.0), p) - residual(who, game_at(1.0), p);
        const double first = cost_at(who, game, p);
        return first + residual(who, game_at(first), p) / unit;
    }

    /// Whether a point is an equilibrium at its own cost, as the solver judges candidates.
    bool stands(double x) const {
        const Point<double> p = at(x);
        const Game<double> own = game_at(cost(p));
        if (!(own.tau > 0.0)) return false;
        const Candidate candidate{inside_segment, 0, x, false, true, not_a_number, nullptr, 0, p};
        return !refuted(own, candidate);
    }

    bool refuted(const Game<double>& own, const Candidate& c) const {
        return who == proposer_f ? f_is_refuted<Block>(own, curve, grid, c, work)
                                 : l_is_refuted<Block>(own, curve, grid, c, work);
    }

    /// Find the equilibrium with most visits at a cost; NaN where there is none with visits.
    double most_visits(double tau) const {
        const Game<double> own = game_at(tau);
        const Problem problem{own, curve, grid, checking, n, 0.0, 0.0};
        found.count = 0;
        evaluate_equations<Block>(who == proposer_f, who == proposer_l, own, grid, work);
        find_candidates<Block>(problem, who, work, found, [](const Bracket<double>&) { return false; });
        for (i64 i = found.count - 1; i >= 0; --i) {
            Candidate& c = found[i];
            if (c.kind != inside_segment) continue;
            c.point = at(c.x), c.evaluated = true;
            if (!refuted(own, c)) return c.x;
        }
        return not_a_number;
    }

    /// Find the equilibria with most visits at up to `points_together` costs; NaN where there is none.
    ///
    /// Mostly the root with most visits shows on the grid and stands: those are polished in SIMD lanes.
    void most_visits(const double* tau, i64 count, double* x) const {
        Bracket<double> brackets[points_together];
        bool alone[points_together];
        for (i64 j = 0; j < points_together; ++j) {
            alone[j] = j < count && top_bracket(tau[j], brackets[j]);
            if (!alone[j]) brackets[j] = bracket_between(-1.0, 1.0, 0.0, 1.0);  // done at once
        }
        polish_together(tau, brackets, x);
        for (i64 j = 0; j < count; ++j) {
            if (!alone[j] || !stands_at(tau[j], x[j])) x[j] = most_visits(tau[j]);
        }
    }

    /// Find the largest cost with a visit equilibrium.
    ///
    /// The search starts from the best grid point that stands and climbs to where its equilibrium ends. If
    /// the solver still finds an equilibrium at a higher cost, it goes on from there.
    CostThreshold threshold() const {
        double costs[most_points];
        for (i64 i = 0; i < grid.size; i += block_width) {
            store(costs + i, cost_at(who, game, grid.load<Block>(i)));
        }
        const double start = standing_point(costs);
        if (is_nan(start)) return {0.0, binds_never, not_a_number, not_a_number};
        CostThreshold best = climbed(start);
        for (int again = 0; again < most_restarts; ++again) {
            const double x = most_visits(best.cost * (1.0 + threshold_tolerance));
            if (is_nan(x)) break;
            const CostThreshold next = climbed(x);
            if (!(next.cost > best.cost)) break;
            best = next;
        }
        return best;
    }

  private:
    /// Find the bracket of the root with most visits; return whether it is sure that no other is beyond it.
    bool top_bracket(double tau, Bracket<double>& top) const {
        const Game<double> own = game_at(tau);
        const Problem problem{own, curve, grid, checking, n, 0.0, 0.0};
        found.count = 0;
        bool any_bracket = false;
        evaluate_equations<Block>(who == proposer_f, who == proposer_l, own, grid, work);
        find_candidates<Block>(problem, who, work, found, [&](const Bracket<double>& bracket) {
            top = bracket, any_bracket = true;  // they come in order of v
            return true;
        });
        return any_bracket && found.count == 0;
    }

    /// Whether a root at a cost is an equilibrium, as the solver judges candidates.
    bool stands_at(double tau, double x) const {
        const Candidate own{inside_segment, 0, x, false, true, not_a_number, nullptr, 0, at(x)};
        return !refuted(game_at(tau), own);
    }

    /// Polish `points_together` brackets, each at a cost of its own.
    void polish_together(const double* tau, const Bracket<double>* brackets, double* x) const {
        using T = Together<Block>;
        double columns[6][points_together], costs[points_together];
        for (i64 j = 0; j < points_together; ++j) {
            const Bracket<double>& b = brackets[j];
            const double row[6] = {b.a, b.b, b.c, b.fa, b.fb, b.fc};
            for (i64 k = 0; k < 6; ++k) columns[k][j] = row[k];
            costs[j] = b.fa == 0.0 ? 1.0 : tau[j];
        }
        const auto column = [&](i64 k) { return load<T>(columns[k]); };
        const Game<double>& g = game;
        const Game<T> each{T(g.psi), T(g.price), T(g.c), load<T>(costs), T(g.rho), T(g.r),
                           T(g.sigma), T(g.sigma_c), T(g.q)};
        const auto value = [&](T at) {
            double places[points_together], points[point_rows * points_together];
            store(places, at);
            linear_block<T>(curve, places, points, points_together);
            return residual(who, each, load_point<T>(points, points_together, 0));
        };
        const Bracket<T> all{column(0), column(1), column(2), column(3), column(4), column(5)};
        store(x, polish(value, all));
    }

    static constexpr double vanishing = 1e-9;    // visit probability that is none
    static constexpr double slope_step = 1e-5;   // of the coordinate, for the sign of a slope
    static constexpr int most_restarts = 8;

    double slope(double x) const {
        return cost(at(x + slope_step)) - cost(at(x - slope_step));
    }

    /// Find the coordinate of the grid with the largest cost at which it stands.
    ///
    /// Where no grid point stands, the equilibrium of a small cost may: costs can be steep between two points.
    double standing_point(const double* costs) const {
        bool seen[most_points] = {};
        double largest_cost = 0.0;
        for (;;) {
            i64 best = -1;
            for (i64 i = 1; i < grid.size - 1; ++i) {
                if (seen[i] || !(costs[i] > 0.0)) continue;
                if (best < 0 || costs[i] > costs[best]) best = i;
            }
            if (best < 0) break;
            largest_cost = larger(largest_cost, costs[best]);
            seen[best] = true;
            if (stands(grid.x(best))) return grid.x(best);
        }
        return largest_cost > 0.0 ? most_visits(small_cost * largest_cost) : not_a_number;
    }

    /// Climb from a coordinate that stands towards larger costs, to where no neighbour stands.
    CostThreshold climbed(double x) const {
        for (i64 steps = 0; steps < grid.size; ++steps) {
            const double rise = slope(x);
            const i64 before = count_before<Block>(grid, 0, x), after = count_until<Block>(grid, 0, x);
            if (at(x).v < vanishing && !(rise > 0.0 && grid.at(after).v > vanishing)) {
                return {cost(grid.at(0)), binds_at_entry, -infinity, not_a_number};
            }
            double end = grid.x(rise > 0.0 ? after : before - 1);
            if (is_infinite(end)) break;
            const double there = slope(end);
            if (there * rise < 0.0) {
                const auto value = [&](double y) { return slope(y); };
                const double top = polish(value, bracket_between(x, end, rise, there));
                if (stands(top)) return {cost(at(top)), binds_at_fold, top, not_a_number};
                return boundary(x, top);
            }
            if (!stands(end)) return boundary(x, end);
            x = end;
        }
        return {cost(at(x)), binds_at_fold, x, not_a_number};
    }

    /// A deal that is as good at the boundary: which constraint it is, and the grid point nearest to it.
    struct Rival {
        Binding binding;
        i64 point;
    };

    /// Find the boundary between a coordinate that stands and one that does not.
    CostThreshold boundary(double inside, double outside) const {
        for (int halved = 0; halved < 60; ++halved) {
            if (halved >= 4 && halved % 4 == 0) {
                const Rival r = rival_at(outside);
                double other = not_a_number;
                const double low = excess(r, inside, other), high = excess(r, outside, other);
                if (low < 0.0 && high > 0.0) {
                    double unused;
                    const auto value = [&](double y) { return excess(r, y, unused); };
                    const double x = polish(value, bracket_between(inside, outside, low, high));
                    excess(r, x, other);
                    return {cost(at(x)), r.binding, x, other};
                }
            }
            const double middle = 0.5 * (inside + outside);
            if (middle == inside || middle == outside) break;
            (stands(middle) ? inside : outside) = middle;
        }
        double other = not_a_number;
        const Rival r = rival_at(outside);
        excess(r, inside, other);
        return {cost(at(inside)), r.binding, inside, other};
    }

    /// Find what refutes a coordinate that does not stand: the largest gain from another deal.
    Rival rival_at(double x) const {
        const Point<double> p = at(x);
        const Game<double> own = game_at(cost(p));
        const Conjecture<double> believed = conjecture(own, p);
        const bool f = who == proposer_f;
        const double mine = f ? deal_gain_slope(own, believed, p) : -deal_gain(own, believed, p);
        if (mine > 0.0) return {binds_own_deal, -1};
        const i64 after = count_until<Block>(grid, 0, x);
        evaluate_gains<Block>({own, believed, curve, grid, work}, f ? after : 0, false);
        const double* worth = work.row(1);
        i64 best = -1;
        for (i64 i = f ? after : 1; i < grid.size; ++i) {
            const bool beside = i == after - 1 || (i == after && i < grid.size - 1);
            if (beside && !(f && worth[i] > 0.0)) continue;
            if (i > after && worth[i] < worth[i - 1]) continue;
            if (i < grid.size - 1 && worth[i] < worth[i + 1]) continue;
            if (best < 0 || worth[i] > worth[best]) best = i;
        }
        if (best < 0) return {binds_own_deal, -1};
        return {best == grid.size - 1 ? binds_at_end : binds_at_rival, best};
    }

    /// Return by how much a rival deal is better than the equilibrium at x, at its cost; and where it is.
    double excess(const Rival& r, double x, double& other) const {
        const Point<double> p = at(x);
        const Game<double> own = game_at(cost(p));
        other = not_a_number;
        if (r.binding == binds_own_deal) return own_excess(who, own, p);
        if (r.binding == binds_at_end) {
            other = infinity;
            return rival_excess(who, own, p, grid.at(grid.size - 1));
        }
        const Conjecture<double> believed = conjecture(own, p);
        const auto value = [&](double y) { return deal_gain_slope(own, believed, at(y)); };
        const double a = larger(grid.x(r.point - 1), -700.0), b = smaller(grid.x(r.point + 1), 700.0);
        const double first = larger(a, who == proposer_f && x > a ? x + 1e-7 * (1.0 + abs(x)) : a);
        const double fa = value(first), fb = value(b);
        other = fa > 0.0 && fb < 0.0 ? polish(value, bracket_between(first, b, fa, fb)) : grid.x(r.point);
        return rival_excess(who, own, p, at(other));
    }

  public:
    /// Return the excess of what binds at the own deal: the slope of L's gain if F proposes, else L's loss (T5).
    static double own_excess(Proposer who, const Game<double>& own, const Point<double>& p) {
        const Conjecture<double> believed = conjecture(own, p);
        return who == proposer_f ? deal_gain_slope(own, believed, p) : -deal_gain(own, believed, p);
    }

    /// Return how much better for L a rival deal is than what the equilibrium gives her (T5).
    static double rival_excess(
        Proposer who, const Game<double>& own, const Point<double>& p, const Point<double>& rival) {
        const Conjecture<double> believed = conjecture(own, p);
        const double there = rival.v * deal_gain(own, believed, rival);
        return who == proposer_f ? there : there - p.v * deal_gain(own, believed, p);
    }
};

}  // namespace summitry::inline SUMMITRY_VARIANT
