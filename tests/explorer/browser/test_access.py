"""By keyboard alone, by a screen reader, at every width, in light and dark."""

import re
from pathlib import Path

import pytest

import summitry.report
from explorer.browser.helpers import AXE, opened, set_field, settled
from summitry.model.words import PROTOCOLS, REGIONS

WIDTHS = (360, 768, 1280, 1920)


def serious(page):
    """What axe finds serious or critical on the page as it is now."""
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_serious(browser, address, width, scheme):
    hash_ = "step=3&play=L&sigma=0.9&protocol=F&power=0.4"
    options = {"width": width, "color_scheme": scheme, "bypass_csp": True}
    with opened(browser, address, hash_, **options) as page:
        page.add_script_tag(path=AXE)
        if width < 1000:
            page.locator(".all-controls").click()
        # one picture's table stands for all: they are made alike, and axe takes a minute for five
        page.locator("#play [data-choice=yes]").wait_for()
        assert serious(page) == []
        page.locator("#play [data-choice=yes]").click()
        page.locator("#play .verdict").wait_for()
        page.locator("button.more").click()
        page.locator("#timeline summary").click()
        assert serious(page) == []
        page.locator(".change > summary").click()
        set_field(page, "tau", "-1")
        page.locator(".fault").filter(has_text="below 0").wait_for()
        assert serious(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_and_no_text_overlaps_its_box(visit, width):
    with visit("step=1&play=C", width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width < 1000:
            page.locator(".all-controls").click()
        over = page.evaluate(
            """() => [...document.querySelectorAll('button, .control, .badge, figcaption, h1, h2, h3')]
              .filter((one) => one.checkVisibility() && one.clientWidth)
              .filter((one) => one.scrollWidth > one.clientWidth + 1)
              .map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert over == []
        inside = page.evaluate(
            """() => [...document.querySelectorAll('#timeline svg g')].filter((group) => {
              const box = group.querySelector('rect'); if (!box) return false;
              const room = box.getBoundingClientRect();
              return [...group.querySelectorAll('text')].some((text) => {
                const it = text.getBoundingClientRect();
                return it.left < room.left - 1 || it.right > room.right + 1; }); }).length"""
        )
        assert inside == 0


FOCUSED = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
  const { slider, field, variable, part, file } = one.dataset;
  return { what: slider || field || variable || part || file || one.dataset.export || one.textContent.trim(),
    radio: one.type === 'radio', html: one.outerHTML.slice(0, 150),
    outlined: getComputedStyle(one).outlineStyle !== 'none', seen: box.width > 0 && box.height > 0 }; }"""


def test_the_whole_page_by_keyboard_alone(visit):
    with visit() as page:
        press = page.keyboard.press
        seen = []
        for _ in range(80):
            press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break  # past the last
            seen.append(page.evaluate(FOCUSED))
        else:
            raise AssertionError("more than 80 stops")
        words = [one["what"] for one in seen]
        assert words[0] == "Skip to the pictures"
        for name in ("tour", "play", "sigma", "psi", "concession", "SVG", "CSV", "toml", "bibtex"):
            assert name in words, name
        # a radio button's outline is drawn by its label
        assert [one["html"] for one in seen if not one["seen"]] == []
        assert [one["html"] for one in seen if not one["outlined"] and not one["radio"]] == []
        # the numbers of a protocol are one stop, walked with the arrows
        page.locator("td[data-protocol=L] [data-variable=concession]").focus()
        assert "T3, T5" in page.locator("[role=tooltip]").inner_text()
        press("ArrowDown")
        assert page.evaluate("document.activeElement.dataset.variable") == "visit_probability"
        assert "Pr(F visits" in page.locator("[role=tooltip]").inner_text()
        press("Escape")
        assert page.locator("[role=tooltip]").is_hidden()
        # tour, protocol and slider without a mouse
        page.locator("[data-part=tour]").focus()
        press("Enter")
        settled(page)
        assert page.evaluate("document.activeElement.id") == "tour-h"
        page.get_by_label("L, at home").first.focus()
        press("ArrowRight")
        settled(page)
        assert page.locator(".look[aria-pressed=true]").get_attribute("data-protocol") == "F"


def test_every_number_explains_itself(visit):
    with visit() as page:
        bubble = page.locator("[role=tooltip]")
        page.locator("button.more").click()
        for number in page.locator("td[data-protocol=L] .number").all():
            number.hover()
            text = bubble.inner_text()
            assert "Source: T" in text
            shown = number.get_attribute("data-exact")
            assert not shown or f"= {shown}" in text
            assert number.get_attribute("aria-describedby") == bubble.get_attribute("id")
        page.locator("td[data-protocol=open] [data-variable=concession]").hover()
        assert "no visit happens, so it has no price" in bubble.inner_text()


def test_light_and_dark_by_a_switch_that_is_remembered(visit):
    with visit(color_scheme="light") as page:
        paper = "() => getComputedStyle(document.querySelector('.smt')).backgroundColor"
        light = page.evaluate(paper)
        page.get_by_label("dark", exact=True).check()
        dark = page.evaluate(paper)
        assert light != dark
        page.reload()
        settled(page)
        assert page.evaluate(paper) == dark
        page.get_by_label("auto", exact=True).check()
        assert page.evaluate(paper) == light


def test_reduced_motion_is_respected(visit):
    with visit(reduced_motion="reduce") as page:
        moving = page.evaluate(
            """() => [...document.querySelectorAll('.smt *')].filter((one) =>
              parseFloat(getComputedStyle(one).transitionDuration) > 0).length"""
        )
        assert moving == 0


def test_the_content_policy_is_strict_and_no_style_attribute_stands_in_the_page(visit):
    with visit() as page:
        policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
        assert "default-src 'none'" in policy
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy
        assert "unsafe-inline" not in policy
        assert "'unsafe-eval'" not in policy
        assert page.locator("svg style").count() == 0


FIRST = """() => [...document.querySelectorAll('.picture .drawing')].filter((one) => {
  const box = one.getBoundingClientRect(), side = document.querySelector('.side');
  const fixed = getComputedStyle(side).position === 'fixed';
  const covered = fixed ? side.getBoundingClientRect().top : innerHeight;
  return box.height && box.top >= 0 && box.bottom <= covered + 4; }).length"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (390, 844)])
def test_the_first_screen_has_two_pictures_and_the_controls_in_use(visit, width, height):
    with visit(width=width, height=height) as page:
        page.wait_for_function("() => document.querySelector('#map svg')?.dataset.side === '96'")
        assert page.evaluate(FIRST) >= 2
        for name in ("sigma", "q"):
            slider = page.locator(f"[data-slider={name}]")
            assert slider.is_visible()
            box = slider.bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= height
        # moving a slider scrolls nothing
        page.locator("[data-slider=sigma]").focus()
        page.keyboard.press("ArrowRight")
        page.locator("[data-slider=sigma]").dispatch_event("change")
        settled(page)
        assert page.evaluate("scrollY") == 0
        assert page.evaluate(FIRST) >= 2


def test_the_controls_leave_most_of_a_phone_to_the_pictures(visit):
    with visit(width=390, height=844) as page:
        side = page.locator(".side")
        assert side.bounding_box()["height"] <= 0.25 * 844
        page.locator(".all-controls").click()
        assert side.bounding_box()["height"] <= 0.5 * 844
        assert page.locator("[data-slider=psi]").is_visible()
        page.locator(".all-controls").click()
        assert not page.locator("[data-slider=psi]").is_visible()


def test_no_number_of_an_axis_is_cut(visit):
    with visit("sigma=0.9&q=0.999&psi=9000&n=0.6&variable=removal_ex_ante") as page:
        cut = page.evaluate(
            """() => { const left = (one) => one.getBoundingClientRect().left;
              return [...document.querySelectorAll('.pl [aria-label="y-axis tick label"] text')]
                .filter((one) => left(one) < left(one.closest('svg.drawing')) - 0.5)
                .map((one) => one.textContent); }"""
        )
        assert cut == []


@pytest.mark.parametrize("hash_", ["", "sigma=0.05&q=0.3&n=40&protocol=F", "protocol=open"])
def test_labels_of_the_tree_do_not_collide_on_a_phone(visit, hash_):
    with visit(hash_, width=390, height=844) as page:
        over = page.evaluate(
            """() => { const texts = [...document.querySelectorAll('#timeline svg text')].map((one) =>
                [one.textContent, one.getBoundingClientRect()]);
              const out = []; texts.forEach(([a, x], i) => texts.slice(i + 1).forEach(([b, y]) => {
                const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
                const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
                if (wide > 1 && high > 3) out.push([a, b, wide, high]); })); return out; }"""
        )
        assert over == []


def test_a_projector_gets_larger_letters_and_fewer_words(visit):
    with visit() as page:
        size = "() => parseFloat(getComputedStyle(document.querySelector('.smt h1')).fontSize)"
        before = page.evaluate(size)
        page.locator(".projector").click()
        assert page.evaluate(size) > 1.4 * before
        assert not page.locator("#line .hint").is_visible()
        page.locator(".projector").click()
        assert page.evaluate(size) == before


COLLIDING = """(root) => { const texts = [...document.querySelectorAll(`${root} text`)].map((one) =>
    [one.textContent, one.getBoundingClientRect()]);
  const out = []; texts.forEach(([a, x], i) => texts.slice(i + 1).forEach(([b, y]) => {
    const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
    const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
    if (wide > 1 && high > 3) out.push([a, b, wide, high]); })); return out; }"""


def test_a_projectors_labels_do_not_collide(visit):
    with visit(width=1440) as page:
        page.locator(".projector").click()
        page.wait_for_function(
            "() => document.querySelector('#line .pl').getAttribute('width') > 600"
        )
        assert page.evaluate(COLLIDING, "#line svg.drawing") == []


@pytest.mark.parametrize("width", [1280, 1440])
def test_labels_of_the_tree_stay_between_its_boxes(visit, width):
    with visit("kind=binomial&n=5", width=width) as page:
        over = page.evaluate(
            """() => { const all = (name) => [...document.querySelectorAll(`#timeline ${name}`)].map((one) =>
                one.getBoundingClientRect());
              return all('.branch-label').filter((x) => all('rect').some((y) =>
                Math.min(x.right, y.right) > Math.max(x.left, y.left) + 1
                && Math.min(x.bottom, y.bottom) > Math.max(x.top, y.top) + 1)).length; }"""
        )
        assert over == 0


# no colour is on its way to another
SETTLED = "(name) => document.querySelector(name).getAnimations().length === 0"


def test_a_pressed_button_can_be_read_under_the_pointer(visit):
    with visit() as page:
        for name in (".pin", ".projector"):
            page.locator(name).click()
            page.locator(name).hover()
            page.wait_for_function(SETTLED, arg=name)
            ink, paper = page.locator(name).evaluate(
                "(one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
            )
            assert ink != paper


COLOURS = Path(summitry.report.__file__).parent / "templates" / "colours.css"


@pytest.mark.parametrize("side", [0, 1])
def test_colours_are_those_of_the_report_and_of_the_figures(visit, side):
    pairs = re.findall(r"--([a-z]+): light-dark\((#\w{6}), (#\w{6})\);", COLOURS.read_text("utf-8"))
    wanted = {f"--{name}": colours[side] for name, *colours in pairs}
    wanted |= {f"--k-{name}": one.colour[side] for name, one in PROTOCOLS.items()}
    wanted |= {f"--tone-{name.lower()}": one.colour[side] for name, one in REGIONS.items()}
    with visit(color_scheme=("light", "dark")[side]) as page:
        shown = page.evaluate(
            """(names) => { const probe = document.querySelector('footer');
              return names.map((name) => { probe.style.color = `var(${name})`;
                return getComputedStyle(probe).color.match(/\\d+/g).map(Number); }); }""",
            list(wanted),
        )
    assert len(pairs) >= 8
    for name, found in zip(wanted, shown, strict=True):
        assert tuple(found) == tuple(bytes.fromhex(wanted[name][1:])), name


def test_on_paper_stand_all_parameters_and_the_link(visit):
    with visit("sigma=0.3&kind=binomial&cost=beta:2:4&off_path=prior") as page:
        page.emulate_media(media="print")
        said = page.locator(".handout").inner_text()
        for symbol in "αβnσqτρrΨc":
            assert f"{symbol} = " in said
        assert "σ = 0.3" in said
        assert "binomial" in said
        assert "the law beta:2:4" in said
        assert "price she does not see: prior" in said
        assert page.evaluate("location.href") in said
        assert not page.locator(".controls").is_visible()
        assert page.locator("#line svg.drawing").is_visible()
