"""`verify`: a saved answer passes; an altered one, or one that contradicts itself, does not."""

from __future__ import annotations

import copy
import json
import subprocess
import sys

import numpy as np
import pytest

import summitry as sm
from summitry.model.variables import VARIABLES
from summitry.verification.curve import StepsCurve, curve_of, density_curve
from summitry.verification.limits import approach, limit_fault
from summitry.verification.payoffs import Game

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
THREE = sm.Model(  # T5: three equilibria
    alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778, q=0.7715,
    psi=1312.86,
)  # fmt: skip
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
def test_a_saved_answer_passes_and_what_was_not_checked_is_said(saved, pair):
    found = sm.verify(saved[pair])
    assert found.passed
    assert not any(line.startswith("FAILED") for line in found.lines)
    unchecked = "verified: these are equilibria; that there are no others was not checked"
    assert found.verdict == found.to_dict()["verdict"] == unchecked
    again = sm.verify(saved[pair], complete=True)
    assert again.passed
    assert again.verdict == "verified: these are equilibria; solving again finds no others"


def test_nothing_is_claimed_of_an_empty_list():
    document = solved(BASE.replace(tau=0.3, psi=4), proposer="F")
    assert document["equilibria"] == []
    assert sm.verify(document).verdict.endswith("that there is none was not checked")
    assert sm.verify(document, complete=True).passed


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
    if field == "q" and pair[1] == "F":
        # q is no part of [F-eq]: it decides only whether deviations pay (T5), and here they do not
        assert sm.verify(document, complete=True).passed
    else:
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


def test_lists_that_contradict_themselves_or_the_model_are_found(saved):
    document = saved["closed", "F"]
    (eq,), (other,) = document["equilibria"], saved["open", "L"]["equilibria"]
    idle = other | {"bargaining": "closed", "proposer": "F"}
    assert fails(document | {"equilibria": [eq] * 2, "status": "several"}, "listed twice")
    assert fails(document | {"equilibria": [eq, idle], "status": "several"}, "order")
    assert fails(document | {"equilibria": [idle, eq], "status": "several"}, "another proposal")
    assert fails(document | {"equilibria": [idle, eq]}, "does not fit 2 equilibria")
    assert fails(document | {"equilibria": []}, "does not fit 0 equilibria")


def test_contradictory_answers_to_one_protocol_are_refused(saved):
    document = copy.deepcopy(saved["closed", "F"])
    frame = {name: document.pop(name) for name in ("format", "model")}
    empty = document | {"equilibria": [], "status": "none"}
    same_rule = document | {"off_path": document["equilibria"][0]["weakness_prior"]}
    for pair in ([document, document], [document, empty], [same_rule, same_rule]):
        with pytest.raises(sm.InputError, match="answered twice"):
            sm.verify(frame | {"solutions": pair})
    with pytest.raises(sm.InputError, match="solution 1: 'model' is no part of it"):
        sm.verify(frame | {"solutions": [document | {"model": frame["model"]}]})


def test_a_missing_equilibrium_is_found_by_solving_again():
    document = solved(THREE, proposer="F")
    assert len(document["equilibria"]) == 3
    for i, found in ((0, "is one and not listed"), (1, ""), (2, "")):
        left = [eq for j, eq in enumerate(document["equilibria"]) if j != i]
        shorter = document | {"equilibria": left}
        again = sm.verify(shorter, complete=True)
        assert not again.passed
        # no visits needs no search: that it is missing is seen without solving
        assert sm.verify(shorter).passed is not bool(found)
        assert any(line.startswith("FAILED") and (found or "solved again") in line for line in again.lines)


def test_solving_again_compares_every_equilibrium(saved, monkeypatch):
    # a solver that answers another question with as many equilibria is not taken for a witness
    right = sm.solve
    other = BASE.replace(sigma=0.351)
    monkeypatch.setattr(
        "summitry.equilibrium.solve.solve", lambda model, **protocol: right(other, **protocol)
    )
    again = sm.verify(saved["closed", "F"], complete=True)
    assert not again.passed
    assert "solved again" in again.lines[-1]


def test_verify_needs_no_engine(saved, tmp_path):
    path = tmp_path / "result.json"
    path.write_text(json.dumps(saved["closed", "L"]), "utf-8")
    program = (
        "import json, sys, summitry as sm\n"
        "assert sm.verify(json.load(open(sys.argv[1], encoding='utf-8'))).passed\n"
        "print([name for name in sys.modules if name.startswith('summitry.engine')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


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
    assert fails(saved["open", "L"] | {"supporting_reading": 0.5}, "supporting_reading")


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


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # `verify` silences them itself
@pytest.mark.parametrize(("proposer", "q"), [("F", 0.6), ("L", 0.0)])
def test_a_limit_stands_on_profiles_at_large_psi(proposer, q):
    model = BASE.replace(psi="inf", q=q)
    document = solved(model, proposer=proposer)
    assert sm.verify(document).passed
    curve, game = curve_of("linear", 2.0, 3.0, 12.0), Game.of(model)
    near, nearer = approach(game, curve, proposer)
    assert nearer[0].office > 100.0 * near[0].office
    for finite, profile in (near, nearer):
        # each is the solver's equilibrium at its Ψ, to what a difference of neighbouring deals tells
        right = sm.solve(model.replace(psi=finite.office), proposer=proposer)
        shares = [eq.no_visit_probability for eq in (*right.equilibria, *right.rejected)]
        assert min(abs(x / float(profile.point.rest) - 1.0) for x in shares) < 1e-3
    z = document["equilibria"][-1]["concession"]
    assert limit_fault(game, curve, proposer, z) == ""
    assert "no nearer" in limit_fault(game, curve, proposer, 0.5 * z)


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
        with pytest.raises(sm.InputError, match="by its curve alone"):
            sm.verify(document, curve=right, complete=True)


def test_what_cannot_be_judged_fails_and_says_so():
    # visits so rare that no double holds their probability
    document = solved(BASE.replace(beta=1e4, n=1e4), proposer="F")
    assert fails(document, "cannot be judged")


def test_what_is_no_saved_answer_is_refused_with_all_that_is_missing(saved):
    for wrong in ([], {}, {"model": {}}, {"format": 1, "model": BASE.to_dict(), "solutions": []}):
        with pytest.raises(sm.InputError):
            sm.verify(wrong)
    partial = {key: saved["closed", "F"][key] for key in ("format", "model", "equilibria", "proposer")}
    with pytest.raises(sm.InputError) as fault:
        sm.verify(partial)
    for name in ("bargaining", "off_path", "status"):
        assert name in str(fault.value)


def test_the_best_deal_is_found_beside_a_first_step_that_pays_almost_as_much():
    """On the first step every deal is the same deal: hundreds of equal values must not hide the best one.

    κ̂ from 200,001 visit probabilities of each step: a quadratic equation in the average belief (T5).
    """
    model = sm.Model(
        alpha=3.4824748739046396, beta=1.8050066047980513, n=4, sigma=0.6, q=0.09239710588008165,
        tau=0.3800964970141649, rho=0.6395213473588228, r=0.8619807017967105, psi=199.12517487984366,
        k_max=2.4030980058014393, information=sm.Binomial(),
    )  # fmt: skip
    found = sm.solve(model, off_path="smallest")
    weak = [(model.beta + 4 - a) / (model.alpha + model.beta + 4) for a in range(4, -1, -1)]
    mass = [found.model.information.curve(model.alpha, model.beta, 4).mass[i] for i in range(5)]
    needed, before, moment = 0.0, 0.0, 0.0
    for m, p in zip(weak, mass, strict=True):
        v = before + p * np.linspace(0.0, 1.0, 200_001)[1:]
        kappa = (moment + m * (v - before)) / v
        k0, c, psi = model.prior_weakness, model.k_max, model.psi
        gain, keep = psi / c * kappa, (1 - model.r) * m / c
        linear, rest = gain * (1 + keep * k0) + model.rho * m / c, gain * k0 - model.tau
        mean = 2 * rest / (linear + np.sqrt(linear**2 - 4 * gain * keep * rest))
        needed = max(needed, float(((mean - model.q * kappa) / (1 - model.q)).max()))
        before, moment = before + p, moment + m * p
    assert found.supporting_reading == pytest.approx(needed, abs=1e-10)
    assert sm.verify(found.to_dict()).passed
