"""What the report says of the article's results, from verdicts; and the small picture of each."""

import re

import pytest

import summitry as sm
from summitry.report.findings import WORDS, group_of, groups_of, in_short, is_ours, results_of
from summitry.report.sketches import sketches


def claim(id, verdict, failures=0, applicable=1000, condition=None, source="Cor. 3"):
    return {
        "id": id, "source": source, "statement": f"S{id}", "verdict": verdict, "failures": failures,
        "applicable": applicable, "condition": condition,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "group"),
    [
        ("Prop. 3 (2)", "Prop. 3"),
        ("Prop. 6, [F-eq]", "Prop. 6"),
        ("Cor. 2, T7", "Cor. 2"),
        ("§7, Expected salience; T5", "§7, Expected salience"),
        ("beyond the article; T5, T6", "Beyond the article"),
        ("beyond the article: §8's questions, T13.6", "Beyond the article: §8's questions"),
        ("T5", "Derived from the model"),
        ("Prop. 12", "Prop. 12"),  # unknown today
    ],
)
def test_claims_stand_under_what_they_are_about(source, group):
    assert group_of(source) == group


def test_every_claim_has_one_group_and_every_result_of_the_article_a_row():
    listed = [{"id": id, "source": c.source, "verdict": "proved"} for id, c in sm.claims().items()]
    groups = groups_of(listed)
    assert sorted(c["id"] for g in groups for c in g.claims) == sorted(sm.claims())
    assert len({g.slug for g in groups}) == len(groups)
    assert [g.name for g in results_of(groups)] == list(WORDS)
    assert sum(g.ours for g in groups) == sum(is_ours(c.source) for c in sm.claims().values())


def test_a_result_is_as_good_as_its_worst_part():
    (group,) = groups_of([claim("a", "proved"), claim("b", "survived")])
    assert (group.verdict, group.headline, group.where) == ("survived", "holds: not refuted", [])
    (group,) = groups_of([claim("a", "proved"), claim("b", "holds where", 2, condition="σ = 0"),
                          claim("c", "holds where", 130, condition="σ = 0")])  # fmt: skip
    assert group.headline == "needs a condition"
    assert group.where == ["Unless σ = 0, 2 of 3 parts fail at 0.2 to 13 % of the models."]
    (group,) = groups_of([claim("a", "proved"), claim("b", "fails", 0)])
    assert group.headline == "fails in part"
    assert group.where == ["Sb: fails at a model that only a search found."]
    (group,) = groups_of([claim("a", "fails", 500), claim("b", "fails", 1)])
    assert group.headline == "fails"


def test_verdicts_are_counted_in_english():
    many = [
        claim("a", "holds where"),
        claim("b", "holds where"),
        claim("c", "fails"),
        claim("d", "fails"),
    ]
    assert in_short(many) == "2 hold under a condition and 2 fail"
    assert in_short([claim("a", "survived")]) == "1 holds (1 not refuted by a search)"


def line(sketch, number=0):
    """Heights along a line of a sketch, upwards."""
    return [-float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", sketch.paths[number])]


def test_the_small_pictures_show_what_the_results_say():
    drawn = sketches()
    assert set(drawn) == set(WORDS)
    rising = ("Prop. 1", "Prop. 2", "Cor. 1", "Prop. 3", "Prop. 6", "Cor. 4")
    for name in rising:
        assert line(drawn[name]) == sorted(line(drawn[name])), name
    for name in ("Lemma 1", "Cor. 2", "Cor. 3", "Prop. 5"):
        assert line(drawn[name]) == sorted(line(drawn[name]), reverse=True), name
    risk, isolated = line(drawn["Prop. 4"]), line(drawn["Prop. 4"], 1)[0]
    assert min(risk) >= isolated - 0.11 and max(risk) > isolated + 10.0
    gain = line(drawn["Prop. 7"])
    peak = gain.index(max(gain))
    assert 0 < peak < len(gain) - 1
    assert gain[:peak] == sorted(gain[:peak])
    assert gain[peak:] == sorted(gain[peak:], reverse=True)


def test_results_stand_in_the_articles_order_and_other_headings_where_they_were():
    listed = [claim("a", "proved", source="Prop. 3"), claim("b", "proved", source="§4.2"),
              claim("c", "fails", source="Lemma 1"), claim("d", "proved", source="Prop. 1"),
              claim("e", "holds where", source="Prop. 1")]  # fmt: skip
    groups = groups_of(listed)
    assert [g.name for g in groups] == ["Lemma 1", "§4.2", "Prop. 1", "Prop. 3"]
    assert [g.tally for g in groups[:3]] == ["1 fails", "1 proved", "1 proved, 1 holds under a condition"]


def test_shares_that_are_the_same_when_rounded_are_no_range():
    (group,) = groups_of([claim("a", "holds where", 89, 100_000, "σ = 0"),
                          claim("b", "holds where", 90, 100_000, "σ = 0")])  # fmt: skip
    assert group.where == ["Unless σ = 0, 2 of 2 parts fail at 0.09 % of the models."]
