"""Laws of C's cost (T13.1): distribution functions against SciPy, tables, files, bad input."""

import json

import mpmath as mp
import numpy as np
import pytest
from scipy import integrate, special, stats

import summitry as sm
from summitry.model.cost_reader import cost_from_dict
from summitry.verification.cost import challenge, integral

A = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
LAWS = [
    (sm.Power(2), lambda x: x**2, lambda x: 2 * x),
    (sm.Power(0.5), lambda x: x**0.5, lambda x: 0.5 * x**-0.5),
    (sm.Beta(2, 4), stats.beta(2, 4).cdf, stats.beta(2, 4).pdf),
    (sm.Beta(0.5, 0.4), stats.beta(0.5, 0.4).cdf, stats.beta(0.5, 0.4).pdf),
    (sm.Beta(80, 40), stats.beta(80, 40).cdf, stats.beta(80, 40).pdf),
    (sm.Kumaraswamy(2, 3), lambda x: 1 - (1 - x**2) ** 3, lambda x: 6 * x * (1 - x**2) ** 2),
    (sm.Exponential(5), stats.expon(scale=0.2).cdf, stats.expon(scale=0.2).pdf),
    (sm.Lognormal(-1.5, 0.5), stats.lognorm(0.5, scale=np.exp(-1.5)).cdf,
     stats.lognorm(0.5, scale=np.exp(-1.5)).pdf),
    (sm.Never(0.3, sm.Beta(2, 4)), lambda x: 0.7 * special.betainc(2, 4, x),
     lambda x: 0.7 * stats.beta(2, 4).pdf(x)),
    (sm.CostTable(lambda x: x * (2 - x)), lambda x: x * (2 - x), lambda x: 2 - 2 * x),
    (sm.CostTable(lambda x: x**0.5 * (1.5 - 0.5 * x)), lambda x: x**0.5 * (1.5 - 0.5 * x),
     lambda x: 0.75 * (x**-0.5 - x**0.5)),
]  # fmt: skip
IDS = [repr(law) for law, _, _ in LAWS]
X = np.concatenate([np.geomspace(1e-6, 0.5, 60), 1 - np.geomspace(0.5, 1e-6, 60)])


@pytest.mark.parametrize(("law", "cdf", "pdf"), LAWS, ids=IDS)
def test_table_has_the_law_s_digits(law, cdf, pdf):
    tolerance = 2e-11 if isinstance(law, sm.CostTable) else 2e-14
    np.testing.assert_allclose(law.panels.cdf(X), cdf(X), rtol=5e-13, atol=tolerance)
    np.testing.assert_allclose(X * law.panels.pdf(X), X * pdf(X), rtol=2e-11, atol=100 * tolerance)
    assert law.panels.error < (1e-8 if isinstance(law, sm.CostTable) else 1e-12)


@pytest.mark.parametrize(
    "law", [sm.Beta(2, 0.1), sm.Beta(0.5, 0.5), sm.Beta(0.1, 0.3), sm.Never(0.2, sm.Beta(2, 0.1))], ids=repr
)
def test_a_steep_end_is_the_law_s_up_to_the_last_numbers_and_loses_no_mass(law):
    """Against mpmath at the very numbers; above 1 − 2⁻⁴⁵ a straight line leads to G(1)."""
    base = getattr(law, "base", law)
    share = 1.0 - getattr(law, "e", 0.0)
    for rest in (1e-3, 1e-9, 1e-12, 2.0**-45):
        x = 1.0 - rest
        with mp.workdps(40):
            exact = float(share * mp.betainc(base.a, base.b, 0, x, regularized=True))
        assert law.cdf(x) == pytest.approx(exact, abs=1e-14)
    assert law.cdf(1.0) == share
    assert law.cdf(1.0 - 2.0**-46) == pytest.approx(0.5 * (law.cdf(1.0 - 2.0**-45) + share), abs=1e-12)
    # by parts: the integral of G up to 1 is what is left of 1 by the mean
    assert law.integral(1.0) == pytest.approx(share * (1.0 - base.a / (base.a + base.b)), abs=1e-13)


@pytest.mark.parametrize(("law", "cdf", "pdf"), LAWS, ids=IDS)
def test_reader_s_formulas_agree_with_scipy(law, cdf, pdf):
    np.testing.assert_allclose(challenge(law, 2.0, 2.0 * X), cdf(X), rtol=1e-12, atol=1e-11)
    area = integrate.quad(cdf, 0.0, 0.7, limit=200, epsabs=1e-13)[0]
    assert integral(law, 1.0, 0.7) == pytest.approx(area, rel=1e-9)
    assert law.integral(0.7) == pytest.approx(area, rel=1e-9)


@pytest.mark.parametrize(
    ("law", "inflection"),
    [
        (sm.Power(3), 1.0), (sm.Beta(2, 4), 0.5), (sm.Beta(3, 0.5), 1.0),
        (sm.Kumaraswamy(2, 3), (3 / 7) ** 0.5), (sm.Exponential(4), 0.5),
        (sm.Lognormal(-1, 0.5), np.exp(-0.75)), (sm.Never(0.2, sm.Beta(1, 4)), 0.4),
        (sm.CostTable(lambda x: 1 - (1 - x) ** 4), 0.4),  # Beta(1, 4)
    ],
)  # fmt: skip
def test_phi_is_convex_up_to_the_inflection_of_the_theorem_s_table(law, inflection):
    assert law.inflection == pytest.approx(inflection, rel=1e-6)
    edge = min(inflection, 1.0)
    x = np.linspace(0.02, 0.999, 2000)
    slope = np.gradient(x**2 * law.pdf(x), x)
    assert (slope[x < 0.98 * edge] > -1e-9).all()
    assert edge == 1.0 or (slope[(x > 1.02 * edge) & (x < 1.1 * edge)] < 0).all()


@pytest.mark.parametrize("law", [law for law, _, _ in LAWS], ids=IDS)
def test_files_and_results_carry_the_law(law):
    model = sm.Model(**A, cost=law)
    assert sm.Model.from_toml_text(model.to_toml()) == model
    assert sm.Model.from_dict(json.loads(json.dumps(model.to_dict()))) == model
    assert cost_from_dict(law.to_dict()) == law


def test_the_article_s_law_is_not_written():
    assert "cost" not in sm.Model(**A).to_dict()
    assert "[cost]" not in sm.Model(**A).to_toml()
    assert sm.Model(**A, cost={"law": "uniform"}) == sm.Model(**A)


def test_quantile_inverts_the_distribution_function():
    u = np.array([0.01, 0.3, 0.69, 0.8])
    law = sm.Never(0.3, sm.Beta(2, 4))
    found = law.quantile(u)
    np.testing.assert_allclose(law.cdf(found[:3]), u[:3], rtol=1e-12)
    assert found[3] == np.inf


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: sm.CostTable(lambda x: 1 - x), "never falls"),
        (lambda: sm.CostTable(lambda x: 0.1 + 0.9 * x), "an atom at 0"),
        (lambda: sm.CostTable(lambda x: 2 * x), "is no probability"),
        (lambda: sm.CostTable(lambda x: x * np.nan), "is no number"),
        (lambda: sm.CostTable(lambda x: x - 0.2 * np.sin(6 * x) ** 2), "never falls"),
        (lambda: sm.CostTable(lambda x: np.where(x > 0.3, 0.5 + x / 2, x / 2)), "an atom: C would mix"),
        (lambda: sm.CostTable(lambda x: np.minimum(x, 0.5 * x + 0.2)), "density jumps"),
        (lambda: sm.CostTable(lambda x: np.minimum(1.25 * x, 0.75 * x + 0.25)), "density jumps"),
        (lambda: sm.CostTable(3), "not a function"),
        (lambda: sm.CostTable(lambda x: "a"), "gives no number"),
        (lambda: sm.Beta(-1, 2), "out of range"),
        (lambda: sm.Power("2"), "is text"),
        (lambda: sm.Never(1, sm.Power(1)), "no probability below 1"),
        (lambda: sm.Never(0.1, 3), "not a cost law"),
        (lambda: cost_from_dict({"law": "bta"}), "Did you mean 'beta'"),
        (lambda: cost_from_dict({"law": "beta", "a": 1, "c": 2}), "needs b"),
        (lambda: sm.Model(**A, cost="beta"), "not a cost law"),
        (lambda: sm.Model(**A, k_max=0.5), "below 1"),
        (lambda: sm.Model(**(A | {"psi": "inf"}), cost=sm.Beta(1, 2), k_max=0.5), "Raise k_max"),
    ],
)  # fmt: skip
def test_bad_laws_are_refused_with_the_reason(make, words):
    with pytest.raises(sm.InputError, match=words):
        make()


def test_both_numbers_of_a_law_are_named_at_once():
    with pytest.raises(sm.InputError) as caught:
        sm.Kumaraswamy(-1, "x")
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda m: sm.solve(m, disclosure="leader"), "disclosure"),
        (lambda m: sm.reciprocal.swap(m, m, sigma=0.3), "visits in return"),
    ],
)
def test_parts_that_know_the_uniform_law_only_refuse_others(ask, what):
    with pytest.raises(sm.InputError, match=what):
        ask(sm.Model(**A, cost=sm.Beta(2, 4)))
