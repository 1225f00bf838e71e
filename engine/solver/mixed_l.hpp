// L proposes (T11): facets of the lower convex hull of (M, C), with no deal at (0, 0).
#pragma once

#include "solver/mixed_outcome.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// The deals on either side of a place that L likes best at a gap; on the left no deal may be best.
struct BestOnSides {
    i64 left;  // −1: no deal
    i64 right; // −1: none
};

/// Return the best grid points before `stop` and from `start` on at a gap: W is affine in it.
template <class T>
BestOnSides best_on_sides(const MixedSearch& s, i64 stop, i64 start, double gap) {
    const double *level = s.level(), *mass = s.mass();
    const auto value = [&](i64 i) { return fma(T(gap), load<T>(mass + i), load<T>(level + i)); };
    BestOnSides best{largest_index<T>(0, stop, value), largest_index<T>(start, s.grid.size, value)};
    if (best.left >= 0 && !(fma(gap, mass[best.left], level[best.left]) > 0.0)) best.left = -1;
    return best;
}

/// Return M(b) − M(a) without cancellation; without a deal M(a) is zero.
inline double mass_between(const Point<double>* a, const Point<double>& b) {
    if (a == nullptr) return b.v * b.kappa;
    if (a->v < 0.5) return b.v * b.kappa - a->v * a->kappa;
    const auto left = [](const Point<double>& p) { return p.vc * (p.kappa + p.spread); };
    return left(*a) - left(b);
}

/// Return the gap at which L likes two deals, or no deal and one, equally.
inline double tie_gap(
    const MixedSearch& s, const Conjecture<double>& believed, const Point<double>* a,
    const Point<double>& b) {
    const double other = a == nullptr ? 0.0 : a->v * deal_gain(s.game, believed, *a);
    const double more = b.v * deal_gain(s.game, believed, b);
    return (other - more) / (s.weight() * mass_between(a, b));
}

/// The deals that a facet over a place ends in, and the gap at which L likes both equally.
struct Facet {
    bool exists;
    bool from_none;  // it begins with no deal
    Found a;
    Found b;
    double gap;
};

/// The facet over a place among grid points alone.
struct GridFacet {
    BestOnSides ends;
    double gap;
};

/// Return the facet over a place among grid points alone: the gap at which both sides' best deals tie.
///
/// The better side's lead rises with the gap; the tie of the two best deals is the next guess, as long as
/// it stays between gaps that are known to be too small and too large.
template <class T>
GridFacet grid_facet(
    const MixedSearch& s, const Conjecture<double>& believed, i64 stop, i64 start, double gap) {
    double low = -infinity, high = infinity;
    BestOnSides before{-2, -2};
    for (int step = 0; step < 80; ++step) {
        const BestOnSides ends = best_on_sides<T>(s, stop, start, gap);
        const bool same = ends.left == before.left && ends.right == before.right;
        before = ends;
        if (ends.right < 0 || same) break;
        const auto value = [&](i64 i) { return i < 0 ? 0.0 : fma(gap, s.mass()[i], s.level()[i]); };
        (value(ends.right) < value(ends.left) ? low : high) = gap;
        const Point<double> b = s.grid.at(ends.right);
        const Point<double> a = ends.left < 0 ? b : s.grid.at(ends.left);
        gap = tie_gap(s, believed, ends.left < 0 ? nullptr : &a, b);
        if (!(low < gap && gap < high) && low > -infinity && high < infinity) gap = 0.5 * (low + high);
    }
    return {before, gap};
}

/// Find the deal between two grid points that L likes best at a gap, refined between grid points.
///
/// `least` is what it must be worth; if none is worth more, the segment found is −1.
template <class T>
Found best_deal(
    const MixedSearch& s, const Conjecture<double>& at, i64 first, i64 stop, double least,
    const Coordinate& place) {
    const auto block = [&](i64 i) { return fma(T(at.gap), load<T>(s.mass() + i), load<T>(s.level() + i)); };
    const auto value = [&](i64 i) { return fma(at.gap, s.mass()[i], s.level()[i]); };
    const auto slope = [&](const Point<double>& p) { return deal_gain_slope(s.game, at, p); };
    Found best{-1, 0.0, {}, least, false};
    const i64 highest = largest_index<T>(first, stop, block);
    const double top = highest < 0 ? least : larger(least, value(highest));
    // what comes before the first and after the last is the place itself
    const double* segments = s.grid.row(row_segment);
    for (i64 from = first / width<T> * width<T>; from < stop; from += width<T>) {
        const T here = block(from), own = load<T>(segments + from);
        const T index = lane_numbers<T>() + double(from);
        const auto has_before = (load<T>(segments + from - 1) == own) & (index > double(first));
        const auto has_after = (load<T>(segments + from + 1) == own) & (index + 1.0 < double(stop));
        const T before = select(has_before, block(from - 1), T(-infinity));
        const T after = select(has_after, block(from + 1), T(-infinity));
        const T beside = select(before > after, before, after);
        const auto peak = (here >= beside) & (here + peak_rise * (here - beside) >= top);
        u64 peaks = bits(peak & (index >= double(first)) & (index < double(stop)));
        for (; peaks != 0; peaks &= peaks - 1) {
            const i64 i = from + lowest_bit(peaks);
            Found found = refine_stop(s, i, place, slope);
            found.value = found.point.v * deal_gain(s.game, at, found.point);
            if (found.value > best.value) best = found;
        }
    }
    return best;
}

/// Find the facet over a place, starting from a gap; its ends are refined between grid points.
template <class T>
Facet find_facet(
    const MixedSearch& s, const Conjecture<double>& believed, i64 stop, i64 start, double gap,
    const Coordinate& place) {
    Facet facet{false, true, {}, {}, grid_facet<T>(s, believed, stop, start, gap).gap};
    double low = -infinity, high = infinity;  // gaps at which the left, the right side is better
    for (int step = 0; step < 100; ++step) {
        const Conjecture<double> at{believed.kappa, believed.below, facet.gap, believed.level};
        facet.b = best_deal<T>(s, at, start, s.grid.size, -infinity, place);
        facet.a = best_deal<T>(s, at, 0, stop, 0.0, place);
        facet.exists = facet.b.segment >= 0, facet.from_none = facet.a.segment < 0;
        if (!facet.exists) return facet;
        const double tie =
            tie_gap(s, believed, facet.from_none ? nullptr : &facet.a.point, facet.b.point);
        if (abs(tie - facet.gap) <= 4e-16 * abs(tie) || !(low < high)) break;
        (facet.b.value < facet.a.value ? low : high) = facet.gap;
        facet.gap = low < tie && tie < high ? tie : 0.5 * (low + high);
        if (is_nan(facet.gap) || is_infinite(facet.gap)) facet.gap = tie;
    }
    return facet;
}

/// Return the gap at which a deal is a stop of W, which is affine in the gap.
inline double stopping_gap(
    const MixedSearch& s, const Conjecture<double>& believed, const Point<double>& own) {
    return -deal_gain_slope(s.game, believed, own) / (own.flat * s.weight() * own.m);
}

/// Return the outcome of L's offers when visits of unseen price are read as at a place of the curve.
template <class T>
ReadingOutcome l_outcome(const MixedSearch& s, i64 segment, double x) {
    const Point<double> own = point_at(s.curve, segment, x);
    Conjecture<double> believed = reading_of(s.game, own);
    evaluate_levels<T>(s, believed);
    const double gap = stopping_gap(s, believed, own);
    const double worth = own.v * (deal_gain(s.game, believed, own) + s.weight() * own.kappa * gap);
    const double size = own.v * deal_size(s.game, reading_of(s.game, own, gap), own);
    const double level = worth + sign_tolerance * size;
    const i64 stop = count_before<T>(s.grid, segment, x), start = count_until<T>(s.grid, segment, x);
    ReadingOutcome out{outcome_single, gap - bayes_rise(s.game, believed, own.vc), {}};
    const BestOnSides ends = best_on_sides<T>(s, stop, start, gap);
    const auto value = [&](i64 i) { return s.level()[i] + gap * s.mass()[i]; };
    const bool left = ends.left >= 0 ? value(ends.left) > level : level < 0.0;
    const bool right = ends.right >= 0 && value(ends.right) > level;
    if (!left && !right) return out;
    const Facet facet = find_facet<T>(s, believed, stop, start, gap, {segment, x});
    if (!facet.exists) return out;
    believed.gap = out.profile.gap = facet.gap;
    if (facet.from_none) {
        out.kind = outcome_none, out.g = facet.gap - prior_rise(s.game, believed);
        return out;
    }
    play_jump(s, believed, facet.a, facet.b, out);
    return out;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
