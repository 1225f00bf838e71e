"""The report: whole or nothing, the same bytes for the same run, nothing from outside."""

from __future__ import annotations

import base64
import csv
import html
import io
import json
import os
import platform
import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fontTools.ttLib import TTFont

import summitry as sm
from explorer.browser.helpers import AXE
from summitry.audits.result import Verdict
from summitry.figures import FIGURES
from summitry.model.installation import install_command
from summitry.model.parameters import FIELDS
from summitry.report import run, scenarios
from summitry.report.findings import groups_of
from summitry.report.font import FAMILY
from summitry.report.pictures import DARK
from summitry.report.templates import environment, render

POINTS = 256
AUDITED = ["prop-4", "cor-3-q-lowers-z", "cor-4-threshold", "s7-closed-doors-U_L-F"]
REAL = run.audit
VOID = {"meta", "br", "img", "hr", "link", "input"}
LEFT_OPEN = {"li", "p", "td", "th", "tr", "html"}  # HTML lets these end by themselves


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One report in which few claims are judged, with a file of an older run in its way."""
    out = tmp_path_factory.mktemp("report")
    (out / "index.html").write_text("old")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "audit", few)
        patch.setenv("SOURCE_DATE_EPOCH", "1713312000")
        lines = run.reproduce(out, points=POINTS, attack=POINTS)
        out.joinpath("lines.txt").write_text("\n".join(lines), "utf-8")
    return out


def few(**options):
    """Judge four claims; the others stand on the page without a verdict."""
    found = REAL(**(options | {"claims": options.get("claims") or AUDITED}))
    judged = {claim.id: claim for claim in found.claims}
    rest = {"points": 0, "applicable": 0, "failures": 0, "ties": 0, "worst_margin": None,
            "median_margin": None, "verdict": "not applicable"}  # fmt: skip
    return replace(found, claims=tuple(
        judged.get(id) or Verdict(id=id, statement=claim.statement, source=claim.source,
                                  region=claim.region, control={"refuted": False}, **rest)
        for id, claim in sm.claims().items()
    ))  # fmt: skip


class Tags(HTMLParser):
    """Sees that tags nest, and gathers ids and references."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID | LEFT_OPEN:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "xlink:href", "src"):
                (self.references if value.startswith("#") else self.outside).append(value)
            self.references += [
                f"#{found}" for found in re.findall(r"url\(#([^)]+)\)", value or "")
            ]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID | LEFT_OPEN:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in LEFT_OPEN:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def tags(folder):
    seen = Tags()
    seen.feed((folder / "index.html").read_text("utf-8"))
    return seen


def test_the_page_is_well_formed_and_links_to_what_is_there(folder, tags):
    assert tags.open == []
    beside = [link for link in tags.outside if link != "https://doi.org/10.3390/g15020014"]
    assert len(beside) < len(tags.outside)
    assert not [link for link in beside if not (folder / link).is_file()]
    written = {str(path.relative_to(folder)) for path in (folder / "figures").iterdir()}
    assert written <= set(beside)
    assert len(set(tags.ids)) == len(tags.ids)
    assert {reference[1:] for reference in tags.references} <= set(tags.ids)


def test_the_page_has_every_figure_scenario_and_claim(folder, tags):
    assert {f"figure-{name}" for name in FIGURES} <= set(tags.ids)
    assert set(sm.list_scenarios()) <= set(tags.ids)
    assert {"model", "figures", "claims", "scenarios", "methods"} <= set(tags.ids)
    assert {f"claim-{id}" for id in sm.claims()} <= set(tags.ids)
    results = {"lemma-1", *(f"prop-{n}" for n in range(1, 8)), *(f"cor-{n}" for n in range(1, 5))}
    assert results <= set(tags.ids)


def test_the_page_loads_nothing(folder):
    for path in (folder / "index.html", *(folder / "scenarios").iterdir()):
        page = path.read_text("utf-8")
        assert not re.findall(r"<link|<img|<iframe|@import|\ssrc=|url\((?!#|data:)", page), path.name


def test_every_scenario_has_a_page(folder):
    for name in sm.list_scenarios():
        page = (folder / "scenarios" / f"{name}.html").read_text("utf-8")
        seen = Tags()
        seen.feed(page)
        assert seen.open == [] and "../index.html#scenarios" in seen.outside
        assert sm.load_scenario(name).title in html.unescape(page)


def test_what_is_looked_at_is_at_most_three_megabytes(folder):
    pages = [*folder.glob("*.html"), *folder.glob("scenarios/*"), *folder.glob("figures/*.svg")]
    assert sum(path.stat().st_size for path in pages) <= 3_000_000


def test_the_page_says_when_where_and_with_what_it_was_made(folder):
    page = " ".join((folder / "index.html").read_text("utf-8").split())
    assert "2024-04-17 · summitry" in page and platform.machine() in page
    assert page.count("Assumed: n = 10, τ = 0.1, ρ = 1, r = 0.5, α + β = 2.") == 3  # Figures 1 to 3
    for name in FIGURES:
        assert f"<code>summitry figures {name} --out figures</code>" in page


def test_pictures_take_the_colours_of_the_page(folder):
    page = (folder / "index.html").read_text("utf-8")
    drawn = "".join(re.findall(r"<svg role.*?</svg>", page, re.DOTALL))
    assert not re.findall(r"#[0-9a-f]{6}", drawn)
    used = set(re.findall(r"var\(--c([0-9a-f]{6})\)", page))
    assert used <= {colour[1:] for colour in DARK}


def test_data_stand_beside_the_page(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "index.html", "results.csv", "results.json", "claims.csv", "claims.json", "figures", "scenarios",
        "lines.txt",
    }  # fmt: skip
    drawn = {path.name for path in (folder / "figures").iterdir()}
    assert {f"figure-{name}.svg" for name in FIGURES} <= drawn
    assert "figure-2-marks.csv" in drawn and not [name for name in drawn if ".part" in name]
    verdicts = json.loads((folder / "claims.json").read_text("utf-8"))
    expected = sm.audit(points=POINTS, attack=POINTS, claims=AUDITED)
    got = {
        claim["id"]: (claim["points"], claim["failures"], claim["verdict"])
        for claim in verdicts["claims"]
        if claim["id"] in AUDITED
    }
    assert got == {
        claim.id: (claim.points, claim.failures, claim.verdict) for claim in expected.claims
    }
    with (folder / "claims.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert {id: rows[id]["verdict"] for id in AUDITED} == {id: got[id][2] for id in AUDITED}
    assert rows["cor-4-threshold"]["unit"] == "relative difference"


def test_progress_names_every_step(folder):
    lines = (folder / "lines.txt").read_text("utf-8").splitlines()
    assert [line.split(":")[0] for line in lines[:10]] == list(sm.list_scenarios())
    ends = 10 + len(FIGURES)
    assert lines[10:ends] == [f"figure {name}" for name in FIGURES]
    assert lines[ends].startswith(f"claims: {len(sm.claims())} claims over {POINTS} points")
    assert lines[ends + 1].startswith("written: ")


def test_the_same_run_gives_the_same_files(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "audit", few)
    monkeypatch.setattr(scenarios, "list_scenarios", lambda: ("uniform-example", "trump-zelensky-2019"))
    # that every figure is the same file again, tests/figures/test_print.py says
    monkeypatch.setattr(run, "FIGURES", {name: FIGURES[name] for name in ("2", "swap")})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1713312000")
    one, two = tmp_path / "one", tmp_path / "two"
    for out in (one, two):
        list(run.reproduce(out, points=POINTS, attack=POINTS))
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(two) for path in two.rglob("*") if path.is_file())
    for path in files:
        assert (one / path).read_bytes() == (two / path).read_bytes(), path


@pytest.mark.parametrize("moment", ["audit", "writing"])
def test_an_interrupted_run_leaves_what_was_there(tmp_path, monkeypatch, moment):
    (tmp_path / "index.html").write_text("old")
    monkeypatch.setattr(scenarios, "list_scenarios", lambda: ("uniform-example",))
    monkeypatch.setattr(run, "FIGURES", {})
    found = REAL(points=8, claims=["prop-4"])
    if moment == "audit":
        stopped = replace(found, interrupted=True)
        monkeypatch.setattr(run, "audit", lambda **options: stopped)
    else:
        monkeypatch.setattr(run, "audit", lambda **options: found)

        def stop(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        for _ in run.reproduce(tmp_path, points=8):
            pass
    assert (tmp_path / "index.html").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} <= {"index.html", "figures", "scenarios"}


def test_bad_numbers_are_refused_before_any_work(tmp_path):
    with pytest.raises(sm.InputError) as error:
        next(run.reproduce(tmp_path, points=0, seed=-1))
    assert str(error.value) == (
        "audit: 2 faults\n"
        "  1. points = 0 is out of range. It must be at least 1, for example points=10000.\n"
        "  2. seed = -1 is out of range. It must be at least 0, for example seed=1."
    )


def test_words_of_a_claim_cannot_break_the_page():
    evil = {
        "id": "x<y", "statement": "<script>", "source": "&", "region": "", "points": 1, "applicable": 1,
        "failures": 1, "ties": 0, "worst_margin": None, "median_margin": None, "verdict": "fails",
        "words": "fails", "unit": "<u>", "conditions": [{"text": "a < b", "words": "proved in <b>"}],
        "counterexamples": [{"toml": "</pre>", "margin": -1.0}], "control": {"refuted": False},
    }  # fmt: skip
    text = render("claims.html", audit={"claims": [evil]}, groups=groups_of([evil]))
    text += render("results.html", results=groups_of([evil]), sketches={})
    assert "<script" not in text and "where a &lt; b" in text and "proved in &lt;b&gt;" in text
    seen = Tags()
    seen.feed(text)
    assert seen.open == []


def test_every_equation_is_well_formed_mathml():
    """Eight equations; T5's k_N is the fraction of the remaining weakness to the remaining chance."""
    found = re.findall(r"<math .*?</math>", render("model.html", fields=FIELDS), re.DOTALL)
    trees = [ET.fromstring(formula.replace("&ApplyFunction;", "\u2061")) for formula in found]
    assert len(trees) == 8
    assert not [tree for tree in trees if list(tree.iter("merror"))]
    (fraction,) = trees[3].iter("mfrac")
    assert ["".join(part.itertext()) for part in fraction] == ["k0−σM(v∗)", "1−σv∗"]


def test_formulas_have_their_font_in_the_page(folder):
    """Every sign of every formula is in the font that the page carries, and the font has MATH tables."""
    page = (folder / "index.html").read_text("utf-8")
    (data,) = re.findall(r"url\(data:font/woff;base64,([^)]+)\)", page)
    carried = TTFont(io.BytesIO(base64.b64decode(data)))
    assert "MATH" in carried
    signs = "".join(
        re.findall(r">([^<]*)<", "".join(re.findall(r"<math.*?</math>", page, re.DOTALL)))
    )
    wanted = set(html.unescape(signs).replace("\u2061", "")) - set(" \n")
    assert wanted and {ord(sign) for sign in wanted} <= set(carried.getBestCmap())
    assert FAMILY in page[page.index("math {") :][:80]


@pytest.mark.parametrize("condition", ["q ≥ 0.039", "σ ≤ 0.61", "α < β", "n > 3"])
def test_symbols_of_a_condition_are_not_capitalised(condition):
    """q and Q, σ and Σ are different symbols."""
    told = {
        "id": "x", "statement": "s", "source": "§7", "region": condition, "points": 9, "applicable": 9,
        "failures": 1, "ties": 0, "worst_margin": -3.0, "median_margin": None, "verdict": "holds where",
        "unit": "share of Ψ", "condition": condition,
        "conditions": [{"text": condition, "words": "proved"}], "words": "",
        "counterexamples": [{"toml": "near", "margin": -1.0}, {"toml": "far", "margin": -3.0}],
        "control": {"refuted": True},
    }  # fmt: skip
    text = html.unescape(render("claims.html", audit={"claims": [told]}, groups=groups_of([told])))
    assert condition in text and condition.upper() not in text.replace(condition, "")
    assert condition[0].upper() + condition[1:] not in text
    assert "margin −3 (share of Ψ)" in text and "far" in text and "near" not in text  # the worst one


def test_a_page_without_its_packages_says_what_to_install(tmp_path, monkeypatch):
    environment.cache_clear()
    monkeypatch.setitem(sys.modules, "math_core", None)  # as if it were not installed
    with pytest.raises(sm.InputError, match=re.escape(install_command("report"))):
        next(run.reproduce(tmp_path))
    assert not list(tmp_path.iterdir())


def test_the_page_tells_the_articles_statements_from_ours(folder):
    page = " ".join((folder / "index.html").read_text("utf-8").split())
    ours = sum(claim.source.startswith("beyond the article") for claim in sm.claims().values())
    assert f"Of {len(sm.claims())} statements, {ours} of them this project's" in page


def test_the_model_pays_the_fixed_cost_of_every_visit():
    words = " ".join(render("model.html", fields=FIELDS).split())
    assert "A visit costs it τ, whether L survives or falls" in words


@pytest.fixture
def page(browser, folder):
    """The report in a browser; whatever its script does wrong fails the test."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    shown = fresh.new_page()
    wrong = []
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("console", lambda message: wrong.append(message.text))
    shown.set_default_timeout(10_000)
    shown.goto((folder / "index.html").as_uri())
    yield shown
    fresh.close()
    assert not wrong


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (768, 1024), (390, 844)])
def test_the_first_figure_is_on_the_first_two_screens(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.querySelector('figure').getBoundingClientRect().top") < 2 * height
    assert page.evaluate("document.documentElement.scrollWidth") == width  # nothing beside the screen


def test_corollary_3_is_answered_by_one_click_or_two(page):
    answer = page.locator("#cor-3 > summary")
    assert "not refuted" in answer.inner_text()  # as judged here, at few models
    answer.focus()
    page.keyboard.press("Enter")
    part = page.get_by_role("link", name="cor-3-q-lowers-z")
    assert part.is_visible() and not page.locator("#claim-cor-3-q-lowers-z").is_visible()
    part.press("Enter")
    page.wait_for_function("document.querySelector('#claim-cor-3-q-lowers-z').checkVisibility()")


def test_statements_are_searched_and_filtered_by_verdict(page):
    rows = page.locator("tr[data-verdict]")
    shown = page.locator("tr[data-verdict]:visible")
    assert shown.count() == 0 and rows.count() == len(sm.claims())
    page.get_by_label("Search").fill("risk bargaining")
    found = {row.get_attribute("id") for row in shown.all()}
    told = {id for id, claim in sm.claims().items() if "risk" in claim.statement}
    told = {f"claim-{id}" for id in told if "bargaining" in sm.claims()[id].statement}
    assert told and told <= found and len(found) < len(sm.claims()) / 4
    page.get_by_label("Search").fill("")
    page.get_by_role("radio", name="proved").check()
    verdicts = {row.get_attribute("data-verdict") for row in shown.all()}
    assert verdicts == {"proved"} and f"{shown.count()} of" in page.locator("output").inner_text()
    page.goto(page.url.split("#")[0] + "#claim-s8-L-opens-ex-ante-L")  # one that the filter hides
    page.wait_for_function("document.querySelector('#claim-s8-L-opens-ex-ante-L').checkVisibility()")


def test_without_its_script_the_page_unfolds_and_has_no_search(browser, folder):
    fresh = browser.new_context(java_script_enabled=False)
    shown = fresh.new_page()
    shown.goto((folder / "index.html").as_uri())
    assert not shown.locator("#filter").is_visible()
    shown.locator("#claims-cor-3 > summary").click()
    assert shown.locator("#claim-cor-3-q-lowers-z").is_visible()
    fresh.close()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("index.html", 360, "dark"), ("scenarios/korea-1964.html", 1280, "light")],
)
def test_pages_are_accessible_when_they_are_unfolded(browser, folder, name, width, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make page` installs it")
    fresh = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    shown = fresh.new_page()
    shown.goto((folder / name).as_uri())
    # groups and figures are made alike: a few of them stand for all
    shown.evaluate(
        """() => { document.querySelectorAll('.group:not(#claims-prop-4), .result:not(#prop-6),'
            + 'figure:not(#figure-1, #figure-tree)').forEach(node => node.remove());
          document.querySelectorAll('details').forEach(node => node.open = true); }"""
    )
    shown.add_script_tag(path=AXE)
    found = shown.evaluate("async () => (await axe.run(document)).violations")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    fresh.close()
