// Many models one after the other: with one curve for all, or with binomial signals.
#pragma once

#include "batch/mixed_answers.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Grids and memory for the models of one curve.
///
/// A stepped curve with as many steps as the one before moves into the same grids.
struct CurveSearch {
    Buffer<double> shares, checking_shares;
    OwnedGrid grid, checking;
    Workspace work;
    Buffer<Candidate> candidates;
    i64 segments;
    MixedMemory mixed;

    CurveSearch(const Curve& curve, bool with_mixed)
        : grid(make(curve, solver_grid, shares)),
          checking(make(curve, checker_grid, checking_shares)),
          work(larger(grid.grid.size, checking.grid.size)),
          candidates(most_candidates(grid.grid.size, curve.segments)),
          segments(curve.segments),
          mixed(with_mixed ? MixedMemory(curve) : MixedMemory(1)) {}

    bool ok() const {
        return grid.ok() && checking.ok() && work.ok() && candidates.ok() && mixed.ok();
    }

    /// Move the grids of a stepped curve to another with as many steps.
    void move_to(const Curve& curve) {
        place_step_grid<Block>(curve, grid.grid, shares.data());
        place_step_grid<Block>(curve, checking.grid, checking_shares.data());
        if (mixed.shares.ok()) place_step_grid<Block>(curve, mixed.grid.grid, mixed.shares.data());
    }

  private:
    static OwnedGrid make(const Curve& curve, GridKind kind, Buffer<double>& shares) {
        if (curve.kind == kind_steps) return make_step_grid<Block>(curve, kind, shares);
        return make_grid<Block>(curve, kind);
    }
};

/// Solve one model under every protocol that is asked for.
inline void solve_row(const Rows& rows, i64 row, const Curve& curve, CurveSearch& search) {
    if (!rows.is_belief(curve)) return rows.mark_invalid(row);
    const double* model = rows.model(row);
    const Game<double> game = game_of(model, rows.request.law);
    place_levels<Block>(game, search.grid.grid, true);
    place_levels<Block>(game, search.checking.grid, false);
    const OffPathBelief belief = off_path_belief(
        rows.request, game, curve, search.grid.grid, first_drop(curve), search.work);
    const Problem problem{game, curve, search.grid.grid, search.checking.grid, model[column_n],
                          belief.weakness, belief.below};
    for (i64 j = 0; j < rows.request.protocols; ++j) {
        const i64 protocol = rows.request.protocol[j];
        Candidates found{search.candidates.data(), 1, 0, false};
        if (is_open(protocol)) {
            const Proposer who = protocol == open_f ? proposer_f : proposer_l;
            answer_open<Block>(rows, problem, who, found, j, row, search.work);
            continue;
        }
        const Proposer who = Proposer(protocol);
        solve_closed<Block>(problem, who, found, search.work);
        if (rows.request.mixed) {
            answer_mixed(rows, problem, who, found, search.mixed, j, row, search.work);
        } else {
            answer_closed<Block>(rows, problem, who, found, j, row, search.work);
        }
    }
}

/// Whether the caller asked to stop.
inline bool is_cancelled(const volatile int* cancel) { return cancel != nullptr && *cancel != 0; }

/// Solve rows that all have the same curve.
inline int solve_with_curve(const Rows& rows, const volatile int* cancel) {
    const Curve curve = read_curve(rows.request.curve);
    CurveSearch search(curve, rows.request.mixed);
    if (!search.ok()) return SUMMITRY_OUT_OF_MEMORY;
    for (i64 i = rows.request.first; i < rows.request.stop; ++i) {
        if (is_cancelled(cancel)) return SUMMITRY_INTERRUPTED;
        const i64 row = rows.row(i);
        if (rows.is_model(row)) {
            solve_row(rows, row, curve, search);
        } else {
            rows.mark_invalid(row);
        }
        rows.blank(row);
    }
    return SUMMITRY_OK;
}

/// Solve rows with binomial signals; rows that follow each other share what they can.
///
/// The same prior and n: the curve. The same number of steps: the grids' coordinates and all memory.
inline int solve_binomial(const Rows& rows, const volatile int* cancel) {
    double alpha = 0.0, beta = 0.0, n = 0.0;  // no model has these
    Buffer<double> data(binomial_capacity(1));
    if (!data.ok()) return SUMMITRY_OUT_OF_MEMORY;
    Curve curve = make_binomial(1.0, 1.0, 1, data.data());
    CurveSearch search(curve, rows.request.mixed);
    if (!search.ok()) return SUMMITRY_OUT_OF_MEMORY;
    for (i64 i = rows.request.first; i < rows.request.stop; ++i) {
        if (is_cancelled(cancel)) return SUMMITRY_INTERRUPTED;
        const i64 row = rows.row(i);
        const double* model = rows.model(row);
        if (!rows.is_model(row)) {
            rows.mark_invalid(row);
            rows.blank(row);
            continue;
        }
        if (model[column_alpha] != alpha || model[column_beta] != beta || model[column_n] != n) {
            if (model[column_n] != n) data = Buffer<double>(binomial_capacity(i64(model[column_n])));
            if (!data.ok()) return SUMMITRY_OUT_OF_MEMORY;
            alpha = model[column_alpha], beta = model[column_beta], n = model[column_n];
            curve = make_binomial(alpha, beta, i64(n), data.data());
            if (curve.segments == search.segments) {
                search.move_to(curve);
            } else {
                search = CurveSearch(curve, rows.request.mixed);
                if (!search.ok()) return SUMMITRY_OUT_OF_MEMORY;
            }
        }
        solve_row(rows, row, curve, search);
        rows.blank(row);
    }
    return SUMMITRY_OK;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
