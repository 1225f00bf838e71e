"""Every equilibrium of the mpmath witness (30 digits, from T1's game), and no other, to 1e-9 relative."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import summitry as sm

CASES = Path(__file__).resolve().parents[1] / "cases"
NAMES = {
    "threshold": "threshold", "v": "visit_probability", "one_minus_v": "no_visit_probability",
    "z": "concession", "z_minus_tau": "concession_above_cost", "kappa": "weakness_visit",
    "k_N": "weakness_no_visit", "removal_visit": "removal_visit",
    "removal_salient": "removal_salient", "removal_not_salient": "removal_not_salient",
    "removal_ex_ante": "removal_ex_ante", "removal_isolated": "removal_isolated",
    "payoff_F": "payoff_F", "payoff_L_salient": "payoff_L_salient",
    "payoff_L_not_salient": "payoff_L_not_salient", "payoff_L_isolated": "payoff_L_isolated",
    "payoff_C": "payoff_C",
}  # fmt: skip
TINY = 1e-280  # smaller probabilities are beyond double precision


def model_of(entry: dict) -> sm.Model:
    """Build the library's model from the witness's plain data."""
    data = dict(entry["model"])
    information = data.pop("information", "linear")
    atoms = data.pop("atoms", None)
    if atoms is not None:
        probabilities, weaknesses = zip(*atoms, strict=True)
        return sm.Model(information=sm.Atoms(probabilities, weaknesses), **data)
    return sm.Model(information={"kind": information}, **data)


def errors(eq: sm.Equilibrium, expected: dict) -> dict[str, float]:
    """Relative error of every number; L's payoffs relative to Ψ-sized terms, as they are differences."""
    out = {}
    for theirs, ours in NAMES.items():
        if expected.get(theirs) in (None, "None"):
            continue
        value, right = getattr(eq, ours), float(expected[theirs])
        if value is None or abs(right) < TINY:
            continue
        out[ours] = abs(value - right) / abs(right)
    return out


def compare(entry: dict, proposer: str) -> float:
    """Compare one model's answers; return the largest relative error."""
    witness = entry[proposer]
    solution = sm.solve(model_of(entry), proposer=proposer)
    found = [eq for eq in solution.equilibria if eq.concession is not None]
    expected = witness["visit"]
    assert len(found) == len(expected), (entry["label"], proposer, solution.status)
    worst = 0.0
    order = sorted(expected, key=lambda e: (float(e["v"]), -float(e["one_minus_v"])))
    for eq, right in zip(found, order, strict=True):
        wrong = errors(eq, right)
        if "atoms" in entry["model"]:
            # T5 numbers counts; how atoms are numbered is each program's own choice
            wrong.pop("threshold", None)
        assert max(wrong.values()) <= 1e-9, (entry["label"], proposer, wrong)
        worst = max(worst, *wrong.values())
    return worst


def entries(name: str) -> list:
    """Load one file of reference values, leaving out what the witness calls a knife edge."""
    data = json.loads((CASES / f"reference_{name}.json").read_text("utf-8"))
    return [
        pytest.param(entry, proposer, id=f"{entry['label']}-{proposer}")
        for entry in data
        for proposer in "FL"
        if entry.get(proposer) is not None
        and not entry[proposer].get("close")
        and "visit" in entry[proposer]
    ]


@pytest.mark.parametrize(("entry", "proposer"), entries("linear"))
def test_random_models(entry, proposer):
    assert math.isfinite(compare(entry, proposer))


@pytest.mark.parametrize(("entry", "proposer"), entries("limits"))
def test_limit_cases(entry, proposer):
    assert math.isfinite(compare(entry, proposer))


@pytest.mark.parametrize(("entry", "proposer"), entries("steps"))
def test_stepped_signals(entry, proposer):
    assert math.isfinite(compare(entry, proposer))
