"""What is taken along gives the numbers of the page again."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from typing import Any

import numpy as np
import pytest

import summitry as sm
from summitry.explorer.answers import answer
from summitry.explorer.frame import decode
from summitry.explorer.pictures import PICTURES
from summitry.model.parameters import FIELDS

CASE = "alpha=2&beta=3&n=12&tau=0.1&rho=0.8&r=0.4&sigma=0.35&q=0.6&psi=30"
LOOK = (
    "protocol=F&equilibrium=0&variable=payoff_L_salient&parameter=psi&from=5&to=500&log=1&points=7"
)
GRID = "x=tau&y=prior_mean&nx=4&ny=5&x_from=0.01&x_to=1&x_log=1"
STRUCTURES = {
    "linear": (sm.Linear(), ""),
    "binomial": (sm.Binomial(), "&kind=binomial"),
    "article": (sm.Article(), "&kind=article"),
    "atoms": (
        sm.Atoms([0.25, 0.5, 0.25], [0.5, 0.6, 0.7]),
        "&kind=atoms&atoms=0.25:0.5,0.5:0.6,0.25:0.7",
    ),
}


def model(name: str) -> sm.Model:
    return sm.Model(
        alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
        information=STRUCTURES[name][0],
    )  # fmt: skip


def export(what: str, query: str) -> Any:
    made = answer("/api/export", f"{query}&what={what}".lstrip("&"))
    assert made.status == 200, made.body
    return made


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_scenario_is_the_model(name):
    text = export("toml", CASE + STRUCTURES[name][1]).body.decode()
    assert sm.Model.from_toml_text(text) == model(name)


def test_the_scenario_of_an_infinite_office_is_the_model():
    text = export("toml", CASE.replace("psi=30", "psi=inf")).body.decode()
    assert sm.Model.from_toml_text(text).psi == np.inf


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_result_verifies(name):
    document = json.loads(export("json", CASE + STRUCTURES[name][1]).body)
    assert sm.verify(document).passed
    assert document["model"] == json.loads(json.dumps(model(name).to_dict()))
    assert len(document["solutions"]) == 3


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_program_runs_as_pasted_and_gives_the_page_s_numbers(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    query = CASE + STRUCTURES[name][1]
    text = export("python", f"{query}&{LOOK}&{GRID}").body.decode()
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(text, "summitry_view.py", "exec"), names)
    header, arrays = decode(answer("/api/view", f"{query}&{LOOK}").body)
    assert names["model"] == model(name)
    for part in header["solve"]:
        assert part["summary"] in said.getvalue()
    own = header["solve"][header["protocols"].index("F")]["equilibria"][header["equilibrium"]]
    for field in ("concession", "visit_probability", "payoff_L_salient"):
        assert f"{field} {own[field]!r}\n" in said.getvalue()
    np.testing.assert_array_equal(names["line"].values["payoff_L_salient"], arrays["line.value"])
    np.testing.assert_array_equal(names["line"].axis.values, arrays["line.x"])
    np.testing.assert_array_equal(names["curve"].columns["concession"], arrays["curve.concession"])
    shape = names["landscape"].columns["deviation_gain_L"]
    np.testing.assert_array_equal(shape, arrays["landscape.deviation_gain_L"])
    _, grid = decode(answer("/api/map", f"{query}&{GRID}").body)
    np.testing.assert_array_equal(names["grid"].gains, grid["map.outcome"])
    table = export("csv", f"{query}&{LOOK}&picture=line").body
    assert (tmp_path / "psi.csv").read_bytes() == table


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_a_table(name):
    made = export("csv", f"{CASE}&{LOOK}&{GRID}&picture={name}")
    rows = list(csv.DictReader(io.StringIO(made.body.decode())))
    assert len(rows) > 5
    assert made.filename.endswith(".csv")
    assert all(None not in row and None not in row.values() for row in rows)


def test_a_table_has_every_digit():
    rows = csv.DictReader(io.StringIO(export("csv", f"{CASE}&{LOOK}&picture=line").body.decode()))
    for row in rows:
        if row["protocol"] == "L" and row["payoff_L_salient"]:
            eq = sm.solve(model("linear").replace(psi=float(row["psi"])), proposer="L").equilibrium
            assert float(row["payoff_L_salient"]) == eq.payoff_L_salient


def test_the_reference_is_that_of_the_citation_file(root):
    cited = (root / "CITATION.cff").read_text(encoding="utf-8")
    bib = export("bibtex", "").body.decode()
    for key in ("doi", "volume", "issue", "year", "title"):
        value = re.findall(rf"^\s*{key}: \"?([^\"\n]*)\"?$", cited, re.MULTILINE)[-1]
        assert f"{{{value}}}" in bib, key
    for name in ("Malis, Matt", "Smith, Alastair"):
        family, given = name.split(", ")
        assert f"family-names: {family}" in cited
        assert f"given-names: {given}" in cited
        assert name in bib


def test_a_picture_without_an_equilibrium_says_so():
    query = CASE.replace("n=12", "n=3").replace("q=0.6", "q=0") + "&kind=binomial&what=csv"
    made = answer("/api/export", query + "&picture=landscape")
    assert made.status == 400
    assert "there is no equilibrium to draw" in json.loads(made.body)["faults"][0]


@pytest.fixture
def root(request):
    return request.config.rootpath


def test_the_default_case_is_the_packaged_one():
    text = export("toml", "").body.decode()
    default = sm.load_scenario("uniform-example").model
    assert sm.Model.from_toml_text(text) == default
    assert all(getattr(default, field.name) is not None for field in FIELDS)
