// The C interface's functions of curves, for one instruction set.
#include "curve/grid.hpp"
#include "interface/kernels.hpp"

namespace summitry::inline SUMMITRY_VARIANT::interface {

/// Copy a curve and its lists into an array.
int write_curve(const Curve& curve, i64 capacity, double* out, int64_t* length) {
    *length = curve_header + curve.data_size;
    if (*length > capacity) return SUMMITRY_TOO_SMALL;
    write_curve_header(curve, out);
    std::memcpy(out + curve_header, curve.data, std::size_t(curve.data_size) * sizeof(double));
    return SUMMITRY_OK;
}

// ---------------------------------------------------------------------------------- curves (T2)

int linear_curve(
    double alpha, double beta, double noise, double signal, int64_t capacity, double* out,
    int64_t* length) {
    Buffer<double> data(linear_capacity);
    if (!data.ok()) return SUMMITRY_OUT_OF_MEMORY;
    return write_curve(make_linear(alpha, beta, noise, signal, data.data()), capacity, out, length);
}

int binomial_curve(
    double alpha, double beta, int64_t n, int64_t capacity, double* out, int64_t* length) {
    Buffer<double> data(binomial_capacity(n));
    if (!data.ok()) return SUMMITRY_OUT_OF_MEMORY;
    return write_curve(make_binomial(alpha, beta, n, data.data()), capacity, out, length);
}

int binomial_atoms(double alpha, double beta, int64_t n, double* mass, double* weakness) {
    list_binomial_masses(alpha, beta, n, mass);
    for (i64 i = 0; i <= n; ++i) weakness[i] = (beta + double(i)) / (alpha + beta + double(n));
    return SUMMITRY_OK;
}

int points(const double* curve, int64_t count, const double* segment, const double* x, double* out) {
    const Curve c = read_curve(curve);
    for (i64 i = 0; i < count; ++i) store_point(out, count, i, point_at(c, i64(segment[i]), x[i]));
    return SUMMITRY_OK;
}

int locate(
    const double* curve, int64_t count, const double* v, const double* vc, double* segment,
    double* x) {
    const Curve c = read_curve(curve);
    for (i64 i = 0; i < count; ++i) {
        const Coordinate at = summitry::locate(c, v[i], vc[i]);
        segment[i] = double(at.segment), x[i] = at.x;
    }
    return SUMMITRY_OK;
}

int complement(const double* curve, int64_t count, const double* v, double* vc) {
    const Curve c = read_curve(curve);
    for (i64 i = 0; i < count; ++i) vc[i] = summitry::complement(c, v[i]);
    return SUMMITRY_OK;
}

int threshold(
    const double* curve, double n, int64_t count, const double* segment, const double* x,
    double* out) {
    const Curve c = read_curve(curve);
    for (i64 i = 0; i < count; ++i) out[i] = threshold_of(c, n, i64(segment[i]), x[i]);
    return SUMMITRY_OK;
}

int grid(const double* curve, int which, int64_t capacity, double* rows, int64_t* size) {
    const OwnedGrid owned = make_grid<double>(read_curve(curve), which == 0 ? solver_grid : checker_grid);
    if (!owned.ok()) return SUMMITRY_OUT_OF_MEMORY;
    *size = owned.grid.size;
    if (capacity == 0) return SUMMITRY_OK;
    if (capacity < *size) return SUMMITRY_TOO_SMALL;
    for (i64 k = 0; k <= row_x; ++k) {
        std::memcpy(rows + k * capacity, owned.grid.row(k), std::size_t(*size) * sizeof(double));
    }
    return SUMMITRY_OK;
}

}  // namespace summitry::inline SUMMITRY_VARIANT::interface
