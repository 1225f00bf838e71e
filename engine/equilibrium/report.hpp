// From a candidate to reported and certified numbers (T5).
#pragma once

#include "checker/best_deviation.hpp"
#include "solver/open.hpp"
#include "theory/outcome.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// Return how often the marginal type of a stepped signal visits at a coordinate; else not a number.
inline double marginal_share(const Curve& curve, double x) {
    if (curve.kind != kind_steps) return not_a_number;
    return x > -700.0 ? 1.0 / (1.0 + std::exp(-x)) : 0.0;
}

/// Report a candidate's numbers in the order of `Reported`, all but its certificate.
///
/// Return what is to be certified.
inline Assessment<double> report_candidate(
    const Problem& problem, bool open, Proposer who, const Candidate& c, double* numbers) {
    const Game<double>& game = problem.game;
    const Curve& curve = problem.curve;
    const Point<double>& p = c.point;
    const bool f_proposes = who == proposer_f, deal = c.kind != no_deal;
    Assessment<double> a{open, f_proposes, deal, c.segment, c.x, not_a_number,
                         problem.off_path_belief, curve.k0, problem.below, not_a_number};
    double gap = problem.below, net = not_a_number, share = not_a_number;
    if (deal) {
        const double zeta = concession(game, p.kappa, p.m);
        // inside a price gap F asks for the most that L accepts
        a.price = c.kind == segment_end && f_proposes
                      ? (open ? highest_open_price(game, p) : highest_price(game, p))
                      : zeta;
        a.below = p.vc * p.spread, gap = open ? p.spread : absence_gap(game, p);
        a.k_visit = p.kappa, a.k_absent = p.kappa + gap;
        net = net_price(game, p.kappa, p.m) + (a.price - zeta);
        share = marginal_share(curve, c.x);
    }
    const Conjecture<double> believed = conjecture_of(game, a.k_visit, a.below, gap);
    a.gap = believed.gap, a.level = believed.level;
    const double belief = open ? curve.m_first : problem.off_path_belief;
    const Profile<double> profile{
        deal, a.price, net, deal ? p.kappa : belief, a.k_absent,
        threshold_of(curve, problem.n, c.segment, c.x), share};
    report_profile(game, curve.k0, p, profile, numbers, 1, open);
    return a;
}

/// Report a candidate and have the checker search all deviations from it.
template <class T>
Certificate certify_candidate(
    const Problem& problem, bool open, Proposer who, Candidate c, double* numbers, Workspace& work) {
    const Neighbourhood<double> here = evaluate_beside(problem.curve, c.segment, c.x);
    c.point = here.own;
    const Assessment<double> a = report_candidate(problem, open, who, c, numbers);
    const Certificate out = certify<T>(problem.game, problem.curve, problem.checking, a, here, work);
    numbers[reported_max_gain] = out.largest_gain();
    return out;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
