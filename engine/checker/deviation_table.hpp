// The table of deviations that the checker searches (T5): what every deal on its grid is worth.
//
// Columns 0 to size − 1 hold the grid; where a deal is struck inside a segment, seven more hold the
// own deal, a close neighbour on either side, and the two grid points before and after.
#pragma once

#include "checker/assessment.hpp"
#include "curve/grid.hpp"
#include "numeric/workspace.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

enum TableRow : i64 {
    table_x, table_v, table_segment, table_gain_l, table_consent, table_payoff_f, table_price,
    table_visit,  // F's payoff from visiting up to there at the agreed price
    table_spare
};

/// A model and an assessment whose deviations are searched, and the table of them.
struct DeviationTable {
    const Game<double>& game;
    const Curve& curve;
    const Assessment<double>& a;
    Workspace& work;
    double enough;   // a gain that needs no refinement
    i64 size;        // grid points
    i64 own;         // the grid point before which the own deal lies; −1 if there is none
    i64 near;        // first column around the own deal

    double* row(i64 which) const { return work.row(which); }
    double value(i64 which, i64 i) const { return work.row(which)[i]; }
    i64 segment(i64 i) const { return i64(value(table_segment, i)); }
    Point<double> point(i64 i) const { return point_at(curve, segment(i), value(table_x, i)); }
    Continuation<double> follow_deal(const Point<double>& p) const { return follow(game, p, a); }

    /// Write one more deal into column i.
    void put(const Point<double>& p, double x, i64 i) const {
        const Continuation<double> play = follow_deal(p);
        row(table_x)[i] = x, row(table_v)[i] = p.v, row(table_segment)[i] = double(a.segment);
        row(table_gain_l)[i] = play.gain_l, row(table_consent)[i] = play.consent();
        row(table_payoff_f)[i] = play.payoff_f;
        row(table_price)[i] = play.price, row(table_visit)[i] = visit_value(game, a, p);
    }

    /// Copy a grid point to column i; what is no grid point belongs to no segment.
    void copy(i64 source, i64 i) const {
        const bool inside = 0 <= source && source < size;
        for (i64 k = 0; k < table_spare; ++k) row(k)[i] = inside ? row(k)[source] : 0.0;
        if (!inside) row(table_segment)[i] = -1.0;
    }

    /// Put the own deal, its neighbours, and the grid points next to them side by side.
    void put_beside(Neighbourhood<double> here) const {
        const double* x = row(table_x);
        // never beyond the grid points on either side
        if (here.below_x < x[own - 1]) {
            here.below_x = x[own - 1];
            here.below = point_at(curve, a.segment, here.below_x);
        }
        if (own < size && here.above_x > x[own]) {
            here.above_x = x[own];
            here.above = point_at(curve, a.segment, here.above_x);
        }
        copy(own - 2, near);
        copy(own - 1, near + 1);
        put(here.below, here.below_x, near + 2);
        put(here.own, a.x, near + 3);
        put(here.above, here.above_x, near + 4);
        copy(own, near + 5);
        copy(own + 1, near + 6);
    }
};

/// Play out every deal, and every visit rule after the own deal.
///
/// Only the rows that the proposer's deviations need are filled: F's payoffs if F proposes.
template <class T>
DeviationTable make_deviation_table(
    const Game<double>& game, const Curve& curve, const Grid& grid, const Assessment<double>& a,
    const Neighbourhood<double>& here, Workspace& work) {
    const double enough = negligible_gain(game, a, a.deal ? here.own : grid.at(0));
    DeviationTable t{game, curve, a, work, enough, grid.size, -1, 0};
    const Assessment<T> wide{a.open,    a.f_proposes, a.deal,  a.segment, a.x,
                             a.price,   a.k_visit,    a.k_absent, a.below, a.gap, a.level};
    for (i64 i = 0; i < grid.size; i += width<T>) {
        const auto p = points_with_levels<T>(game, grid, i);
        const Continuation<T> play = follow(game, p, wide);
        store(t.row(table_x) + i, load<T>(grid.row(row_x) + i));
        store(t.row(table_segment) + i, load<T>(grid.row(row_segment) + i));
        store(t.row(table_v) + i, p.v);
        store(t.row(table_gain_l) + i, play.gain_l);
        store(t.row(table_price) + i, play.price);
        if (a.f_proposes) {
            store(t.row(table_consent) + i, play.consent());
            store(t.row(table_payoff_f) + i, play.payoff_f);
        }
        if (a.deal) store(t.row(table_visit) + i, visit_value(game, wide, p));
    }
    if (a.deal && !is_infinite(a.x)) {
        t.own = count_before<T>(grid, a.segment, a.x);
        t.near = round_up(grid.size, block_width);
        t.put_beside(here);
    }
    return t;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
