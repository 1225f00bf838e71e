"""Break the library in one place at a time, and see that a test notices.

Each mutation replaces a text in a temporary copy of ``src`` and runs the few tests that should fail, in a
process that imports the copy and keeps its compiled kernels apart. A mutant that survives, one that does not
even compile, and a text that is no longer there all fail the run (exit code 1).

    python scripts/mutate.py                 # all of them; most recompile kernels, so it takes a while
    python scripts/mutate.py --only NAME     # one; repeat for several
    python scripts/mutate.py --list
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
EQUATIONS = ("tests/engine/test_equations.py",)
LANES = ("tests/_old/test_lanes.py",)
TURNS = ("tests/equilibrium/test_between_grid_points.py",)
SOLVE = ("tests/equilibrium/test_solve.py",)
CHECK = ("tests/equilibrium/test_check.py",)
SWEEP = ("tests/sweeps/test_sweep.py",)
STORE = ("tests/sweeps/test_store.py",)
CHUNKS = ("tests/sweeps/test_chunks.py",)
MANY = ("tests/batch/test_solve_many.py",)
READER = ("tests/verification/test_reader.py",)
MEMORY = ("tests/_old/test_memory.py",)
COMPANY = ("tests/_old/test_company.py",)
WORDS = ("tests/_old/test_words.py",)
BRUTE = ("tests/equilibrium/test_against_brute_force.py", "-k", "special")


class Mutation(NamedTuple):
    """One mistake that a test must notice."""

    name: str
    file: str  # inside src/summitry
    old: str
    new: str
    tests: tuple[str, ...]  # arguments of pytest


# fmt: off
MUTATIONS = (
    Mutation("slope-sign", "_old/equations.py", "believed.gap - rise, -game.q * p.kappa * p.excess)",
             "believed.gap - rise, game.q * p.kappa * p.excess)", EQUATIONS),
    Mutation("slope-without-m'", "_old/equations.py",
             "fma(steepness, k * p.steep, cost)", "cost", EQUATIONS),
    Mutation("price-without-c", "_old/equations.py", "risk = removal_probability(k, m, game.c)",
             "risk = k * m", EQUATIONS),
    Mutation("benefit-without-c", "_old/equations.py", "return game.psi * (1.0 / game.c)",
             "return game.psi", EQUATIONS),
    Mutation("absence-without-salience", "_old/equations.py",
             "p.vc / fma(game.sigma, p.vc, game.sigma_c))", "p.vc)", EQUATIONS),
    Mutation("absence-never-worst", "_old/equations.py", "never = (p.vc == 0.0) &",
             "never = (p.vc < 0.0) &", EQUATIONS),
    Mutation("q-for-1-q", "_old/equations.py", "return game.q * (believed.below",
             "return (1.0 - game.q) * (believed.below", EQUATIONS),
    Mutation("kappa-for-m-in-price", "_old/equations.py",
             "mean_rise(game, believed, p), p.m)", "mean_rise(game, believed, p), p.kappa)", EQUATIONS),
    Mutation("price-without-tau", "_old/equations.py", "return game.tau + net_price(game, k, m)",
             "return net_price(game, k, m)", EQUATIONS),
    Mutation("payoff-F-keeps-everything", "_old/equations.py", "base = (z * (1.0 - game.r) + game.rho)",
             "base = (z + game.rho)", EQUATIONS),
    Mutation("open-risk-swapped", "_old/equations.py", "p.v * p.kappa * p.kappa + p.vc * nu * nu",
             "p.vc * p.kappa * p.kappa + p.v * nu * nu", EQUATIONS),
    Mutation("ex-ante-swapped", "_old/equations.py", "game.sigma * salient + game.sigma_c * idle",
             "game.sigma_c * salient + game.sigma * idle", EQUATIONS),
    Mutation("kappa-is-nu", "equilibrium/weakness_curve.py", "lambda p, piece, x: p.kappa)",
             "lambda p, piece, x: p.kappa + p.spread)", ("tests/equilibrium/test_closed_forms.py",)),
    Mutation("linear-noise", "_old/linear.py",
             "curve.noise * pi + signal * at.bc, excess", "signal * pi + curve.noise * at.bc, excess",
             ("tests/equilibrium/test_closed_forms.py",)),
    Mutation("strong-end-for-the-weak", "_old/linear.py", "select(strong, pi, alpha / s) * rest",
             "select(strong, alpha / s, pi) * rest", ("tests/engine/test_curves.py",)),
    Mutation("all-lanes-have-the-first-curve", "_old/linear_nodes.py",
             "shared = all_true(", "shared = any_true(",
             COMPANY),
    Mutation("lanes-take-the-other-fraction", "_old/linear_nodes.py",
             "start = select(strong, curves.strong, curves.weak)",
             "start = select(strong, curves.weak, curves.strong)", LANES),
    Mutation("nodes-with-too-few-terms", "_old/linear.py",
             "max(covered - 1, 0)", "min(covered + 1, 7)", LANES),
    Mutation("roots-one-step-early", "_old/bargaining/search.py", "ROOT = 1e-9", "ROOT = 1e-1", LANES),
    Mutation("no-visit-candidate-dropped", "_old/found.py", "NO_DEAL, refuted)",
             "NO_DEAL, True)", SOLVE),
    Mutation("limit-called-one", "equilibrium/solve.py",
             "status = Status.LIMIT", "status = Status.ONE", SOLVE),
    Mutation("unbounded-forgotten", "equilibrium/solve.py",
             "if is_unbounded(problem.case, which):", "if False:", SOLVE),
    Mutation("disputes-kept-quiet", "equilibrium/solve.py",
             "(kept if eq.certificate.passed else disputed)",
             "kept", ("tests/equilibrium/test_disputes.py",)),
    Mutation("off-path-prior-for-strongest", "equilibrium/check.py",
             'if off_path == "strongest":\n        return curve.m_first',
             'if off_path == "strongest":\n        return curve.k0', SOLVE),
    Mutation("no-F-edges", "_old/bargaining/ends.py", "                    refuted = not f and",
             "                    refuted = f or", SOLVE),
    Mutation("no-L-edges", "_old/bargaining/ends.py",
             "                    refuted = not f and _next_is_better(game, nodes, i)",
             "                    refuted = not f", BRUTE),
    Mutation("turns-not-climbed", "_old/bargaining/turns.py", "top - here >= _FAR * (level - here)",
             "False", TURNS),
    Mutation("no-pairs-of-roots", "_old/bargaining/search.py", "    if above > 0.0:\n",
             "    if above > 9.0:\n", TURNS),
    Mutation("ends-of-steps-not-climbed", "_old/bargaining/deals.py",
             "return i + 1 if slope > 0.0 else -1",
             "return -1", TURNS),
    Mutation("own-deal-not-among-nodes", "_old/bargaining/deals.py", "f[start - 1] = work.rows[2], 0.0",
             "f[start] = work.rows[2], f[start]", TURNS),
    Mutation("checker-passes-ends-of-steps", "_old/peaks.py",
             "(own > 0.0) & (own < last_piece)", "(own < 0.0)",
             TURNS),
    Mutation("columns-beyond-the-nodes", "_old/peaks.py",
             "    steep = steep & (order() < float(land.size - i))\n",
             "", ("tests/_old/test_rooms.py",)),
    Mutation("no-check-of-F", "_old/bargaining/closed.py",
             "return _F_REFUTED(game, curve, nodes, piece, x, kind, p, work)", "return False", BRUTE),
    Mutation("no-check-of-L", "_old/bargaining/closed.py",
             "return _L_REFUTED(game, curve, nodes, piece, x, kind, p, work)", "return False", SOLVE),
    Mutation("no-margin-for-roots", "_old/bargaining/f_proposes.py", "slope > 50.0 * SIGN",
             "slope > -1e9 * SIGN", SOLVE),
    Mutation("certificate-of-zeros", "equilibrium/check.py", "acceptance(game))\n",
             "acceptance(game))\n    found[:, 0] = 0.0\n", CHECK),
    Mutation("checker-without-refinement", "_old/deviations.py", "        if value > best:\n",
             "        if value > best + 1e9:\n", CHECK),
    Mutation("checker-q-for-1-q", "_old/landscape.py",
             "fma(game.q, p.kappa, (1.0 - game.q) * a.k_visit)",
             "fma(1.0 - game.q, p.kappa, game.q * a.k_visit)", CHECK),
    Mutation("checker-without-L's-consent", "_old/deviations.py", "out[ANSWER, 0] = -min(own_l, 0.0)",
             "out[ANSWER, 0] = 0.0", CHECK),
    Mutation("checker-belief-without-salience", "_old/landscape.py",
             "(game.sigma_c * k0 + game.sigma * p.vc * nu) / mass", "nu", CHECK),
    Mutation("checker-without-headroom", "_old/demands.py",
             "extra = max(0.0, _headroom(game, work, land.size, i))", "extra = 0.0", CHECK),
    Mutation("kept-concession-lost", "_old/payoffs.py",
             "fma(z, 1.0 - r, rho)", "fma(z, 1.0, rho)", CHECK),
    Mutation("company-believes-doubts", "_old/company.py",
             "if doubts & 1 == 0:", "if doubts >= 0:", COMPANY),
    Mutation("company-mistakes-its-neighbours", "_old/survey.py",
             "first, last = before.below ^ here.below, here.below ^ after.below",
             "last, first = before.below ^ here.below, here.below ^ after.below", COMPANY),
    Mutation("company-climbs-too-late", "_old/survey.py", "higher = turn & (top >= best.gain + enough)",
             "higher = turn & (top >= best.gain + 1.0)", COMPANY),
    Mutation("company-takes-the-higher-neighbour", "_old/peaks.py",
             "select(before < after, before, after)",
             "select(before < after, after, before)", WORDS),
    Mutation("answer-without-those-in-doubt", "_old/batch.py",
             "if not alone:\n                return False",
             "if not alone:\n                continue", MANY),
    Mutation("all-variables-in-any-order", "batch/solve_many.py", "np.array_equal(columns, ALL)",
             "columns.size == ALL.size", MANY),
    Mutation("nodes-between-words-skipped", "_old/bargaining/search.py", "nodes.size - 1, TOGETHER - 1)",
             "nodes.size - 1, TOGETHER + 1)", WORDS),
    Mutation("turns-one-node-late", "_old/bargaining/turns.py",
             "~falls & ~(rises >> 1) & (rises | (falls >> 1))",
             "~falls & ~rises & (rises | (falls >> 1))", WORDS),
    Mutation("deals-beyond-the-last-node", "_old/bargaining/deals.py",
             "(order() >= float(start - i)) & (order() < float(nodes.size - i))",
             "(order() >= float(start - i))", (*MANY, *SOLVE)),
    Mutation("company-forgets-peaks", "_old/survey.py",
             "doubt_l = doubt | (best.rising_gain >= best.gain + enough)", "doubt_l = doubt", COMPANY),
    Mutation("company-forgets-where-L-accepts", "_old/survey.py",
             "doubt_f = doubt | all_visits | (best.bound > most + enough)", "doubt_f = doubt", COMPANY),
    Mutation("company-always-doubts-the-own-place", "_old/survey.py",
             "return (promise <= enough) &", "return (promise < -1.0) &", COMPANY),
    Mutation("company-of-another-curve", "_old/abreast.py",
             "same = same and out.standing[lane] == curves[places[lane]]", "same = same", COMPANY),
    Mutation("company-reports-its-neighbour", "_old/company.py",
             "REPORT, i] = report + k", "REPORT, i] = report",
             COMPANY),
    Mutation("dips-taken-for-hopeless", "_old/bargaining/turns.py",
             "0.99 * _FAR * low", "9.0 * low", COMPANY),
    Mutation("variables-in-the-order-of-all", "batch/solve_many.py",
             "known.index(name) for name in names",
             "known.index(name) for name in sorted(names)", MANY),
    Mutation("reader-believes-numbers", "verification/reported.py", "abs(value - right) <= BELIEF",
             "abs(value) >= BELIEF", READER),
    Mutation("reader-believes-prices", "verification/reported.py", "if not low * (1.0 - _PRICE) <= z",
             "if not 0.0 <= z", ("tests/verification/test_mpmath.py",)),
    Mutation("reader-believes-certificates", "verification/reported.py",
             "abs(max(real, 0.0) - gain) <= rounding", "abs(max(real, 0.0) - gain) <= 1e9", READER),
    Mutation("reader-sees-no-deviation", "verification/deviations.py", "_ROUNDS = 6, 25, 12",
             "_ROUNDS = 0, 25, 12", ("tests/verification/test_mpmath.py",)),
    Mutation("reader-keeps-k-N", "verification/beliefs.py", "(1.0 - game.sigma) + game.sigma * p.rest",
             "1.0 - game.sigma + p.rest", ("tests/verification/test_mpmath.py",)),
    Mutation("reader-integrates-half", "verification/curve.py", "mass * self._weakness(x)",
             "0.5 * mass * self._weakness(x)", ("tests/verification/test_curve.py",)),
    Mutation("subgame-first-step-not-free", "equilibrium/visit_subgame.py",
             "z == z_never and piece == 0",
             "z < z_never", ("tests/equilibrium/test_visit_subgame.py",)),
    Mutation("subgame-price-above-all", "_old/subgame_batch.py", "or piece_at(nodes, low + 1) != piece:",
             "and piece_at(nodes, low) != piece:", ("tests/equilibrium/test_visit_subgame.py",)),
    Mutation("draws-noise-for-truth", "model/information.py", "noise = rng.random(size) >= n / (alpha",
             "noise = rng.random(size) < n / (alpha", ("tests/model/test_signal_draws.py",)),
    Mutation("plays-reveal-too-often", "simulation/plays.py", 'dice["reveal"] < game.q', 'dice["reveal"] < 1.0',
             ("tests/simulation/test_simulate.py",)),
    Mutation("plays-keep-what-is-lost", "simulation/plays.py", 'dice["keep"] < game.r', 'dice["keep"] < 1.0',
             ("tests/simulation/test_simulate.py",)),
    Mutation("server-any-host", "explorer/guard.py",
             "if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):",
             "if len(hosts) != 1:", ("tests/explorer/test_server.py", "-k", "machine")),
    Mutation("server-keeps-working", "explorer/app.py", "if await request.is_disconnected():",
             "if False:", ("tests/explorer/test_server.py", "-k", "leaves")),
    Mutation("server-body-passes", "explorer/guard.py", 'if name == b"transfer-encoding" or (',
             "if (", ("tests/explorer/test_server.py", "-k", "bodies")),
    Mutation("query-last-one-wins", "explorer/query.py", "elif name in self._values:",
             "elif False:", ("tests/explorer/test_answers.py", "-k", "faults")),
    Mutation("frame-unaligned", "explorer/frame.py", "raw += bytes(-len(raw) % _STEP)",
             "pass", ("tests/explorer/test_answers.py", "-k", "frame")),
    Mutation("map-bands-overlap", "explorer/maps.py", "min(int(pace), 4 * rows)), stop",
             "min(int(pace), 4 * rows)), stop - 1", ("tests/explorer/test_answers.py", "-k", "bands")),
    Mutation("play-best-is-a-visit", "explorer/play.py", "max(value, 0.0)", "value",
             ("tests/explorer/test_play.py", "-k", "threshold")),
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
    Mutation("empty-chunks-left-out", "sweeps/store.py", '{"write_empty_chunks": True}',
             '{"write_empty_chunks": False}', CHUNKS),
    Mutation("slots-not-blank", "_old/batch.py", "numbers[slot, side, since * size : i * size] = np.nan",
             "pass", MANY),
    Mutation("slots-blank-one-too-few", "_old/batch.py", "since = i + 1\n", "since = i + 2\n", MANY),
    Mutation("memory-lent-twice", "_old/memory.py",
             "_free.pop(min(fits)[1], None)", "_free[min(fits)[1]]",
             MEMORY),
    Mutation("memory-too-small", "_old/memory.py", "if size <= b.size <= 2", "if b.size <= 2", MEMORY),
    Mutation("memory-kept-without-end", "_old/memory.py", "<= KEPT", "<= 100 * KEPT", MEMORY),
    Mutation("memory-held-by-nobody", "_old/memory.py",
             "np.asarray(_Loan(block))", "_Loan(block)._block", MEMORY),
    Mutation("border-belongs-to-none", "_old/batch.py", "(x >= lowest[k])", "(x > lowest[k])", MANY),
    Mutation("infinity-for-all", "_old/batch.py", "(endless[k] & (x == np.inf))", "(x == np.inf)", MANY),
    Mutation("chunks-only-halved", "sweeps/spec.py",
             "parts[longest] = -(-size // (self.chunk // others))",
             "pass", SWEEP),
    Mutation("large-chunks-of-many-slots", "sweeps/spec.py",
             "points >= MANY and options.equilibria is None",
             "points >= MANY", SWEEP),
    Mutation("logarithms-from-one", "sweeps/points.py", "math.log(high / low)",
             "math.log(high)", SWEEP),
)
# fmt: on


def environment(work: Path) -> dict[str, str]:
    """Import the copy, whatever is installed, and keep its kernels in the work folder."""
    return os.environ | {
        "PYTHONPATH": str(work / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SUMMITRY_CACHE_DIR": str(work / "kernels"),
    }


def run(tests: tuple[str, ...], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run tests until the first failure."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *tests], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def imported_from(env: dict[str, str]) -> Path:
    """Say which summitry the tests import."""
    code = "import summitry; print(summitry.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return Path(done.stdout.strip())


def verdict(done: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """Word the outcome, and name the test that noticed."""
    text = done.stdout + done.stderr
    if done.returncode == 0:
        return "SURVIVED", ""
    found = re.search(r"^(?:FAILED|ERROR) \S*?(?:::(.*?))?(?: - .*)?$", text, re.MULTILINE)
    if done.returncode != 1 or "numba.core.errors" in text or not found:
        return "BROKEN", text.strip().splitlines()[-1] if text.strip() else ""
    return "killed", found.group(1) or ""


def apply(mutation: Mutation, work: Path) -> None:
    """Write the mutated file into the copy; the text must be there, exactly once."""
    original = ROOT / "src" / "summitry" / mutation.file
    text = original.read_text("utf-8")
    if text.count(mutation.old) != 1:
        raise LookupError(f"the text occurs {text.count(mutation.old)} times in {mutation.file}")
    target = work / "src" / "summitry" / mutation.file
    target.write_text(text.replace(mutation.old, mutation.new), "utf-8")


def examine(mutation: Mutation, work: Path) -> tuple[str, str]:
    """Mutate, test, restore."""
    env = environment(work)
    before = set((work / "kernels").glob("*"))
    try:
        apply(mutation, work)
        return verdict(run(mutation.tests, env))
    except LookupError as fault:
        return "BROKEN", str(fault)
    finally:
        target = work / "src" / "summitry" / mutation.file
        # with its times: numba looks at them to know its own kernels again
        shutil.copy2(ROOT / "src" / "summitry" / mutation.file, target)
        for folder in set((work / "kernels").glob("*")) - before:
            shutil.rmtree(folder)


def main() -> int:
    """Run the mutations asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", metavar="NAME", help="only this mutation")
    parser.add_argument("--list", action="store_true", help="list the mutations")
    options = parser.parse_args()
    chosen = [m for m in MUTATIONS if not options.only or m.name in options.only]
    unknown = set(options.only or ()) - {m.name for m in MUTATIONS}
    if unknown:
        parser.error(f"unknown mutation: {', '.join(sorted(unknown))}; see --list")
    if options.list:
        print(*(f"{m.name:32} {m.file}" for m in chosen), sep="\n")
        return 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="summitry-mutants-") as name:
        work = Path(name)
        (work / "kernels").mkdir()
        shutil.copytree(ROOT / "src", work / "src", ignore=shutil.ignore_patterns("__pycache__"))
        env = environment(work)
        if not imported_from(env).is_relative_to(work):
            print(f"the tests import {imported_from(env)}, not the copy", file=sys.stderr)
            return 1
        for tests in dict.fromkeys(m.tests for m in chosen):
            if run(tests, env).returncode != 0:
                print(f"these tests fail without a mutation: {' '.join(tests)}", file=sys.stderr)
                return 1
        print(f"unchanged: all tests pass ({time.monotonic() - start:.0f} s)", flush=True)
        failed = 0
        for mutation in chosen:
            start = time.monotonic()
            outcome, who = examine(mutation, work)
            failed += outcome != "killed"
            seconds = time.monotonic() - start
            print(f"{outcome:9} {mutation.name:32} {seconds:4.0f} s  {who}", flush=True)
    print(f"{len(chosen) - failed} of {len(chosen)} mutants killed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
