"""Break the library in one place at a time, and see that a test notices.

Each mutation replaces a text in a temporary copy of ``src`` and ``engine``, compiles the engine again if
it is one of its files, and runs the few tests that should fail, in a process that imports the copy. A mutant
that survives, one that does not even compile, and a text that is gone all fail the run (exit code 1).

    python scripts/mutate.py                 # all of them; many compile the engine, so it takes a while
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
    Mutation("q-for-1-q", "engine/theory/equations.hpp", "return game.q * level_rise(game",
             "return (1.0 - game.q) * level_rise(game", EQUATIONS),
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
             "const T kappa = select(strong, 1.0001 * pi * (curve.noise", ("tests/verification",)),
    Mutation("strong-end-for-the-weak", "engine/curve/linear.hpp", "select(strong, pi, T(curve.alpha / s)) * rest",
             "select(strong, T(curve.alpha / s), pi) * rest", ("tests/engine/test_curves.py",)),
    Mutation("steps-from-one-end", "engine/curve/steps.hpp", "if (weakness[j] >= k0) gap[j + 1] = -above;",
             "if (weakness[j] < 0.0) gap[j + 1] = -above;", ("tests/engine/test_curves.py",)),
    Mutation("no-pairs-of-roots", "engine/solver/roots.hpp", "        if (above > 0.0) {\n            add(j,",
             "        if (above > 1e9) {\n            add(j,", BRUTE),
    Mutation("no-F-ends", "engine/solver/segment_ends.hpp", "const bool refuted = !f &&",
             "if (f) continue;\n                const bool refuted = !f &&", BRUTE),
    Mutation("no-corner-at-certain-salience", "engine/solver/segment_ends.hpp", "scan.game.sigma_c == 0.0 &&",
             "scan.game.sigma_c < 0.0 &&", BRUTE),
    Mutation("no-check-of-F", "engine/solver/closed.hpp",
             "? f_is_refuted<T>(problem.game, problem.curve, problem.grid, own, work)", "? false", BRUTE),
    Mutation("no-check-of-L", "engine/solver/closed.hpp",
             ": l_is_refuted<T>(problem.game, problem.curve, problem.grid, own, work)", ": false", BRUTE),
    Mutation("maxima-not-climbed", "engine/solver/extrema.hpp",
             "return top - here >= promising_share * (level - here);", "return false;", BRUTE),
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
)
# fmt: on


def place_of(file: str, root: Path = ROOT) -> Path:
    """Return where the file of a mutation is."""
    return root / file if file.startswith("engine/") else root / "src" / "summitry" / file


def environment(work: Path) -> dict[str, str]:
    """Import the copy, whatever is installed."""
    return os.environ | {"PYTHONPATH": str(work / "src"), "PYTHONDONTWRITEBYTECODE": "1"}


def compile_engine(work: Path) -> None:
    """Compile the copy of the engine, into the copy of the package."""
    build = work / "build"
    if not build.exists():
        output = f"-DSUMMITRY_OUTPUT={work / 'src' / 'summitry'}"
        command = ["cmake", "-S", str(work / "engine"), "-B", str(build), output]
        subprocess.run(command, check=True, capture_output=True)
    done = subprocess.run(
        ["cmake", "--build", str(build), "--parallel"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise LookupError("the engine does not compile: " + done.stdout.strip()[-300:])


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
    if done.returncode != 1 or not found:
        return "BROKEN", text.strip().splitlines()[-1] if text.strip() else ""
    return "killed", found.group(1) or ""


def apply(mutation: Mutation, work: Path) -> None:
    """Write the mutated file into the copy; the text must be there, exactly once."""
    text = place_of(mutation.file).read_text("utf-8")
    if text.count(mutation.old) != 1:
        raise LookupError(f"the text occurs {text.count(mutation.old)} times in {mutation.file}")
    place_of(mutation.file, work).write_text(text.replace(mutation.old, mutation.new), "utf-8")
    if mutation.file.startswith("engine/"):
        compile_engine(work)


def examine(mutation: Mutation, work: Path) -> tuple[str, str]:
    """Mutate, test, restore."""
    try:
        apply(mutation, work)
        return verdict(run(mutation.tests, environment(work)))
    except LookupError as fault:
        return "BROKEN", str(fault)
    finally:
        shutil.copy(place_of(mutation.file), place_of(mutation.file, work))
        if mutation.file.startswith("engine/"):
            compile_engine(work)


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
        shutil.copytree(ROOT / "src", work / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "engine", work / "engine")
        compile_engine(work)
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
