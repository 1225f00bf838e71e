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
from collections import Counter

import pytest

import summitry as sm
from explorer.engine import ask, close, given, question

MODELS = 2000
VIEWED = 4  # of so many models one is also read in words
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
    data, how = json.loads(line)
    model, power = sm.Model.from_dict(data), how.pop("power", None)
    labels = {"scenario": "explorer", "title": "A case from the explorer"}
    solutions = [*sm.solve_protocols(model, **how)]
    if power is not None:
        solutions.append(sm.solve(model, proposer="random", power=power))
    document = plain(result_document(model, solutions, labels))
    print(json.dumps([document, [solution.summary() for solution in solutions]]))
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
    kind = rng.choices(("linear", "binomial", "atoms", "article"), (56, 24, 14, 6))[0]
    information: sm.Information = sm.Linear()
    if kind == "binomial":
        fields["n"], information = float(rng.randint(1, 60)), sm.Binomial()
    if kind == "article":
        information = sm.Article()
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


def library(models: list[sm.Model], hows: list[dict] | None = None) -> list[tuple[dict, list[str]]]:
    """What the library answers with the instructions that the page has: its document, and in words."""
    hows = hows or [{} for _ in models]
    lines = "\n".join(
        json.dumps([model.to_dict(), how]) for model, how in zip(models, hows, strict=True)
    )
    done = subprocess.run(
        [sys.executable, "-c", SOLVE], input=lines, capture_output=True, text=True, check=True,
        env={**os.environ, **BASELINE},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_number_of_every_protocol_is_the_librarys(tmp_path):
    models = drawn(21, MODELS)
    replies = ask([question("file", given(model), what="json") for model in models], tmp_path)
    found = 0
    for model, reply, (wanted, _) in zip(models, replies, library(models), strict=True):
        got = json.loads(reply["answer"])
        # the page tabulates the article's density itself, with other rounding
        relative = 1e-9 if model.information.kind == "article" else RELATIVE
        assert close(got, wanted, relative), (model, got, wanted)
        found += sum(len(one["equilibria"]) for one in got["solutions"])
    assert found > 2 * MODELS  # most protocols of most models have an equilibrium


def asked(how: dict) -> dict[str, str]:
    """Write for what a model is solved as the page's questions do."""
    return {name: value if isinstance(value, str) else repr(value) for name, value in how.items()}


def page_is_library(models, hows, folder, relative):
    """Compare documents and words; return the statuses and the kinds of equilibria that were seen."""
    given_models = [given(model, **asked(how)) for model, how in zip(models, hows, strict=True)]
    questions = [question("file", one, what="json") for one in given_models]
    replies = ask([*questions, *(question("view", one) for one in given_models[::VIEWED])], folder)
    seen = set()
    answers = library(models, hows)
    for reply, (_, words) in zip(replies[len(models) :], answers[::VIEWED], strict=True):
        shown = reply["answer"]["header"]["solve"]
        assert all(one["summary"] in words for one in shown), (shown, words)
    for reply, model, how, (wanted, _) in zip(replies, models, hows, answers, strict=False):
        got = json.loads(reply["answer"])
        assert close(got, wanted, relative), (model, how, got, wanted)
        for one in got["solutions"]:
            seen |= {
                one["status"],
                *(eq["kind"] for eq in one["equilibria"] + one.get("mixed", [])),
            }
    return seen


NAMES = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
# T11's models A, C and D: two offers, two demands, a deal and a demand that are struck at times
T11 = (
    (0.542, 7.52, 78.5, 0.753, 0.0776, 0.0314, 0.155, 0.889, 22.1, 2.08),
    (0.379, 10.2, 162, 0.0574, 0.0149, 0.473, 0.963, 0.0813, 193, 3.45),
    (0.87, 0.498, 0.906, 0.69, 0.191, 0.14, 1.27, 0.664, 11.4, 2.04),
)


def test_equilibria_in_mixed_strategies_are_the_librarys(tmp_path):
    rng, models = random.Random(23), [sm.Model(**dict(zip(NAMES, row, strict=True))) for row in T11]
    hows: list[dict] = [{"strategies": "mixed"} for _ in models]
    while len(models) < 60:
        try:
            model = draw(rng)
        except sm.InputError:
            continue
        if model.sigma == 1.0:
            continue
        if model.information.kind == "binomial":
            model = model.replace(n=float(rng.randint(1, 6)))  # few steps mix most
        strongest = sm.WeaknessCurve(model).weakness_visit(0.0)
        own = strongest + rng.random() * (model.beta / (model.alpha + model.beta) - strongest)
        models.append(model)
        hows.append(
            {"strategies": "mixed", "off_path": rng.choice(["strongest", "prior", "smallest", own])}
        )
    seen = page_is_library(models, hows, tmp_path, 1e-10)
    assert seen >= {"two offers", "two demands", "deal or no deal", "demand or refusal"}


LAWS = (
    sm.Power(0.4), sm.Power(3), sm.Beta(2, 4), sm.Beta(0.7, 1.3), sm.Kumaraswamy(1.5, 3), sm.Exponential(4),
    sm.Lognormal(-1.2, 0.6), sm.Never(0.2, sm.Beta(1.5, 2)), sm.Never(0.1, sm.Uniform()),
)  # fmt: skip


def test_other_cost_laws_have_the_librarys_numbers(tmp_path):
    models = drawn(24, 45)
    models = [
        model.replace(
            cost=LAWS[i % len(LAWS)], k_max=model.k_max * (1.0 if math.isinf(model.psi) else 0.5)
        )
        for i, model in enumerate(models)
    ]
    rules = ("strongest", "prior", "smallest")
    hows = [
        {"off_path": rules[i % 3], "strategies": "mixed" if i % 2 and model.sigma < 1 else "pure"}
        for i, model in enumerate(models)
    ]
    assert page_is_library(models, hows, tmp_path, 1e-9) >= {"none", "visits", "no visits"}


def test_a_random_proposer_has_the_librarys_numbers(tmp_path):
    rng, models, hows, kinds = random.Random(25), [], [], Counter()
    for model in drawn(25, 150):
        kind = model.information.kind
        if model.psi < math.inf and kind != "article" and kinds[kind] < 12:
            kinds[kind] += 1
            changes = [{"cost": sm.Power(2)}, {}, {"sigma": 1.0}, {}]
            models.append(model.replace(**changes[len(models) % 4]))
            hows.append({"power": rng.uniform(0.05, 0.95)})
    assert len(kinds) == 3
    assert page_is_library(models, hows, tmp_path, 1e-9) >= {"random proposer", "no visits"}


def test_the_words_are_the_librarys(tmp_path):
    models = drawn(22, 100)
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
    ({"kind": "custom"}, "kind = custom is unknown on this page"),
    ({"n": 2e3, "kind": "article"}, "takes too long for a page"),
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
