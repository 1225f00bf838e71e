"""The report's scenarios: equilibria in mixed strategies, cases without any, and a user's own files."""

import csv
import html
import io
import re

import pytest

import summitry as sm
from summitry.figures import prepare_protocols
from summitry.report import scenarios
from summitry.report.pictures import Pictures
from summitry.report.templates import render

FILE = """[scenario]
title = "{title}"
[prior]
alpha = {alpha}
beta = {beta}
[foreign_leader]
n = {n}
tau = {tau}
rho = {rho}
r = {r}
[domestic_leader]
psi = {psi}
[challenger]
k_max = {k_max}
[bargaining]
sigma = {sigma}
q = {q}
[information]
kind = "{kind}"
"""
COINS = dict(
    title="Coins & <flips>", alpha=13.1, beta=8.23, n=1, sigma=0.699, q=0.583, tau=0.171, rho=1.93, r=0.488,
    psi=844, k_max=2.69, kind="binomial",
)  # fmt: skip
NOTHING = dict(
    title="Nothing", alpha=2, beta=3, n=12, tau=0.3, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=4, k_max=1,
    kind="linear",
)  # fmt: skip


def solved(folder, values, name="own case"):
    path = folder / f"{name}.toml"
    path.write_text(FILE.format(**values), "utf-8")
    *_, last = scenarios.solve_cases(scenarios.read_cases([path]))
    return last


def page_of(each):
    pictures = Pictures()
    case = scenarios.case(each, pictures)
    page = render("scenario.html", case=case, colour_rules="", glyphs=pictures.shared())
    return case, html.unescape(re.sub(r"<[^>]*>", " ", page)), page


def test_a_mixed_equilibrium_is_listed_with_each_of_its_deals(tmp_path):
    each = solved(tmp_path, COINS)
    (eq,) = sm.solve(each.scenario.model, strategies="mixed").mixed
    case, text, page = page_of(each)
    (deals,) = [[d for d in case.deals if d.offer in eq.offers]]
    assert [(d.protocol, d.kind, d.index, d.rowspan) for d in deals] == [
        ("closed, L proposes", "two offers", "+1", 2), ("closed, L proposes", "two offers", "+1", 0),
    ]  # fmt: skip
    for offer in eq.offers:
        row = (offer.concession, offer.visit_probability, offer.weakness_visit, offer.offered)
        told = r"\s+".join(re.escape(f"{value:#.4g}") for value in (*row, 1.0, offer.struck))
        assert re.search(told.replace(re.escape("1.000"), "1"), text), told
    # L is indifferent between what she offers (T11), and what is struck adds up
    assert sum(offer.struck for offer in eq.offers) == pytest.approx(1.0, abs=1e-12)
    assert page.count("<svg role") == 2 and "Coins & <flips>" in text and "<flips>" not in page


def test_every_equilibrium_of_every_protocol_is_a_row(tmp_path):
    for each in (solved(tmp_path, COINS), solved(tmp_path, NOTHING)):
        case, _, page = page_of(each)
        wanted = [len(eq.offers) or 1 for s in each.solutions for eq in (*s.equilibria, *s.mixed)]
        assert [d.rowspan for d in case.deals if d.found and d.rowspan] == wanted
        body = page[page.index("<table class=deals>") : page.index("</table>")]
        assert body.count("<tr>") == 1 + len(case.deals)


def test_a_case_without_equilibrium_says_why_and_what_another_belief_supports(tmp_path):
    each = solved(tmp_path, NOTHING)
    strict = sm.solve(each.scenario.model, strategies="mixed")
    assert strict.status is sm.Status.NONE
    case, text, page = page_of(each)
    text = " ".join(text.split())
    assert "no equilibrium exists under this off-path rule, pure or mixed" in text
    assert f"perceived weakness of κ̂ = {strict.supporting_reading:.4g}" in text
    assert "No salience σ < 1 would make a deal that is struck at times an equilibrium" in text
    assert case.pictures == [] and page.count("exactly one equilibrium exists") == 3  # open, and read again
    below = sm.solve(each.scenario.model, off_path=strict.supporting_reading - 1e-6)
    at = sm.solve(each.scenario.model, off_path=strict.supporting_reading + 1e-6)
    assert (len(below.equilibria), len(at.equilibria)) == (0, 1)
    words = [(row.words, row.reread) for row in scenarios.compared(each)]
    assert words == [("none, pure or mixed", "with κ̂ = 0.225: no deal")] * 2


def test_bars_of_a_mixed_equilibrium_share_its_place(tmp_path):
    rows = prepare_protocols(solved(tmp_path, COINS).solutions)
    assert [(row["protocol"], row["equilibrium"], row["kind"]) for row in rows] == [
        ("open", 1, "no visits"), ("F", 1, "visits"), ("L", 1, "two offers"), ("L", 1, "two offers"),
    ]  # fmt: skip
    assert sum(row["struck"] for row in rows[2:]) == pytest.approx(1.0, abs=1e-12)


def test_the_table_of_all_scenarios_has_every_deal(tmp_path):
    each = solved(tmp_path, COINS)
    (eq,) = each.solutions[2].mixed
    rows = list(csv.DictReader(io.StringIO(scenarios.table_csv([each]))))
    assert [row["kind"] for row in rows] == ["no visits", "visits", "two offers"]
    assert [float(rows[2][f"concession_{i}"]) for i in (1, 2)] == [o.concession for o in eq.offers]
    assert rows[2]["index"] == "1" and rows[1]["struck_1"] == rows[2]["concession"] == ""


def test_where_a_favour_is_certain_only_pure_strategies_are_searched(tmp_path):
    each = solved(tmp_path, NOTHING | {"sigma": 1, "psi": 30})
    assert {s.strategies for s in each.solutions} == {"pure"}
    case, _, _ = page_of(each)
    assert not case.mixed  # no index is known


def test_faults_of_own_cases_are_named_at_once(tmp_path):
    first, second = tmp_path / "a" / "Case.toml", tmp_path / "case.toml"
    first.parent.mkdir()
    for path in (first, second):
        path.write_text(FILE.format(**NOTHING), "utf-8")
    with pytest.raises(sm.InputError) as error:
        scenarios.read_cases([first, second, "korea-1964", "kores-1964"])
    faults = error.value.faults
    assert len(faults) == 3
    assert "another case has a file of this name too" in faults[0]
    assert "'korea-1964' is a packaged scenario" in faults[1]
    assert "Did you mean korea-1964?" in faults[2]


def test_an_own_case_may_be_called_like_a_section(tmp_path):
    assert solved(tmp_path, NOTHING, "figures").slug == "case-figures"
    assert solved(tmp_path, NOTHING, "my case (2)").slug == "case-my-case-2"
