// F's best deviation when F proposes: the best deal among those that L accepts (T5).
#pragma once

#include "checker/peaks.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A deviation to another deal: what it is worth, its visit probability, its price, and where it is.
struct Deviation {
    double value;
    double v;
    double price;
    i64 segment;
    double x;
};

inline constexpr Deviation no_deviation{0.0, 0.0, 0.0, 0, -infinity};

/// Return the deviation to the deal of a column.
inline Deviation deviation_at(const DeviationTable& t, i64 i, double value) {
    return {value, t.value(table_v, i), t.value(table_price, i), t.segment(i), t.value(table_x, i)};
}

/// A search of F's demands; L accepts an unexpected deal only for a gain beyond rounding.
struct DemandSearch {
    const DeviationTable& t;

    /// Return how far F can raise the price at an end, as visits and L's consent allow.
    double headroom(i64 i) const {
        double slack = t.value(table_gain_l, i) / t.value(table_v, i);
        if (t.game.price > 0.0) slack /= t.game.price;
        if (i < t.size - 1) {
            slack = smaller(slack, t.value(table_price, i + 1) - t.value(table_price, i));
        }
        return slack;
    }

    bool accepts(i64 i) const { return t.value(table_consent, i) > 0.0; }

    /// Keep F's payoffs where L accepts, −∞ elsewhere, in the spare row; return whether she accepts an end.
    bool keep_accepted(i64 first, i64 stop) const {
        double* kept = t.row(table_spare);
        bool ends = false;
        for (i64 i = first; i < stop; ++i) {
            kept[i] = accepts(i) ? t.value(table_payoff_f, i) : -infinity;
            ends = ends || (accepts(i) && t.value(table_x, i) == infinity && i < t.size);
        }
        return ends;
    }

    /// Return the best of the columns that L accepts, prices raised at ends as far as she lets F.
    template <class T>
    Deviation best_accepted_column() const {
        Deviation best = no_deviation;
        const bool ends = keep_accepted(0, t.size);
        if (t.own >= 0) keep_accepted(t.near, t.near + 7);
        const auto [payoff, top] = best_column<T>(t, table_spare);
        if (payoff > best.value) best = deviation_at(t, top, payoff);
        if (!ends) return best;
        for (i64 i = 0; i < t.size; ++i) {
            if (!accepts(i) || t.value(table_x, i) != infinity) continue;
            const double extra = larger(0.0, headroom(i)), here = t.value(table_payoff_f, i);
            // F keeps at most the whole of a higher price: where that is not enough, look no closer
            if (!(here + t.value(table_v, i) * extra > best.value)) continue;
            const Point<double> p = t.point(i);
            const double raised = here + p.v * extra * t.follow_deal(p).kept;
            if (!(raised > best.value)) continue;
            best = deviation_at(t, i, raised);
            best.price += extra;
        }
        return best;
    }

    /// Whether L refuses the deal at column i and accepts the one before.
    bool acceptance_ends(i64 i) const {
        return t.value(table_consent, i) <= 0.0 && accepts(i - 1) &&
               t.segment(i - 1) == t.segment(i);
    }

    /// Whether L may accept some deal around column i, though she refuses it and its neighbours.
    bool hides_acceptance(i64 i) const {
        for (i64 j = i - 1; j <= i + 1; ++j) {
            if (!(t.value(table_consent, j) <= 0.0)) return false;
        }
        return is_rising_maximum<double>(t, table_consent, i, 0.0);
    }

    /// Bisect for the end of L's acceptance between an accepted and a refused coordinate.
    double last_accepted(i64 segment, double left, double right) const {
        left = larger(left, -700.0), right = smaller(right, 700.0);
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (left + right);
            const bool accepted = t.follow_deal(point_at(t.curve, segment, middle)).consent() > 0.0;
            (accepted ? left : right) = middle;
        }
        return left;
    }

    /// Improve on `best` by the deal with most visits that L accepts before or around column i.
    void improve(i64 i, bool hidden, double least, Deviation& best) const {
        const double *x = t.row(table_x), *payoffs = t.row(table_payoff_f);
        double start = x[i - 1], end = x[i], bound = payoffs[i];
        if (hidden) {
            const auto [peak, height] = refine_peak(t, table_consent, i);
            start = peak, end = x[i + 1], bound = height > 0.0 ? payoffs[i + 1] : -infinity;
        }
        // F's payoff rises with the visits: what L refuses bounds what she accepts just before
        if (bound <= least) return;
        const double last = last_accepted(t.segment(i), start, end);
        const Point<double> p = point_at(t.curve, t.segment(i), last);
        if (!(p.v > 0.0)) return;
        const Continuation<double> play = t.follow_deal(p);
        if (play.payoff_f > best.value) best = {play.payoff_f, p.v, play.price, t.segment(i), last};
    }
};

/// Find the deal that F likes best among those L accepts; `own` is F's payoff on the path.
///
/// Maxima of L's gain are refined, and the last accepted deal before L begins to refuse is located by
/// bisection. The value returned is F's gain.
template <class T>
Deviation best_demand(const DeviationTable& t, double own) {
    const DemandSearch search{t};
    Deviation best = search.best_accepted_column<T>();
    const double* consent = t.row(table_consent);
    const auto consider = [&](i64 i, bool may_end, bool may_hide) {
        const bool ends = may_end && search.acceptance_ends(i);
        if (!ends && !(may_hide && search.hides_acceptance(i))) return;
        search.improve(i, !ends, larger(best.value, own) + t.enough, best);
    };
    const bool beside = t.own >= 0;
    for (i64 start = 1; start < t.size; start += width<T>) {
        // mostly nothing is to be looked at
        const T here = load<T>(consent + start), before = load<T>(consent + start - 1);
        if (!any((here <= 0.0) & ((before > 0.0) | is_maximum<T>(consent, start)))) continue;
        for (i64 i = start; i < smaller(start + width<T>, t.size); ++i) {
            // the grid points on either side of the own deal stand again beside it
            const bool next = beside && (i == t.own - 1 || i == t.own);
            consider(i, !(beside && i == t.own), !next && i < t.size - 1);
        }
    }
    if (beside) {
        for (i64 i = t.near + 1; i < t.near + 6; ++i) consider(i, i > t.near + 1, true);
    }
    best.value -= own;
    return best;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
