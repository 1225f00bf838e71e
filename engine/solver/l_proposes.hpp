// L proposes behind closed doors: the deal that L likes best given C's conjecture (Prop. 7, T5, T6).
#pragma once

#include "solver/segment_ends.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Find every v* that may be L's best deal: roots of [L-eq], every v_j up to which W rises.
///
/// `scan.values` hold [L-eq] at every grid point.
template <class T, class Defer>
void l_candidates(const RootScan& scan, const Defer& defer) {
    find_roots<T>(scan, defer);
    add_segment_ends<T>(scan);
}

/// Whether L prefers another deal, or none (T5: v* maximises W(·; v*) and W(v*; v*) ≥ 0).
template <class T>
bool l_is_refuted(
    const Game<double>& game, const Curve& curve, const Grid& grid, const Candidate& candidate,
    Workspace& work) {
    const Point<double>& p = candidate.point;
    const Conjecture<double> believed = conjecture(game, p);
    if (p.v == 0.0 && candidate.kind == inside_segment) {
        // her own gain is below double precision: any deal with more visits that gains per visit is better
        const i64 start = count_before<T>(grid, candidate.segment, candidate.x);
        return any_deal_gains<T>({game, believed, curve, grid, work}, start, OwnDeal{});
    }
    // rounding is measured against the two terms of W
    const double own = p.v * deal_gain(game, believed, p);
    const double size = p.v * deal_size(game, believed, p);
    if (own < -sign_tolerance * size) return true;
    const bool inside = candidate.kind == inside_segment;
    const i64 before = inside ? count_before<T>(grid, candidate.segment, candidate.x) - 1 : -1;
    return any_deal_is_better<T>({game, believed, curve, grid, work}, before, own, size);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
