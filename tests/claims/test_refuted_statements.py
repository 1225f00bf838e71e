"""Statements that an earlier audit published and a search refuted: none of them is claimed today.

Each model lies inside the region in which the statement was said to hold. That it fails there is computed by
the witness with 60 digits, which shares nothing with the library.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

import pytest

import summitry as sm
from summitry.claims import Sample
from witness.brute_force.audited import moved
from witness.high_precision.mp_game import solve_both

NAMES = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
CLAIMS = sm.claims()
STEP = 1e-3
READ = {
    "z": "z", "kappa": "kappa", "a": "threshold", "U_F": "payoff_F", "U_L": "payoff_L_salient",
    "removal": "removal_salient",
}  # fmt: skip


class Refuted(NamedTuple):
    """A claim, the condition under which it was published, and a model there at which it fails."""

    claim: str
    published: str
    model: tuple[float, ...]


def model(*values: float) -> tuple[float, ...]:
    """Name the fields in the order of T1, c last; it may be left out."""
    return values if len(values) == len(NAMES) else (*values, 1.0)


COMPARISONS = [
    Refuted("s7-intelligence-raises-v-F", "exactly one equilibrium",
            model(47.62922047, 6.09225379, 398.7550175, .00571807815, .955382998, .0309426861,
                  10.27836076, .9968947300, 16.36873138)),
    Refuted("beyond-intelligence-lowers-U_L-F", "exactly one equilibrium",
            model(0.025995782109521692, 0.08352017375424207, 7.860733669148409, 0.9687885750796034,
                  0.32240215988808923, 0.010703666329878325, 5.4926018853899, 0.9963130150191879,
                  1.3843971623127989)),
    Refuted("s7-tau-raises-z-F", "Ψ/c ≥ 29",
            model(3.87815, 126.862, 5234.03, .999998, .999222, .186053, 7.89529, .00436744, 6823.9)),
    Refuted("s7-rho-raises-z-F", "Ψ/c ≥ 29",
            model(3.87815, 126.862, 5234.03, .999998, .999222, .186053, 7.89529, .00436744, 6823.9)),
]  # fmt: skip


def as_dict(values: tuple[float, ...]) -> dict[str, object]:
    return {**dict(zip(NAMES, values, strict=True)), "information": "linear"}


def witnessed(values: dict[str, object], proposer: str) -> list[dict[str, float]]:
    """Every equilibrium with visits, by v, computed with 60 digits."""
    found = sorted(solve_both(values, proposer)[proposer]["visit"], key=lambda e: e["v"])
    return [
        {name: float(e[key]) for name, key in READ.items()}
        | {"v": log(float(e["v"])) - log(float(e["one_minus_v"]))}
        for e in found
    ]


@pytest.mark.parametrize("case", COMPARISONS, ids=lambda case: case.claim)
def test_a_comparison_fails_where_it_was_said_to_hold(case):
    claim = CLAIMS[case.claim]
    quantity, change, sign = claim.compares
    proposer = claim.needs[0][1]
    before = witnessed(as_dict(case.model), proposer)
    after = witnessed(moved(as_dict(case.model), change, STEP), proposer)
    assert len(before) == len(after) >= 1
    if "exactly one" in case.published:
        found = sm.solve(sm.Model(**dict(zip(NAMES, case.model, strict=True))), proposer=proposer)
        assert found.status is sm.Status.ONE
    moves = [sign * (new[quantity] - old[quantity]) for old, new in zip(before, after, strict=True)]
    assert min(moves) < 0.0


@pytest.mark.parametrize("case", COMPARISONS, ids=lambda case: case.claim)
def test_today_s_statement_does_not_cover_that_model(case):
    claim = CLAIMS[case.claim]
    here = sm.Model(**dict(zip(NAMES, case.model, strict=True)))
    assert claim.holds(here) is False
    assert claim.proof is None
    sample = Sample.of(here)
    for condition in claim.conditions:
        assert not condition.evaluate(sample).fails.any(), condition.text
