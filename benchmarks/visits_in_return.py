"""Visits in return over many random pairs: existence, kinds, stability, brute force, plays, speed (T13.6).

Prints; asserts nothing. Each part by its name: ``existence``, ``brute``, ``plays``, ``propositions``,
``speed``.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.stats import binomtest

import summitry as sm
from summitry.audits.attack import attack
from summitry.audits.draws import blocks
from summitry.claims import Sample

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from reciprocal.test_swaps import drawn
from witness.brute_force import swaps
from witness.plays.visits import play_sequence, play_swap


def share(count: int, of: int) -> str:
    """Write a share with Wilson's interval of 95 %."""
    if not of:
        return "0 of 0"
    low, high = binomtest(count, of).proportion_ci(method="wilson")
    return f"{count} of {of} ({100 * count / of:.1f} %, {100 * low:.1f} to {100 * high:.1f})"


def existence(pairs: int = 10_000) -> None:
    """Solve random pairs; count equilibria, kinds, and those that approval dynamics return to."""
    rng, found, stable = np.random.default_rng(22), Counter[str](), Counter[str]()
    for _ in range(pairs):
        solution = sm.reciprocal.swap(drawn(rng), drawn(rng), float(rng.uniform(0, 0.98)))
        found["with an equilibrium"] += bool(solution.equilibria)
        found["undecided"] += solution.status is sm.Status.UNDECIDED
        found["several with swaps"] += len(solution.swaps) > 1
        found["both kinds"] += 0 < len(solution.swaps) < len(solution.equilibria)
        found["no swap in any"] += not solution.swaps
        for eq in solution.equilibria:
            stable[eq.kind] += 1
            stable[eq.kind + ", stable"] += eq.is_stable
            if eq.kind == "swap" and len(eq.free) == 2:
                stable["interior swap"] += 1
                stable["interior swap, stable"] += eq.is_stable
                stable["interior swap, mutual gain"] += eq.is_mutually_beneficial
    for name, count in found.items():
        print(f"{name}: {share(count, pairs)}")
    for kind in ("swap", "one-sided approval", "no swap", "interior swap"):
        print(f"{kind}, stable: {share(stable[kind + ', stable'], stable[kind])}")
    print("interior swaps with mutual gain:",
          share(stable["interior swap, mutual gain"], stable["interior swap"]))  # fmt: skip
    inside = unstable = 0
    for _ in range(pairs // 10):
        model = drawn(rng)
        for eq in sm.reciprocal.swap(model, model, float(rng.uniform(0, 0.98))).swaps:
            one, two = eq.visit_probability
            if abs(one - two) < 1e-9 and len(eq.free) == 2:
                inside, unstable = inside + 1, unstable + (not eq.is_stable)
    print(f"symmetric interior swaps, unstable: {share(unstable, inside)}")


def propositions(points: int = 10_000, models: int = 10_000) -> None:
    """Evaluate every claim on draws, then attack it, whether or not it is proved."""
    table = np.concatenate(list(blocks(points, 0)))
    for id, claim in sm.claims().items():
        if not id.startswith("return-"):
            continue
        found = claim.evaluate(Sample(table[:: claim.share]))
        failed = int(found.fails.sum())
        done = "not attacked: draws refute it"
        if not failed:
            budget = models if claim.share == 1 else models // 10
            tried, _ = attack(claim.evaluate, information=sm.Linear(), starts=table[:64], models=budget,
                              seed=(0,))  # fmt: skip
            done = f"attack of {tried.models}: {'REFUTED' if tried.refuted else 'survived'}"
        print(f"{id}: fails at {share(failed, int(found.applies.sum()))}; {done}", flush=True)


def brute(pairs: int = 100, reports: int = 300) -> None:
    """Hold all equilibria against best replies on grids of reports."""
    rng, count = np.random.default_rng(11), Counter[str]()
    for _ in range(pairs):
        one, two, sigma = drawn(rng), drawn(rng), float(rng.uniform(0, 0.9))
        found = np.array(
            [eq.visit_probability for eq in sm.reciprocal.swap(one, two, sigma).equilibria]
        )
        grid = swaps.equilibria(one.to_dict(), two.to_dict(), sigma, reports)
        far = np.abs(found[:, None] - grid[None]).max(-1)
        outer = (
            (found > 0) & (found < 1) & ((found <= 1 / reports) | (found >= 1 - 1 / reports))
        ).any(1)
        count["equilibria"] += len(found)
        count["in the outermost report"] += int(outer.sum())
        count["seen by brute force"] += int((far.min(1) <= 1.5 / reports)[~outer].sum())
        count["crossings of best replies"] += len(grid)
        count["crossings with no equilibrium within 4 reports"] += int(
            (far.min(0) > 4 / reports).sum()
        )
    print(", ".join(f"{name}: {number}" for name, number in count.items()))


def plays(number: int = 10_000_000, cases: int = 10) -> None:
    """Play swaps and sequences and print the largest z-scores."""
    rng, scores = np.random.default_rng(5), []
    for case in range(cases):
        paid = (0.0, 0.1, -0.1)[case % 3]
        found: list[sm.reciprocal.SwapEquilibrium] = []
        while not found:  # swaps that are common enough to be played
            one, two, sigma = drawn(rng), drawn(rng), float(rng.uniform(0.2, 0.9))
            swaps_found = sm.reciprocal.swap(one, two, sigma, paid).swaps
            found = [eq for eq in swaps_found if len(eq.free) == 2 and eq.swap_probability > 0.01]
        eq = found[0]
        models = one.to_dict(), two.to_dict()
        seen = play_swap(models, eq.visit_probability, eq.weakness_visit, eq.weakness_no_visit, sigma,
                         paid, number, case)  # fmt: skip
        right = {"swap": eq.swap_probability}
        for i in (0, 1):
            right |= {
                f"payoff_{i + 1}": eq.payoff_salient[i], f"removal_{i + 1}": eq.removal_salient[i],
                f"payoff_not_salient_{i + 1}": eq.payoff_not_salient[i],
                f"weakness_after_{i + 1}": eq.weakness_visit[i],
                f"weakness_without_{i + 1}": eq.weakness_no_visit[i],
            }  # fmt: skip
        scores += [(seen[name][0] - right[name]) / seen[name][1] for name in right]
    _print_scores("swaps", scores)
    scores = []
    for case in range(cases):
        debt = None
        while debt is None or not debt.agrees or not 0.02 < debt.first_visit < 0.98:
            eta, v = float(rng.uniform(0, 0.6)), float(rng.uniform(0.1, 0.9))
            debt = sm.reciprocal.sequence(
                drawn(rng), drawn(rng), eta, visit_probability=v, sigma=float(rng.uniform(0.2, 0.9))
            )
        models = debt.model_1.to_dict(), debt.model_2.to_dict()
        names = "weakness_first", "weakness_no_first", "weakness_return", "weakness_no_return"
        beliefs = tuple(getattr(debt, name) for name in names)
        seen = play_sequence(models, (debt.first_visit, debt.return_visit), beliefs, debt.sigma, debt.eta,
                             debt.reneging_cost, debt.debt_worth, number, case)  # fmt: skip
        fields = ("first_visit", "payoff_1", "debt_worth", "debt_cost", "gain_2", *names)
        scores += [(seen[name][0] - getattr(debt, name)) / seen[name][1] for name in fields]
    _print_scores("sequences", scores)


def _print_scores(name: str, scores: list[float]) -> None:
    kept = np.array([score for score in scores if np.isfinite(score)])
    above = int((np.abs(kept) > 3).sum())
    print(f"{name}: {kept.size} z-scores, rms {np.sqrt((kept**2).mean()):.2f}, largest "
          f"{np.abs(kept).max():.2f}, {above} above 3")  # fmt: skip


def speed(number: int = 200) -> None:
    """Time swaps, sequences and disclosures, in processor time."""
    rng = np.random.default_rng(1)
    models = [drawn(rng, sigma=0.4) for _ in range(number + 1)]
    calls = {
        "swap": lambda i: sm.reciprocal.swap(models[i], models[i + 1]),
        "sequence": lambda i: sm.reciprocal.sequence(
            models[i], models[i + 1], 0.3, visit_probability=0.5
        ),
        "pooled": lambda i: sm.reciprocal.pooled(models[i], models[i + 1]),
        "leader": lambda i: sm.solve(models[i], disclosure="leader"),
        "antagonist": lambda i: sm.solve(models[i], disclosure="antagonist", reach=0.5),
        "absence": lambda i: sm.solve(models[i], disclosure="absence", off_path="prior"),
    }
    for name, run in calls.items():
        times = []
        for i in range(number):
            start = time.process_time()
            run(i)
            times.append(time.process_time() - start)
        low, middle, high = 1e3 * np.quantile(times, (0.1, 0.5, 0.95))
        print(f"{name}: median {middle:.1f} ms (10 % {low:.1f}, 95 % {high:.1f})")


if __name__ == "__main__":
    parts = {"speed": speed, "existence": existence, "brute": brute, "plays": plays,
             "propositions": propositions}  # fmt: skip
    for name in sys.argv[1:] or parts:
        parts[name]()
