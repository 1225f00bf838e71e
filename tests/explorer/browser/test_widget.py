"""The same page inside Jupyter: its module in a browser, its questions answered by the Python side."""

import base64
import json

import pytest

import summitry as sm
from explorer.browser.helpers import exact

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>notebook</title>
<link rel="stylesheet" href="/widget.css"></head><body><div id="cell"></div></body></html>"""

# What anywidget does: hand messages to the kernel, and its answers with their buffers back.
KERNEL = """async (start) => {
  const module = await import('/widget.js');
  let heard = null;
  const model = { get: (name) => ({ start })[name], on: (_event, hear) => { heard = hear; },
    off: () => { heard = null; }, send: async (content) => {
      const [head, body] = await window.kernel(JSON.stringify(content));
      const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
      heard?.(JSON.parse(head), [new DataView(bytes.buffer)]); } };
  window.leave = module.default.render({ model, el: document.getElementById('cell') });
}"""


def test_a_notebook_shows_the_librarys_numbers_and_asks_nobody_else(browser, address):
    widget = pytest.importorskip("summitry.explorer.widget", reason="the extra jupyter is missing")
    asked = []

    def kernel(message):
        asked.append(json.loads(message))
        head, body = widget.reply(asked[-1])
        return [json.dumps(head), base64.b64encode(body).decode()]

    model = sm.load_scenario("trump-zelensky-2019").model
    page = browser.new_page()
    requests = []
    try:
        page.expose_function("kernel", kernel)
        page.route("**/notebook", lambda route: route.fulfill(body=FRAME, content_type="text/html"))
        page.goto(f"{address}notebook")
        page.on("request", lambda request: requests.append(request.url))
        page.evaluate(KERNEL, model.to_dict())
        page.locator("#map .cells").first.wait_for()
        page.locator("[data-export=toml]").wait_for()
        for protocol in "FL":
            eq = sm.solve(model, bargaining="closed", proposer=protocol).equilibrium
            assert exact(page, protocol, "concession") == pytest.approx(eq.concession, rel=1e-11)
        page.locator("[data-field=sigma]").fill("0.6")
        page.locator("[data-field=sigma]").press("Enter")
        eq = sm.solve(model.replace(sigma=0.6), bargaining="closed", proposer="F").equilibrium
        page.wait_for_function(
            "wanted => document.querySelector('[data-protocol=F] [data-variable=concession]')"
            ".dataset.exact === wanted",
            arg=f"{eq.concession:.12g}",
        )
        assert "#" not in page.url  # a notebook's address is not ours
        with page.expect_download() as download:
            page.locator("[data-export=toml]").click()
        assert sm.Model.from_toml(download.value.path()) == model.replace(sigma=0.6)
        assert {message["path"] for message in asked} >= {"/api/meta", "/api/view", "/api/map"}
        assert all(
            url.endswith(("/widget.js", ".svg")) or url.startswith("blob:") for url in requests
        )
    finally:
        page.close()
