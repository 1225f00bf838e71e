"""`verify`: a saved answer passes, and any number in it that is changed is found."""

from __future__ import annotations

import copy
import json

import pytest

import summitry as sm

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
NUMBERS = (
    "visit_probability", "no_visit_probability", "threshold", "concession",
    "concession_above_cost", "weakness_prior", "weakness_visit",
    "weakness_no_visit", "removal_visit", "removal_salient", "removal_not_salient",
    "removal_ex_ante", "removal_isolated", "payoff_F", "payoff_L_salient", "payoff_L_not_salient",
    "payoff_L_isolated", "payoff_C",
)  # fmt: skip
PARAMETERS = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
PROTOCOLS = [("closed", "F"), ("closed", "L"), ("open", "L")]


@pytest.fixture(scope="module")
def saved():
    return {
        pair: json.loads(sm.solve(BASE, bargaining=pair[0], proposer=pair[1]).to_json())
        for pair in PROTOCOLS
    }


@pytest.mark.parametrize("pair", PROTOCOLS)
def test_a_saved_answer_passes(saved, pair):
    found = sm.verify(saved[pair])
    assert found.passed
    assert not any(line.startswith("FAILED") for line in found.lines)
    assert "not verified here" in found.lines[-1]


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
    found = sm.verify(document)
    assert not found.passed
    assert any(line.startswith("FAILED") for line in found.lines)


@pytest.mark.parametrize("field", NUMBERS)
def test_a_number_left_out_or_replaced_by_a_word_is_found(saved, field):
    for wrong in (None, "0.5", True):
        document = copy.deepcopy(saved["closed", "F"])
        document["equilibria"][0][field] = wrong
        assert not sm.verify(document).passed
    document = copy.deepcopy(saved["closed", "F"])
    del document["equilibria"][0][field]
    assert not sm.verify(document).passed


@pytest.mark.parametrize("field", PARAMETERS)
@pytest.mark.parametrize("pair", [("closed", "F"), ("closed", "L")])
def test_an_answer_to_another_model_is_found(saved, pair, field):
    document = copy.deepcopy(saved[pair])
    document["model"][field] *= 1.001
    # q is no part of the F-proposes equation: it decides only whether deviations pay (T5)
    assert sm.verify(document).passed == (pair == ("closed", "F") and field == "q")


def test_an_answer_to_another_protocol_is_found(saved):
    for pair, change in (
        (("closed", "F"), {"proposer": "L"}),
        (("closed", "L"), {"proposer": "F"}),
        (("closed", "F"), {"bargaining": "open"}),
        (("open", "L"), {"bargaining": "closed"}),
        (("closed", "F"), {"status": "none"}),
        (("closed", "F"), {"status": "several"}),
        (("closed", "F"), {"status": "undecided"}),
    ):
        assert not sm.verify(saved[pair] | change).passed, change
    with pytest.raises(sm.InputError, match="'certain' is unknown"):
        sm.verify(saved["closed", "F"] | {"status": "certain"})


def test_a_limit_stands_on_its_sequence():
    document = json.loads(sm.solve(BASE.replace(psi="inf"), proposer="F").to_json())
    assert sm.verify(document).passed
    for tamper in ("concession", "visit_probability"):
        wrong = copy.deepcopy(document)
        wrong["equilibria"][-1]["certificate"]["sequence"][1][tamper] *= 0.999
        assert not sm.verify(wrong).passed
    wrong = copy.deepcopy(document)
    wrong["equilibria"][-1]["certificate"]["sequence"] = []
    assert not sm.verify(wrong).passed


def test_a_limit_needs_ever_larger_office_benefits():
    document = json.loads(sm.solve(BASE.replace(psi="inf"), proposer="F").to_json())
    steps = document["equilibria"][-1]["certificate"]["sequence"]
    for wrong in (steps[:1], steps[::-1], [steps[0]] * 3):
        document["equilibria"][-1]["certificate"]["sequence"] = wrong
        assert not sm.verify(document).passed


@pytest.mark.parametrize("proposer", "FL")
def test_the_marginal_signal_of_coin_flips_must_fit_the_visits(proposer):
    model = BASE.replace(n=2, psi=8, sigma=0.6, q=0.2, information=sm.Binomial())
    answer = json.loads(sm.solve(model, proposer=proposer).to_json())
    assert sm.verify(answer).passed
    for field, wrong in (
        ("threshold", 2),
        ("threshold_share", 0.99),
        ("threshold", 1.5),
        ("threshold", 7),
    ):
        document = copy.deepcopy(answer)
        assert document["equilibria"][-1][field] != wrong
        document["equilibria"][-1][field] = wrong
        assert not sm.verify(document).passed, field
    smooth = json.loads(sm.solve(BASE, proposer=proposer).to_json())
    smooth["equilibria"][0]["threshold_share"] = 0.5
    assert not sm.verify(smooth).passed


def test_what_is_no_saved_answer_is_refused_with_all_that_is_missing(saved):
    for wrong in ([], {}, {"model": {}}, {"model": BASE.to_dict(), "solutions": []}):
        with pytest.raises(sm.InputError):
            sm.verify(wrong)
    partial = {key: saved["closed", "F"][key] for key in ("model", "equilibria", "proposer")}
    with pytest.raises(sm.InputError) as fault:
        sm.verify(partial)
    for name in ("bargaining", "off_path", "status"):
        assert name in str(fault.value)
