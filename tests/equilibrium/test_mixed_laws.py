"""Mixed strategies (T11) under any law of C's cost (T13.1): for fixed κ̂, W is affine in G(k_N)."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import summitry as sm
from cases.mixed_models import COUNTS, VALUES, draws, model_of

LAWS = {
    "power": sm.Power(2), "root": sm.Power(0.5), "beta": sm.Beta(2, 4), "kumaraswamy": sm.Kumaraswamy(1, 2),
    "exponential": sm.Exponential(5), "lognormal": sm.Lognormal(-0.7, 0.6),
    "never": sm.Never(0.2, sm.Power(1.5)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "proposer", "kind", "offers", "reading", "absent", "payoff"), VALUES
)
def test_the_values_of_t11_where_the_uniform_law_comes_from_a_table(
    name, proposer, kind, offers, reading, absent, payoff
):
    """K/k_max ~ x¹ is the uniform law: the same equilibria by other equations."""
    model = model_of(name).replace(cost=sm.Power(1))
    solution = sm.solve(model, proposer=proposer, strategies="mixed")
    assert len(solution.mixed) == COUNTS.get(name + proposer, len(solution.mixed))
    (found,) = [eq for eq in solution.mixed if eq.kind == kind]
    seen = [(o.visit_probability, o.concession, o.struck, o.accepted) for o in found.offers]
    np.testing.assert_allclose(seen, offers, rtol=1e-8)
    np.testing.assert_allclose(
        [found.weakness_visit, found.weakness_no_visit], [reading, absent], rtol=1e-8
    )
    if payoff is not None:
        assert found.payoff_F == pytest.approx(payoff, rel=1e-8)
    assert found.certificate.passed


def test_every_model_has_an_equilibrium_that_the_reader_confirms():
    """T11's theorem holds for every continuous G; the reader writes each law out again."""
    judged = 0
    for law, binomial in product(LAWS, (False, True)):
        for i, model in enumerate(draws(sum(map(ord, law)), 12, binomial)):
            model = model.replace(cost=LAWS[law])
            solution = sm.solve(
                model, proposer="FL"[i % 2], strategies="mixed", off_path="smallest"
            )
            assert solution.status not in (sm.Status.NONE, sm.Status.UNDECIDED), model
            if solution.mixed:
                found = sm.verify(solution.to_dict())
                assert found.passed, found.lines
                judged += len(solution.mixed)
    assert judged > 8


def test_a_leg_is_struck_with_the_probability_that_bayes_rule_says():
    """A leg: W = 0 and κ̂ = κ(v); k_N = G⁻¹(h), and V = (k_N − k₀)/(σ(k_N − κ̂)) (T11, [Bayes])."""
    law = sm.Power(1.3)
    model = model_of("D").replace(cost=law, psi=16)
    (found,) = sm.solve(model, proposer="L", strategies="mixed").mixed
    (offer,) = found.offers
    k, c, z = found.weakness_visit, model.k_max, offer.concession
    assert k == pytest.approx(offer.weakness_visit, rel=1e-12)
    # Ψκ(G(k_N) − G(κ)) = z
    absent = c * ((k / c) ** law.p + z / (model.psi * k)) ** (1.0 / law.p)
    assert found.weakness_no_visit == pytest.approx(absent, rel=1e-9)
    visits = (absent - model.prior_weakness) / (model.sigma * (absent - k))
    assert offer.struck * offer.visit_probability == pytest.approx(visits, rel=1e-8)


def test_many_models_have_the_answers_of_each():
    models = [m.replace(cost=sm.Beta(2, 4)) for m in draws(5, 12, True)]
    for proposer in "FL":
        many = sm.solve_many(
            models, proposer=proposer, strategies="mixed", information=sm.Binomial()
        )
        for i, model in enumerate(models):
            one = sm.solve(model, proposer=proposer, strategies="mixed")
            assert int(many["status"][i]) == one.status.code
            listed = sorted(eq.visit_probability for eq in (*one.equilibria, *one.mixed))
            found = many["visit_probability"][i].values
            np.testing.assert_allclose(found[: len(listed)], listed, rtol=1e-12)


def test_at_infinite_office_benefits_l_is_sure_not_to_mix_only_where_risk_is_convex():
    """W'/m falls in v iff k²g(k) does not fall up to k₀ (T11 (b) with Theorem 1's condition)."""
    model = model_of("B").replace(psi=np.inf)
    convex = sm.solve(model.replace(cost=sm.Power(2)), strategies="mixed")
    assert convex.status is not sm.Status.UNDECIDED
    assert convex.mixed == ()
    bent = model.replace(cost=sm.Exponential(8))
    assert sm.solve(bent, strategies="mixed").status is sm.Status.UNDECIDED
    many = sm.solve_many([bent], strategies="mixed")
    assert many["status"].values.tolist() == [sm.Status.UNDECIDED.code]
    assert sm.solve(bent, proposer="F", strategies="mixed").status is not sm.Status.UNDECIDED
