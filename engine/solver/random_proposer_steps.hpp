// A random proposer where signals come in steps (T6, T13.3): each deal is inside a step or at its end.
//
// At the end of a step F stops at whatever L pays for these visits, within the gap of prices there; L pays
// the lower end. So there are four kinds of pairs: two, one or none of the conditions are left to solve. On a
// step L's gain is concave in v, and between two grid points nearly straight: each condition is followed
// from one to the next.
#pragma once

#include <optional>

#include "solver/random_proposer.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Coordinates between two neighbouring grid points of a step, counted so that neither end loses its digits.
///
/// Beside an end of the step that is the share between them, elsewhere the coordinate itself.
struct StepRange {
    i64 segment;
    double side;  // +1: the share from the strong end, −1: from the weak one, 0: the coordinate
    double low, high;

    StepRange(const Curve& curve, const Grid& grid, i64 i) : segment(grid.segment(i)) {
        const double a = grid.x(i), b = grid.x(i + 1);
        const bool shares = is_inner_step(curve, segment) || is_infinite(a) || is_infinite(b);
        side = !shares ? 0.0 : is_infinite(b) || (!is_infinite(a) && a + b > 0.0) ? -1.0 : 1.0;
        low = number(a), high = number(b);
    }

    double number(double x) const { return side == 0.0 ? x : share_at(side * x); }
    double coordinate(double number) const { return side == 0.0 ? number : side * log_odds(number); }
    double width() const { return abs(high - low); }
    double middle() const { return 0.5 * (low + high); }
    double unit() const { return side == 0.0 ? 1.0 : width(); }
    Point<double> point(const Curve& curve, double number) const {
        if (side == 0.0) return point_at(curve, segment, number);
        return side > 0.0 ? step_at(curve, segment, number, 1.0 - number)
                          : step_at(curve, segment, 1.0 - number, number);
    }
    Coordinate at(double number) const { return {segment, coordinate(number)}; }
};

/// The search over steps: a grid of pairs, and where each step begins on it.
template <class T>
struct StepPairs {
    const PairSearch& s;
    const Grid& fine;
    Pairs& found;
    Workspace& work;

    const Curve& curve() const { return s.problem.curve; }
    bool same_step(i64 i) const { return fine.segment(i) == fine.segment(i + 1); }
    bool ends_step(i64 i) const { return i == fine.size - 1 || !same_step(i); }
    Coordinate end(i64 i) const { return {fine.segment(i), corner}; }

    /// Whether F may stop at the end of a step: L pays no less than its visits need, no more than further ones do.
    bool stops(i64 i, const ProposerPair& at) const {
        const Game<double>& game = s.problem.game;
        const double highest = s.highest(at), rounding = sign_tolerance * deal_size(game, at.believed, at.f);
        if (highest < deal_price(game, at.believed, at.f) - rounding) return false;
        return i == fine.size - 1 || highest <= deal_price(game, at.believed, fine.at(i + 1)) + rounding;
    }

    /// Whether L may stop at the end of a step: her gain rises up to it, and is one. What follows may be better.
    bool rises_to(const ProposerPair& at) const {
        return s.l_condition(at) >= 0.0 && deal_gain(s.problem.game, at.believed, at.l) >= 0.0;
    }

    void judge(const ProposerPair& at) const { judge_pair<T>(s, at, found, work); }

    /// Find a root of one condition between points i and i + 1, given the pair at a point there.
    template <class At, class Condition>
    std::optional<Coordinate> along(i64 i, const At& at, const Condition& condition) const {
        const StepRange range(curve(), fine, i);
        const auto value = [&](double number) { return condition(at(range.point(curve(), number))); };
        const double f_low = value(range.low), f_high = value(range.high);
        if ((f_low > 0.0) == (f_high > 0.0)) return {};
        const double smallest = range.side == 0.0 ? 1e-3 : 0.0;
        return range.at(polish(value, bracket_between(range.low, range.high, f_low, f_high), smallest));
    }

    /// Both at ends.
    void ends(i64 i, i64 j) const {
        const ProposerPair at = s.pair(end(i), end(j));
        if (stops(i, at) && rises_to(at)) judge(at);
    }

    /// F at the end of step i, L between points j and j + 1.
    void f_at_end(i64 i, i64 j) const {
        const auto at = [&](const Point<double>& l) { return s.pair_of(fine.at(i), l); };
        const auto found_at = along(j, at, [&](const ProposerPair& pair) { return s.l_condition(pair); });
        if (!found_at) return;
        const ProposerPair pair = s.pair(end(i), *found_at);
        if (stops(i, pair)) judge(pair);
    }

    /// F between points i and i + 1, L at the end of step j.
    void l_at_end(i64 i, i64 j) const {
        const auto at = [&](const Point<double>& f) { return s.pair_of(f, fine.at(j)); };
        const auto found_at = along(i, at, [&](const ProposerPair& pair) { return s.f_condition(pair); });
        if (!found_at) return;
        const ProposerPair pair = s.pair(*found_at, end(j));
        if (rises_to(pair)) judge(pair);
    }

    /// Both on the first step, where each visit costs the same: L is indifferent, and only V is determined (T6).
    ///
    /// F earns nothing there. Of the pairs with that V, the one in which both ask for the same stands for all.
    void on_first_step(i64 i) const {
        const auto at = [&](const Point<double>& p) { return s.pair_of(p, p); };
        const auto found_at = along(i, at, [&](const ProposerPair& pair) { return s.f_condition(pair); });
        if (found_at) judge(s.pair(*found_at, *found_at));
    }

    /// Both inside: F between points i and i + 1, L between j and j + 1.
    void inside(i64 i, i64 j) const {
        const StepRange f(curve(), fine, i), l(curve(), fine, j);
        const auto at = [&](double a, double b) { return s.pair_of(f.point(curve(), a), l.point(curve(), b)); };
        double x_f = f.middle(), x_l = l.middle();
        if (!polish_pair(s, at, x_f, x_l, f.width(), l.width(), f.unit(), l.unit())) return;
        if (f.side != 0.0 && !(x_f > 0.0 && x_f < 1.0)) return;  // beyond the step
        if (l.side != 0.0 && !(x_l > 0.0 && x_l < 1.0)) return;
        judge(s.pair(f.at(x_f), l.at(x_l)));
    }
};

/// Find every pair of deals of a signal with steps; `fine` is a grid of pairs, `values` memory for two of its squares.
template <class T>
void find_step_pairs(const PairSearch& s, const Grid& fine, double* values, Pairs& found, Workspace& work) {
    const StepPairs<T> step{s, fine, found, work};
    const i64 size = fine.size;
    const PairTable table{size, values, values + size * size};
    for (i64 i = 0; i < size; ++i) {
        for (i64 j = 0; j <= smaller(i + 1, size - 1); ++j) table.fill(s, i, j, s.pair_of(fine.at(i), fine.at(j)));
    }
    for (i64 i = 0; i < size; ++i) {
        const bool f_ends = step.ends_step(i), first = fine.segment(i) == 0;
        if (!f_ends && first) step.on_first_step(i);
        for (i64 j = 0; j <= i; ++j) {
            const bool l_ends = step.ends_step(j);
            if (f_ends && l_ends) step.ends(i, j);
            if (f_ends && !l_ends && !first) step.f_at_end(i, j);
            if (!f_ends && l_ends && fine.segment(j) < fine.segment(i)) step.l_at_end(i, j);
            if (!f_ends && !l_ends && !first && table.both_change(i, j)) step.inside(i, j);
        }
    }
}

/// Find every pair of deals in equilibrium; `fine` is a grid of pairs, `values` memory for two of its squares.
template <class T>
void find_pairs(const PairSearch& s, const Grid& fine, double* values, Pairs& found, Workspace& work) {
    if (!is_informative(s.problem.curve)) return;
    if (s.problem.curve.kind == kind_steps) {
        find_step_pairs<T>(s, fine, values, found, work);
    } else {
        find_smooth_pairs<T>(s, fine, values, found, work);
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
