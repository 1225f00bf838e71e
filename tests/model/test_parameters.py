"""Model: what it accepts, keeps, writes and refuses to do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import math
import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from summitry.model.cost_laws import Uniform
from summitry.model.faults import REQUIRED, Field, InputError, closest, kind_of, plain, shown
from summitry.model.information import Article, Atoms, Binomial, Linear
from summitry.model.parameters import FIELDS, NAMES, SPELLINGS, Model, examine

GOOD = {
    "alpha": 2, "beta": 3, "n": 12, "sigma": 0.35, "q": 0.6,
    "tau": 0.1, "rho": 0.8, "r": 0.4, "psi": 30,
}  # fmt: skip
MODEL = Model(**GOOD)
ATOMS = Atoms([0.5, 0.5], [0.5, 0.7])
every_field = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)


# --- values --------------------------------------------------------------------------------------


def test_values_are_kept_as_floats_and_defaults_are_the_articles():
    values = dataclasses.asdict(MODEL)
    rest = {"information": None, "cost": None}
    assert values | rest == GOOD | {"k_max": 1} | rest
    assert all(type(values[field.name]) is float for field in FIELDS)
    assert MODEL.information == Linear()
    assert MODEL.cost == Uniform()
    assert MODEL.prior_weakness == 0.6


@pytest.mark.parametrize(
    "value",
    [1, 1.0, Fraction(1), Decimal("1.0"), np.float64(1), np.float32(1), np.int64(1), np.array(1.0)],
    ids=lambda value: type(value).__name__,
)
@every_field
def test_every_kind_of_real_number_is_a_number(field: Field, value):
    model = MODEL.replace(**{field.name: value})
    assert getattr(model, field.name) == 1
    assert type(getattr(model, field.name)) is float


@pytest.mark.parametrize(
    "word", ["inf", "Infinity", "+inf", " ∞ ", math.inf, Decimal("inf"), np.inf]
)
def test_office_holding_may_dominate(word):
    assert MODEL.replace(psi=word).psi == math.inf


@every_field
def test_only_psi_may_be_infinite(field: Field):
    if field.name != "psi":
        with pytest.raises(InputError, match="is infinite"):
            MODEL.replace(**{field.name: math.inf})


@every_field
def test_the_ends_of_each_domain_belong_to_it_and_what_lies_beyond_does_not(field: Field):
    low = max(field.lower, field.smallest)
    high = min(field.upper, field.largest)
    for end, beyond in [(low, -math.inf), (high, math.inf)]:
        assert field.examine(end, field.name) == (end, "")
        number, fault = field.examine(math.nextafter(end, beyond), field.name)
        assert number is None
        assert fault.startswith(f"{field.name} = ")
        assert field.domain in fault


def test_the_domains_are_those_of_the_theory():
    """T1, and the limits of double precision; written a second time."""
    computable = {
        "alpha": (1e-6, 1e6), "beta": (1e-6, 1e6), "n": (1e-9, 1e9), "sigma": (0, 1), "q": (0, 1),
        "tau": (0, 1e9), "rho": (0, 1e9), "r": (0, 1), "psi": (1e-9, 1e15), "k_max": (1, 1e9),
    }  # fmt: skip
    found = {f.name: (max(f.lower, f.smallest), min(f.upper, f.largest)) for f in FIELDS}
    assert found == computable


def test_minus_zero_is_zero():
    assert math.copysign(1, MODEL.replace(tau=-0.0).tau) == 1
    assert hash(MODEL.replace(tau=-0.0)) == hash(MODEL.replace(tau=0.0))


def test_a_finite_number_beyond_floats_is_not_the_limit():
    for huge in (10**400, Fraction(10**400), Decimal("1e400")):
        with pytest.raises(InputError, match="use the limit"):
            MODEL.replace(psi=huge)


def test_n_may_be_left_out_if_the_signal_does_not_use_it():
    without = {name: value for name, value in GOOD.items() if name != "n"}
    model = Model(**without, information=ATOMS)
    assert model.n is None
    assert model == Model(**without, n=None, information=ATOMS)
    assert model != Model(**GOOD, information=ATOMS)
    assert ", n=" not in repr(model)
    assert model.to_dict()["n"] is None
    assert Model.from_dict(model.to_dict()) == model
    with pytest.raises(InputError, match="n is missing"):
        model.replace(information=Linear())


def test_a_price_that_does_not_depend_on_the_signal_is_refused_only_at_zero():
    """ρ + (1−r)τ > 0 (T1)."""
    assert MODEL.replace(rho=0, r=math.nextafter(1, 0)).r < 1
    assert MODEL.replace(rho=0, tau=1e-300).tau > 0
    assert MODEL.replace(rho=1e-300, r=1, tau=0).rho > 0
    for flat in ({"rho": 0, "tau": 0}, {"rho": 0, "r": 1}):
        with pytest.raises(InputError, match="Lemma 1"):
            MODEL.replace(**flat)


def test_the_structure_is_asked_about_prior_and_precision():
    with pytest.raises(InputError, match="whole number"):
        MODEL.replace(n=12.5, information=Binomial())
    with pytest.raises(InputError, match="mean weakness"):
        MODEL.replace(alpha=3, information=ATOMS)


# --- an immutable value --------------------------------------------------------------------------


def test_equal_by_value():
    assert Model(**GOOD) == MODEL
    assert hash(Model(**GOOD)) == hash(MODEL)
    assert len({MODEL, Model(**GOOD), MODEL.replace(q=0.7)}) == 2
    assert MODEL.replace(information=Article()) != MODEL
    assert MODEL != GOOD


def test_frozen():
    for name in ("alpha", "information"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(MODEL, name, 1)
    assert not hasattr(MODEL, "__dict__")


def test_replace_changes_only_what_it_names():
    assert MODEL.replace() == MODEL
    changed = MODEL.replace(sigma=0.9, information=Binomial())
    assert (changed.sigma, changed.information) == (0.9, Binomial())
    assert changed.replace(sigma=0.35, information=Linear()) == MODEL
    assert MODEL.sigma == 0.35
    assert dataclasses.replace(MODEL, q=0.1) == MODEL.replace(q=0.1)


def test_copies():
    for same in (copy.copy(MODEL), copy.deepcopy(MODEL), pickle.loads(pickle.dumps(MODEL))):
        assert same == MODEL


def test_repr_names_what_is_not_the_default():
    assert repr(MODEL.replace(k_max=2, psi="inf", information=ATOMS)) == (
        "Model(alpha=2, beta=3, n=12, sigma=0.35, q=0.6, tau=0.1, rho=0.8, r=0.4, psi='inf', "
        "k_max=2, information=Atoms(probabilities=(0.5, 0.5), weaknesses=(0.5, 0.7)))"
    )
    assert "k_max" not in repr(MODEL)
    assert "information" not in repr(MODEL)


def test_dict():
    data = MODEL.replace(psi="inf", information=ATOMS).to_dict()
    assert list(data) == [name for name in NAMES if name != "cost"]  # the article's law is left out
    assert data["psi"] == "inf"
    assert data["information"] == ATOMS.to_dict()
    assert Model.from_dict(data).information == ATOMS
    assert Model.from_dict(GOOD) == MODEL
    assert Model.from_dict(GOOD | {"information": Article()}).information == Article()


# --- one table for checks, messages, signature -----------------------------------------------------


def test_signature_fields_and_table_agree():
    declared = [field.name for field in dataclasses.fields(Model)]
    signature = inspect.signature(Model).parameters
    named = [name for name, p in signature.items() if p.kind is p.KEYWORD_ONLY]
    assert declared == named == list(NAMES)
    defaults = {name: signature[name].default for name in NAMES}
    assert defaults["k_max"] == dict((f.name, f.default) for f in FIELDS)["k_max"] == 1
    assert [name for name in NAMES if defaults[name] is REQUIRED] == [
        field.name for field in FIELDS if field.default is REQUIRED and field.name != "n"
    ]


@every_field
def test_every_field_is_described_and_its_example_is_good(field: Field):
    assert field.meaning and field.unit and field.section
    assert field.examine(field.example, field.name) == (field.example, "")


@every_field
def test_symbols_and_aliases_lead_to_their_field(field: Field):
    for word in (field.name, field.symbol, field.name.upper(), *field.aliases):
        assert closest(word, SPELLINGS) == field.name


def test_aliases_are_unambiguous():
    words = [word for field in FIELDS for word in {field.name, field.symbol, *field.aliases}]
    assert len(words) == len(set(words))


def test_every_fault_is_collected():
    values = {field.name: "?" for field in FIELDS} | {"information": 3, "cost": 3, "weather": 1}
    clean, faults = examine(values)
    assert not clean
    assert len(faults) == len(FIELDS) + 3


def test_a_misspelt_name_is_not_also_called_missing():
    clean, faults = examine({"salience" if name == "sigma" else name: 0.5 for name in GOOD})
    assert len(faults) == 1
    assert "sigma" not in clean


# --- files ---------------------------------------------------------------------------------------


def test_toml_is_written_and_read(tmp_path: Path):
    path = tmp_path / "case.toml"
    words = MODEL.to_toml(path, title="Ä", years="1964", source="s", note="a\nb", stylised=True)
    assert path.read_text(encoding="utf-8") == words
    assert (
        Model.from_toml(path) == Model.from_toml(str(path)) == Model.from_toml_text(words) == MODEL
    )


def test_toml_explains_every_line():
    lines = MODEL.to_toml().splitlines()
    for field in FIELDS:
        line = next(line for line in lines if line.startswith(f"{field.name} = "))
        assert line.endswith(f"# {field.symbol}: {field.meaning}")
    assert all("#" in line for line in lines if line)
    assert "[scenario]" not in "\n".join(lines)


# --- errors --------------------------------------------------------------------------------------


def test_an_input_error_names_a_fault():
    with pytest.raises(ValueError, match="at least one"):
        InputError([])
    one = InputError("a", "b")
    assert (one.faults, one.where, str(one)) == (("a",), "b", "b: a")
    assert str(InputError(["a", "b"])) == "2 faults\n  1. a\n  2. b"


def test_plain_numbers_read_back():
    for number in (0.1, 1 / 3, 1e-300, 5e-324, 1.7e308, 1e22, 123456789.0, 1e6, 2.5e-7):
        assert float(plain(number)) == number


def test_values_are_shown_on_one_short_line():
    class Loud:
        def __repr__(self) -> str:
            return "loud\n" * 99

    assert "\n" not in shown(Loud())
    assert len(shown(Loud())) == 60
    assert kind_of(Loud()) == "a Loud"
    assert kind_of(iter(())) == "a tuple_iterator"
    assert kind_of(b"") == "a bytes"
