"""Scenarios: the packaged cases, files, and how a user's word becomes one of them."""

from __future__ import annotations

import dataclasses
import math
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from summitry.model.faults import InputError
from summitry.model.information import Atoms
from summitry.model.parameters import FIELDS, Model
from summitry.model.scenarios import (
    Scenario,
    list_scenarios,
    load_scenario,
    scenario_reasons,
)

CASES = (
    "blair-gaddafi-2007", "bush-poland-2003", "korea-1964", "nasser-1955", "obama-aliyev-2016",
    "obama-bongo-2011", "sarkozy-gaddafi-2007", "trump-zelensky-2019",
)  # fmt: skip
EXAMPLES = ("uniform-article", "uniform-example")
every_scenario = pytest.mark.parametrize("name", list_scenarios())


def content(name: str) -> str:
    return (files("summitry.model") / "data" / f"{name}.toml").read_text("utf-8")


# --- the packaged cases --------------------------------------------------------------------------


def test_the_articles_cases_are_packaged():
    assert list_scenarios() == (*CASES, *EXAMPLES)


@every_scenario
def test_every_value_has_its_reason(name: str):
    """The file's comments are one sentence or more above each value, and nothing is left out."""
    reasons = scenario_reasons(name)
    assert set(reasons) == {*(field.name for field in FIELDS), "kind"}
    for reason in reasons.values():
        assert reason.endswith(".") or reason.endswith(").")
        assert reason in " ".join(content(name).replace("\n#", "").split())


@every_scenario
def test_it_says_what_it_is(name: str):
    case = load_scenario(name)
    assert case.name == name
    assert case.stylised
    assert "Stylised: an illustration, not an estimate." in " ".join(case.note.split())
    assert case.title
    assert "Games 2024, 15(2), 14, §" in case.source
    if name in CASES:
        assert re.fullmatch(r"\d{4}", case.years)
        assert name.endswith(case.years)


@every_scenario
def test_every_value_has_a_reason_and_a_meaning(name: str):
    lines = content(name).splitlines()
    for key in [field.name for field in FIELDS] + ["kind"]:
        place = next(i for i, line in enumerate(lines) if re.match(rf"{key} = ", line))
        assert " # " in lines[place]
        assert re.match(r"# \S", lines[place - 1]), f"{key} has no reason"
    assert lines[0].startswith("# A stylised scenario")


@every_scenario
def test_the_command_in_a_file_names_it(name: str):
    assert f"summitry solve {name}\n" in content(name)


def test_the_values_follow_the_articles_words():
    """§7 on costs and retention; what the cases are told apart by."""
    models = {name: load_scenario(name).model for name in CASES}
    assert min(models, key=lambda name: models[name].tau) == "obama-aliyev-2016"
    assert max(models, key=lambda name: models[name].tau) == "bush-poland-2003"
    assert min(models, key=lambda name: models[name].r) == "korea-1964"
    assert models["obama-bongo-2011"].r > 0.9
    assert models["sarkozy-gaddafi-2007"].r > models["blair-gaddafi-2007"].r
    assert models["sarkozy-gaddafi-2007"].q < models["blair-gaddafi-2007"].q
    for dictator in ("blair-gaddafi-2007", "obama-aliyev-2016"):
        assert models[dictator].rho > models["trump-zelensky-2019"].rho
    assert models["obama-aliyev-2016"].n > models["blair-gaddafi-2007"].n
    assert len(set(models.values())) == len(CASES)


def test_the_uniform_examples():
    article, finite = (load_scenario(name).model for name in EXAMPLES)
    assert (article.psi, article.sigma, article.q) == (math.inf, 0, 1)
    assert (finite.alpha, finite.beta, finite.n) == (1, 1, 10)
    assert (finite.tau, finite.rho, finite.r) == (0.1, 1, 0.5)
    assert article == finite.replace(psi="inf", sigma=0, q=1)


# --- files of a user -----------------------------------------------------------------------------


@every_scenario
def test_written_again_it_is_the_same_case(name: str, tmp_path: Path):
    case = load_scenario(name)
    words = {key: getattr(case, key) for key in ("title", "years", "source", "note", "stylised")}
    path = tmp_path / f"{name}.toml"
    case.model.to_toml(path, **words)
    assert Scenario.from_toml(path) == case


def test_words_and_optional_sections_may_be_left_out():
    text = load_scenario("korea-1964").model.to_toml()
    bare = "".join(f"[{part}" for part in text.split("[")[1:] if part[:4] not in ("chal", "info"))
    case = Scenario.from_toml_text(bare, "folder/my case.toml")
    assert set(tomllib.loads(bare)) == {"prior", "foreign_leader", "domestic_leader", "bargaining"}
    assert case == Scenario(
        name="my case", title="my case", model=load_scenario("korea-1964").model
    )


def test_infinity_may_be_a_number_or_a_word():
    text = load_scenario("uniform-article").model.to_toml()
    for word in ("inf", "+inf", '"inf"', '"∞"', '"Infinity"'):
        assert Model.from_toml_text(text.replace("psi = inf", f"psi = {word}")).psi == math.inf


def test_a_year_may_be_a_number():
    text = "[scenario]\nyears = 1964\n" + load_scenario("korea-1964").model.to_toml()
    assert Scenario.from_toml_text(text, "x").years == "1964"


def test_windows_editors_do_no_harm(tmp_path: Path):
    path = tmp_path / "case.toml"
    text = content("korea-1964").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert Scenario.from_toml(path).model == load_scenario("korea-1964").model


def test_atoms_in_a_file():
    atoms = Atoms([0.25, 0.5, 0.25], [0.4, 0.5, 0.6])
    model = load_scenario("uniform-example").model.replace(n=None, information=atoms)
    text = model.to_toml()
    assert "n = " not in text.replace("weaknesses = ", "")
    assert Model.from_toml_text(text) == model


def test_a_value_in_its_own_section_wins_over_a_stray_one():
    text = (
        load_scenario("korea-1964")
        .model.to_toml()
        .replace("[bargaining]", "[bargaining]\ntau = -9")
    )
    with pytest.raises(InputError) as caught:
        Model.from_toml_text(text)
    assert len(caught.value.faults) == 1
    assert "wrong section" in caught.value.faults[0]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="not allowed to read this file"):
        Model.from_toml(tmp_path / "case.toml")


def test_an_endless_file_is_not_read_to_its_end():
    if Path("/dev/zero").exists():
        with pytest.raises(InputError, match="more than 1 MiB"):
            Model.from_toml("/dev/zero")


def test_all_faults_of_a_file_come_together():
    text = "[prior]\nalpha = -1\nbeta = 'x'\n[bargaining]\nsigm = 1\ntau = 1\n[weather]\n"
    with pytest.raises(InputError) as caught:
        Scenario.from_toml_text(text, "case.toml")
    spoken = [re.split(r" is | = | must", fault)[0] for fault in caught.value.faults]
    assert spoken == [
        "[bargaining] sigm", "[bargaining] tau", "[weather]", "[prior] alpha", "[prior] beta",
        "[foreign_leader] n", "[bargaining] q", "[foreign_leader] rho", "[foreign_leader] r",
        "[domestic_leader] psi",
    ]  # fmt: skip


# --- names ---------------------------------------------------------------------------------------


def test_a_word_is_a_packaged_name_first_and_a_file_next(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    other = load_scenario("korea-1964").model.replace(q=0.1)
    other.to_toml("korea-1964")
    assert load_scenario("korea-1964").model.q == 0.9
    assert load_scenario("./korea-1964").model == other
    assert load_scenario(tmp_path / "korea-1964").model == other


def test_a_scenario_is_a_frozen_value():
    case = load_scenario("korea-1964")
    assert case == load_scenario("korea-1964")
    assert len({case, load_scenario("korea-1964")}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.title = "another"  # type: ignore[misc]
