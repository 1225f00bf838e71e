"""A server and a browser for the tests of the page; they skip, and say why, where one of them is missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import summitry as sm
from explorer.browser.helpers import opened

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
STATIC = Path(sm.__file__).parent / "explorer" / "static" / "index.html"


@pytest.fixture(scope="session")
def address():
    """The address of a server of its own, which ends with the tests."""
    if not STATIC.is_file():
        pytest.skip("the page is not built; `make page` builds it (it needs Node)")
    command = [sys.executable, "-c", "from summitry.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "explore", "--port", "0", "--no-browser"], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    said = []
    for line in server.stdout:
        said.append(line)
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            break
    else:
        raise RuntimeError(f"the server did not start: {''.join(said)}")
    yield found.group()
    server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:  # it waits for connections that nobody will close
        server.kill()
        server.wait()
    server.stdout.close()


@pytest.fixture(scope="module")
def browser():
    # Playwright runs beside the tests as long as it is open: it ends with the module, so that the tests of
    # other folders, among them those of deep recursion, run without it.
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed; on Debian: apt-get install chromium")
    api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (extra test)"
    )
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser, address):
    """Open the page: ``with visit("sigma=0.9") as page``."""
    return lambda hash_="", **options: opened(browser, address, hash_, **options)
