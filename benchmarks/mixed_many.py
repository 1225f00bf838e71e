"""Solve many random models in mixed strategies and print the figures of T11: `make bench-mixed`.

For the linear signal and coin flips, over the ranges of `bench_many.py`, with either proposer: the shares of
models without an equilibrium in pure strategies, in any under Assumption 1, and with ``off_path="smallest"``;
kinds; undecided answers; whether indices add up to 1 and pure lists are those of the pure solver; the largest
residual of Bayes' rule; the reader's verdict on a sample; models per second on one thread.

    python benchmarks/mixed_many.py --models 100000 --verify 500
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np

import summitry as sm
from bench_many import draw

NAMES = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
STRUCTURES: dict[str, sm.Information] = {"linear": sm.Linear(), "binomial": sm.Binomial()}


def fields_of(structure: str, models: int) -> dict[str, Any]:
    """Draw models; coin flips are tossed 1 to 30 times."""
    fields = draw(models)
    if structure == "binomial":
        fields["n"] = np.floor(1 + 30 * np.random.default_rng(1).random(models))
    return fields


def bayes_residual(answer: Any, fields: dict[str, Any]) -> float:
    """Return the largest |k_N(1 − σV) − (k₀ − σκ̂V)| of equilibria with visits (T11, [Bayes])."""
    sigma = np.asarray(fields["sigma"])[:, np.newaxis]
    v, rest = answer["visit_probability"].values, answer["no_visit_probability"].values
    before, visit, absent = (
        answer[f"weakness_{name}"].values for name in ("prior", "visit", "no_visit")
    )
    residual = absent * ((1.0 - sigma) + sigma * rest) - (before - sigma * visit * v)
    return float(np.nanmax(np.abs(np.where(v > 0.0, residual, 0.0))))


def verified(structure: str, fields: dict[str, Any], proposer: str, rows: Any) -> tuple[int, int]:
    """Return how many answers the independent reader judged, and how many it did not confirm."""
    failed = 0
    for row in rows:
        values = {name: float(fields[name][row]) for name in NAMES}
        if structure == "binomial":
            values["n"] = int(values["n"])
        model = sm.Model(**values, information=STRUCTURES[structure])
        found = sm.solve(model, proposer=proposer, off_path="smallest", strategies="mixed")
        verdict = sm.verify(found.to_dict())
        if not verdict.passed:
            failed += 1
            print(model, *verdict.lines, sep="\n    ")
    return len(rows), failed


def report(structure: str, proposer: str, fields: dict[str, Any], to_verify: int) -> None:
    """Solve under both off-path rules, and print what is found."""

    def solve(off_path: str, strategies: str) -> Any:
        return sm.solve_many(
            fields, proposer=proposer, off_path=off_path, strategies=strategies, threads=1,
            information=STRUCTURES[structure],
        )  # fmt: skip

    total = len(fields["alpha"])
    pure, strict = solve("strongest", "pure"), solve("strongest", "mixed")
    start = time.process_time()
    answer = solve("smallest", "mixed")
    spent = time.process_time() - start
    codes = {status: status.code for status in sm.Status}
    none, undecided = codes[sm.Status.NONE], codes[sm.Status.UNDECIDED]
    decided = answer["status"].values != undecided
    kind, index = answer["kind"].values, answer["index"].values
    sums = np.nansum(index, axis=-1)[decided]
    names = answer["kind"].attrs["flag_meanings"].split()
    kinds = {name: int((kind == code).sum()) for code, name in enumerate(names)}
    mixed_too = np.isin(strict["kind"].values, [3, 4, 5]).any(axis=-1)
    without = pure["status"].values == none
    listed = np.isin(strict["kind"].values, [0, 1]).sum(axis=-1)
    pairs = (strict["status"].values != undecided) & (listed != pure["equilibrium_count"].values)
    print(f"{structure}, {proposer} proposes: {total:,} models, {total / spent:,.0f} a second")
    print(
        f"    none: pure {np.mean(without):.2%}; of these a mixed one exists in "
        f"{np.mean(mixed_too[without]):.1%}; smallest {int((answer['status'].values == none).sum())}"
    )
    print(f"    mixed beside a pure one {np.mean(mixed_too & ~without):.2%}; kinds {kinds}")
    print(
        f"    undecided: {int((~decided).sum())} (smallest), "
        f"{int((strict['status'].values == undecided).sum())} (Assumption 1)"
    )
    print(
        f"    sums of indices {dict(zip(*np.unique(sums, return_counts=True), strict=True))}; "
        f"pure lists that differ {int(pairs.sum())}"
    )
    print(f"    Bayes residual {bayes_residual(answer, fields):.1e}; "
          f"largest gain {np.nanmax(answer['max_gain'].values):.1e}")  # fmt: skip
    chosen = np.flatnonzero(np.isin(kind, [3, 4, 5]).any(axis=-1) & decided)[:to_verify]
    judged, failed = verified(structure, fields, proposer, chosen)
    print(f"    the reader judged {judged} answers with mixtures and failed {failed}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--verify", type=int, default=200, help="answers for the reader, each")
    wanted = parser.parse_args()
    for structure in STRUCTURES:
        fields = fields_of(structure, wanted.models)
        for proposer in "FL":
            report(structure, proposer, fields, wanted.verify)


if __name__ == "__main__":
    main()
