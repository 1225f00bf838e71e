// The linear signal (T2): A/n ~ Beta(α, β), E[θ | A] = (α+A)/(α+β+n).
//
// One continued fraction gives v, 1 − v, κ, ν and m:
//   I_x(a, b) = xᵃ(1−x)ᵇ/(a·B(a, b)) / (1 + d₁/T),   T = 1 + d₂/(1 + d₃/…)
// and its tail T gives conditional means without cancellation. v is evaluated for arguments below
// (a+1)/(a+b+2), where the fraction converges fast, and 1 − v with α and β exchanged otherwise.
#pragma once

#include "curve/curve.hpp"
#include "numeric/elementary.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

// A list of coefficients begins with how many of them arguments of 1, ½, ¼, … times the largest need.
inline constexpr i64 list_head = 8;
inline constexpr i64 longest_fraction = 20'000;  // priors worth 1e8 observations need as many terms
/// How many numbers both lists of any linear signal fit in.
inline constexpr i64 linear_capacity = 2 * (longest_fraction + list_head) + 8;

inline constexpr double argument_shares[list_head] = {
    1.0, 1.0 / 2, 1.0 / 4, 1.0 / 8, 1.0 / 16, 1.0 / 32, 1.0 / 64, 1.0 / 128};

/// Largest argument at which I_x(a, b) is evaluated by this fraction rather than the other one.
SUMMITRY_INLINE double largest_argument(double a, double b) { return (a + 1.0) / (a + b + 2.0); }

/// Return d/x for term i + 1 of the continued fraction of I_x(a, b).
inline double fraction_coefficient(i64 i, double a, double b) {
    double m = 0.5 * double(i);
    if (i % 2 == 0) {
        return -(a + m) * (a + b + m) / ((a + double(i)) * (a + double(i) + 1.0));
    }
    m += 0.5;
    return m * (b - m) / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
}

/// Two convergents of the tail in a row: T − 1 is `top` over `bottom`.
///
/// The numerator of T less its denominator follows the same recurrence as either, and keeps the digits
/// of T − 1 where T is near 1.
template <class T>
struct Convergents {
    T top = 0.0, bottom = 1.0, top_before = 1.0, bottom_before = 0.0;

    SUMMITRY_INLINE void step(T d) {
        const T next_top = fma(d, top_before, top), next_bottom = fma(d, bottom_before, bottom);
        top_before = top, bottom_before = bottom;
        top = next_top, bottom = next_bottom;
    }
    /// Divide all by the last denominator, before they overflow.
    SUMMITRY_INLINE void rescale() {
        const T scale = 1.0 / bottom;
        top = top * scale, top_before = top_before * scale;
        bottom = 1.0, bottom_before = bottom_before * scale;
    }
    SUMMITRY_INLINE T tail_less_one() const { return top / bottom; }
};

/// List the coefficients of a fraction after d₁, as many as its largest argument needs.
///
/// Zeros, which change nothing, fill the list to a multiple of four. Return where the list ends.
inline i64 list_coefficients(double a, double b, i64 start, double* out) {
    using Shares = Lanes<int(list_head)>;
    const Shares x = largest_argument(a, b) * load<Shares>(argument_shares);
    Convergents<Shares> c;
    Shares needed = 0.0;
    auto open = x > 0.0;
    double* first = out + start + list_head;
    i64 i = 0;
    while (i < longest_fraction && any(open)) {
        first[i] = fraction_coefficient(i + 1, a, b);
        const Shares d = first[i] * x;
        const Shares top = c.top + d * c.top_before, bottom = c.bottom + d * c.bottom_before;
        c.top_before = c.top, c.bottom_before = c.bottom;
        c.top = top, c.bottom = bottom;
        ++i;
        needed = select(open, double(i), needed);
        const Shares change = abs(c.top * c.bottom_before - c.top_before * c.bottom);
        open = open & (change > 1e-17 * abs(c.top * c.bottom_before));
        if (i % 256 == 0) c.rescale();
    }
    while (i % 4 != 0) first[i++] = 0.0;
    store(out + start, needed);
    return start + list_head + i;
}

/// How many terms of a list an argument needs, in whole fours.
inline i64 terms_needed(const double* list, double x, double largest_x) {
    i64 covered = 0;
    for (const double share : argument_shares) covered += x <= largest_x * share;
    const i64 needed = i64(list[covered > 1 ? covered - 1 : 0]);
    return round_up(needed, 4);
}

/// Return T − 1 at x from `count` coefficients, by convergents.
template <class T>
SUMMITRY_INLINE T tail_less_one(const double* coefficients, i64 count, T x) {
    Convergents<T> c;
    for (i64 i = 0; i < count; i += 4) {
        for (i64 k = i; k < i + 4; ++k) c.step(coefficients[k] * x);
        if (i % 256 == 252) c.rescale();
    }
    return c.tail_less_one();
}

/// Return 1/(1 + v·m'/(1−ω)) at v = 1, where m' is 0, (1−ω)/β or ∞ for α below, at or above 1 (T5).
template <class T>
SUMMITRY_INLINE T flat_at_end(T alpha, T beta) {
    return select(alpha < 1.0, T(1.0), select(alpha == 1.0, beta / (1.0 + beta), T(0.0)));
}

/// Return the point v = 0 or v = 1, with the limits of every ratio.
inline Point<double> linear_end(const Curve& curve, bool weak) {
    const LinearSignal<double>& s = curve.linear;
    if (!weak) {
        return {0.0, 1.0, curve.m_first, s.signal * s.k0, curve.m_first, 0.0, 1.0, 0.0, 0.0};
    }
    const double spread = s.signal * s.alpha / (s.alpha + s.beta);
    const double flat = flat_at_end(s.alpha, s.beta);
    return {1.0, 0.0, s.k0, spread, curve.m_last, spread, flat, s.signal * (1.0 - flat), 0.0};
}

/// A threshold of the signal, and the density there.
template <class T>
struct Threshold {
    T b;
    T bc;  // 1 − b
    T g;   // dv/dx = bᵅ(1−b)ᵝ/B(α, β)
};

template <class C, class T>
SUMMITRY_INLINE Threshold<T> threshold_at(const LinearSignal<C>& s, T x) {
    const T e = exp(-abs(x));
    const T log_large = -log1p(e), log_small = log_large - abs(x);
    const T large = 1.0 / (1.0 + e), small = e * large;
    const auto weak = x >= 0.0;
    const T b = select(weak, small, large), bc = select(weak, large, small);
    const T log_b = select(weak, log_small, log_large), log_bc = select(weak, log_large, log_small);
    const T log_g = fma(s.beta, log_bc - s.log_prior, T(s.log_norm));
    return {b, bc, exp(fma(s.alpha, log_b - s.log_mean, log_g))};
}

/// Whether v, rather than 1 − v, is what the fast continued fraction gives.
template <class C, class T>
SUMMITRY_INLINE mask_of<T> is_strong(const LinearSignal<C>& s, T bc) {
    return bc * (s.alpha + s.beta + 2.0) < s.beta + 1.0;
}

/// Complete a point from T − 1 of the fraction of v where `strong`, of 1 − v elsewhere (T2).
template <class C, class T>
SUMMITRY_INLINE Point<T> linear_from(
    const LinearSignal<C>& curve, const Threshold<T>& at, mask_of<T> strong, T tail) {
    const C s = curve.alpha + curve.beta;
    const T signal = curve.signal, pi = curve.k0, alpha = curve.alpha, beta = curve.beta;
    const T side = select(strong, beta, alpha);
    const T per_tail = 1.0 / (1.0 + tail);
    const T near = select(strong, at.bc, at.b), far = select(strong, at.b, at.bc);
    // mean weakness of those that visit, or mean strength of those that do not, per that of all
    const T per_side = select(strong, T(1.0 / (curve.beta + 1.0)), T(1.0 / (curve.alpha + 1.0)));
    const T u = near * per_tail * s * per_side;
    // 1 − u, by a sum of its own where nearly all signals are alike and the difference cancels
    const T other_side = select(strong, alpha, beta);
    const T apart = fma(per_side, fma(-other_side, near, fma(far, side, T(1.0))), tail) * per_tail;
    const T rest = select(u < 0.5, 1.0 - u, apart);
    const T left = 1.0 / (side * rest);
    const T mass = at.g * left;  // the smaller one of v and 1 − v
    const T other = 1.0 - mass;
    const T v = select(strong, mass, other), vc = select(strong, other, mass);
    const T spread = signal * select(strong, pi, T(curve.alpha / s)) * rest / other;
    const T below = vc * spread;
    // v·b(1−b) per g, and g itself may underflow where few visit
    const T scale = select(strong, T(1.0), at.g);
    T flat = scale / (scale + at.b * at.bc * select(strong, left, v));
    flat = select(strong | (at.g > 0.0), flat, T(flat_at_end(curve.alpha, curve.beta)));
    const T few = signal * at.bc * (per_side + tail) * per_tail;
    const T excess = select(strong, few, signal * (at.bc - pi) + below);
    const T kappa = select(strong, pi * (curve.noise + signal * u), pi - below);
    const T m = curve.noise * pi + signal * at.bc;
    return {v, vc, kappa, spread, m, excess, flat, signal * (1.0 - flat), at.g};
}

/// Evaluate the linear curve at a coordinate.
inline Point<double> linear_point(const Curve& curve, double x) {
    if (is_infinite(x)) return linear_end(curve, x > 0.0);
    const Threshold<double> at = threshold_at(curve.linear, x);
    const bool strong = is_strong(curve.linear, at.bc);
    const double* list = curve.data + (strong ? 0 : curve.size);
    const i64 count = (strong ? curve.size : curve.data_size - curve.size) - list_head;
    const double tail = tail_less_one(list + list_head, count, strong ? at.bc : at.b);
    return linear_from(curve.linear, at, strong, tail);
}

/// How many points of one curve are evaluated together: the steps of a fraction wait for each other,
/// and with two SIMD vectors at work one is computed meanwhile.
inline constexpr i64 points_together = 16;
template <class T>
using Together = std::conditional_t<width<T> == 1, T, Lanes<points_together>>;

/// Evaluate points of one curve: both fractions as far as these points need.
template <class T>
SUMMITRY_INLINE void linear_block(const Curve& curve, const double* x, double* out, i64 stride) {
    constexpr int parts = int(points_together) / width<T>;
    const LinearSignal<double>& s = curve.linear;
    Threshold<T> at[parts];
    mask_of<T> strong[parts];
    bool any_strong = false, all_strong = true;
    double most_bc = 0.0, most_b = 0.0;
    for (int k = 0; k < parts; ++k) {
        at[k] = threshold_at(s, load<T>(x + k * width<T>));
        strong[k] = is_strong(s, at[k].bc);
        any_strong = any_strong || any(strong[k]);
        all_strong = all_strong && all(strong[k]);
        most_bc = larger(most_bc, largest(at[k].bc));
        most_b = larger(most_b, largest(at[k].b));
    }
    T tail[parts] = {};
    if (any_strong) {
        const i64 count = terms_needed(curve.data, most_bc, largest_argument(s.beta, s.alpha));
        for (int k = 0; k < parts; ++k) {
            tail[k] = tail_less_one(curve.data + list_head, count, at[k].bc);
        }
    }
    if (!all_strong) {
        const double* list = curve.data + curve.size;
        const i64 count = terms_needed(list, most_b, largest_argument(s.alpha, s.beta));
        for (int k = 0; k < parts; ++k) {
            const T weak = tail_less_one(list + list_head, count, at[k].b);
            tail[k] = select(strong[k], tail[k], weak);
        }
    }
    for (int k = 0; k < parts; ++k) {
        store_point(out, stride, k * width<T>, linear_from(s, at[k], strong[k], tail[k]));
    }
}

/// Evaluate the linear curve at ascending coordinates, ends included, into the columns of `out`.
///
/// The columns up to the next multiple of eight repeat the last; those up to the next multiple of sixteen
/// are written.
template <class T>
void linear_points(const Curve& curve, const double* x, i64 size, double* out, i64 stride) {
    for (i64 i = 0; i < size; i += points_together) {
        linear_block<Together<T>>(curve, x + i, out + i, stride);
    }
    store_point(out, stride, 0, linear_end(curve, false));
    const Point<double> end = linear_end(curve, true);
    for (i64 i = size - 1; i < round_up(size, block_width); ++i) store_point(out, stride, i, end);
}

/// Make the curve of the linear signal in memory for `linear_capacity` numbers (T2).
///
/// `noise` is ω, the share of the prior in F's posterior, and `signal` is 1 − ω.
inline Curve make_linear(double alpha, double beta, double noise, double signal, double* data) {
    const double s = alpha + beta, k0 = beta / s;
    const i64 first = list_coefficients(beta, alpha, 0, data);
    const i64 second = list_coefficients(alpha, beta, first, data);
    return {kind_linear, 1, k0, noise * k0, noise * k0 + signal,
            {k0, alpha, beta, noise, signal, log_beta_norm(alpha, beta), std::log(alpha / s),
             std::log(k0)},
            first, data, second};
}

}  // namespace summitry::inline SUMMITRY_VARIANT
