"""The audit: draws, counts, verdicts, counterexamples and errors."""

import json
import sys

import numpy as np
import pytest

import summitry as sm
from summitry.audits.draws import blocks, with_counts
from summitry.model.installation import install_command
from summitry.model.parameters import FIELDS

SOME = ["prop-4", "prop-7-unique", "s7-q-raises-U_L-L", "s7-intelligence-raises-U_F-L", "beyond-existence-F"]


@pytest.fixture(scope="module")
def found():
    return sm.audit(points=1500, attack=1000, seed=2, claims=SOME, threads=1)


def test_the_json_has_what_the_issue_names(found):
    document = json.loads(found.to_json())
    assert [claim["id"] for claim in document["claims"]] == SOME
    wanted = {"id", "statement", "source", "points", "applicable", "failures", "worst_margin", "verdict",
              "words", "proof", "condition", "conditions", "attack", "counterexamples"}  # fmt: skip
    assert document["attack"] == 1000
    for claim in document["claims"]:
        assert wanted <= claim.keys()
        assert claim["points"] == 1500
        assert 0 <= claim["failures"] <= claim["applicable"] <= 1500


def test_each_verdict_says_what_it_rests_on(found):
    words = {claim.id: (claim.verdict, claim.words) for claim in found.claims}
    failing, none = found["s7-q-raises-U_L-L"], found["beyond-existence-F"]
    assert words["prop-4"] == ("proved", "proved in docs/theory/open.md, “Proposition 4”")
    assert words["prop-7-unique"] == ("survived", "survived an attack of 1,000 models")
    assert words["beyond-existence-F"] == ("fails", f"fails {none.share}")
    assert none.share == (
        f"at {none.failures:,} of {none.applicable:,} draws ({100 * none.failures / none.applicable:.2g} %)"
    )
    assert words["s7-q-raises-U_L-L"] == (
        "holds where",
        "holds where σ = 0 (proved in docs/theory/closed.md, “At σ = 0”); elsewhere it fails "
        + failing.share,
    )
    assert failing.failures > 0 and failing.worst_margin < 0 and failing.condition == "σ = 0"
    assert found["prop-4"].counterexamples == ()


def test_no_verdict_speaks_of_a_threshold_that_draws_were_fitted_to(found):
    # conditions come with the claims, in words or as formulas, whatever was drawn
    for claim in found.claims:
        stated = [condition.text for condition in sm.claims()[claim.id].conditions]
        assert {condition.text for condition in claim.conditions} <= set(stated)
        assert claim.verdict != "holds where" or claim.conditions


def test_without_an_attack_what_survived_says_so():
    found = sm.audit(points=200, attack=0, claims=["prop-7-unique", "s7-power-z"], threads=1)
    unique, power = found.claims
    assert unique.verdict == "survived"
    assert unique.words == f"survived {unique.applicable} draws, not attacked"
    # no draw refutes it, but the claim names a model that does
    assert power.verdict == "holds where" and power.failures == 0
    assert len(power.counterexamples) == 1
    assert "at none of" in power.words


def test_the_first_counterexample_is_as_bad_as_the_worst_found(found):
    for claim in found.claims:
        if claim.counterexamples:
            assert claim.counterexamples[0].margin <= 0.99 * claim.worst_margin


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
    other = sm.audit(points=1500, attack=1000, seed=2, claims=SOME, threads=2)
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


def test_an_interrupted_attack_keeps_the_draws():
    def stop(done, total):
        raise KeyboardInterrupt

    chosen = ["prop-7-unique", "cor-3-limit-q"]
    found = sm.audit(points=50, attack=3000, claims=chosen, threads=1, attack_progress=stop)
    assert found.interrupted and found.points == 50
    assert [claim.attack for claim in found.claims] == [None, None]
    assert all("not attacked" in claim.words for claim in found.claims)
    assert "Stopped before the attacks were done." in found.summary()


def test_an_interruption_keeps_what_is_done():
    def stop(done, total):
        raise KeyboardInterrupt

    found = sm.audit(points=10_000, claims=["prop-4"], threads=1, progress=stop)
    assert found.interrupted
    assert found.points == found["prop-4"].points == 4096
    assert "Stopped before all 10,000 points." in found.summary()


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
            {"attack": -5},
            "audit: attack = -5 is out of range. It must be at least 0, for example attack=20000.",
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
            {"at": 3},
            "audit: at = 3 is a number, not a Model. It may be a Model, a scenario or its name, a dictionary "
            "of parameters, or a frame with one row. Write for example Model(alpha=2, ...) or "
            '"trump-zelensky-2019".',
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


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(sm.InputError) as caught:
        sm.audit(points=300, claims=["s7-closed-doors-U_L-F"], threads=1)
    assert str(caught.value) == (
        f"audit needs SciPy, which is not installed. Run: {install_command('audit')}"
    )


def test_a_claim_of_one_s_own_is_audited():
    import dataclasses

    mine = dataclasses.replace(sm.claims()["prop-4"], id="mine", statement="Mine")
    found = sm.audit(points=300, claims=["prop-5", mine], threads=1)
    assert [claim.id for claim in found.claims] == ["prop-5", "mine"]
    assert found["mine"].statement == "Mine"


def test_a_scenario_may_be_named():
    named = sm.audit(at="uniform-example", claims=["prop-4"])
    given = sm.audit(at=sm.load_scenario("uniform-example").model, claims=["prop-4"])
    assert named.claims == given.claims
