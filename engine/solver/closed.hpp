// Closed bargaining: the candidates of either proposer, each judged by the solver's own search (T5).
#pragma once

#include "solver/f_proposes.hpp"
#include "solver/l_proposes.hpp"
#include "solver/no_visit.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A model made ready to search.
struct Problem {
    const Game<double>& game;
    const Curve& curve;
    const Grid& grid;     // the solver's
    const Grid& checking; // the checker's
    double n;
    double off_path_belief;  // weakness read into an unexpected visit with unseen price
    double below;            // k₀ less it
};

/// Whether F can ask for any price: Ψ = ∞ and σ = 1 (T5).
inline bool is_unbounded(const Game<double>& game, const Curve& curve, Proposer who) {
    return game.price == 0.0 && game.sigma_c == 0.0 && who == proposer_f && is_informative(curve);
}

/// Whether visits exist only as the limit v → 1, z → z(1) as Ψ → ∞ (T5).
inline bool has_limit(const Game<double>& game, const Curve& curve, Proposer who) {
    if (game.price > 0.0 || game.sigma_c == 0.0 || !is_informative(curve)) return false;
    return who == proposer_f || game.q == 0.0;
}

/// Find the candidates with visits of one proposer, after `evaluate_equations`.
///
/// A signal that reveals nothing has none: L pays for no visit, however large Ψ is.
template <class T, class Defer>
void find_candidates(
    const Problem& problem, Proposer who, const Workspace& work, Candidates& found,
    const Defer& defer) {
    if (!is_informative(problem.curve)) return;
    const RootScan scan{who, problem.game, problem.curve, problem.grid, work.row(who), found};
    if (who == proposer_f) {
        f_candidates<T>(scan, defer);
    } else {
        l_candidates<T>(scan, defer);
    }
}

/// Judge every candidate with visits of one proposer by the solver's search for a better deal.
template <class T>
void judge_candidates(const Problem& problem, Proposer who, Candidates& found, Workspace& work) {
    for (i64 i = 0; i < found.count; ++i) {
        Candidate& own = found[i];
        if (own.refuted || own.kind == no_deal) continue;
        if (!own.evaluated) {
            own.point = point_at(problem.curve, own.segment, own.x);
            own.evaluated = true;
        }
        own.refuted =
            who == proposer_f
                ? f_is_refuted<T>(problem.game, problem.curve, problem.grid, own, work)
                : l_is_refuted<T>(problem.game, problem.curve, problem.grid, own, work);
    }
}

/// Find and judge every profile of closed bargaining of one model: no deal, then those with visits.
template <class T>
void solve_closed(const Problem& problem, Proposer who, Candidates& found, Workspace& work) {
    const bool refuted = no_visit_is_refuted<T>(
        problem.game, problem.curve, problem.grid, problem.off_path_belief, problem.below, work);
    if (!refuted || found.keep_refuted) found.insert(no_deal, 0, -infinity, refuted);
    // in a limit survival alone rises up to v = 1: whatever solves the equation on the way is underflow
    if (has_limit(problem.game, problem.curve, who)) return;
    const bool for_f = who == proposer_f;
    evaluate_equations<T>(for_f, !for_f, problem.game, problem.grid, work);
    find_candidates<T>(problem, who, work, found, [](const Bracket<double>&) { return false; });
    judge_candidates<T>(problem, who, found, work);
}

}  // namespace summitry::inline SUMMITRY_VARIANT
