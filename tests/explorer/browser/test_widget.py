"""The same page inside Jupyter: its module in a browser, its model read and set as the Python side does."""

import json
from functools import partial

import pytest

import summitry as sm
from explorer.browser.helpers import exact

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>notebook</title>
<link rel="stylesheet" href="/widget.css"></head><body><div id="cell"></div></body></html>"""

# What anywidget does with the traits of the Python side: hand them out, take changes, and tell of others.
NOTEBOOK = """async (traits) => {
  const module = await import('/widget.js');
  window.traits = traits; let heard = null;
  const model = { get: (name) => window.traits[name], set: (name, value) => { window.traits[name] = value; },
    save_changes: () => { window.saved = structuredClone(window.traits.state); },
    on: (_event, hear) => { heard = hear; }, off: () => { heard = null; } };
  window.change = (state) => { window.traits.state = state; heard?.(); };
  window.leave = module.default.render({ model, el: document.getElementById('cell') });
}"""


def _send(text, media, route):
    route.fulfill(body=text, content_type=media)


def shows(page, model):
    """Wait until the page shows the equilibrium of a model."""
    eq = sm.solve(model, bargaining="closed", proposer="F").equilibrium
    page.wait_for_function(
        "wanted => Math.abs(Number(document.querySelector('td[data-protocol=F] [data-variable=concession]')"
        "?.dataset.exact) - wanted) < 1e-10 * wanted", arg=eq.concession,
    )  # fmt: skip


def test_a_notebook_shows_the_librarys_numbers_without_a_server(browser, address):
    widget = pytest.importorskip("summitry.explorer.widget", reason="the extra jupyter is missing")
    model = sm.load_scenario("trump-zelensky-2019").model
    explorer = widget.Explorer(model)
    page = browser.new_page()
    requests = []
    try:
        for name, text, media in (
            ("notebook", FRAME, "text/html"), ("widget.js", explorer._esm, "text/javascript"),
            ("widget.css", explorer._css, "text/css"),
        ):  # fmt: skip
            page.route(f"**/{name}", partial(_send, text, media))
        page.goto(f"{address}notebook")
        page.on("request", lambda request: requests.append(request.url))
        page.evaluate(NOTEBOOK, {"state": explorer.state, "meta": explorer.meta})
        page.locator("#map .cells").first.wait_for()
        page.locator("[data-export=toml]").wait_for()
        shows(page, model)
        eq = sm.solve(model, proposer="L").equilibrium
        assert exact(page, "L", "concession") == pytest.approx(eq.concession, rel=1e-11)
        # the visitor moves a control, and Python reads it
        page.locator("[data-field=sigma]").fill("0.6")
        page.locator("[data-field=sigma]").press("Enter")
        shows(page, model.replace(sigma=0.6))
        page.wait_for_function("() => window.saved?.sigma === 0.6")
        explorer.state = page.evaluate("window.saved")
        assert explorer.model == model.replace(sigma=0.6)
        # Python sets the model, and the page follows
        explorer.model = model.replace(q=0.9, psi=200)
        page.evaluate("state => window.change(state)", explorer.state)
        shows(page, explorer.model)
        assert page.locator("[data-field=q]").input_value() == "0.9"
        assert "#" not in page.url  # a notebook's address is not ours
        with page.expect_download() as download:
            page.locator("[data-export=toml]").click()
        assert sm.Model.from_toml(download.value.path()) == explorer.model
        assert all(
            url.endswith("/widget.js") or url.startswith(("blob:", "data:")) for url in requests
        ), requests
        assert json.loads(json.dumps(explorer.meta)) == explorer.meta
    finally:
        page.close()
