"""Draws of strength and signal against the moments of T2, within five standard errors at a fixed seed."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm

SIZE = 200_000
PRIORS = [(2.0, 3.0, 12.0), (0.5, 0.8, 3.0), (1.0, 1.0, 40.0)]


def near(sample, expected):
    error = np.std(sample) / np.sqrt(SIZE)
    assert abs(np.mean(sample) - expected) < 5 * error


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()], ids=["linear", "binomial"])
@pytest.mark.parametrize(("alpha", "beta", "n"), PRIORS)
def test_strength_and_signal(information, alpha, beta, n):
    rng = np.random.default_rng(7)
    drawn = information.draw(rng, SIZE, alpha=alpha, beta=beta, n=n)
    theta, signal = drawn["strength"], drawn["signal"]
    s = alpha + beta
    mean, variance = alpha / s, alpha * beta / (s * s * (s + 1))
    near(theta, mean)
    near((theta - mean) ** 2, variance)
    near(signal / n, mean)
    # truth with probability n/(s+n): Cov(A/n, θ) = Var θ·n/(s+n); a flip's A/n has E[A/n | θ] = θ
    linear = isinstance(information, sm.Linear)
    near((theta - mean) * (signal / n - mean), variance * (n / (s + n) if linear else 1.0))
    if linear:
        near((signal / n - mean) ** 2, variance)
    # E[θ | A] = (α+A)/(α+β+n): what is left has mean 0 at every signal
    residual = theta - (alpha + signal) / (s + n)
    for where in (signal <= 0.25 * n, signal > 0.25 * n, signal > 0.7 * n):
        near(residual * where, 0.0)


def test_visit_probability_is_the_share_of_signals_at_or_above_the_threshold():
    for information in (sm.Linear(), sm.Binomial()):
        model = sm.Model(
            alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
            information=information,
        )  # fmt: skip
        curve = sm.WeaknessCurve(model)
        drawn = information.draw(np.random.default_rng(3), SIZE, alpha=2, beta=3, n=12)
        for a in (2, 5, 9):
            visits = drawn["signal"] >= a
            v = curve.visit_probability(a)
            near(visits.astype(float), v)
            near((1 - drawn["strength"]) * visits, v * curve.weakness_visit(v))


def test_atoms_are_drawn_with_their_probabilities():
    atoms = sm.Atoms([0.25, 0.5, 0.25], [0.4, 0.5, 0.6])
    drawn = atoms.draw(np.random.default_rng(1), SIZE, alpha=1, beta=1, n=1)
    assert set(drawn) == {"weakness"}
    near(drawn["weakness"], 0.5)
    near((drawn["weakness"] == 0.4).astype(float), 0.25)
