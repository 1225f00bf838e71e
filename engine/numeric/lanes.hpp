// Lanes<N>: N doubles in SIMD registers, with the operators and functions that a double has.
//
// A function template over its number type T runs for one double and for Lanes<8> or Lanes<16> with
// the same sequence of IEEE operations, and so gives the same bits in each lane. A comparison of
// lanes is a Mask<N>; branches on numbers are written select(mask, if_true, if_false).
// The registers are the compiler's own vector types. Two functions use intrinsics: `bits`, and `fma`
// under gcc, which splits a loop over the lanes into scalars once functions grow large.
#pragma once

#include "numeric/variant.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace summitry::inline SUMMITRY_VARIANT {

#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr int native_width = 8;
#elif defined(__AVX2__)
inline constexpr int native_width = 4;
#else
inline constexpr int native_width = 2;
#endif

using native_doubles = double __attribute__((vector_size(8 * native_width)));
using native_words = i64 __attribute__((vector_size(8 * native_width)));
using native_bits = u64 __attribute__((vector_size(8 * native_width)));

// --------------------------------------------------------------------------------------- one double

// The last bits of 2⁵² + i are the whole number i.
inline constexpr double whole = 0x1p52;
inline constexpr i64 whole_bits = 0x4330000000000000;

/// Return x·y + z with one rounding, where the instruction set has such an instruction.
SUMMITRY_INLINE double fma(double x, double y, double z) {
#if defined(__FMA__) || defined(__aarch64__)
    return __builtin_fma(x, y, z);
#else
    return x * y + z;  // a fused product without hardware takes a hundred times as long
#endif
}

SUMMITRY_INLINE double select(bool which, double yes, double no) { return which ? yes : no; }
SUMMITRY_INLINE double abs(double x) { return __builtin_fabs(x); }
SUMMITRY_INLINE bool any(bool mask) { return mask; }
SUMMITRY_INLINE bool all(bool mask) { return mask; }
SUMMITRY_INLINE u64 bits(bool mask) { return mask; }
SUMMITRY_INLINE bool inverse(bool mask) { return !mask; }

/// Return p·2ᵏ, where k stands in the last bits of `shifted` (see elementary.hpp).
SUMMITRY_INLINE double scale_by_power(double p, double shifted) {
    return __builtin_bit_cast(
        double, __builtin_bit_cast(u64, p) + (__builtin_bit_cast(u64, shifted) << 52));
}

/// Return the bits of x ≥ 0 but the last `shift` ones, as a whole number.
SUMMITRY_INLINE double leading_bits(double x, i64 shift) {
    return __builtin_bit_cast(double, (__builtin_bit_cast(i64, x) >> shift) | whole_bits) - whole;
}

/// Return a whole number from 0 to 2⁵² as an integer.
SUMMITRY_INLINE i64 integer(double x) { return __builtin_bit_cast(i64, x + whole) ^ whole_bits; }
SUMMITRY_INLINE void store_integers(i64* to, double x) { *to = integer(x); }

// ------------------------------------------------------------------------------ truth values

/// N truth values, from a comparison of lanes.
template <int N>
struct Mask {
    Mask<N / 2> low, high;

    Mask() = default;
    SUMMITRY_INLINE Mask(bool x) : low(x), high(x) {}
    SUMMITRY_INLINE Mask(Mask<N / 2> a, Mask<N / 2> b) : low(a), high(b) {}

    friend SUMMITRY_INLINE Mask operator&(Mask x, Mask y) { return {x.low & y.low, x.high & y.high}; }
    friend SUMMITRY_INLINE Mask operator|(Mask x, Mask y) { return {x.low | y.low, x.high | y.high}; }
    friend SUMMITRY_INLINE Mask operator^(Mask x, Mask y) { return {x.low ^ y.low, x.high ^ y.high}; }
    friend SUMMITRY_INLINE Mask inverse(Mask x) { return {inverse(x.low), inverse(x.high)}; }
    /// Return the truth values as the lowest N bits of a word, the first lane in the lowest bit.
    friend SUMMITRY_INLINE u64 bits(Mask x) { return bits(x.low) | bits(x.high) << (N / 2); }
    friend SUMMITRY_INLINE bool any(Mask x) { return any(x.low | x.high); }
    friend SUMMITRY_INLINE bool all(Mask x) { return all(x.low & x.high); }
};

template <>
struct Mask<native_width> {
    native_words value;

    Mask() = default;
    SUMMITRY_INLINE Mask(bool x) : value(native_words{} - i64(x)) {}
    SUMMITRY_INLINE explicit Mask(native_words x) : value(x) {}

    friend SUMMITRY_INLINE Mask operator&(Mask x, Mask y) { return Mask(x.value & y.value); }
    friend SUMMITRY_INLINE Mask operator|(Mask x, Mask y) { return Mask(x.value | y.value); }
    friend SUMMITRY_INLINE Mask operator^(Mask x, Mask y) { return Mask(x.value ^ y.value); }
    friend SUMMITRY_INLINE Mask inverse(Mask x) { return Mask(~x.value); }
    friend SUMMITRY_INLINE u64 bits(Mask x) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
        return _mm512_movepi64_mask(__builtin_bit_cast(__m512i, x.value));
#elif defined(__AVX2__)
        return u64(_mm256_movemask_pd(__builtin_bit_cast(__m256d, x.value)));
#elif defined(__SSE2__)
        return u64(_mm_movemask_pd(__builtin_bit_cast(__m128d, x.value)));
#else
        return u64(x.value[0] & 1) | u64(x.value[1] & 1) << 1;
#endif
    }
    friend SUMMITRY_INLINE bool any(Mask x) { return bits(x) != 0; }
    friend SUMMITRY_INLINE bool all(Mask x) { return bits(inverse(x)) == 0; }
};

// ------------------------------------------------------------------------------------ N doubles

/// N doubles that behave like one.
template <int N>
struct Lanes {
    Lanes<N / 2> low, high;

    Lanes() = default;
    SUMMITRY_INLINE Lanes(double x) : low(x), high(x) {}
    SUMMITRY_INLINE Lanes(Lanes<N / 2> a, Lanes<N / 2> b) : low(a), high(b) {}

#define SUMMITRY_OPERATOR(OP)                                                \
    friend SUMMITRY_INLINE Lanes operator OP(Lanes x, Lanes y) {             \
        return {x.low OP y.low, x.high OP y.high};                           \
    }
    SUMMITRY_OPERATOR(+) SUMMITRY_OPERATOR(-) SUMMITRY_OPERATOR(*) SUMMITRY_OPERATOR(/)
#undef SUMMITRY_OPERATOR
#define SUMMITRY_COMPARISON(OP)                                              \
    friend SUMMITRY_INLINE Mask<N> operator OP(Lanes x, Lanes y) {           \
        return {x.low OP y.low, x.high OP y.high};                           \
    }
    SUMMITRY_COMPARISON(<) SUMMITRY_COMPARISON(<=) SUMMITRY_COMPARISON(>)
    SUMMITRY_COMPARISON(>=) SUMMITRY_COMPARISON(==) SUMMITRY_COMPARISON(!=)
#undef SUMMITRY_COMPARISON
    friend SUMMITRY_INLINE Lanes operator-(Lanes x) { return {-x.low, -x.high}; }
    friend SUMMITRY_INLINE Lanes abs(Lanes x) { return {abs(x.low), abs(x.high)}; }
    friend SUMMITRY_INLINE Lanes fma(Lanes x, Lanes y, Lanes z) {
        return {fma(x.low, y.low, z.low), fma(x.high, y.high, z.high)};
    }
    friend SUMMITRY_INLINE Lanes scale_by_power(Lanes p, Lanes shifted) {
        return {scale_by_power(p.low, shifted.low), scale_by_power(p.high, shifted.high)};
    }
    friend SUMMITRY_INLINE Lanes leading_bits(Lanes x, i64 shift) {
        return {leading_bits(x.low, shift), leading_bits(x.high, shift)};
    }
    friend SUMMITRY_INLINE void store_integers(i64* to, Lanes x) {
        store_integers(to, x.low), store_integers(to + N / 2, x.high);
    }
};

template <>
struct Lanes<native_width> {
    native_doubles value;

    Lanes() = default;
    SUMMITRY_INLINE Lanes(double x) : value(x - native_doubles{}) {}
    SUMMITRY_INLINE explicit Lanes(native_doubles x) : value(x) {}

#define SUMMITRY_OPERATOR(OP)                                                \
    friend SUMMITRY_INLINE Lanes operator OP(Lanes x, Lanes y) { return Lanes(x.value OP y.value); }
    SUMMITRY_OPERATOR(+) SUMMITRY_OPERATOR(-) SUMMITRY_OPERATOR(*) SUMMITRY_OPERATOR(/)
#undef SUMMITRY_OPERATOR
#define SUMMITRY_COMPARISON(OP)                                              \
    friend SUMMITRY_INLINE Mask<native_width> operator OP(Lanes x, Lanes y) { \
        return Mask<native_width>(x.value OP y.value);                       \
    }
    SUMMITRY_COMPARISON(<) SUMMITRY_COMPARISON(<=) SUMMITRY_COMPARISON(>)
    SUMMITRY_COMPARISON(>=) SUMMITRY_COMPARISON(==) SUMMITRY_COMPARISON(!=)
#undef SUMMITRY_COMPARISON
    friend SUMMITRY_INLINE Lanes operator-(Lanes x) { return Lanes(-x.value); }
    friend SUMMITRY_INLINE Lanes abs(Lanes x) {
        constexpr i64 magnitude = std::numeric_limits<i64>::max();
        return Lanes((native_doubles)((native_words)x.value & magnitude));
    }
    friend SUMMITRY_INLINE Lanes fma(Lanes x, Lanes y, Lanes z) {
#if !defined(__FMA__) && !defined(__aarch64__)
        return x * y + z;
#elif defined(__AVX512F__)
        return Lanes((native_doubles)_mm512_fmadd_pd(x.value, y.value, z.value));
#elif defined(__AVX2__)
        return Lanes((native_doubles)_mm256_fmadd_pd(x.value, y.value, z.value));
#else
        return Lanes((native_doubles)vfmaq_f64(z.value, x.value, y.value));
#endif
    }
    friend SUMMITRY_INLINE Lanes scale_by_power(Lanes p, Lanes shifted) {
        return Lanes((native_doubles)((native_words)p.value + ((native_words)shifted.value << 52)));
    }
    friend SUMMITRY_INLINE Lanes leading_bits(Lanes x, i64 shift) {
        // of no sign, for which every instruction set can shift
        const native_bits leading = (native_bits)x.value >> u64(shift);
        return Lanes((native_doubles)((native_words)leading | whole_bits) - whole);
    }
    friend SUMMITRY_INLINE void store_integers(i64* to, Lanes x) {
        const native_words numbers = (native_words)(x.value + whole) ^ whole_bits;
        std::memcpy(to, &numbers, sizeof numbers);
    }
};

/// Return `yes` where the mask is true, `no` elsewhere.
template <int N>
SUMMITRY_INLINE Lanes<N> select(
    Mask<N> which, std::type_identity_t<Lanes<N>> yes, std::type_identity_t<Lanes<N>> no) {
    if constexpr (N == native_width) {
        return Lanes<N>(which.value ? yes.value : no.value);
    } else {
        return {select(which.low, yes.low, no.low), select(which.high, yes.high, no.high)};
    }
}

// -------------------------------------------------------------------- memory and single lanes

/// Eight numbers at a time is what loops over tables are laid out for, whatever the registers hold; fewer where the
/// code must be small (the page's second set of kernels). No result depends on it.
#if defined(SUMMITRY_SMALL)
inline constexpr i64 block_width = native_width;
#else
inline constexpr i64 block_width = 8;
#endif
using Block = Lanes<int(block_width)>;
/// How many numbers before and after a row may be read or written: a block, or the columns beside an own deal.
inline constexpr i64 row_margin = 8;

/// How many doubles a number type holds.
template <class T>
inline constexpr int width = 1;
template <int N>
inline constexpr int width<Lanes<N>> = N;

/// The type of a comparison of two numbers of type T.
template <class T>
using mask_of = decltype(T() < T());

/// Read as many doubles as T holds, from any address.
template <class T>
SUMMITRY_INLINE T load(const double* from) {
    T out;
    std::memcpy(&out, from, sizeof(T));
    return out;
}

template <class T>
SUMMITRY_INLINE void store(double* to, T values) {
    std::memcpy(to, &values, sizeof(T));
}

/// Return the numbers 0, 1, 2, … of the lanes.
template <class T>
SUMMITRY_INLINE T lane_numbers() {
    static constexpr double numbers[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return load<T>(numbers);
}

/// Read one lane.
template <class T>
SUMMITRY_INLINE double lane(T values, int which) {
    double out[width<T>];
    store(out, values);
    return out[which];
}

SUMMITRY_INLINE double largest(double x) { return x; }

/// Return the largest of the lanes.
template <int N>
SUMMITRY_INLINE double largest(Lanes<N> x) {
    if constexpr (N == native_width) {
        double best = x.value[0];
        for (int i = 1; i < N; ++i) best = x.value[i] > best ? x.value[i] : best;
        return best;
    } else {
        return largest(select(x.low > x.high, x.low, x.high));
    }
}

/// Return the number of the lowest bit that is set.
SUMMITRY_INLINE int lowest_bit(u64 word) { return __builtin_ctzll(word); }

/// Read base[offset + from[j]] into lane j.
template <class T>
SUMMITRY_INLINE T gather(const double* base, const i64* from, i64 offset) {
    if constexpr (width<T> == 1) {
        return base[offset + from[0]];
    } else if constexpr (width<T> > native_width) {
        using Half = Lanes<width<T> / 2>;
        return {gather<Half>(base, from, offset), gather<Half>(base, from + width<Half>, offset)};
    } else {
        const double* at = base + offset;
        return [&]<int... j>(std::integer_sequence<int, j...>) {
            return T(native_doubles{at[from[j]]...});
        }(std::make_integer_sequence<int, native_width>());
    }
}

#if defined(__AVX512F__) && defined(__AVX512DQ__)

/// Read four numbers of each of eight rows, from[j] numbers from `base` on, and turn them into four vectors.
SUMMITRY_INLINE void transpose_four(const double* base, const i64* from, Lanes<8>* out) {
    constexpr __mmask8 every = 0xff;  // without a mask gcc warns of what it leaves uninitialized itself
    __m512d pair[4];
    for (int j = 0; j < 4; ++j) {
        const __m512d low = _mm512_castpd256_pd512(_mm256_loadu_pd(base + from[j]));
        pair[j] = _mm512_maskz_insertf64x4(every, low, _mm256_loadu_pd(base + from[j + 4]), 1);
    }
    const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
    const __m512i second = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
    const __m512d even = _mm512_maskz_unpacklo_pd(every, pair[0], pair[1]);
    const __m512d odd = _mm512_maskz_unpackhi_pd(every, pair[0], pair[1]);
    const __m512d even_after = _mm512_maskz_unpacklo_pd(every, pair[2], pair[3]);
    const __m512d odd_after = _mm512_maskz_unpackhi_pd(every, pair[2], pair[3]);
    out[0].value = (native_doubles)_mm512_permutex2var_pd(even, first, even_after);
    out[1].value = (native_doubles)_mm512_permutex2var_pd(odd, first, odd_after);
    out[2].value = (native_doubles)_mm512_permutex2var_pd(even, second, even_after);
    out[3].value = (native_doubles)_mm512_permutex2var_pd(odd, second, odd_after);
}

#elif defined(__AVX2__)

/// Read four numbers of each of four rows, from[j] numbers from `base` on, and turn them into four vectors.
SUMMITRY_INLINE void transpose_four(const double* base, const i64* from, Lanes<4>* out) {
    const __m256d a = _mm256_loadu_pd(base + from[0]), b = _mm256_loadu_pd(base + from[1]);
    const __m256d c = _mm256_loadu_pd(base + from[2]), d = _mm256_loadu_pd(base + from[3]);
    const __m256d even = _mm256_unpacklo_pd(a, b), odd = _mm256_unpackhi_pd(a, b);
    const __m256d even_after = _mm256_unpacklo_pd(c, d), odd_after = _mm256_unpackhi_pd(c, d);
    out[0].value = (native_doubles)_mm256_permute2f128_pd(even, even_after, 0x20);
    out[1].value = (native_doubles)_mm256_permute2f128_pd(odd, odd_after, 0x20);
    out[2].value = (native_doubles)_mm256_permute2f128_pd(even, even_after, 0x31);
    out[3].value = (native_doubles)_mm256_permute2f128_pd(odd, odd_after, 0x31);
}

#endif

/// Read `count` numbers in a row, a multiple of four, from base[from[j]] on into lane j of out[0], out[1], …
template <int count, class T>
SUMMITRY_INLINE void gather_rows(const double* base, const i64* from, T* out) {
    if constexpr (width<T> > native_width) {
        using Half = Lanes<width<T> / 2>;
        Half low[count], high[count];
        gather_rows<count>(base, from, low);
        gather_rows<count>(base, from + width<Half>, high);
        for (int i = 0; i < count; ++i) out[i] = T(low[i], high[i]);
    } else {
#if defined(__AVX2__)
        if constexpr (width<T> > 1) {
            for (int i = 0; i < count; i += 4) transpose_four(base + i, from, out + i);
            return;
        }
#endif
        for (int i = 0; i < count; ++i) out[i] = gather<T>(base, from, i);
    }
}

/// Return the index from `first` to before `stop` at which a function of blocks is largest; −1 if there is none.
///
/// `value(i)` is the block that begins at i; of equals the first counts.
template <class T, class Value>
i64 largest_index(i64 first, i64 stop, const Value& value) {
    if (first >= stop) return -1;
    T best = -std::numeric_limits<double>::infinity(), where = -1.0;
    for (i64 i = first / width<T> * width<T>; i < stop; i += width<T>) {
        const T index = lane_numbers<T>() + double(i);
        const T here = value(i);
        const auto better = (here > best) & (index >= double(first)) & (index < double(stop));
        best = select(better, here, best), where = select(better, index, where);
    }
    double heights[width<T>], indices[width<T>];
    store(heights, best), store(indices, where);
    int top = 0;
    for (int k = 1; k < width<T>; ++k) {
        const bool tie = heights[k] == heights[top] && indices[k] < indices[top];
        if (heights[k] > heights[top] || tie) top = k;
    }
    return i64(indices[top]);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
