// Every root of [F-eq] or [L-eq] on the weakness curve (T5), from a scan of the grid.
//
// Continuous and stepped signals are both lists of smooth segments, so that one scanner serves both; a
// jump of the price between two segments is a sign change between two grid points with the same v.
#pragma once

#include "solver/candidates.hpp"
#include "numeric/workspace.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Evaluate the equation that the candidates of a proposer solve: [F-eq] or [L-eq], or in the open theirs.
template <class G, class T>
SUMMITRY_INLINE T residual(Proposer who, const Game<G>& game, const Point<T>& p) {
    if (who == proposer_f_open) return open_gain(game, p);
    if (who == proposer_l_open) return open_gain_slope(game, p);
    return who == proposer_f ? f_equation(game, p) : l_equation(game, p);
}

/// Fill what follows the last grid point with NaN.
inline void end_row(double* row, i64 size) {
    for (i64 i = size; i < size + block_width; ++i) row[i] = not_a_number;
}

/// Evaluate the equations at every grid point, into the rows of the workspace of each proposer.
///
/// That is `f_equation` and `l_equation`; both have most terms in common, and are evaluated together.
template <class T>
void evaluate_equations(
    bool for_f, bool for_l, const Game<double>& game, const Grid& grid, Workspace& work) {
    double *of_f = work.row(proposer_f), *of_l = work.row(proposer_l);
    for (i64 i = 0; i < grid.size; i += width<T>) {
        const auto p = points_with_levels<T>(game, grid, i);
        const Conjecture<T> believed = conjecture(game, p);
        if (for_f) store(of_f + i, deal_gain(game, believed, p));
        if (for_l) store(of_l + i, deal_gain_slope(game, believed, p));
    }
    if (for_f) end_row(of_f, grid.size);
    if (for_l) end_row(of_l, grid.size);
}

/// Two coordinates of opposite sign, a third point beyond `a` (or `a` itself), and the values there.
template <class T>
struct Bracket {
    T a, b, c;
    T fa, fb, fc;
};

/// Return the bracket of two coordinates alone, with the values there.
template <class T>
SUMMITRY_INLINE Bracket<T> bracket_between(T a, T b, T fa, T fb) {
    return {a, b, a, fa, fb, fa};
}

/// Find the root in a bracket (Chandrupatla 1997).
///
/// Inverse quadratic steps multiply the last three errors: once a step is shorter than
/// `last_root_step`, relative to the coordinate, the next would be rounding. `value` evaluates the
/// equation at a coordinate; with lanes for numbers a root is found in each lane.
///
/// Below `smallest` a coordinate is as good as zero.
template <class T, class Value>
SUMMITRY_INLINE T polish(const Value& value, Bracket<T> at, double smallest = 1e-3) {
    auto [a, b, c, fa, fb, fc] = at;
    T result = a;
    auto done = fa == 0.0;
    for (int i = 0; i < 200; ++i) {
        const T ab = a - b, cb = c - b, ca = c - a;
        const T f_ab = fa - fb, f_cb = fc - fb, f_ca = fc - fa;
        // Chandrupatla's φ² < ξ and (1 − φ)² < 1 − ξ, multiplied by the squares of their denominators
        const T bound = f_cb * f_cb * cb;
        auto smooth = (f_ab * f_ab * cb * cb < bound * ab) & (f_ca * f_ca * cb * cb < bound * ca);
        T t = 0.5;
        if (i == 0) {
            // a first guess by the secant: neighbouring grid points are near enough for it
            t = fa / f_ab;
            t = select(t > 0.95, T(0.95), select(t < 0.05, T(0.05), t));
        }
        // both terms of the inverse quadratic over one denominator
        const T direct = fa * (fc * ab * f_ca - ca * fb * f_ab) / (f_ab * f_cb * f_ca * ab);
        smooth = smooth & (direct > 0.0) & (direct < 1.0);  // else a product has underflowed
        t = select(smooth, direct, t);
        const T best = select(abs(fa) < abs(fb), a, b), gap = abs(ab);
        const T scale = select(abs(best) > smallest, abs(best), T(smallest));
        const T least = root_rounding * scale;
        result = select(done, result, best);
        done = done | (fb == 0.0) | (least > 0.5 * gap) | (gap < 1e-300);
        T step = t * gap;  // at least so far from either end
        step = select(step < least, least, select(step > gap - least, gap - least, step));
        const T x = a - select(ab > 0.0, step, -step);
        const T shorter = select(step < 0.5 * gap, step, gap - step);
        result = select(done, result, x);
        if (i > 0) {
            // the step's own error: lines through two of the three points each miss it by their curvature
            const T line_ab = fa / f_ab * gap, line_ac = fa * ca / f_ca * select(ab > 0.0, T(1.0), T(-1.0));
            const T missed = abs(line_ab - t * gap) * abs(line_ac - t * gap);
            done = done | (smooth & (shorter <= last_root_step * scale) & (missed <= least * shorter));
        }
        if (all(done)) return result;
        const T fx = value(x);
        done = done | (fx == 0.0);
        const auto other = (fx > 0.0) ^ (fa > 0.0);
        c = select(other, b, a), fc = select(other, fb, fa);
        b = select(other, a, b), fb = select(other, fa, fb);
        a = x, fa = fx;
    }
    return result;
}

/// A model's scan for the roots of one proposer's equation.
struct RootScan {
    Proposer who;
    const Game<double>& game;
    const Curve& curve;
    const Grid& grid;
    const double* values;  // the equation at every grid point
    Candidates& found;

    double value(i64 segment, double x) const { return residual(who, game, point_at(curve, segment, x)); }

    double polished(i64 segment, const Bracket<double>& at) const {
        return polish([&](double x) { return value(segment, x); }, at);
    }

    /// Find the root between two coordinates.
    double root_between(i64 segment, double a, double b) const {
        return polished(segment, bracket_between(a, b, value(segment, a), value(segment, b)));
    }

    /// Find a root inside an inner step in its share, in which the equations are nearly straight.
    ///
    /// The share is counted from the nearer end: what is left of 1 − v beyond a step may be tiny, and
    /// then so is the share that stays away at the root.
    double step_root(i64 segment, const Bracket<double>& at) const {
        const double side = at.a + at.b > 0.0 ? -1.0 : 1.0;
        const auto share = [&](double x) { return share_at(side * x); };
        const auto in_share = [&](double near) {
            const double far = 1.0 - near;
            return residual(who, game, side > 0.0 ? step_at(curve, segment, near, far)
                                                  : step_at(curve, segment, far, near));
        };
        const Bracket<double> shares{share(at.a), share(at.b), share(at.c), at.fa, at.fb, at.fc};
        return side * log_odds(polish(in_share, shares, 0.0));
    }

    /// Find the root between the end of a segment and its neighbour, points i and i + 1.
    ///
    /// There v or 1 − v is below 1e-290 (a step: 1e-11 of it); prices still move.
    double far_root(i64 i) const {
        const i64 j = grid.segment(i);
        const bool strong = is_infinite(grid.x(i));
        const double finite = grid.x(strong ? i + 1 : i), far = finite + (strong ? -650.0 : 650.0);
        const double f_near = values[strong ? i + 1 : i];
        if (value(j, far) * f_near < 0.0) {
            return root_between(j, smaller(finite, far), larger(finite, far));
        }
        return finite;
    }

    /// Return points i and i + 1, and the neighbour beyond the one that is nearer to the root.
    Bracket<double> bracket_at(i64 i) const {
        const i64 turned = abs(values[i + 1]) < abs(values[i]);
        const i64 first = i + turned, second = i + 1 - turned, third = i - 1 + 3 * turned;
        const double a = grid.x(first), b = grid.x(second), fa = values[first], fb = values[second];
        const bool within = 0 <= third && third < grid.size && grid.segment(third) == grid.segment(i);
        if (within && !is_infinite(grid.x(third))) {
            return {a, b, grid.x(third), fa, fb, values[third]};
        }
        return {a, b, a, fa, fb, fa};
    }

    bool crosses(i64 i) const {
        return (values[i] > 0.0 && values[i + 1] < 0.0) || (values[i] < 0.0 && values[i + 1] > 0.0);
    }

    bool has_finite_ends(i64 i) const { return !is_infinite(grid.x(i)) && !is_infinite(grid.x(i + 1)); }

    void add(i64 segment, double x) const { found.insert(inside_segment, segment, x, false); }

    /// Find the root between points i and i + 1, at which the equation has opposite signs.
    void add_bracketed(i64 i) const {
        const i64 j = grid.segment(i);
        const bool inner = is_inner_step(curve, j);
        if (!has_finite_ends(i) && !inner) return add(j, far_root(i));
        add(j, inner ? step_root(j, bracket_at(i)) : polished(j, bracket_at(i)));
    }

    /// Look for a pair of roots around point i, where the equation dips towards zero.
    void add_near_double(i64 i) const {
        const i64 j = grid.segment(i);
        const double sign = -std::copysign(1.0, values[i]);
        const double a = larger(grid.x(i - 1), -700.0), b = smaller(grid.x(i + 1), 700.0);
        const auto height = [&](const Point<double>& p) { return residual(who, game, p); };
        const bool shares = is_inner_step(curve, j);
        const auto [x, above] = climb(height, curve, grid, values, i, sign, 0.0, shares);
        if (above > 0.0) {
            add(j, root_between(j, a, x));
            add(j, root_between(j, x, b));
        } else if (abs(above) <= 1e-3 * sign_tolerance * abs(values[i - 1])) {
            add(j, x);
        }
    }

    /// Look for a pair of roots between points i and i + 1, at which the equation has one sign.
    ///
    /// It is halved three times, towards the end that is nearer to zero, until the equation dips below both ends.
    void add_hidden_pair(i64 i) const {
        const i64 j = grid.segment(i);
        const double sign = -std::copysign(1.0, values[i]);
        double a = grid.x(i), b = grid.x(i + 1), fa = sign * values[i], fb = sign * values[i + 1];
        for (int halving = 0; halving < 3; ++halving) {
            const double middle = 0.5 * (a + b), f = sign * value(j, middle);
            if (f > larger(fa, fb)) return add_pair_inside(j, {a, middle, b, fa, f, fb}, sign);
            (fa > fb ? b : a) = middle, (fa > fb ? fb : fa) = f;
        }
    }

    /// Add the roots on both sides of the dip in an interval, if it reaches zero.
    void add_pair_inside(i64 segment, const Interval& dip, double sign) const {
        const auto height = [&](const Point<double>& p) { return residual(who, game, p); };
        const auto [x, above] = climb_inside(height, curve, segment, dip, sign, 0.0, false);
        if (!(above > 0.0)) return;
        add(segment, root_between(segment, dip.left, x));
        add(segment, root_between(segment, x, dip.right));
    }

    /// Look closer at a point where a root may begin.
    void add_around(i64 i) const {
        const double b = grid.x(i + 1);
        // a point that is a root; zeros in a row are underflow
        if (values[i + 1] == 0.0 && values[i] != 0.0 && values[i + 2] != 0.0) {
            if (!is_infinite(b)) add(grid.segment(i), b);
        } else if (crosses(i)) {
            add_bracketed(i);
        } else {
            add_near_double(i);
        }
    }
};

/// Return which of the points of a word from i on have their segment in common with the next.
template <class T>
u64 same_segment(const Grid& grid, i64 i) {
    const double* segments = grid.row(row_segment);
    u64 same = 0;
    for (i64 k = 0; k < smaller(word_bits, grid.size - i); k += width<T>) {
        same |= bits(load<T>(segments + i + k) == load<T>(segments + i + k + 1)) << k;
    }
    return same;
}

/// Return at which points of a word from i on a root may begin that the last word did not decide.
///
/// The equation changes sign before the next point, that is a root, or it dips: it is nearer to zero
/// than at either neighbour, with one sign.
template <class T>
u64 possible_roots(const double* values, const Grid& grid, const double* scale, bool smooth, i64 i) {
    u64 above = 0, below = 0, nearer = 0;
    for (i64 k = 0; k < smaller(word_bits, grid.size - i); k += width<T>) {
        const T here = load<T>(values + i + k), after = load<T>(values + i + k + 1);
        above |= bits(here > 0.0) << k;
        below |= bits(here < 0.0) << k;
        nearer |= bits(abs(after) < abs(here)) << k;
    }
    const u64 zero = ~(above | below);
    u64 roots =
        (above & (below >> 1)) | (below & (above >> 1)) | (~zero & (zero >> 1) & ~(zero >> 2));
    u64 dips = (nearer << 1) & ~nearer & ((above & (above << 1)) | (below & (below << 1)));
    u64 mine = bits_between(smaller(i, i64(1)), grid.size - 1 - i);
    if (!smooth) {
        const u64 same = same_segment<T>(grid, i);
        mine &= same, dips &= same << 1;
    }
    for (dips &= mine; dips != 0; dips &= dips - 1) {
        const int dip = lowest_bit(dips);
        if (may_reach_zero(scale, values, i + dip)) roots |= u64(1) << dip;
    }
    return roots & mine;
}

/// A word of values of a proposer's equation, and some on either side, each of the size of a price.
///
/// [L-eq] is kept times `flat`, and what it loses by paying for more visits times `steep`: divided by their
/// sum it neither vanishes nor grows without bound in the tails.
template <class T>
struct ValuesInPrices {
    static constexpr i64 margin = Workspace::margin;
    double memory[word_bits + 2 * margin];

    ValuesInPrices(const RootScan& scan, i64 i) {
        const double *flat = scan.grid.row(row_flat), *steep = scan.grid.row(row_steep);
        for (i64 k = i - margin; k < smaller(i + word_bits, scan.grid.size) + margin; k += width<T>) {
            T value = load<T>(scan.values + k);
            if (scan.who == proposer_l || scan.who == proposer_l_open) value = value / (load<T>(flat + k) + load<T>(steep + k));
            store(memory + margin + k - i, value);
        }
    }
    const double* at(i64 k) const { return memory + margin + k; }
};

/// Return before which intervals of a word, from point i on, two roots may hide.
///
/// The equation has one sign at both ends. A cubic through every second neighbour of an end misses its
/// value by much more than that is away from zero: the grid does not show the equation's shape there.
/// The points next to the infinite ends are left out.
template <class T>
u64 hidden_pairs(const RootScan& scan, i64 i) {
    const ValuesInPrices<T> values(scan, i);
    u64 above = 0, below = 0, unforeseen = 0;
    for (i64 k = 0; k < smaller(word_bits, scan.grid.size - i); k += width<T>) {
        const double* at = values.at(k);
        const T here = load<T>(at);
        const T near = load<T>(at - 1) + load<T>(at + 1), far = load<T>(at - 3) + load<T>(at + 3);
        const T missed = abs(here - fma(T(-0.0625), far, 0.5625 * near));
        above |= bits(here > 0.0) << k;
        below |= bits(here < 0.0) << k;
        unforeseen |= bits(abs(here) < hidden_share * missed) << k;
    }
    unforeseen &= bits_between(larger(4 - i, i64(0)), scan.grid.size - 4 - i);
    const u64 one_sign = (above & (above >> 1)) | (below & (below >> 1));
    return one_sign & (unforeseen | (unforeseen >> 1)) & bits_between(0, word_points - 1);
}

/// Find every root of a proposer's equation inside a segment, near-double roots included.
///
/// `defer(i, bracket)` may take the bracket of points i and i + 1 of a linear signal, to be polished
/// later; it returns whether it did.
template <class T, class Defer>
void find_roots(const RootScan& scan, const Defer& defer) {
    const Grid& grid = scan.grid;
    const double *values = scan.values, *scale = smooth_scale(scan.curve, grid);
    const bool smooth = scan.curve.kind != kind_steps;
    for (i64 i = 0; i < grid.size - 1; i += word_points - 1) {
        u64 where = possible_roots<T>(values, grid, scale, smooth, i);
        for (; where != 0; where &= where - 1) {
            const i64 j = i + lowest_bit(where);
            if (scan.crosses(j)) {
                const bool may_wait = scan.curve.kind == kind_linear && scan.has_finite_ends(j);
                if (may_wait && defer(scan.bracket_at(j))) continue;
            } else if (values[j + 1] != 0.0) {
                // mostly a parabola shows that the equation does not come near zero
                const double sign = -std::copysign(1.0, values[j]);
                if (!may_reach(scale, grid, values, j, sign, 0.0)) continue;
            }
            scan.add_around(j);
        }
    }
    if (!smooth) return;  // on steps lines through grid points bound what is between them
    for (i64 i = 0; i < grid.size - 1; i += word_points - 1) {
        u64 where = hidden_pairs<T>(scan, i);
        for (; where != 0; where &= where - 1) scan.add_hidden_pair(i + lowest_bit(where));
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
