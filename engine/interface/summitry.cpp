// The C interface: hands every call on to the kernels of the instruction set chosen at load time.
#include "include/summitry.h"

#include "interface/instruction_set.hpp"
#include "interface/kernels.hpp"

namespace summitry {
namespace {

const Choice choice = choose_instruction_set();

const Kernels& kernels() {
#if defined(__x86_64__)
    if (choice.set == InstructionSet::avx512) return avx512::kernels;
    if (choice.set == InstructionSet::avx2) return avx2::kernels;
#endif
    return baseline::kernels;
}

template <auto function, class... Arguments>
int call(Arguments... arguments) {
    if (!choice.granted) return SUMMITRY_NO_INSTRUCTION_SET;
    return (kernels().*function)(arguments...);
}

}  // namespace
}  // namespace summitry

using summitry::call;
using summitry::Kernels;

extern "C" {

int summitry_interface_version(void) { return 3; }

const char* summitry_instruction_set(void) {
    using namespace summitry;
    return choice.granted ? instruction_set_names[static_cast<int>(choice.set)] : nullptr;
}

int summitry_linear_curve(
    double alpha, double beta, double noise, double signal, int64_t capacity, double* curve,
    int64_t* length) {
    return call<&Kernels::linear_curve>(alpha, beta, noise, signal, capacity, curve, length);
}

int summitry_binomial_curve(
    double alpha, double beta, int64_t n, int64_t capacity, double* curve, int64_t* length) {
    return call<&Kernels::binomial_curve>(alpha, beta, n, capacity, curve, length);
}

int summitry_binomial_atoms(
    double alpha, double beta, int64_t n, double* mass, double* weakness) {
    return call<&Kernels::binomial_atoms>(alpha, beta, n, mass, weakness);
}

int summitry_points(
    const double* curve, int64_t count, const double* segment, const double* x, double* points) {
    return call<&Kernels::points>(curve, count, segment, x, points);
}

int summitry_locate(
    const double* curve, int64_t count, const double* v, const double* vc, double* segment,
    double* x) {
    return call<&Kernels::locate>(curve, count, v, vc, segment, x);
}

int summitry_complement(const double* curve, int64_t count, const double* v, double* vc) {
    return call<&Kernels::complement>(curve, count, v, vc);
}

int summitry_threshold(
    const double* curve, double n, int64_t count, const double* segment, const double* x, double*
    threshold) {
    return call<&Kernels::threshold>(curve, n, count, segment, x, threshold);
}

int summitry_grid(
    const double* curve, int which, int64_t capacity, double* rows, int64_t* size) {
    return call<&Kernels::grid>(curve, which, capacity, rows, size);
}

int summitry_payoffs(
    const double* model, int which, int64_t count, const double* first, const double* second,
    double* out) {
    return call<&Kernels::payoffs>(model, which, count, first, second, out);
}

int summitry_concession(
    const double* model, int64_t count, const double* k, const double* m, double* out) {
    return call<&Kernels::concession>(model, count, k, m, out);
}

int summitry_equations(
    const double* model, int64_t count, const double* points, double* out) {
    return call<&Kernels::equations>(model, count, points, out);
}

int summitry_deals(
    const double* model, const double* conjecture, int64_t count, const double* points, double*
    out) {
    return call<&Kernels::deals>(model, conjecture, count, points, out);
}

int summitry_outcomes(
    const double* model, double k0, int64_t count, const double* points, const double* k_absent,
    const double* not_salient, const double* price, double* out) {
    return call<&Kernels::outcomes>(model, k0, count, points, k_absent, not_salient, price, out);
}

int summitry_continuations(
    const double* model, const double* curve, const double* assessment, int64_t count, const
    double* segment, const double* x, double* out) {
    return call<&Kernels::continuations>(model, curve, assessment, count, segment, x, out);
}

int summitry_trace(
    const double* model, const double* curve, int64_t count, const double* segment, const double*
    x, double* out) {
    return call<&Kernels::trace>(model, curve, count, segment, x, out);
}

int summitry_solve(
    const double* model, const double* curve, int proposer, double belief, double below, int64_t
    capacity, int64_t* count, double* table, double* numbers, double* certificates, int* special) {
    return call<&Kernels::solve>(
        model, curve, proposer, belief, below, capacity, count, table, numbers, certificates,
        special);
}

int summitry_certify(
    const double* model, const double* curve, int open, int proposer, double belief, double below,
    const double* candidate, double* numbers, double* certificate) {
    return call<&Kernels::certify>(
        model, curve, open, proposer, belief, below, candidate, numbers, certificate);
}

int summitry_check(
    const double* model, const double* curve, const double* assessment, double* certificate) {
    return call<&Kernels::check>(model, curve, assessment, certificate);
}

int summitry_limit(
    const double* model, const double* curve, int proposer, double belief, double below, double*
    numbers, double* certificate, double* sequence, int* exact) {
    return call<&Kernels::limit>(
        model, curve, proposer, belief, below, numbers, certificate, sequence, exact);
}

int summitry_off_path_beliefs(const double* model, const double* curve, double* out) {
    return call<&Kernels::off_path_beliefs>(model, curve, out);
}

int summitry_mixed(
    const double* model, const double* curve, int proposer, double belief, double below,
    int64_t capacity, int64_t* count, double* profiles, double* offers, double* certificates,
    int64_t* pure_count, double* pure_indices, int* unexplained) {
    return call<&Kernels::mixed>(
        model, curve, proposer, belief, below, capacity, count, profiles, offers, certificates,
        pure_count, pure_indices, unexplained);
}

int summitry_open_gain(const double* model, const double* curve, double* gain) {
    return call<&Kernels::open_gain>(model, curve, gain);
}

int summitry_solve_many(
    const summitry_request* request, const summitry_answers* answers, const volatile int* cancel) {
    return call<&Kernels::solve_many>(request, answers, cancel);
}

int summitry_known_deals(
    const double* table, int64_t rows, const double* curve, int by_price, int64_t each, const
    double* first, const double* second, double* out) {
    return call<&Kernels::known_deals>(table, rows, curve, by_price, each, first, second, out);
}

int summitry_coordinate_of_price(
    const double* model, const double* curve, double price, double* coordinate) {
    return call<&Kernels::coordinate_of_price>(model, curve, price, coordinate);
}

int summitry_shapes(const double* table, int64_t rows, const double* curve, double* out) {
    return call<&Kernels::shapes>(table, rows, curve, out);
}

int summitry_visit_rules(
    const double* table, int64_t rows, const double* curve, int64_t each, const double* v, const
    double* vc, double less, double* out) {
    return call<&Kernels::visit_rules>(table, rows, curve, each, v, vc, less, out);
}

int summitry_informed_demands(
    const double* table, int64_t rows, const double* curve, int64_t each, const double* v, const
    double* vc, const double* z, int higher, double* out) {
    return call<&Kernels::informed_demands>(table, rows, curve, each, v, vc, z, higher, out);
}

int summitry_cost_thresholds(const double* table, int64_t rows, int proposer, double* out) {
    return call<&Kernels::cost_thresholds>(table, rows, proposer, out);
}

int summitry_visits_at_costs(
    const double* table, int64_t rows, int proposer, int64_t each, const double* cost, int slopes,
    double* out) {
    return call<&Kernels::visits_at_costs>(table, rows, proposer, each, cost, slopes, out);
}
}
