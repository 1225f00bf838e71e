// Signals with finitely many values (T6): m is constant on a step, and F's threshold type mixes.
#pragma once

#include "curve/linear.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return the share 1/(1+e⁻ˣ) of a step that visits, accurate at both ends.
SUMMITRY_INLINE double share_at(double x) {
    const double e = exp(-abs(x)), large = 1.0 / (1.0 + e);
    return x >= 0.0 ? large : e * large;
}

/// Return the coordinate of a share of a step, a finite one even of an end: the inverse of `share_at`.
SUMMITRY_INLINE double log_odds(double t) {
    const double inside = smaller(larger(t, 1e-300), 1.0 - 1.1e-16);
    return std::log(inside) - std::log1p(-inside);
}

/// Evaluate step j where a share t = 1 − tc of it visits (T6).
template <class T>
SUMMITRY_INLINE Point<T> step_at(const Curve& curve, i64 j, T t, T tc) {
    const double p = entry(curve, list_mass, j), w = entry(curve, list_weakness, j);
    const T up = entry(curve, list_v, j) + p * t, down = entry(curve, list_vc, j + 1) + p * tc;
    const auto low = down < 0.5;  // each from the end where it is small: their sum is exactly 1
    const T v = select(low, 1.0 - down, up), vc = select(low, down, 1.0 - up);
    const T per_v = 1.0 / v;
    T excess = 0.0, kappa = w;
    if (j != 0) {
        const double m = entry(curve, list_m, j);
        kappa = (m + w * p * t) * per_v;
        excess = (w * entry(curve, list_v, j) - m) * per_v;
    }
    T spread;
    if (j == curve.segments - 1) {
        spread = select(v > 0.0, (w - curve.k0) * per_v, T(0.0));
    } else if (j == 0) {
        spread = (curve.k0 - w) / vc;
    } else if (w < curve.k0) {
        spread = (entry(curve, list_gap, j) + (curve.k0 - w) * p * t) * per_v / vc;
    } else {
        spread = (entry(curve, list_gap, j + 1) + (w - curve.k0) * p * tc) * per_v / vc;
    }
    return {v, vc, kappa, spread, T(w), excess, T(1.0), T(0.0), p * t * tc};
}

/// Sum numbers with Neumaier's correction, which is as good as exact.
inline double accurate_sum(const double* values, i64 size) {
    double total = 0.0, lost = 0.0;
    for (i64 i = 0; i < size; ++i) {
        const double x = values[i], next = total + x;
        lost += abs(total) >= abs(x) ? (total - next) + x : (x - next) + total;
        total = next;
    }
    return total + lost;
}

/// List the probabilities of A = n, n−1, …, 0 for beta-binomial A (T2).
///
/// Each is the one before times a ratio of four numbers, which loses less than logarithms of
/// factorials would.
inline void list_binomial_masses(double alpha, double beta, i64 n, double* mass) {
    constexpr double too_large = 1e250;  // masses beyond this are scaled down together
    mass[0] = 1.0;
    for (i64 i = 0; i < n; ++i) {
        const double a = double(n - i), rest = double(i);
        mass[i + 1] = mass[i] * (a / (rest + 1.0)) * ((beta + rest) / (alpha + (a - 1.0)));
        if (mass[i + 1] > too_large) {
            for (i64 j = 0; j < i + 2; ++j) mass[j] /= too_large;
        }
    }
    const double total = accurate_sum(mass, n + 1);
    for (i64 i = 0; i <= n; ++i) mass[i] /= total;
}

/// Write the lists of a stepped curve, each summed from the end where it is small.
inline void write_steps(const double* mass, const double* weakness, i64 size, double k0, double* data) {
    const i64 row = size + 1;
    double *v = data, *vc = data + row, *m = data + 2 * row, *gap = data + 3 * row;
    double *masses = data + list_mass * row, *weaknesses = data + list_weakness * row;
    v[0] = m[0] = gap[0] = 0.0;
    masses[size] = weaknesses[size] = vc[size] = 0.0;
    double below = 0.0;
    for (i64 j = 0; j < size; ++j) {
        masses[j] = mass[j], weaknesses[j] = weakness[j];
        v[j + 1] = v[j] + mass[j];
        m[j + 1] = m[j] + mass[j] * weakness[j];
        below += mass[j] * (k0 - weakness[j]);
        gap[j + 1] = below;
    }
    double above = 0.0;
    for (i64 j = size - 1; j >= 0; --j) {
        vc[j] = vc[j + 1] + mass[j];
        if (weakness[j] >= k0) gap[j + 1] = -above;
        above += mass[j] * (k0 - weakness[j]);
    }
}

/// How many numbers `make_binomial` needs memory for.
inline i64 binomial_capacity(i64 n) { return 8 * (n + 2); }

/// Make the curve of A | θ ~ Binomial(n, θ) in memory for `binomial_capacity(n)` numbers (T2).
inline Curve make_binomial(double alpha, double beta, i64 n, double* data) {
    const i64 row = n + 2;
    double *mass = data + 6 * row, *weakness = data + 7 * row;
    list_binomial_masses(alpha, beta, n, mass);
    i64 size = 0;  // values that rounding makes equal are merged, those without mass dropped
    for (i64 i = 0; i <= n; ++i) {
        if (mass[i] == 0.0) continue;
        const double w = (beta + double(i)) / (alpha + beta + double(n));
        if (size > 0 && w == weakness[size - 1]) {
            mass[size - 1] += mass[i];
        } else {
            mass[size] = mass[i], weakness[size] = w;
            ++size;
        }
    }
    for (i64 j = 0; j < size; ++j) data[j] = mass[j] * weakness[j];
    const double k0 = accurate_sum(data, size);
    write_steps(mass, weakness, size, k0, data);
    return {kind_steps, size, k0, weakness[0], weakness[size - 1], {}, size, data, 6 * (size + 1)};
}

}  // namespace summitry::inline SUMMITRY_VARIANT
