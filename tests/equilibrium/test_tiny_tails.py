"""Steps beyond which almost nothing is left: 1 − v keeps its digits, against 60-digit solutions (T6)."""

from __future__ import annotations

import math
import random

import pytest

import summitry as sm
from witness.high_precision import mp_game
from witness.high_precision.draws import model as draw


def as_drawn(probabilities, weaknesses, evidence, **fields) -> dict:
    """Make a model of atoms as the 60-digit solver reads it."""
    mean = math.fsum(p * w for p, w in zip(probabilities, weaknesses, strict=True))
    atoms = [list(pair) for pair in zip(probabilities, weaknesses, strict=True)]
    prior = {"alpha": evidence * (1.0 - mean), "beta": evidence * mean}
    return draw(n=1, information="atoms", atoms=atoms, **prior, **fields)


EXAMPLES = [
    as_drawn(
        [0.5, 0.5 - 1e-10, 1e-10], [0.3, 0.6, 0.7], 3.0,
        sigma=0.5, q=0.6, tau=0.1, rho=0.8, r=0.4, psi=1e10,
    ),
    as_drawn(
        [0.33641831691887775, 0.6635816830811212, 9.99999999999999e-16],
        [0.37633377462160585, 0.8092087571467732, 0.809208838067649], 0.5,
        sigma=0.9999999958065043, q=0.31126, tau=0.1, rho=0.8, r=0.4, psi=2220619, k_max=136.7,
    ),
]  # fmt: skip


def random_tail(seed: int) -> dict:
    """Draw three atoms, the weakest with a mass of 1e-6 to 1e-15."""
    rng = random.Random(seed)

    def spread(low: float, high: float) -> float:
        return math.exp(rng.uniform(math.log(low), math.log(high)))

    tail, cut = spread(1e-15, 1e-6), rng.uniform(0.2, 0.8)
    weaknesses = sorted(rng.uniform(0.3, 0.7) for _ in range(3))
    sigma = rng.choice([rng.random(), 1.0 - spread(1e-10, 1e-2)])
    return as_drawn(
        [cut, 1.0 - cut - tail, tail], weaknesses, 0.5, sigma=sigma, q=rng.random(),
        tau=rng.random(), rho=spread(0.1, 3.0), r=rng.random(), psi=spread(1e2, 1e12),
    )  # fmt: skip


@pytest.mark.parametrize("model", [*EXAMPLES, *map(random_tail, range(48))])
def test_equilibria_beside_a_tiny_tail_are_those_of_sixty_digits(model):
    probabilities, weaknesses = zip(*model["atoms"], strict=True)
    fields = {k: v for k, v in model.items() if k not in ("atoms", "information", "n")}
    solved = sm.Model(**fields, information=sm.Atoms(probabilities, weaknesses))
    right = mp_game.solve_both(model)
    for proposer in "FL":
        if right[proposer]["close"]:
            continue  # a deviation gains nothing but for the 30th digit: either answer is right
        solution = sm.solve(solved, proposer=proposer)
        found = [eq for eq in solution.equilibria if eq.kind == "visits"]
        assert solution.status is not sm.Status.UNDECIDED
        assert len(found) == len(right[proposer]["visit"])
        for eq, exact in zip(found, right[proposer]["visit"], strict=True):
            assert eq.no_visit_probability == pytest.approx(float(1 - exact["v"]), rel=1e-11)


def test_the_published_example_has_its_digits():
    model = EXAMPLES[0]
    probabilities, weaknesses = zip(*model["atoms"], strict=True)
    fields = {k: v for k, v in model.items() if k not in ("atoms", "information", "n")}
    solved = sm.Model(**fields, information=sm.Atoms(probabilities, weaknesses))
    eq = sm.solve(solved, proposer="F").equilibrium
    assert eq.no_visit_probability == pytest.approx(2.12658e-10, rel=1e-5)
