// The functions that are compiled for several instruction sets: one for each of the C interface's.
#pragma once

#include "include/summitry.h"
#include "numeric/variant.hpp"

// Loops over lanes, which wider registers make quicker.
#define SUMMITRY_WIDE_FUNCTIONS(F) F(solve_many) F(mixed) F(cost_thresholds) F(visits_at_costs)
// The rest is as quick with AVX2 as with AVX-512, and not compiled for the latter (see CMakeLists.txt).
#define SUMMITRY_NARROW_FUNCTIONS(F)                                                             \
    F(linear_curve) F(binomial_curve) F(binomial_atoms) F(points) F(locate) F(complement)        \
    F(threshold) F(grid) F(payoffs) F(concession) F(equations) F(deals) F(outcomes)              \
    F(continuations) F(trace) F(solve) F(certify) F(check) F(limit) F(off_path_beliefs)          \
    F(open_gain) F(open_deal) F(known_deals) F(coordinate_of_price) F(shapes) F(visit_rules)     \
    F(informed_demands) F(random_proposer)
#define SUMMITRY_FUNCTIONS(F) SUMMITRY_NARROW_FUNCTIONS(F) SUMMITRY_WIDE_FUNCTIONS(F)

namespace summitry {

struct Kernels {
#define SUMMITRY_MEMBER(name) decltype(&summitry_##name) name;
    SUMMITRY_FUNCTIONS(SUMMITRY_MEMBER)
#undef SUMMITRY_MEMBER
};

inline namespace baseline { extern const Kernels kernels; }
inline namespace avx2 { extern const Kernels kernels; }
inline namespace avx512 { extern const Kernels kernels; }
// with the law of C's cost from a table; for AVX-512 the function of many models only, in pure strategies
inline namespace baseline_tabulated { extern const Kernels kernels; }
inline namespace avx2_tabulated { extern const Kernels kernels; }
inline namespace avx512_tabulated { namespace interface { decltype(summitry_solve_many) solve_many; } }

}  // namespace summitry

// A kernel has the type of the C interface's function of the same name: it is written there only.
namespace summitry::inline SUMMITRY_VARIANT::interface {
#define SUMMITRY_DECLARATION(name) decltype(summitry_##name) name;
SUMMITRY_FUNCTIONS(SUMMITRY_DECLARATION)
#undef SUMMITRY_DECLARATION
}  // namespace summitry::inline SUMMITRY_VARIANT::interface
