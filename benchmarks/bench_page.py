"""The explorer's page in a browser: weight, first view, and milliseconds from a slider to redrawn pictures.

Drives the system's Chromium with Playwright against the page's own server on the same cores. A move of a
slider counts from its event to the frame in which numbers and curves (or the map) are painted. Prints only.

    python benchmarks/bench_page.py [--moves 100] [--width 1280]
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import threading
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from summitry.explorer.files import page_files
from summitry.explorer.serve import Server

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGS += ["--disable-background-networking", "--disable-component-update"]
# Resolves when an attribute of the page takes a new value and the frame after it is painted.
TOOLS = """() => {
  const app = document.querySelector('#app');
  window.painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  window.changed = (name, wanted) => new Promise((done) => {
    const look = () => wanted(app.dataset[name]) && (watch.disconnect(), done());
    const watch = new MutationObserver(look);
    watch.observe(app, { attributes: true });
    look();
  });
  window.move = (slider, notch) => {
    const node = document.querySelector(`[data-slider=${slider}]`);
    node.value = String(notch);
    node.dispatchEvent(new Event('input'));
  };
}"""
VIEW = """async ([slider, notches]) => { const times = [];
  for (const notch of notches) {
    const before = document.querySelector('#app').dataset.answered, start = performance.now();
    move(slider, notch);
    await changed('answered', (now) => now !== before);
    await painted();
    times.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 20));
  }
  return times; }"""
MAP = """async ([slider, notches]) => { const coarse = [], fine = [];
  for (const notch of notches) {
    const start = performance.now();
    move(slider, notch);
    await changed('map', (now) => now === undefined);
    await changed('map', (now) => now === '24' || now === '96');
    await painted();
    coarse.push(performance.now() - start);
    await changed('map', (now) => now === '96');
    await painted();
    fine.push(performance.now() - start);
  }
  return [coarse, fine]; }"""
LOADED = """async () => {
  await changed('answered', (now) => now !== undefined);
  await painted();
  const now = performance.now();
  return performance.now(); }"""


def show(name: str, times: list[float]) -> None:
    """Print the middle and the 95th percentile."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:<46} median {median(ordered):6.1f} ms   p95 {p95:6.1f} ms   of {len(times)}")


def opened(browser: Browser, address: str, width: int) -> Page:
    """Open the page in a browser that has never seen it."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#app")
    page.evaluate(TOOLS)
    return page


def first_view(browser: Browser, address: str, width: int, times: int = 10) -> None:
    """Time from the start of the navigation to the painted answer, and weigh what came."""
    loads = []
    for _ in range(times):
        page = opened(browser, address, width)
        loads.append(page.evaluate(LOADED))
        page.context.close()
    show("first view, empty cache", loads)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=100)
    parser.add_argument("--width", type=int, default=1280)
    given = parser.parse_args()
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    files = page_files()
    packed = sum(len(gzip.compress(body, 9)) for body in files.values())
    print(
        f"weight: {sum(map(len, files.values())) / 1000:.0f} kB, compressed {packed / 1000:.0f} kB"
    )
    with Server(0, files) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        address = server.address
        opened(browser, address, given.width).evaluate(LOADED)
        first_view(browser, address, given.width)
        page = opened(browser, address, given.width)
        page.evaluate(LOADED)
        page.wait_for_timeout(2000)
        notches = [20 + (37 * i) % 160 for i in range(given.moves)]
        for slider in ("sigma", "q", "rho", "n"):
            show(
                f"{slider} moved: numbers and four pictures", page.evaluate(VIEW, [slider, notches])
            )
        page.wait_for_timeout(2000)
        coarse, fine = page.evaluate(MAP, ["rho", notches[: max(5, given.moves // 5)]])
        show("rho moved: map, 24 x 24 a protocol", coarse)
        show("rho moved: map, 96 x 96 a protocol", fine)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
