"""`/api/meta`: everything a front end must know to name, bound and explain what it shows."""

from __future__ import annotations

from functools import cache
from typing import Any

from .. import Gains, Status, list_scenarios, load_scenario
from ..batch.solve_many import flags
from ..figures import AXES
from ..model.faults import REQUIRED
from ..model.parameters import FIELDS
from ..model.variables import VARIABLES
from ..model.words import PROTOCOLS as WORDED
from .axes import MOST_POINTS, MOST_SIDE, SLIDERS
from .bibtex import bibtex
from .formulas import FORMULAS
from .query import DEFAULT_SCENARIO, KINDS, LIMITS, LONGEST_QUERY, MOST_ATOMS, default_model

PROTOCOLS: dict[str, tuple[str, str, str]] = {
    name: (entry.bargaining, entry.proposer, entry.label) for name, entry in WORDED.items()
}


def _field(field: Any) -> dict[str, Any]:
    low, high, log = SLIDERS[field.name]
    base = getattr(default_model(), field.name)
    return {
        "name": field.name, "symbol": field.symbol, "meaning": field.meaning, "unit": field.unit,
        "lower": field.lower, "upper": field.upper, "lower_inclusive": field.lower_inclusive,
        "may_be_infinite": field.may_be_infinite, "smallest": field.smallest, "largest": field.largest,
        "required": field.default is REQUIRED, "default": base, "rule": field.rule,
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
        "note": case.note.strip(), "stylised": case.stylised, "model": case.model.to_dict(),
    }  # fmt: skip


@cache
def meta() -> dict[str, Any]:
    """Collect what does not depend on a request."""
    from importlib.metadata import version

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
            name: {
                "long_name": about.long_name, "symbol": about.symbol, "unit": about.unit,
                "source": about.source, "formula": FORMULAS[name],
            }
            for name, about in VARIABLES.items()
        },
        "protocols": [{"id": name, "label": label} for name, (_, _, label) in PROTOCOLS.items()],
        "statuses": statuses(),
        "outcomes": [
            {"code": word.code, "id": word.name.lower(), "label": word.label, "meaning": word.value}
            for word in Gains
        ],
        "scenarios": [_scenario(name) for name in list_scenarios()],
        "limits": {
            "query_bytes": LONGEST_QUERY, "atoms": MOST_ATOMS, "line_points": MOST_POINTS,
            "map_side": MOST_SIDE, "map_cells": MOST_SIDE**2,
        },
        "bibtex": bibtex(),
    }  # fmt: skip


@cache
def statuses() -> list[dict[str, Any]]:
    """Name the codes that lines and maps use for the answer of a protocol, as `solve_many` does."""
    known = flags()
    return [
        {"code": code, "id": name.lower(), "label": Status[name].value}
        for code, name in zip(known["flag_values"], known["flag_meanings"].split(), strict=True)
    ]
