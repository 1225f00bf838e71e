// The C interface: hands every call on to the kernels of the instruction set chosen at load time.
#include "include/summitry.h"

#include "interface/instruction_set.hpp"
#include "interface/kernels.hpp"

namespace summitry {
namespace {

const Choice choice = choose_instruction_set();

const Kernels& kernels(const double* law) {
    if (law != nullptr) {
#if defined(SUMMITRY_HAS_CHOICE)
        if (choice.set != InstructionSet::baseline) return avx2_tabulated::kernels;
#endif
        return baseline_tabulated::kernels;
    }
#if defined(SUMMITRY_HAS_CHOICE)
    if (choice.set == InstructionSet::avx512) return avx512::kernels;
    if (choice.set == InstructionSet::avx2) return avx2::kernels;
#endif
    return baseline::kernels;
}

/// Call a function for the law of C's cost, of which only its kind matters here.
template <auto function, class... Arguments>
int call(const double* law, Arguments... arguments) {
    if (!choice.granted) return SUMMITRY_NO_INSTRUCTION_SET;
    return (kernels(law).*function)(arguments...);
}

}  // namespace
}  // namespace summitry

using summitry::call;
using summitry::Kernels;

extern "C" {

int summitry_interface_version(void) { return 4; }

const char* summitry_instruction_set(void) {
    using namespace summitry;
    return choice.granted ? instruction_set_names[static_cast<int>(choice.set)] : nullptr;
}

int summitry_linear_curve(
    double alpha, double beta, double noise, double signal, int64_t capacity, double* curve,
    int64_t* length) {
    return call<&Kernels::linear_curve>(nullptr, alpha, beta, noise, signal, capacity, curve, length);
}

int summitry_binomial_curve(
    double alpha, double beta, int64_t n, int64_t capacity, double* curve, int64_t* length) {
    return call<&Kernels::binomial_curve>(nullptr, alpha, beta, n, capacity, curve, length);
}

int summitry_binomial_atoms(
    double alpha, double beta, int64_t n, double* mass, double* weakness) {
    return call<&Kernels::binomial_atoms>(nullptr, alpha, beta, n, mass, weakness);
}

int summitry_points(
    const double* curve, int64_t count, const double* segment, const double* x, double* points) {
    return call<&Kernels::points>(nullptr, curve, count, segment, x, points);
}

int summitry_locate(
    const double* curve, int64_t count, const double* v, const double* vc, double* segment,
    double* x) {
    return call<&Kernels::locate>(nullptr, curve, count, v, vc, segment, x);
}

int summitry_complement(const double* curve, int64_t count, const double* v, double* vc) {
    return call<&Kernels::complement>(nullptr, curve, count, v, vc);
}

int summitry_threshold(
    const double* curve, double n, int64_t count, const double* segment, const double* x, double*
    threshold) {
    return call<&Kernels::threshold>(nullptr, curve, n, count, segment, x, threshold);
}

int summitry_grid(
    const double* curve, int which, int64_t capacity, double* rows, int64_t* size) {
    return call<&Kernels::grid>(nullptr, curve, which, capacity, rows, size);
}

int summitry_payoffs(
    const double* model, int which, int64_t count, const double* first, const double* second,
    double* out, const double* law) {
    return call<&Kernels::payoffs>(
        law, model, which, count, first, second, out, law);
}

int summitry_concession(
    const double* model, int64_t count, const double* k, const double* m, double* out, const double* law) {
    return call<&Kernels::concession>(
        law, model, count, k, m, out, law);
}

int summitry_equations(
    const double* model, int64_t count, const double* points, double* out, const double* law) {
    return call<&Kernels::equations>(
        law, model, count, points, out, law);
}

int summitry_deals(
    const double* model, const double* conjecture, int64_t count, const double* points, double*
    out, const double* law) {
    return call<&Kernels::deals>(
        law, model, conjecture, count, points, out, law);
}

int summitry_outcomes(
    const double* model, double k0, int64_t count, const double* points, const double* k_absent,
    const double* not_salient, const double* price, double* out, const double* law) {
    return call<&Kernels::outcomes>(
        law, model, k0, count, points, k_absent, not_salient, price, out, law);
}

int summitry_continuations(
    const double* model, const double* curve, const double* assessment, int64_t count, const
    double* segment, const double* x, double* out, const double* law) {
    return call<&Kernels::continuations>(
        law, model, curve, assessment, count, segment, x, out, law);
}

int summitry_trace(
    const double* model, const double* curve, int64_t count, const double* segment, const double*
    x, double* out, const double* law) {
    return call<&Kernels::trace>(
        law, model, curve, count, segment, x, out, law);
}

int summitry_solve(
    const double* model, const double* curve, int proposer, double belief, double below, int64_t
    capacity, int64_t* count, double* table, double* numbers, double* certificates, int* special, const double* law) {
    return call<&Kernels::solve>(
        law, model, curve, proposer, belief, below, capacity, count, table, numbers, certificates,
        special, law);
}

int summitry_certify(
    const double* model, const double* curve, int open, int proposer, double belief, double below,
    const double* candidate, double* numbers, double* certificate, const double* law) {
    return call<&Kernels::certify>(
        law, model, curve, open, proposer, belief, below, candidate, numbers, certificate, law);
}

int summitry_check(
    const double* model, const double* curve, const double* assessment, double* certificate, const double* law) {
    return call<&Kernels::check>(
        law, model, curve, assessment, certificate, law);
}

int summitry_limit(
    const double* model, const double* curve, int proposer, double belief, double below, double*
    numbers, double* certificate, double* sequence, int* exact, const double* law) {
    return call<&Kernels::limit>(
        law, model, curve, proposer, belief, below, numbers, certificate, sequence, exact, law);
}

int summitry_off_path_beliefs(const double* model, const double* curve, double* out, const double* law) {
    return call<&Kernels::off_path_beliefs>(
        law, model, curve, out, law);
}

int summitry_mixed(
    const double* model, const double* curve, int proposer, int64_t pure_count, const double* pure_table,
    int64_t capacity, int64_t* count, double* profiles, double* offers, double* certificates,
    double* pure_indices, int* unexplained, const double* law) {
    return call<&Kernels::mixed>(
        law, model, curve, proposer, pure_count, pure_table, capacity, count, profiles, offers,
        certificates, pure_indices, unexplained, law);
}

int summitry_open_gain(const double* model, const double* curve, double* gain, const double* law) {
    return call<&Kernels::open_gain>(
        law, model, curve, gain, law);
}

int summitry_random_proposer(
    const double* model, const double* curve, double power, int64_t capacity, int64_t* count,
    double* profiles, double* offers, double* certificates, const double* law) {
    return call<&Kernels::random_proposer>(
        law, model, curve, power, capacity, count, profiles, offers, certificates, law);
}

int summitry_open_deal(
    const double* model, const double* curve, int proposer, double* candidate, int* is_limit,
    const double* law) {
    return call<&Kernels::open_deal>(law, model, curve, proposer, candidate, is_limit, law);
}

int summitry_solve_many(
    const summitry_request* request, const summitry_answers* answers, const volatile int* cancel) {
#if defined(SUMMITRY_HAS_CHOICE)
    const auto& choice = summitry::choice;
    if (request->law != nullptr && !request->mixed && choice.granted &&
        choice.set == summitry::InstructionSet::avx512) {
        return summitry::avx512_tabulated::interface::solve_many(request, answers, cancel);
    }
#endif
    return call<&Kernels::solve_many>(request->law, request, answers, cancel);
}

int summitry_known_deals(
    const double* table, int64_t rows, const double* curve, int by_price, int64_t each, const
    double* first, const double* second, double* out, const double* law) {
    return call<&Kernels::known_deals>(
        law, table, rows, curve, by_price, each, first, second, out, law);
}

int summitry_coordinate_of_price(
    const double* model, const double* curve, double price, double* coordinate, const double* law) {
    return call<&Kernels::coordinate_of_price>(
        law, model, curve, price, coordinate, law);
}

int summitry_shapes(const double* table, int64_t rows, const double* curve, double* out, const double* law) {
    return call<&Kernels::shapes>(
        law, table, rows, curve, out, law);
}

int summitry_visit_rules(
    const double* table, int64_t rows, const double* curve, int64_t each, const double* v, const
    double* vc, double less, double* out, const double* law) {
    return call<&Kernels::visit_rules>(
        law, table, rows, curve, each, v, vc, less, out, law);
}

int summitry_informed_demands(
    const double* table, int64_t rows, const double* curve, int64_t each, const double* v, const
    double* vc, const double* z, int higher, double* out, const double* law) {
    return call<&Kernels::informed_demands>(
        law, table, rows, curve, each, v, vc, z, higher, out, law);
}

int summitry_cost_thresholds(const double* table, int64_t rows, int proposer, double* out) {
    return call<&Kernels::cost_thresholds>(nullptr, table, rows, proposer, out);
}

int summitry_visits_at_costs(
    const double* table, int64_t rows, int proposer, int64_t each, const double* cost, int slopes,
    double* out) {
    return call<&Kernels::visits_at_costs>(nullptr, table, rows, proposer, each, cost, slopes, out);
}
}
