// Every equilibrium in mixed strategies (T11): the zeros of g(κ̂), the pure ones among them known.
//
// Places of the curve name the readings κ̂ = κ(v). Pure equilibria and the legs (one deal that is struck
// at times) come from scans of their own equations; each has an index, the sign with which g passes zero.
// Between any two places the sign of g must change as often as the known zeros there say: where it does
// not, a profile of two offers is found by bisection. A change that stays unexplained is reported.
#pragma once

#include "solver/closed.hpp"
#include "solver/mixed_sketch.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// A zero of g at a place of the curve.
struct Zero {
    i64 segment;
    double x;
    i64 index;
};

/// What a search for profiles found.
struct MixedFindings {
    Buffer<Zero> zeros;  // pure equilibria and legs, in order of the place
    i64 known;
    Buffer<MixedProfile> profiles;
    i64 count;
    i64 unexplained;  // changes of sign that no zero explains
    i64 no_visits_index;  // 1, or 0 where no mixture of deals has a reading that supports no visits

    explicit MixedFindings(i64 capacity)
        : zeros(capacity), known(0), profiles(capacity), count(0), unexplained(0), no_visits_index(0) {}
    bool ok() const { return zeros.ok() && profiles.ok(); }
    void clear() { known = count = unexplained = 0; }

    void add_zero(i64 segment, double x, i64 index) {
        i64 i = known++;
        for (; i > 0; --i) {
            const Zero& before = zeros[i - 1];
            // a leg comes before the corner at the same deal: it is reached with fewer visits
            const bool same = before.segment == segment && before.x == x;
            const bool earlier = before.segment == segment && before.x < x;
            if (before.segment < segment || earlier || (same && index > 0)) break;
            zeros[i] = before;
        }
        zeros[i] = {segment, x, index};
    }
    void add_profile(const MixedProfile& profile) { profiles[count++] = profile; }

    /// Sort the profiles by the probability of a visit.
    void sort_profiles() {
        for (i64 i = 1; i < count; ++i) {
            const MixedProfile profile = profiles[i];
            i64 j = i;
            for (; j > 0 && profiles[j - 1].visits > profile.visits; --j) profiles[j] = profiles[j - 1];
            profiles[j] = profile;
        }
    }
};

/// Return how many zeros a search on a grid may find at most.
inline i64 most_zeros(i64 grid_size, i64 segments) { return 2 * grid_size + segments + 8; }

/// Return the index of a pure equilibrium with visits: g rises through zero where its equation falls.
inline i64 pure_index(const MixedSearch& s, const Candidate& c) {
    if (c.kind == segment_end) return 1;
    if (s.curve.kind == kind_steps && c.segment == 0) return -1;  // T6's mix on the first step
    const double near = 1e-6 * (1.0 + abs(c.x));
    const double before = residual(s.who, s.game, point_at(s.curve, c.segment, c.x - near));
    const double after = residual(s.who, s.game, point_at(s.curve, c.segment, c.x + near));
    return before > after ? 1 : -1;
}

// ------------------------------------------------------------------- one deal that is struck at times

/// Return W' at a deal when C reads visits as that very deal and L is indifferent: a leg's equation.
inline double leg_equation(const MixedSearch& s, const Point<double>& p) {
    return indifference_slope(s.game, reading_of(s.game, p), p);
}

/// Add the leg of a deal, if it is an equilibrium for some probability that the deal is struck (T11).
template <class T>
void add_leg(const MixedSearch& s, i64 segment, double x, MixedFindings& out) {
    const Point<double> p = point_at(s.curve, segment, x);
    Conjecture<double> believed = reading_of(s.game, p);
    const double gap = indifference_gap(s.game, believed, p);
    const double absent = s.game.law.distance(s.game.c, believed.kappa, level_of(believed), gap);
    if (!(absent > believed.below && s.game.sigma > 0.0) || is_infinite(absent)) return;
    const double visits = (absent - believed.below) / (s.game.sigma * absent);
    const double struck = visits / p.v;
    if (!(struck < 1.0)) return;
    evaluate_levels<T>({s.game, s.curve, s.grid, proposer_f, s.work}, believed);
    const i64 stop = count_before<T>(s.grid, segment, x), start = count_until<T>(s.grid, segment, x);
    const double least = gap * (1.0 - sign_tolerance);
    const Found here{segment, x, p, least, false};
    if (easiest_deal(s, believed, start, here).value < least) return;
    believed.gap = gap;
    MixedProfile profile{profile_deal_or_none, -1, p.kappa, believed.below, gap, absent, visits, 1.0 - visits, 1, {}};
    Found liked{};
    if (last_liked(s, believed, stop, segment, x, least, liked)) {
        // L likes an earlier demand, which F makes rather than be refused too often
        if (s.who == proposer_l) return;
        const double u0 = make_offer(s, believed, liked).payoff_f;
        if (!(struck * offer_payoff(s.game, believed, p, concession(s.game, p.kappa, p.m)) >= u0)) return;
    }
    Offer& offer = profile.offers[0];
    offer = make_offer(s, believed, here);
    offer.struck = struck;
    offer.accepted = s.who == proposer_f ? struck : 1.0;
    offer.offered = s.who == proposer_f ? 1.0 : struck;
    out.add_zero(segment, x, -1);
    out.add_profile(profile);
}

/// Find every leg: deals at which L needs the smallest gap when visits are read as just them.
template <class T>
void find_legs(const MixedSearch& s, MixedFindings& out) {
    const i64 first = s.curve.kind == kind_steps ? 1 : 0;  // on the first step F's mix does the same (T6)
    const auto at = [&](i64 j, double x) { return leg_equation(s, point_at(s.curve, j, x)); };
    for (i64 i = 1; i < s.grid.size; ++i) {
        const i64 j = s.grid.segment(i);
        if (j < first || s.grid.at(i).v <= 0.0) continue;
        if (!s.same_segment(i, i - 1) || s.grid.at(i - 1).v <= 0.0) continue;
        const double before = leg_equation(s, s.grid.at(i - 1)), here = leg_equation(s, s.grid.at(i));
        if (before > 0.0 && here < 0.0) {
            const double low = larger(s.grid.x(i - 1), -700.0), high = smaller(s.grid.x(i), 700.0);
            const double f_low = at(j, low), f_high = at(j, high);
            if (f_low > 0.0 && f_high < 0.0) {
                const auto value = [&](double x) { return at(j, x); };
                add_leg<T>(s, j, polish(value, bracket_between(low, high, f_low, f_high)), out);
            }
        }
        const bool inner_end = is_infinite(s.grid.x(i)) && j + 1 < s.curve.segments;
        if (inner_end && here >= 0.0) add_leg<T>(s, j, infinity, out);
    }
}

// ----------------------------------------------------------------------------------- two offers

/// Return the profile of two offers and none where the outcome jumps between no deal and both (T11).
///
/// At that reading L is indifferent between all three; Bayes' rule says how often a deal is struck.
inline bool exchange_profile(
    const MixedSearch& s, const ReadingOutcome& left, const ReadingOutcome& right, MixedProfile& out) {
    const bool rising = left.kind == outcome_none;
    if (!(rising ? right.kind == outcome_jump : left.kind == outcome_jump && right.kind == outcome_none)) {
        return false;
    }
    out = rising ? right.profile : left.profile;
    const Conjecture<double> believed = conjecture_of(s.game, out.kappa, out.below, 0.0);
    out.absent = s.game.law.distance(s.game.c, out.kappa, level_of(believed), out.gap);
    const double most = out.visits, visits = (out.absent - out.below) / (s.game.sigma * out.absent);
    if (!(0.0 < visits && visits < most)) return false;
    const bool f_proposes = s.who == proposer_f;
    double payoff = 0.0;
    for (Offer& offer : out.offers) {
        offer.struck *= visits / most;
        payoff += offer.struck * offer.payoff_f;
    }
    for (Offer& offer : out.offers) {
        offer.accepted = f_proposes ? payoff / offer.payoff_f : 1.0;
        offer.offered = offer.struck / offer.accepted;
        if (!(offer.accepted <= 1.0)) return false;
    }
    out.visits = visits, out.visits_c = 1.0 - visits;
    out.kind = profile_two_or_none, out.index = right.g > left.g ? 1 : -1;
    return true;
}

/// Find the profile of two offers between two places of a jump, by the root of g; false if there is none.
template <class T>
bool two_offers(
    const MixedSearch& s, i64 segment, double low, double high, double g_low, double g_high,
    MixedProfile& out) {
    const auto g = [&](double x) { return outcome_at<T>(s, segment, x).g; };
    const double root = polish(g, bracket_between(low, high, g_low, g_high));
    const ReadingOutcome found = outcome_at<T>(s, segment, root);
    out = found.profile;
    out.index = g_high > g_low ? 1 : -1;
    // at the zero of g that is by Bayes' rule what L's indifference says
    out.absent = CostLaw::is_uniform ? out.gap : bayes_gap(s.game, out.below, out.visits_c);
    return found.kind == outcome_jump && abs(found.g) <= mixed_residual * (abs(out.gap) + abs(out.below));
}

/// Explain a change of the sign of g between two places of a segment by a profile of two offers.
template <class T>
void explain(
    const MixedSearch& s, i64 segment, double low, double high, double sign_low, MixedFindings& out) {
    const auto at = [&](double x) { return outcome_at<T>(s, segment, x); };
    ReadingOutcome left = at(low), right = at(high);
    MixedProfile profile;
    for (int step = 0; step < 200; ++step) {
        const bool changes = left.kind == outcome_jump && right.kind == outcome_jump && left.g * right.g < 0.0;
        if (changes && step > 1 && two_offers<T>(s, segment, low, high, left.g, right.g, profile)) {
            return out.add_profile(profile);
        }
        const double middle = 0.5 * (low + high);
        if (!(low < middle && middle < high)) break;
        const ReadingOutcome here = at(middle);
        if (here.g * sign_low > 0.0) {
            low = middle, left = here;
        } else {
            high = middle, right = here;
        }
    }
    if (exchange_profile(s, left, right, profile)) return out.add_profile(profile);
    ++out.unexplained;
}

/// A place and the sign of g beside it.
struct Side {
    i64 segment;
    double x;
    double sign;
};

/// Compare two places; explain what the signs between them say.
template <class T>
void compare_sides(const MixedSearch& s, const Side& left, const Side& right, MixedFindings& out) {
    if (left.sign * right.sign >= 0.0) return;
    // beyond these the coordinate no longer tells places from the end of a step, or of the curve
    const double most = s.curve.kind == kind_steps ? 30.0 : infinity;
    const double low = larger(left.x, larger(-most, s.grid.x(1)));
    const double high = smaller(right.x, smaller(most, s.grid.x(s.grid.size - 2)));
    if (left.segment == right.segment) return explain<T>(s, left.segment, low, high, left.sign, out);
    // the change happens before the end of the one step, or after the beginning of the other
    if (left.x < most && outcome_at<T>(s, left.segment, most).g * left.sign < 0.0) {
        return explain<T>(s, left.segment, low, most, left.sign, out);
    }
    if (outcome_at<T>(s, right.segment, -most).g * right.sign < 0.0) {
        return explain<T>(s, right.segment, -most, high, left.sign, out);
    }
    ++out.unexplained;
}

/// A walk along the curve that compares the sign of g with what the known zeros say.
template <class T>
class Walk {
  public:
    Walk(const MixedSearch& s, MixedFindings& out)
        : s_(s), out_(out), known_(out.known), first_(s.curve.kind == kind_steps ? 1 : 0) {}

    void go() {
        for (i64 i = 0; i < s_.grid.size;) {
            i64 stop = i + 1;
            while (s_.same_segment(i, stop)) ++stop;
            if (s_.grid.segment(i) >= first_) go_along(i, stop);
            i = stop;
        }
        pass_zeros(s_.curve.segments, infinity);
        if (left_.sign < 0.0) ++out_.unexplained;
    }

  private:
    /// Visit some grid points of a segment, and more of them where the kind of outcome changes.
    void go_along(i64 first, i64 stop) {
        // nearer to the ends rounding decides, and profiles differ by no more than it
        const auto is_inside = [&](i64 i) {
            return s_.grid.at(i).v > rare_visit && s_.grid.at(i).vc > rare_visit && !is_infinite(s_.grid.x(i));
        };
        while (first < stop && !is_inside(first)) ++first;
        while (first < stop && !is_inside(stop - 1)) --stop;
        if (first >= stop) return;
        Sketch before = sketch_at<T>(s_, first);
        visit(first, before.g);
        for (i64 i = first; i + 1 < stop;) {
            const i64 next = smaller(i + walk_stride, stop - 1);
            const Sketch here = sketch_at<T>(s_, next);
            look_between(i, before, next, here);
            visit(next, here.g);
            i = next, before = here;
        }
    }

    /// Visit grid points between two whose outcomes are of different kinds, or jump to different deals.
    void look_between(i64 i, const Sketch& low, i64 j, const Sketch& high) {
        const auto apart = [](i64 a, i64 b) { return abs(double(a - b)) > 2.0 * double(walk_stride); };
        const bool jumps = low.kind == outcome_jump && high.kind == outcome_jump;
        const bool other = jumps && (apart(low.left, high.left) || apart(low.right, high.right));
        if (low.kind == high.kind && !other) return;
        if (j == i + 1) {
            const double x = 0.5 * (s_.grid.x(i) + s_.grid.x(j));
            return visit(s_.grid.segment(i), x, outcome_at<T>(s_, s_.grid.segment(i), x).g);
        }
        const i64 middle = (i + j) / 2;
        const Sketch here = sketch_at<T>(s_, middle);
        look_between(i, low, middle, here);
        visit(middle, here.g);
        look_between(middle, here, j, high);
    }

    /// Visit a grid point; a sketch that disagrees with what is known is not believed.
    void visit(i64 i, double g) {
        const i64 segment = s_.grid.segment(i);
        pass_zeros(segment, s_.grid.x(i));
        if (g * left_.sign < 0.0) {
            g = outcome_at<T>(s_, segment, s_.grid.x(i)).g;
            if (g * left_.sign < 0.0) look_again_left();
        }
        visit(segment, s_.grid.x(i), g);
        sketched_ = true;
    }

    /// Decide the sign at the place to the left exactly, if it is a sketch's: the change may be before it.
    void look_again_left() {
        if (!sketched_) return;
        sketched_ = false;
        const double g = outcome_at<T>(s_, left_.segment, left_.x).g;
        if (!(g * left_.sign < 0.0)) return;
        left_.sign = -left_.sign;
        compare_sides<T>(s_, before_, left_, out_);
    }

    void visit(i64 segment, double x, double g) {
        pass_zeros(segment, x);
        if (g == 0.0 || is_nan(g)) return;
        const Side side{segment, x, g > 0.0 ? 1.0 : -1.0};
        if (left_.segment < first_) left_.segment = first_, left_.x = -infinity;
        compare_sides<T>(s_, left_, side, out_);
        before_ = left_, left_ = side, sketched_ = false;
    }

    /// Go on to a place, past the known zeros before it.
    void pass_zeros(i64 segment, double x) {
        for (; next_ < known_; ++next_) {
            const Zero& zero = out_.zeros[next_];
            if (zero.segment > segment || (zero.segment == segment && zero.x > x)) return;
            if (zero.segment >= first_ && left_.segment >= first_) {
                compare_sides<T>(s_, left_, {zero.segment, zero.x, -double(zero.index)}, out_);
            }
            before_ = left_, left_ = {zero.segment, zero.x, double(zero.index)}, sketched_ = false;
        }
    }

    const MixedSearch& s_;
    MixedFindings& out_;
    const i64 known_, first_;
    Side left_{0, -infinity, -1.0}, before_ = left_;
    bool sketched_ = false;  // whether the sign at the place to the left is a sketch's
    i64 next_ = 0;
};

/// Add the zero of "no visits", with the smallest reading that supports it (T11 (g)); false if there is none.
///
/// Visits of unseen price are then read as stronger than the deal that nearly pays, else no mixture of
/// deals with few visits has that reading.
inline bool add_no_visits(const MixedSearch& s, const OffPathBelief& smallest, MixedFindings& out) {
    if (smallest.weakness == s.curve.m_first) {
        out.add_zero(0, -infinity, 1);
        return true;
    }
    if (!(smallest.below >= 0.0)) return false;
    const double drop = smallest.below;
    const Conjecture<double> believed = conjecture_of(s.game, smallest.weakness, drop, 0.0);
    const auto excess = [&](const Point<double>& p) { return p.vc * p.spread - drop; };
    evaluate_levels<MixedLanes>({s.game, s.curve, s.grid, proposer_f, s.work}, believed);
    const Found none{-1, 0.0, {}, infinity, false};
    if (excess(easiest_deal(s, believed, 0, none).point) >= 0.0) return false;
    i64 i = 0;  // the reading stands for the place where κ(v) is as large
    while (i < s.grid.size && excess(s.grid.at(i)) > 0.0) ++i;
    if (i == 0 || i == s.grid.size) return false;
    const i64 j = s.grid.segment(s.same_segment(i - 1, i) ? i : i - 1);
    if (j != s.grid.segment(i)) {
        out.add_zero(j, infinity, 1);
        return true;
    }
    const auto at = [&](double x) { return excess(point_at(s.curve, j, x)); };
    const double low = larger(s.grid.x(i - 1), -700.0), high = smaller(s.grid.x(i), 700.0);
    out.add_zero(j, polish(at, bracket_between(low, high, at(low), at(high))), 1);
    return true;
}

/// Find every profile of a proposer, given its pure equilibria and the smallest reading for no visits.
///
/// Readings that support no visits count as one zero.
template <class T>
void find_profiles(
    const MixedSearch& s, const Candidates& pure, const OffPathBelief& smallest, MixedFindings& out) {
    for (i64 i = 0; i < pure.count; ++i) {
        if (pure[i].refuted || pure[i].kind == no_deal) continue;
        out.add_zero(pure[i].segment, pure[i].x, pure_index(s, pure[i]));
    }
    out.no_visits_index = add_no_visits(s, smallest, out) ? 1 : 0;
    find_legs<T>(s, out);
    i64 indices = 0;  // of all zeros, which add up to 1 if none is missing
    for (i64 i = 0; i < out.known; ++i) indices += out.zeros[i].index;
    const i64 legs = out.count;
    Walk<T>(s, out).go();
    for (i64 i = legs; i < out.count; ++i) indices += out.profiles[i].index;
    if (indices != 1) ++out.unexplained;
}

}  // namespace summitry::inline SUMMITRY_VARIANT
