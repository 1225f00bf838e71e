// What the tests share: a check that names itself, random models, and batches of them.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "include/summitry.h"

/// Stop the program with the condition and its place if it is false.
#define CHECK(condition)                                                                \
    do {                                                                                \
        if (!(condition)) {                                                             \
            std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
            std::exit(1);                                                               \
        }                                                                               \
    } while (false)

namespace test {

using Numbers = std::vector<double>;

inline bool same_bits(const Numbers& a, const Numbers& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

/// Models with ordinary and with extreme parameters, as rows of a table; every ninth shares its signal with
/// the one before, every seventh has Ψ = ∞, every fifth σ = 1, every eleventh q = 0.
inline Numbers random_models(std::int64_t rows, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto between = [&](double low, double high) {
        return low + (high - low) * (double(random() >> 11) * 0x1p-53);
    };
    const auto log_between = [&](double low, double high) {
        return std::exp(between(std::log(low), std::log(high)));
    };
    Numbers table;
    for (std::int64_t i = 0; i < rows; ++i) {
        const double wide = i % 4 == 0 ? 100.0 : 1.0;
        double signal[3] = {log_between(0.5 / wide, 20 * wide), log_between(0.5 / wide, 20 * wide),
                            log_between(1 / wide, 100 * wide)};
        if (i % 9 == 8) std::memcpy(signal, table.data() + table.size() - SUMMITRY_MODEL, sizeof signal);
        const double row[SUMMITRY_MODEL] = {
            signal[0], signal[1], signal[2],
            i % 5 == 4 ? 1.0 : between(0, 1),   // sigma
            i % 11 == 10 ? 0.0 : between(0, 1), // q
            between(0, 1),                      // tau
            log_between(0.05, 2),               // rho
            between(0, 1),                      // r
            i % 7 == 6 ? std::numeric_limits<double>::infinity() : log_between(0.5, 3000 * wide),  // psi
            between(1, 4)};                     // k_max
        table.insert(table.end(), row, row + SUMMITRY_MODEL);
    }
    return table;
}

/// The answers to a table of models under all three protocols.
struct Batch {
    static constexpr int protocols = 3;
    static constexpr std::int64_t slots = 2;

    explicit Batch(const Numbers& models, int information = 0)
        : table(models),
          rows(std::int64_t(models.size()) / SUMMITRY_MODEL),
          status(std::size_t(protocols * rows), -1),
          count(std::size_t(protocols * rows), -1),
          numbers(std::size_t(slots * protocols * rows * SUMMITRY_NUMBERS), -1.0) {
        for (std::int64_t k = 0; k < SUMMITRY_NUMBERS; ++k) column[k] = k;
        request = {table.data(), rows, nullptr, 0, rows, information, nullptr, lowest, highest,
                   may_be_infinite, protocols, protocol, 0, 0.0, slots, SUMMITRY_NUMBERS, column, 0, nullptr};
        answers = {status.data(), count.data(), numbers.data()};
    }
    Batch(const Batch&) = delete;

    template <class Solve>
    int solve(Solve function, std::int64_t first, std::int64_t stop, const volatile int* cancel = nullptr) const {
        summitry_request part = request;
        part.first = first, part.stop = stop;
        return function(&part, &answers, cancel);
    }
    int solve(std::int64_t first, std::int64_t stop, const volatile int* cancel = nullptr) const {
        return solve(&summitry_solve_many, first, stop, cancel);
    }
    int solve() const { return solve(0, rows); }

    const double* equilibrium(std::int64_t slot, int j, std::int64_t row) const {
        return numbers.data() + ((slot * protocols + j) * rows + row) * SUMMITRY_NUMBERS;
    }

    bool operator==(const Batch& other) const {
        return status == other.status && count == other.count && same_bits(numbers, other.numbers);
    }

    Numbers table;
    std::int64_t rows;
    std::vector<std::int8_t> status;
    std::vector<std::int64_t> count;
    Numbers numbers;
    summitry_request request;
    summitry_answers answers;
    std::int64_t column[SUMMITRY_NUMBERS];
    std::int64_t protocol[protocols] = {0, 1, 2};
    double lowest[SUMMITRY_MODEL] = {1e-6, 1e-6, 1e-9, 0, 0, 0, 0, 0, 1e-9, 1};
    double highest[SUMMITRY_MODEL] = {1e6, 1e6, 1e9, 1, 1, 1e9, 1e9, 1, 1e15, 1e9};
    double may_be_infinite[SUMMITRY_MODEL] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 0};
};

}  // namespace test
