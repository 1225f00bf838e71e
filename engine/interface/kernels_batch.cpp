#include "interface/kernels.hpp"
#include "numeric/variant.hpp"
namespace summitry::inline SUMMITRY_VARIANT::interface {
int solve_many(const summitry_request*, const summitry_answers*, const volatile int*);
int solve_many(const summitry_request*, const summitry_answers*, const volatile int*) { return 4; }
}
