// Queues of work of many models: a row for each number, a column for each entry, so that lanes can
// read the same number of eight or sixteen entries at once.
#pragma once

#include "curve/linear.hpp"
#include "numeric/buffer.hpp"
#include "theory/payoffs.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Where the coefficients of a curve's two continued fractions stand, and how many they are.
template <class T>
struct FractionLists {
    T strong_start, strong_size;  // of v
    T weak_start, weak_size;      // of 1 − v
};

/// What lanes need of a model with a linear signal.
template <class T>
struct LaneModel {
    Game<T> game;
    LinearSignal<T> signal;
    FractionLists<T> lists;
    T n;
};
inline constexpr i64 lane_model_fields = sizeof(LaneModel<double>) / sizeof(double);

/// A queue whose entries are structures of doubles.
class Columns {
  public:
    Columns(i64 fields, i64 capacity)
        : stride_(round_up(capacity, 16) + 16), capacity_(capacity), memory_(fields * stride_) {}

    bool ok() const { return memory_.ok(); }
    bool is_full() const { return count_ == capacity_; }
    i64 count() const { return count_; }
    void clear() { count_ = 0; }

    /// Add an entry; `Entry` is a structure of doubles, written from row `first` on.
    template <class Entry>
    void write(i64 first, const Entry& entry) {
        double numbers[sizeof(Entry) / sizeof(double)];
        std::memcpy(numbers, &entry, sizeof entry);
        double* at = memory_.data() + first * stride_ + count_;
        for (const double number : numbers) *at = number, at += stride_;
    }
    void advance() { ++count_; }

    /// Read one number of the entries from i on into lanes.
    template <class T>
    SUMMITRY_INLINE T row(i64 which, i64 i) const {
        return load<T>(memory_.data() + which * stride_ + i);
    }

    /// Read the law of C's cost, which all models of a queue share.
    CostLaw law(i64 which) const {
        const double* table = nullptr;
        if constexpr (!CostLaw::is_uniform) std::memcpy(&table, memory_.data() + which * stride_, sizeof table);
        return CostLaw(table);
    }

    /// Repeat the last entry, so that `width` can be read at any.
    void fill_up(i64 fields, i64 width) {
        for (i64 i = count_; i < round_up(count_, width); ++i) {
            for (i64 k = 0; k < fields; ++k) {
                double* at = memory_.data() + k * stride_;
                at[i] = at[count_ - 1];
            }
        }
    }

  private:
    i64 stride_;
    i64 capacity_;
    i64 count_ = 0;
    Buffer<double> memory_;
};

/// Read the models of the entries from i on, whose numbers stand from row `first` on.
template <class T>
SUMMITRY_INLINE LaneModel<T> load_model(const Columns& q, i64 k, i64 i) {
    const auto at = [&](i64 row) { return q.row<T>(k + row, i); };
    constexpr i64 s = sizeof(Game<double>) / sizeof(double), f = s + 8;  // rows of signal and fractions
    return {{at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), q.law(k + game_fields)},
            {at(s), at(s + 1), at(s + 2), at(s + 3), at(s + 4), at(s + 5), at(s + 6), at(s + 7)},
            {at(f), at(f + 1), at(f + 2), at(f + 3)},
            at(f + 4)};
}

/// Read the coefficients that each lane needs for term i, 0 beyond the end of its list.
template <class T>
struct LaneFractions {
    const double* memory;  // of all curves
    FractionLists<T> lists;
    mask_of<T> strong;

    /// Return T − 1 at x: what the function of one curve does, of the fraction that each lane needs.
    SUMMITRY_INLINE T tail_less_one(T x) const {
        const T size = select(strong, lists.strong_size, lists.weak_size);
        const double longest = largest(size);
        double starts[width<T>];
        store(starts, lists.strong_start);
        const bool shared = all(lists.strong_start == starts[0]);
        i64 from[width<T>];
        store(starts, select(strong, lists.strong_start, lists.weak_start));
        for (int j = 0; j < width<T>; ++j) from[j] = i64(starts[j]);
        const double* few = memory + i64(lane(lists.strong_start, 0));
        const double* many = memory + i64(lane(lists.weak_start, 0));
        Convergents<T> c;
        for (i64 i = 0; double(i) < longest; i += 4) {
            const auto here = size > double(i);
            for (i64 k = i; k < i + 4; ++k) {
                const T d = shared ? select(strong, T(few[k]), T(many[k])) : gather<T>(memory, from, k);
                c.step(select(here, d, T(0.0)) * x);  // a term of 0 changes nothing
            }
            if (i % 256 == 252) rescale(c, here);
        }
        return c.tail_less_one();
    }

  private:
    SUMMITRY_INLINE static void rescale(Convergents<T>& c, mask_of<T> here) {
        const T scale = select(here, 1.0 / c.bottom, T(1.0));
        c.top = c.top * scale, c.top_before = c.top_before * scale;
        c.bottom = select(here, T(1.0), c.bottom), c.bottom_before = c.bottom_before * scale;
    }
};

/// Evaluate a point of the curve of each lane, at finite coordinates.
template <class T>
SUMMITRY_INLINE Point<T> point_each(
    const double* fractions, const LinearSignal<T>& signal, const FractionLists<T>& lists, T x) {
    const Threshold<T> at = threshold_at(signal, x);
    const auto strong = is_strong(signal, at.bc);
    const LaneFractions<T> each{fractions, lists, strong};
    return linear_from(signal, at, strong, each.tail_less_one(select(strong, at.bc, at.b)));
}

}  // namespace summitry::inline SUMMITRY_VARIANT
