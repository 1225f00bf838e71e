// A random proposer behind closed doors (T13.3): given S = 1, F names the price with probability λ, else L, and C
// does not see who. She conjectures a profile of two deals, one from each.
//
// Two conditions are solved together. L is indifferent at the first deal; at the second her gain turns. Cells
// of a grid of pairs at whose corners both change sign, then Newton's method. Signals with steps are beside
// this file, in random_proposer_steps.hpp.
#pragma once

#include "solver/closed.hpp"
#include "theory/profile.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A pair of deals: where they are, what they are, and what C believes.
struct ProposerPair {
    Coordinate at_f, at_l;
    Point<double> f, l;
    Conjecture<double> believed;
    double visits, visits_c;  // V and 1 − V
    double absent;            // k_N − κ̂
    double price_f;           // at the end of a step, or of the signal, above the lowest that brings the visits
};

/// The end of a segment; of the last: a sure visit, for which F may ask more than any visit rule needs.
inline constexpr double corner = infinity;

/// A model, and the chance λ that F proposes.
struct PairSearch {
    const Problem& problem;
    double power;

    /// Return C's beliefs when she expects these deals: Bayes' rule over who proposed (T13, [profile]).
    ProposerPair pair_of(const Point<double>& f, const Point<double>& l) const {
        const Game<double>& game = problem.game;
        ProposerPair out{};
        out.f = f, out.l = l;
        const double of_f = power * f.v, of_l = (1.0 - power) * l.v;
        out.visits = of_f + of_l;
        out.visits_c = power * f.vc + (1.0 - power) * l.vc;
        const double share = out.visits > 0.0 ? of_f / out.visits : power;
        const double below = share * f.vc * f.spread + (1.0 - share) * l.vc * l.spread;
        const double kappa = share * f.kappa + (1.0 - share) * l.kappa;
        // an absence that should never happen is read as the weakest signal (Assumption 1)
        const bool never = out.visits_c == 0.0 && game.sigma_c == 0.0;
        out.absent = never ? f.spread : bayes_gap(game, below, out.visits_c);
        out.believed = conjecture_of(game, kappa, below, out.absent);
        return out;
    }

    ProposerPair pair(Coordinate f, Coordinate l) const {
        const Curve& curve = problem.curve;
        ProposerPair out = pair_of(point_at(curve, f.segment, f.x), point_at(curve, l.segment, l.x));
        out.at_f = f, out.at_l = l;
        return out;
    }

    /// The pair of a smooth signal, which has one segment.
    ProposerPair pair(double x_f, double x_l) const { return pair(Coordinate{0, x_f}, Coordinate{0, x_l}); }

    double f_condition(const ProposerPair& at) const { return deal_gain(problem.game, at.believed, at.f); }
    double l_condition(const ProposerPair& at) const { return deal_gain_slope(problem.game, at.believed, at.l); }

    /// The most that L pays for F's deal.
    double highest(const ProposerPair& at) const { return deal_benefit(problem.game, at.believed, at.f); }
};

/// Improve both coordinates by Newton's method; return whether it converged near where it began.
///
/// `at(a, b)` returns the pair at two coordinates, of any kind; `step_f` and `step_l` are what their
/// derivatives are taken over.
template <class At>
bool polish_pair(
    const PairSearch& s, const At& at, double& x_f, double& x_l, double reach_f, double reach_l,
    double unit_f, double unit_l) {
    const double first_f = x_f, first_l = x_l;
    double last = infinity;
    for (int i = 0; i < 60; ++i) {
        const auto conditions = [&](double a, double b) {
            const ProposerPair p = at(x_f + a, x_l + b);
            return Bracket<double>{s.f_condition(p), s.l_condition(p), 0.0, 0.0, 0.0, 0.0};
        };
        const double scale_f = larger(unit_f, abs(x_f)), scale_l = larger(unit_l, abs(x_l));
        const double h_f = 1e-6 * scale_f, h_l = 1e-6 * scale_l;
        const auto here = conditions(0.0, 0.0), up_f = conditions(h_f, 0.0), down_f = conditions(-h_f, 0.0);
        const auto up_l = conditions(0.0, h_l), down_l = conditions(0.0, -h_l);
        const double ff = (up_f.a - down_f.a) / (2.0 * h_f), fl = (up_l.a - down_l.a) / (2.0 * h_l);
        const double lf = (up_f.b - down_f.b) / (2.0 * h_f), ll = (up_l.b - down_l.b) / (2.0 * h_l);
        const double det = ff * ll - fl * lf;
        if (det == 0.0 || is_nan(det)) return false;
        double step_f = (here.a * ll - here.b * fl) / det, step_l = (here.b * ff - here.a * lf) / det;
        const double much = larger(abs(step_f) / reach_f, abs(step_l) / reach_l);
        const double size = larger(abs(step_f) / scale_f, abs(step_l) / scale_l);
        if (much > 1.0) step_f /= much, step_l /= much;
        x_f -= step_f, x_l -= step_l;
        if (!(abs(x_f - first_f) <= 4.0 * reach_f && abs(x_l - first_l) <= 4.0 * reach_l)) return false;
        if (size <= 4e-16 || (size < 1e-10 && size >= last)) return true;
        last = size;
    }
    return last < 1e-9;
}

/// Whether one of the leaders has something better, by the searches of T5 against the pair's beliefs.
template <class T>
bool pair_is_refuted(const PairSearch& s, const ProposerPair& at, Workspace& work) {
    const Problem& problem = s.problem;
    const Game<double>& game = problem.game;
    const Grid& grid = problem.grid;
    const DealSearch search{game, at.believed, problem.curve, grid, work};
    const double own = at.l.v * deal_gain(game, at.believed, at.l);
    const double size = at.l.v * deal_size(game, at.believed, at.l);
    if (own < -sign_tolerance * size) return true;
    const bool l_inside = at.at_l.x != corner, f_inside = at.at_f.x != corner;
    const i64 before = l_inside ? count_before<T>(grid, at.at_l.segment, at.at_l.x) - 1 : -1;
    if (any_deal_is_better<T>(search, before, own, size)) return true;
    // at an end the price is the most that L pays: at least the lowest that brings the visits
    if (!f_inside && s.f_condition(at) < -sign_tolerance * deal_size(game, at.believed, at.f)) return true;
    if (!f_inside && at.at_f.segment == problem.curve.segments - 1) return false;
    if (f_inside) {
        const double slope = deal_gain_slope(game, at.believed, at.f);
        const double terms = deal_size(game, at.believed, at.f) * at.f.m / at.f.kappa;
        if (slope > slope_margin * sign_tolerance * at.f.flat * terms) return true;
    }
    const OwnDeal deal = f_inside ? OwnDeal{at.at_f.x} : OwnDeal{};
    return any_deal_gains<T>(search, count_until<T>(grid, at.at_f.segment, at.at_f.x), deal);
}

/// The pairs found, in order of V.
struct Pairs {
    ProposerPair* first;
    i64 capacity;
    i64 count;

    void insert(const ProposerPair& at) {
        for (i64 i = 0; i < count; ++i) {
            const auto same = [](Coordinate a, Coordinate b) {
                return a.segment == b.segment && (a.x == b.x || abs(a.x - b.x) < 1e-8 * (1.0 + abs(a.x)));
            };
            if (same(first[i].at_f, at.at_f) && same(first[i].at_l, at.at_l)) return;
        }
        if (count == capacity) return;
        i64 i = count++;
        for (; i > 0 && first[i - 1].visits > at.visits; --i) first[i] = first[i - 1];
        first[i] = at;
    }
};

/// Judge a pair at which the conditions hold, and keep it if nobody has something better.
template <class T>
void judge_pair(const PairSearch& s, ProposerPair at, Pairs& found, Workspace& work) {
    const bool inside = at.at_f.x != corner;
    at.price_f = inside ? deal_price(s.problem.game, at.believed, at.f) : s.highest(at);
    if (!pair_is_refuted<T>(s, at, work)) found.insert(at);
}

/// Find the pairs in which F asks for a sure visit and more: L's condition alone is left.
template <class T>
void find_corners(const PairSearch& s, Pairs& found, Workspace& work) {
    const Grid& grid = s.problem.grid;
    const auto value = [&](double x) { return s.l_condition(s.pair(corner, x)); };
    double before = value(grid.x(1));
    for (i64 j = 2; j < grid.size - 1; ++j) {
        const double a = grid.x(j - 1), b = grid.x(j), here = value(b);
        if ((before > 0.0) != (here > 0.0)) {
            judge_pair<T>(s, s.pair(corner, polish(value, bracket_between(a, b, before, here))), found, work);
        }
        before = here;
    }
}

/// The conditions of both proposers at every pair of a grid's points, and where both change sign.
struct PairTable {
    i64 size;
    double *of_f, *of_l;

    void fill(const PairSearch& s, i64 i, i64 j, const ProposerPair& at) const {
        of_f[i * size + j] = s.f_condition(at), of_l[i * size + j] = s.l_condition(at);
    }

    static bool changes(const double* f, i64 size, i64 i, i64 j) {
        const double* a = f + i * size + j;
        const bool sign = a[0] > 0.0;
        return (a[1] > 0.0) != sign || (a[size] > 0.0) != sign || (a[size + 1] > 0.0) != sign;
    }
    bool both_change(i64 i, i64 j) const { return changes(of_f, size, i, j) && changes(of_l, size, i, j); }
};

/// Find every pair of deals of a smooth signal; `fine` is a grid of pairs, `values` memory for two of its squares.
template <class T>
void find_smooth_pairs(const PairSearch& s, const Grid& fine, double* values, Pairs& found, Workspace& work) {
    find_corners<T>(s, found, work);
    judge_pair<T>(s, s.pair(corner, corner), found, work);  // σ = 1: both buy a sure visit
    const i64 size = fine.size;
    const PairTable table{size, values, values + size * size};
    for (i64 i = 1; i < size - 1; ++i) {
        for (i64 j = 1; j <= smaller(i + 1, size - 2); ++j) table.fill(s, i, j, s.pair(fine.x(i), fine.x(j)));
    }
    const auto at = [&](double x_f, double x_l) { return s.pair(x_f, x_l); };
    for (i64 i = 1; i < size - 2; ++i) {
        for (i64 j = 1; j <= smaller(i, size - 3); ++j) {
            if (!table.both_change(i, j)) continue;
            double x_f = 0.5 * (fine.x(i) + fine.x(i + 1)), x_l = 0.5 * (fine.x(j) + fine.x(j + 1));
            const double reach = larger(fine.x(i + 1) - fine.x(i), fine.x(j + 1) - fine.x(j));
            if (!polish_pair(s, at, x_f, x_l, reach, reach, 1.0, 1.0)) continue;
            judge_pair<T>(s, s.pair(x_f, x_l), found, work);
        }
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
