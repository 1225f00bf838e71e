"""A random proposer where signals come in steps, and where visits are always wanted (T6, T13.3)."""

from __future__ import annotations

import json

import numpy as np
import pytest

import summitry as sm
from witness.brute_force import pairs_on_steps as brute

BASE = dict(alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
FLIPS = sm.Binomial()


def solved(power, **changes):
    return sm.solve(BASE | {"information": FLIPS} | changes, proposer="random", power=power)


def drawn(number: int, seed: int):
    """Random games with one to five coin flips, and the same for brute force."""
    rng = np.random.default_rng(seed)
    for _ in range(number):
        alpha, beta = np.exp(rng.uniform(np.log(0.4), np.log(12), 2))
        n, power = int(rng.integers(1, 6)), float(rng.uniform(0.05, 0.95))
        numbers = {
            "tau": rng.uniform(0.01, 0.6), "rho": rng.uniform(0.05, 2), "r": rng.random(),
            "sigma": rng.uniform(0, 0.98), "q": rng.random(), "psi": float(np.exp(rng.uniform(1.5, 5))),
        }  # fmt: skip
        c = rng.uniform(1, 3)
        model = sm.Model(alpha=alpha, beta=beta, n=n, k_max=c, information=FLIPS, **numbers)
        yield model, power, brute.Game(*brute.coin_flips(alpha, beta, n), **numbers, c=c, power=power)


def place(game: brute.Game, v: float) -> brute.Place:
    """The step on which a visit probability is, and the share of it that visits."""
    ends = np.cumsum(game.mass)
    step = int(np.argmax(ends >= v * (1 - 1e-11)))  # an end is one whatever the rounding of the sum
    share = float((v - ends[step] + game.mass[step]) / game.mass[step])
    return step, 1.0 if share > 1 - 1e-9 else share


def deals(game: brute.Game, v_f: float, v_l: float) -> tuple[float, float]:
    """A pair of deals; on the first step V alone is determined, and stands for both (T6)."""
    total = game.power * v_f + (1 - game.power) * v_l
    return (total, total) if v_f <= game.mass[0] * (1 + 1e-9) else (v_f, v_l)


@pytest.mark.parametrize(("model", "power", "game"), list(drawn(16, seed=11)))
def test_brute_force_finds_the_same_pairs(model, power, game):
    solution = sm.solve(model, proposer="random", power=power)
    assert solution.status is not sm.Status.UNDECIDED
    scale = game.psi / game.c
    ours = [tuple(offer.visit_probability for offer in eq.offers) for eq in solution.mixed]
    others = brute.rivals(game, 2000)
    for v_f, v_l in ours:  # nobody has a better report on a grid of 2000 a step
        gain = brute.temptations(game, others, [place(game, v_f)], [place(game, v_l)])
        assert gain[0] <= 1e-9 * scale
    for v_f, v_l, left in brute.equilibria(game):  # none is missing
        if left < 1e-8 * scale:
            theirs = deals(game, v_f, v_l)
            assert any(np.allclose(deals(game, *pair), theirs, atol=2e-3) for pair in ours)


@pytest.mark.parametrize("n", [1, 2, 3, 8])
def test_the_ends_of_power_tend_to_todays_answers(n):
    model = BASE | {"n": n, "information": FLIPS, "q": 0.3}
    alone = {p: sm.solve(model, proposer=p).equilibria for p in "FL"}
    for power, proposer, k in ((1e-10, "L", 1), (1 - 1e-10, "F", 0)):
        near = [eq.offers[k].visit_probability for eq in solved(power, n=n, q=0.3).mixed]
        for eq in alone[proposer]:
            if eq.visit_probability > 0:
                assert any(v == pytest.approx(eq.visit_probability, rel=1e-6) for v in near), (power, n)


def test_a_first_step_equilibrium_is_the_same_whoever_proposes():
    """T6's example: F earns nothing, L is indifferent, so only V is determined, for every λ."""
    fields = dict(
        alpha=1.875, beta=1.721, n=1, tau=0.348, rho=0.962, r=0.093, sigma=0.683, q=0.921, psi=9.504
    )
    (one,) = (e for e in sm.solve(fields, information=FLIPS).equilibria if 0 < e.visit_probability < 0.5)
    assert one.visit_probability == pytest.approx(0.483406, abs=1e-6)
    for power in (0.2, 0.7):
        found = sm.solve(fields, information=FLIPS, proposer="random", power=power).mixed
        (same,) = (eq for eq in found if eq.offers[0].concession == eq.offers[1].concession)
        assert same.visit_probability == pytest.approx(one.visit_probability, rel=1e-12)
        assert same.weakness_no_visit == pytest.approx(one.weakness_no_visit, rel=1e-12)
        assert same.payoff_F == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("cost", [sm.Uniform(), sm.Beta(2, 3), sm.Exponential(1.5)])
@pytest.mark.parametrize("sigma", [0.35, 1.0])
def test_the_reader_confirms_every_profile(cost, sigma):
    rng, profiles = np.random.default_rng(7), 0
    for i in range(8):
        information = [FLIPS, sm.Linear(), sm.Atoms([0.25, 0.5, 0.25], [0.4, 0.6, 0.8])][i % 3]
        solution = solved(
            float(rng.uniform(0.1, 0.9)), n=int(rng.integers(1, 9)), q=[0.0, 0.4, 1.0][i % 3], sigma=sigma,
            psi=float(np.exp(rng.uniform(1.5, 5))), cost=cost, information=information,
        )  # fmt: skip
        assert solution.status is not sm.Status.UNDECIDED
        if solution.equilibria or solution.mixed:
            found = sm.verify(json.loads(solution.to_json()))
            assert found.passed, found.lines
        profiles += len(solution.mixed)
    assert profiles >= 4


def test_a_price_beyond_its_gap_is_not_confirmed():
    """F stops at the end of a step at a price that L would pay no more than: others are other visits."""
    saved = solved(0.5, q=0.3, psi=8).to_dict()
    deal = saved["mixed"][0]["offers"][0]
    assert deal["threshold_share"] == 1.0 and sm.verify(saved).passed
    for factor in (0.9, 1.2):
        altered = json.loads(json.dumps(saved))
        altered["mixed"][0]["offers"][0]["concession"] *= factor
        assert not sm.verify(altered).passed


def test_always_wanted_visits_at_a_sure_visit_read_an_absence_as_the_weakest():
    """σ = 1 and both deals a sure visit: no visit is never expected, and F gets Ψk₀(m(1) − k₀) (T5)."""
    fields = BASE | {"sigma": 1, "information": sm.Atoms([0.5, 0.5], [0.5, 0.7]), "psi": 20}
    found = [
        eq for eq in sm.solve(fields, proposer="random", power=0.5).mixed if eq.no_visit_probability == 0.0
    ]
    (eq,) = found
    assert eq.offers[0].concession == pytest.approx(20 * 0.6 * (0.7 - 0.6), rel=1e-12)
    assert eq.weakness_no_visit == pytest.approx(0.7, rel=1e-12)
    assert eq.certificate.passed


def test_many_models_have_the_answers_of_each():
    powers, counts = [0.1, 0.5, 0.9], [1, 2, 5]
    for power in powers:
        many = sm.solve_many(BASE | {"n": counts}, information=FLIPS, proposer="random", power=power)
        for i, n in enumerate(counts):
            one = solved(power, n=n)
            listed = [*one.equilibria, *one.mixed]
            assert int(many["equilibrium_count"][i]) == len(listed)
            for slot, eq in enumerate(listed):
                row = many.isel({many["status"].dims[0]: i, "equilibrium": slot})
                for k, offer in enumerate(eq.offers, 1):
                    assert float(row[f"concession_{k}"]) == offer.concession
