"""What is folded away: mixed strategies, off-path beliefs, cost laws, a random proposer."""

import pytest

import summitry as sm
from explorer.browser.helpers import exact, model_of, settled

# T11: no pure equilibrium with L proposing, one in mixed strategies
MIXED = (
    "alpha=13.1&beta=8.23&n=1&sigma=0.699&q=0.583&tau=0.171&rho=1.93&r=0.488&psi=844&k_max=2.69"
    "&kind=binomial"
)
THREE = (
    "alpha=10.908&beta=.4495&n=5.254&tau=.5899&rho=.6174&r=.1283&sigma=.9778&q=.7715&psi=1312.86"
)


def unfolded(page):
    page.locator(".change > summary").click()
    return page.locator(".change")


def offers(page):
    """The rows of the table of offers: chance, accepted, price, visits."""
    rows = page.locator(".offers tbody tr").all()
    return [[float(cell) for cell in row.locator("td").all_inner_texts()[:4]] for row in rows]


def test_a_mixed_equilibrium_is_shown_with_its_offers(visit):
    with visit(MIXED) as page:
        badge = page.locator(".look[data-protocol=L] .badge")
        assert badge.inner_text() == "No equilibrium"
        unfolded(page).get_by_label("mixed ones too").check()
        settled(page)
        solution = sm.solve(model_of(page), strategies="mixed")
        (eq,) = solution.mixed
        assert exact(page, "L", "visit_probability") == pytest.approx(
            eq.visit_probability, rel=1e-10
        )
        wanted = [[o.offered, o.accepted, o.concession, o.visit_probability] for o in eq.offers]
        assert offers(page) == [pytest.approx(row, rel=1e-3) for row in wanted]
        assert solution.summary() == page.locator(".said[data-protocol=L] .summary").text_content()
        for picture in ("landscape", "timeline"):
            assert "pure strategies only" in page.locator(f"#{picture} .slot").inner_text()
        for picture in ("line", "map"):
            assert "pure strategies only" in page.locator(f"#{picture} figcaption").inner_text()
        page.reload()  # the address holds it
        settled(page)
        assert len(offers(page)) == len(eq.offers)


def test_tipping_points_are_marked(visit):
    with visit(f"{THREE}&strategies=mixed&protocol=F") as page:
        solution = sm.solve(model_of(page), strategies="mixed", proposer="F")
        listed = [*solution.equilibria, *solution.mixed]
        labels = page.locator("th[data-protocol=F] .which button").all_inner_texts()
        assert len(labels) == len(listed) > 1
        for label, eq in zip(labels, listed, strict=True):
            assert ("tipping point" in label, "mixed" in label) == (eq.index == -1, eq.is_mixed)
        assert any("tipping point" in label for label in labels)  # the indices add up to 1 (T11)


def test_what_c_reads_into_an_unexpected_visit_can_be_chosen(visit):
    with visit("psi=4&tau=0.3&alpha=2&beta=3&n=12&rho=0.8&r=0.4&sigma=0.35&q=0.6") as page:
        model, change = model_of(page), unfolded(page)
        reading = change.get_by_label("C reads into a visit")
        for rule in ("prior", "smallest", "strongest"):
            reading.select_option(rule)
            settled(page)
            solution = sm.solve(model, proposer="F", off_path=rule)
            assert (
                solution.summary() == page.locator(".said[data-protocol=F] .summary").text_content()
            )
        reading.select_option("own")
        settled(page)
        field = page.locator("[data-field=off_path]")
        field.fill("0.99")
        field.press("Enter")
        change.locator(".fault").filter(
            has_text="off_path = 0.99 is nothing that C can read"
        ).wait_for()
        field.fill("0.58")
        field.press("Enter")
        settled(page)
        own = sm.solve(model, proposer="F", off_path=0.58)
        assert own.summary() == page.locator(".said[data-protocol=F] .summary").text_content()


def test_another_law_of_cs_cost_changes_every_answer(visit):
    with visit("psi=300") as page:
        model, change = model_of(page), unfolded(page)
        change.get_by_label("The law of C’s cost").select_option("beta")
        page.locator("[data-field=cost_beta_a]").fill("1")
        page.locator("[data-field=cost_beta_a]").press("Enter")
        settled(page)
        law = model.replace(cost=sm.Beta(1, 4))
        for protocol, (bargaining, proposer) in {
            "open": ("open", "L"),
            "F": ("closed", "F"),
            "L": ("closed", "L"),
        }.items():
            eq = sm.solve(law, bargaining=bargaining, proposer=proposer).equilibrium
            assert exact(page, protocol, "visit_probability") == pytest.approx(
                eq.visit_probability, rel=1e-9
            )
            assert exact(page, protocol, "payoff_L_salient") == pytest.approx(
                eq.payoff_L_salient, rel=1e-9
            )
        assert exact(page, "open", "visit_probability") > 0  # Theorem 1 fails: a deal in the open
        page.locator("[data-field=cost_beta_b]").fill("0")
        page.locator("[data-field=cost_beta_b]").press("Enter")
        change.locator(".fault").filter(
            has_text="cost = beta:1:0: beta takes a from 0.1 to 1000"
        ).wait_for()


def test_nature_may_draw_who_proposes(visit):
    with visit("sigma=0.3&q=0.6") as page:
        model, change = model_of(page), unfolded(page)
        change.get_by_label("drawn by Nature").check()
        page.locator("[data-field=power]").fill("0.4")
        page.locator("[data-field=power]").press("Enter")
        settled(page)
        solution = sm.solve(model, proposer="random", power=0.4)
        (eq,) = solution.mixed
        assert page.locator(".look[data-protocol=random]").get_attribute("aria-pressed") == "true"
        assert exact(page, "random", "payoff_F") == pytest.approx(eq.payoff_F, rel=1e-10)
        assert [row[2] for row in offers(page)] == [
            pytest.approx(o.concession, rel=1e-3) for o in eq.offers
        ]
        page.locator("[data-field=psi]").fill("inf")
        page.locator("[data-field=psi]").press("Enter")
        settled(page)
        assert (
            "not worked out with Ψ = ∞"
            in page.locator(".said[data-protocol=random] .sentence").text_content()
        )
        change.get_by_label("known", exact=True).check()
        settled(page)
        assert page.locator(".look").count() == 3


@pytest.mark.parametrize(
    ("hash_", "said"),
    [
        ("cost=triangle", "the law “triangle” is unknown on this page. It must be one of uniform, power"),
        ("cost=never:1:power:2", "the chance that C never challenges must be from 0 to below 1"),
        ("power=2", "power = 2 is no probability that F proposes"),
        ("off_path=weak", "off_path = weak is unknown. It must be strongest, prior, smallest"),
        ("k_max=0.5&psi=inf&cost=power:2", "k_max = 0.5 with Ψ = ∞ has no answer"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_the_controls(browser, address, hash_, said):
    page = browser.new_page()
    page.goto(f"{address}#{hash_}")
    page.locator(".controls .fault, .controls .faults").filter(has_text=said).first.wait_for()
    page.close()
