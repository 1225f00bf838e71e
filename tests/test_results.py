"""What users do with every result: pickle it, copy it, print it, look at it in a notebook."""

from __future__ import annotations

import copy
import pickle
import xml.etree.ElementTree as ET
from inspect import ismodule

import cloudpickle
import numpy as np
import pytest

import summitry as sm
from results import MODEL, results

NAMES = tuple(results())
SHOWN_AS_TABLES = tuple(name for name in NAMES if hasattr(results()[name], "_repr_html_"))
ROUND_TRIPS = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "oldest protocol": lambda thing: pickle.loads(pickle.dumps(thing, protocol=2)),
    "cloudpickle": lambda thing: pickle.loads(cloudpickle.dumps(thing)),
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}


@pytest.fixture(params=ROUND_TRIPS.values(), ids=ROUND_TRIPS)
def again(request):
    return request.param


@pytest.mark.parametrize("name", NAMES)
def test_every_result_survives_a_round_trip(again, name):
    result = results()[name]
    made = again(result)
    assert type(made) is type(result)
    assert made == result
    assert repr(made) == repr(result)


@pytest.mark.parametrize(
    "name",
    [name for name in sm.__all__ if name != "__version__" and not ismodule(getattr(sm, name))],
)
def test_every_public_name_is_pickled_as_itself(again, name):
    assert again(getattr(sm, name)) is getattr(sm, name)


def test_the_package_is_pickled_as_itself(again):
    assert again(sm) is sm


def test_what_a_result_computes_survives_too(again):
    solution, played = results()["Solution without"], results()["Simulation"]
    rejected = again(solution).rejected
    assert [eq.to_dict() for eq in rejected] == [eq.to_dict() for eq in solution.rejected]
    assert rejected
    assert again(played).to_xarray().identical(played.to_xarray())
    curve = sm.WeaknessCurve(MODEL)
    shares = np.linspace(0, 1, 7)
    assert again(curve).M(shares).tolist() == curve.M(shares).tolist()


def test_an_error_keeps_its_faults(again):
    with pytest.raises(sm.InputError) as caught:
        MODEL.replace(sigma=2, q=-1)
    made = again(caught.value)
    assert (made.faults, made.where, str(made)) == (
        caught.value.faults, caught.value.where, str(caught.value),
    )  # fmt: skip


def test_a_claim_of_ones_own_is_pickled_as_it_is(again):
    from dataclasses import replace

    own = replace(sm.claims()["prop-4"], evaluate=own_evaluation, control=own_evaluation)
    assert again(own) == own
    assert again(own).evaluate is own_evaluation


def own_evaluation(sample):
    raise NotImplementedError


@pytest.mark.parametrize("name", NAMES)
def test_every_result_prints_on_a_line_that_can_be_read(name):
    lines = repr(results()[name]).split("\n")
    assert max(map(len, lines)) <= 200
    assert len(lines) == (3 if name == "Solutions" else 1)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Solution", ["closed bargaining, F proposes", "exactly one equilibrium exists", "v = 0.896299"]),
        ("Solution without", ["closed bargaining, L proposes", "no pure-strategy equilibrium exists"]),
        ("Solution with three", ["several equilibria exist", "v = 0, 0.273627, 0.992015"]),
        ("Equilibrium", ["z = 0.627452", "v = 0.896299"]),
        ("Certificate", ["passed"]),
        ("Simulation", ["1,000 plays", "agree with the model"]),
        ("Audit", ["2 claims over 300 points"]),
        ("Verification", [": verified"]),
        ("Verification that failed", ["NOT verified"]),
        ("VisitSubgame", ["F visits sometimes", "v = 0.5"]),
    ],
)  # fmt: skip
def test_the_line_says_what_was_found(name, words):
    # values of T10; those with three equilibria from T5's example
    assert all(word in repr(results()[name]) for word in words), repr(results()[name])


@pytest.mark.parametrize("name", SHOWN_AS_TABLES)
def test_a_notebook_shows_a_table_that_is_well_formed(name):
    page = ET.fromstring(f"<div>{results()[name]._repr_html_()}</div>")
    widths = {len(row) for row in page.iter("tr")}
    assert len(widths) == 1
    assert not [text for text in page.itertext() if "None" in text or "nan" in text]


def test_results_that_people_look_at_are_shown_as_tables():
    assert {name.split()[0] for name in SHOWN_AS_TABLES} == {
        "Solution", "Solutions", "Equilibrium", "VisitSubgame", "Simulation", "Audit", "Verification",
    }  # fmt: skip


def test_a_table_holds_the_numbers_and_the_meaning():
    solution = results()["Solution"]
    page = solution._repr_html_()
    for text in ("0.627452", "0.896299", "18.9946", "closed, F proposes", "resource curse"):  # T10
        assert text in page


def test_what_a_user_wrote_is_escaped():
    class Loud(sm.Atoms):
        def __repr__(self) -> str:
            return "<script>alert(1)</script>"

    model = MODEL.replace(information=Loud([0.25, 0.5, 0.25], [0.4, 0.6, 0.8]))
    page = sm.solve(model, proposer="F")._repr_html_()
    assert "<script" not in page
    assert "&lt;script" in page
