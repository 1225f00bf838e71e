// A random proposer behind closed doors (T13.3): given S = 1, F names the price with probability λ, else L, and C
// does not see who. She conjectures a profile of two deals, one from each.
//
// Two conditions are solved together. L is indifferent at the first deal; at the second her gain turns. Cells
// of a grid of pairs at whose corners both change sign, then Newton's method. Smooth signals only.
#pragma once

#include "solver/closed.hpp"
#include "theory/profile.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A pair of deals: where they are, what they are, and what C believes.
struct ProposerPair {
    double x_f, x_l;
    Point<double> f, l;
    Conjecture<double> believed;
    double visits, visits_c;  // V and 1 − V
    double absent;            // k_N − κ̂
    double price_f;           // above ζ(1) at the corner
};

/// What F may ask for beyond any visit rule: a sure visit, at a price that leaves L indifferent.
inline constexpr double corner = infinity;

/// A model, and the chance λ that F proposes.
struct PairSearch {
    const Problem& problem;
    double power;

    /// Return C's beliefs when she expects these deals: Bayes' rule over who proposed (T13, [profile]).
    ProposerPair pair(double x_f, double x_l) const {
        const Game<double>& game = problem.game;
        ProposerPair out{};
        out.x_f = x_f, out.x_l = x_l;
        out.f = point_at(problem.curve, 0, x_f), out.l = point_at(problem.curve, 0, x_l);
        const double of_f = power * out.f.v, of_l = (1.0 - power) * out.l.v;
        out.visits = of_f + of_l;
        out.visits_c = power * out.f.vc + (1.0 - power) * out.l.vc;
        const double share = of_f / out.visits;
        const double below = share * out.f.vc * out.f.spread + (1.0 - share) * out.l.vc * out.l.spread;
        const double kappa = share * out.f.kappa + (1.0 - share) * out.l.kappa;
        out.absent = bayes_gap(game, below, out.visits_c);
        out.believed = conjecture_of(game, kappa, below, out.absent);
        return out;
    }

    double f_condition(const ProposerPair& at) const { return deal_gain(problem.game, at.believed, at.f); }
    double l_condition(const ProposerPair& at) const { return deal_gain_slope(problem.game, at.believed, at.l); }
};

/// Improve both coordinates by Newton's method; return whether it converged near where it began.
inline bool polish_pair(const PairSearch& s, double& x_f, double& x_l, double reach) {
    const double first_f = x_f, first_l = x_l;
    double last = infinity;
    for (int i = 0; i < 60; ++i) {
        const auto at = [&](double a, double b) {
            const ProposerPair p = s.pair(x_f + a, x_l + b);
            return Bracket<double>{s.f_condition(p), s.l_condition(p), 0.0, 0.0, 0.0, 0.0};
        };
        const double h_f = 1e-6 * larger(1.0, abs(x_f)), h_l = 1e-6 * larger(1.0, abs(x_l));
        const auto here = at(0.0, 0.0), up_f = at(h_f, 0.0), down_f = at(-h_f, 0.0);
        const auto up_l = at(0.0, h_l), down_l = at(0.0, -h_l);
        const double ff = (up_f.a - down_f.a) / (2.0 * h_f), fl = (up_l.a - down_l.a) / (2.0 * h_l);
        const double lf = (up_f.b - down_f.b) / (2.0 * h_f), ll = (up_l.b - down_l.b) / (2.0 * h_l);
        const double det = ff * ll - fl * lf;
        if (det == 0.0 || is_nan(det)) return false;
        double step_f = (here.a * ll - here.b * fl) / det, step_l = (here.b * ff - here.a * lf) / det;
        const double size = larger(abs(step_f), abs(step_l));
        if (size > reach) step_f *= reach / size, step_l *= reach / size;
        x_f -= step_f, x_l -= step_l;
        if (!(abs(x_f - first_f) <= 4.0 * reach && abs(x_l - first_l) <= 4.0 * reach)) return false;
        const double scale = larger(1.0, larger(abs(x_f), abs(x_l)));
        if (size <= 4e-16 * scale || (size < 1e-10 * scale && size >= last)) return true;
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
    const i64 before = count_before<T>(grid, 0, at.x_l) - 1;
    if (any_deal_is_better<T>(search, before, own, size)) return true;
    if (at.x_f == corner) return s.f_condition(at) < -sign_tolerance * deal_size(game, at.believed, at.f);
    const double slope = deal_gain_slope(game, at.believed, at.f);
    const double terms = deal_size(game, at.believed, at.f) * at.f.m / at.f.kappa;
    if (slope > slope_margin * sign_tolerance * at.f.flat * terms) return true;
    return any_deal_gains<T>(search, count_until<T>(grid, 0, at.x_f), OwnDeal{at.x_f});
}

/// The pairs found, in order of V.
struct Pairs {
    ProposerPair* first;
    i64 capacity;
    i64 count;

    void insert(const ProposerPair& at) {
        for (i64 i = 0; i < count; ++i) {
            const auto same = [](double x, double y) { return x == y || abs(x - y) < 1e-8 * (1.0 + abs(x)); };
            if (same(first[i].x_f, at.x_f) && same(first[i].x_l, at.x_l)) return;
        }
        if (count == capacity) return;
        i64 i = count++;
        for (; i > 0 && first[i - 1].visits > at.visits; --i) first[i] = first[i - 1];
        first[i] = at;
    }
};

/// Find the pairs in which F asks for a sure visit and more: L's condition alone is left.
template <class T>
void find_corners(const PairSearch& s, Pairs& found, Workspace& work) {
    const Grid& grid = s.problem.grid;
    const auto value = [&](double x) { return s.l_condition(s.pair(corner, x)); };
    double before = value(grid.x(1));
    for (i64 j = 2; j < grid.size - 1; ++j) {
        const double a = grid.x(j - 1), b = grid.x(j), here = value(b);
        if ((before > 0.0) != (here > 0.0)) {
            ProposerPair at = s.pair(corner, polish(value, bracket_between(a, b, before, here)));
            at.price_f = deal_benefit(s.problem.game, at.believed, at.f);
            if (!pair_is_refuted<T>(s, at, work)) found.insert(at);
        }
        before = here;
    }
}

/// Find every pair of deals in equilibrium; `fine` is a grid of pairs, `values` memory for two of its squares.
template <class T>
void find_pairs(const PairSearch& s, const Grid& fine, double* values, Pairs& found, Workspace& work) {
    if (!is_informative(s.problem.curve)) return;
    find_corners<T>(s, found, work);
    const i64 size = fine.size;
    double *of_f = values, *of_l = values + size * size;
    for (i64 i = 1; i < size - 1; ++i) {
        for (i64 j = 1; j <= smaller(i + 1, size - 2); ++j) {
            const ProposerPair at = s.pair(fine.x(i), fine.x(j));
            of_f[i * size + j] = s.f_condition(at), of_l[i * size + j] = s.l_condition(at);
        }
    }
    const auto changes = [&](const double* f, i64 i, i64 j) {
        const double* a = f + i * size + j;
        const bool sign = a[0] > 0.0;
        return (a[1] > 0.0) != sign || (a[size] > 0.0) != sign || (a[size + 1] > 0.0) != sign;
    };
    for (i64 i = 1; i < size - 2; ++i) {
        for (i64 j = 1; j <= smaller(i, size - 3); ++j) {
            if (!changes(of_f, i, j) || !changes(of_l, i, j)) continue;
            double x_f = 0.5 * (fine.x(i) + fine.x(i + 1)), x_l = 0.5 * (fine.x(j) + fine.x(j + 1));
            const double reach = larger(fine.x(i + 1) - fine.x(i), fine.x(j + 1) - fine.x(j));
            if (!polish_pair(s, x_f, x_l, reach)) continue;
            ProposerPair at = s.pair(x_f, x_l);
            at.price_f = deal_price(s.problem.game, at.believed, at.f);
            if (!pair_is_refuted<T>(s, at, work)) found.insert(at);
        }
    }
}

}  // namespace summitry::inline SUMMITRY_VARIANT
