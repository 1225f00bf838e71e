// What a batch is asked for, row by row, and where its answers go.
#pragma once

#include "equilibrium/mixed_report.hpp"
#include "include/summitry.h"

namespace summitry::inline SUMMITRY_VARIANT {

/// The columns of a table of models.
enum Column : i64 {
    column_alpha, column_beta, column_n, column_sigma, column_q, column_tau, column_rho, column_r,
    column_psi, column_k_max
};

/// The answer to one model under one protocol.
enum Status : std::int8_t {
    status_none, status_one, status_several, status_limit, status_unbounded, status_undecided,
    status_invalid
};

enum Protocol : i64 {
    closed_f = proposer_f, closed_l = proposer_l, open_bargaining = 2, open_f = 3  // with L and with F proposing
};

inline bool is_open(i64 protocol) { return protocol >= open_bargaining; }

enum BeliefRule { belief_strongest, belief_prior, belief_given, belief_smallest };

inline Game<double> game_of(const double* model, const double* law) {
    return make_game(
        model[column_psi], model[column_k_max], model[column_tau], model[column_rho],
        model[column_r], model[column_sigma], model[column_q], CostLaw(law));
}

/// Make the curve of a linear signal; `data` is memory for its fractions.
inline Curve linear_curve_of(const double* model, double* data) {
    const double s = model[column_alpha] + model[column_beta], n = model[column_n];
    return make_linear(model[column_alpha], model[column_beta], s / (s + n), n / (s + n), data);
}

/// A request, and its answers.
struct Rows {
    const summitry_request& request;
    const summitry_answers& answers;

    i64 row(i64 i) const { return request.chosen == nullptr ? i : request.chosen[i]; }
    const double* model(i64 row) const { return request.table + row * SUMMITRY_MODEL; }
    i64 place(i64 j, i64 row) const { return j * request.rows + row; }

    /// Whether every number is in its domain, and F's price depends on its signal (Lemma 1).
    bool is_model(i64 row) const {
        const double* x = model(row);
        bool good = true;
        for (i64 k = 0; k < SUMMITRY_MODEL; ++k) {
            good &= (x[k] >= request.lowest[k] && x[k] <= request.highest[k]) ||
                    (request.may_be_infinite[k] != 0.0 && x[k] == infinity);
        }
        if (request.information == 1) good = good && x[column_n] == std::floor(x[column_n]);
        // a C who is sure to challenge makes visits worthless to L, and the limits of T5 are others (T13.1)
        good = good && !(x[column_k_max] < 1.0 && x[column_psi] == infinity && CostLaw(request.law).bounded());
        return good && x[column_rho] + (1.0 - x[column_r]) * x[column_tau] != 0.0;
    }

    /// Whether an unexpected visit can be read as asked, between the strongest and the weakest signal.
    bool is_belief(const Curve& curve) const {
        if (request.belief_rule != belief_given || request.belief == curve.m_first) return true;
        return curve.m_first * (1.0 - 1e-12) <= request.belief &&
               request.belief <= curve.m_last * (1.0 + 1e-12);
    }

    void mark_invalid(i64 row) const {
        for (i64 j = 0; j < request.protocols; ++j) {
            answers.status[place(j, row)] = status_invalid, answers.count[place(j, row)] = 0;
        }
    }

    /// Write the numbers of an equilibrium that are wanted to its slot.
    void keep(const double* numbers, i64 stride, double gain, i64 j, i64 row, i64 slot) const {
        if (slot >= request.slots) return;
        double* out = answers.numbers +
                      ((slot * request.protocols + j) * request.rows + row) * request.columns;
        for (i64 k = 0; k < request.columns; ++k) {
            const i64 which = request.column[k];
            out[k] = which == reported_max_gain ? gain : numbers[which * stride];
        }
    }

    /// Fill the slots of a row that hold no equilibrium.
    void blank(i64 row) const {
        for (i64 j = 0; j < request.protocols; ++j) {
            for (i64 slot = answers.count[place(j, row)]; slot < request.slots; ++slot) {
                double* out = answers.numbers +
                              ((slot * request.protocols + j) * request.rows + row) * request.columns;
                for (i64 k = 0; k < request.columns; ++k) out[k] = not_a_number;
            }
        }
    }
};

/// Apply the request's rule; `first_drop` is k₀ less the strongest signal's weakness.
inline OffPathBelief off_path_belief(
    const summitry_request& request, const Game<double>& game, const Curve& curve, const Grid& grid,
    double first_drop, Workspace& work) {
    if (request.belief_rule == belief_prior) return {curve.k0, 0.0};
    if (request.belief_rule == belief_smallest) {
        const OffPathBelief found = smallest_belief(game, curve, grid, work);
        if (!is_nan(found.weakness)) return found;
    }
    if (request.belief_rule == belief_given && request.belief != curve.m_first) {
        const double belief = smaller(larger(request.belief, curve.m_first), curve.m_last);
        return {belief, curve.k0 - belief};
    }
    return {curve.m_first, first_drop};
}

// ---------------------------------------------------------------------- from candidates to answers

/// Write the equilibrium of open bargaining: no deal (Prop. 5) or the one that a search finds (T13.1).
template <class T>
void answer_open(
    const Rows& rows, const Problem& problem, Proposer who, Candidates& memory, i64 j, i64 row,
    Workspace& work) {
    double numbers[mixed_numbers];
    const Candidate deal = find_open_deal<T>(problem, who, memory, work);
    const Certificate found = certify_candidate<T>(problem, true, who, deal, numbers, work);
    const bool refuted = deal.kind == no_deal &&
                         best_open_gain(problem.game, problem.curve, problem.grid) > found.allowed;
    const bool stands = !refuted && found.passes();
    const bool limit = has_open_limit(problem.game, problem.curve, problem.grid, who);
    const i64 kind = deal.kind == no_deal ? equilibrium_no_visits : limit ? equilibrium_limit : equilibrium_visits;
    report_pure(numbers, 1, numbers[reported_max_gain], kind, not_a_number, numbers);
    if (stands) rows.keep(numbers, 1, numbers[reported_max_gain], j, row, 0);
    rows.answers.status[rows.place(j, row)] = !stands ? status_undecided : limit ? status_limit : status_one;
    rows.answers.count[rows.place(j, row)] = stands;
}

/// Call `keep(candidate, numbers, stride, gain)` for every pure equilibrium among candidates, in their order.
///
/// Those that the checker's lanes did not pass are certified here; return whether a certificate fails.
template <class T, class Keep>
bool keep_equilibria(
    const Problem& problem, Proposer who, const Candidates& found, Workspace& work, const Keep& keep) {
    bool disputed = false;
    double numbers[reported_numbers];
    for (i64 i = 0; i < found.count; ++i) {
        const Candidate& c = found[i];
        if (c.refuted) continue;
        if (!is_nan(c.certified_gain)) {
            keep(c, c.report, c.report_stride, c.certified_gain);
        } else if (certify_candidate<T>(problem, false, who, c, numbers, work).passes()) {
            keep(c, numbers, i64(1), numbers[reported_max_gain]);
        } else {
            disputed = true;
        }
    }
    return disputed;
}

/// Return the status of a list of `count` equilibria; a limit is kept by `keep(numbers)` and counted.
template <class T, class Keep>
Status status_of_list(
    const Problem& problem, Proposer who, i64& count, Workspace& work, const Keep& keep) {
    if (is_unbounded(problem.game, problem.curve, who)) return status_unbounded;
    if (has_limit(problem.game, problem.curve, who)) {
        double numbers[reported_numbers];
        certify_candidate<T>(problem, false, who, limit_candidate(problem.curve), numbers, work);
        keep(numbers);
        ++count;
        return status_limit;
    }
    return count == 0 ? status_none : count == 1 ? status_one : status_several;
}

/// Write the equilibria among the candidates of one proposer, certifying those that are not yet.
template <class T>
void answer_closed(
    const Rows& rows, const Problem& problem, Proposer who, const Candidates& found, i64 j, i64 row,
    Workspace& work) {
    i64 count = 0;
    const bool disputed = keep_equilibria<T>(
        problem, who, found, work,
        [&](const Candidate&, const double* numbers, i64 stride, double gain) {
            rows.keep(numbers, stride, gain, j, row, count++);
        });
    const Status status = status_of_list<T>(problem, who, count, work, [&](const double* numbers) {
        rows.keep(numbers, 1, numbers[reported_max_gain], j, row, count);
    });
    rows.answers.status[rows.place(j, row)] = disputed ? status_undecided : status;
    rows.answers.count[rows.place(j, row)] = count;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
