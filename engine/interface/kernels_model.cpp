// The C interface's functions of payoffs, deals and one model, for one instruction set.
#include "batch/answers.hpp"
#include "equilibrium/limit.hpp"
#include "interface/kernels.hpp"
#include "theory/visit_subgame.hpp"

namespace summitry::inline SUMMITRY_VARIANT {
namespace interface {

// ---------------------------------------------------------------- payoffs and equations (T1 to T5)

int payoffs(
    const double* model, int which, int64_t count, const double* first, const double* second,
    double* out, const double* law) {
    const Game<double> game = game_of(model, law);
    for (i64 i = 0; i < count; ++i) {
        const double a = first[i], b = second[i];
        switch (which) {
            case 0: out[i] = removal_probability(game, challenge_level(game, a), b); break;
            case 1: out[i] = payoff_leader(game, a, b); break;
            case 2: out[i] = payoff_visit(game, a, b); break;
            case 3: out[i] = payoff_challenger(game, a, b); break;
            case 4: out[i] = game.law.chance(game.c, challenge_level(game, a)); break;
            default: return SUMMITRY_BAD_ARGUMENT;
        }
    }
    return SUMMITRY_OK;
}

int concession(const double* model, int64_t count, const double* k, const double* m, double* out, const double* law) {
    const Game<double> game = game_of(model, law);
    for (i64 i = 0; i < count; ++i) {
        out[i] = summitry::concession(game, k[i], m[i]);
        out[count + i] = net_price(game, k[i], m[i]);
    }
    return SUMMITRY_OK;
}

int equations(
    const double* model, int64_t count, const double* points, double* out, const double* law) {
    const Game<double> game = game_of(model, law);
    for (i64 i = 0; i < count; ++i) {
        const Point<double> p = load_point<double>(points, count, i);
        out[i] = f_equation(game, p);
        out[count + i] = l_equation(game, p);
        out[2 * count + i] = absence_gap(game, p);
        out[3 * count + i] = highest_price(game, p);
        out[4 * count + i] = open_risk(game, p);
        out[5 * count + i] = concession_slope(game, challenge_level(game, p.kappa), p.m);
    }
    return SUMMITRY_OK;
}

int deals(
    const double* model, const double* conjecture, int64_t count, const double* points, double* out,
    const double* law) {
    const Game<double> game = game_of(model, law);
    const Conjecture<double> believed = conjecture_of(game, conjecture[0], conjecture[1], conjecture[2]);
    for (i64 i = 0; i < count; ++i) {
        const Point<double> p = load_point<double>(points, count, i);
        out[i] = mean_rise(game, believed, p);
        out[count + i] = deal_benefit(game, believed, p);
        out[2 * count + i] = deal_size(game, believed, p);
        out[3 * count + i] = deal_price(game, believed, p);
        out[4 * count + i] = deal_gain(game, believed, p);
        out[5 * count + i] = deal_gain_slope(game, believed, p);
    }
    return SUMMITRY_OK;
}

int outcomes(
    const double* model, double k0, int64_t count, const double* points, const double* k_absent,
    const double* not_salient, const double* price, double* out, const double* law) {
    const Game<double> game = game_of(model, law);
    for (i64 i = 0; i < count; ++i) {
        const Point<double> p = load_point<double>(points, count, i);
        const Outcome<double> o = outcome(game, k0, p, k_absent[i], not_salient[i], price[i]);
        double row[SUMMITRY_OUTCOME];
        static_assert(sizeof row == sizeof o);
        std::memcpy(row, &o, sizeof o);
        for (i64 k = 0; k < SUMMITRY_OUTCOME; ++k) out[k * count + i] = row[k];
    }
    return SUMMITRY_OK;
}

/// Read an assessment; cut-offs that are those of Bayes' rule but for rounding get all their digits.
Assessment<double> read_assessment(const Game<double>& game, const Curve& curve, const double* array) {
    Assessment<double> a{array[0] != 0.0, array[1] != 0.0, array[2] != 0.0, i64(array[3]), array[4],
                         array[5], array[6], array[7], curve.k0 - array[6], not_a_number};
    const Point<double> p = point_at(curve, a.segment, a.deal ? a.x : -infinity);
    const double right = a.deal ? p.kappa : curve.m_first, below = p.vc * p.spread;
    const double gap = !a.deal ? below : a.open ? p.spread : absence_gap(game, p);
    const auto agree = [](double x, double y) { return abs(x - y) <= belief_rounding * y; };
    double stated = a.k_absent - a.k_visit;
    if (agree(a.k_visit, right)) {
        a.below = below;
        if (agree(a.k_absent, right + gap)) stated = gap;
    }
    const Conjecture<double> believed = conjecture_of(game, a.k_visit, a.below, stated);
    a.gap = believed.gap, a.level = believed.level;
    return a;
}

int continuations(
    const double* model, const double* curve, const double* assessment, int64_t count,
    const double* segment, const double* x, double* out, const double* law) {
    const Game<double> game = game_of(model, law);
    const Curve c = read_curve(curve);
    const Assessment<double> a = read_assessment(game, c, assessment);
    for (i64 i = 0; i < count; ++i) {
        const Point<double> p = point_at(c, i64(segment[i]), x[i]);
        const Continuation<double> play = follow(game, p, a);
        const double row[5] = {p.v, play.price, play.gain_l, play.payoff_f, play.kept};
        for (i64 k = 0; k < 5; ++k) out[k * count + i] = row[k];
    }
    return SUMMITRY_OK;
}

int trace(
    const double* model, const double* curve, int64_t count, const double* segment, const double* x,
    double* out, const double* law) {
    const Game<double> game = game_of(model, law);
    const Curve c = read_curve(curve);
    for (i64 i = 0; i < count; ++i) {
        const i64 j = i64(segment[i]);
        const Point<double> p = point_at(c, j, x[i]);
        const double z = summitry::concession(game, p.kappa, p.m);
        const double k_absent = p.kappa + absence_gap(game, p), nu = p.kappa + p.spread;
        const Outcome<double> o = outcome(game, c.k0, p, k_absent, k_absent, z);
        double a = threshold_of(c, model[column_n], j, x[i]);
        // for steps the count and the share of it that stays away
        if (c.kind == kind_steps) a += share_at(-x[i]);
        const double row[SUMMITRY_TRACE] = {
            a, p.v, p.vc, z, p.kappa, k_absent, o.removal_visit,
            game.law.chance(game.c, nu * challenge_level(game, nu)),
            open_risk(game, p), o.removal_salient, o.removal_not_salient, o.payoff_f,
            o.payoff_l_salient, o.payoff_l_isolated, o.removal_isolated};
        for (i64 k = 0; k < SUMMITRY_TRACE; ++k) out[k * count + i] = row[k];
    }
    return SUMMITRY_OK;
}

// ------------------------------------------------------------------------------- one model (T5)

/// A model, its curve, both grids and memory to search them.
struct Search {
    Game<double> game;
    Curve curve;
    OwnedGrid grid;
    OwnedGrid checking;
    Workspace work;
    double n;
    double belief;
    double below;

    Search(
        const double* model, const double* array, double off_path_belief, double drop, const double* law)
        : game(game_of(model, law)),
          curve(read_curve(array)),
          grid(make_grid<double>(curve, solver_grid)),
          checking(make_grid<double>(curve, checker_grid)),
          work(larger(grid.grid.size, checking.grid.size)),
          n(model[column_n]),
          belief(off_path_belief),
          below(drop) {}

    bool ok() const { return grid.ok() && checking.ok() && work.ok(); }
    Problem problem() const { return {game, curve, grid.grid, checking.grid, n, belief, below}; }
    i64 most() const { return most_candidates(grid.grid.size, curve.segments); }
};

int solve(
    const double* model, const double* curve, int proposer, double belief, double below,
    int64_t capacity, int64_t* count, double* table, double* numbers, double* certificates,
    int* special, const double* law) {
    Search search(model, curve, belief, below, law);
    Buffer<Candidate> memory(search.most());
    if (!search.ok() || !memory.ok()) return SUMMITRY_OUT_OF_MEMORY;
    const Problem problem = search.problem();
    const Proposer who = Proposer(proposer);
    Candidates found{memory.data(), 1, 0, true};
    solve_closed<double>(problem, who, found, search.work);
    *count = found.count;
    *special = is_unbounded(search.game, search.curve, who) ? 2
               : has_limit(search.game, search.curve, who)  ? 1
                                                            : 0;
    if (found.count > capacity) return SUMMITRY_TOO_SMALL;
    for (i64 i = 0; i < found.count; ++i) {
        const Candidate& c = found[i];
        const double row[4] = {double(c.kind), double(c.segment), c.x, double(c.refuted)};
        std::memcpy(table + 4 * i, row, sizeof row);
        if (c.refuted) continue;
        const Certificate found_gains = certify_candidate<double>(
            problem, false, who, c, numbers + i * SUMMITRY_NUMBERS, search.work);
        std::memcpy(certificates + i * SUMMITRY_CERTIFICATE, &found_gains, sizeof found_gains);
    }
    return SUMMITRY_OK;
}

int certify(
    const double* model, const double* curve, int open, int proposer, double belief, double below,
    const double* candidate, double* numbers, double* certificate, const double* law) {
    Search search(model, curve, belief, below, law);
    if (!search.ok()) return SUMMITRY_OUT_OF_MEMORY;
    Candidate c = no_deal_candidate();
    c.kind = i64(candidate[0]), c.segment = i64(candidate[1]), c.x = candidate[2];
    const Certificate found = certify_candidate<double>(
        search.problem(), open != 0, Proposer(proposer), c, numbers, search.work);
    std::memcpy(certificate, &found, sizeof found);
    return SUMMITRY_OK;
}

int check(
    const double* model, const double* curve, const double* assessment, double* certificate,
    const double* law) {
    const Game<double> game = game_of(model, law);
    const Curve c = read_curve(curve);
    const OwnedGrid owned = make_grid<double>(c, checker_grid);
    Workspace work(owned.grid.size);
    if (!owned.ok() || !work.ok()) return SUMMITRY_OUT_OF_MEMORY;
    const Assessment<double> a = read_assessment(game, c, assessment);
    const Neighbourhood<double> here = evaluate_beside(c, a.segment, a.x);
    const Certificate found = summitry::certify<double>(game, c, owned.grid, a, here, work);
    std::memcpy(certificate, &found, sizeof found);
    return SUMMITRY_OK;
}

int limit(
    const double* model, const double* curve, int proposer, double belief, double below,
    double* numbers, double* certificate, double* sequence, int* exact, const double* law) {
    Search search(model, curve, belief, below, law);
    Buffer<Candidate> memory(search.most());
    if (!search.ok() || !memory.ok()) return SUMMITRY_OUT_OF_MEMORY;
    const Proposer who = Proposer(proposer);
    const Certificate found = certify_candidate<double>(
        search.problem(), false, who, limit_candidate(search.curve), numbers, search.work);
    std::memcpy(certificate, &found, sizeof found);
    Candidates candidates{memory.data(), 1, 0, true};
    *exact = approach_limit<double>(search.problem(), who, candidates, search.work, sequence);
    return SUMMITRY_OK;
}

int off_path_beliefs(
    const double* model, const double* curve, double* out, const double* law) {
    Search search(model, curve, 0.0, 0.0, law);
    if (!search.ok()) return SUMMITRY_OUT_OF_MEMORY;
    const Game<double>& game = search.game;
    const Curve& c = search.curve;
    const auto stands = [&](double belief, double below) {
        return !no_visit_is_refuted<double>(game, c, search.grid.grid, belief, below, search.work);
    };
    out[0] = stands(c.m_first, first_drop(c));
    out[1] = stands(c.k0, 0.0);
    const OffPathBelief smallest = smallest_belief(game, c, search.grid.grid, search.work);
    out[2] = smallest.weakness, out[3] = smallest.below;
    return SUMMITRY_OK;
}

int open_gain(const double* model, const double* curve, double* gain, const double* law) {
    const Curve c = read_curve(curve);
    const OwnedGrid owned = make_grid<double>(c, solver_grid);
    if (!owned.ok()) return SUMMITRY_OUT_OF_MEMORY;
    *gain = best_open_gain(game_of(model, law), c, owned.grid);
    return SUMMITRY_OK;
}

int open_deal(
    const double* model, const double* curve, int proposer, double* candidate, int* is_limit,
    const double* law) {
    Search search(model, curve, 0.0, 0.0, law);
    Buffer<Candidate> memory(search.most());
    if (!search.ok() || !memory.ok()) return SUMMITRY_OUT_OF_MEMORY;
    Candidates found{memory.data(), 1, 0, true};
    const Proposer who = Proposer(proposer);
    const Candidate deal = find_open_deal<double>(search.problem(), who, found, search.work);
    candidate[0] = double(deal.kind), candidate[1] = double(deal.segment), candidate[2] = deal.x;
    *is_limit = has_open_limit(search.game, search.curve, search.grid.grid, who);
    return SUMMITRY_OK;
}

// ------------------------------------------------------------------------ the visit subgame (T3, T4)

/// Call `use(row, game, curve, grid)` for every model of a table, with its own linear signal or one for all.
template <class Use>
int for_each_model(
    const double* table, i64 rows, const double* curve, const double* law, bool needs_grid, const Use& use) {
    Buffer<double> data(curve == nullptr ? linear_capacity : 0);
    OwnedGrid linear(linear_grid_size(solver_grid));
    if (!data.ok() || !linear.ok()) return SUMMITRY_OUT_OF_MEMORY;
    Curve c = curve == nullptr ? Curve{} : read_curve(curve);
    OwnedGrid given = curve != nullptr && needs_grid ? make_grid<double>(c, solver_grid) : OwnedGrid(1);
    if (!given.ok()) return SUMMITRY_OUT_OF_MEMORY;
    for (i64 i = 0; i < rows; ++i) {
        const double* model = table + i * SUMMITRY_MODEL;
        if (curve == nullptr) {
            c = linear_curve_of(model, data.data());
            if (needs_grid) place_linear_grid<double>(c, 0.0, linear.grid);
        }
        use(i, game_of(model, law), c, curve == nullptr ? linear.grid : given.grid);
    }
    return SUMMITRY_OK;
}

void fill(double* out, i64 count, double value) {
    for (i64 i = 0; i < count; ++i) out[i] = value;
}

int known_deals(
    const double* table, int64_t rows, const double* curve, int by_price, int64_t each,
    const double* first, const double* second, double* out, const double* law) {
    static_assert(known_deal_fields == SUMMITRY_DEAL);
    return for_each_model(
        table, rows, curve, law, by_price != 0,
        [&](i64 row, const Game<double>& game, const Curve& c, const Grid& g) {
            for (i64 j = row * each; j < (row + 1) * each; ++j) {
                double* to = out + j * SUMMITRY_DEAL;
                if (is_nan(first[j])) {
                    fill(to, SUMMITRY_DEAL, not_a_number);
                    continue;
                }
                const Coordinate at = by_price != 0 ? summitry::coordinate_of_price(game, c, g, first[j])
                                                    : summitry::locate(c, first[j], second[j]);
                const KnownDeal d = known_deal(game, c, table[row * SUMMITRY_MODEL + column_n], at);
                std::memcpy(to, &d, sizeof d);
            }
        });
}

int coordinate_of_price(
    const double* model, const double* curve, double price, double* found, const double* law) {
    const Curve c = read_curve(curve);
    const OwnedGrid owned = make_grid<double>(c, solver_grid);
    if (!owned.ok()) return SUMMITRY_OUT_OF_MEMORY;
    const Coordinate at = summitry::coordinate_of_price(game_of(model, law), c, owned.grid, price);
    found[0] = double(at.segment), found[1] = at.x;
    return SUMMITRY_OK;
}

int shapes(
    const double* table, int64_t rows, const double* curve, double* out, const double* law) {
    static_assert(curve_shape_fields == SUMMITRY_SHAPE);
    return for_each_model(
        table, rows, curve, law, true,
        [&](i64 row, const Game<double>& game, const Curve& c, const Grid& g) {
            const CurveShape s = curve_shape(game, c, g);
            std::memcpy(out + row * SUMMITRY_SHAPE, &s, sizeof s);
        });
}

int visit_rules(
    const double* table, int64_t rows, const double* curve, int64_t each, const double* v,
    const double* vc, double less, double* out, const double* law) {
    return for_each_model(
        table, rows, curve, law, true,
        [&](i64 row, const Game<double>& game, const Curve& c, const Grid& g) {
            for (i64 j = row * each; j < (row + 1) * each; ++j) {
                out[j] = not_a_number;
                if (is_nan(v[j])) continue;
                const Coordinate at = summitry::locate(c, v[j], vc[j]);
                const Point<double> p = point_at(c, at.segment, at.x);
                const double z = (1.0 - less) * summitry::concession(game, p.kappa, p.m);
                out[j] = visit_rule_gain(game, g, p, z, p.kappa);
            }
        });
}

int informed_demands(
    const double* table, int64_t rows, const double* curve, int64_t each, const double* v,
    const double* vc, const double* z, int higher, double* out, const double* law) {
    return for_each_model(
        table, rows, curve, law, true,
        [&](i64 row, const Game<double>& game, const Curve& c, const Grid& g) {
            for (i64 j = row * each; j < (row + 1) * each; ++j) {
                out[j] = is_nan(v[j])
                             ? not_a_number
                             : informed_demand_loss(game, c, g, v[j], vc[j], z[j], higher != 0);
            }
        });
}

}  // namespace interface
}  // namespace summitry::inline SUMMITRY_VARIANT
