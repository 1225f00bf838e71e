// What the functions answer that cannot do what they are asked for.
#include "support.hpp"

namespace {

void check_room() {
    std::int64_t length = 0;
    CHECK(summitry_linear_curve(2, 3, 0.25, 0.75, 0, nullptr, &length) == SUMMITRY_TOO_SMALL);
    CHECK(length > 0);
    test::Numbers curve(static_cast<std::size_t>(length));
    CHECK(summitry_linear_curve(2, 3, 0.25, 0.75, length - 1, curve.data(), &length) == SUMMITRY_TOO_SMALL);
    CHECK(summitry_linear_curve(2, 3, 0.25, 0.75, length, curve.data(), &length) == SUMMITRY_OK);

    std::int64_t size = 0;
    CHECK(summitry_grid(curve.data(), 0, 0, nullptr, &size) == SUMMITRY_OK);
    test::Numbers rows(static_cast<std::size_t>((SUMMITRY_POINT + 2) * size));
    CHECK(summitry_grid(curve.data(), 0, size - 1, rows.data(), &size) == SUMMITRY_TOO_SMALL);
    CHECK(summitry_grid(curve.data(), 0, size, rows.data(), &size) == SUMMITRY_OK);

    const test::Numbers model = {2, 3, 15, 0.5, 0.5, 0.1, 0.8, 0.4, 30, 1};
    std::int64_t count = 0;
    int special = 0;
    const auto solve = [&](std::int64_t capacity) {
        const std::size_t room = static_cast<std::size_t>(capacity);
        test::Numbers table(4 * room), numbers(SUMMITRY_NUMBERS * room), certificates(SUMMITRY_CERTIFICATE * room);
        return summitry_solve(model.data(), curve.data(), 0, 0.2, 0.4, capacity, &count, table.data(),
                              numbers.data(), certificates.data(), &special, nullptr);
    };
    CHECK(solve(0) == SUMMITRY_TOO_SMALL);
    CHECK(count > 0);
    CHECK(solve(count) == SUMMITRY_OK);

    std::int64_t steps = 0;
    CHECK(summitry_binomial_curve(2, 3, 5, 0, nullptr, &steps) == SUMMITRY_TOO_SMALL);
    test::Numbers stepped(static_cast<std::size_t>(steps));
    CHECK(summitry_binomial_curve(2, 3, 5, steps, stepped.data(), &steps) == SUMMITRY_OK);
}

void check_cancel() {
    for (const int information : {0, 1}) {
        test::Numbers models = test::random_models(1000, 3);
        for (std::size_t i = 2; i < models.size(); i += SUMMITRY_MODEL) models[i] = 4.0;
        const test::Batch batch(models, information);
        volatile int cancel = 1;
        CHECK(batch.solve(0, batch.rows, &cancel) == SUMMITRY_INTERRUPTED);
        CHECK(batch.status.back() == -1);  // not reached
        cancel = 0;
        CHECK(batch.solve(0, batch.rows, &cancel) == SUMMITRY_OK);
        CHECK(batch.status.back() != -1);
    }
}

void check_faults() {
    const test::Batch unknown(test::random_models(3, 3), 7);
    CHECK(unknown.solve() == SUMMITRY_BAD_ARGUMENT);

    test::Numbers models = test::random_models(SUMMITRY_MODEL + 2, 3);
    const double not_a_number = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t k = 0; k < SUMMITRY_MODEL; ++k) models[k * SUMMITRY_MODEL + k] = not_a_number;
    models[SUMMITRY_MODEL * SUMMITRY_MODEL] = -1.0;  // alpha
    const test::Batch batch(models);
    CHECK(batch.solve() == SUMMITRY_OK);
    for (std::int64_t row = 0; row < batch.rows; ++row)
        for (int j = 0; j < test::Batch::protocols; ++j) {
            const std::size_t at = std::size_t(j * batch.rows + row);
            CHECK((batch.status[at] == 6) == (row <= SUMMITRY_MODEL));
            if (batch.status[at] == 6) CHECK(batch.count[at] == 0 && std::isnan(batch.equilibrium(0, j, row)[0]));
        }
}

}  // namespace

int main() {
    check_room();
    check_cancel();
    check_faults();
    return 0;
}
