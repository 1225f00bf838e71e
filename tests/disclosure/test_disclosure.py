"""Who reveals the price (T13.5): the test values, every certificate against the independent reader."""

from __future__ import annotations

import json

import numpy as np
import pytest

import summitry as sm
from reciprocal.test_swaps import drawn

A = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0, psi=30)
AT_0, AT_HALF, AT_1 = 0.871725892125, 0.677389254950, 0.517356453558  # T13.5: v_L at q = 0, ½, 1


@pytest.mark.parametrize(("reach", "low"), [(1.0, AT_1), (0.5, AT_HALF)])
def test_an_antagonist_leaves_an_interval_of_equilibria(reach: float, low: float) -> None:
    found = sm.solve(A, disclosure="antagonist", reach=reach)
    (interval,) = found.intervals
    ends = interval.low.visit_probability, interval.high.visit_probability
    assert ends == pytest.approx((low, AT_0), abs=1e-11)
    assert tuple(eq.visit_probability for eq in found.equilibria) == ends
    for v in np.linspace(*ends, 9):
        inner = interval.at(float(np.clip(v, *ends)))
        assert inner.certificate.passed
        judged = sm.check(
            A, concession=inner.concession, visit_probability=inner.visit_probability,
            disclosure="antagonist", reach=reach,
        )  # fmt: skip
        assert judged.passed
    for v in (ends[0] - 0.01, ends[1] + 0.01):
        with pytest.raises(sm.InputError):
            interval.at(v)


def test_outside_the_interval_somebody_gains() -> None:
    curve = sm.WeaknessCurve(A)
    for v in (AT_1 - 0.01, AT_0 + 0.01):
        k, m = float(curve.weakness_visit(v)), float(curve.m(v))
        z = (A.tau + A.rho * k * m) / (1 - (1 - A.r) * k * m)
        found = sm.check(A, concession=z, visit_probability=v, disclosure="antagonist")
        assert not found.passed
        assert found.best.decision == "proposal"


def test_leaders_with_proof_bring_about_full_transparency() -> None:
    found = sm.solve(A, disclosure="leader").equilibrium
    assert found.visit_probability == pytest.approx(AT_1, abs=1e-11)
    proofs = [d for d in found.certificate.deviations if d.decision == "proof of the price"]
    assert {d.player for d in proofs} == {"L", "F"}
    assert "keeping silent" in proofs[0].to


def test_with_proof_only_at_times_no_price_is_an_equilibrium() -> None:
    found = sm.solve(A, disclosure="leader", reach=0.5)
    assert found.status is sm.Status.NONE
    assert "continuous" in found.notes[0]
    curve = sm.WeaknessCurve(A)
    for v in np.linspace(0.02, 0.98, 40):
        k, m = float(curve.weakness_visit(v)), float(curve.m(v))
        z = (A.tau + A.rho * k * m) / (1 - (1 - A.r) * k * m)
        judged = sm.check(A, concession=z, visit_probability=v, disclosure="leader", reach=0.5)
        assert judged.max_gain > 1e-4


def test_f_is_bound_by_higher_prices_only() -> None:
    visits = sm.solve(A, proposer="F").equilibrium.visit_probability
    for who, reach in (("leader", 0.5), ("leader", 1.0), ("antagonist", 0.5)):
        found = sm.solve(A, proposer="F", disclosure=who, reach=reach).equilibrium
        assert found.visit_probability == pytest.approx(visits, abs=1e-12)


def test_what_an_unexpected_visit_looks_like_decides_who_shows_its_price() -> None:
    """Read as the prior it looks better once its price is proved, which leaders do and antagonists do not."""
    poor = A.replace(psi=4.5)
    both = [sm.solve(poor, q=q, off_path="prior").supports_no_visits["prior"] for q in (0, 0.9)]
    assert both == [True, False]  # no visits needs prices that stay unseen
    for who, holds in (("leader", False), ("antagonist", True)):
        found = sm.solve(poor, disclosure=who, reach=0.9, off_path="prior")
        assert found.supports_no_visits["prior"] is holds
        assert any(eq.kind == "no visits" for eq in found.equilibria) is holds
        assert sm.check(poor, disclosure=who, reach=0.9, off_path="prior").passed is holds
    with pytest.raises(sm.InputError, match="some unexpected prices would be proved"):
        sm.solve(poor, disclosure="leader", reach=0.5, off_path=0.5)


def test_proof_that_there_is_no_deal_ends_deals() -> None:
    for proposer in "FL":
        found = sm.solve(A, proposer=proposer, disclosure="absence", off_path="prior")
        assert found.equilibrium.kind == "no visits"
        assert found.equilibrium.payoff_L_salient == found.equilibrium.payoff_L_isolated
    curve = sm.WeaknessCurve(A)
    for v in np.linspace(0.05, 0.95, 19):
        k, m = float(curve.weakness_visit(v)), float(curve.m(v))
        z = (A.tau + A.rho * k * m) / (1 - (1 - A.r) * k * m)
        assert not sm.check(A, concession=z, visit_probability=v, disclosure="absence").passed


def test_no_deal_fails_where_an_unexpected_visit_is_read_too_well() -> None:
    found = sm.solve(A, disclosure="absence")
    assert found.status is sm.Status.NONE
    assert found.supports_no_visits == {"strongest": False, "prior": True}
    assert found.rejected[0].certificate.best.decision == "proposal"


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()])
def test_the_independent_reader_confirms_every_answer(information: sm.Information) -> None:
    rng = np.random.default_rng(9)
    fixed = {"information": information} | ({} if information == sm.Linear() else {"n": 7})
    for i in range(6):
        model = drawn(rng, sigma=float(rng.uniform()), q=float(rng.uniform()), **fixed)
        for who, reach in (("leader", 1.0), ("leader", 0.4), ("antagonist", 0.7), ("absence", 1.0)):
            rule = ("strongest", "prior")[i // 2 % 2]
            found = sm.solve(
                model, proposer="LF"[i % 2], disclosure=who, reach=reach, off_path=rule
            )
            assert all(eq.certificate.passed for eq in found.equilibria)
            judged = sm.verify(json.loads(found.to_json()), complete=True)
            assert judged.passed, judged.lines


def test_the_reader_refuses_what_is_no_equilibrium() -> None:
    saved = sm.solve(A, disclosure="antagonist").to_dict()
    assert sm.verify(saved).passed
    assert not sm.verify(saved | {"reach": 0.5}).passed
    assert not sm.verify(saved | {"disclosure": "leader"}).passed
    wrong = saved | {"intervals": [[0.4, saved["intervals"][0][1]]]}
    assert not sm.verify(wrong).passed
    with pytest.raises(sm.InputError, match="disclosure"):
        sm.verify(saved | {"disclosure": "rumour"})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"disclosure": "antagonist", "bargaining": "open"}, "nothing left to prove"),
        ({"disclosure": "rumour"}, "is unknown. It must be 'none', 'leader'"),
        ({"disclosure": "rumour", "reach": 2}, "2 faults\n  1. reach = 2 is out of range"),
        ({"disclosure": "leader", "reach": 1.5}, "reach = 1.5 is out of range"),
        ({"reach": 0.5}, "means nothing with disclosure='none'"),
        ({"disclosure": "antagonist", "psi": "inf"}, "no derived limit"),
        ({"disclosure": "absence", "psi": "inf"}, "no derived limit"),
        ({"disclosure": "leader", "strategies": "mixed"}, "only pure equilibria"),
    ],
)
def test_bad_input_is_one_clear_error(options: dict[str, object], words: str) -> None:
    with pytest.raises(sm.InputError, match=words):
        sm.solve(A, **options)


def test_only_closed_form_beliefs_are_checked_with_proofs() -> None:
    with pytest.raises(sm.InputError, match="cannot be chosen"):
        sm.check(A, concession=0.5, visit_probability=0.6, weakness_visit=0.5, disclosure="leader")
