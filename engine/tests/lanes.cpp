// Lanes<8> and Lanes<16> give the bits of the double version, function by function. Built once for each
// instruction set.
#include "batch/columns.hpp"
#include "curve/evaluate.hpp"
#include "curve/linear.hpp"
#include "interface/instruction_set.hpp"
#include "support.hpp"
#include "theory/equations.hpp"

namespace summitry::inline SUMMITRY_VARIANT {
namespace {

constexpr i64 size = 16;

bool same(double x, double y) { return std::memcmp(&x, &y, sizeof x) == 0 || (is_nan(x) && is_nan(y)); }

/// Check a function of one number at the numbers of a list.
template <class T, class Function>
void check_each(const Function& function, const test::Numbers& x) {
    for (std::size_t i = 0; i + size <= x.size(); i += width<T>) {
        const T values = function(load<T>(x.data() + i));
        for (int j = 0; j < width<T>; ++j) CHECK(same(lane(values, j), function(x[i + j])));
    }
}

template <class T>
void check_elementary(std::mt19937_64& random) {
    test::Numbers anywhere, unit;
    std::uniform_real_distribution<double> exponents(-720.0, 700.0), units(0.0, 1.0);
    for (int i = 0; i < 4000; ++i) anywhere.push_back(exponents(random)), unit.push_back(units(random));
    const double edges[] = {0.0, -0.0, -708.0, -709.0, -infinity, 1e-300, -1e-300, 5e-324};
    anywhere.insert(anywhere.end(), edges, edges + 8);
    for (double e : {0.0, 1.0, 1e-18, 5e-324, 0.41421356237309503, 0.41421356237309515, 0.5, 1e-8}) unit.push_back(e);
    check_each<T>([](auto x) { return exp(x); }, anywhere);
    check_each<T>([](auto x) { return log1p(x); }, unit);
    check_each<T>([](auto x) { return abs(-x); }, anywhere);
}

template <class T>
void check_points(const Point<T>& together, int j, const Point<double>& alone) {
    CHECK(same(lane(together.v, j), alone.v) && same(lane(together.vc, j), alone.vc));
    CHECK(same(lane(together.kappa, j), alone.kappa) && same(lane(together.spread, j), alone.spread));
    CHECK(same(lane(together.m, j), alone.m) && same(lane(together.excess, j), alone.excess));
    CHECK(same(lane(together.flat, j), alone.flat) && same(lane(together.steep, j), alone.steep));
    CHECK(same(lane(together.speed, j), alone.speed));
}

/// Linear curves side by side in one memory, as a batch keeps them, and the entries of a queue.
struct Models {
    explicit Models(const test::Numbers& table) : memory(std::size_t(size * linear_capacity)) {
        for (i64 i = 0; i < size; ++i) {
            const double* row = table.data() + i * SUMMITRY_MODEL;
            const double s = row[0] + row[1], n = row[2];
            const i64 start = i * linear_capacity;
            curves[i] = make_linear(row[0], row[1], s / (s + n), n / (s + n), memory.data() + start);
            games[i] = make_game(row[8], row[9], row[5], row[6], row[7], row[3], row[4]);
            const double first = double(curves[i].size), second = double(curves[i].data_size) - first;
            const FractionLists<double> lists = {double(start + list_head), first - list_head,
                                                 double(start) + first + list_head, second - list_head};
            queue.write(0, LaneModel<double>{games[i], curves[i].linear, lists, n});
            queue.advance();
        }
    }

    test::Numbers memory;
    Curve curves[size];
    Game<double> games[size];
    Columns queue{lane_model_fields, size};
};

/// Points and equations of a different model in each lane.
template <class T>
void check_models(const Models& models, std::mt19937_64& random) {
    std::normal_distribution<double> coordinates(0.0, 6.0);
    for (i64 i = 0; i < size; i += width<T>) {
        const LaneModel<T> m = load_model<T>(models.queue, 0, i);
        double x[size];
        for (double& each : x) each = coordinates(random);
        const Point<T> p = point_each(models.memory.data(), m.signal, m.lists, load<T>(x));
        const T values[] = {f_equation(m.game, p), l_equation(m.game, p),
                            deal_size(m.game, conjecture(m.game, p), p), absence_gap(m.game, p),
                            concession_slope(m.game, p.kappa, p.m), smooth_threshold(m.n, load<T>(x))};
        for (int j = 0; j < width<T>; ++j) {
            const Point<double> alone = linear_point(models.curves[i + j], x[j]);
            check_points(p, j, alone);
            const Game<double>& game = models.games[i + j];
            const double n = models.queue.row<double>(lane_model_fields - 1, i + j);
            CHECK(same(lane(values[0], j), f_equation(game, alone)));
            CHECK(same(lane(values[1], j), l_equation(game, alone)));
            CHECK(same(lane(values[2], j), deal_size(game, conjecture(game, alone), alone)));
            CHECK(same(lane(values[3], j), absence_gap(game, alone)));
            CHECK(same(lane(values[4], j), concession_slope(game, alone.kappa, alone.m)));
            CHECK(same(lane(values[5], j), smooth_threshold(n, x[j])));
        }
    }
}

/// The points of a grid on one curve, ends included.
void check_grids(const Models& models) {
    constexpr i64 points = 203, stride = 224;
    double x[stride];
    for (i64 i = 0; i < stride; ++i) x[i] = -25.0 + 50.0 * double(smaller(i, points - 1)) / (points - 1);
    x[0] = -infinity;
    for (i64 i = points - 1; i < stride; ++i) x[i] = infinity;
    for (const Curve& curve : models.curves) {
        test::Numbers together(point_rows * stride), alone(point_rows * stride);
        linear_points<Block>(curve, x, points, together.data(), stride);
        linear_points<double>(curve, x, points, alone.data(), stride);
        for (i64 row = 0; row < point_rows; ++row)
            for (i64 i = 0; i < points; ++i) CHECK(same(together[row * stride + i], alone[row * stride + i]));
    }
}

void check() {
    std::mt19937_64 random(1);
    check_elementary<Lanes<8>>(random);
    check_elementary<Lanes<16>>(random);
    for (unsigned seed = 0; seed < 40; ++seed) {
        test::Numbers table = test::random_models(size, seed);
        if (seed % 4 == 0)  // all lanes with one signal
            for (i64 i = 1; i < size; ++i) std::memcpy(&table[i * SUMMITRY_MODEL], table.data(), 3 * sizeof(double));
        const Models models(table);
        check_models<Lanes<8>>(models, random);
        check_models<Lanes<16>>(models, random);
        if (seed < 8) check_grids(models);
    }
}

}  // namespace
}  // namespace summitry::inline SUMMITRY_VARIANT

#define TEXT_OF(x) #x
#define NAME_OF(x) TEXT_OF(x)

int main() {
    const char* widest = summitry::instruction_set_names[int(summitry::widest_instruction_set())];
    for (const char* name : summitry::instruction_set_names) {
        if (std::strcmp(name, NAME_OF(SUMMITRY_VARIANT)) == 0) break;
        if (std::strcmp(name, widest) == 0) return 77;  // this processor has no such instructions
    }
    summitry::SUMMITRY_VARIANT::check();
    return 0;
}
