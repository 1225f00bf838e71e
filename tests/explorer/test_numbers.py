"""The page's engine gives the library's numbers: every protocol, every variable, every kind of signal."""

from __future__ import annotations

import json
import math
import os
import platform
import random
import subprocess
import sys
import tomllib

import pytest

import summitry as sm
from explorer.engine import ask, close, given, question

MODELS = 2000
X86 = platform.machine().lower() in ("x86_64", "amd64")
# The page has the library's baseline set of instructions. Where that fuses products they differ.
RELATIVE = 1e-14 if X86 else 1e-12
BASELINE = {"SUMMITRY_INSTRUCTION_SET": "baseline"} if X86 else {}
SOLVE = """
import json, sys
import summitry as sm
from summitry.equilibrium.saved import result_document
from summitry.equilibrium.solution import plain
for line in sys.stdin:
    model = sm.Model.from_dict(json.loads(line))
    labels = {"scenario": "explorer", "title": "A case from the explorer"}
    print(json.dumps(plain(result_document(model, sm.solve_protocols(model), labels))))
"""


def draw(rng: random.Random) -> sm.Model:
    """Draw a model; limits of the parameters are among them."""

    def by_ratio(low: float, high: float) -> float:
        return math.exp(rng.uniform(math.log(low), math.log(high)))

    fields = {
        "alpha": by_ratio(0.3, 30), "beta": by_ratio(0.3, 30), "n": by_ratio(0.5, 100),
        "sigma": rng.random(), "q": rng.random(), "tau": by_ratio(0.01, 2), "rho": by_ratio(0.01, 5),
        "r": rng.random(), "psi": by_ratio(1, 1e4), "k_max": max(1.0, by_ratio(0.3, 10)),
    }  # fmt: skip
    limits = {
        "sigma": (0.0, 1.0),
        "q": (0.0, 1.0),
        "tau": (0.0,),
        "r": (0.0, 1.0),
        "psi": (math.inf,),
    }
    for name, values in limits.items():
        if rng.random() < 0.05:
            fields[name] = rng.choice(values)
    kind = rng.choices(("linear", "binomial", "atoms"), (60, 25, 15))[0]
    information: sm.Information = sm.Linear()
    if kind == "binomial":
        fields["n"], information = float(rng.randint(1, 60)), sm.Binomial()
    if kind == "atoms":
        k0 = fields["beta"] / (fields["alpha"] + fields["beta"])
        p, apart = rng.uniform(0.2, 0.8), 0.3 * k0 * (1 - k0)
        step = apart * min(p, 1 - p)
        information = sm.Atoms([p, 1 - p], [k0 - step / p, k0 + step / (1 - p)])
    return sm.Model(**fields, information=information)


def drawn(seed: int, count: int) -> list[sm.Model]:
    rng, models = random.Random(seed), []
    while len(models) < count:
        try:
            models.append(draw(rng))
        except sm.InputError:  # a list that reveals more than the strength itself
            continue
    return models


def library(models: list[sm.Model]) -> list[dict]:
    """What the library answers with the instructions that the page has."""
    lines = "\n".join(json.dumps(model.to_dict()) for model in models)
    done = subprocess.run(
        [sys.executable, "-c", SOLVE], input=lines, capture_output=True, text=True, check=True,
        env={**os.environ, **BASELINE},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_number_of_every_protocol_is_the_librarys(tmp_path):
    models = drawn(21, MODELS)
    replies = ask([question("file", given(model), what="json") for model in models], tmp_path)
    found = 0
    for model, reply, wanted in zip(models, replies, library(models), strict=True):
        got = json.loads(reply["answer"])
        assert close(got, wanted, RELATIVE), (model, got, wanted)
        found += sum(len(one["equilibria"]) for one in got["solutions"])
    assert found > 2 * MODELS  # most protocols of most models have an equilibrium


def test_the_words_are_the_librarys(tmp_path):
    models = drawn(22, 120)
    replies = ask([question("view", given(model)) for model in models], tmp_path)
    seen = set()
    for model, reply in zip(models, replies, strict=True):
        for got, solution in zip(
            reply["answer"]["header"]["solve"], sm.solve_protocols(model), strict=True
        ):
            seen.add(got["status"])
            assert got["summary"] == solution.summary()
            assert got["notes"] == list(solution.notes)
            for one, eq in zip(got["equilibria"], solution.equilibria, strict=True):
                said = [(d["player"], d["decision"]) for d in one["certificate"]["deviations"]]
                assert said == [(d.player, d.decision) for d in eq.certificate.deviations]
    assert seen >= {"none", "one", "limit"}


@pytest.mark.parametrize("name", sm.list_scenarios())
def test_files_give_the_scenario_back(name, tmp_path):
    model = sm.load_scenario(name).model
    asked = [question("file", given(model), what=what) for what in ("toml", "json", "python")]
    scenario, result, program = (reply["answer"] for reply in ask(asked, tmp_path))
    assert sm.Model.from_toml_text(scenario) == model
    assert tomllib.loads(scenario)["scenario"]["title"]
    assert sm.verify(json.loads(result)).passed
    compile(program, "view.py", "exec")


BAD = [
    ({"sigma": 1.5}, "sigma = 1.5 is above 1. sigma (σ), the expected salience"),
    ({"psi": 0}, "psi = 0 is not above 0"),
    ({"tau": "nan"}, "tau = NaN is not a number"),
    ({"rho": 0, "tau": 0}, "Lemma 1 fails"),
    ({"alpha": 1e-9}, "alpha = 1e-9 is below"),
    ({"n": 2.5, "kind": "binomial"}, "n = 2.5 is not a whole number"),
    ({"n": 1e5, "kind": "binomial"}, "takes too long for a page"),
    ({"kind": "article"}, "kind = article is unknown on this page"),
    ({"kind": "atoms", "atoms": "0.5:0.1"}, "the probabilities sum to 0.5"),
    ({"kind": "atoms", "atoms": "0.5:0.1,0.5:0.2"}, "the mean weakness is 0.15"),
    ({"kind": "atoms", "atoms": "0.5:0.001,0.5:0.999"}, "reveal more than the strength itself"),
    ({"kind": "atoms", "atoms": "half"}, "is not a list of probability:weakness"),
]  # fmt: skip


def test_what_is_no_model_is_refused_in_words(tmp_path):
    base = given(sm.load_scenario("uniform-example").model)
    asked = []
    for changes, _ in BAD:
        model = {**base, **{k: v for k, v in changes.items() if k in ("kind", "atoms")}}
        values = {k: v for k, v in changes.items() if k not in model}
        asked.append(question("view", {**model, "values": {**base["values"], **values}}))
    for (changes, said), reply in zip(BAD, ask(asked, tmp_path), strict=True):
        assert any(said in fault for fault in reply["faults"]), (changes, reply)


def test_all_faults_are_named_at_once(tmp_path):
    base = given(sm.load_scenario("uniform-example").model)
    values = {**base["values"], "sigma": 2, "tau": -1, "psi": 0}
    (reply,) = ask([question("view", {**base, "values": values})], tmp_path)
    assert [fault.split(" ")[0] for fault in reply["faults"]] == ["sigma", "tau", "psi"]
