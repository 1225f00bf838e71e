"""Gains are judged on the price's scale too, however large Ψ is (T5, "Certificate")."""

from __future__ import annotations

import math

import numpy as np
import pytest

import summitry as sm

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
LARGE = [10.0**k for k in range(0, 16)]


@pytest.mark.parametrize("psi", [1e9, 1e12, 1e13, 1e15])
@pytest.mark.parametrize("share", [0.1, 0.9, 1.0 - 1e-6])
def test_a_deal_whose_price_L_had_better_save_is_no_equilibrium(psi, share):
    # near v = 1 what L saves by a visit is in proportion to 1 − v, and equals the price in [F-eq]:
    # at `share` of that 1 − v she saves the rest of the price by refusing
    model = BASE.replace(psi=psi)
    right = sm.solve(model, proposer="F").equilibrium
    rest = share * right.no_visit_probability
    price = sm.visit_subgame(model, visit_probability=1.0 - rest).concession
    certificate = sm.check(
        model, proposer="F", concession=price, visit_probability=1.0 - rest, no_visit_probability=rest
    )
    answer = next(row for row in certificate.deviations if row.decision == "answer")
    assert answer.gain == pytest.approx((1.0 - share) * price, rel=1e-2, abs=1e-12)
    assert not certificate.passed


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize("psi", LARGE[1:])
def test_equilibria_pass_at_every_size_of_office(proposer, psi):
    model = BASE.replace(psi=psi)
    solution = sm.solve(model, proposer=proposer)
    assert solution.status is sm.Status.ONE
    eq = solution.equilibrium
    assert eq.certificate.passed
    if eq.kind == "no visits":
        return
    paid = eq.visit_probability * eq.concession
    assert eq.certificate.allowed == pytest.approx(min(1e-9 + 1e-12 * psi, 1e-9 * paid), rel=1e-12)
    stated = {"concession": eq.concession, "visit_probability": eq.visit_probability,
              "no_visit_probability": eq.no_visit_probability}  # fmt: skip
    beliefs = {"weakness_visit": eq.weakness_visit, "weakness_no_visit": eq.weakness_no_visit}
    assert sm.check(model, proposer=proposer, **stated).passed
    assert sm.check(model, proposer=proposer, **stated, **beliefs).passed


@pytest.mark.parametrize("psi", [1e12, 1e15])
def test_no_deal_is_no_equilibrium_where_L_would_rather_pay(psi):
    certificate = sm.check(BASE.replace(psi=psi), proposer="L")
    assert certificate.max_gain > certificate.allowed
    assert not certificate.passed


def test_large_stakes_leave_no_answer_undecided():
    rng = np.random.default_rng(18)
    rows = 20_000
    fields = {
        "alpha": np.exp(rng.uniform(-4.6, 6.9, rows)), "beta": np.exp(rng.uniform(-4.6, 6.9, rows)),
        "n": np.exp(rng.uniform(-2.3, 9.2, rows)), "tau": rng.uniform(0, 2, rows),
        "rho": np.exp(rng.uniform(-9, 20, rows)), "r": rng.uniform(0, 1, rows),
        "sigma": rng.uniform(0, 1, rows), "q": rng.uniform(0, 1, rows),
        "psi": np.exp(rng.uniform(0, math.log(1e15), rows)),
        "k_max": np.exp(rng.uniform(0, 7, rows)),
    }  # fmt: skip
    answer = sm.solve_many(fields, proposer="both", variables=["max_gain"])
    assert not (answer["status"] == sm.Status.UNDECIDED.code).any()
    for row in range(0, rows, 500):
        model = sm.Model(**{name: float(column[row]) for name, column in fields.items()})
        for proposer in "FL":
            alone = sm.solve(model, proposer=proposer)
            point = answer.sel(proposer=proposer).isel(point=row)
            assert int(point["status"]) == alone.status.code
            gains = [eq.max_gain for eq in alone.equilibria]
            assert point["max_gain"].values[: len(gains)].tolist() == gains
