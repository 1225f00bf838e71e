"""The reader's game against the witness in 60-digit arithmetic, and against closed forms (T5, T7, T10)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from summitry.model.cost_laws import UNIFORM
from summitry.verification.beliefs import with_deal
from summitry.verification.curve import curve_of
from summitry.verification.deviations import allowance, deal, gains, own_payoffs
from summitry.verification.no_visits import no_visit_margin, supporting_reading
from summitry.verification.payoffs import Game, outcomes, price
from summitry.verification.reported import wrong_price
from witness.high_precision.mp_game import uniform_limit_threshold

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # `verify` silences them itself

CASES = Path(__file__).resolve().parents[1] / "cases"
FILES = ("reference_linear.json", "reference_limits.json", "reference_steps.json")
LINES = {
    f"{file[10:-5]}: {line['label']}": line
    for file in FILES
    for line in json.loads((CASES / file).read_text("utf-8"))
}
NAMES = {
    "weakness_visit": "kappa", "weakness_no_visit": "k_N", "concession_above_cost": "z_minus_tau",
}  # fmt: skip


def read(line):
    """Return the game, its curve and Ψ of a line of the reference."""
    model, psi = line["model"], float(line["model"]["psi"])
    atoms = model.get("atoms", ())
    atoms = SimpleNamespace(probabilities=[p for p, _ in atoms], weaknesses=[w for _, w in atoms])
    kind, n = model.get("information", "linear"), model.get("n") or 1.0
    fields = SimpleNamespace(**{"k_max": 1.0, **model, "psi": psi, "cost": UNIFORM})
    return Game.of(fields), curve_of(kind, model["alpha"], model["beta"], n, atoms), psi


def profile(game, curve, row, proposer):
    """Return the profile of a row of the reference."""
    v = float(row["v"])
    p = curve.at(*curve.locate(v, float(row.get("one_minus_v", 1.0 - v))))
    return with_deal(game, curve, p, float(row["z"]), proposer)


def visible(rows):
    """Leave aside visits too rare for doubles, which the reader says it cannot judge."""
    return [row for row in rows if float(row["v"]) > 1e-250]


def largest_gain(game, curve, judged):
    return max(gains(game, curve, judged).values())


@pytest.mark.parametrize("name", LINES)
def test_the_reader_confirms_the_witness(name):
    line = LINES[name]
    game, curve, psi = read(line)
    for proposer in "FL":
        for row in visible(line[proposer].get("visit", ())):
            judged = profile(game, curve, row, proposer)
            assert largest_gain(game, curve, judged) <= allowance(judged, game, psi)
            for field, value in outcomes(game, judged).items():
                right = row.get(NAMES.get(field, field))
                if right is not None:
                    scale = game.office if field.startswith("payoff_L") else 1.0
                    slack = 2e-13 * max(abs(float(right)), 1e-3 * scale)
                    assert abs(value - float(right)) <= slack, (proposer, field)
        for row in visible(line[proposer].get("rejected", ())):
            if float(row["gain"]) > 1e-12 * min(psi, 1e3):  # less is beyond double precision
                judged = profile(game, curve, row, proposer)
                found = largest_gain(game, curve, judged)
                # the gain is a difference of terms of this size, which are no better than half a last digit
                rounding = 1e-16 * float(deal(game, judged, judged.point).stakes)
                assert found >= (1.0 - 1e-6) * float(row["gain"]) - rounding, proposer


@pytest.mark.parametrize("name", LINES)
def test_conditions_of_no_visits_are_those_of_the_witness(name):
    line = LINES[name]
    game, curve, psi = read(line)
    right = line["no_visit"]
    if not right["close"]:
        margin = no_visit_margin(game, curve, curve.m_first)
        assert (margin <= 0.0) == right["equilibrium"]
    # the witness has no readings for Ψ = ∞; with α = 1e4 deals rarer than any double decide them
    if "smallest_reading" in right and psi < math.inf and line["model"]["alpha"] < 1e4:
        reading = supporting_reading(game, curve)
        if right["smallest_reading"] is None:
            assert reading is None
        else:
            assert reading == pytest.approx(float(right["smallest_reading"]), rel=1e-9)


def at_threshold(game, curve, a, n, proposer):
    """Return the profile in which signals above a visit, at the price that brings them."""
    p = curve.at(np.array(0), np.array(math.log((n - a) / a)))
    return with_deal(game, curve, p, float(price(game, p.kappa, p.low)), proposer)


@pytest.mark.parametrize("q", [1.0, 0.3])
def test_l_proposing_at_infinite_psi_has_the_closed_form_of_corollary_4(q):
    model = SimpleNamespace(cost=UNIFORM, k_max=1.0, tau=0.1, rho=1.0, r=0.5, sigma=1e-300, q=q, psi=math.inf)
    game, curve = Game.of(model), curve_of("linear", 1.0, 1.0, 10.0)
    right = float(uniform_limit_threshold(10, q))
    for shift, pays in ((0.0, False), (-1e-4, True), (1e-4, True)):
        gain = largest_gain(game, curve, at_threshold(game, curve, right + shift, 10.0, "L"))
        assert (gain > 1e-15) == pays


T10 = [
    (dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30),
     1.74578634686, 3.66476839376),
    (dict(alpha=0.7, beta=1.6, n=5, tau=0.02, rho=1.3, r=0.9, sigma=0.8, q=0.25, psi=200),
     0.00212965014736, 0.0438984474679),
    (dict(alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60),
     14.731053823, 21.685787966),
]  # fmt: skip


def of_theory(fields):
    """Return the game and the curve of a model of T10."""
    model = SimpleNamespace(cost=UNIFORM, k_max=1.0, **fields)
    return Game.of(model), curve_of("linear", model.alpha, model.beta, model.n)


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize(("fields", "f", "l"), T10)
def test_nobody_deviates_from_the_thresholds_of_theory(fields, f, l, proposer):  # noqa: E741
    game, curve = of_theory(fields)
    right = {"F": f, "L": l}[proposer]
    for factor, pays in ((1.0, False), (0.999, True), (1.001, True)):
        judged = at_threshold(game, curve, factor * right, fields["n"], proposer)
        # F could have asked for more, or L is left with less than nothing
        slack = abs(own_payoffs(game, judged)[1]) if proposer == "F" else 0.0
        assert (max(largest_gain(game, curve, judged), slack) > 1e-9) == pays


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize(("fields", "f", "l"), T10)
def test_no_other_price_brings_the_same_visits(fields, f, l, proposer):  # noqa: E741
    # a millionth more or less gains nobody as much as a search could notice
    game, curve = of_theory(fields)
    found = at_threshold(game, curve, {"F": f, "L": l}[proposer], fields["n"], proposer)
    for factor in (1.0 - 1e-6, 1.0, 1.0 + 1e-6):
        judged = with_deal(game, curve, found.point, factor * found.price, proposer)
        wrong = list(wrong_price(game, judged, lowest=proposer == "L"))
        assert any("marginal visitor" in fault for fault in wrong) == (factor != 1.0)


def test_theory_s_three_equilibria_stand():
    game, curve = of_theory(
        dict(alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778,
             q=0.7715, psi=1312.86)
    )  # fmt: skip

    def of(v):
        p = curve.at(*curve.locate(v, 1.0 - v))
        return with_deal(game, curve, p, float(price(game, p.kappa, p.low)), "F")

    for low, high in ((0.2649, 0.2659), (0.9969, 0.9979)):  # the model's digits are rounded
        side = own_payoffs(game, of(low))[1] > 0.0
        for _ in range(60):
            v = 0.5 * (low + high)
            low, high = (v, high) if (own_payoffs(game, of(v))[1] > 0.0) == side else (low, v)
        assert abs(own_payoffs(game, of(v))[1]) <= 1e-12
        assert largest_gain(game, curve, of(v)) <= 1e-9
    assert no_visit_margin(game, curve, curve.m_first) < 0.0
    assert supporting_reading(game, curve) == pytest.approx(curve.m_first, rel=1e-12)
