"""Every value of a saved result, altered in every way, is refused: nothing is written that nobody checks."""

from __future__ import annotations

import copy
import json
import math

import pytest

import summitry as sm

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
RATED = BASE.replace(n=None, information=sm.Atoms([0.2, 0.5, 0.3], [0.45, 0.6, 0.7]))
DOCUMENTS = {
    "open": (BASE, {"bargaining": "open"}),
    "continuous": (BASE, {"proposer": "F"}),
    "limit": (BASE.replace(psi="inf"), {"proposer": "F"}),
    "none": (BASE.replace(tau=0.3, psi=4), {"proposer": "F"}),
    "steps": (RATED, {"proposer": "L"}),
}
# Sentences are not judged, as the last line of a verdict says; the model decides which results are right,
# and answers to another model are in test_reader.
ASIDE = ("to", "status_sentence", "notes", "reasons", "model")


def places(value, path=()):
    """Yield the path to every value of a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if key not in ASIDE:
            yield (*path, key)
            if isinstance(item, dict | list):
                yield from places(item, (*path, key))


def other_values(value, path):
    """Return what may stand in a value's place: another number, another type, nothing, too much."""
    if isinstance(value, bool):
        return [not value, None, int(value), "yes"]
    if isinstance(value, int | float):
        others = [value * 1.3 + 0.1, -value or -1e-6, str(value), math.nan]
        # a gain that is rounding and the deviation that gains it are examples, and may move a little
        # and κ̂ of a signal with steps is judged to the digits that the solver gives
        rough = {"deviations", "supporting_reading", "max_gain"} & set(path)
        return others if rough else [*others, value + 1e-4 * max(abs(value), 1e-3)]
    if isinstance(value, str):
        return ["other", None]
    if value is None:
        return [0.5, "x", False]
    if isinstance(value, list):
        return [[], value * 2, "x"] if value else [[1]]
    return [{}, "x", [value]]


def altered(document, path, *value):
    """Return a copy with another value at a place, or without what stands there."""
    document = copy.deepcopy(document)
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    if value:
        parent[path[-1]] = value[0]
    else:
        del parent[path[-1]]
    return document


def alterations(document, name):
    """Yield every alteration, with words for it."""
    for path in filter(lambda path: is_new(path, name), places(document)):
        value = document
        for key in path:
            value = value[key]
        for other in other_values(value, path):
            if other == value and type(other) is type(value):
                continue
            if path[-1] == "values" and other == {}:
                continue  # "no deal" may be the example of a proposal that gains nothing
            yield f"{path} = {other!r}", altered(document, path, other)
        # a candidate, or a step towards a limit, that is left out leaves a result that is true
        if not (isinstance(path[-1], int) and path[-2] in ("rejected", "sequence")):
            yield f"{path} removed", altered(document, path)


def passes(document):
    try:
        return sm.verify(document).passed
    except sm.InputError:
        return False


def is_new(path, name):
    """Tell whether a place is of a kind that the other documents do not have."""
    return "sequence" in path if name == "limit" else name == "none" or path[0] != "rejected"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_altered_result_passes(name):
    model, options = DOCUMENTS[name]
    document = json.loads(sm.solve(model, **options).to_json())
    assert passes(document)
    assert not [words for words, changed in alterations(document, name) if passes(changed)]


@pytest.mark.parametrize("value", [10**400, math.inf, 1e300, True, [1.0], {"a": 1.0}])
@pytest.mark.parametrize("field", ["concession", "visit_probability", "payoff_F", "threshold"])
def test_what_is_no_number_is_refused_without_a_traceback(field, value):
    document = json.loads(sm.solve(BASE, proposer="L").to_json())
    document["equilibria"][0][field] = value
    assert not passes(document)
