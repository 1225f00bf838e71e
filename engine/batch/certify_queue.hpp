// Candidates of many models that wait to be certified, eight at a time, one in each lane (T5).
//
// Linear signals only. A candidate whose certificate is in doubt keeps none, and is left to the checker.
#pragma once

#include "batch/columns.hpp"
#include "checker/deviation_scan.hpp"
#include "solver/candidates.hpp"
#include "theory/outcome.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

/// The checker's grids of a block of curves side by side: what payoffs need of each point, lane by lane.
class LaneGrid {
  public:
    explicit LaneGrid(i64 size) : size_(size), memory_(rows * round_up(size, block_width) * block_width) {
        for (i64& curve : standing_) curve = -1;
    }

    bool ok() const { return memory_.ok(); }
    i64 size() const { return size_; }

    /// Copy their grids; a curve that is in its lane already is left. `serial` tells curves apart.
    void place(const Grid* const* grids, const i64* serial) {
        bool same = true;
        for (i64 j = 0; j < block_width; ++j) {
            same = same && standing_[j] == serial[j];
            standing_[j] = serial[j];
        }
        if (same) return;
        static constexpr i64 source[] = {row_v, row_vc, row_kappa, row_spread, row_m, row_x, row_level};
        for (i64 k = 0; k < rows; ++k) {
            double* to = memory_.data() + k * stride();
            const double* from[block_width];
            for (i64 j = 0; j < block_width; ++j) from[j] = grids[j]->row(source[k]);
            for (i64 i = 0; i < size_; ++i, to += block_width) {
                for (i64 j = 0; j < block_width; ++j) to[j] = from[j][i];
            }
        }
    }

    SUMMITRY_INLINE Block x(i64 i) const { return at(5, i); }
    /// Read point i of each curve; what payoffs do not need is zero.
    SUMMITRY_INLINE auto point(i64 i) const {
        const Point<Block> p{at(0, i), at(1, i), at(2, i), at(3, i), at(4, i), 0.0, 0.0, 0.0, 0.0};
        if constexpr (CostLaw::is_uniform) {
            return p;
        } else {
            return PointWithLevel<Block>{p, at(6, i), Block(not_a_number)};
        }
    }

  private:
    static constexpr i64 rows = CostLaw::is_uniform ? 6 : 7;

    i64 stride() const { return round_up(size_, block_width) * block_width; }
    SUMMITRY_INLINE Block at(i64 k, i64 i) const {
        return load<Block>(memory_.data() + k * stride() + i * block_width);
    }

    i64 size_;
    Buffer<double> memory_;
    i64 standing_[block_width];
};

/// A candidate that waits: whose it is, and where its certificate goes.
struct Waiting {
    Candidate* of_f;  // either may be null
    Candidate* of_l;
    const Grid* grid; // the checker's
    i64 serial;       // of its curve
};

/// Candidates of one kind: deals that F proposes, deals that L proposes, or no deals.
class CertifyQueue {
  public:
    explicit CertifyQueue(i64 capacity)
        : columns_(fields, capacity), waiting_(capacity), reports_(capacity * reported_numbers) {}

    bool ok() const { return columns_.ok() && waiting_.ok() && reports_.ok(); }
    void clear() { columns_.clear(); }

    /// Enqueue a candidate, if there is room: its point and coordinate, or v = 0 and the off-path belief.
    ///
    /// `below` is k₀ − k, where k is what C reads into a visit with unseen price.
    void push(
        const LaneModel<double>& model, const Point<double>& p, double x, double below,
        const Waiting& who) {
        if (columns_.is_full()) return;
        waiting_[columns_.count()] = who;
        columns_.write(0, model);
        columns_.write(lane_model_fields, p);
        columns_.write(lane_model_fields + point_rows, x);
        columns_.write(lane_model_fields + point_rows + 1, below);
        columns_.advance();
    }

    /// Report and certify the deals that wait.
    void certify_deals(bool f_proposes, const double* fractions, LaneGrid& grids) {
        for_each_block(grids, [&](i64 i, double* report) {
            const LaneModel<Block> model = load_model<Block>(columns_, 0, i);
            const Game<Block>& game = model.game;
            const Block x = columns_.row<Block>(lane_model_fields + point_rows, i);
            const Point<Block> p = load_own_point(i);
            const Block price = concession(game, p.kappa, p.m);
            const Block below = columns_.row<Block>(lane_model_fields + point_rows + 1, i);
            const Block gap = absence_gap(game, p);
            const Conjecture<Block> believed = conjecture_of(game, p.kappa, below, gap);
            const Assessment<Block> a{false,         f_proposes, true,         0, x, price, p.kappa,
                                      p.kappa + gap, below,      believed.gap, believed.level};
            const Profile<Block> profile{true, price, net_price(game, p.kappa, p.m), p.kappa, a.k_absent,
                                         smooth_threshold(model.n, x), not_a_number};
            report_profile(game, model.signal.k0, p, profile, report, block_width);
            const Block low = x - distance_beside(x), high = x + distance_beside(x);
            const Neighbourhood<Block> here{
                low, high, point_each(fractions, model.signal, model.lists, low), p,
                point_each(fractions, model.signal, model.lists, high)};
            DeviationScan<Block> scan{game, a, negligible_gain(game, a, p)};
            scan_grid(scan, grids);
            scan.scan_beside(here);
            return scan.judge_deal(model.signal.k0, here);
        });
    }

    /// Report and certify the no deals that wait, whoever proposes.
    void certify_no_deals(LaneGrid& grids) {
        for_each_block(grids, [&](i64 i, double* report) {
            const LaneModel<Block> model = load_model<Block>(columns_, 0, i);
            const Block unknown = not_a_number, k0 = model.signal.k0;
            const Block belief = columns_.row<Block>(lane_model_fields + point_rows, i);
            const Block below = columns_.row<Block>(lane_model_fields + point_rows + 1, i);
            const Conjecture<Block> believed = conjecture_of(model.game, belief, below, below);
            const Assessment<Block> a{false, true, false, 0,            -infinity,     unknown, belief,
                                      k0,    below, believed.gap, believed.level};
            const Profile<Block> profile{false, unknown, unknown, belief, k0, unknown, unknown};
            report_profile(model.game, k0, grids.point(0), profile, report, block_width);  // v = 0
            DeviationScan<Block> scan{model.game, a, negligible_gain(model.game, a, grids.point(0))};
            scan_grid(scan, grids);
            return scan.judge_no_deal(k0);
        });
    }

  private:
    static constexpr i64 fields = lane_model_fields + point_rows + 2;

    static SUMMITRY_INLINE void scan_grid(DeviationScan<Block>& scan, const LaneGrid& grids) {
        scan.scan(
            grids.size(), [&](i64 i) { return grids.point(i); }, [&](i64 i) { return grids.x(i); });
    }

    SUMMITRY_INLINE Point<Block> load_own_point(i64 i) const {
        const auto at = [&](i64 k) { return columns_.row<Block>(lane_model_fields + k, i); };
        return {at(0), at(1), at(2), at(3), at(4), at(5), 0.0, 0.0, 0.0};
    }

    /// Call `judge(i, report)` for every eight that wait, and write what it finds to the candidates.
    template <class Judge>
    void for_each_block(LaneGrid& grids, const Judge& judge) {
        columns_.fill_up(fields, block_width);
        const i64 count = columns_.count();
        for (i64 i = 0; i < count; i += block_width) {
            const Grid* grid[block_width];
            i64 serial[block_width];
            for (i64 j = 0; j < block_width; ++j) {
                const Waiting& w = waiting_[smaller(i + j, count - 1)];
                grid[j] = w.grid, serial[j] = w.serial;
            }
            grids.place(grid, serial);
            double* report = reports_.data() + i * reported_numbers;
            write(i, judge(i, report), report);
        }
    }

    void write(i64 first, const Verdict<Block>& verdict, double* report) {
        double gain_f[block_width], gain_l[block_width];
        store(gain_f, verdict.gain_f);
        store(gain_l, verdict.gain_l);
        store(report + reported_max_gain * block_width, Block(not_a_number));  // differs by proposer
        const u64 doubt_f = bits(verdict.doubt_f), doubt_l = bits(verdict.doubt_l);
        for (i64 j = 0; j < block_width && first + j < columns_.count(); ++j) {
            const Waiting& w = waiting_[first + j];
            if (w.of_f != nullptr) accept(*w.of_f, gain_f[j], doubt_f >> j & 1, report + j);
            if (w.of_l != nullptr) accept(*w.of_l, gain_l[j], doubt_l >> j & 1, report + j);
        }
    }

    static void accept(Candidate& c, double gain, bool doubt, const double* report) {
        if (doubt) return;
        c.certified_gain = gain, c.report = report, c.report_stride = block_width;
    }

    Columns columns_;
    Buffer<Waiting> waiting_;
    Buffer<double> reports_;
};

}  // namespace summitry::inline SUMMITRY_VARIANT
