"""The audit: draws, counts, verdicts, conditions, counterexamples and errors."""

import json
import sys

import numpy as np
import pytest

import summitry as sm
from summitry.audits.condition import FEATURES, boundary, features, holds_where, judged, words
from summitry.audits.draws import blocks, with_counts
from summitry.model.installation import install_command
from summitry.model.parameters import FIELDS

SOME = ["prop-4", "cor-3-q-lowers-z", "s7-q-raises-U_L-L", "beyond-existence-F"]


@pytest.fixture(scope="module")
def found():
    return sm.audit(points=1500, seed=2, claims=SOME, threads=1)


def test_the_json_has_what_the_issue_names(found):
    document = json.loads(found.to_json())
    assert [claim["id"] for claim in document["claims"]] == SOME
    wanted = {"id", "statement", "source", "points", "applicable", "failures", "worst_margin", "verdict",
              "condition", "counterexamples"}  # fmt: skip
    for claim in document["claims"]:
        assert wanted <= claim.keys()
        assert claim["points"] == 1500
        assert 0 <= claim["failures"] <= claim["applicable"] <= 1500


def test_verdicts_follow_the_counts(found):
    assert found["prop-4"].verdict == "holds"
    failing = found["s7-q-raises-U_L-L"]
    assert failing.failures > 0
    assert failing.verdict in ("holds under", "fails")
    assert failing.worst_margin < 0
    assert found["prop-4"].counterexamples == ()
    for claim in found.claims:
        assert (claim.verdict == "holds") == (claim.failures == 0)
        assert (claim.condition_found is not None) == (claim.verdict == "holds under")


def test_counterexamples_fail_when_they_are_read_back(found, tmp_path):
    examples = found["s7-q-raises-U_L-L"].counterexamples
    assert 1 <= len(examples) <= 5
    for example in examples:
        path = tmp_path / "case.toml"
        path.write_text(example.toml, "utf-8")
        model = sm.Model.from_toml(path)
        assert model.to_dict() == example.model
        assert sm.claims()["s7-q-raises-U_L-L"].margin(model) == example.margin < 0
        again = sm.audit(claims=["s7-q-raises-U_L-L"], at=model)
        assert again.claims[0].failures == 1
        assert again.claims[0].verdict == "fails"


def test_neither_threads_nor_the_number_of_points_change_a_verdict_s_numbers(found):
    other = sm.audit(points=1500, seed=2, claims=SOME, threads=2)
    assert [c.to_dict() for c in other.claims] == [c.to_dict() for c in found.claims]
    first, more = (np.concatenate(list(blocks(n, 4))) for n in (700, 9000))
    assert np.array_equal(more[:700], first)
    assert not np.array_equal(np.concatenate(list(blocks(700, 5))), first)


def test_every_draw_is_a_model():
    table = np.concatenate(list(blocks(6000, 0)))
    answer = sm.solve_many(
        {f.name: table[:, i] for i, f in enumerate(FIELDS)}, proposer="F", threads=1
    )
    assert int((answer["status"] == 6).sum()) == 0
    assert 0.1 < np.isinf(table[:, 8]).mean() < 0.15
    for column, value in (
        (3, 0),
        (3, 1),
        (4, 0),
        (4, 1),
        (7, 0),
        (7, 1),
        (5, 0),
        (6, 0),
        (9, 1),
        (0, 1),
    ):
        assert (table[:, column] == value).mean() > 0.01
    counts = with_counts(table)[:, 2]
    assert set(np.unique(counts)) == set(range(1, 31))


def test_an_interruption_keeps_what_is_done():
    def stop(done, total):
        raise KeyboardInterrupt

    found = sm.audit(points=10_000, claims=["prop-4"], threads=1, progress=stop)
    assert found.interrupted
    assert found.points == found["prop-4"].points == 4096
    assert "Stopped before all 10,000 points." in found.summary()


# --- conditions ----------------------------------------------------------------------------------


def points(count=3000):
    table = np.concatenate(list(blocks(count, 9)))
    return table, features(table, None)


def test_a_threshold_is_found():
    table, x = points()
    fails = table[:, 3] > 0.62
    halves = holds_where(x, fails)
    assert words(halves) == "σ ≤ 0.61"
    found = judged(halves, x, fails)
    assert found.failures == 0
    assert found.coverage == pytest.approx((table[:, 3] <= 0.61).mean())


def test_two_thresholds_are_found():
    table, x = points()
    fails = (table[:, 3] > 0.5) & (table[:, 4] < 0.5)
    halves = holds_where(x, fails)
    kept = judged(halves, x, fails)
    assert kept.failures == 0
    assert kept.coverage > 0.45  # σ ≤ 0.5 alone is half of the points
    assert {FEATURES[half.feature] for half in halves} <= {"σ", "q"}


def test_no_condition_where_failures_are_everywhere():
    _, x = points()
    fails = np.random.default_rng(0).random(len(x)) < 0.5
    assert judged(holds_where(x, fails), x, fails).coverage < 0.1


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"points": 0},
            "audit: points = 0 is out of range. It must be at least 1, for example points=10000.",
        ),
        (
            {"seed": -1},
            "audit: seed = -1 is out of range. It must be at least 0, for example seed=1.",
        ),
        (
            {"claims": ["prop-44"]},
            "audit: claim 'prop-44' is unknown. Did you mean prop-4? summitry.claims() lists the claims by "
            "id.",
        ),
        (
            {"claims": []},
            "audit: claims is empty. Name at least one claim, or leave it out for all of them.",
        ),
        (
            {"at": "case.toml"},
            "audit: at = 'case.toml' is text, not a model. Write for example "
            "at=summitry.Model.from_toml('case.toml').",
        ),
        (
            {"points": 1.5, "threads": 0},
            "audit: 2 faults\n"
            "  1. points = 1.5 is not a whole number. Give a whole number, for example points=10000.\n"
            "  2. threads = 0 is out of range. It must be at least 1, for example threads=2.",
        ),
    ],
)
def test_bad_options_are_named(options, message):
    with pytest.raises(sm.InputError) as caught:
        sm.audit(**options)
    assert str(caught.value) == message


def test_a_boundary_is_found_and_said_once():
    table, x = points(4000)
    fails = table[:, 4] > 0.7
    found = boundary(x[:2000], fails[:2000], x[2000:], fails[2000:])
    assert found is not None
    name, sign, value = found.text.split()
    assert (name, sign) == ("q", "≥")
    assert float(value) == pytest.approx(0.7, abs=0.01)
    assert found.accuracy > 0.98


@pytest.mark.parametrize(
    ("missing", "name"), [("scipy.stats", "SciPy"), ("sklearn.tree", "scikit-learn")]
)
def test_a_missing_extra_is_named(monkeypatch, missing, name):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(sm.InputError) as caught:
        sm.audit(points=300, claims=["s7-closed-doors-U_L-F"], threads=1)
    assert str(caught.value) == (
        f"audit needs {name}, which is not installed. Run: {install_command('audit')}"
    )


def test_a_claim_of_one_s_own_is_audited():
    import dataclasses

    mine = dataclasses.replace(sm.claims()["prop-4"], id="mine", statement="Mine")
    found = sm.audit(points=300, claims=["prop-5", mine], threads=1)
    assert [claim.id for claim in found.claims] == ["prop-5", "mine"]
    assert found["mine"].statement == "Mine"
