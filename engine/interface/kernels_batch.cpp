// The C interface's function of many models, for one instruction set.
#include "batch/linear_batch.hpp"
#include "interface/kernels.hpp"

namespace summitry::inline SUMMITRY_VARIANT::interface {

int solve_many(
    const summitry_request* request, const summitry_answers* answers, const volatile int* cancel) {
    const Rows rows{*request, *answers};
    switch (request->information) {
        case 0: return solve_linear(rows, cancel);
        case 1: return solve_binomial(rows, cancel);
        case 2: return solve_with_curve(rows, cancel);
        default: return SUMMITRY_BAD_ARGUMENT;
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT::interface
