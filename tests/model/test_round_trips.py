"""Whatever a model is written to, it comes back from bit by bit: repr, dict, JSON, TOML, pickle."""

from __future__ import annotations

import copy
import json
import math
import pickle
import struct
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from summitry.model.information import Article, Atoms, Binomial, Linear
from summitry.model.parameters import FIELDS, Model
from summitry.model.scenarios import Scenario

READABLE = {"Model": Model, "Atoms": Atoms, "Binomial": Binomial, "Article": Article}


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False) | st.sampled_from([low, high])


@st.composite
def atoms(draw: st.DrawFn, alpha: float, beta: float) -> Atoms:
    """Draw a few atoms close to the prior weakness, so that an experiment on θ can give them."""
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    steps = draw(st.lists(st.integers(-5, 5), min_size=len(weights), max_size=len(weights)))
    total = sum(weights)
    mean = Fraction(sum(a * b for a, b in zip(weights, steps, strict=True)), total)
    width = 0.01 * alpha * beta / (alpha + beta) ** 2
    weaknesses = [beta / (alpha + beta) + width * float(step - mean) for step in steps]
    return Atoms([weight / total for weight in weights], weaknesses)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Draw from the whole domain, its ends included."""
    values = {
        field.name: draw(numbers(max(field.lower, field.smallest), min(field.upper, field.largest)))
        for field in FIELDS
    }
    if draw(st.booleans()):
        values["psi"] = math.inf
    assume(values["rho"] + (1 - values["r"]) * values["tau"] > 0)
    kind = draw(st.sampled_from(["linear", "article", "binomial", "atoms"]))
    if kind == "linear":
        return Model(**values, information=Linear())
    if kind == "article":
        # beyond that the literal density rises too steeply to be tabulated, and Model may say so
        most = min(1e4, 1e5 * min(values["alpha"], values["beta"]))
        return Model(**(values | {"n": draw(numbers(1e-9, max(most, 1e-9)))}), information=Article())
    if kind == "binomial":
        return Model(**(values | {"n": draw(st.integers(1, 10**6))}), information=Binomial())
    values |= {name: draw(st.floats(0.5, 20)) for name in ("alpha", "beta")}
    if draw(st.booleans()):
        del values["n"]
    return Model(**values, information=draw(atoms(values["alpha"], values["beta"])))


def bits(model: Model) -> tuple[object, ...]:
    """Every number of a model as its bits."""
    numbers = [getattr(model, field.name) for field in FIELDS]
    information = model.information
    if isinstance(information, Atoms):
        numbers += [*information.probabilities, *information.weaknesses]
    return (type(information), *(None if x is None else struct.pack("d", x) for x in numbers))


@given(models())
def test_repr(model: Model):
    again = eval(repr(model), dict(READABLE))
    assert again == model
    assert bits(again) == bits(model)


@given(models())
def test_dict_also_through_json(model: Model):
    assert bits(Model.from_dict(model.to_dict())) == bits(model)
    text = json.dumps(model.to_dict(), allow_nan=False)
    assert bits(Model.from_dict(json.loads(text))) == bits(model)


@given(models())
def test_toml(model: Model):
    text = model.to_toml()
    again = Model.from_toml_text(text)
    assert bits(again) == bits(model)
    assert again.to_toml() == text


@given(models())
def test_pickle_and_copy(model: Model):
    for again in (pickle.loads(pickle.dumps(model)), copy.copy(model), copy.deepcopy(model)):
        assert bits(again) == bits(model)
        assert hash(again) == hash(model)


@given(models(), models())
def test_equal_models_have_equal_hashes_and_reprs(one: Model, other: Model):
    assert (one == other) == (bits(one) == bits(other))
    assert (one == other) == (repr(one) == repr(other))


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
EXAMPLE = Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)


@given(title=TEXT, years=TEXT, source=TEXT, note=TEXT, stylised=st.booleans())
def test_words_of_a_scenario(**words):
    case = Scenario.from_toml_text(EXAMPLE.to_toml(**words), "case.toml")
    expected = words | {"title": words["title"] or "case"}
    assert {key: getattr(case, key) for key in words} == expected
