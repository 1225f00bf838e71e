"""Searches work in room that others have used: what it holds from before changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from summitry._old import deviations
from summitry._old.around import look_around
from summitry._old.bargaining.search import INSIDE
from summitry._old.found import NO_DEAL, NUMBERS, assess
from summitry._old.landscape import PIECES
from summitry._old.nodes import make_work
from summitry.equilibrium.profiles import prepare

FIELDS = dict(alpha=2.5, beta=1.15, n=8, tau=0.1, rho=0.5, r=0.65, sigma=0.9, q=0.2, psi=5.0)
INFORMATION = {"linear": sm.Linear(), "binomial": sm.Binomial()}
PLACES = {
    "no visits": (NO_DEAL, 0, -np.inf),
    "inside": (INSIDE, 0, 0.3),
    "an inner step": (INSIDE, 4, -1.2),
}
CASES = [("linear", "no visits"), ("linear", "inside"), *(("binomial", name) for name in PLACES)]


def certified(case, side, place, fill):
    """Certify a place in room that ``fill`` has written into."""
    kind, piece, x = place
    work = make_work(case.checking)
    fill(work.rows)
    numbers, proof = np.zeros(NUMBERS), np.zeros((5, 3))
    here = look_around(case.curve, piece, x)
    assess(case, False, side, kind, piece, x, here, numbers, proof, work)
    return numbers, proof


@pytest.mark.parametrize("side", [deviations.PROPOSER_F, deviations.PROPOSER_L], ids=["F", "L"])
@pytest.mark.parametrize(("information", "name"), CASES)
def test_a_certificate_does_not_depend_on_what_was_searched_before(information, name, side):
    case = prepare(sm.Model(**FIELDS, information=INFORMATION[information])).case
    numbers, proof = certified(case, side, PLACES[name], lambda rows: None)
    rng = np.random.default_rng(7)

    def leftovers(rows):
        # gains that would pay, on the pieces of this curve
        rows[:] = rng.exponential(100.0, rows.shape)
        rows[PIECES] = rng.integers(0, case.curve.pieces, rows.shape[1])

    for _ in range(600):
        again, proof_again = certified(case, side, PLACES[name], leftovers)
        np.testing.assert_array_equal(again, numbers)
        np.testing.assert_array_equal(proof_again, proof)
