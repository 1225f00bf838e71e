// Every numerical tolerance of the engine: value, unit and reason.
#pragma once

#include "numeric/variant.hpp"

namespace summitry::inline SUMMITRY_VARIANT {

// ---- what a certificate allows (T5, "Certificate")

/// Payoff: the largest gain from a deviation that a certificate passes, before the Ψ part.
inline constexpr double gain_tolerance = 1e-9;
/// Payoff per Ψ: the part that grows with Ψ; looser passes non-equilibria at large Ψ.
inline constexpr double gain_tolerance_per_psi = 1e-12;
/// Share of what a leader pays or receives on the path: the most that leaders may gain, since at
/// Ψ ≥ 1e12 the two above let L save the whole price by refusing.
inline constexpr double price_tolerance = 1e-9;
/// Share of what is at stake: L accepts an unexpected deal only for a gain above this, and no smaller
/// difference of payoffs counts as a gain: it may be rounding.
inline constexpr double acceptance_tolerance = 1e-12;
/// Share of what is at stake, per relative change of v or 1 − v: the rounding of a deal's coordinate.
inline constexpr double coordinate_rounding = 4.0 * 2.2e-16;
/// Share of a point's numbers, per observation that the prior is worth: the rounding of its density.
inline constexpr double density_rounding = 2.2e-16;
/// Relative: a stated cut-off as close as this to what Bayes' rule gives is that, but for rounding.
inline constexpr double belief_rounding = 1e-15;

// ---- rounding of the solver's equations

/// Relative: benefit and cost of a deal closer than this count as equal, the rounding of W.
inline constexpr double sign_tolerance = 2e-13;
/// Times `sign_tolerance`: the slope at a root carries the rounding of the root as well.
inline constexpr double slope_margin = 50.0;
/// Relative to the coordinate: a bracket of a root as narrow as this cannot be narrowed.
inline constexpr double root_rounding = 4.0 * 2.2e-16;
/// Relative to the coordinate: after a smooth step as short as this the next would be rounding.
inline constexpr double last_root_step = 1e-9;
/// Relative to 1 + |coordinate|: two roots as close as this are one.
inline constexpr double same_root = 1e-11;
/// Relative to the coordinate: an interval of a local search as narrow as this is not searched on.
inline constexpr double narrowest_interval = 1e-9;

// ---- scan grids

/// Log-odds of v: spacing of the solver's grid near v = ½; it widens in the tails.
inline constexpr double solver_step = 0.5;
/// Log-odds of v: spacing of the checker's grid, finer than the solver's and different from it.
inline constexpr double checker_step = 0.325;
/// Share of a step: keeps the checker's grid points apart from the solver's.
inline constexpr double checker_offset = 0.37;

/// Log-odds of v: spacing of the grid on which mixed profiles are searched.
inline constexpr double mixed_step = 0.12;
/// Share of a step: the same for stepped signals.
inline constexpr double mixed_share = 0.2;
/// How much finer the next grid is where profiles stay uncertain, and how many there are.
inline constexpr double finer_step = 0.4;
inline constexpr int finer_grids = 2;
/// Grid points from one at which the outcome is always looked at to the next.
inline constexpr int walk_stride = 4;
/// Relative to k₀ − κ̂: where g is nearer to zero than this, grid points alone do not decide its sign.
inline constexpr double sketch_share = 0.1;
/// Log-odds of v: spacing of the grid of pairs of deals when the proposer is random.
inline constexpr double pair_step = 0.25;
/// Probability: profiles are searched among deals with v and 1 − v above it; less is practically none.
inline constexpr double rare_visit = 1e-60;
/// Relative to k_N − κ̂ and k₀ − κ̂: where g is zero but for rounding, a profile is one (T11).
inline constexpr double mixed_residual = 1e-9;

// ---- local searches between grid points

/// Relative to the coordinate: distance of the two points at which the checker looks beside a deal.
inline constexpr double neighbour_distance = 1e-4;
/// Share of what is missing: a climb towards a level that promises less is given up.
inline constexpr double hopeless_share = 0.02;
/// Share of the way to a level that an extremum must promise to be climbed: not all is concave.
inline constexpr double promising_share = 0.2;
/// Of what a cubic misses at a grid point: two roots may hide beside a value that is nearer to zero.
inline constexpr double hidden_share = 0.25;
/// Times the drop to the lower neighbour: as far as a peak may rise above its grid point.
inline constexpr double peak_rise = 3.0;
/// Relative to the coordinate: a parabola over less than this can be trusted at once.
inline constexpr double trusted_interval = 1e-3;
/// Share of what a certificate allows: a promise of less gain is not searched for.
inline constexpr double negligible_share = 1e-3;

}  // namespace summitry::inline SUMMITRY_VARIANT
