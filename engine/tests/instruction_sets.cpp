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

void check_close(const Batch& batch, const Batch& reference) {
    double worst = 0.0;
    for (std::size_t i = 0; i < batch.numbers.size(); ++i) {
        const double x = batch.numbers[i], y = reference.numbers[i];
        const double scale = std::max(std::fabs(x), std::fabs(y));
        if (scale > 0 && std::isfinite(scale)) {
            const double e = std::fabs(x-y)/scale;
            if (e > 1e-11) std::printf("%zu col %zu row %zu  %.17g %.17g  %g\n", i, i % 20, (i/20) % std::size_t(batch.rows), x, y, e);
            worst = std::max(worst, e);
        } else if (!(x == y || (x != x && y != y))) std::printf("%zu %g %g\n", i, x, y);
    }
    std::printf("worst %g status %d count %d\n", worst, batch.status == reference.status, batch.count == reference.count);
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
