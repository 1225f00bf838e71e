// The weakness curve (T2) as numbers: all that the game needs to know of F's information.
//
// A curve is a list of smooth *segments*. A continuous signal has one; a signal with J values has J,
// each of constant marginal weakness m. Inside a segment a point is named by a log-odds coordinate x
// that grows with the visit probability v from −∞ to +∞, so that v and 1 − v both keep full relative
// accuracy:
//
//   linear  x = log((1−b)/b), with b = a/n the threshold
//   steps   v = V[j] + p[j]·t, with t = 1/(1+e⁻ˣ)
//   table   a signal s ∈ [0, 1] counted from the strong end, s = 1/(1+e⁻ˣ)
#pragma once

#include "curve/point.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

enum CurveKind : i64 { kind_linear = 0, kind_steps = 1, kind_table = 2 };

/// The numbers of a linear signal (T2): of one curve, or of one in each lane.
template <class T>
struct LinearSignal {
    T k0;
    T alpha;
    T beta;
    T noise;      // ω = (α+β)/(α+β+n), the share of the prior in F's posterior
    T signal;     // 1 − ω
    T log_norm;   // log of α^α β^β (α+β)^−(α+β) / B(α, β)
    T log_mean;   // log of α/(α+β)
    T log_prior;  // log of β/(α+β)
};

/// A weakness curve; its lists belong to whoever made it.
struct Curve {
    i64 kind;
    i64 segments;
    double k0;       // prior weakness M(1)
    double m_first;  // weakness of the strongest type, m(0)
    double m_last;   // weakness of the weakest type, m(1)
    LinearSignal<double> linear;
    i64 size;  // linear: length of the first list of coefficients; steps: values; table: panels
    const double* data;
    i64 data_size;
};

/// How many numbers stand before the lists of a curve that is passed as an array.
inline constexpr i64 curve_header = 14;

/// Read a curve from an array (summitry.h, "curves").
inline Curve read_curve(const double* a) {
    return {i64(a[0]), i64(a[1]), a[2], a[3], a[4],
            {a[2], a[5], a[6], a[7], a[8], a[9], a[10], a[11]},
            i64(a[12]), a + curve_header, i64(a[13])};
}

/// Write the numbers before a curve's lists.
inline void write_curve_header(const Curve& c, double* a) {
    const LinearSignal<double>& s = c.linear;
    const double header[curve_header] = {
        double(c.kind), double(c.segments), c.k0, c.m_first, c.m_last, s.alpha, s.beta, s.noise,
        s.signal, s.log_norm, s.log_mean, s.log_prior, double(c.size), double(c.data_size)};
    std::memcpy(a, header, sizeof header);
}

// Lists of a stepped or tabulated curve, each of size + 1 numbers; a table has the edges of its panels
// in place of weaknesses.
enum CurveList : i64 { list_v, list_vc, list_m, list_gap, list_mass, list_weakness, list_edges = 5 };

/// Entry j of a list of a stepped or tabulated curve.
SUMMITRY_INLINE double entry(const Curve& curve, CurveList list, i64 j) {
    return curve.data[i64(list) * (curve.size + 1) + j];
}

/// Whether a segment is a step other than the first and the last: searches go by its share there.
SUMMITRY_INLINE bool is_inner_step(const Curve& curve, i64 segment) {
    return curve.kind == kind_steps && 0 < segment && segment < curve.segments - 1;
}

/// Whether F's information can change C's belief at all; if not, L pays for no visit.
SUMMITRY_INLINE bool is_informative(const Curve& curve) { return curve.m_last > curve.k0; }

}  // namespace summitry::inline SUMMITRY_VARIANT
