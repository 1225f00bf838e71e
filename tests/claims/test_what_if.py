"""Claims on mixed strategies, other cost laws and a random proposer, held against values from elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from summitry.claims import Sample
from summitry.claims.cost_laws import LAWS, _touching
from summitry.claims.random_proposer import POWERS, _moves

CLAIMS = sm.claims()
CASE = sm.Model(
    alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30
)  # A of T13
LEG = sm.Model(alpha=.87, beta=.498, n=.906, sigma=.69, q=.191, tau=.14, rho=1.27, r=.664, psi=11.4,
               k_max=2.04)  # fmt: skip
MIXED = ("mixed-same-leg", "mixed-least-salience", "mixed-loss", "mixed-curse", "mixed-tipping")


def test_a_deal_that_is_struck_at_times_is_judged_where_salience_admits_it():
    """D of T11: σ_min = .2776156232, and below it nothing but a reading is left."""
    least = 0.2776156232
    for claim in MIXED:
        assert CLAIMS[claim].holds(LEG) is True
        assert CLAIMS[claim].holds(LEG.replace(sigma=least + 1e-4)) is True
        assert CLAIMS[claim].holds(LEG.replace(sigma=least - 1e-4)) is None
    below = Sample.of(LEG.replace(sigma=least - 1e-4))
    existence = CLAIMS["mixed-existence"]
    assert existence.evaluate(below).margin[0] > 0.0 > existence.control(below).margin[0]


def test_two_deals_with_the_linear_signal_need_a_prior_with_alpha_below_one():
    """A of T11 has two offers, α = .542 and certain visits at the dearer one."""
    model = sm.Model(alpha=.542, beta=7.52, n=78.5, sigma=.753, q=.0776, tau=.0314, rho=.155, r=.889,
                     psi=22.1, k_max=2.08)  # fmt: skip
    assert CLAIMS["mixed-linear-certain-visit"].holds(model) is True
    assert CLAIMS["mixed-linear-only-legs"].holds(model) is None


def test_two_deals_with_the_linear_signal_may_both_be_uncertain():
    """The attack's counterexample to what T11 observed; v, y and κ̂ from its equations at 40 digits."""
    claim = CLAIMS["mixed-linear-certain-visit"]
    names = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
    model = sm.Model(**dict(zip(names, claim.refuted_by, strict=True)))
    assert claim.holds(model) is False
    (eq,) = sm.solve(model, strategies="mixed").mixed
    assert [offer.visit_probability for offer in eq.offers] == pytest.approx(
        [0.546029861683306, 0.889358063214788], abs=1e-8
    )
    assert eq.offers[0].struck == pytest.approx(0.259606862816159, abs=1e-8)
    assert eq.weakness_visit == pytest.approx(0.993109770028093748, abs=1e-12)


def test_the_smallest_reading_is_a_limit_of_profiles_with_rare_visits():
    """What L loses in them falls in proportion: the margin is 1 less a half."""
    margin = CLAIMS["mixed-smallest-reading"].margin(LEG.replace(sigma=0.2))
    assert margin == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_the_hull_of_the_risk_leaves_it_where_the_claims_say(law):
    """The lower hull of 20,001 points of φ, made by another algorithm."""
    for c in (1.0, 1.6, 4.0):
        k = np.linspace(0.0, 1.0, 20_001)
        risk = k * np.asarray(law.cdf(k / c))
        hull: list[int] = []
        for i in range(k.size):
            while len(hull) > 1 and (risk[i] - risk[hull[-1]]) * (k[hull[-1]] - k[hull[-2]]) <= (
                risk[hull[-1]] - risk[hull[-2]]
            ) * (k[i] - k[hull[-1]]):
                hull.pop()
            hull.append(i)
        straight = np.diff(k[hull])
        leaves = float(k[hull][int(np.argmax(straight))]) if straight.max() > 1e-3 else 1.0
        found = float(_touching(law, Sample.of(CASE.replace(k_max=c)))[0])
        assert found == pytest.approx(leaves, abs=2e-4)


def test_open_deals_are_judged_under_the_laws_that_have_them():
    """At k₀ = .6 Beta(1, 4) has a deal (Ψ° = 13.64): φ does not touch its hull there."""
    sample = Sample.of(CASE)
    claim = CLAIMS["prop-5-law"]
    assert claim.evaluate(sample).margin[0] > 0.0 > claim.control(sample).margin[0]
    assert CLAIMS["law-pareto"].holds(CASE) is True
    assert CLAIMS["prop-4-law-only-if"].holds(CASE) is True


def test_a_model_with_another_cost_law_is_refused_where_claims_would_ignore_it():
    other = CASE.replace(cost=sm.Beta(1, 4))
    with pytest.raises(sm.InputError, match="the uniform law only"):
        CLAIMS["prop-4"].margin(other)
    with pytest.raises(sm.InputError, match="the uniform law only"):
        sm.audit(at=other, claims=["prop-4"])


def test_the_profiles_of_a_random_proposer_are_those_of_the_theory():
    """T13.3, A: λ = ½ to 12 digits, λ = ¾."""
    moves = _moves(Sample.of(CASE))
    assert POWERS == (0.25, 0.5, 0.75)
    assert moves["visit_probability_F"][0, 1:] == pytest.approx(
        [0.967467554611, 0.927571661878], rel=1e-11
    )
    assert moves["visit_probability_L"][0, 1:] == pytest.approx(
        [0.536593208936, 0.506788654597], rel=1e-11
    )
    assert moves["concession_F"][0, 1] == pytest.approx(0.67627858635, rel=1e-10)
    assert moves["payoff_L_salient"][0, 1] == pytest.approx(19.186521863, rel=1e-10)
    assert CLAIMS["power-v"].holds(CASE) is True
