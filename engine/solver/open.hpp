// Open bargaining (T4, T13.1): no deal where φ(k) = kG(k) is convex, whoever proposes (Prop. 5), since every
// visit lottery costs L. Elsewhere a search: L takes her best deal, F asks for the most that L accepts.
#pragma once

#include "solver/closed.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return the largest gain of L from a deal that C sees, −Ψ(D − φ(k₀)) − v·z, over the grid (T4).
inline double best_open_gain(const Game<double>& game, const Curve& curve, const Grid& grid) {
    const double isolated = game.law.chance(game.c, challenge_level(game, curve.k0) * curve.k0);
    double best = -infinity;
    for (i64 i = 0; i < grid.size; ++i) {
        const Point<double> p = grid.at(i);
        const double z = concession(game, p.kappa, p.m);
        const double gain = -game.psi * (open_risk(game, p) - isolated) - game.price * p.v * z;
        best = gain > best ? gain : best;
    }
    return best;
}

/// Return the candidate that stands for no deal.
inline Candidate no_deal_candidate() {
    return {no_deal, 0, -infinity, false, false, not_a_number, nullptr, 0, {}};
}

/// Return the limit v = 1, z = z(1) as a candidate (T5, "Ψ = ∞").
inline Candidate limit_candidate(const Curve& curve) {
    return {inside_segment, curve.segments - 1, infinity, false, false, not_a_number, nullptr, 0, {}};
}

/// Whether F's demands rise to v = 1 as Ψ grows without bound: Ψ = ∞, and D < φ(k₀) next to it (T13.1).
inline bool has_open_limit(const Game<double>& game, const Curve& curve, const Grid& grid, Proposer who) {
    if (CostLaw::is_uniform || who != proposer_f || game.price > 0.0 || !is_informative(curve)) return false;
    i64 last = grid.size - 1;
    while (last > 0 && !(grid.at(last).vc > 1e-9)) --last;  // nearer to 1 the difference is rounding
    return open_gain(game, grid.at(last)) > sign_tolerance * open_gain_size(game, grid.at(last));
}

/// Find the deal of open bargaining, or no deal (T13.1). `found` is memory for the candidates.
///
/// L's is the best of those at which her gain turns, F's the last at which L is indifferent.
template <class T>
Candidate find_open_deal(const Problem& problem, Proposer who, Candidates& found, Workspace& work) {
    if (CostLaw::is_uniform || !is_informative(problem.curve)) return no_deal_candidate();
    const Game<double>& game = problem.game;
    const Grid& grid = problem.grid;
    if (has_open_limit(game, problem.curve, grid, who)) return limit_candidate(problem.curve);
    const bool f = who == proposer_f;
    const Proposer equation = f ? proposer_f_open : proposer_l_open;
    double* values = work.row(0);
    for (i64 i = 0; i < grid.size; i += width<T>) store(values + i, residual(equation, game, grid.load<T>(i)));
    end_row(values, grid.size);
    found.count = 0;
    const RootScan scan{equation, game, problem.curve, grid, values, found};
    find_roots<T>(scan, [](const Bracket<double>&) { return false; });
    for (i64 start = 0; start < grid.size && problem.curve.segments > 1; start += width<T>) {
        for (u64 ends = rising_ends<T>(values, grid, start, f); ends != 0; ends &= ends - 1) {
            found.insert(segment_end, grid.segment(start + lowest_bit(ends)), infinity, false);
        }
    }
    Candidate best = no_deal_candidate();
    double most = 0.0;
    for (i64 i = 0; i < found.count; ++i) {
        Candidate& c = found[i];
        c.point = point_at(problem.curve, c.segment, c.x), c.evaluated = true;
        if (!(c.point.v > 0.0 && (game.price > 0.0 || c.point.vc > 1e-9))) continue;
        const double gain = c.point.v * open_gain(game, c.point);
        const double rounding = sign_tolerance * c.point.v * open_gain_size(game, c.point);
        if (f || gain > most + rounding) best = c, most = gain;
    }
    return best;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
