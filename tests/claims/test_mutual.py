"""[mutual]: what L gains over isolation given S = 1, and when a deal can be mutually beneficial (T5)."""

import numpy as np
import pytest

import summitry as sm

MODELS = 4000


@pytest.fixture(scope="module")
def models():
    rng = np.random.default_rng(20)
    return {
        "alpha": np.exp(rng.uniform(-1, 3, MODELS)), "beta": np.exp(rng.uniform(-1, 3, MODELS)),
        "n": np.exp(rng.uniform(-0.7, 5.3, MODELS)), "sigma": rng.uniform(0, 1, MODELS),
        "q": rng.uniform(0, 1, MODELS), "tau": rng.uniform(0, 0.5, MODELS),
        "rho": rng.uniform(0.01, 2, MODELS), "r": rng.uniform(0, 1, MODELS),
        "psi": np.exp(rng.uniform(1, 9, MODELS)), "k_max": rng.uniform(1, 4, MODELS),
    }  # fmt: skip


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_the_gain_over_isolation(models, proposer):
    found = sm.solve_many(models, proposer=proposer, threads=1)

    def read(name):
        return found[name].values.squeeze()

    def field(name):
        return models[name][:, None]

    visits = read("visit_probability") > 0.0
    assert visits.sum() > 1500
    v, kappa, k0, z = (
        read(name)
        for name in ("visit_probability", "weakness_visit", "weakness_prior", "concession")
    )
    sigma, psi = field("sigma"), field("psi")
    formula = (
        psi / field("k_max") * v * (k0 - kappa) * (kappa - sigma * k0) / (1.0 - sigma * v) - v * z
    )
    gain = read("payoff_L_salient") - read("payoff_L_isolated")
    assert np.nanmax((np.abs(gain - formula) / psi)[visits]) < 1e-13
    mutual = visits & (gain > 1e-12 * psi)
    assert mutual.any() == (proposer == "L")  # with F proposing L never gains
    assert (sigma * k0 < kappa)[mutual].all()
