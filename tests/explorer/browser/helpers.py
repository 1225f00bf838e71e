"""Opening the page, waiting for it, and reading its numbers."""

from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import summitry as sm

AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


class Watch:
    """What a page must never do: ask elsewhere, break its content policy, or fail."""

    def __init__(self, page, address):
        self.wrong = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", lambda request: self._request(request.url, address))

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _request(self, url, address):
        if not url.startswith((address, "blob:" + address, "data:")):
            self.wrong.append(f"request to {url}")


@contextmanager
def opened(browser, address, hash_="", *, width=1280, height=900, **context):
    """Open the page at a state; whatever it does wrong fails the test at the end."""
    fresh = browser.new_context(
        viewport={"width": width, "height": height}, accept_downloads=True, **context
    )
    try:
        page = fresh.new_page()
        page.set_default_timeout(20_000)
        page.watch = Watch(page, address)
        page.goto(f"{address}#{hash_}")
        settled(page)
        yield page
    finally:
        fresh.close()
    assert not page.watch.wrong, page.watch.wrong


def settled(page):
    """Wait until what is drawn is what the controls say, and the tour, play and files are there."""
    page.wait_for_function(
        """() => { const app = document.querySelector('#app');
          return app && !('busy' in app.dataset) && app.dataset.drawn
            && document.querySelector('[data-export=toml]'); }"""
    )


def exact(page, protocol, variable):
    """A number of the table as the page has it, with twelve digits; None where it is undefined."""
    node = page.locator(f"[data-protocol={protocol}] [data-variable={variable}]")
    text = node.get_attribute("data-exact").replace("−", "-")
    return float(text) if text else None


def model_of(page):
    """The model that the address of the page describes."""
    given = {k: v[0] for k, v in parse_qs(page.evaluate("location.hash.slice(1)")).items()}
    names = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
    values = {name: "inf" if given[name] == "inf" else float(given[name]) for name in names}
    kinds = {"binomial": sm.Binomial, "article": sm.Article}
    information = kinds.get(given.get("kind"), sm.Linear)()
    if given.get("kind") == "atoms":
        pairs = [[float(x) for x in pair.split(":")] for pair in given["atoms"].split(",")]
        information = sm.Atoms(*zip(*pairs, strict=True))
    return sm.Model(**values, information=information)


SHOWN = (
    "concession", "visit_probability", "threshold", "weakness_visit", "weakness_no_visit",
    "removal_salient", "removal_ex_ante", "payoff_F", "payoff_L_salient", "payoff_C",
)  # fmt: skip


def set_field(page, name, value):
    """Type a value into a parameter's field, wherever it is folded away."""
    page.evaluate(
        "name => document.querySelector(`[data-field=${name}]`).closest('details')?.setAttribute('open', '')",
        name,
    )
    page.locator(f"[data-field={name}]").fill(value)
    page.locator(f"[data-field={name}]").press("Enter")


def assert_true_to_the_library(page, index=0):
    """Every column shows what the library answers for the model in the address."""
    model = model_of(page)
    for protocol, (bargaining, proposer) in {
        "open": ("open", "L"), "F": ("closed", "F"), "L": ("closed", "L"),
    }.items():  # fmt: skip
        equilibria = sm.solve(model, bargaining=bargaining, proposer=proposer).equilibria
        for name in SHOWN:
            expected = getattr(equilibria[index], name) if equilibria else None
            shown = exact(page, protocol, name)
            assert shown == (None if expected is None else pytest.approx(expected, rel=1e-11)), name
    return model
