"""Probit signals, truth or noise for any prior, atoms of another prior, Blackwell's order (T13.2)."""

import json

import numpy as np
import pytest
from scipy import integrate, special, stats

import summitry as sm

A = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
K = sm.Kumaraswamy(2, 2)
MEAN = 8 / 15  # of Kumaraswamy(2, 2): b·B(1 + 1/a, b)


def test_probit_curve_of_the_theory():
    curve = sm.WeaknessCurve(sm.Model(**A, information=sm.Probit(0.7)))
    assert curve.M(0.5) == pytest.approx(0.181493650989, rel=1e-11)
    assert curve.m(0.5) == pytest.approx(0.638614141236, rel=1e-11)
    assert (curve.m(0.0), curve.m(1.0)) == (0.0, 1.0)
    v = np.array([1e-8, 0.01, 0.3, 0.9, 1 - 1e-6])
    both = [stats.multivariate_normal(cov=[[1, -0.7], [-0.7, 1]]).cdf([stats.norm.ppf(0.6), y])
            for y in stats.norm.ppf(v)]  # fmt: skip
    np.testing.assert_allclose(curve.M(v)[1:], both[1:], rtol=2e-6)
    line = (stats.norm.ppf(0.6) + 0.7 * stats.norm.ppf(v)) / np.sqrt(0.51)
    np.testing.assert_allclose(curve.m(v), stats.norm.cdf(line), rtol=1e-9)


@pytest.mark.parametrize(
    ("proposer", "v", "z"), [("F", 0.9232860183, 0.7978689382), ("L", 0.7166953057, 0.5369241727)]
)
def test_probit_equilibria_of_the_theory(proposer, v, z):
    solution = sm.solve(A, proposer=proposer, information=sm.Probit(0.7))
    assert solution.equilibrium.visit_probability == pytest.approx(v, rel=1e-9)
    assert solution.equilibrium.concession == pytest.approx(z, rel=1e-9)
    assert sm.verify(json.loads(solution.to_json())).passed


def test_probit_draws_have_the_curve_s_weakness():
    found = sm.Probit(0.7).draw(np.random.default_rng(1), 200_000, alpha=2, beta=3, n=1)["weakness"]
    assert found.mean() == pytest.approx(0.6, abs=2e-3)
    assert np.quantile(found, 0.5) == pytest.approx(0.638614141236, abs=4e-3)


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_truth_or_noise_with_a_beta_prior_is_the_linear_signal(proposer):
    own = sm.solve(A, proposer=proposer, information=sm.TruthOrNoise(sm.Beta(3, 2)))
    linear = sm.solve(A, proposer=proposer).equilibrium
    assert own.equilibrium.visit_probability == pytest.approx(linear.visit_probability, rel=1e-9)
    assert own.equilibrium.concession == pytest.approx(linear.concession, rel=1e-9)


def test_truth_or_noise_with_another_prior():
    fields = A | {"alpha": 3.5 * (1 - MEAN), "beta": 3.5 * MEAN, "information": sm.TruthOrNoise(K)}
    model = sm.Model(**fields)
    noise, curve = 3.5 / 15.5, sm.WeaknessCurve(model)
    quantile = lambda v: np.sqrt(1 - np.sqrt(1 - v))  # noqa: E731
    for v in (0.1, 0.5, 0.95):
        weak = noise * MEAN * v + (1 - noise) * integrate.quad(quantile, 0, v)[0]
        assert curve.M(v) == pytest.approx(weak, rel=1e-9)
        assert curve.m(v) == pytest.approx(noise * MEAN + (1 - noise) * quantile(v), rel=1e-9)
    solution = sm.solve(model)
    assert sm.verify(json.loads(solution.to_json())).passed
    assert sm.Model.from_toml_text(model.to_toml()) == model
    by_function = sm.solve(model.replace(information=sm.TruthOrNoise(quantile))).equilibrium
    assert by_function.concession == pytest.approx(solution.equilibrium.concession, rel=1e-8)
    drawn = sm.TruthOrNoise(K).draw(np.random.default_rng(2), 100_000, alpha=1, beta=1, n=2)
    assert 1 - drawn["strength"].mean() == pytest.approx(MEAN, abs=3e-3)


def test_atoms_are_tested_against_their_own_prior():
    # two reports that reveal whether weakness is above or below a half: possible for this prior only
    low = integrate.quad(lambda w: w * K.pdf(w), 0, 0.5)[0]
    share = float(K.cdf(0.5))
    w = [low / share, (MEAN - low) / (1 - share)]
    fields = A | {"alpha": 1 - MEAN, "beta": MEAN}
    exact = sm.Atoms([share, 1 - share], w, prior=K)
    assert exact.faults(alpha=1 - MEAN, beta=MEAN, n=None) == []
    assert sm.verify(json.loads(sm.solve(fields, information=exact).to_json())).passed
    wider = [w[0] - 0.01, w[1] + 0.01 * share / (1 - share)]
    with pytest.raises(sm.InputError, match="no experiment on strength with this prior"):
        sm.Model(**fields, information=sm.Atoms([share, 1 - share], wider, prior=K))
    with pytest.raises(sm.InputError, match="prior's mean"):
        sm.Model(**A, information=sm.Atoms([0.5, 0.5], [0.55, 0.65], prior=K))
    beta = sm.Beta(3, 2)  # the model's own prior
    for spread in (0.1, 0.19, 0.21, 0.3):
        own, given = (
            bool(
                sm.Atoms([0.5, 0.5], [0.6 - spread, 0.6 + spread], **prior).faults(
                    alpha=2, beta=3, n=None
                )
            )
            for prior in ({}, {"prior": beta})
        )
        assert own == given


def test_blackwell_s_order():
    model = sm.Model(**A)
    better, found = model.replace(n=20), sm.more_informative(model.replace(n=20), model)
    assert found and found.verdict == "yes" and found.fails_at is None
    other = sm.more_informative(model, better)
    assert other.verdict == "no" and not other
    # both curves are ωk₀v + (1−ω)M°: they differ most where k₀v − M° is largest, at the prior's mean
    assert other.fails_at == pytest.approx(1 - special.betainc(2, 3, 0.4), abs=1e-6)
    assert sm.more_informative(model, model)
    coins = model.replace(information=sm.Binomial())
    assert sm.more_informative(coins.replace(n=13), coins).verdict == "yes"


def test_experiments_without_an_order_say_where():
    model = sm.Model(**A)
    one, other = model, model.replace(n=8, information=sm.Binomial())
    found = sm.more_informative(one, other)
    assert found.verdict == "not comparable"
    curves = [sm.WeaknessCurve(case) for case in (one, other)]
    for v, sign in ((found.fails_at, 1), (found.exceeds_at, -1)):
        assert sign * (curves[0].M(v) - curves[1].M(v)) > 0


@pytest.mark.parametrize("law", [sm.Uniform(), sm.Beta(2, 4), sm.Exponential(5)])
def test_theorem_2_a_better_experiment_serves_L(law):
    limit = A | {"q": 1, "sigma": 0, "psi": "inf", "cost": law}
    pairs = [(limit | {"n": n}, limit | {"n": 1.5 * n}) for n in (2, 10, 40)]
    pairs += [
        tuple(limit | {"information": sm.Probit(r)} for r in (low, low + 0.1)) for low in (0.3, 0.7)
    ]
    for worse, better in pairs:
        assert sm.more_informative(better, worse)
        gains = []
        for case in (worse, better):
            (eq,) = (
                eq for eq in sm.solve(case, proposer="L").equilibria if eq.concession is not None
            )
            gains.append(eq.payoff_L_salient - eq.payoff_L_isolated)
        assert gains[1] >= gains[0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: sm.Probit(1.2), "strictly between 0"),
        (lambda: sm.Probit("a"), "is text"),
        (lambda: sm.TruthOrNoise(3), "no prior"),
        (lambda: sm.TruthOrNoise(sm.Exponential(2)), "weakness above 1"),
        (lambda: sm.Model(**A, information=sm.TruthOrNoise(K)), "prior's mean weakness"),
        (lambda: sm.Model(**A, information={"kind": "probit"}), "needs 'R'"),
        (lambda: sm.more_informative(A, A | {"beta": 4}), "prior weaknesses differ"),
    ],
)
def test_bad_experiments_are_refused(make, words):
    with pytest.raises(sm.InputError, match=words):
        make()
