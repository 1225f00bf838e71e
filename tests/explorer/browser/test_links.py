"""A link means the same everywhere, what is wrong in it is said, and the page needs only its files."""

import gzip
import random
import string
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from explorer.browser.helpers import assert_true_to_the_library, settled
from summitry.explorer.files import page_files, write_page

LINKS = 45  # frontend/test/links.test.ts reads 2,000 without a browser
# whether what a reload needs is kept: the page itself, the engine, and so many files in all
KEPT = """async (needed) => {
  const kept = await caches.open('summitry');
  const urls = (await kept.keys()).map((one) => one.url);
  const ready = navigator.serviceWorker.controller && urls.includes(location.href.split('#')[0]);
  return ready && urls.some((one) => one.endsWith('.wasm')) && urls.length >= needed; }"""
NAMES = (
    "sigma",
    "q",
    "n",
    "psi",
    "k_max",
    "protocol",
    "kind",
    "atoms",
    "step",
    "mapX",
    "variable",
    "v",
    "all",
    "play",
    "cost",
    "strategies",
    "off_path",
    "power",
)
WRONG = {
    "sigma": "2", "q": "-1", "n": "0", "psi": "0", "k_max": "0.5", "protocol": "G", "kind": "custom",
    "atoms": "x", "step": "8", "mapX": "<b>", "variable": "price", "v": "2", "all": "yes", "play": "D",
    "cost": "beta:2", "strategies": "any", "off_path": "weak", "power": "2",
}  # fmt: skip


def malformed(rng):
    """A link with at least one thing that is wrong for certain."""
    junk = "".join(rng.choices(string.printable.strip().replace("&", ""), k=rng.randint(1, 30)))
    name = rng.choice(NAMES)
    parts = [
        rng.choice(
            (
                f"{name}={WRONG[name]}",
                f"zz{junk}=1",
                "sigma=abc",
                f"tau=1{junk}x",
                "rho=NaN",
                "q=0.5&q=0.6",
            )
        ),
    ]
    if name == "atoms" and parts[0].startswith("atoms"):
        parts.append("kind=atoms")
    if rng.random() < 0.5:
        parts.append(f"psi={rng.choice(('inf', '30', '1e3'))}")
    rng.shuffle(parts)
    return "&".join(parts)


# Each link is followed in the page as Back and Forward do; what is said about it is read when the page rests.
FOLLOW = """async (links) => { const app = document.querySelector('#app'); const silent = [];
  const pause = () => new Promise((done) => setTimeout(done));
  for (const link of links) {
    history.replaceState(null, '', '#' + link); dispatchEvent(new PopStateEvent('popstate'));
    const start = performance.now();
    const said = () => !document.querySelector('.notice').hidden
      || [...document.querySelectorAll('.fault, .faults')].some((one) => one.textContent && !one.hidden);
    while (!said() && performance.now() - start < 5000) await pause();
    if (!said()) silent.push(link);
    history.replaceState(null, '', '#'); dispatchEvent(new PopStateEvent('popstate'));
    while ((app.dataset.stale || said()) && performance.now() - start < 5000) await pause();
  } return silent; }"""


def test_malformed_links_are_each_explained(visit):
    rng = random.Random(4)
    with visit() as page:
        page.set_default_timeout(120_000)
        assert page.evaluate(FOLLOW, [malformed(rng) for _ in range(LINKS)]) == []
        page.evaluate("() => { location.hash = '' }")
        settled(page)
        assert_true_to_the_library(page)


@pytest.mark.parametrize(
    ("hash_", "said"),
    [
        ("sigma=abc", "sigma = “abc” is not a number. sigma (σ), the expected salience"),
        ("zeta=1", "“zeta” is nothing that a link of this page says"),
        ("protocol=G", "It must be one of open, F, L, random."),
        ("v=7", "this page reads version 1"),
        ("mapX=q", "a map needs two parameters"),
    ],
)
def test_a_malformed_value_is_said_and_the_rest_is_shown(visit, hash_, said):
    with visit(f"{hash_}&tau=0.2") as page:
        assert said in page.locator(".notice").inner_text()
        assert assert_true_to_the_library(page).tau == 0.2
        page.locator(".notice button").click()
        assert page.locator(".notice").is_hidden()


def test_a_link_that_is_no_model_leaves_no_empty_page(browser, address):
    context = browser.new_context()
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}#sigma=2")
    page.locator(".fault").filter(has_text="sigma = 2 is above 1").wait_for()
    assert page.locator(".verdicts .badge").all_inner_texts() == ["no answer"] * 3
    for picture in ("figure-2", "line", "map", "timeline"):
        slot = page.locator(f"#{picture} .slot")
        assert "not a model" in slot.inner_text()
        assert slot.evaluate("(one) => getComputedStyle(one).filter") == "none"
    assert page.locator("#line select").nth(1).input_value() == "sigma"
    assert page.locator("td [data-variable=concession]").all_inner_texts() == ["–"] * 3
    page.locator("[data-field=sigma]").fill("0.2")
    page.locator("[data-field=sigma]").press("Enter")
    settled(page)
    assert_true_to_the_library(page)
    assert wrong == []
    context.close()


def test_a_folder_of_any_web_host_serves_it_from_a_sub_path_and_without_a_network_later(
    browser, tmp_path
):
    write_page(tmp_path / "course" / "week 3")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _quiet(tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/course/week%203/"
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{address}#v=1&sigma=0.4")
        settled(page)
        assert assert_true_to_the_library(page).sigma == 0.4
        deadline = time.monotonic() + 30
        while not page.evaluate(KEPT, 6):  # a predicate that is a promise is not waited for by the page
            assert time.monotonic() < deadline
            page.wait_for_timeout(100)
        server.shutdown()
        server.server_close()
        page.reload()
        settled(page)
        assert assert_true_to_the_library(page).sigma == 0.4
    finally:
        context.close()


def _quiet(folder):
    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *given):
            super().__init__(*given, directory=folder)

        def log_message(self, *_):
            pass

    return Handler


def test_opened_as_a_file_it_says_what_to_do(browser, tmp_path):
    write_page(tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    page.locator(".late").filter(has_text="python -m http.server").wait_for()
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.late')).opacity === '1'"
    )
    page.close()


def test_the_page_is_small(address):
    weight = sum(len(gzip.compress(body, 9)) for body in page_files().values())
    assert weight <= 450_000
