"""What must not change the answer, and what must change it in proportion, at random parameters."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.special import betainc, betaincinv

import summitry as sm

few = settings(max_examples=25, deadline=None, derandomize=True)
share = st.floats(0.02, 0.98)
models = st.builds(
    lambda **fields: sm.Model(**fields),
    alpha=st.floats(0.4, 15), beta=st.floats(0.4, 15), n=st.floats(0.5, 100), sigma=share, q=share,
    tau=st.floats(0, 1), rho=st.floats(0.05, 2), r=share, psi=st.floats(2, 500), k_max=st.floats(1, 4),
)  # fmt: skip
atoms = st.lists(st.tuples(share, st.floats(0.05, 0.95)), min_size=1, max_size=5)


class Reports(sm.Information):
    """Posterior weaknesses with their probabilities, whatever the prior; k₀ is their mean."""

    kind = "reports"
    bayes_plausible = False

    def __init__(self, pairs):
        self.pairs = pairs

    def curve(self, alpha, beta, n):
        probabilities, weaknesses = zip(*self.pairs, strict=True)
        return sm.steps_curve(np.array(probabilities) / sum(probabilities), weaknesses)


class UniformSignal(sm.Information):
    """The linear signal of a uniform prior, as a table."""

    kind = "uniform-signal"

    def curve(self, alpha, beta, n):
        return sm.density_curve(lambda s: np.ones_like(s), lambda s: (1 + n * s) / (2 + n))


def answers(model: sm.Model, proposer: str) -> list[sm.Equilibrium]:
    return list(sm.solve(model, proposer=proposer).equilibria)


def sure(model: sm.Model, proposer: str) -> None:
    """Set aside models in which some candidate is within rounding of being an equilibrium or not."""
    solution = sm.solve(model, proposer=proposer)
    assume(all(eq.max_gain > 1e-6 for eq in solution.rejected))


def same(ones, others, tolerance=1e-9, **factors):
    """Compare equilibria field by field; a factor says by what a field is multiplied."""
    assert len(ones) == len(others)
    for one, other in zip(ones, others, strict=True):
        for name in (
            "visit_probability", "no_visit_probability", "concession", "weakness_visit",
            "weakness_no_visit", "removal_salient", "removal_ex_ante", "payoff_F", "payoff_L_salient",
        ):  # fmt: skip
            a, b = getattr(one, name), getattr(other, name)
            if a is None or b is None:
                assert a == b
                continue
            assert b == pytest.approx(factors.get(name, 1.0) * a, rel=tolerance, abs=1e-12), name


@pytest.mark.parametrize("proposer", "FL")
@few
@given(model=models, factor=st.sampled_from([0.125, 0.3, 7.0]))
def test_a_new_currency_changes_prices_alone(proposer, model, factor):
    sure(model, proposer)
    money = {"tau": factor * model.tau, "rho": factor * model.rho, "psi": factor * model.psi}
    scaled = dict.fromkeys(("concession", "payoff_F", "payoff_L_salient"), factor)
    same(answers(model, proposer), answers(model.replace(**money), proposer), **scaled)


@pytest.mark.parametrize("proposer", "FL")
@few
@given(model=models, pairs=atoms)
def test_the_order_of_reports_is_irrelevant(proposer, model, pairs):
    model = model.replace(information=Reports(pairs))
    sure(model, proposer)
    backwards = model.replace(information=Reports(pairs[::-1]))
    same(answers(model, proposer), answers(backwards, proposer))


@pytest.mark.parametrize("proposer", "FL")
@few
@given(model=models, pairs=atoms, which=st.integers(0, 4), part=share)
def test_two_reports_that_say_the_same_are_one(proposer, model, pairs, which, part):
    p, w = pairs[which % len(pairs)]
    split = [*pairs, (p * part, w)]
    split[which % len(pairs)] = (p * (1 - part), w)
    model = model.replace(information=Reports(pairs))
    sure(model, proposer)
    same(answers(model, proposer), answers(model.replace(information=Reports(split)), proposer))


@pytest.mark.parametrize("proposer", "FL")
@few
@given(model=models, flips=st.integers(1, 12))
def test_coin_flips_are_a_list_of_reports(proposer, model, flips):
    a, b = model.alpha, model.beta
    # Pólya's urn: each flip is drawn with the odds so far
    pairs = []
    for heads in range(flips + 1):
        ways = math.comb(flips, heads)
        up = math.prod(a + i for i in range(heads))
        down = math.prod(b + i for i in range(flips - heads))
        whole = math.prod(a + b + i for i in range(flips))
        pairs.append((ways * up * down / whole, (b + flips - heads) / (a + b + flips)))
    assert math.fsum(p for p, _ in pairs) == pytest.approx(1, rel=1e-12)
    model = model.replace(n=flips, information=sm.Binomial())
    sure(model, proposer)
    listed = sm.Atoms(*map(list, zip(*pairs, strict=True)))
    same(answers(model, proposer), answers(model.replace(information=listed), proposer))


@pytest.mark.parametrize("proposer", "FL")
@few
@given(model=models)
def test_a_uniform_prior_can_be_tabulated(proposer, model):
    model = model.replace(alpha=1, beta=1)
    sure(model, proposer)
    table = model.replace(information=UniformSignal())
    same(answers(model, proposer), answers(table, proposer), tolerance=1e-7)


@pytest.mark.parametrize("proposer", "FL")
@few
@given(model=models)
def test_where_F_keeps_the_concession_dearer_challenges_are_as_if_losses_were_smaller(
    proposer, model
):
    # r = 1: F loses only ρ·k·m/c and L gains only (Ψ/c)·…, so c enters through ρ/c and Ψ/c alone
    model = model.replace(r=1, k_max=1)
    sure(model, proposer)
    c = 2.5
    dear = model.replace(k_max=c, rho=c * model.rho, psi=c * model.psi)
    factors = {"removal_salient": 1 / c, "removal_ex_ante": 1 / c}
    ones, others = answers(model, proposer), answers(dear, proposer)
    assert len(ones) == len(others)
    for one, other in zip(ones, others, strict=True):
        for name in ("visit_probability", "weakness_visit", "weakness_no_visit", "payoff_F"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-12)
        for name, factor in factors.items():
            assert getattr(other, name) == pytest.approx(factor * getattr(one, name), rel=1e-9)


@few
@given(model=models)
@example(model=sm.Model(alpha=0.4, beta=9, n=90, tau=0, rho=1, r=0, sigma=0, q=0, psi=1))
def test_signals_are_ordered_by_what_they_reveal(model):
    # κ non-decreasing, M convex, above the fully revealed prior's M° and below no information's k₀v;
    # a more precise signal has a lower M (T2)
    v = np.linspace(0.0, 1.0, 101)
    a, b = model.alpha, model.beta
    k0 = b / (a + b)
    revealed = k0 * betainc(b + 1, a, betaincinv(b, a, v))
    sharper = model.replace(n=2 * math.ceil(model.n))
    flips = model.replace(n=math.ceil(model.n), information=sm.Binomial())
    for case in (model, flips):
        curve = sm.WeaknessCurve(case)
        M, kappa, m = curve.M(v), curve.weakness_visit(v), curve.m(v)
        assert (np.diff(kappa) >= -1e-14).all()
        assert (np.diff(m) >= -1e-14).all()
        assert (np.diff(M, 2) >= -1e-13).all()
        assert (revealed - 1e-12 <= M).all()
        assert (k0 * v + 1e-14 >= M).all()
        assert M[-1] == pytest.approx(k0, rel=1e-12)
    for coarse, fine in (
        (model, sharper),
        (flips, sharper.replace(information=sm.Binomial())),
    ):
        assert (sm.WeaknessCurve(fine).M(v) <= sm.WeaknessCurve(coarse).M(v) + 1e-12).all()


@few
@given(model=models)
def test_prices_rise_with_visits_and_lie_between_the_pooling_prices(model):
    subs = [sm.visit_subgame(model, visit_probability=v) for v in np.linspace(0, 1, 21)]
    for one, two in itertools.pairwise(subs):
        assert two.concession > one.concession
    assert subs[0].concession == subs[0].concession_never
    assert subs[-1].concession == pytest.approx(subs[0].concession_always, rel=1e-14)


@few
@given(model=models)
def test_what_holds_in_every_equilibrium(model):
    # T5: information never lowers removal ex ante, C earns half of it, F never loses; with F proposing L
    # is left with isolation less σ·v·z·k₀/κ
    for proposer in "FL":
        for eq in answers(model, proposer):
            assert eq.removal_ex_ante >= eq.removal_isolated * (1 - 1e-13)
            assert eq.payoff_C == pytest.approx(eq.removal_ex_ante / 2, rel=1e-12)
            assert eq.payoff_F >= -1e-14
            assert eq.payoff_L_salient >= eq.payoff_L_not_salient - 1e-12 * model.psi
            if proposer == "F" and eq.concession is not None:
                loss = eq.payoff_L_isolated - eq.payoff_L_salient
                ratio = eq.weakness_prior / eq.weakness_visit
                expected = model.sigma * eq.visit_probability * eq.concession * ratio
                assert loss == pytest.approx(expected, rel=1e-9, abs=1e-12 * model.psi)
