"""The attack: what it must find, where it looks, and what it does not take for a refutation."""

import numpy as np
import pytest

import summitry as sm
from summitry.audits.attack import attack, models_at, points_of
from summitry.audits.draws import RANGES
from summitry.claims.claim import Evaluation
from summitry.engine import ALPHA, K_MAX, PRECISION, PSI, RHO, SIGMA, TAU, Q, R
from summitry.model.information import Binomial, Linear

NOWHERE = np.empty((0, 10))


def attacked(margin, models=6000, seed=0, bound=0.0, **options):
    """Attack a statement about the table of models alone."""
    return attack(
        lambda sample: Evaluation(margin(sample.table), bound), information=Linear(), starts=NOWHERE,
        models=models, seed=(seed,), **options,
    )  # fmt: skip


def small_ball(table):
    """A statement that fails at half a millionth of the region, in the middle of a wide funnel."""
    x = points_of(table)
    return np.sqrt(((x[:, [SIGMA, Q, TAU]] - [0.61, 0.37, 0.52]) ** 2).sum(1)) - 0.005


@pytest.mark.parametrize("seed", range(3))
def test_a_small_region_is_found(seed):
    found, row = attacked(small_ball, seed=seed)
    assert found.refuted and row is not None
    assert small_ball(row[None])[0] < 0
    assert found.models <= 6000


def test_a_change_of_sign_through_infinity_is_found():
    # as an elasticity at a fold: the lower the margin, the further from the failures
    def fold(table):
        return 1.0 / (0.84 - points_of(table)[:, [ALPHA, PRECISION, TAU, RHO]].prod(1))

    low = attacked(lambda table: np.where(fold(table) < 0, np.nan, fold(table)))[0]
    assert low.worst_margin > 1.0 and not low.refuted
    assert attacked(fold)[0].refuted


def test_what_is_true_survives_with_the_whole_budget_spent():
    found, row = attacked(lambda table: np.ones(len(table)), models=3000)
    assert row is None and not found.refuted
    assert found.models == found.applicable == 3000
    assert found.worst_margin == 1.0


def test_rounding_refutes_nothing():
    # fails at half of the models, but never in a whole neighbourhood
    def noise(table):
        return np.where(np.floor(table[:, PSI - 3] * 1e13) % 2 == 0, 1.0, -1.0)

    assert not attacked(noise, models=2000)[0].refuted


def test_a_condition_is_attacked_inside():
    seen = []

    def margin(table):
        seen.append(table[:, SIGMA])
        return np.where(table[:, SIGMA] == 0.0, 1.0, -1.0)

    found, _ = attacked(margin, models=500, into="sigma=0")
    assert not found.refuted and (np.concatenate(seen) == 0.0).all()


def test_the_same_seed_gives_the_same_attack():
    first, second = (attacked(small_ball, seed=5)[1] for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, attacked(small_ball, seed=6)[1])


def test_the_cube_is_the_region_with_its_extremes():
    x = np.random.default_rng(1).random((4000, 10))
    table = models_at(x)
    for _, column, _, _, (low, high) in RANGES:
        finite = table[np.isfinite(table[:, column]), column]
        assert low <= finite.min() and finite.max() <= high * (1 + 1e-12)
    for column, value in (
        (SIGMA, 0),
        (SIGMA, 1),
        (Q, 0),
        (Q, 1),
        (R, 0),
        (R, 1),
        (TAU, 0),
        (K_MAX, 1),
        (PSI, np.inf),
    ):
        assert 0.02 < (table[:, column] == value).mean() < 0.06
    again = models_at(points_of(table))
    assert np.allclose(again, table, rtol=1e-6)


def test_models_with_steps_have_whole_numbers_of_signals():
    seen = []

    def evaluate(sample):
        seen.append(sample.table[:, 2])
        return Evaluation(np.ones(sample.rows), 0.0)

    attack(evaluate, information=Binomial(), starts=NOWHERE, models=300, seed=(0,))
    counts = np.concatenate(seen)
    assert np.array_equal(counts, counts.round()) and counts.min() == 1 and counts.max() == 30


@pytest.mark.parametrize("id", ["s7-intelligence-raises-v-F", "s7-rho-raises-z-L"])
def test_statements_published_once_are_refuted_by_a_small_budget(id):
    # both were said to hold at every model with exactly one equilibrium, or with Ψ/c ≥ 21
    claim = sm.claims()[id]
    proposer = id[-1]

    def published(sample):
        found = claim.evaluate(sample)
        inside = (
            sample.answer("", proposer).count == 1 if proposer == "F"
            else sample.table[:, PSI] / sample.table[:, K_MAX] >= 21.0
        )  # fmt: skip
        return Evaluation(np.where(inside, found.margin, np.nan), found.bound)

    found, row = attack(published, information=Linear(), starts=NOWHERE, models=40_000, seed=(3,))
    assert found.refuted and row is not None
