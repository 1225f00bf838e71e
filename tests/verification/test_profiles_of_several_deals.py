"""Profiles with several deals that are consistent in every field and no equilibria (T11, T13.3)."""

from __future__ import annotations

import json

import numpy as np
import pytest

import summitry as sm
from summitry.verification.curve import curve_of
from summitry.verification.mixed import mixed_gains, play_of
from summitry.verification.payoffs import Game, price_at
from summitry.verification.random_proposer import _offer_row, _row_of, draw_of, row_faults
from summitry.verification.reported import Near, OneOf
from verification.test_alterations import BASE, LEG

# the reader's curves run to where numbers overflow, and `judge` says so once
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def given(model, **options):
    """Solve a model; return game, curve, the answer as saved, and its offers."""
    document = json.loads(sm.solve(model, **options).to_json())
    curve = curve_of("linear", model.alpha, model.beta, model.n)
    return Game.of(model), curve, document, document["mixed"][0]["offers"]


@pytest.mark.parametrize("share", [0.9, 1.0 / 0.9])
def test_L_is_not_indifferent_if_C_expects_other_visits(share):
    """L refuses a demand at times: with another chance of a visit k_N moves, and her gain is not zero."""
    game, curve, _, offers = given(LEG, proposer="F", strategies="mixed")
    (offer,) = offers
    play = play_of(game, curve, "F", offers)
    assert mixed_gains(game, curve, play)["answer"] < 1e-12 * LEG.psi
    other = offer | {name: offer[name] * share for name in ("struck", "accepted")}
    play = play_of(game, curve, "F", [other])
    v, z, visits = offer["visit_probability"], offer["concession"], other["struck"]
    p = play.offers[0].p
    kappa = float(p.kappa)
    absent = (curve.k0 - LEG.sigma * visits * v * kappa) / (1.0 - LEG.sigma * visits * v)
    gain = LEG.psi / LEG.k_max * v * kappa * (absent - kappa) - v * z  # one deal: k̄ = κ
    assert abs(gain) > 1e-4
    assert mixed_gains(game, curve, play)["answer"] == pytest.approx(abs(gain), rel=1e-9)


def plain(value):
    """Write what must be there as a file would say it."""
    if isinstance(value, Near):
        return value.value
    return value.values[0] if isinstance(value, OneOf) else value


@pytest.mark.parametrize("visits", [0.8, 0.99])
def test_F_asks_for_another_price_where_L_gains(visits):
    """A random proposer: F's deal may be consistent in every field, and still leave L something."""
    game, curve, document, offers = given(BASE, proposer="random", power=0.5)
    changed = offers[0] | {"visit_probability": visits, "no_visit_probability": 1.0 - visits}
    draw = draw_of(game, curve, 0.5, [changed, offers[1]])
    changed["concession"] = float(price_at(game, draw.proposals[0].h, draw.proposals[0].p.low))
    draw = draw_of(game, curve, 0.5, [changed, offers[1]])
    saved = document["mixed"][0]
    rows = []
    for mine in draw.proposals:
        lowest = float(price_at(game, mine.h, mine.p.low))
        z = mine.z if mine.proposer == "F" else lowest
        mine = mine._replace(z=z)
        rows.append(
            {key: plain(x) for key, x in _offer_row(game, curve, mine, lowest, BASE.n).items()}
        )
    draw = draw_of(game, curve, 0.5, rows)
    rows = [
        {key: plain(x) for key, x in _offer_row(game, curve, mine, mine.z, BASE.n).items()}
        for mine in draw.proposals
    ]
    row = saved | {"offers": rows}
    right = {key: plain(x) for key, x in _row_of(game, curve, draw, document, row).items()}
    row = right | {"offers": rows}
    row = row | {key: plain(x) for key, x in _row_of(game, curve, draw, document, row).items()}
    faults = list(row_faults(game, curve, draw, document, row, BASE.n))
    assert len(faults) == 1
    assert faults[0].startswith("L gains")
    assert np.sign(draw.proposals[0].gain_l) == (
        1.0 if visits < offers[0]["visit_probability"] else -1.0
    )
