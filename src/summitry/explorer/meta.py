"""What the page must know to name, bound and explain what it shows: the library's words as plain data."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from typing import Any

from .. import Gains, Status, list_scenarios, load_scenario
from ..equilibrium.gains import BY_STATUS, ROUNDING
from ..equilibrium.mixed import KINDS as MIXED_KINDS
from ..equilibrium.solution import plain
from ..figures import AXES
from ..model.information import ARTICLE_STEEP, BINOMIAL_MAX_N
from ..model.parameters import ANY_SCALE, FIELDS, Model
from ..model.saved_results import FORMAT
from ..model.scenario_file import SECTIONS
from ..model.tolerances import GAIN
from ..model.variables import VARIABLES
from ..model.words import PROTOCOLS, SENTENCES, WORDS
from .bibtex import bibtex

DEFAULT_SCENARIO = "uniform-example"
MOST_ATOMS = 32
# what these signals cost grows without bound; a page must answer at once
LIMITS: dict[str, dict[str, tuple[float, float]]] = {
    "binomial": {"n": (1.0, 200.0)},
    "article": {"n": (1e-3, 1e3)},
}
KINDS = {
    "linear": "the default: the truth with probability n/(α+β+n), else noise (T2)",
    "binomial": "n coin flips, each heads with probability θ; n is a whole number (T2)",
    "article": "the article's density taken literally; its mean is the prior's only if α = β (T2)",
    "atoms": "a list of your own: the signal's probabilities and what each says of L's weakness (T2)",
}
# laws of C's cost: the class, what it is, and of each number the least value and where its slider runs
COST_LAWS: dict[str, tuple[str, str, dict[str, tuple[float, float, float, bool]]]] = {
    "uniform": ("Uniform", "the article's: every cost up to c is as likely", {}),
    "power": ("Power", "G(x) = xᵖ", {"p": (0.1, 0.2, 5.0, True)}),
    "beta": ("Beta", "K/c ~ Beta(a, b)", {"a": (0.1, 0.2, 10.0, True), "b": (0.1, 0.2, 10.0, True)}),
    "kumaraswamy": (
        "Kumaraswamy", "G(x) = 1 − (1 − xᵃ)ᵇ", {"a": (0.1, 0.2, 10.0, True), "b": (0.1, 0.2, 10.0, True)},
    ),
    "exponential": ("Exponential", "no largest cost; its mean is c/rate", {"rate": (0.01, 0.2, 20.0, True)}),
    "lognormal": (
        "Lognormal", "no largest cost; log(K/c) ~ N(mu, s²)",
        {"mu": (-20.0, -4.0, 2.0, False), "s": (0.1, 0.1, 3.0, True)},
    ),
}  # fmt: skip
# the numbers of a law that was just chosen
USUAL = {"p": 2, "a": 2, "b": 4, "rate": 5, "mu": -1.5, "s": 0.5}
# where a slider runs, and the axis of a picture: from, to, and whether its steps are equal ratios
SLIDERS: dict[str, tuple[float, float, bool]] = {
    "alpha": (0.1, 50.0, True),
    "beta": (0.1, 50.0, True),
    "n": (0.5, 200.0, True),
    "sigma": (0.0, 1.0, False),
    "q": (0.0, 1.0, False),
    "tau": (0.0, 2.0, False),
    "rho": (0.0, 5.0, False),
    "r": (0.0, 1.0, False),
    "psi": (1.0, 10_000.0, True),
    "k_max": (1.0, 10.0, True),
    "prior_mean": (0.02, 0.98, False),
    "prior_evidence": (0.5, 100.0, True),
}


_RANDOM = WORDS["random_proposer"]


@cache
def default_model() -> Model:
    """Return the model that the page opens with."""
    return load_scenario(DEFAULT_SCENARIO).model


def _field(field: Any) -> dict[str, Any]:
    low, high, log = SLIDERS[field.name]
    return {
        "name": field.name, "symbol": field.symbol, "meaning": field.meaning, "unit": field.unit,
        "lower": field.lower, "upper": field.upper, "lower_inclusive": field.lower_inclusive,
        "least": field.least, "greatest": field.greatest, "section": field.section,
        "may_be_infinite": field.may_be_infinite, "rule": field.rule,
        "slider": {"from": low, "to": high, "log": log},
    }  # fmt: skip


def _axis(name: str) -> dict[str, Any]:
    low, high, log = SLIDERS[name]
    field = AXES[name]
    return {
        "name": name, "symbol": field.symbol, "meaning": field.meaning, "from": low, "to": high, "log": log,
    }  # fmt: skip


def _cost_law(name: str) -> dict[str, Any]:
    call, meaning, numbers = COST_LAWS[name]
    return {
        "name": name, "call": call, "meaning": meaning,
        "numbers": [
            {
                "name": key, "least": least, "usual": USUAL[key],
                "slider": {"from": low, "to": high, "log": log},
            }
            for key, (least, low, high, log) in numbers.items()
        ],
    }  # fmt: skip


def _scenario(name: str) -> dict[str, Any]:
    case = load_scenario(name)
    return {
        "name": name, "title": case.title, "years": case.years, "source": case.source,
        "note": case.note.strip(), "model": case.model.to_dict(),
    }  # fmt: skip


@cache
def meta() -> dict[str, Any]:
    """Collect what the page takes from the library."""
    return {
        "version": version("summitry"),
        "default_scenario": DEFAULT_SCENARIO,
        "fields": [_field(field) for field in FIELDS],
        "axes": [_axis(name) for name in AXES],
        "kinds": [
            {"name": name, "meaning": text, "uses_n": name != "atoms", "limits": LIMITS.get(name, {})}
            for name, text in KINDS.items()
        ],
        "variables": {
            name: about._asdict() | {"formula": SENTENCES["formulas"][name]}
            for name, about in VARIABLES.items()
        },
        "protocols": [
            {"id": name, "label": entry.label, "bargaining": entry.bargaining, "proposer": entry.proposer}
            for name, entry in PROTOCOLS.items()
        ] + [{"id": "random"} | {key: _RANDOM[key] for key in ("label", "bargaining", "proposer")}],
        "cost_laws": [_cost_law(name) for name in COST_LAWS],
        "any_scale": {
            "least": ANY_SCALE["smallest"],
            "rule": "k_max (c), the scale of this law of C's cost, may be any number above 0.",
        },
        "mixed_kinds": {f"{kind}{proposer}": text for (kind, proposer), text in MIXED_KINDS.items()},
        "statuses": [
            {"code": status.code, "id": status.name.lower(), "label": status.value} for status in Status
        ],
        "outcomes": [
            {"code": word.code, "id": word.name.lower(), "label": word.label, "meaning": word.value}
            for word in Gains
        ],
        "gains_by_status": {name.lower(): word.name.lower() for name, word in BY_STATUS.items()},
        "scenarios": [_scenario(name) for name in list_scenarios()],
        "sections": SECTIONS,
        "sentences": SENTENCES,
        "tolerances": {"gain": GAIN, "tie": ROUNDING},
        "limits": {"atoms": MOST_ATOMS, "binomial_n": BINOMIAL_MAX_N, "article_steep": ARTICLE_STEEP},
        "result_format": FORMAT,
        "bibtex": bibtex(),
    }  # fmt: skip


def meta_json() -> bytes:
    """Write `meta` as the page reads it: infinity is "inf"."""
    text = json.dumps(plain(meta()), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode()
