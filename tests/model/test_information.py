"""Information structures of a user's own: their posteriors average to the prior, or they are refused."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from summitry.model.plausibility import plausible_curve

REST = dict(n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
RNG = np.random.default_rng(23)


class Listed(sm.Information):
    """Posterior weaknesses with their probabilities, the same for every prior."""

    kind = "listed"

    def __init__(self, probabilities, weaknesses):
        self.probabilities, self.weaknesses = probabilities, weaknesses

    def curve(self, alpha, beta, n):
        return sm.steps_curve(self.probabilities, self.weaknesses)


class Tilted(sm.Information):
    """A uniform signal with a linear posterior weakness, whose mean is that at s = ½."""

    kind = "tilted"

    def __init__(self, middle, slope):
        self.middle, self.slope = middle, slope

    def curve(self, alpha, beta, n):
        return sm.density_curve(np.ones_like, lambda s: self.middle + self.slope * (s - 0.5))


def drawn():
    """Draw structures, each with the mean of its posteriors."""
    for _ in range(20):
        count = int(RNG.integers(1, 6))
        probabilities, weaknesses = RNG.dirichlet(np.ones(count)), RNG.uniform(0.3, 0.7, count)
        yield Listed(probabilities, weaknesses), float(probabilities @ weaknesses)
    for _ in range(10):
        middle = float(RNG.uniform(0.3, 0.7))
        yield Tilted(middle, float(RNG.uniform(0.01, 0.4))), middle


DRAWN = list(drawn())
OFF = [1e-1, -1e-1, 1e-3, -1e-5, 1e-7, -3e-9]


def model(structure, mean: float) -> sm.Model:
    return sm.Model(alpha=6 * (1 - mean), beta=6 * mean, information=structure, **REST)


@pytest.mark.parametrize(("structure", "mean"), DRAWN)
def test_posteriors_that_average_to_the_prior_are_solved(structure, mean):
    right = model(structure, mean)
    assert sm.solve(right).status is not sm.Status.INVALID
    assert abs(sm.WeaknessCurve(right).plausibility_gap) <= 1e-9


@pytest.mark.parametrize(("structure", "mean"), DRAWN)
def test_posteriors_that_contradict_the_prior_are_refused_with_both_means(structure, mean):
    for off in OFF:
        wrong = model(structure, mean + off)
        with pytest.raises(sm.InputError, match="mean posterior weakness is") as refused:
            sm.solve(wrong)
        assert f"{wrong.prior_weakness:.12g}" in str(refused.value)
        assert len(refused.value.faults) == 1


def test_every_way_into_the_game_refuses_them():
    wrong = model(Listed([0.5, 0.5], [0.4, 0.6]), 0.6)
    ways = [
        lambda: sm.solve(wrong, proposer="F"),
        lambda: sm.solve(wrong, bargaining="open"),
        lambda: sm.solve_protocols(wrong),
        lambda: sm.check(wrong, proposer="L", concession=0.5, visit_probability=0.5),
        lambda: sm.visit_subgame(wrong, concession=0.5),
        lambda: sm.extensive_form(wrong, concessions=[0.5], cutoffs=3),
        lambda: sm.WeaknessCurve(wrong),
    ]
    for way in ways:
        with pytest.raises(sm.InputError, match=r"'listed': the mean posterior weakness is 0\.5, but"):
            way()


def test_a_row_whose_prior_they_contradict_is_no_model():
    structure = Listed([0.5, 0.5], [0.5, 0.7])
    fields = dict(REST, alpha=[2, 2.1, 2], beta=[3, 3, 3.1])
    answer = sm.solve_many(fields, information=structure)
    invalid = answer["status"].values == sm.Status.INVALID.code
    assert invalid.tolist() == [False, True, True]


def test_a_structure_may_say_that_it_is_no_experiment():
    class Literal(Listed):
        bayes_plausible = False

    structure = Literal([0.5, 0.5], [0.4, 0.6])
    assert plausible_curve(structure, 2, 3, 12).k0 == 0.5
    assert sm.solve(model(structure, 0.6)).status is sm.Status.ONE
    assert structure.plausibility_gap(2, 3, 12) == pytest.approx(-0.1)
