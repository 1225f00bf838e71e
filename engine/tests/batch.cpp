// Many models: whatever the blocks and whichever thread solves them, the same bits; and the answers are those
// to the same models asked one by one.
#include <algorithm>
#include <thread>

#include "support.hpp"

namespace {

using test::Batch;

enum Status { none, one, several, limit, unbounded, undecided };

void solve_in_blocks(const Batch& batch, std::int64_t block) {
    for (std::int64_t first = 0; first < batch.rows; first += block)
        CHECK(batch.solve(first, std::min(first + block, batch.rows)) == SUMMITRY_OK);
}

void solve_by_threads(const Batch& batch, int workers) {
    std::vector<std::thread> threads;
    std::vector<int> codes(std::size_t(workers), -1);
    for (int k = 0; k < workers; ++k)
        threads.emplace_back([&batch, &codes, k, workers] {
            codes[std::size_t(k)] = batch.solve(batch.rows * k / workers, batch.rows * (k + 1) / workers);
        });
    for (std::thread& thread : threads) thread.join();
    for (const int code : codes) CHECK(code == SUMMITRY_OK);
}

void solve_chosen(const Batch& batch) {
    std::vector<std::int64_t> rows;
    for (std::int64_t i = batch.rows; i-- > 0;) rows.push_back(i);
    summitry_request backwards = batch.request;
    backwards.chosen = rows.data();
    CHECK(summitry_solve_many(&backwards, &batch.answers, nullptr) == SUMMITRY_OK);
}

void check_divisions(std::int64_t rows, int information, const test::Numbers& table) {
    const Batch whole(table, information), blocks(table, information), threads(table, information),
        chosen(table, information);
    CHECK(whole.solve() == SUMMITRY_OK);
    solve_in_blocks(blocks, rows / 13 + 1);
    CHECK(blocks == whole);
    solve_by_threads(threads, 3);
    CHECK(threads == whole);
    solve_chosen(chosen);
    CHECK(chosen == whole);
    for (const std::int8_t status : whole.status) CHECK(none <= status && status <= undecided);
}

/// Compare one row with summitry_solve: the status and, where all candidates stand, the numbers.
void check_row(const Batch& batch, std::int64_t row, const test::Numbers& curve) {
    const double infinite = std::numeric_limits<double>::infinity();
    const double strongest_place[2] = {0.0, -infinite};
    double point[SUMMITRY_POINT];
    CHECK(summitry_points(curve.data(), 1, strongest_place, strongest_place + 1, point) == SUMMITRY_OK);
    constexpr std::int64_t capacity = 64;
    test::Numbers candidates(4 * capacity), numbers(SUMMITRY_NUMBERS * capacity),
        certificates(SUMMITRY_CERTIFICATE * capacity);
    for (int proposer = 0; proposer < 2; ++proposer) {
        std::int64_t count = 0;
        int special = 0;
        CHECK(summitry_solve(batch.table.data() + row * SUMMITRY_MODEL, curve.data(), proposer, point[2], point[3],
                             capacity, &count, candidates.data(), numbers.data(), certificates.data(),
                             &special, nullptr) == SUMMITRY_OK);
        std::vector<std::int64_t> standing;
        for (std::int64_t i = 0; i < count; ++i)
            if (candidates[std::size_t(4 * i + 3)] == 0.0) standing.push_back(i);
        const std::int64_t at = proposer * batch.rows + row;
        const int status = batch.status[std::size_t(at)];
        CHECK((status == limit) == (special == 1) && (status == unbounded) == (special == 2));
        if (special != 0 || status == undecided) continue;
        CHECK(status == (standing.size() > 1 ? several : int(standing.size())));
        CHECK(batch.count[std::size_t(at)] == std::int64_t(standing.size()));
        for (std::size_t slot = 0; slot < std::min<std::size_t>(standing.size(), Batch::slots); ++slot) {
            const double* alone = numbers.data() + standing[slot] * SUMMITRY_NUMBERS;
            const double* together = batch.equilibrium(std::int64_t(slot), proposer, row);
            CHECK(std::memcmp(alone, together, SUMMITRY_NUMBERS * sizeof(double)) == 0);
        }
    }
}

void check_one_by_one(const Batch& batch, std::int64_t step) {
    for (std::int64_t row = 0; row < batch.rows; row += step) {
        const double* m = batch.table.data() + row * SUMMITRY_MODEL;
        const double s = m[0] + m[1];
        std::int64_t length = 0;
        summitry_linear_curve(m[0], m[1], s / (s + m[2]), m[2] / (s + m[2]), 0, nullptr, &length);
        test::Numbers curve(static_cast<std::size_t>(length));
        CHECK(summitry_linear_curve(m[0], m[1], s / (s + m[2]), m[2] / (s + m[2]), length, curve.data(),
                                    &length) == SUMMITRY_OK);
        check_row(batch, row, curve);
    }
}

}  // namespace

/// The first argument is how many models.
int main(int count, char** arguments) {
    const std::int64_t rows = count > 1 ? std::atoll(arguments[1]) : 20'000;
    const test::Numbers linear = test::random_models(rows, 7);
    check_divisions(rows, 0, linear);
    test::Numbers binomial = test::random_models(rows / 20, 8);
    for (std::size_t i = 2; i < binomial.size(); i += SUMMITRY_MODEL)
        binomial[i] = std::min(std::ceil(binomial[i]), 30.0);
    check_divisions(rows / 20, 1, binomial);
    const Batch batch(linear);
    CHECK(batch.solve() == SUMMITRY_OK);
    check_one_by_one(batch, rows / 500 + 1);
    return 0;
}
