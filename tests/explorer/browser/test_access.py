"""By keyboard alone, by a screen reader, at every width, in light and dark."""

import pytest

from explorer.browser.helpers import AXE, opened, settled

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
    hash_ = "step=3&play=L&sigma=0.9&protocol=F"
    options = {"width": width, "color_scheme": scheme, "bypass_csp": True}
    with opened(browser, address, hash_, **options) as page:
        page.add_script_tag(path=AXE)
        if width < 1000:
            page.locator(".controls > summary").click()
        # one picture's table stands for all: they are made alike, and axe takes a minute for five
        for summary in page.locator(".card summary, #timeline summary").all():
            summary.click()
        page.locator("#play input[type=text], #play [data-choice]").first.wait_for()
        assert serious(page) == []
        page.watch.expected = 1
        page.locator("[data-field=tau]").fill("-1")
        page.locator("[data-field=tau]").press("Enter")
        page.locator(".fault").filter(has_text="below 0").wait_for()
        assert serious(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_and_no_text_overlaps_its_box(visit, width):
    with visit("step=1&play=C", width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width < 1000:
            page.locator(".controls > summary").click()
        over = page.evaluate(
            """() => [...document.querySelectorAll('button, .control, .row, .badge, figcaption, h1, h2, h3')]
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
        # the numbers of a card are one stop, walked with the arrows
        page.locator("[data-protocol=L] [data-variable=concession]").focus()
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
        assert page.locator(".card.chosen").get_attribute("data-protocol") == "F"


def test_every_number_explains_itself(visit):
    with visit() as page:
        bubble = page.locator("[role=tooltip]")
        for number in page.locator("[data-protocol=L] .number").all():
            number.hover()
            text = bubble.inner_text()
            assert "Source: T" in text
            shown = number.get_attribute("data-exact")
            assert not shown or f"= {shown}" in text
            assert number.get_attribute("aria-describedby") == bubble.get_attribute("id")
        page.locator("[data-protocol=open] [data-variable=concession]").hover()
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


def test_the_content_policy_is_strict_and_no_style_attribute_stands_in_the_page(visit, address):
    with visit() as page:
        policy = page.request.get(address).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert page.locator("svg style").count() == 0
