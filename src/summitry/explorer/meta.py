"""What the page must know to name, bound and explain what it shows: the library's words as plain data."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from typing import Any

from .. import Gains, Status, list_scenarios, load_scenario
from ..equilibrium.gains import BY_STATUS, ROUNDING
from ..equilibrium.solution import plain
from ..figures import AXES
from ..model.information import BINOMIAL_MAX_N
from ..model.parameters import FIELDS, Model
from ..model.saved_results import FORMAT
from ..model.scenario_file import SECTIONS
from ..model.tolerances import GAIN
from ..model.variables import VARIABLES
from ..model.words import PROTOCOLS, SENTENCES
from .bibtex import bibtex

DEFAULT_SCENARIO = "uniform-example"
MOST_ATOMS = 32
# what these signals cost grows without bound; a page must answer at once
LIMITS: dict[str, dict[str, tuple[float, float]]] = {"binomial": {"n": (1.0, 200.0)}}
KINDS = {
    "linear": "the default: the truth with probability n/(α+β+n), else noise (T2)",
    "binomial": "n coin flips, each heads with probability θ; n is a whole number (T2)",
    "atoms": "a list of your own: the signal's probabilities and what each says of L's weakness (T2)",
}
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
        ],
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
        "limits": {"atoms": MOST_ATOMS, "binomial_n": BINOMIAL_MAX_N},
        "result_format": FORMAT,
        "bibtex": bibtex(),
    }  # fmt: skip


def meta_json() -> bytes:
    """Write `meta` as the page reads it: infinity is "inf"."""
    text = json.dumps(plain(meta()), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode()
