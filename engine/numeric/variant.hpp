// Everything but the C interface is compiled once for each instruction set, in a namespace of its own.
//
// No container or algorithm of the C++ standard library is used in these headers: the linker would
// keep one copy of its code for all instruction sets, and that copy might not run everywhere.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#ifndef SUMMITRY_VARIANT
#define SUMMITRY_VARIANT baseline
#endif

#define SUMMITRY_INLINE inline __attribute__((always_inline))
#define SUMMITRY_NOINLINE __attribute__((noinline))

namespace summitry::inline SUMMITRY_VARIANT {

using i64 = std::int64_t;
using u64 = std::uint64_t;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

inline constexpr double smaller(double x, double y) { return y < x ? y : x; }
inline constexpr double larger(double x, double y) { return x < y ? y : x; }
inline constexpr i64 smaller(i64 x, i64 y) { return y < x ? y : x; }
inline constexpr i64 larger(i64 x, i64 y) { return x < y ? y : x; }

/// Round a size up to a multiple of a block.
inline constexpr i64 round_up(i64 size, i64 block) { return (size + block - 1) / block * block; }

inline bool is_infinite(double x) { return __builtin_isinf(x); }
inline bool is_nan(double x) { return __builtin_isnan(x); }

}  // namespace summitry::inline SUMMITRY_VARIANT
