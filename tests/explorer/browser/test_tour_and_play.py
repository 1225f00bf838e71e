"""The tour says what is true and notices when it no longer is; in a play the best answer is the best."""

import json
from pathlib import Path

import pytest

import summitry as sm
from explorer.browser.helpers import assert_true_to_the_library, exact, model_of, settled

STEPS = json.loads(
    (Path(__file__).parents[3] / "frontend" / "src" / "tour-steps.json").read_text("utf-8")
)


def marks(page):
    return page.locator("#tour .mark").all_inner_texts()


def test_seven_steps_each_sets_the_controls_and_all_it_says_holds(visit):
    with visit("sigma=0.7&n=3", reduced_motion="reduce") as page:
        page.get_by_role("button", name="The argument in seven steps").click()
        base = sm.load_scenario("uniform-example").model
        for number, step in enumerate(STEPS, 1):
            settled(page)
            assert page.locator("#tour h2").inner_text() == f"{number}. {step['title']}"
            assert assert_true_to_the_library(page) == base.replace(**step["model"])
            assert (
                page.locator(".look[aria-pressed=true]").get_attribute("data-protocol")
                == step["view"]["protocol"]
            )
            assert marks(page) == ["✓"] * len(step["claims"])
            for link in page.locator("#tour .claims a").all():
                link.click()
                target = link.get_attribute("href").removeprefix("#")
                assert page.evaluate("document.activeElement.id") == target
            page.get_by_role("button", name="Next" if number < 7 else "Finish").click()
        assert page.locator("#tour").is_hidden()


def test_a_statement_that_no_longer_holds_says_so(visit):
    with visit("step=3&sigma=0.9&q=0.8&protocol=F&variable=payoff_L_salient") as page:
        assert marks(page) == ["✓"] * 4
        page.locator("[data-field=sigma]").fill("0.2")  # below it L gains as proposer
        page.locator("[data-field=sigma]").press("Enter")
        settled(page)
        assert marks(page) == ["✓", "✗", "✓", "✓"]
        page.locator("#line select").nth(0).select_option("concession")
        settled(page)
        assert marks(page)[3] == "–"
        page.get_by_role("button", name="Set this step again").click()
        settled(page)
        assert marks(page) == ["✓"] * 4
        page.get_by_role("button", name="Step 6: Intelligence").click()
        settled(page)
        assert marks(page) == ["✓"] * 3
        page.get_by_role("button", name="Leave the tour").click()
        assert page.locator("#tour").is_hidden()


BOTH = """([link, id]) => { const seen = (box) => box.top > -2 && box.top < innerHeight - 100;
  return seen(document.querySelector(id).getBoundingClientRect()) && seen(link.getBoundingClientRect()); }"""


def test_text_and_picture_of_the_tour_are_on_the_screen_together(visit):
    with visit("step=3&sigma=0.9&q=0.8&protocol=F&variable=payoff_L_salient", width=1440) as page:
        for link in page.locator("#tour .claims a").element_handles():
            link.click()
            page.wait_for_function(BOTH, arg=[link, link.get_attribute("href")])


def test_why_l_does_not_go_to_the_top_of_her_curve_is_answered(visit):
    with visit("step=3&sigma=0.9&q=0.8&protocol=F&variable=payoff_L_salient", width=1440) as page:
        payoff = exact(page, "F", "payoff_L_salient")
        page.locator("#figure-2 details.numbers summary").click()
        head = page.locator("#figure-2 th").all_inner_texts().index("payoff_L_salient")
        cells = page.locator(f"#figure-2 tbody td:nth-child({head + 1})").all_inner_texts()
        assert max(map(float, cells)) > payoff  # the invitation
        said = page.locator("#figure-2 figcaption").inner_text()
        assert "L cannot simply go there" in said and "“Nobody gains”" in said


def test_a_number_in_the_tour_can_be_dragged(visit):
    with visit("step=3&sigma=0.9&q=0.8&protocol=F&variable=payoff_L_salient") as page:
        number = page.locator("#tour [data-drag=sigma]")
        box = number.bounding_box()
        page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] - 290, box["y"] + box["height"] / 2, steps=6)
        page.mouse.up()
        settled(page)
        assert assert_true_to_the_library(page).sigma == pytest.approx(0.4)
        assert number.inner_text() == "σ = 0.4"
        number.focus()
        page.keyboard.press("ArrowRight")
        settled(page)
        assert model_of(page).sigma == pytest.approx(0.405)


def test_a_play_does_not_give_the_answer_away(visit):
    with visit("sigma=0.5&play=L") as page:
        field = page.locator("#play input[type=text]")
        field.wait_for()
        eq = sm.solve(model_of(page), proposer="L").equilibrium
        assert float(field.input_value()) == 0
        top = float(page.locator("#play input[type=range]").get_attribute("max"))
        assert abs(top / eq.concession - 2) > 0.05  # the best price is not the middle of the slider
        assert not page.locator("td[data-protocol=L] [data-variable=concession]").is_visible()
        assert not page.locator("#line svg.drawing").is_visible()
        assert not page.locator("#timeline svg").is_visible()
        decide(page, "none")
        assert page.locator("td[data-protocol=L] [data-variable=concession]").is_visible()
        assert page.locator("#line svg.drawing").is_visible()


def test_a_play_is_in_sight_with_the_pictures_below_and_can_be_left(visit):
    with visit() as page:
        page.get_by_role("button", name="Play a role").click()
        page.locator("#play [data-choice=number]").wait_for()
        page.wait_for_function(
            """() => { const inside = (one) => { const box = one.getBoundingClientRect();
              return box.top >= 0 && box.bottom <= innerHeight; };
              return ['#play h2', '#play .decide', '#figure-2 h3', '#line h3'].every((name) =>
                inside(document.querySelector(name))); }"""
        )
        page.locator("#play [data-part=stop]").click()
        page.locator("#play").wait_for(state="hidden")
        assert page.locator("#line svg.drawing").is_visible()
        assert "play=" not in page.evaluate("location.hash")


@pytest.mark.parametrize("step", [3, 5])
def test_on_a_tablet_the_tour_leaves_room_for_the_line(visit, step):
    with visit(width=768, height=1024) as page:
        page.locator(".start").click()
        page.locator(f".dots button:text-is('{step}')").click()
        settled(page)
        line, tour = (page.locator(name).bounding_box() for name in ("#line svg.drawing", "#tour"))
        assert line["y"] + line["height"] <= tour["y"]


def decide(page, choice):
    page.locator(f"#play [data-choice={choice}]").click()
    page.locator("#play .verdict").wait_for()
    return page.locator("#play .verdict").inner_text()


def test_the_visitor_as_l_as_f_and_as_c(visit):
    with visit("sigma=0.5") as page:
        page.get_by_role("button", name="Play a role").click()
        eq = sm.solve(model_of(page), proposer="L").equilibrium
        field = page.locator("#play input[type=text]")
        field.wait_for()
        field.fill(f"{2 * eq.concession:.4g}")
        said = decide(page, "number")
        assert f"The best answer, {eq.concession:.4g}".rstrip("0") in said
        page.locator("#play [data-choice=retry]").click()
        field.fill(repr(eq.concession))
        assert "Nothing would have been better" in decide(page, "number")
        page.locator("#play [data-choice=again]").click()
        field.wait_for()
        assert "best answer" in decide(page, "none")
        assert "3 played, 1 best answers" in page.locator("#play .score").inner_text()

        page.locator("#play").get_by_label("C, the challenger").check()
        page.locator("#play .question").filter(has_text="challenge").wait_for()
        page.locator("#play input[type=range]").focus()
        page.keyboard.press("End")
        assert "more than yours" in decide(page, "number")

        page.locator("#play").get_by_label("F, abroad").check()
        page.locator("#play .question").filter(has_text="Do you visit?").wait_for()
        yes = decide(page, "yes")
        page.locator("#play [data-choice=retry]").click()
        no = decide(page, "no")
        assert [yes, no].count("Nothing would have been better in expectation.") == 1


def test_as_f_proposer_l_answers(visit):
    with visit("sigma=0.5&protocol=F&play=L") as page:
        page.locator("#play .question").filter(has_text="Do you accept?").wait_for()
        # F leaves L indifferent: neither answer gives anything away
        assert "Nothing would have been better" in decide(page, "no")
        page.locator("#play [data-choice=retry]").click()
        assert "Nothing would have been better" in decide(page, "yes")


@pytest.mark.parametrize(
    ("hash_", "said"), [("protocol=open&play=F", "no deal"), ("sigma=0&play=L", "Raise sigma")]
)
def test_where_there_is_nothing_to_play_the_page_says_so(visit, hash_, said):
    with visit("sigma=0.5") as page:
        page.evaluate("hash => { location.hash = hash }", hash_)
        page.locator("#play .empty").filter(has_text=said).wait_for()
