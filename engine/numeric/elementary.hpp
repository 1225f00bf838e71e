// Exponential and logarithm that run in lanes, each to about one unit in the last place.
#pragma once

#include "numeric/lanes.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

inline constexpr double log_two = 0.69314718055994530942;
inline constexpr double log_of_two_pi = 1.83787706640934548356;

/// Return eˣ for x ≤ 700; below −708, where the result would be denormal, return zero.
template <class T>
SUMMITRY_INLINE T exp(T x) {
    constexpr double per_log2 = 1.4426950408889634074;
    constexpr double log2_high = 6.93147180369123816490e-01;  // 33 bits: whole multiples are exact
    constexpr double log2_low = 1.90821492927058770002e-10;
    constexpr double shift = 6755399441055744.0;  // 1.5·2⁵²: adding it rounds to a whole number
    constexpr double lowest = -708.0;
    const T y = select(x > lowest, x, T(lowest));
    const T shifted = fma(y, T(per_log2), T(shift));
    const T k = shifted - shift;
    const T r = fma(-k, T(log2_low), fma(-k, T(log2_high), y));
    // Taylor polynomial for |r| ≤ ½ log 2, in pairs of terms that need not wait for each other
    const T r2 = r * r, r4 = r2 * r2;
    const T low = fma(r2, fma(r, T(1.0 / 6), T(0.5)), r + 1.0);
    const T middle = fma(r2, fma(r, T(1.0 / 5040), T(1.0 / 720)), fma(r, T(1.0 / 120), T(1.0 / 24)));
    const T high = fma(
        r2, fma(r, T(1.0 / 39916800), T(1.0 / 3628800)), fma(r, T(1.0 / 362880), T(1.0 / 40320)));
    const T last = fma(r, T(1.0 / 6227020800), T(1.0 / 479001600));
    const T p = fma(r4, fma(r4, fma(r4, last, high), middle), low);
    return select(x > lowest, scale_by_power(p, shifted), T(0.0));
}

/// Return log(1 + e) for e in [0, 1] to full relative accuracy, as 2·artanh(s) with s = f/(2 + f).
template <class T>
SUMMITRY_INLINE T log1p(T e) {
    constexpr double half = 0.41421356237309504880;  // from 1 + e = √2 on, (1 + e)/2 is nearer to 1
    const auto far = e > half;
    const T s = select(far, e - 1.0, e) / select(far, e + 3.0, e + 2.0);
    const T z = s * s, z2 = z * z, z4 = z2 * z2;
    const T low = fma(z2, fma(z, T(1.0 / 9), T(1.0 / 7)), fma(z, T(1.0 / 5), T(1.0 / 3)));
    const T middle = fma(z2, fma(z, T(1.0 / 17), T(1.0 / 15)), fma(z, T(1.0 / 13), T(1.0 / 11)));
    const T high = fma(z2, T(1.0 / 23), fma(z, T(1.0 / 21), T(1.0 / 19)));
    const T p = fma(z4, fma(z4, high, middle), low);
    return select(far, T(log_two), T(0.0)) + 2.0 * fma(s * z, p, s);
}

/// Return log Γ(a) − [(a−½)·log a − a + ½·log 2π] without cancellation for large a.
inline double stirling_error(double a) {
    if (a < 12.0) {
#if defined(_WIN32)
        const double log_gamma = std::lgamma(a);
#else
        int sign = 0;  // std::lgamma writes a global variable, which threads would share
        const double log_gamma = ::lgamma_r(a, &sign);
#endif
        return log_gamma - ((a - 0.5) * std::log(a) - a + 0.5 * log_of_two_pi);
    }
    const double s = 1.0 / (a * a);
    const double series = 1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * 691 / 360360));
    return (1.0 / 12 - s * (1.0 / 360 - s * series)) / a;
}

/// Return log 1/B(α, β) + α·log(α/(α+β)) + β·log(β/(α+β)), accurate for large α and β.
///
/// With it bᵅ(1−b)ᵝ/B(α, β) = exp(α·log(b/π') + β·log((1−b)/π) + norm), π = β/(α+β), π' = 1 − π.
inline double log_beta_norm(double alpha, double beta) {
    const double s = alpha + beta;
    const double root = 0.5 * (std::log(alpha / s) + std::log(beta) - log_of_two_pi);
    return root + stirling_error(s) - stirling_error(alpha) - stirling_error(beta);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
