"""The mistakes that ``mutate.py`` makes, one at a time, and the few tests that must notice each."""

from __future__ import annotations

from typing import NamedTuple

EQUATIONS = ("tests/engine/test_equations.py",)
TURNS = ("tests/equilibrium/test_between_grid_points.py",)
SOLVE = ("tests/equilibrium/test_solve.py",)
CHECK = ("tests/equilibrium/test_check.py",)
SWEEP = ("tests/sweeps/test_sweep.py",)
STORE = ("tests/sweeps/test_store.py",)
CHUNKS = ("tests/sweeps/test_chunks.py",)
MANY = ("tests/batch/test_solve_many.py",)
MIXED = ("tests/equilibrium/test_mixed.py",)
READER = ("tests/verification/test_reader.py",)
ALTERED = ("tests/verification/test_alterations.py",)
MIXED_LAWS = ("tests/equilibrium/test_mixed_laws.py",)
LAWS = ("tests/equilibrium/test_cost_laws.py",)
PAIRS = ("tests/equilibrium/test_random_proposer.py",)
PROOFS = ("tests/disclosure/test_disclosure.py",)
SWAPS = ("tests/reciprocal/test_swaps.py",)
CHANCES = ("tests/estimation/test_probabilities.py",)
FIT = ("tests/estimation/test_estimate.py",)
INFERENCE = ("tests/estimation/test_inference.py",)
DEALS = ("tests/verification/test_profiles_of_several_deals.py",)
HARD = ("tests/verification/test_hard_numbers.py",)
BRUTE = ("tests/equilibrium/test_against_brute_force.py", "-k", "special")


class Mutation(NamedTuple):
    """One mistake that a test must notice."""

    name: str
    file: str  # inside src/summitry, or inside the repository for one of the engine's
    old: str
    new: str
    tests: tuple[str, ...]  # arguments of pytest


# fmt: off
MUTATIONS = (
    Mutation("slope-sign", "engine/theory/equations.hpp", "-game.q * p.kappa * p.excess * slope_of_level);",
             "game.q * p.kappa * p.excess * slope_of_level);", EQUATIONS),
    Mutation("slope-without-m'", "engine/theory/equations.hpp", "fma(steepness, h * p.steep, cost)", "cost",
             EQUATIONS),
    Mutation("benefit-without-c", "engine/theory/equations.hpp", "return game.psi * game.law.unit(game.c);",
             "return game.psi;", EQUATIONS),
    Mutation("absence-without-salience", "engine/theory/equations.hpp",
             "p.vc / fma(T(game.sigma), p.vc, T(game.sigma_c))", "p.vc", EQUATIONS),
    Mutation("absence-never-worst", "engine/theory/equations.hpp", "never = (p.vc == 0.0) &",
             "never = (p.vc < 0.0) &", EQUATIONS),
    Mutation("q-for-1-q", "engine/theory/equations.hpp", "return game.q * rise_at(game",
             "return (1.0 - game.q) * rise_at(game", EQUATIONS),
    Mutation("price-without-tau", "engine/theory/equations.hpp", "return game.tau + net_price_at(game, h, m);",
             "return net_price_at(game, h, m);", EQUATIONS),
    Mutation("open-risk-swapped", "engine/theory/equations.hpp", "const double visited = p.v * p.kappa",
             "const double visited = p.vc * p.kappa", EQUATIONS),
    Mutation("payoff-F-keeps-everything", "engine/theory/outcome.hpp", "(z * (1.0 - game.r) + game.rho)",
             "(z + game.rho)", EQUATIONS),
    Mutation("ex-ante-swapped", "engine/theory/outcome.hpp", "game.sigma * salient + game.sigma_c * idle",
             "game.sigma_c * salient + game.sigma * idle", EQUATIONS),
    Mutation("kept-concession-lost", "engine/theory/payoffs.hpp", "fma(z, T(1.0 - game.r), T(game.rho))",
             "fma(z, T(game.r), T(game.rho))", EQUATIONS),
    Mutation("linear-noise", "engine/curve/linear.hpp", "const T m = curve.noise * pi + signal * at.bc;",
             "const T m = curve.noise * pi + signal * at.b;", ("tests/engine/test_curves.py",)),
    Mutation("curve-a-little-off", "engine/curve/linear.hpp", "const T kappa = select(strong, pi * (curve.noise",
             "const T kappa = select(strong, 1.0001 * pi * (curve.noise", ("tests/verification/test_random_models.py",)),
    Mutation("strong-end-for-the-weak", "engine/curve/linear.hpp", "select(strong, pi, T(curve.alpha / s)) * rest",
             "select(strong, T(curve.alpha / s), pi) * rest", ("tests/engine/test_curves.py",)),
    Mutation("steps-from-one-end", "engine/curve/steps.hpp", "if (weakness[j] >= k0) gap[j + 1] = -above;",
             "if (weakness[j] < 0.0) gap[j + 1] = -above;", ("tests/engine/test_curves.py",)),
    Mutation("no-pairs-of-roots", "engine/solver/roots.hpp", "        if (above > 0.0) {\n            add(j,",
             "        if (above > 1e9) {\n            add(j,", TURNS),
    Mutation("no-F-ends", "engine/solver/segment_ends.hpp", "const bool refuted = !f &&",
             "if (f) continue;\n                const bool refuted = !f &&", BRUTE),
    Mutation("no-corner-at-certain-salience", "engine/solver/segment_ends.hpp", "scan.game.sigma_c == 0.0 &&",
             "scan.game.sigma_c < 0.0 &&", BRUTE),
    Mutation("no-check-of-F", "engine/solver/closed.hpp",
             "? f_is_refuted<T>(problem.game, problem.curve, problem.grid, own, work)", "? false", BRUTE),
    Mutation("no-check-of-L", "engine/solver/closed.hpp",
             ": l_is_refuted<T>(problem.game, problem.curve, problem.grid, own, work)", ": false", BRUTE),
    Mutation("maxima-not-climbed", "engine/solver/extrema.hpp",
             "return top - here >= promising_share * (level - here);", "return false;", TURNS),
    Mutation("no-visit-always", "engine/solver/no_visit.hpp",
             "return any_deal_gains<T>({game, believed, curve, grid, work}, 0, OwnDeal{});", "return false;", BRUTE),
    Mutation("checker-q-for-1-q", "engine/checker/assessment.hpp",
             "fma(T(game.q), p.kappa, (1.0 - game.q) * a.k_visit)",
             "fma(T(1.0 - game.q), p.kappa, game.q * a.k_visit)", SOLVE),
    Mutation("checker-belief-without-salience", "engine/checker/assessment.hpp",
             "const T mass = game.sigma_c + game.sigma * p.vc;", "const T mass = 1.0;", SOLVE),
    Mutation("checker-without-refinement", "engine/checker/best_deviation.hpp",
             "if (!(value > best.value)) return;", "return;", CHECK),
    Mutation("checker-without-an-answer", "engine/checker/best_deviation.hpp",
             "-smaller(a.f_proposes ? own.l : own.f, 0.0);", "0.0;", CHECK),
    Mutation("leg-anywhere", "engine/solver/mixed.hpp", "before > 0.0 && here < 0.0", "before < 0.0 && here > 0.0",
             MIXED),
    Mutation("mixed-weights-exchanged", "engine/solver/mixed_outcome.hpp", "a.struck = down / all, b.struck = up / all;",
             "a.struck = up / all, b.struck = down / all;", MIXED),
    Mutation("mixed-bayes-without-salience", "engine/theory/profile.hpp",
             "below / fma(game.sigma, visits_c, game.sigma_c)", "below / visits_c", MIXED),
    Mutation("checker-without-headroom", "engine/checker/demand.hpp",
             "const double extra = larger(0.0, headroom(i))", "const double extra = 0.0", CHECK),
    Mutation("disputes-ignored", "engine/batch/answers.hpp", "disputed ? status_undecided : status",
             "status", MANY),
    Mutation("lanes-believe-doubts", "engine/batch/certify_queue.hpp", "if (doubt) return;", "", MANY),
    Mutation("slots-not-blank", "engine/batch/answers.hpp",
             "for (i64 k = 0; k < request.columns; ++k) out[k] = not_a_number;", "(void)out;", MANY),
    Mutation("border-belongs-to-none", "engine/batch/answers.hpp", "x[k] >= request.lowest[k]",
             "x[k] > request.lowest[k]", MANY),
    Mutation("kappa-is-nu", "equilibrium/weakness_curve.py", "lambda p, piece, x: p.kappa)",
             "lambda p, piece, x: p.kappa + p.spread)", ("tests/equilibrium/test_closed_forms.py",)),
    Mutation("limit-called-one", "equilibrium/solve.py",
             "status = Status.LIMIT", "status = Status.ONE", SOLVE),
    Mutation("unbounded-forgotten", "equilibrium/solve.py",
             "if found.special == engine.UNBOUNDED:", "if False:", SOLVE),
    Mutation("disputes-kept-quiet", "equilibrium/solve.py",
             "(kept if eq.certificate.passed else disputed)",
             "kept", ("tests/equilibrium/test_disputes.py",)),
    Mutation("off-path-prior-for-strongest", "equilibrium/check.py",
             "return low, float(point(curve, 0, -math.inf).spread)\n    if named", "return k0, 0.0\n    if named", SOLVE),
    Mutation("certificate-of-zeros", "equilibrium/check.py", "found = engine.check(game, curve, a)\n",
             "found = engine.check(game, curve, a)\n    found[:, 0] = 0.0\n", CHECK),
    Mutation("variables-in-the-order-of-all", "batch/table.py",
             "known.index(name) for name in names",
             "known.index(name) for name in sorted(names)", MANY),
    Mutation("reader-believes-numbers", "verification/reported.py",
             "abs(saved - right.value) <= right.slack", "abs(saved) >= right.slack", READER),
    Mutation("reader-believes-prices", "verification/reported.py", "if not low * (1.0 - PRICE_SHARE) <= z",
             "if not 0.0 <= z", ("tests/verification/test_mpmath.py",)),
    Mutation("reader-takes-unknown-fields", "verification/reported.py",
             "for key in saved.keys() - right.keys()", "for key in ()", ALTERED),
    Mutation("reader-takes-any-type", "verification/reported.py",
             "type(saved) is type(word) and saved == word", "saved == word", ALTERED),
    Mutation("reader-takes-any-order", "verification/reader.py",
             "if all((v, -rest) < (w, -other) for", "if all(True for", ALTERED),
    Mutation("solving-again-counts-only", "equilibrium/saved.py",
             "same = same and all(map(_is_same, listed, right))", "pass", READER),
    Mutation("missing-equilibria-kept-quiet", "equilibrium/saved.py",
             "and len(listed) == len(right)", "", READER),
    Mutation("reader-sees-no-deviation", "verification/deviations.py", "_ROUNDS = 6, 25, 12",
             "_ROUNDS = 0, 25, 12", ("tests/verification/test_mpmath.py",)),
    Mutation("reader-keeps-k-N", "verification/beliefs.py", "(1.0 - game.sigma) + game.sigma * p.rest",
             "1.0 - game.sigma + p.rest", ("tests/verification/test_mpmath.py",)),
    Mutation("reader-integrates-half", "verification/curve.py", "mass * self._weakness(x)",
             "0.5 * mass * self._weakness(x)", ("tests/verification/test_curve.py",)),
    Mutation("subgame-first-step-not-free", "equilibrium/visit_subgame.py",
             "z == z_never and segment == 0",
             "z < z_never", ("tests/equilibrium/test_visit_subgame.py",)),
    Mutation("draws-noise-for-truth", "model/information.py", "noise = rng.random(size) >= n / (alpha",
             "noise = rng.random(size) < n / (alpha", ("tests/model/test_signal_draws.py",)),
    Mutation("plays-reveal-too-often", "simulation/plays.py", 'dice["reveal"] < profile.seen(game.q)', 'dice["reveal"] < 1.0',
             ("tests/simulation/test_simulate.py",)),
    Mutation("plays-keep-what-is-lost", "simulation/plays.py", 'dice["keep"] < game.r', 'dice["keep"] < 1.0',
             ("tests/simulation/test_simulate.py",)),
    Mutation("page-without-the-librarys-words", "explorer/files.py", "return found | {META: meta_json()}",
             "return found", ("tests/explorer/test_files.py",)),
    Mutation("page-serves-any-file", "explorer/serve.py", "body = self.server.files.get(name)",
             'body = open("/" + name, "rb").read()', ("tests/explorer/test_files.py", "-k", "request")),
    Mutation("widget-takes-anything", "explorer/widget.py", "if isinstance(model, Model):", "if True:",
             ("tests/explorer/test_widget.py",)),
    Mutation("visit-payoff-of-the-mean", "simulation/expected_payoffs.py",
             "weakness_at(setup, float(signal))", "setup.curve.k0",
             ("tests/simulation/test_expected_payoffs.py", "-k", "signal or plays")),
    Mutation("chunk-marked-first", "sweeps/store.py",
             "in chain(drawn, solve_part(self.spec, slices, points)):",
             "in reversed([*drawn, *solve_part(self.spec, slices, points)]):", STORE),
    Mutation("damaged-chunk-kept", "sweeps/store.py",
             "raise whatever their libraries do\n        return False",
             "raise whatever their libraries do\n        return True", STORE),
    Mutation("half-written-files-left", "sweeps/store.py",
             "        for file in self.path.rglob(_PARTIAL):", "        for file in ():", STORE),
    Mutation("other-kernels-accepted", "sweeps/layout.py",
             'for name in _MADE_BY if name', 'for name in _MADE_BY[:1] if name', STORE),
    Mutation("sorted-rows-not-put-back", "sweeps/solve.py",
             "first[..., here] =", "first[..., start : start + step] =", SWEEP),
    Mutation("chunk-before-shines-through", "sweeps/solve.py", "np.full((1 + slots, *self.counts.shape), np.nan)",
             "np.empty((1 + slots, *self.counts.shape))", CHUNKS),
    Mutation("more-equilibria-elsewhere", "sweeps/solve.py",
             "several.append(start + more if", "several.append(more if", CHUNKS),
    Mutation("chunk-without-checksum", "sweeps/store.py", ", Crc32cCodec()]", "]", CHUNKS),
    Mutation("empty-chunks-left-out", "sweeps/store.py", '{"array.write_empty_chunks": True}',
             '{"array.write_empty_chunks": False}', CHUNKS),
    Mutation("chunks-only-halved", "sweeps/spec.py",
             "parts[longest] = -(-size // (self.chunk // others))",
             "pass", SWEEP),
    Mutation("large-chunks-of-many-slots", "sweeps/spec.py",
             "points >= MANY and options.equilibria is None",
             "points >= MANY", SWEEP),
    Mutation("logarithms-from-one", "sweeps/points.py", "math.log(high / low)",
             "math.log(high)", SWEEP),
    # mixed strategies and their certificate
    Mutation("profile-beliefs-without-salience", "engine/checker/profile_certificate.hpp",
             "(none * curve.k0 + game.sigma * absent_weak)", "(none * curve.k0 + absent_weak)", MIXED),
    Mutation("profile-idle-pays", "engine/checker/profile_certificate.hpp",
             "(idle ? smaller(worst_l, 0.0) : worst_l)", "(idle ? -1e-6 : worst_l)", MIXED),
    Mutation("facets-without-signs", "engine/solver/mixed_l.hpp", "return (other - more) / (s.weight()",
             "return (more - other) / (s.weight()", MIXED),
    Mutation("legs-index-exchanged", "engine/solver/mixed.hpp", "out.index = g_high > g_low ? 1 : -1;",
             "out.index = g_high > g_low ? -1 : 1;", MIXED),
    # laws of C's cost
    Mutation("law-slope-without-c", "engine/theory/cost_law.hpp", "slope * p.numbers[per_width] * (1.0 / c), T(0.0))",
             "slope * p.numbers[per_width], T(0.0))", LAWS),
    Mutation("law-integral-from-the-panel", "engine/theory/cost_law.hpp",
             "return c * (p.numbers[area] + sum * p.t", "return c * (sum * p.t", LAWS),
    Mutation("law-rise-without-its-first-step", "engine/theory/cost_law.hpp",
             "return select(near, divided_difference(x, dx), far);", "return select(near, far - far, far);", LAWS),
    Mutation("reader-law-loses-digits", "verification/cost.py", "-np.expm1(b * np.log1p(-(x**a)))",
             "1.0 - (1.0 - x**a) ** b", HARD),
    # a random proposer
    Mutation("powers-exchanged", "engine/solver/random_proposer.hpp",
             "of_f = power * f.v, of_l = (1.0 - power) * l.v", "of_f = (1.0 - power) * f.v, of_l = power * l.v",
             PAIRS),
    Mutation("no-sure-visits-for-F", "engine/solver/random_proposer.hpp",
             "    find_corners<T>(s, found, work);\n    judge_pair", "    judge_pair", PAIRS),
    Mutation("pairs-never-refuted", "engine/solver/random_proposer.hpp",
             "    if (own < -sign_tolerance * size) return true;", "    if (size < 1e300) return false;", PAIRS),
    # who may prove the price
    Mutation("antagonist-proves-fewer-visits", "disclosure/seen.py",
             'Seen(q, proved if disclosure == "antagonist" else q)', 'Seen(proved if disclosure == "antagonist" else q, q)',
             PROOFS),
    Mutation("silence-without-a-deal", "disclosure/seen.py", "return expected._replace(no_visit=curve.m_last)",
             "return expected", ("tests/simulation/test_proofs.py",)),
    Mutation("unexpected-visits-exchanged", "disclosure/seen.py", 'rates.less if off_path == "prior" else rates.more',
             'rates.more if off_path == "prior" else rates.less', PROOFS),
    # visits in return
    Mutation("no-swap-without-the-other", "reciprocal/equations.py",
             "(1.0 - sigma) + sigma * (one.rest + one.v * two.rest)", "(1.0 - sigma) + sigma * one.rest", SWAPS),
    Mutation("swap-without-default", "reciprocal/equations.py",
             "price * (1.0 - (1.0 - visitor.model.r)", "price * (1.0 - visitor.model.r", SWAPS),
    # estimation
    Mutation("nodes-weigh-the-same", "estimation/probabilities.py", "(2.0 * w * (1.0 - t))", "w", CHANCES),
    Mutation("spread-has-no-slope", "estimation/probabilities.py", "d_at[:, SPREAD] -= at",
             "d_at[:, SPREAD] += 0.0 * at", CHANCES),
    Mutation("beliefs-count-twice", "estimation/likelihood.py", "-0.5 * float(np.sum(precision",
             "-1.0 * float(np.sum(precision", FIT),
    Mutation("likelihood-of-single-rows", "estimation/likelihood.py",
             "np.sum(data.counts[occurred] * np.log(chances[occurred]))", "np.sum(np.log(chances[occurred]))", FIT),
    Mutation("clusters-without-correction", "estimation/likelihood.py",
             "(data.clusters / (data.clusters - 1.0))", "1.0", INFERENCE),
    # the reader, of what is new
    Mutation("reader-mixes-without-salience", "verification/mixed.py",
             "drop / ((1.0 - game.sigma) + game.sigma * rest)", "drop / rest", MIXED),
    Mutation("reader-lets-L-mix", "verification/mixed.py", "abs(offer.gain_l) if mixes else refusing",
             "0.0 * refusing", DEALS),
    Mutation("reader-of-draws-lets-refuse", "verification/random_proposer.py",
             "if not abs(of_f.gain_l) <= 1e-8 * stakes:", "if not abs(of_f.gain_l) <= 1e8 * stakes:", DEALS),
    Mutation("reader-searches-to-the-last-bit", "verification/deviations.py",
             "np.maximum(np.abs(profile.gap), profile.terms)", "np.abs(profile.gap)", HARD),
    Mutation("reader-knows-one-limit", "verification/limits.py",
             'if game.law.kind == "uniform":\n        return gap', "if True:\n        return gap", HARD),
)
# fmt: on
