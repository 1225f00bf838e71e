// Ψ = ∞ where visits have no equilibrium of their own but a limit, v → 1 and z → z(1) (T5).
#pragma once

#include "equilibrium/report.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

inline constexpr int limit_steps = 4;   // finite Ψ that certify a limit
inline constexpr int limit_fields = 6;  // Ψ, v, 1 − v, z, largest gain, allowed gain

/// Return step i to a limit: Ψ = 1e3, 1e6, 1e9, 1e12, or more where L needs more to buy a visit at all.
inline double large_psi(const Game<double>& game, const Curve& curve, int i) {
    const Point<double> p = point_at(curve, curve.segments - 1, infinity);
    // office benefit at which L would pay z(1) for visits that are half certain
    const double needed = concession(game, p.kappa, p.m) /
                          (p.kappa * game.law.unit(game.c) * conjecture_of(game, p.kappa, 0.0, p.spread).gap);
    const double extra = larger(0.0, std::ceil(std::log10(0.1 * needed)));
    const double low = smaller(3.0 + extra, 12.0), high = smaller(12.0 + extra, 15.0);
    return std::pow(10.0, low + (high - low) * i / (limit_steps - 1));
}

/// List the equilibria nearest to the limit at a sequence of large Ψ, `limit_fields` numbers each.
///
/// Return whether every Ψ has one; if not, the limit is one of near-equilibria.
template <class T>
bool approach_limit(
    const Problem& problem, Proposer who, Candidates& found, Workspace& work, double* sequence) {
    bool exact = true;
    for (int i = 0; i < limit_steps; ++i) {
        double* row = sequence + i * limit_fields;
        for (int k = 0; k < limit_fields; ++k) row[k] = not_a_number;
        Game<double> game = problem.game;
        game.psi = large_psi(problem.game, problem.curve, i), game.price = 1.0;
        const Problem finite{game, problem.curve, problem.grid, problem.checking, problem.n,
                             problem.off_path_belief, problem.below};
        found.count = 0, found.keep_refuted = true;
        const bool f = who == proposer_f;
        evaluate_equations<T>(f, !f, game, problem.grid, work);
        find_candidates<T>(finite, who, work, found, [](const Bracket<double>&) { return false; });
        // The profile with most visits is the one that tends to the limit, refuted or not: stepped
        // signals may have an equilibrium elsewhere at one Ψ and not at the next.
        if (found.count == 0) {
            exact = false;
            continue;
        }
        Candidates last{&found[found.count - 1], 1, 1, true};
        judge_candidates<T>(finite, who, last, work);
        double numbers[reported_numbers];
        const Certificate judged = certify_candidate<T>(finite, false, who, last[0], numbers, work);
        row[0] = game.psi, row[1] = numbers[reported_v], row[2] = numbers[reported_vc];
        row[3] = numbers[reported_concession], row[4] = numbers[reported_max_gain];
        row[5] = judged.allowed;
        exact = exact && !last[0].refuted && judged.passes();
    }
    return exact;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
