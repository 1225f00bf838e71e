"""A small swap as a finite tree: no information set has a better move, by the tree itself and by Gambit."""

from __future__ import annotations

import io

import pytest

import summitry as sm
from witness.plays.swap_tree import approvals, regrets, write_efg

SIGMA = 0.35
MODEL = sm.Model(
    alpha=2,
    beta=3,
    n=2,
    tau=0.1,
    rho=0.8,
    r=0.4,
    sigma=SIGMA,
    q=0.6,
    psi=12,
    information=sm.Binomial(),
)
OTHER = MODEL.replace(alpha=2.5, psi=20)


def small(one: sm.Model, two: sm.Model) -> list[tuple[object, ...]]:
    """Return every swap on its tree: signals, cut-offs to choose from, and who does what."""
    from summitry.engine import binomial_atoms

    models = one.to_dict(), two.to_dict()
    signals = [
        list(zip(*(x.tolist() for x in binomial_atoms(m.alpha, m.beta, m.n)), strict=True))
        for m in (one, two)
    ]
    played = []
    for eq in sm.reciprocal.swap(one, two).swaps:
        cuts = [[eq.weakness_visit[i], eq.weakness_no_visit[i], 0.2, 0.5, 0.8] for i in (0, 1)]
        yes = [approvals(signals[i], eq.visit_probability[i]) for i in (0, 1)]
        played.append((models, signals, cuts, yes))
    return played


@pytest.mark.parametrize(("one", "two"), [(MODEL, MODEL), (MODEL, OTHER)])
def test_nobody_gains_at_any_information_set(one: sm.Model, two: sm.Model) -> None:
    found = small(one, two)
    assert found
    for models, signals, cuts, yes in found:
        gains = regrets(models, signals, SIGMA, cuts, yes, [(0, 1), (0, 1)])
        assert max(gains.values()) <= 1e-12
        swapped = [[0.9 * share for share in shares] for shares in yes]
        wrong = regrets(models, signals, SIGMA, cuts, swapped, [(0, 1), (0, 1)])
        assert max(wrong.values()) > 1e-6


def test_gambit_finds_no_regret() -> None:
    pygambit = pytest.importorskip(
        "pygambit", reason="the optional extra gambit is not installed: run make test-gambit"
    )
    for models, signals, cuts, yes in small(MODEL, OTHER):
        text = write_efg(models, signals, SIGMA, cuts)
        game = pygambit.read_efg(io.BytesIO(text.encode()))
        profile = game.mixed_behavior_profile()
        for infoset in game.infosets:
            if infoset.label.startswith("C"):
                place = 0 if infoset.label.endswith("True") else 1
                profile[infoset] = [1.0 if i == place else 0.0 for i in range(5)]
            else:
                leader, _, signal = infoset.label.split()
                share = (yes[1] if leader == "1" else yes[0])[int(signal)]
                profile[infoset] = [share, 1.0 - share]
        assert float(profile.agent_max_regret()) <= 1e-12
        assert float(profile.max_regret()) <= 1e-12
