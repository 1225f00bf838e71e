"""Every statement of the page's tour is true: checked with the library alone, no browser needed."""

import json
from pathlib import Path

import numpy as np
import pytest

import summitry as sm
from summitry.figures import prepare_lines

STEPS = json.loads(
    (Path(__file__).parents[3] / "frontend" / "src" / "tour-steps.json").read_text("utf-8")
)
PROTOCOLS = {"open": ("open", "L"), "F": ("closed", "F"), "L": ("closed", "L")}
CLAIMS = [
    pytest.param(step, claim, id=f"{number}. {claim['text'][:50]}")
    for number, step in enumerate(STEPS, 1)
    for claim in step["claims"]
]


def value(model, protocol, name):
    bargaining, proposer = PROTOCOLS[protocol]
    return getattr(sm.solve(model, bargaining=bargaining, proposer=proposer).equilibrium, name)


@pytest.mark.parametrize(("step", "claim"), CLAIMS)
def test_the_tour_says_what_is_true(step, claim):
    model = sm.load_scenario("uniform-example").model.replace(**step["model"])
    if "along" in claim:
        line = prepare_lines(model, step["view"]["parameter"], variables=[claim["variable"]])
        row = line.values[claim["variable"]][list(line.protocols).index(claim["protocol"])]
        assert np.isfinite(row).sum() == row.shape[1]  # one equilibrium everywhere along the line
        steps = np.diff(row[np.isfinite(row)])
        assert (steps > 0).all() if claim["along"] == "up" else (steps < 0).all()
        return
    left, than = value(model, claim["protocol"], claim["variable"]), claim["than"]
    right = (
        than
        if not isinstance(than, str)
        else value(model, claim.get("of", claim["protocol"]), than)
    )
    close = abs(left - right) <= 1e-9 * max(abs(left), abs(right), 1.0)
    if claim["is"] == "=":
        assert close
    else:
        assert not close and (left < right) == (claim["is"] == "<")


def test_the_tour_has_seven_steps_with_something_to_check_in_each():
    assert len(STEPS) == 7
    assert all(step["claims"] and step["text"] for step in STEPS)
