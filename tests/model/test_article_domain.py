"""The article's literal density is answered wherever `Model` accepts it, or refused there (T2)."""

from __future__ import annotations

import math
import random

import mpmath as mp
import pytest

import summitry as sm

GAME = {"tau": 0.1, "rho": 0.8, "r": 0.4, "sigma": 0.35, "q": 0.6, "psi": 30.0}
EXAMPLES = [(253.4, 5.65, 1904.8), (394.3, 0.38, 1995.8), (10.46, 362.6, 1030.4)]


def article(alpha: float, beta: float, n: float) -> sm.Model:
    """Make a model with the article's literal density."""
    return sm.Model(alpha=alpha, beta=beta, n=n, **GAME, information=sm.Article())


def drawn(seed: int, low: float, high: float) -> tuple[float, float, float]:
    """Draw a prior from a range, and n up to the largest that is accepted."""
    rng = random.Random(seed)
    alpha, beta = (math.exp(rng.uniform(math.log(low), math.log(high))) for _ in range(2))
    return alpha, beta, math.exp(rng.uniform(math.log(1e-9), math.log(1e4)))


@pytest.mark.parametrize("prior", [*EXAMPLES, *(drawn(seed, 0.1, 1e6) for seed in range(25))])
def test_what_is_accepted_is_answered(prior):
    solution = sm.solve(article(*prior), proposer="F")
    assert solution.status in (sm.Status.ONE, sm.Status.SEVERAL, sm.Status.NONE)


@pytest.mark.parametrize("seed", range(15))
def test_a_model_is_refused_at_the_border_or_answered(seed):
    prior = drawn(seed, 1e-6, 1.0)
    try:
        model = article(*prior)
    except sm.InputError as refused:
        assert "allowed is up to 100000 times the smaller one of alpha and beta" in str(refused)
        assert prior[2] > 1e5 * min(prior[:2])
    else:
        assert sm.solve(model, proposer="L").status is not sm.Status.UNDECIDED


@pytest.mark.parametrize("prior", EXAMPLES)
def test_the_mean_weakness_is_that_of_the_literal_density(prior):
    alpha, beta, n = map(mp.mpf, prior)
    with mp.workdps(30):
        mode = float(n * alpha / (alpha + beta))

        def density(x):
            logs = mp.loggamma(alpha + x) + mp.loggamma(beta + n - x)
            return mp.exp(logs - mp.loggamma(x + 1) - mp.loggamma(n - x + 1) - top)

        top = mp.mpf(0)
        top = mp.log(density(mp.mpf(mode)))
        places = [n * i / 40 for i in range(41)]
        total = mp.quad(density, places)
        mean = mp.quad(lambda x: density(x) * (beta + n - x), places) / (total * (alpha + beta + n))
    assert sm.WeaknessCurve(article(*prior)).prior_weakness == pytest.approx(float(mean), rel=1e-11)
