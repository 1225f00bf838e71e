// Many models with linear signals, 96 at a time, so that their roots and certificates fill SIMD lanes.
//
// Each model's grid is scanned by itself, eight points at a time. The brackets of all models are then
// polished together, and the candidates that stand are certified together, a model in each lane.
#pragma once

#include "batch/certify_queue.hpp"
#include "batch/curve_batch.hpp"
#include "batch/polish_queue.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A batch of models with linear signals, and memory for them.
class LinearBatch {
  public:
    explicit LinearBatch(const Rows& rows)
        : rows_(rows), places_count_(smaller(size, larger(rows.request.stop - rows.request.first, i64(1)))) {
        for (i64 j = 0; j < rows.request.protocols; ++j) {
            for_f_ = for_f_ || rows.request.protocol[j] == closed_f;
            for_l_ = for_l_ || rows.request.protocol[j] == closed_l;
        }
    }

    bool ok() const {
        return fractions_.ok() && grids_.ok() && checkings_.ok() && candidates_.ok() && open_.ok() &&
               work_.ok() && lane_grid_.ok() && mixed_.ok() && polish_f_.ok() && polish_l_.ok() &&
               deals_f_.ok() && deals_l_.ok() && no_deals_.ok();
    }

    bool is_full() const { return count_ == size; }

    /// Take in a row that is a model; rows in a row with the same prior and precision share a curve.
    void add(i64 row) {
        const double* model = rows_.model(row);
        if (place_ < 0 || !has_same_prior(model)) place_curve(model);
        const PlacedCurve& at = places_[place_];
        if (!rows_.is_belief(at.curve)) {
            rows_.mark_invalid(row);
            rows_.blank(row);
            // the place is free again: models that wait may have the ones before it
            place_ = (place_ + places_count_ - 1) % places_count_;
            prior_[0] = 0.0;
            return;
        }
        const Game<double> game = game_of(model, rows_.request.law);
        const OffPathBelief belief =
            off_path_belief(rows_.request, game, at.curve, at.grid, at.first_drop, work_);
        members_[count_] = {row, &at, game, belief};
        ++count_;
    }

    /// Solve the models that were taken in.
    void solve() {
        for (i64 i = 0; i < count_; ++i) find(i);
        polish_f_.settle(fractions_.data());
        polish_l_.settle(fractions_.data());
        for (i64 i = 0; i < count_; ++i) judge(i);
        deals_f_.certify_deals(true, fractions_.data(), lane_grid_);
        deals_l_.certify_deals(false, fractions_.data(), lane_grid_);
        no_deals_.certify_no_deals(lane_grid_);
        for (i64 i = 0; i < count_; ++i) answer(i);
        deals_f_.clear(), deals_l_.clear(), no_deals_.clear();
        count_ = 0;
    }

    static constexpr i64 size = 96;

  private:
    /// A curve, its grids, and where its fractions stand.
    struct PlacedCurve {
        Curve curve;
        Grid grid;
        Grid checking;
        double first_drop;
        i64 serial;
        FractionLists<double> lists;
    };

    /// A model of the batch.
    struct Member {
        i64 row;
        const PlacedCurve* place;
        Game<double> game;
        OffPathBelief belief;
    };

    /// Whether a model has the curve of the last one; with a table its grid knows levels, and so k_max counts too.
    bool has_same_prior(const double* model) const {
        return model[column_alpha] == prior_[0] && model[column_beta] == prior_[1] &&
               model[column_n] == prior_[2] && (CostLaw::is_uniform || model[column_k_max] == prior_[3]);
    }

    /// Make the curve of a prior and precision, and its grids, at the next place.
    ///
    /// The curves of the models that wait are the ones before it, fewer than there are places.
    void place_curve(const double* model) {
        place_ = (place_ + 1) % places_count_;
        prior_[0] = model[column_alpha], prior_[1] = model[column_beta], prior_[2] = model[column_n];
        prior_[3] = model[column_k_max];
        const i64 start = place_ * linear_capacity;
        PlacedCurve& at = places_[place_];
        at.curve = linear_curve_of(model, fractions_.data() + start);
        at.grid = grid_at(grids_, linear_grid_size(solver_grid));
        at.checking = grid_at(checkings_, linear_grid_size(checker_grid));
        place_linear_grid<Block>(at.curve, solver_grid.offset, at.grid);
        place_linear_grid<Block>(at.curve, checker_grid.offset, at.checking);
        const Game<double> game = game_of(model, rows_.request.law);
        place_levels<Block>(game, at.grid, true);
        place_levels<Block>(game, at.checking, false);
        at.first_drop = first_drop(at.curve);
        at.serial = ++serial_;
        const double first = double(at.curve.size), second = double(at.curve.data_size) - first;
        at.lists = {double(start + list_head), first - list_head,
                    double(start) + first + list_head, second - list_head};
    }

    Grid grid_at(Buffer<double>& memory, i64 points) const {
        const i64 stride = grid_columns(points);
        return {points, stride, memory.data() + place_ * grid_rows * stride};
    }

    Problem problem(const Member& m) const {
        return {m.game, m.place->curve, m.place->grid, m.place->checking, rows_.model(m.row)[column_n],
                m.belief.weakness, m.belief.below};
    }

    Candidates& found(i64 i, Proposer who) { return found_[2 * i + who]; }

    LaneModel<double> lane_model(const Member& m) const {
        return {m.game, m.place->curve.linear, m.place->lists, rows_.model(m.row)[column_n]};
    }

    /// Find the candidates of a model: no deal, and brackets of those with visits.
    void find(i64 i) {
        const Member& m = members_[i];
        const Problem p = problem(m);
        found_[2 * i] = {candidates_.data() + 2 * i, 2 * places_count_, 0, false};
        found_[2 * i + 1] = {candidates_.data() + 2 * i + 1, 2 * places_count_, 0, false};
        if (!for_f_ && !for_l_) return;
        const bool refuted = no_visit_is_refuted<Block>(
            p.game, p.curve, p.grid, p.off_path_belief, p.below, work_);
        evaluate_equations<Block>(for_f_, for_l_, p.game, p.grid, work_);
        const LaneModel<double> model = lane_model(m);
        const auto seek = [&](Proposer who, PolishQueue& queue) {
            Candidates& own = found(i, who);
            if (!refuted) own.insert(no_deal, 0, -infinity, false);
            if (has_limit(p.game, p.curve, who)) return;
            find_candidates<Block>(p, who, work_, own, [&](const Bracket<double>& bracket) {
                return queue.push(model, bracket, &own);
            });
        };
        if (for_f_) seek(proposer_f, polish_f_);
        if (for_l_) seek(proposer_l, polish_l_);
    }

    /// Judge the candidates of a model; those that stand wait to be certified.
    void judge(i64 i) {
        const Member& m = members_[i];
        const Problem p = problem(m);
        const LaneModel<double> model = lane_model(m);
        Waiting nobody{nullptr, nullptr, &m.place->checking, m.place->serial}, no_deals = nobody;
        const auto wait = [&](Proposer who, CertifyQueue& deals) {
            const bool f = who == proposer_f;
            Candidates& own = found(i, who);
            judge_candidates<Block>(p, who, own, work_);
            for (i64 k = 0; k < own.count; ++k) {
                Candidate& c = own[k];
                if (c.refuted) continue;
                if (c.kind == no_deal) {
                    (f ? no_deals.of_f : no_deals.of_l) = &c;
                } else if (c.kind == inside_segment && !is_infinite(c.x)) {
                    Waiting deal = nobody;
                    (f ? deal.of_f : deal.of_l) = &c;
                    deals.push(model, c.point, c.x, c.point.vc * c.point.spread, deal);
                }
            }
        };
        if (for_f_) wait(proposer_f, deals_f_);
        if (for_l_) wait(proposer_l, deals_l_);
        if (no_deals.of_f != nullptr || no_deals.of_l != nullptr) {
            no_deals_.push(model, p.grid.at(0), m.belief.weakness, m.belief.below, no_deals);
        }
    }

    /// Move the grid of searches for profiles to a curve.
    void place_mixed_grid(const PlacedCurve& at) {
        if (mixed_.serial == at.serial) return;
        place_linear_grid<Block>(at.curve, mixed_grid(at.curve).offset, mixed_.grid.grid);
        mixed_.serial = at.serial;
    }

    /// Write the answers of a model.
    void answer(i64 i) {
        const Member& m = members_[i];
        const Problem p = problem(m);
        for (i64 j = 0; j < rows_.request.protocols; ++j) {
            const i64 protocol = rows_.request.protocol[j];
            if (is_open(protocol)) {
                Candidates found{open_.data(), 1, 0, false};
                const Proposer who = protocol == open_f ? proposer_f : proposer_l;
                answer_open<Block>(rows_, p, who, found, j, m.row, work_);
            } else {
                const Proposer who = Proposer(protocol);
                if (rows_.request.mixed) {
                    place_mixed_grid(*m.place);
                    answer_mixed(rows_, p, who, found(i, who), mixed_, j, m.row, work_);
                } else {
                    answer_closed<Block>(rows_, p, who, found(i, who), j, m.row, work_);
                }
            }
        }
        rows_.blank(m.row);
    }

    static constexpr i64 brackets = 3 * size;  // what finds no room is polished alone
    static constexpr i64 waiting = 2 * size;   // what finds no room is certified alone

    const Rows& rows_;
    const i64 places_count_;  // few rows need little memory
    bool for_f_ = false, for_l_ = false;
    double prior_[4] = {};
    i64 place_ = -1, serial_ = 0, count_ = 0;
    PlacedCurve places_[size];
    Member members_[size];
    Candidates found_[2 * size];
    Buffer<double> fractions_{places_count_ * linear_capacity};
    Buffer<double> grids_{places_count_ * grid_rows * grid_columns(linear_grid_size(solver_grid))};
    Buffer<double> checkings_{places_count_ * grid_rows * grid_columns(linear_grid_size(checker_grid))};
    Buffer<Candidate> candidates_{2 * places_count_ * most_candidates(linear_grid_size(solver_grid), 1)};
    Buffer<Candidate> open_{most_candidates(linear_grid_size(solver_grid), 1)};
    Workspace work_{larger(linear_grid_size(solver_grid), linear_grid_size(checker_grid))};
    LaneGrid lane_grid_{linear_grid_size(checker_grid)};
    PolishQueue polish_f_{proposer_f, brackets}, polish_l_{proposer_l, brackets};
    MixedMemory mixed_{rows_.request.mixed ? linear_grid_size(mixed_grid(Curve{})) : 1};
    CertifyQueue deals_f_{waiting}, deals_l_{waiting}, no_deals_{waiting};
};

/// Solve rows with linear signals.
inline int solve_linear(const Rows& rows, const volatile int* cancel) {
    LinearBatch batch(rows);
    if (!batch.ok()) return SUMMITRY_OUT_OF_MEMORY;
    for (i64 i = rows.request.first; i < rows.request.stop; ++i) {
        const i64 row = rows.row(i);
        if (!rows.is_model(row)) {
            rows.mark_invalid(row);
            rows.blank(row);
            continue;
        }
        batch.add(row);
        if (!batch.is_full()) continue;
        if (is_cancelled(cancel)) return SUMMITRY_INTERRUPTED;
        batch.solve();
    }
    batch.solve();
    return SUMMITRY_OK;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
