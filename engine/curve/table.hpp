// Tabulated continuous signals (T2): the article's literal density, a user's own experiment.
//
// Density, posterior weakness and its slope are held in panels of [0, 1] as values at
// Chebyshev-Lobatto nodes, and interpolated by the barycentric formula.
#pragma once

#include "curve/steps.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

inline constexpr int panel_nodes = 17;
enum PanelRow : i64 { panel_density, panel_posterior, panel_slope };

inline constexpr double lobatto[panel_nodes] = {
    -1.0, -0.98078528040323043, -0.92387953251128674, -0.83146961230254524, -0.70710678118654757,
    -0.55557023301960229, -0.38268343236508984, -0.19509032201612833, -6.123233995736766e-17,
    0.1950903220161282, 0.38268343236508973, 0.55557023301960196, 0.70710678118654746,
    0.83146961230254535, 0.92387953251128674, 0.98078528040323043, 1.0};
inline constexpr int gauss_nodes = 12;
inline constexpr double gauss_x[gauss_nodes] = {
    -0.98156063424671924, -0.90411725637047491, -0.7699026741943047, -0.58731795428661748,
    -0.36783149899818018, -0.12523340851146891, 0.12523340851146891, 0.36783149899818018,
    0.58731795428661748, 0.7699026741943047, 0.90411725637047491, 0.98156063424671924};
inline constexpr double gauss_w[gauss_nodes] = {
    0.047175336386511828, 0.10693932599531843, 0.16007832854334622, 0.20316742672306592,
    0.23349253653835481, 0.24914704581340277, 0.24914704581340277, 0.23349253653835481,
    0.20316742672306592, 0.16007832854334622, 0.10693932599531843, 0.047175336386511828};

/// The values of panel j of one of the tabulated functions.
inline const double* panel_values(const Curve& curve, PanelRow what, i64 j) {
    return curve.data + 6 * (curve.size + 1) + (i64(what) * curve.size + j) * panel_nodes;
}

/// Evaluate the interpolant through values at the Chebyshev-Lobatto nodes at y ∈ [−1, 1].
inline double interpolate(const double* values, double y) {
    double top = 0.0, bottom = 0.0;
    for (int i = 0; i < panel_nodes; ++i) {
        const double gap = y - lobatto[i];
        if (gap == 0.0) return values[i];
        const bool outer = i == 0 || i == panel_nodes - 1;
        const double weight = (i % 2 == 0 ? 1.0 : -1.0) * (outer ? 0.5 : 1.0) / gap;
        top += weight * values[i];
        bottom += weight;
    }
    return top / bottom;
}

/// The probability of a stretch of a panel, and the mean of w − level there.
struct Stretch {
    double mass;
    double mean;
};

/// Integrate over a stretch of panel j next to one of its edges.
///
/// The stretch is given by its length, which keeps full relative accuracy where it is tiny.
inline Stretch panel_stretch(const Curve& curve, i64 j, bool from_left, double length, double level) {
    const double share = length / (entry(curve, list_edges, j + 1) - entry(curve, list_edges, j));
    const double* density = panel_values(curve, panel_density, j);
    const double* posterior = panel_values(curve, panel_posterior, j);
    double total = 0.0, moment = 0.0;
    for (int i = 0; i < gauss_nodes; ++i) {
        const double y =
            from_left ? -1.0 + share * (1.0 + gauss_x[i]) : 1.0 - share * (1.0 - gauss_x[i]);
        const double mass = gauss_w[i] * interpolate(density, y);
        total += mass;
        moment += mass * (interpolate(posterior, y) - level);
    }
    return {0.5 * length * total, moment / total};
}

/// Return the point v = 0 or v = 1 of a tabulated signal.
inline Point<double> table_end(const Curve& curve, bool weak) {
    const double k0 = curve.k0;
    if (!weak) {
        return {0.0, 1.0, curve.m_first, k0 - curve.m_first, curve.m_first, 0.0, 1.0, 0.0, 0.0};
    }
    const i64 last = curve.size - 1;
    const double density = panel_values(curve, panel_density, last)[panel_nodes - 1];
    const double slope = panel_values(curve, panel_slope, last)[panel_nodes - 1];
    const double flat = density / (density + slope), spread = curve.m_last - k0;
    return {1.0, 0.0, k0, spread, curve.m_last, spread, flat, 1.0 - flat, 0.0};
}

/// Return the number of the panel that holds the signal s.
inline i64 panel_of(const Curve& curve, double s) {
    i64 low = 0, high = curve.size;
    while (high - low > 1) {
        const i64 middle = (low + high) / 2;
        (entry(curve, list_edges, middle) <= s ? low : high) = middle;
    }
    return low;
}

/// Return log(1/(1+e⁻ˣ)), accurate at both ends.
inline double log_share(double x) {
    return x >= 0.0 ? -std::log1p(std::exp(-x)) : x - std::log1p(std::exp(x));
}

/// Evaluate a tabulated continuous signal at a coordinate.
inline Point<double> table_point(const Curve& curve, double x) {
    if (is_infinite(x)) return table_end(curve, x > 0.0);
    const double s = std::exp(log_share(x)), sc = std::exp(log_share(-x)), k0 = curve.k0;
    const i64 j = panel_of(curve, s), last = curve.size - 1;
    const double edge = entry(curve, list_edges, j), next = entry(curve, list_edges, j + 1);
    const double width = next - edge, left = s - edge, right = j == last ? sc : next - s;
    const double y = left < right ? -1.0 + 2.0 * left / width : 1.0 - 2.0 * right / width;
    const double density = interpolate(panel_values(curve, panel_density, j), y);
    const double m = interpolate(panel_values(curve, panel_posterior, j), y);
    const Stretch below = panel_stretch(curve, j, true, left, k0);
    const Stretch above = panel_stretch(curve, j, false, right, k0);
    double v = entry(curve, list_v, j) + below.mass, vc = entry(curve, list_vc, j + 1) + above.mass;
    if (vc < 0.5) {
        v = 1.0 - vc;
    } else {
        vc = 1.0 - v;
    }
    // in the outermost panels from the means themselves: v or 1 − v may be too small to divide by
    double kappa, excess, spread;
    if (j == 0) {
        kappa = k0 + below.mean;
        excess = -panel_stretch(curve, j, true, left, m).mean;
    } else {
        kappa = (entry(curve, list_m, j) + below.mass * (below.mean + k0)) / v;
        excess = m - kappa;
    }
    if (j == 0 && m < k0) {
        spread = -below.mean / vc;
    } else if (j == last && m >= k0) {
        spread = above.mean / v;
    } else if (m < k0) {
        spread = (entry(curve, list_gap, j) - below.mass * below.mean) / (v * vc);
    } else {
        spread = (entry(curve, list_gap, j + 1) + above.mass * above.mean) / (v * vc);
    }
    const double ratio = v * interpolate(panel_values(curve, panel_slope, j), y) / density;
    const double flat = 1.0 / (1.0 + ratio);
    return {v, vc, kappa, spread, m, excess, flat, 1.0 - flat, density * s * sc};
}

}  // namespace summitry::inline SUMMITRY_VARIANT
