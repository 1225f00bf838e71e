"""Statements that an earlier audit published and a search refuted: none of them is claimed today.

Each model lies inside the region in which the statement was said to hold. That it fails there is computed by
the witness with 60 digits, which shares nothing with the library.
"""

from __future__ import annotations

from math import inf, log
from typing import NamedTuple

import numpy as np
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
    Refuted("s7-intelligence-raises-v-L", "exactly one equilibrium and σ ≤ 0.99",
            model(2.3, 3.0, 1900.0, 4.7e-05, 6.6e-07, 0.03, 0.038, 1.7e-05, 860.0)),
    Refuted("s7-intelligence-raises-U_F-F", "exactly one equilibrium and Ψk₀²/c ≥ 0.76",
            model(0.021, 0.098, 10000.0, 2.7e-06, 0.89, 0.21, 12.0, 1.9e-06, 18.0, 2.0)),
    Refuted("s7-intelligence-raises-U_F-L", "exactly one equilibrium and Ψ/c ≥ 0.48",
            model(2.9, 0.023, 11.0, 0.019, 0.02, 3.6e-05, 20.0, 8.1e-08, 16.0, 2.5)),
    Refuted("s7-intelligence-lowers-kappa-L", "Ψ/c ≥ 170000",
            model(0.14, 91.0, 23.0, 1.0, 0.3, 9.5, 20.0, 0.55, 170000.0)),
    Refuted("s7-intelligence-raises-z-L", "Ψ = ∞ and q ≤ 0.53",
            model(2.6, 5.6, 0.73, 0.0, 0.52, 0.62, 0.43, 0.99, inf, 2.4)),
    Refuted("s7-q-raises-U_L-L", "exactly one equilibrium and q ≤ 0.25",
            model(7.124, 0.8161, 938.0, 0.9996, 0.0009459, 0.04117, 20.0, 2.473e-08, 2236.0, 1.001)),
    Refuted("s7-tau-raises-z-L", "Ψ/c ≥ 17",
            model(1.5, 390.0, 4200.0, 0.00031, 0.52, 3.9, 15.0, 0.00041, 35.0)),
    Refuted("s7-rho-raises-z-L", "Ψ/c ≥ 21",
            model(0.054, 0.026, 10000.0, 1.0, 1.0, 0.0048, 20.0, 1.5e-08, 26.0)),
    Refuted("s7-weak-prior-lowers-a-F", "(α+β)/(α+β+n) ≤ 0.49 and σ ≤ 0.52",
            model(0.081, 0.7, 830.0, 0.51, 1.0, 0.0022, 3.3e-05, 0.00097, 0.14)),
    Refuted("s7-weak-prior-lowers-a-L", "σ ≤ 0.61 and (α+β)/(α+β+n) ≤ 0.55",
            model(0.67, 500.0, 440.0, 0.092, 0.029, 0.51, 2.5, 2.4e-05, 21.0)),
    Refuted("s8-q-lowers-removal-L", "Ψ = ∞ and q ≤ 0.56",
            model(0.3347, 0.08387, 26.24, 0.9995, 0.556, 0.08232, 0.2121, 0.2694, inf, 1.001)),
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


README = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, q=0.6, k_max=1.0)


def test_closed_doors_do_not_serve_l_however_much_office_is_worth():
    # published as "holds under Ψ/c ≥ 210000", beside "with σ = 1, L is cursed"
    values = {**README, "sigma": 1.0, "psi": 3e5}
    (found,) = solve_both({**values, "information": "linear"}, "L")["L"]["visit"]
    gain = float(found["payoff_L_salient"] - found["payoff_L_isolated"])
    assert gain == pytest.approx(-0.767, abs=5e-4)
    claim, here = CLAIMS["s7-closed-doors-U_L-L"], sm.Model(**values)
    assert claim.holds(here) is False
    (condition,) = claim.conditions
    assert np.isnan(condition.evaluate(Sample.of(here)).margin).all()


def test_an_equilibrium_need_not_exist_however_much_office_is_worth():
    # published as "holds under q ≥ 0.42 and Ψk₀²/c ≥ 39"
    values = model(0.91119, 0.98712, 5.5301, 0.99996, 0.42, 0.83705, 0.012162, 0.43672, 4667.0)
    found = solve_both(as_dict(values), "L")
    assert found["L"]["visit"] == [] and not found["no_visit"]["equilibrium"]
    claim = CLAIMS["beyond-existence-L"]
    here = sm.Model(**dict(zip(NAMES, values, strict=True)))
    assert claim.holds(here) is False
    assert [condition.text for condition in claim.conditions] == ["Ψ = ∞"]


@pytest.mark.parametrize("moved_by_power", ["z", "v", "kappa", "U_F"])
def test_l_can_be_visited_more_often_at_its_own_offer_than_at_f_s_demand(moved_by_power):
    # published as "holds": no draw refutes it
    claim = CLAIMS[f"s7-power-{moved_by_power}"]
    found = solve_both(as_dict(claim.refuted_by))
    ((by_f,), (by_l,)) = found["F"]["visit"], found["L"]["visit"]
    name = READ.get(moved_by_power, "v")
    assert by_f[name] < by_l[name]
    assert [e["holds"] for e in found["F"]["rejected"]] == [False]  # the root with more visits


def test_every_statement_that_was_refuted_has_lost_its_threshold():
    published = {case.claim for case in COMPARISONS}
    assert len(published) == 15
    texts = {c.text for id in published for c in CLAIMS[id].conditions}
    assert texts <= {"Ψ = ∞", "σ = 0", "(Ψ/c)κ(k₀−κ)/(1−σv) falls in v"}
