// F proposes behind closed doors: F asks for the most that L accepts (Prop. 6, T5, T6).
#pragma once

#include "solver/segment_ends.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Find every v* at which L is indifferent: roots of [F-eq], price gaps at v_j, the corner at σ = 1.
///
/// `scan.values` hold [F-eq] at every grid point.
template <class T, class Defer>
void f_candidates(const RootScan& scan, const Defer& defer) {
    if (scan.game.price == 0.0) return;
    find_roots<T>(scan, defer);
    add_segment_ends<T>(scan);
}

/// Whether F could ask for more: L would accept a deal with more visits (T5: W(v'; v*) > 0).
template <class T>
bool f_is_refuted(
    const Game<double>& game, const Curve& curve, const Grid& grid, const Candidate& own,
    Workspace& work) {
    const Point<double>& p = own.point;
    const Conjecture<double> believed = conjecture(game, p);
    const bool inside = own.kind == inside_segment;
    if (inside) {
        const double slope = deal_gain_slope(game, believed, p);
        const double size = deal_size(game, believed, p);
        if (slope > slope_margin * sign_tolerance * p.flat * size * p.m / p.kappa) return true;
    }
    const i64 start = count_until<T>(grid, own.segment, own.x);  // the first point with more visits
    const OwnDeal deal = inside ? OwnDeal{own.x} : OwnDeal{};
    return any_deal_gains<T>({game, believed, curve, grid, work}, start, deal);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
