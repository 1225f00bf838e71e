"""The pictures show the library's numbers, lead where one clicks, and can be taken away as files."""

import csv
import io
import json
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

import summitry as sm
from explorer.browser.helpers import assert_true_to_the_library, exact, model_of, settled
from summitry.figures import prepare_lines, prepare_map

PICTURES = ("figure-2", "line", "landscape", "timeline", "map")


def table(page, picture):
    """The picture's CSV, as columns of text."""
    with page.expect_download() as download:
        page.locator(f"#{picture} [data-file=CSV]").click()
    assert download.value.suggested_filename == f"{picture}.csv"
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8"))))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(column):
    return np.array([float(text) if text else np.nan for text in column])


def click(drawing, across, down):
    """Click into a drawing, at shares of its width and height."""
    box = drawing.bounding_box()
    drawing.click(position={"x": across * box["width"], "y": down * box["height"]})


def test_figure_two_marks_the_equilibria_on_its_curves(visit):
    with visit("sigma=0.3") as page:
        columns = table(page, "figure-2")
        a, z = numbers(columns["threshold"]), numbers(columns["concession"])
        order = np.argsort(a)
        for protocol in ("F", "L"):
            threshold, price = (exact(page, protocol, name) for name in ("threshold", "concession"))
            assert np.interp(threshold, a[order], z[order]) == pytest.approx(price, rel=1e-3)
            assert f"a = {threshold:.3g}" in page.locator("#figure-2 figcaption").inner_text()
        assert page.locator("#figure-2 svg.drawing > svg").count() == 3


@pytest.mark.parametrize("variable", ["payoff_L_salient", "visit_probability"])
@pytest.mark.parametrize("parameter", ["tau", "prior_mean"])
def test_a_line_is_the_librarys_with_its_gaps(visit, variable, parameter):
    with visit() as page:
        page.locator("#line select").nth(0).select_option(variable)
        page.locator("#line select").nth(1).select_option(parameter)
        settled(page)
        columns = table(page, "line")
        along = numbers(columns[parameter])
        data = prepare_lines(
            model_of(page),
            parameter,
            variables=[variable],
            points=along.size,
            span=(along[0], along[-1]),
        )
        assert along == pytest.approx(data.axis.values)
        for index, protocol in enumerate(data.protocols):
            branches = [row for row in data.values[variable][index] if np.isfinite(row).any()]
            names = [
                name for name in columns if name == protocol or name.startswith(protocol + "_")
            ]
            assert len(names) == len(branches)
            for name, branch in zip(names, branches, strict=True):
                assert numbers(columns[name]) == pytest.approx(branch, nan_ok=True)
        statuses = {"none"} & {
            word for name in columns if "status" in name for word in columns[name]
        }
        gaps = page.locator("#line .gaps rect").count()
        assert (gaps > 0) == bool(statuses)


def test_a_click_in_the_line_goes_there(visit):
    with visit() as page:
        click(page.locator("#line svg.drawing"), 0.6, 0.6)
        settled(page)
        assert 0.4 < assert_true_to_the_library(page).sigma < 0.75


# of each panel, at every fifth point of the map, the codes whose outline holds it
OUTLINED = """() => [...document.querySelectorAll('#map .outlines')].map((outlines) => {
  const { x, y, width, height } = outlines.previousElementSibling.getBBox();
  const code = (path) => Number(path.getAttribute('fill').match(/\\d+/)[0]);
  const codes = [...outlines.children].map((path) => [code(path), path]);
  const places = Array.from({ length: 19 }, (_, i) => 2 + 5 * i);
  return places.map((j) => places.map((i) => {
    const at = new DOMPoint(x + (i * width) / 95, y + height - (j * height) / 95);
    return codes.filter(([, path]) => path.isPointInFill(at)).map(([code]) => code); })); })"""


def test_the_map_is_the_librarys_coarse_then_fine_and_a_click_goes_there(visit):
    with visit("psi=4&tau=0.3&alpha=2&beta=3&n=12&rho=0.8&r=0.4") as page:
        page.wait_for_function("() => document.querySelector('#map svg').dataset.side === '96'")
        columns = table(page, "map")
        assert len(columns["sigma"]) == 96 * 96
        data = prepare_map(model_of(page), "sigma", "q", nx=96, ny=96)
        outcomes = {gain.code: gain.name.lower() for gain in sm.Gains}
        for index, protocol in enumerate(("F", "L")):
            expected = [outcomes[code] for code in data.gains[index].ravel()]
            assert columns[f"outcome_{protocol}"] == expected
        assert len(set(columns["outcome_F"])) > 1
        for found, gains in zip(page.evaluate(OUTLINED), data.gains, strict=True):
            assert found == [[[code] for code in row] for row in gains[2:95:5, 2:95:5].tolist()]
        click(page.locator("#map svg.drawing"), 0.75, 0.4)
        settled(page)
        model = assert_true_to_the_library(page)
        assert 0.3 < model.sigma < 0.6
        assert 0.6 < model.q < 0.95


def test_the_map_takes_any_two_parameters_and_exchanges_them(visit):
    with visit() as page:
        across, up = page.locator("#map select").nth(0), page.locator("#map select").nth(1)
        for name in ("n", "psi", "prior_mean"):
            across.select_option(name)
            settled(page)
            assert page.locator("#map .cells path").count() >= 2
        up.select_option("prior_mean")
        settled(page)
        assert (across.input_value(), up.input_value()) == ("q", "prior_mean")


def test_the_timeline_carries_the_equilibriums_numbers(visit):
    with visit("sigma=0.3&q=0.25") as page:
        eq = sm.solve(model_of(page), proposer="L").equilibrium
        text = page.locator("#timeline svg").text_content()
        for said in (
            f"z = {eq.concession:.3g}",
            f"v = {eq.visit_probability:.3g}",
            "σ = 0.3",
            "25%",
        ):
            assert said in text
        assert f"{100 * eq.removal_visit:.1f}%" in text
        assert f"{100 * eq.removal_not_salient:.1f}%" in text


def test_the_landscape_is_nowhere_above_the_deal_struck(visit):
    with visit("sigma=0.3") as page:
        gains = numbers(table(page, "landscape")["deviation_gain_L"])
        own = page.locator("#landscape figcaption").inner_text()
        assert "Largest gain of any player" in own
        eq = sm.solve(model_of(page), proposer="L").equilibrium
        gain = eq.payoff_L_salient - eq.payoff_L_not_salient  # of the deal over refusing it
        assert gains.max() == pytest.approx(gain, rel=1e-6)
        page.locator(".look[data-protocol=open]").click()
        settled(page)
        assert "C sees every deal" in page.locator("#landscape").inner_text()


# A page for each: after ten downloads in a row Chromium lets some fall.
@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_can_be_taken_away(visit, picture):
    with visit() as page:
        with page.expect_download() as download:
            page.locator(f"#{picture} [data-file=SVG]").click()
        text = Path(download.value.path()).read_text("utf-8")
        tree = ET.fromstring(text)
        assert tree.tag.endswith("svg")
        assert not set_of(text)
        assert len(list(tree.iter("{http://www.w3.org/2000/svg}text"))) > 3
        with page.expect_download() as download:
            page.locator(f"#{picture} [data-file=PNG]").click()
        png = Path(download.value.path()).read_bytes()
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(png[16:20], "big") > 900  # three dots a pixel
        assert len(png) > 5_000
        assert len(table(page, picture)) >= 3


def set_of(text):
    return {word for word in ("var(", " style=", "<style", "class=", "light-dark") if word in text}


def test_every_picture_has_its_numbers_as_a_table(visit):
    with visit() as page:
        for picture in PICTURES:
            page.locator(f"#{picture} summary").click()
            rows = page.locator(f"#{picture} tbody tr")
            rows.first.wait_for()
            columns = table(page, picture)
            heads = page.locator(f"#{picture} thead th").all_inner_texts()
            assert heads == list(columns)
            assert rows.count() == min(400, len(columns[heads[0]]))


def export(page, what):
    with page.expect_download() as download:
        page.locator(f"[data-export={what}]").click()
    return Path(download.value.path()).read_text("utf-8")


def test_what_is_taken_along_gives_the_same_numbers(visit, tmp_path):
    hash_ = (
        "alpha=2.5&beta=3&n=9&sigma=0.45&q=0.3&tau=0.15&rho=0.7&r=0.3&psi=45&k_max=1.2&protocol=F"
    )
    with visit(hash_ + "&variable=payoff_F&parameter=tau") as page:
        model = assert_true_to_the_library(page)
        shown = {
            name: exact(page, "F", name)
            for name in ("concession", "visit_probability", "payoff_L_salient")
        }
        text = export(page, "toml")
        assert tomllib.loads(text)["prior"]["alpha"] == 2.5
        assert sm.Model.from_toml_text(text) == model
        saved = json.loads(export(page, "json"))
        assert sm.verify(saved).passed
        assert saved["solutions"][1]["equilibria"][0]["concession"] == pytest.approx(
            shown["concession"]
        )
        assert "@article{" in export(page, "bibtex")
        (tmp_path / "view.py").write_text(export(page, "python"), "utf-8")
        said = subprocess.run(
            [sys.executable, "view.py"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        for name, value in shown.items():
            line = next(line for line in said.splitlines() if line.startswith(f"{name} "))
            assert float(line.split()[1]) == pytest.approx(value, rel=1e-11)


def test_a_level_line_is_drawn_level_with_plain_numbers_beside_it(visit):
    # L's gain is 0 at every deal, but for rounding
    with visit("q=0&sigma=0.5&psi=inf&rho=0") as page:
        for picture in ("landscape", "line"):
            ticks = page.locator(
                f'#{picture} [aria-label="y-axis tick label"] text'
            ).all_text_contents()
            assert len(ticks) >= 3
            assert max(map(len, ticks)) <= 5
            heights = page.locator(f'#{picture} [aria-label="line"] path').evaluate_all(
                "(all) => all.map((one) => one.getBBox().height)"
            )
            assert max(heights) < 0.01


def test_the_line_marks_where_it_was_when_it_was_pinned(visit):
    rules = '#line [aria-label="rule"] line'
    with visit("sigma=0.2") as page:
        assert page.locator(rules).count() == 1
        page.locator(".pin").click()
        page.locator("[data-slider=sigma]").press("ArrowRight")
        settled(page)
        was, now = sorted(
            page.locator(rules).evaluate_all(
                """(all) => all.map((one) =>
                  [one.parentNode.getAttribute('stroke'), one.getBoundingClientRect().x])"""
            )
        )
        assert [was[0], now[0]] == ["var(--k-was)", "var(--now)"]
        assert was[1] < now[1]
