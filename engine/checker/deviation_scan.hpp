// Deviations from eight assessments at once: the best deal of each in a lane, and what may rise above it.
//
// What the checker finds on its grid is found here by the same functions of one deal, in the same order
// of operations. Where it would search between grid points the lane is *in doubt*, and the assessment is
// left to the checker.
#pragma once

#include "checker/best_deviation.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// What a deal at a coordinate is worth.
template <class T>
struct ScannedDeal {
    T x;
    T gain;     // L's
    T consent;  // L's gain beyond rounding
    T payoff;   // F's
    T visit;    // F's from visiting up to there at the agreed price
    mask_of<T> below;  // the own deal

    SUMMITRY_INLINE mask_of<T> accepted() const { return consent > 0.0; }
};

/// The largest gain of a lane, and whether it is in doubt; with F and with L proposing.
template <class T>
struct Verdict {
    T gain_f;
    mask_of<T> doubt_f;
    T gain_l;
    mask_of<T> doubt_l;
};

/// Return x where it is larger than y, else y: what is no number is not larger.
template <class T>
SUMMITRY_INLINE T keep_larger(T x, T y) {
    return select(x > y, x, y);
}

/// A scan of the deviations of each lane, over a grid whose points `point(i)` and `x(i)` give.
template <class T>
struct DeviationScan {
    const Game<T>& game;
    const Assessment<T>& a;
    T enough;  // a gain that needs no refinement

    // the best so far of each objective, and how high what turns between grid points may rise
    T gain = -infinity;
    T payoff = -infinity;  // of deals that L accepts
    T visit = -infinity;
    T rising_gain = -infinity;
    T rising_visit = -infinity;
    T bound = -infinity;  // F's payoff next to where L's acceptance ends or may hide

    // the two grid points on either side of the own deal, and whether both pairs were found
    ScannedDeal<T> before_that = {}, before = {}, after = {}, after_that = {};
    mask_of<T> found_before = false, found_after = false;
    mask_of<T> accepts_all_visits = false;

    template <class P>
    SUMMITRY_INLINE ScannedDeal<T> deal_at(const P& p, T x) const {
        const Continuation<T> play = follow(game, p, a);
        return {x, play.gain_l, play.consent(), play.payoff_f, visit_value(game, a, p), x < a.x};
    }

    SUMMITRY_INLINE void count(const ScannedDeal<T>& deal) {
        gain = keep_larger(deal.gain, gain);
        payoff = keep_larger(select(deal.accepted(), deal.payoff, T(-infinity)), payoff);
        visit = keep_larger(deal.visit, visit);
    }

    /// Whether refining a maximum would end there at once (`refine_peak`).
    SUMMITRY_INLINE mask_of<T> stays(
        T left, T middle, T right, T f_left, T f_middle, T f_right) const {
        const Parabola<T> fit = parabola_through(left, middle, right, f_left, f_middle, f_right);
        return (fit.promise <= enough) & is_narrow(left, middle, right);
    }

    /// Take in how high an objective may rise around a point, where it counts.
    SUMMITRY_INLINE void count_maximum(
        T x0, T x1, T x2, T f0, T f1, T f2, mask_of<T> counts, T best, T& rising) const {
        const T top = possible_rise(f0, f1, f2);
        const auto higher = (f0 <= f1) & (f2 <= f1) & counts & (top >= best + enough);
        if (!any(higher)) return;  // mostly, so that a processor guesses right
        const auto searched = higher & inverse(stays(x0, x1, x2, f0, f1, f2));
        rising = keep_larger(select(searched, top, T(-infinity)), rising);
    }

    SUMMITRY_INLINE void count_maxima(
        const ScannedDeal<T>& d0, const ScannedDeal<T>& d1, const ScannedDeal<T>& d2,
        mask_of<T> counts) {
        // L may accept some deal around a point though she refuses it and its neighbours
        const auto turn = (d0.consent <= d1.consent) & (d2.consent <= d1.consent) & counts;
        const T top = possible_rise(d0.consent, d1.consent, d2.consent);
        const auto hidden = turn & inverse(d1.accepted()) & (top >= 0.0);
        bound = keep_larger(select(hidden, d2.payoff, T(-infinity)), bound);
        count_maximum(d0.x, d1.x, d2.x, d0.gain, d1.gain, d2.gain, counts, gain, rising_gain);
        count_maximum(d0.x, d1.x, d2.x, d0.visit, d1.visit, d2.visit, counts, visit, rising_visit);
    }

    /// Take in F's payoff where L refuses a deal and accepts the one before.
    SUMMITRY_INLINE void count_end(
        const ScannedDeal<T>& d0, const ScannedDeal<T>& d1, mask_of<T> counts) {
        const auto end = d0.accepted() & inverse(d1.accepted()) & counts;
        bound = keep_larger(select(end, d1.payoff, T(-infinity)), bound);
    }

    static SUMMITRY_INLINE void pick(mask_of<T> which, const ScannedDeal<T>& yes, ScannedDeal<T>& out) {
        out.x = select(which, yes.x, out.x), out.gain = select(which, yes.gain, out.gain);
        out.consent = select(which, yes.consent, out.consent);
        out.payoff = select(which, yes.payoff, out.payoff);
        out.visit = select(which, yes.visit, out.visit);
        out.below = (which & yes.below) | (inverse(which) & out.below);
    }

    /// Follow the deals at all grid points.
    template <class PointOf, class CoordinateOf>
    SUMMITRY_INLINE void scan(i64 size, const PointOf& point, const CoordinateOf& x) {
        ScannedDeal<T> d0 = deal_at(point(0), x(0)), d1 = deal_at(point(1), x(1));
        count(d0), count(d1);
        before_that = before = after = after_that = d0;
        for (i64 i = 2; i < size; ++i) {
            const ScannedDeal<T> d2 = deal_at(point(i), x(i));
            count(d2);
            const auto first = d0.below ^ d1.below, last = d1.below ^ d2.below;
            if (any(first | last)) {  // d1 is the first after the own deal, or the last before it
                pick(last, d0, before_that), pick(last, d1, before);
                pick(last, d2, after), pick(first, d2, after_that);
                found_before = found_before | last, found_after = found_after | first;
            }
            count_maxima(d0, d1, d2, inverse(first | last));
            count_end(d0, d1, inverse(first));
            d0 = d1, d1 = d2;
        }
        count_end(d0, d1, true);
        accepts_all_visits = d1.accepted();
    }

    /// Take in the own deal and its neighbours, between the grid points on either side.
    SUMMITRY_INLINE void scan_beside(const Neighbourhood<T>& here) {
        const ScannedDeal<T> low = deal_at(here.below, here.below_x), own = deal_at(here.own, a.x);
        const ScannedDeal<T> high = deal_at(here.above, here.above_x);
        count(low), count(own), count(high);
        count_maxima(before_that, before, low, true);
        count_maxima(before, low, own, true);
        count_maxima(low, own, high, true);
        count_maxima(own, high, after, true);
        count_maxima(high, after, after_that, true);
        count_end(before, low, true);
        count_end(low, own, true);
        count_end(own, high, true);
        count_end(high, after, true);
    }

    /// Return the largest gain from any deviation from no deal, whoever proposes (T5).
    ///
    /// Where somebody gains, what is allowed depends on the deviation: the lane is in doubt.
    SUMMITRY_INLINE Verdict<T> judge_no_deal(T k0) const {
        const T nothing = 0.0, absent = cutoff_loss(game, a.k_absent, k0);
        const T best_f = keep_larger(payoff, nothing), best_l = keep_larger(gain, nothing);
        const auto wrong = inverse(absent <= gain_tolerance) | (gain != gain);
        return {keep_larger(best_f, absent),
                accepts_all_visits | (bound > best_f + enough) | wrong | (best_f > 0.0),
                keep_larger(best_l, absent), (rising_gain >= gain + enough) | wrong | (best_l > 0.0)};
    }

    /// Return the largest gain from any deviation from a deal inside a segment, whoever proposes (T5).
    ///
    /// Where it is more than is allowed it may still be rounding: the lane is in doubt.
    SUMMITRY_INLINE Verdict<T> judge_deal(T k0, const Neighbourhood<T>& here) const {
        const Point<T>& p = here.own;
        const T nothing = 0.0, own_f = visit_value(game, a, p);
        const T own_l = gain_leader(game, p, a, true, a.price).value;
        const T absent = cutoff_loss(game, a.k_absent, bayes_absence(game, k0, p));
        const T allowed = allowed_gain(game, T(p.v * a.price));
        const T rule = keep_larger(visit - own_f, nothing);
        const T best_f = keep_larger(payoff, nothing), most = keep_larger(best_f, own_f);
        const T gain_f = keep_larger(best_f - own_f, keep_larger(-own_l, rule));
        const T gain_l = keep_larger(keep_larger(gain, nothing) - own_l, keep_larger(-own_f, rule));
        const auto doubt = inverse(found_before & found_after) | (here.below_x < before.x) |
                           (here.above_x > after.x) | (rising_visit >= visit + enough) |
                           inverse(absent <= gain_tolerance) | (visit != visit) | (own_l != own_l);
        return {keep_larger(gain_f, absent),
                doubt | accepts_all_visits | (bound > most + enough) | inverse(gain_f <= allowed),
                keep_larger(gain_l, absent),
                doubt | (rising_gain >= gain + enough) | inverse(gain_l <= allowed)};
    }
};

}  // namespace summitry::inline SUMMITRY_VARIANT
