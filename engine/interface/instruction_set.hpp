// The instruction set that the kernels run on: the widest that the processor and its operating system support, or
// the one that the environment variable SUMMITRY_INSTRUCTION_SET names.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#if defined(__x86_64__) && !defined(SUMMITRY_NATIVE)  // which has the one set that the compiler was told
#define SUMMITRY_HAS_CHOICE
#include <cpuid.h>
#endif

namespace summitry {

enum class InstructionSet { baseline, avx2, avx512 };

inline constexpr const char* instruction_set_names[] = {"baseline", "avx2", "avx512"};

// What is to be used, and whether the environment's wish could be granted.
struct Choice {
    InstructionSet set;
    bool granted;
};

#if defined(SUMMITRY_HAS_CHOICE)

// The state that the operating system saves for a thread (XCR0): bits 1, 2 for AVX, 5, 6, 7 for AVX-512 as well.
inline std::uint64_t saved_state() {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (std::uint64_t{high} << 32) | low;
}

// Asks the processor itself: __builtin_cpu_supports answers no to everything where zig compiles it.
inline InstructionSet widest_instruction_set() {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t c = 0;
    std::uint32_t d = 0;
    constexpr std::uint32_t first_needs = bit_FMA | bit_POPCNT | bit_OSXSAVE | bit_AVX;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & first_needs) != first_needs) return InstructionSet::baseline;
    if (!__get_cpuid(0x80000001u, &a, &b, &c, &d) || !(c & bit_LZCNT)) return InstructionSet::baseline;
    const std::uint64_t saved = saved_state();
    constexpr std::uint32_t avx2_needs = bit_AVX2 | bit_BMI | bit_BMI2;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & avx2_needs) != avx2_needs || (saved & 0x6) != 0x6)
        return InstructionSet::baseline;
    constexpr std::uint32_t avx512_needs = bit_AVX512F | bit_AVX512CD | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
    if ((b & avx512_needs) != avx512_needs || (saved & 0xe6) != 0xe6) return InstructionSet::avx2;
    return InstructionSet::avx512;
}

#else

inline InstructionSet widest_instruction_set() { return InstructionSet::baseline; }

#endif

// Chooses once, when the library is loaded. A wish that is unknown, or too much for this processor, is not granted;
// an empty one is none.
inline Choice choose_instruction_set() {
#if defined(__wasm__)
    return {InstructionSet::baseline, true};  // a browser has neither a choice nor an environment
#else
    const InstructionSet widest = widest_instruction_set();
    const char* wish = std::getenv("SUMMITRY_INSTRUCTION_SET");
    if (wish == nullptr || *wish == '\0') return {widest, true};
    for (int index = 0; index <= static_cast<int>(widest); ++index)
        if (std::strcmp(wish, instruction_set_names[index]) == 0) return {static_cast<InstructionSet>(index), true};
    return {widest, false};
#endif
}

}  // namespace summitry
