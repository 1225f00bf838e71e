// Brackets of roots of many models, polished sixteen at a time.
//
// The steps of a polish wait for each other: with two SIMD vectors at work one is computed meanwhile.
#pragma once

#include "batch/columns.hpp"
#include "solver/roots.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// The brackets of one proposer's equation that wait to be polished.
class PolishQueue {
  public:
    PolishQueue(Proposer who, i64 capacity)
        : who_(who), columns_(fields, capacity), owners_(round_up(capacity, 16)) {}

    bool ok() const { return columns_.ok() && owners_.ok(); }

    /// Enqueue a bracket; return whether there was room for it.
    bool push(const LaneModel<double>& model, const Bracket<double>& bracket, Candidates* owner) {
        if (columns_.is_full()) return false;
        owners_[columns_.count()] = owner;
        columns_.write(0, model);
        columns_.write(lane_model_fields, bracket);
        columns_.advance();
        return true;
    }

    /// Polish all brackets, and add their roots to the candidates of their models.
    void settle(const double* fractions) {
        if (who_ == proposer_f) {
            settle_equation<proposer_f>(fractions);
        } else {
            settle_equation<proposer_l>(fractions);
        }
    }

  private:
    static constexpr i64 fields = lane_model_fields + 6;

    template <Proposer who>
    void settle_equation(const double* fractions) {
        using T = Lanes<int(2 * block_width)>;
        columns_.fill_up(fields, width<T>);
        for (i64 i = 0; i < columns_.count(); i += width<T>) {
            const LaneModel<T> model = load_model<T>(columns_, 0, i);
            const auto at = [&](i64 k) { return columns_.row<T>(lane_model_fields + k, i); };
            const auto point = [&](T x) { return point_each(fractions, model.signal, model.lists, x); };
            const auto value = [&](T x) { return residual(who, model.game, point(x)); };
            const T root = polish(value, Bracket<T>{at(0), at(1), at(2), at(3), at(4), at(5)});
            add(i, root, point(root));
        }
        columns_.clear();
    }

    /// Add the roots of one step to their models' candidates.
    template <class T>
    void add(i64 first, T root, const Point<T>& p) {
        double x[width<T>], points[point_rows * width<T>];
        store(x, root);
        store_point(points, width<T>, 0, p);
        for (i64 j = 0; j < width<T> && first + j < columns_.count(); ++j) {
            const Point<double> own = load_point<double>(points, width<T>, j);
            owners_[first + j]->insert(inside_segment, 0, x[j], false, &own);
        }
    }

    Proposer who_;
    Columns columns_;
    Buffer<Candidates*> owners_;
};

}  // namespace summitry::inline SUMMITRY_VARIANT
