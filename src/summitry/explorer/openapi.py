"""The interface described, for programs (OpenAPI) and for people; both from the table of its paths."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ..model.extras import missing_package
from ..model.faults import INF
from ..model.parameters import FIELDS
from .query import Key

if TYPE_CHECKING:
    from jinja2 import Environment

    from .answers import Endpoint

_FIELDS = {field.name: field for field in FIELDS}
REFUSALS = {
    "400": "Faults, all at once, each a sentence that says what to do.",
    "404": "There is no such path.",
    "405": "Only GET and HEAD are answered.",
    "413": "A request has no body here.",
    "414": "The address is too long.",
    "503": "Too many requests at once, or too much work for one.",
}
_REFERENCE = {"$ref": "#/components/schemas/Faults"}
_FAULTS = {
    "type": "object",
    "required": ["faults"],
    "properties": {"faults": {"type": "array", "items": {"type": "string"}}},
}


def _schema(key: Key) -> dict[str, Any]:
    """Describe the values of a key."""
    field = _FIELDS.get(key.name)
    if field is not None:
        number: dict[str, Any] = {"type": "number"}
        number["minimum" if field.lower_inclusive else "exclusiveMinimum"] = field.lower
        if field.upper < INF:
            number["maximum"] = field.upper
        infinite = {"type": "string", "enum": ["inf"]}
        return {"oneOf": [number, infinite]} if field.may_be_infinite else number
    if key.kind == "whole":
        return {"type": "integer", "minimum": key.low, "maximum": key.high, "default": key.default}
    if key.kind == "flag":
        return {"type": "integer", "enum": [0, 1]}
    if key.kind in ("number", "text"):
        return {"type": "number" if key.kind == "number" else "string"}
    if key.kind == "list":
        return {"type": "array", "items": {"type": "string", "enum": list(key.choices)}}
    chosen = {} if key.default is None else {"default": key.default}
    return {"type": "string", "enum": list(key.choices), **chosen}


def _parameter(key: Key) -> dict[str, Any]:
    style = {"style": "form", "explode": False} if key.kind == "list" else {}
    return {
        "name": key.name, "in": "query", "required": False, "description": key.meaning,
        "schema": _schema(key), **style,
    }  # fmt: skip


def openapi(endpoints: Mapping[str, Endpoint], version: str) -> dict[str, Any]:
    """Describe every path as OpenAPI 3.1."""
    refusals: dict[str, Any] = {
        code: {"description": text, "content": {"application/json": {"schema": _REFERENCE}}}
        for code, text in REFUSALS.items()
    }  # fmt: skip
    paths: dict[str, Any] = {
        endpoint.path: {
            "get": {
                "summary": endpoint.meaning,
                "parameters": [_parameter(key) for key in endpoint.keys],
                "responses": {
                    "200": {
                        "description": endpoint.answers,
                        "content": {media: {} for media in endpoint.media},
                    },
                    **refusals,
                },
            }
        }
        for endpoint in endpoints.values()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "summitry explorer",
            "version": version,
            "description": "The game of quid pro quo diplomacy, solved and certified. "
            "A key that is left out has the value of the scenario uniform-example.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": {"Faults": _FAULTS}},
    }


def page(endpoints: Mapping[str, Endpoint], version: str) -> str:
    """Return the description for people, as HTML."""
    return (
        _templates()
        .get_template("api.html")
        .render(
            endpoints=list(endpoints.values()), fields=_FIELDS, refusals=REFUSALS, version=version
        )
    )


def style() -> str:
    """Return the style sheet of the description."""
    return _templates().get_template("api.css").render()


@cache
def _templates() -> Environment:
    """Load the templates of the page; every value in them is escaped."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise missing_package("the interface's page", "jinja2", "explore") from None
    return Environment(
        loader=PackageLoader("summitry.explorer"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
