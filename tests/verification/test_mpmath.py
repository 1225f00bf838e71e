"""The reader's game against the witness in 60-digit arithmetic, and against closed forms (T5, T7, T10)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from summitry.verification.beliefs import with_deal
from summitry.verification.completeness import candidates, no_visit_margin, supporting_reading
from summitry.verification.curve import curve_of
from summitry.verification.deviations import gains
from summitry.verification.payoffs import Game, outcomes
from summitry.verification.reported import allowance, wrong_price
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
    fields = SimpleNamespace(**{"k_max": 1.0, **model})
    return Game.of(fields, psi), curve_of(kind, model["alpha"], model["beta"], n, atoms), psi


def profile(game, curve, row, proposer):
    """Return the profile of a row of the reference."""
    v = float(row["v"])
    p = curve.at(*curve.locate(v, float(row.get("one_minus_v", 1.0 - v))))
    return with_deal(game, curve, p, float(row["z"]), proposer)


def visible(rows):
    """Leave aside visits too rare for doubles, which the reader says it cannot judge."""
    return [row for row in rows if float(row["v"]) > 1e-250]


def largest_gain(game, curve, judged):
    return max(gains(game, curve, judged, float(judged.k_visit), float(judged.k_absent)).values())


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
                assert found >= (1.0 - 1e-6) * float(row["gain"]), proposer


@pytest.mark.parametrize("name", LINES)
def test_the_reader_sees_every_equilibrium_of_the_witness(name):
    line = LINES[name]
    game, curve, _ = read(line)
    for proposer in "FL":
        if "not_covered" in line[proposer] or curve.m_last <= curve.k0:
            continue
        seen = list(candidates(game, curve, proposer))
        for row in visible([] if line[proposer]["close"] else line[proposer]["visit"]):
            assert any(
                abs(float(found.point.v) - float(row["v"])) <= 1e-9 * float(row["v"])
                and abs(found.price - float(row["z"])) <= 1e-9 * float(row["z"])
                for found in seen
            ), (proposer, row["v"])


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


@pytest.mark.parametrize("q", [1.0, 0.3])
def test_l_proposing_at_infinite_psi_has_the_closed_form_of_corollary_4(q):
    model = SimpleNamespace(k_max=1.0, tau=0.1, rho=1.0, r=0.5, sigma=1e-300, q=q)
    game, curve = Game.of(model, math.inf), curve_of("linear", 1.0, 1.0, 10.0)
    (found,) = candidates(game, curve, "L")
    right = float(uniform_limit_threshold(10, q))
    assert curve.threshold(found.point, 10.0)[0] == pytest.approx(right, rel=1e-12)
    assert largest_gain(game, curve, found) <= 1e-15


T10 = [
    (dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30),
     1.74578634686, 3.66476839376),
    (dict(alpha=0.7, beta=1.6, n=5, tau=0.02, rho=1.3, r=0.9, sigma=0.8, q=0.25, psi=200),
     0.00212965014736, 0.0438984474679),
    (dict(alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60),
     14.731053823, 21.685787966),
]  # fmt: skip


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize(("fields", "f", "l"), T10)
def test_thresholds_of_theory(fields, f, l, proposer):  # noqa: E741
    model = SimpleNamespace(k_max=1.0, **fields)
    curve = curve_of("linear", model.alpha, model.beta, model.n)
    (found,) = candidates(Game.of(model, model.psi), curve, proposer)
    right = {"F": f, "L": l}[proposer]
    assert curve.threshold(found.point, model.n)[0] == pytest.approx(right, rel=1e-10)


@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize("fields", [fields for fields, _, _ in T10])
def test_no_other_price_brings_the_same_visits(fields, proposer):
    # a millionth more or less gains nobody as much as a search could notice
    model = SimpleNamespace(k_max=1.0, **fields)
    game, curve = Game.of(model, model.psi), curve_of("linear", model.alpha, model.beta, model.n)
    (found,) = candidates(game, curve, proposer)
    for factor in (1.0 - 1e-6, 1.0, 1.0 + 1e-6):
        judged = with_deal(game, curve, found.point, factor * found.price, proposer)
        wrong = list(wrong_price(judged, game, lowest=proposer == "L"))
        assert any("marginal visitor" in fault for fault in wrong) == (factor != 1.0)


def test_theory_s_three_equilibria_are_seen():
    model = SimpleNamespace(
        alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778,
        q=0.7715, psi=1312.86, k_max=1.0,
    )  # fmt: skip
    game, curve = Game.of(model, model.psi), curve_of("linear", model.alpha, model.beta, model.n)
    for proposer, visits in (("F", (0.2654, 0.9974)), ("L", (0.2735, 0.9920))):
        seen = [
            float(found.point.v)
            for found in candidates(game, curve, proposer)
            if largest_gain(game, curve, found) <= 1e-9
        ]
        assert seen == pytest.approx(visits, abs=5e-4)  # the model's digits are rounded
    assert no_visit_margin(game, curve, curve.m_first) < 0.0
    assert np.isfinite(supporting_reading(game, curve))
