"""Mixed strategies (T11): the test values, the theorem, and the independent reader on random models."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from cases.mixed_models import COUNTS, VALUES, draws, hidden_models, model_of


@pytest.mark.parametrize(("name", "proposer", "kind", "offers", "reading", "absent", "payoff"), VALUES)
def test_the_values_of_t11(name, proposer, kind, offers, reading, absent, payoff):
    solution = sm.solve(model_of(name), proposer=proposer, strategies="mixed")
    (found,) = [eq for eq in solution.mixed if eq.kind == kind]
    seen = [(o.visit_probability, o.concession, o.struck, o.accepted) for o in found.offers]
    np.testing.assert_allclose(seen, offers, rtol=3e-9)
    np.testing.assert_allclose([found.weakness_visit, found.weakness_no_visit], [reading, absent], rtol=1e-9)
    if payoff is not None:
        assert found.payoff_F == pytest.approx(payoff, rel=1e-9)
    assert found.certificate.passed


@pytest.mark.parametrize("case", COUNTS)
def test_t11_names_every_mixed_equilibrium(case):
    solution = sm.solve(model_of(case[0]), proposer=case[1], strategies="mixed")
    assert len(solution.mixed) == COUNTS[case]
    assert solution.status is not sm.Status.UNDECIDED


@pytest.mark.parametrize("binomial", [False, True])
def test_every_model_has_an_equilibrium_and_the_reader_confirms_the_mixed_ones(binomial):
    judged = 0
    for model in draws(11, 60, binomial):
        for proposer in "FL":
            solution = sm.solve(model, proposer=proposer, strategies="mixed")
            assert solution.status is not sm.Status.UNDECIDED
            visits = [eq for eq in solution.equilibria if eq.visit_probability > 0.0]
            reading = solution.supporting_reading
            # T11's theorem: equilibria with visits, or no visits with a reading of at most k₀
            most = model.prior_weakness * (1 + 1e-9)
            assert visits or solution.mixed or (reading is not None and reading <= most)
            if solution.mixed:
                found = sm.verify(solution.to_dict())
                assert found.passed, found.lines
                judged += len(solution.mixed)
    assert judged > (10 if binomial else 0)


def test_what_holds_whoever_proposes_and_what_f_takes():
    """T11 (d): L's legs are F's with u₀ = 0; T11 (f): isolation − U_L(S=1) = Ψk₀(k_N − k₀)/c."""
    model = model_of("D")
    (of_f,) = sm.solve(model, proposer="F", strategies="mixed").mixed
    (of_l,) = sm.solve(model, proposer="L", strategies="mixed").mixed
    assert of_f.index == of_l.index == -1
    assert of_f.offers[0].concession == pytest.approx(of_l.offers[0].concession, rel=1e-12)
    for eq in (of_f, of_l):
        loss = eq.payoff_L_isolated - eq.payoff_L_salient
        k0 = eq.weakness_prior
        assert loss == pytest.approx(model.psi * k0 * (eq.weakness_no_visit - k0) / model.k_max, abs=1e-12)
        assert eq.is_resource_curse


def test_the_fold_of_a_leg_at_the_least_salience():
    """T11 (h): below σ_min = .2776156232 the leg of model D is gone, and with it pure visits."""
    model = model_of("D")
    least = 0.2776156232
    above = sm.solve(model.replace(sigma=least + 1e-5), proposer="F", strategies="mixed")
    below = sm.solve(model.replace(sigma=least - 1e-5), proposer="F", strategies="mixed")
    assert len(above.mixed) == 1
    assert above.mixed[0].offers[0].struck == pytest.approx(least / (least + 1e-5), rel=1e-6)
    assert not below.mixed
    assert all(eq.visit_probability == 0.0 for eq in below.equilibria)


def test_nothing_is_mixed_with_infinite_office_benefits_or_open_bargaining():
    model = model_of("D")
    assert sm.solve(model.replace(psi=np.inf), proposer="L", strategies="mixed").mixed == ()
    assert sm.solve(model, bargaining="open", strategies="mixed").mixed == ()


def test_strategies_that_cannot_be_answered_are_refused_with_the_reason():
    with pytest.raises(sm.InputError) as refused:
        sm.solve(model_of("D"), bargaining="half", strategies="behavioural")
    assert [fault.split(" = ")[0] for fault in refused.value.faults] == ["bargaining", "strategies"]
    with pytest.raises(sm.InputError, match=r"sigma=0\.999999"):
        sm.solve(model_of("D").replace(sigma=1.0), strategies="mixed")


def test_smallest_belief_and_the_salience_that_is_missing():
    """T11 (g), (h): model D below σ_min has no equilibrium but with κ̂ = .2256424328."""
    model = model_of("D").replace(sigma=0.2)
    none = sm.solve(model, strategies="mixed")
    assert none.status is sm.Status.NONE
    assert "pure or mixed" in none.summary() and "0.277616" in none.summary()
    found = sm.solve(model, strategies="mixed", off_path="smallest")
    assert found.equilibrium.kind == "no visits"
    assert found.equilibrium.index == 1
    assert found.equilibrium.weakness_visit == pytest.approx(0.2256424328, rel=1e-9)
    assert sm.verify(found.to_dict()).passed
    assert sm.check(model, off_path="smallest").passed
    assert not sm.check(model, off_path=0.2256).passed


@pytest.mark.parametrize(("name", "proposer"), ["AL", "CF", "GF", "GL"])
def test_plays_of_mixed_equilibria_agree_with_what_they_report(name, proposer):
    model = model_of(name)
    for eq in sm.solve(model, proposer=proposer, strategies="mixed").mixed:
        assert sm.simulate(model, eq, plays=100_000, seed=3).agrees
    with pytest.raises(sm.InputError, match="mixed strategies"):
        sm.simulate(model, eq, deviation={"concession": 0.2})


@pytest.mark.parametrize(("name", "proposer"), ["EL", "FL", "GF", "GL", "HF", "IF"])
def test_on_a_tree_nobody_regrets_a_mixed_equilibrium(name, proposer):
    model = model_of(name)
    for eq in sm.solve(model, proposer=proposer, strategies="mixed").mixed:
        tree = sm.extensive_form(model, proposer=proposer, equilibrium=eq, concessions=10, cutoffs=8)
        profile = sm.profile_on_tree(tree, eq)
        regrets = (profile.agent_max_regret, profile.max_regret, *profile.imposed_regrets().values())
        assert max(regrets) <= 1e-12 * (1.0 + model.psi)
        assert profile.payoffs["F"] == pytest.approx(model.sigma * eq.payoff_F, abs=1e-12)
        assert profile.payoffs["C"] == pytest.approx(eq.payoff_C, abs=1e-12)


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("model", [*hidden_models()])
def test_what_lies_between_grid_points_is_found(model, proposer):
    """With κ̂ as the reading there always is an equilibrium, and indices add up to 1 (T11, (e) and (g))."""
    solution = sm.solve(model, proposer=proposer, off_path="smallest", strategies="mixed")
    assert solution.status in (sm.Status.ONE, sm.Status.SEVERAL)
    assert sum(eq.index for eq in (*solution.equilibria, *solution.mixed)) in (0, 1)
    found = sm.verify(solution.to_dict())
    assert found.passed, found.lines
