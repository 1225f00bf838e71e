// F proposes (T11): the last demand that L still likes, and the touches beyond it.
#pragma once

#include "solver/mixed_outcome.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return W' at a point where the gap makes L indifferent: positive where her indifference gap falls.
inline double indifference_slope(
    const Game<double>& game, Conjecture<double> believed, const Point<double>& p) {
    believed.gap = indifference_gap(game, believed, p);
    return deal_gain_slope(game, believed, p);
}

/// Return the grid point from `start` on at which L needs the smallest gap; −1 if there is none.
template <class T>
i64 lowest_level(const MixedSearch& s, i64 start) {
    return largest_index<T>(start, s.grid.size, [&](i64 i) { return -load<T>(s.level() + i); });
}

/// Return the last grid point before `stop` at which L needs a smaller gap than a value; −1 if there is none.
template <class T>
i64 last_below(const MixedSearch& s, i64 stop, double value) {
    for (i64 i = (stop - 1) / width<T> * width<T>; i >= 0; i -= width<T>) {
        u64 below = bits(load<T>(s.level() + i) < value);
        if (stop - i < width<T>) below &= (u64(1) << (stop - i)) - 1;
        if (below != 0) return i + 63 - __builtin_clzll(below);
    }
    return -1;
}

/// Find the deal from grid point `start` on at which L needs the smallest gap, `best` at first.
inline Found easiest_deal(
    const MixedSearch& s, const Conjecture<double>& believed, i64 start, Found best) {
    const double* level = s.level();
    const Coordinate place{best.segment, best.x};
    const auto slope = [&](const Point<double>& p) { return indifference_slope(s.game, believed, p); };
    for (i64 i = start; i < s.grid.size; ++i) {
        // what comes before the first is the place itself, or no deal
        const double before = i > start && s.same_segment(i, i - 1) ? level[i - 1] : infinity;
        const double after = s.same_segment(i, i + 1) ? level[i + 1] : infinity;
        if (!(level[i] <= before && level[i] <= after)) continue;
        const double rise = smaller(is_infinite(before) ? after : before, is_infinite(after) ? before : after);
        if (i > start && level[i] - peak_rise * (rise - level[i]) > best.value) continue;
        Found found = refine_stop(s, i, place, slope);
        found.value = indifference_gap(s.game, believed, found.point);
        if (found.value < best.value) best = found;
    }
    return best;
}

/// Find where L's indifference gap last rises through a value before a place; false if it never is below.
inline bool last_liked(
    const MixedSearch& s, const Conjecture<double>& believed, i64 stop, i64 segment, double x,
    double value, Found& found) {
    i64 i = stop - 1;
    while (i >= 0 && !(s.level()[i] < value)) --i;
    if (i < 0) return false;
    const i64 j = s.grid.segment(i);
    const bool own = i + 1 == stop, beside = own ? j == segment : s.same_segment(i, i + 1);
    if (!beside) {  // inside the price gap at the end of a step
        found = {j, infinity, s.grid.at(i), value, true};
        return true;
    }
    const auto at = [&](double t) { return indifference_gap(s.game, believed, point_at(s.curve, j, t)) - value; };
    const double low = larger(s.grid.x(i), -700.0), high = smaller(own ? x : s.grid.x(i + 1), 700.0);
    const double f_low = at(low), f_high = at(high);
    if (f_low < 0.0 && f_high > 0.0) {
        const double root = polish(at, bracket_between(low, high, f_low, f_high));
        found = {j, root, point_at(s.curve, j, root), value, false};
    } else {
        found = {j, s.grid.x(i), s.grid.at(i), value, false};
    }
    return true;
}

/// Return the outcome of F's demands when visits of unseen price are read as at a place of the curve.
template <class T>
ReadingOutcome f_outcome(const MixedSearch& s, i64 segment, double x) {
    const Point<double> own = point_at(s.curve, segment, x);
    Conjecture<double> believed = reading_of(s.game, own);
    evaluate_levels<T>(s, believed);
    const double needed = indifference_gap(s.game, believed, own);
    const i64 stop = count_before<T>(s.grid, segment, x), start = count_until<T>(s.grid, segment, x);
    const Found here{segment, x, own, needed, false};
    const Found b = easiest_deal(s, believed, start, here);
    ReadingOutcome out{outcome_single, needed - bayes_rise(s.game, believed, own.vc), {}};
    if (!(b.value < needed)) return out;
    believed.gap = out.profile.gap = b.value;
    Found a{};
    if (!last_liked(s, believed, stop, segment, x, b.value, a)) {
        out.kind = outcome_none, out.g = b.value - prior_rise(s.game, believed);
        return out;
    }
    play_jump(s, believed, a, b, out);
    return out;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
