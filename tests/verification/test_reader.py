"""`verify`: a saved answer passes; an altered one, or one that contradicts itself, does not."""

from __future__ import annotations

import copy
import json
import math

import numpy as np
import pytest

import summitry as sm
from summitry.model.variables import VARIABLES
from summitry.verification.curve import StepsCurve, density_curve

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
NUMBERS = tuple(name for name in VARIABLES if name not in ("max_gain", "threshold_share"))
PARAMETERS = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
PROTOCOLS = [("closed", "F"), ("closed", "L"), ("open", "L")]


def solved(model=BASE, **options):
    """Return a saved answer, as a file would hold it."""
    return json.loads(sm.solve(model, **options).to_json())


@pytest.fixture(scope="module")
def saved():
    return {pair: solved(bargaining=pair[0], proposer=pair[1]) for pair in PROTOCOLS}


def fails(document, words=""):
    """Tell whether a document is refused by its verdict, with a line that has the words."""
    found = sm.verify(document)
    failed = [line for line in found.lines if line.startswith("FAILED: ")]
    assert found.passed is not bool(failed)
    return any(words in line for line in failed)


@pytest.mark.parametrize("pair", PROTOCOLS)
def test_a_saved_answer_passes_and_what_is_not_judged_is_said(saved, pair):
    found = sm.verify(saved[pair])
    assert found.passed
    assert not any(line.startswith("FAILED") for line in found.lines)
    assert "is not proved" in found.lines[-1]
    assert "not judged" in found.lines[-1]
    assert any("sees no further equilibrium" in line for line in found.lines) == (
        pair[0] == "closed"
    )


@pytest.mark.parametrize("shift", [1e-6, -1e-6])
@pytest.mark.parametrize("field", NUMBERS)
@pytest.mark.parametrize("pair", PROTOCOLS)
def test_a_changed_number_is_found(saved, pair, field, shift):
    document = copy.deepcopy(saved[pair])
    eq = document["equilibria"][0]
    if eq[field] is None:  # undefined without visits: an invented number is found too
        eq[field] = shift
    else:
        eq[field] += shift
    assert fails(document)


@pytest.mark.parametrize("field", PARAMETERS)
@pytest.mark.parametrize("pair", [("closed", "F"), ("closed", "L")])
def test_an_answer_to_another_model_is_found(saved, pair, field):
    document = copy.deepcopy(saved[pair])
    document["model"][field] *= 1.001
    # q is no part of [F-eq]: it decides only whether deviations pay (T5); rejected candidates know it
    assert fails(document)


def test_an_answer_to_another_protocol_is_found(saved):
    for pair, change in (
        (("closed", "F"), {"proposer": "L"}),
        (("closed", "L"), {"proposer": "F"}),
        (("closed", "F"), {"bargaining": "open"}),
        (("open", "L"), {"bargaining": "closed"}),
        (("closed", "F"), {"off_path": "prior"}),
    ):
        assert fails(saved[pair] | change), change


@pytest.mark.parametrize("status", ["none", "several", "limit", "unbounded", "undecided"])
def test_a_status_that_does_not_fit_is_found(saved, status):
    assert fails(saved["closed", "F"] | {"status": status})
    with pytest.raises(sm.InputError, match="'certain' is unknown"):
        sm.verify(saved["closed", "F"] | {"status": "certain"})


def test_lists_that_contradict_each_other_or_the_model_are_found(saved):
    document = saved["closed", "F"]
    (eq,), (other,) = document["equilibria"], document["rejected"]
    assert fails(document | {"equilibria": [eq] * 2, "status": "several"}, "listed twice")
    assert fails(document | {"rejected": [other, eq]}, "listed twice")
    assert fails(document | {"equilibria": [other], "rejected": [eq]}, "nobody gains")
    assert fails(document | {"equilibria": [other], "rejected": [eq]}, "by another proposal")
    assert fails(document | {"equilibria": [], "status": "none"}, "is not listed")
    assert fails(document | {"rejected": []}, "no visits is judged 0 times")
    twice = {"model": document["model"], "solutions": [document, document]}
    assert fails(twice, "answered twice")
    nested = document | {"model": document["model"] | {"sigma": 0.36}}
    assert fails({"model": document["model"], "solutions": [nested]}, "not the result's")


def test_twenty_thousand_copies_of_an_equilibrium_are_refused_at_once(saved):
    document = saved["closed", "F"]
    copies = document["equilibria"] * 20_000
    assert fails(document | {"equilibria": copies, "status": "several"}, "listed twice")


def test_no_visits_is_missed_where_it_is_an_equilibrium():
    document = solved(BASE.replace(tau=0.3, psi=4), proposer="F", off_path="prior")
    idle = [eq for eq in document["equilibria"] if eq["kind"] == "no visits"]
    assert idle
    assert sm.verify(document).passed
    left = [eq for eq in document["equilibria"] if eq["kind"] != "no visits"]
    status = {0: "none", 1: "one"}.get(len(left), "several")
    assert fails(document | {"equilibria": left, "status": status}, "is one and not listed")


def test_conditions_of_no_visits_are_judged(saved):
    document = solved(BASE.replace(tau=0.3, psi=4), proposer="F")
    assert sm.verify(document).passed
    assert document["supporting_reading"] is not None
    for change in (
        {"supporting_reading": document["supporting_reading"] + 1e-3},
        {"supporting_reading": None},
        {"supports_no_visits": {"strongest": True, "prior": True}},
        {"supports_no_visits": {"strongest": False}},
        {"supports_no_visits": None},
    ):
        assert fails(document | change), change
    assert fails(saved["open", "L"] | {"supporting_reading": 0.5}, "ever unexpected")


@pytest.mark.parametrize("psi", ["inf", 30])
@pytest.mark.parametrize("proposer", "FL")
@pytest.mark.parametrize("sigma", [0.0, 1.0])
@pytest.mark.parametrize("q", [0.0, 1.0])
@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial(), sm.Article()])
def test_every_corner_is_judged(psi, proposer, sigma, q, information):
    model = BASE.replace(psi=psi, sigma=sigma, q=q, n=2, information=information)
    document = solved(model, proposer=proposer)
    found = sm.verify(document)
    assert found.passed, found.lines
    other = {"unbounded": "limit", "limit": "one"}.get(document["status"], "unbounded")
    assert fails(document | {"status": other})


def test_a_limit_stands_on_its_sequence():
    document = solved(BASE.replace(psi="inf"), proposer="F")
    assert sm.verify(document).passed
    steps = document["equilibria"][-1]["certificate"]["sequence"]
    for tamper, value in (
        ("concession", 0.5), ("visit_probability", 0.9), ("no_visit_probability", 0.01),
        ("max_gain", 99.0), ("allowed", 1e9), ("psi", 2e6),
    ):  # fmt: skip
        wrong = copy.deepcopy(document)
        wrong["equilibria"][-1]["certificate"]["sequence"][1][tamper] = value
        assert fails(wrong), tamper
    for sequence in ([], steps[:1], steps[::-1], [steps[0]] * 3, None):
        wrong = copy.deepcopy(document)
        wrong["equilibria"][-1]["certificate"]["sequence"] = sequence
        assert fails(wrong)
    del wrong["equilibria"][-1]["certificate"]["sequence"]
    assert fails(wrong)


@pytest.mark.parametrize("pair", PROTOCOLS)
def test_an_altered_certificate_is_found(saved, pair):
    def altered(change):
        document = copy.deepcopy(saved[pair])
        change(document["equilibria"][0]["certificate"])
        return document

    assert not fails(altered(lambda saved: None))
    for name, value in (("max_gain", 99.0), ("allowed", 1e9), ("passed", False), ("sequence", [])):
        assert fails(altered(lambda saved, n=name, v=value: saved.update({n: v}))), name
    for change in (
        dict.clear,
        lambda c: c["deviations"].pop(),
        lambda c: c["deviations"].reverse(),
    ):
        assert fails(altered(change))
    for field, value in (("gain", 0.1), ("gain", math.nan), ("gain", -1.0), ("player", "X"),
                         ("unit", "euro"), ("decision", "war"), ("values", {"x": 1.0})):  # fmt: skip
        assert fails(altered(lambda c, f=field, v=value: c["deviations"][0].update({f: v}))), field


@pytest.mark.parametrize("proposer", "FL")
def test_the_marginal_signal_of_coin_flips_must_fit_the_visits(proposer):
    model = BASE.replace(n=2, psi=8, sigma=0.6, q=0.2, information=sm.Binomial())
    answer = solved(model, proposer=proposer)
    assert sm.verify(answer).passed
    for field, wrong in (
        ("threshold", 2), ("threshold_share", 0.99), ("threshold", 1.5), ("threshold", 7),
    ):  # fmt: skip
        document = copy.deepcopy(answer)
        assert document["equilibria"][-1][field] != wrong
        document["equilibria"][-1][field] = wrong
        assert fails(document), field
    smooth = solved(proposer=proposer)
    smooth["equilibria"][0]["threshold_share"] = 0.5
    assert fails(smooth, "threshold_share")


class Cable(sm.Information):
    """Three reports, as posterior weaknesses."""

    kind = "cable"

    def curve(self, alpha, beta, n):
        return sm.steps_curve([0.25, 0.5, 0.25], [0.5, 0.6, 0.7])


class Mood(sm.Information):
    """A linear tilt of the density towards the strong end (docs: add an information structure)."""

    kind = "mood"

    def curve(self, alpha, beta, n):
        return sm.density_curve(lambda s: 1 + 0.2 * (1 - 2 * s), lambda s: 0.51 - 0.01 / 3 + 0.2 * s)


@pytest.mark.parametrize("proposer", "FL")
def test_a_signal_of_ones_own_is_judged_by_the_curve_that_is_given(proposer):
    for information, right, wrong in (
        (Cable(), StepsCurve([0.25, 0.5, 0.25], [0.5, 0.6, 0.7]), StepsCurve([0.5, 0.5], [0.5, 0.7])),
        (Mood(), density_curve(lambda s: 1 + 0.2 * (1 - 2 * s), lambda s: 0.51 - 0.01 / 3 + 0.2 * s),
         density_curve(np.ones_like, lambda s: 0.51 - 0.01 / 3 + 0.2 * s)),
    ):  # fmt: skip
        document = solved(BASE.replace(information=information), proposer=proposer)
        found = sm.verify(document, curve=right)
        assert found.passed, found.lines
        assert not sm.verify(document, curve=wrong).passed
        with pytest.raises(sm.InputError, match="is unknown"):
            sm.verify(document)


def test_what_cannot_be_judged_fails_and_says_so():
    # visits so rare that no double holds their probability
    document = solved(BASE.replace(beta=1e4, n=1e4), proposer="F")
    assert fails(document, "cannot be judged")


def test_what_is_no_saved_answer_is_refused_with_all_that_is_missing(saved):
    for wrong in ([], {}, {"model": {}}, {"model": BASE.to_dict(), "solutions": []}):
        with pytest.raises(sm.InputError):
            sm.verify(wrong)
    partial = {key: saved["closed", "F"][key] for key in ("model", "equilibria", "proposer")}
    with pytest.raises(sm.InputError) as fault:
        sm.verify(partial)
    for name in ("bargaining", "off_path", "status"):
        assert name in str(fault.value)
