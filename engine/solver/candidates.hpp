// Candidates for equilibrium, in order of the visit probability.
#pragma once

#include "solver/extrema.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// What kind of profile a candidate is.
enum CandidateKind : i64 {
    no_deal = -1,         // no visit ever happens
    inside_segment = 0,   // a root of the proposer's equation
    segment_end = 1,      // the end v_j of a step, with its price range; also v = 1
};

/// A candidate, and what has been found out about it.
struct Candidate {
    i64 kind;
    i64 segment;
    double x;
    bool refuted;          // the solver's own search found a profitable deviation
    bool evaluated;        // `point` holds its point of the curve
    double certified_gain; // largest gain if the checker's lanes passed it; else not a number
    const double* report;  // its reported numbers, where the checker's lanes wrote them
    i64 report_stride;
    Point<double> point;
};

/// A list of candidates in order of v, no deal first.
///
/// Those of a batch stand interleaved, all first ones together: few models have many candidates, and
/// the ones in use should stand in few pages of memory.
struct Candidates {
    Candidate* first;
    i64 stride;
    i64 count;
    bool keep_refuted;  // whether those that are refuted as they are found are listed too

    Candidate& operator[](i64 i) { return first[i * stride]; }
    const Candidate& operator[](i64 i) const { return first[i * stride]; }

    /// Insert a candidate; two brackets may meet in one root, which counts once.
    ///
    /// Its point of the curve may be given, where it is known.
    void insert(
        i64 kind, i64 segment, double x, bool refuted, const Point<double>* point = nullptr) {
        i64 i = count;
        while (i > 0 && is_before(kind, segment, x, (*this)[i - 1])) --i;
        for (i64 j = i - 1; j <= i; ++j) {
            if (j < 0 || j >= count || (*this)[j].segment != segment) continue;
            const double other = (*this)[j].x;
            if (other == x || abs(x - other) < same_root * (1.0 + abs(x))) return;
        }
        for (i64 j = count; j > i; --j) (*this)[j] = (*this)[j - 1];
        const bool known = point != nullptr;
        (*this)[i] = {kind, segment, x, refuted, known, not_a_number, nullptr, 0,
                      known ? *point : Point<double>{}};
        ++count;
    }

  private:
    static bool is_before(i64 kind, i64 segment, double x, const Candidate& other) {
        if (segment != other.segment) return segment < other.segment;
        if (x != other.x) return x < other.x;
        return kind < other.kind;
    }
};

/// How many candidates a scan of a grid may find.
inline i64 most_candidates(i64 grid_size, i64 segments) { return 3 * grid_size + segments + 1; }

}  // namespace summitry::inline SUMMITRY_VARIANT
