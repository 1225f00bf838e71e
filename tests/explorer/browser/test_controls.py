"""Whatever is set, the page shows what the library answers there; nothing is lost, and faults are plain."""

import pytest

import summitry as sm
from explorer.browser.helpers import (
    assert_true_to_the_library,
    exact,
    model_of,
    set_field,
    settled,
)

FIELDS = ["alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max"]
THREE = (
    "alpha=10.908&beta=.4495&n=5.254&tau=.5899&rho=.6174&r=.1283&sigma=.9778&q=.7715&psi=1312.86"
)


def badges(page):
    return page.locator(".verdicts .badge").all_inner_texts()


def test_the_first_view_is_three_certified_answers(visit):
    with visit() as page:
        assert assert_true_to_the_library(page) == sm.load_scenario("uniform-example").model
        assert badges(page) == ["No deal", "Resource curse", "Mutually beneficial"]
        assert all("Certified" in text for text in page.locator(".proof").all_text_contents())


def test_a_slider_and_its_field_say_the_same_and_the_answer_follows(visit):
    with visit() as page:
        page.locator(".change > summary").click()
        for name in FIELDS:
            slider = page.locator(f"[data-slider={name}]")
            field = page.locator(f"[data-field={name}]")
            before = getattr(model_of(page), name)
            slider.focus()
            for _ in range(3):
                page.keyboard.press("ArrowRight")
            slider.dispatch_event("change")
            settled(page)
            model = assert_true_to_the_library(page)
            assert getattr(model, name) > before
            assert float(field.input_value()) == getattr(model, name)
            field.fill("1.25" if name in ("alpha", "beta", "n", "k_max", "psi") else "0,45")
            field.press("Enter")
            settled(page)
            assert getattr(assert_true_to_the_library(page), name) in (1.25, 0.45)
            page.get_by_role("button", name="Reset").click()
            settled(page)


def test_office_may_dominate(visit):
    with visit() as page:
        page.locator("[data-slider=psi]").focus()
        page.keyboard.press("End")
        page.locator("[data-slider=psi]").dispatch_event("change")
        settled(page)
        assert model_of(page).psi == float("inf")
        assert page.locator("[data-field=psi]").input_value() == "∞"
        assert badges(page)[1] == "Only in the limit"
        assert "only as a limit" in page.locator(".said[data-protocol=F] .sentence").text_content()


def test_the_prior_can_be_set_by_its_mean_and_strength(visit):
    with visit() as page:
        page.locator(".change > summary").click()
        page.locator(".side").get_by_label("mean and strength", exact=True).check()
        for name, value in (("mean", "0.7"), ("strength", "5")):
            page.locator(f"[data-field={name}]").fill(value)
            page.locator(f"[data-field={name}]").press("Enter")
        settled(page)
        model = assert_true_to_the_library(page)
        assert (model.alpha, model.beta) == pytest.approx((3.5, 1.5))


def test_every_scenario_is_one_choice_away(visit):
    with visit() as page:
        for name in sm.list_scenarios():
            page.get_by_label("Scenario").select_option(name)
            settled(page)
            assert model_of(page) == sm.load_scenario(name).model
            assert_true_to_the_library(page)
            assert page.get_by_label("Scenario").input_value() == name


@pytest.mark.parametrize("kind", ["binomial", "article", "atoms"])
def test_every_information_structure(visit, kind):
    with visit() as page:
        page.locator(".change > summary").click()
        page.get_by_label("F’s signal").select_option(kind)
        settled(page)
        model = assert_true_to_the_library(page)
        assert model.information.kind == kind
        assert page.locator("[data-field=n]").is_disabled() == (kind == "atoms")
        if kind == "atoms":
            page.locator("[data-field=atoms]").fill("0.25:0.35, 0.75:0.55")
            page.locator("[data-field=atoms]").press("Enter")
            settled(page)
            assert assert_true_to_the_library(page).information.weaknesses == (0.35, 0.55)


def test_protocols_side_by_side_or_one_alone(visit):
    with visit() as page:
        heads = page.locator("table.answers thead th")
        chosen = page.locator(".verdicts .look[aria-pressed=true]")
        page.locator(".side").get_by_label("F, abroad", exact=True).check()
        settled(page)
        assert chosen.get_attribute("data-protocol") == "F"
        page.locator(".side").get_by_label("open", exact=True).check()
        settled(page)
        assert chosen.get_attribute("data-protocol") == "open"
        page.get_by_label("this protocol only").check()
        settled(page)
        assert [head.is_visible() for head in heads.all()] == [True, False, False]
        assert "one colour" in page.locator("#map .slot").inner_text()
        page.locator(".side").get_by_label("closed", exact=True).check()
        page.get_by_label("all side by side").check()
        page.locator(".look[data-protocol=L]").click()
        settled(page)
        assert chosen.get_attribute("data-protocol") == "L"
        assert all(head.is_visible() for head in heads.all())


def test_undo_redo_and_reset(visit):
    with visit() as page:
        start = page.evaluate("location.hash")
        page.locator("[data-field=sigma]").fill("0.9")
        page.locator("[data-field=sigma]").press("Enter")
        page.locator(".side").get_by_label("F, abroad", exact=True).check()
        settled(page)
        after = page.evaluate("location.hash")
        page.get_by_role("button", name="Undo").click()
        page.keyboard.press("Control+z")
        settled(page)
        assert page.evaluate("location.hash") == start
        assert page.get_by_role("button", name="Undo").is_disabled()
        page.get_by_role("button", name="Redo").click()
        page.keyboard.press("Control+Shift+z")
        settled(page)
        assert page.evaluate("location.hash") == after
        page.get_by_role("button", name="Reset").click()
        settled(page)
        assert page.evaluate("location.hash") == start
        assert_true_to_the_library(page)


def test_the_address_holds_everything(visit, address):
    hash_ = (
        "v=1&alpha=1.5&beta=3&n=8&sigma=0.4&q=0.3&tau=0.2&rho=0.9&r=0.2&psi=80&k_max=1.5&protocol=F&proposer=F"
        "&prior=mean&variable=payoff_F&parameter=tau&mapX=rho&mapY=psi&all=0"
    )
    with visit(hash_) as page:
        assert_true_to_the_library(page)
        assert page.locator("#line select").nth(0).input_value() == "payoff_F"
        assert page.locator("#map select").nth(1).input_value() == "psi"
        before = exact(page, "F", "concession")
        page.locator("[data-field=q]").fill("0.35")
        page.locator("[data-field=q]").press("Enter")
        settled(page)
        address_now = page.evaluate("location.hash.slice(1)")
        assert set(address_now.split("&")) == set(hash_.replace("q=0.3", "q=0.35").split("&"))
        page.go_back()
        page.wait_for_function("() => document.querySelector('[data-field=q]').value === '0.3'")
        settled(page)
        assert exact(page, "F", "concession") == before


def test_several_equilibria_can_each_be_looked_at(visit):
    with visit(THREE + "&protocol=F") as page:
        found = sm.solve(model_of(page), proposer="F").equilibria
        assert len(found) == 3
        for index, eq in enumerate(found):
            page.locator("th[data-protocol=F] .which button").nth(index).click()
            settled(page)
            assert exact(page, "F", "visit_probability") == pytest.approx(eq.visit_probability)
            assert f"{index + 1} of 3" in badges(page)[1]
            if eq.concession is not None:
                assert (
                    f"concession {eq.concession:.3g}"[:14]
                    in page.locator("#timeline").text_content()
                )


def test_no_equilibrium_is_an_answer_too(visit):
    with visit("psi=4&tau=0.3&alpha=2&beta=3&n=12&rho=0.8&r=0.4&sigma=0.35&q=0.6") as page:
        solution = sm.solve(model_of(page), proposer="F")
        assert solution.status is sm.Status.NONE
        assert badges(page)[1] == "No equilibrium"
        assert (
            "closest to an equilibrium fails"
            in page.locator(".said[data-protocol=F] .proof").text_content()
        )
        page.locator(".look[data-protocol=F]").click()
        settled(page)
        assert (
            "No pure-strategy equilibrium".lower()
            in page.locator("#landscape").inner_text().lower()
        )


def test_a_fault_stands_beside_its_control_in_the_librarys_words(visit):
    with visit() as page:
        field = page.locator("[data-field=tau]")
        field.fill("-1")
        field.press("Enter")
        fault = page.locator(".control:has([data-field=tau]) .fault")
        fault.filter(has_text="below 0").wait_for()
        assert (
            "tau = -1 is below 0. tau (τ), F's fixed cost of a visit, must be" in fault.inner_text()
        )
        assert field.get_attribute("aria-invalid") == "true"
        field.fill("0")
        field.press("Enter")
        page.locator("[data-field=rho]").fill("0")
        page.locator("[data-field=rho]").press("Enter")
        page.locator(".faults").filter(has_text="Lemma 1 fails").wait_for()
        page.locator("[data-field=rho]").fill("zwei")
        page.locator("[data-field=rho]").press("Enter")
        assert "not a number" in page.locator(".control:has([data-field=rho]) .fault").inner_text()
        page.locator("[data-field=rho]").fill("1")
        page.locator("[data-field=rho]").press("Enter")
        settled(page)
        page.locator(".faults:not([hidden])").wait_for(state="detached")
        assert_true_to_the_library(page)


def test_the_last_value_wins_and_a_map_never_blocks_a_slider(visit):
    with visit() as page:
        page.evaluate(
            """() => { const slider = document.querySelector('[data-slider=rho]');
            for (let i = 0; i < 120; i++) setTimeout(() => {
              slider.value = String(i); slider.dispatchEvent(new Event('input')); }, 4 * i); }"""
        )
        page.wait_for_function("() => document.querySelector('[data-slider=rho]').value === '119'")
        page.locator("[data-slider=rho]").dispatch_event("change")
        # the answer to the last value is there while its fine map is still being solved
        page.wait_for_function(
            "() => JSON.parse(document.querySelector('#app').dataset.answered).model.values.rho === 2.975"
        )
        settled(page)
        assert assert_true_to_the_library(page).rho == pytest.approx(2.975)


def test_a_map_is_asked_for_when_the_other_pictures_stand(visit):
    with visit() as page:
        page.wait_for_selector("#app[data-map='96']")
        page.evaluate(
            """() => { window.asked = []; const { postMessage } = Worker.prototype;
              const app = document.querySelector('#app'), answered = () => app.dataset.answered;
              let before = answered();
              Worker.prototype.postMessage = function (message) {
                if (message.ask) asked.push([message.ask.kind, message.ask.side ?? 0, answered() !== before]);
                return postMessage.call(this, message); }; }"""
        )
        page.locator("[data-slider=rho]").press("ArrowRight")
        page.wait_for_selector("#app[data-map='96']")
        assert page.evaluate("asked") == [["view", 0, False], ["map", 24, True], ["map", 96, True]]


def test_a_map_that_was_left_and_found_again_is_refined(visit):
    with visit() as page:
        page.wait_for_selector("#app[data-map='96']")
        page.evaluate(
            """async () => { const slider = document.querySelector('[data-slider=rho]');
              const app = document.querySelector('#app');
              const go = (by) => { slider.value = String(Number(slider.value) + by);
                slider.dispatchEvent(new Event('input')); };
              const coarse = (then) => { const watch = new MutationObserver(() =>
                app.dataset.map === '24' && (watch.disconnect(), then()));
                watch.observe(app, { attributes: true }); };
              await new Promise((done) => { coarse(done); go(3); });
              go(1); go(-1); }"""
        )
        page.wait_for_selector("#app[data-map='96']")
        assert page.locator("#map svg.drawing").get_attribute("data-side") == "96"


def test_what_belongs_to_other_values_is_dimmed_until_there_are_good_ones(visit):
    with visit() as page:
        dim = "() => getComputedStyle(document.querySelector('#line .slot')).filter"
        assert page.evaluate(dim) == "none"
        set_field(page, "tau", "-1")
        page.wait_for_function("() => 'stale' in document.querySelector('#app').dataset")
        page.wait_for_function(f"() => ({dim})() === 'opacity(0.3)'")
        set_field(page, "tau", "0.2")
        settled(page)
        page.wait_for_function(f"() => ({dim})() === 'none'")


def test_back_returns_to_the_values_before(visit):
    with visit() as page:
        first = page.evaluate("location.hash")
        set_field(page, "sigma", "0.7")
        settled(page)
        set_field(page, "q", "0.1")
        settled(page)
        page.go_back()
        page.wait_for_function("() => document.querySelector('[data-field=q]').value === '0.8'")
        settled(page)
        assert assert_true_to_the_library(page).sigma == 0.7
        page.go_back()
        settled(page)
        assert page.evaluate("location.hash") == first
        page.go_forward()
        page.wait_for_function("() => document.querySelector('[data-field=sigma]').value === '0.7'")
        settled(page)


def test_numbers_can_be_pinned_to_compare(visit):
    with visit() as page:
        before = page.locator("td[data-protocol=L] [data-variable=concession]").inner_text()
        page.locator(".pin").click()
        set_field(page, "sigma", "0.6")
        settled(page)
        cell = page.locator("td[data-protocol=L]:has([data-variable=concession])")
        assert cell.locator(".was").inner_text() == f"was {before}"
        assert "as pinned" in page.locator("#line svg.drawing").text_content()
        page.locator(".pin").click()
        settled(page)
        assert cell.locator(".was").inner_text() == ""
        assert "as pinned" not in page.locator("#line svg.drawing").text_content()
