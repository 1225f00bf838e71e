"""Audit the solver against brute force over thousands of random models (issue 2).

Every equilibrium that the library returns must leave no profitable deviation at 20,000 deals, and
no equilibrium of the brute-force search may be missing or extra, knife edges apart. Exits 1 on a
disagreement. ``--information binomial`` draws n from 1 … 30.
"""

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from witness.brute_force import random_models
from witness.brute_force.compare import as_code, compare, limit_witness

DEFAULT_MODELS = {"linear": 5_000, "binomial": 300}
SHOWN = 50


@dataclass
class Tally:
    """Running totals of the audit."""

    status: dict = field(default_factory=lambda: defaultdict(Counter))
    brute: dict = field(default_factory=lambda: defaultdict(Counter))
    worst: dict = field(default_factory=lambda: defaultdict(float))
    limits: Counter = field(default_factory=Counter)
    bad: list = field(default_factory=list)
    edges: list = field(default_factory=list)

    def add(self, results, witness):
        for result in results:
            finite = np.isfinite(result.model["psi"])
            self.status[result.proposer][result.status] += 1
            if result.status not in ("LIMIT", "UNBOUNDED"):
                label = {0: "NONE", 1: "ONE"}.get(result.brute_count, "SEVERAL")
                self.brute[result.proposer][label] += 1
            unit = "payoff" if finite else "removal probability"
            for source in ("brute_gain", "library_gain"):
                key = f"{source.replace('_', ' ')}, {unit}"
                self.worst[key] = max(self.worst[key], getattr(result, source))
            if result.disagreements:
                self.bad.append(result)
            elif result.edges:
                self.edges.append(result)
        if witness is not None:
            self.limits["approached" if witness else "not approached"] += 1

    def report(self):
        for proposer in sorted(self.status):
            counts, total = self.status[proposer], sum(self.status[proposer].values())
            shares = ", ".join(f"{k} {n} ({n / total:.2%})" for k, n in sorted(counts.items()))
            print(f"{proposer} proposes: {shares}")
            seen, total = self.brute[proposer], sum(self.brute[proposer].values())
            shares = ", ".join(f"{k} {n} ({n / total:.2%})" for k, n in sorted(seen.items()))
            print(f"  brute force, without limits: {shares}")
        for key, gain in sorted(self.worst.items()):
            print(f"largest gain, {key}: {gain:.3g}")
        if self.limits:
            found = ", ".join(f"{k} {n}" for k, n in self.limits.items())
            print(f"limits at Ψ = ∞, F proposing: v → 1 along Ψ = 1e4, 1e6, 1e8: {found}")
        for title, items in (("knife edges", self.edges), ("disagreements", self.bad)):
            print(f"{title}: {len(items)}")
            for item in items[:SHOWN]:
                print(f"  {item!r}")
            if len(items) > SHOWN:
                print(f"  … and {len(items) - SHOWN} more")


def audit_one(model, points):
    """Compare one model under both proposers; a crash is a disagreement too."""
    results = []
    for proposer in "FL":
        try:
            results.append(compare(model, proposer, points))
        except Exception as error:
            raise RuntimeError(f"proposer={proposer!r}, {as_code(model)}") from error
    witness = None
    if np.isinf(model["psi"]) and model["q"] > 0 and model["sigma"] < 1:
        rest = limit_witness(model, "F")
        witness = rest[-1] is not None and rest[-1] < 1e-3
    return results, witness


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, help="how many (default 5000; binomial 300)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--points", type=int, default=20_000, help="deals tried per equilibrium")
    parser.add_argument("--information", choices=sorted(DEFAULT_MODELS), default="linear")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    count = options.models or DEFAULT_MODELS[options.information]
    models = random_models.draw(count, options.seed, options.information)
    print(
        f"{count} {options.information} models × 2 proposers, Sobol seed {options.seed}, "
        f"{options.points} deals, {options.jobs} processes",
        flush=True,
    )
    tally, start, said = Tally(), time.perf_counter(), 0.0
    work = partial(audit_one, points=options.points)
    with get_context("spawn").Pool(options.jobs) as pool:
        for done, (results, witness) in enumerate(pool.imap_unordered(work, models, 4), start=1):
            tally.add(results, witness)
            passed = time.perf_counter() - start
            if passed - said >= 5:
                said, rate = passed, done / passed
                print(
                    f"{done}/{count}  {rate:.1f} models/s  {(count - done) / rate:.0f} s left  "
                    f"{len(tally.bad)} disagreements, {len(tally.edges)} knife edges",
                    flush=True,
                )
    print(f"{count} models in {time.perf_counter() - start:.0f} s")
    tally.report()
    return 1 if tally.bad else 0


if __name__ == "__main__":
    sys.exit(main())
