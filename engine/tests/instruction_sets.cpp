// The instruction sets agree: AVX2 and AVX-512, which fuse the same products, to the bit; the baseline, which
// fuses none, to rounding.
#include <algorithm>
#include <cstdlib>

#include "interface/instruction_set.hpp"
#include "interface/kernels.hpp"
#include "support.hpp"

namespace {

using summitry::InstructionSet;
using test::Batch;

const summitry::Kernels& kernels_of(InstructionSet set) {
#if defined(__x86_64__)
    if (set == InstructionSet::avx512) return summitry::avx512::kernels;
    if (set == InstructionSet::avx2) return summitry::avx2::kernels;
#endif
    (void)set;
    return summitry::baseline::kernels;
}

/// Rounding of log b and log(1−b) enters v multiplied by α and β, which are up to 2000 here; the numbers of
/// a profile are then further differences of such. The largest gain of an equilibrium is rounding itself.
void check_close(const Batch& batch, const Batch& reference) {
    constexpr double relative = 1e-9, of_office = 1e-14;
    constexpr std::size_t largest_gain = SUMMITRY_NUMBERS - 1, psi = 8;
    CHECK(batch.status == reference.status && batch.count == reference.count);
    std::size_t far = 0;
    for (std::size_t i = 0; i < batch.numbers.size(); ++i) {
        const double x = batch.numbers[i], y = reference.numbers[i];
        if (std::memcmp(&x, &y, sizeof x) == 0) continue;
        const std::size_t row = i / SUMMITRY_NUMBERS % std::size_t(batch.rows);
        const double office = batch.table[row * SUMMITRY_MODEL + psi];
        const double size = i % SUMMITRY_NUMBERS != largest_gain ? std::max(std::fabs(x), std::fabs(y))
                            : std::isinf(office)                 ? 1.0
                                                                 : 1.0 + office;
        CHECK(std::fabs(x - y) <= (i % SUMMITRY_NUMBERS == largest_gain ? of_office : relative) * size);
        far += i % SUMMITRY_NUMBERS != largest_gain && std::fabs(x - y) > 1e-13 * size;
    }
    CHECK(far * 1000 < batch.numbers.size());  // all but one number in a thousand agree to 1e-13
}

void check_choice(InstructionSet widest) {
#if !defined(_WIN32)
    using summitry::choose_instruction_set;
    unsetenv("SUMMITRY_INSTRUCTION_SET");
    CHECK(choose_instruction_set().set == widest && choose_instruction_set().granted);
    setenv("SUMMITRY_INSTRUCTION_SET", "", 1);
    CHECK(choose_instruction_set().set == widest && choose_instruction_set().granted);
    for (int set = 0; set <= int(InstructionSet::avx512); ++set) {
        setenv("SUMMITRY_INSTRUCTION_SET", summitry::instruction_set_names[set], 1);
        const summitry::Choice choice = choose_instruction_set();
        CHECK(choice.granted == (set <= int(widest)));
        if (choice.granted) CHECK(int(choice.set) == set);
    }
    setenv("SUMMITRY_INSTRUCTION_SET", "mmx", 1);
    CHECK(!choose_instruction_set().granted);
#endif
    (void)widest;
}

}  // namespace

int main() {
    const InstructionSet widest = summitry::widest_instruction_set();
    check_choice(widest);
    const test::Numbers table = test::random_models(5000, 11);
    const Batch baseline(table), avx2(table), avx512(table);
    CHECK(baseline.solve(kernels_of(InstructionSet::baseline).solve_many, 0, baseline.rows) == SUMMITRY_OK);
    if (widest >= InstructionSet::avx2) {
        CHECK(avx2.solve(kernels_of(InstructionSet::avx2).solve_many, 0, avx2.rows) == SUMMITRY_OK);
        check_close(baseline, avx2);
    }
    if (widest >= InstructionSet::avx512) {
        CHECK(avx512.solve(kernels_of(InstructionSet::avx512).solve_many, 0, avx512.rows) == SUMMITRY_OK);
        CHECK(avx512 == avx2);
    }
    return 0;
}
