// The outcome of a reading κ̂ as the grid shows it: which kind it is, and the sign of g (T11).
//
// The ends of a jump are grid points here, so that one pass over the grid tells most signs. Where g is near
// zero the exact outcome decides.
#pragma once

#include "solver/mixed_f.hpp"
#include "solver/mixed_l.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return the outcome at a place for the proposer of the search.
template <class T>
ReadingOutcome outcome_at(const MixedSearch& s, i64 segment, double x) {
    return s.who == proposer_f ? f_outcome<T>(s, segment, x) : l_outcome<T>(s, segment, x);
}

/// An outcome, and between which grid points it jumps.
struct Sketch {
    OutcomeKind kind;
    double g;
    i64 left;  // −1: no deal
    i64 right;
};

/// Return the outcome of a jump between grid points at a gap.
inline Sketch sketch_jump(const MixedSearch& s, Conjecture<double> believed, i64 left, i64 right, double gap) {
    if (left < 0) return {outcome_none, gap - prior_rise(s.game, believed), left, right};
    ReadingOutcome out{outcome_jump, 0.0, {}};
    believed.gap = out.profile.gap = gap;
    const auto found = [&](i64 i) { return Found{s.grid.segment(i), s.grid.x(i), s.grid.at(i), gap, false}; };
    Found a = found(left);
    // beyond the end of a step F may ask for more
    a.in_gap = s.who == proposer_f && is_infinite(a.x) && a.x > 0.0;
    play_jump(s, believed, a, found(right), out);
    return {outcome_jump, out.g, left, right};
}

/// Sketch the outcome at a grid point if F proposes.
template <class T>
Sketch sketch_f(const MixedSearch& s, i64 i) {
    const Point<double> own = s.grid.at(i);
    const Conjecture<double> believed = reading_of(s.game, own);
    evaluate_levels<T>(s, believed);
    const double needed = s.level()[i];
    const i64 b = lowest_level<T>(s, i + 1);
    if (b < 0 || !(s.level()[b] < needed)) {
        return {outcome_single, needed - bayes_rise(s.game, believed, own.vc), i, i};
    }
    return sketch_jump(s, believed, last_below<T>(s, i, s.level()[b]), b, s.level()[b]);
}

/// Sketch the outcome at a grid point if L proposes.
template <class T>
Sketch sketch_l(const MixedSearch& s, i64 i) {
    const Point<double> own = s.grid.at(i);
    const Conjecture<double> believed = reading_of(s.game, own);
    evaluate_levels<T>(s, believed);
    const double gap = stopping_gap(s, believed, own);
    const double worth = s.level()[i] + gap * s.mass()[i];
    const BestOnSides ends = best_on_sides<T>(s, i, i + 1, gap);
    const auto value = [&](i64 j) { return j < 0 ? 0.0 : s.level()[j] + gap * s.mass()[j]; };
    if (!(value(ends.left) > worth) && !(ends.right >= 0 && value(ends.right) > worth)) {
        return {outcome_single, gap - bayes_rise(s.game, believed, own.vc), i, i};
    }
    const GridFacet facet = grid_facet<T>(s, believed, i, i + 1, gap);
    if (facet.ends.right < 0) return {outcome_single, 0.0, i, i};
    return sketch_jump(s, believed, facet.ends.left, facet.ends.right, facet.gap);
}

/// Sketch the outcome at a grid point; g is exact where it is near zero, and where F makes two demands.
template <class T>
Sketch sketch_at(const MixedSearch& s, i64 i) {
    Sketch found = s.who == proposer_f ? sketch_f<T>(s, i) : sketch_l<T>(s, i);
    const double size = abs(prior_rise(s.game, reading_of(s.game, s.grid.at(i))));
    // between two demands F's refusals, and with them V, change too fast for grid points
    const bool two_demands = s.who == proposer_f && found.kind == outcome_jump;
    if (two_demands || (found.kind != outcome_single && !(abs(found.g) > sketch_share * size))) {
        const ReadingOutcome exact = outcome_at<T>(s, s.grid.segment(i), s.grid.x(i));
        found.kind = exact.kind, found.g = exact.g;
    }
    return found;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
