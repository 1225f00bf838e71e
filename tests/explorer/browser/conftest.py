"""A server and a browser for the tests of the page; they skip, and say why, where one of them is missing."""

import shutil
import threading

import pytest

from explorer.browser.helpers import opened
from summitry.explorer.files import page_files
from summitry.explorer.serve import Server
from summitry.model.faults import InputError

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="session")
def address():
    """The address of a server of the page, which ends with the tests."""
    try:
        server = Server(0, page_files())
    except InputError as error:
        pytest.skip(f"{error}; `make page` builds it")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.address
    server.shutdown()
    server.server_close()
    thread.join(30)


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
