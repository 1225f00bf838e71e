// C's cost of a challenge, K ~ G(·/c) (T1, T13.1): all that the equations need to know of it.
//
// A law answers in *levels*: G(k) is the level of k times `unit`. For the uniform law the level of k is k
// itself, so that its equations are those of T3 to T5, digit for digit; for a table it is G(k). Which of
// the two a kernel is compiled for, SUMMITRY_TABULATED says, as SUMMITRY_VARIANT says for which instructions.
#pragma once

#include "numeric/lanes.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// K ~ U[0, c] (T1): G(k) = k/c.
struct UniformLaw {
    static constexpr bool is_uniform = true;
    static constexpr double rounding = 1.0;

    explicit UniformLaw(const double* = nullptr) {}
    SUMMITRY_INLINE bool bounded() const { return true; }

    template <class C>
    SUMMITRY_INLINE C unit(C c) const { return 1.0 / c; }
    /// Return a product of levels as a probability.
    template <class C, class T>
    SUMMITRY_INLINE T chance(C c, T levels) const { return levels / c; }
    template <class C, class T>
    SUMMITRY_INLINE T level(C, T k) const { return k; }
    /// Return the level of k + d less that of k.
    template <class C, class K, class T>
    SUMMITRY_INLINE T rise(C, K, K, T d) const { return d; }
    /// Return the slope of the level in k.
    template <class C, class T>
    SUMMITRY_INLINE T slope(C, T) const { return T(1.0); }
    /// Return the d by which k must grow for its level to grow by so much: the inverse of `rise`.
    double distance(double, double, double, double levels) const { return levels; }
    /// Return I(k), the integral of G from 0 to k: what C expects of a challenge that she may choose.
    template <class C, class T>
    SUMMITRY_INLINE T integral(C c, T k) const { return k * k / (2.0 * c); }
};

// A table's functions are long and called in many places: inlined they are a twentieth quicker and take twice as long
// to compile, which is worth it where only the loops over many models are compiled.
#if defined(SUMMITRY_PURE)
#define SUMMITRY_LAW SUMMITRY_INLINE
#else
#define SUMMITRY_LAW SUMMITRY_NOINLINE
#endif

/// Any continuous G, from a table of polynomials (summitry.h, "cost laws").
///
/// The panels are named by the leading bits of their arguments, x = k/c or, beyond ½, 1 − x if the law is
/// bounded: a given number to each power of two, so that powers of x at 0, and of 1 − x at 1, keep their
/// relative accuracy. A panel without a lower end reaches down to 0, and one stands beyond the top.
class TabulatedLaw {
  public:
    static constexpr bool is_uniform = false;
    static constexpr double rounding = 8.0;  // of a rise, as many times that of a difference

    explicit TabulatedLaw(const double* table = nullptr) : table_(table) {}
    /// Whether no cost is above c.
    SUMMITRY_INLINE bool bounded() const { return table_[fold_row] > 0.0; }

    template <class C>
    SUMMITRY_INLINE C unit(C) const { return C(1.0); }
    template <class C, class T>
    SUMMITRY_INLINE T chance(C, T levels) const { return levels; }

    template <class C, class T>
    SUMMITRY_LAW T level(C c, T k) const { return value(panel_of(argument(c, k))); }

    /// Return the level of k + d less that of k, which is `from`, without cancellation where d is small.
    template <class C, class K, class T>
    SUMMITRY_LAW T rise(C c, K k, K from, T d) const {
        if (!any(d != 0.0)) return T(0.0);  // on the path nothing is unexpected
        const T x = argument(c, T(k)), dx = way(c, T(k), x, d);
        return exact_where_near(x, dx, value(panel_of(T(x + dx))) - from);
    }

    /// The same, where the level of k + d, `to`, is known.
    template <class C, class K, class T>
    SUMMITRY_INLINE T rise_to(C c, K k, K from, T d, T to) const {
        if (!any(d != 0.0)) return T(0.0);
        const T x = argument(c, T(k));
        return exact_where_near(x, way(c, T(k), x, d), T(to - from));
    }

    /// Find level and slope together.
    template <class C, class T>
    SUMMITRY_INLINE std::pair<T, T> level_and_slope(C c, T k) const {
        const Panel<T> p = panel_of(T(argument(c, k)));
        return {value(p), slope_in(p, c, k)};
    }

    template <class C, class T>
    SUMMITRY_LAW T slope(C c, T k) const {
        return slope_in(panel_of(T(argument(c, k))), c, k);
    }

    template <class C, class T>
    SUMMITRY_LAW T integral(C c, T k) const {
        const T x = argument(c, k), beyond = k * (1.0 / c) - x;
        const Panel<T> p = panel_of(x);
        T sum = p.coefficient(degree) * (1.0 / (degree + 1.0));
        for (int i = degree - 1; i >= 0; --i) sum = fma(sum, p.t, p.coefficient(i) * (1.0 / (i + 1.0)));
        return c * (p.numbers[area] + sum * p.t / p.numbers[per_width] + beyond * table_[highest]);
    }

    /// Infinite where no weakness has so high a level.
    double distance(double c, double k, double from, double levels) const {
        const auto excess = [&](double d) { return rise(c, k, from, d) - levels; };
        double low = 0.0, high = larger(c * top() - k, 0.0);
        if (!(excess(high) >= 0.0)) return infinity;
        // in steps that keep the relative accuracy of a short distance, then of Newton's method
        while (low == 0.0 && high > 0.0) {
            const double shorter = 0.0625 * high;
            (excess(shorter) < 0.0 ? low : high) = shorter;
        }
        for (int i = 0; i < 100 && high - low > 2e-16 * high; ++i) {
            const double middle = 0.5 * (low + high), above = excess(middle);
            (above < 0.0 ? low : high) = middle;
            const double better = middle - above / slope(c, k + middle);
            if (!(low < better && better < high)) continue;
            const double width = 1e-3 * (high - low);
            for (const double d : {better - width, better + width}) {
                if (low < d && d < high) (excess(d) < 0.0 ? low : high) = d;
            }
        }
        return 0.5 * (low + high);
    }

  private:
    static constexpr int degree = 8;
    enum Header { panels, row_shift, first_row, last_row, fold_row, top_argument, near_share, highest, header };
    enum Row { anchor, per_width, area, coefficients, row_length = coefficients + degree + 1 };

    /// The panel of an argument, and the argument's place in it.
    template <class T>
    struct Panel {
        T t;
        T numbers[row_length];

        SUMMITRY_INLINE T coefficient(int i) const { return numbers[coefficients + i]; }
    };

    SUMMITRY_INLINE double top() const { return table_[top_argument]; }

    template <class C, class T>
    SUMMITRY_INLINE T argument(C c, T k) const {
        const T x = k * (1.0 / c);
        return select(x < top(), x, T(top()));
    }

    /// Find the panel of each argument: those below ½ stand first, then those of 1 − x, then the one at the top.
    template <class T>
    SUMMITRY_INLINE Panel<T> panel_of(T x) const {
        const i64 shift = i64(table_[row_shift]);
        const T below = leading_bits(select(x > 0.0, x, T(0.0)), shift) - table_[first_row];
        const T most = table_[panels] - 1.0;
        T row = select(below > 0.0, select(below < most, below, most), T(0.0));
        if (bounded()) {
            const T above = leading_bits(T(1.0 - x), shift) - table_[last_row];
            row = select(x > 0.5, table_[fold_row] + select(above > 0.0, above, T(0.0)), row);
        }
        i64 from[width<T>];
        store_integers(from, fma(T(double(row_length)), row, T(double(header))));
        Panel<T> p;
        gather_rows<row_length>(table_, from, p.numbers);
        p.t = (x - p.numbers[anchor]) * p.numbers[per_width];
        return p;
    }

    template <class T>
    SUMMITRY_INLINE T value(const Panel<T>& p) const {
        T sum = p.coefficient(degree);
        for (int i = degree - 1; i >= 0; --i) sum = fma(sum, p.t, p.coefficient(i));
        return sum;
    }

    template <class C, class T>
    SUMMITRY_INLINE T slope_in(const Panel<T>& p, C c, T k) const {
        T slope = double(degree) * p.coefficient(degree);
        for (int i = degree - 1; i > 0; --i) slope = fma(slope, p.t, double(i) * p.coefficient(i));
        return select(k * (1.0 / c) < top(), slope * p.numbers[per_width] * (1.0 / c), T(0.0));
    }

    /// Return the argument of k + d less x, that of k, with the digits of d.
    template <class C, class T>
    SUMMITRY_INLINE T way(C c, T k, T x, T d) const {
        const T room = top() - x, beyond = k * (1.0 / c) - x, step = d * (1.0 / c) + beyond;
        return select(step < room, step, room);
    }

    /// Replace a difference of values by that of one polynomial where the arguments are near each other.
    template <class T>
    SUMMITRY_INLINE T exact_where_near(T x, T dx, T far) const {
        const T room = top() - x, scale = bounded() ? select(x < room, x, room) : x;
        const auto near = abs(dx) <= table_[near_share] * scale;
        if (!any(near)) return far;
        return select(near, divided_difference(x, dx), far);
    }

    /// Return the value at x + dx less that at x, by Horner's rule for both places at once (rarely wanted).
    template <class T>
    SUMMITRY_NOINLINE T divided_difference(T x, T dx) const {
        const Panel<T> p = panel_of(x);
        const T step = dx * p.numbers[per_width], other = p.t + step;
        T sum = p.coefficient(degree), quotient = 0.0;
        for (int i = degree - 1; i >= 0; --i) {
            quotient = fma(quotient, p.t, sum);
            sum = fma(sum, other, p.coefficient(i));
        }
        return quotient * step;
    }

    const double* table_;
};

#undef SUMMITRY_LAW

#if defined(SUMMITRY_TABULATED)
using CostLaw = TabulatedLaw;
#else
using CostLaw = UniformLaw;
#endif

}  // namespace summitry::inline SUMMITRY_VARIANT
