"""The interface described, for programs (OpenAPI) and for people; both from the table of its paths."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from ..model.faults import INF
from ..model.parameters import FIELDS
from .query import Key

if TYPE_CHECKING:
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
            "description": "Every equilibrium of quid pro quo diplomacy, found and certified. "
            "A key that is left out has the value of the scenario uniform-example.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": {"Faults": _FAULTS}},
    }


STYLE = """\
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid #8886; }
"""
PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The interface of the summitry explorer</title>
<link rel="stylesheet" href="/api/style.css"></head><body><main>
<h1>The interface of the summitry explorer, {version}</h1>
<p>Everything the page shows can be asked for by a program on this machine. A key that is left out has the
value of the scenario <code>uniform-example</code>; a key that is unknown or given twice is refused.
<a href="/">The page</a>, <a href="/api/openapi.json">OpenAPI</a>.</p>
{paths}
<h2>Refusals</h2><p>JSON: <code>{{"faults": [sentence, …]}}</code>.</p><ul>{refusals}</ul>
</main></body></html>
"""
_HEAD = "<tr><th scope=col>key</th><th scope=col>meaning</th><th scope=col>values</th></tr>"


def _values(key: Key) -> str:
    """Describe the values of a key in words."""
    field = _FIELDS.get(key.name)
    if field is not None:
        return escape(field.domain)
    if key.kind == "whole":
        return f"{key.low} to {key.high}; default {key.default}"
    if key.choices:
        words = ", ".join(f"<code>{escape(word)}</code>" for word in key.choices)
        if key.default in (None, ",".join(key.choices)):
            return words
        return f"{words}; default <code>{escape(key.default)}</code>"
    return {"flag": "0 or 1", "number": "a number"}.get(key.kind, "text")


def _section(endpoint: Endpoint) -> str:
    """Describe one path as HTML."""
    rows = "".join(
        f"<tr><th scope=row><code>{escape(key.name)}</code></th><td>{escape(key.meaning)}</td>"
        f"<td>{_values(key)}</td></tr>"
        for key in endpoint.keys
    )
    table = f"<table><thead>{_HEAD}</thead><tbody>{rows}</tbody></table>"
    return (
        f"<h2><code>GET {escape(endpoint.path)}</code></h2><p>{escape(endpoint.meaning)}. "
        f"{escape(endpoint.answers)}</p>{table if rows else '<p>It has no keys.</p>'}"
    )


def page(endpoints: Mapping[str, Endpoint], version: str) -> str:
    """Write the description for people, as HTML."""
    refusals = (f"<li><code>{code}</code> {escape(text)}</li>" for code, text in REFUSALS.items())
    return PAGE.format(
        version=escape(version),
        paths="\n".join(_section(endpoint) for endpoint in endpoints.values()),
        refusals="".join(refusals),
    )
