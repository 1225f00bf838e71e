"""Brute force on the audit's draws: existence point by point, and every counterexample of every comparison.

python benchmarks/audit_witness.py --points 2000 --counterexamples 16384
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import summitry as sm
from summitry.audits.draws import blocks
from summitry.claims import Sample, claims
from witness.brute_force.audited import NAMES, as_model, count, usual, worst_change

STEPS = (1e-3, 5e-3, 2e-2)


def existence(points: int, seed: int) -> int:
    """Compare the number of equilibria at every point; return how often existence differs off knife edges."""
    table = usual(np.concatenate(list(blocks(points, seed))))
    sample, wrong = Sample(table), 0
    for proposer in "FL":
        answer = sample.answer("", proposer)
        start, seen, none, several, edges = time.monotonic(), 0, 0, 0, 0
        for i, row in enumerate(table):
            number, near = count(as_model(row), proposer)
            if number is None:
                continue
            seen, none, several = seen + 1, none + (number == 0), several + (number > 1)
            if number != answer.count[i]:
                edges += near
                if not near:
                    wrong += 1
                    print(f"  differs: {number} by brute force, {answer.count[i]}: {as_model(row)}")
        judged = answer.solved & ~answer.has("LIMIT") & ~answer.has("UNBOUNDED")
        ours = answer.count[judged]
        print(
            f"{proposer} proposes: {seen} points; none at {none} (audit {(ours == 0).sum()}), several at "
            f"{several} (audit {(ours > 1).sum()}), {edges} knife edges, {time.monotonic() - start:.0f} s",
            flush=True,
        )
    return wrong


def counterexamples(points: int, seed: int) -> int:
    """Move every counterexample of every failing comparison by brute force; return those not confirmed."""
    chosen = [id for id, claim in claims().items() if claim.compares and not claim.base]
    found, unconfirmed = sm.audit(points=points, attack=0, seed=seed, claims=chosen), 0
    for result in found.claims:
        claim = claims()[result.id]
        assert claim.compares is not None
        quantity, change, sign = claim.compares
        yes, no, out = 0, 0, 0
        for example in result.counterexamples:
            row = np.array([[float(example.model[name]) for name in NAMES]])
            if not len(usual(row)):
                out += 1  # priors that brute force's grid cannot resolve
                continue
            moves = [
                worst_change(as_model(row[0]), claim.needs[0][1], quantity, change, sign, h)
                for h in STEPS
            ]
            moved = [move for move in moves if move is not None]
            if not moved:
                out += 1  # visits rarer, or surer, than that grid resolves
                continue
            yes, no = yes + (min(moved) < 0.0), no + (min(moved) >= 0.0)
        unconfirmed += no
        if result.failures:
            print(f"{result.id:36} {yes} confirmed, {no} not, {out} out of reach", flush=True)
    return unconfirmed


def main() -> int:
    """Run both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=2000, help="points for existence")
    parser.add_argument("--counterexamples", type=int, default=16384, help="points of the audit")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong = existence(options.points, options.seed)
    unconfirmed = counterexamples(options.counterexamples, options.seed)
    print(f"{wrong} disagreements about existence, {unconfirmed} counterexamples not confirmed")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
