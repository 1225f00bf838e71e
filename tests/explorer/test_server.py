"""The explorer over HTTP: what it serves, what it refuses, and that nobody waits for one who has left."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import pytest

from explorer.server import ask, call, get, patient, raw, running, scope
from summitry.explorer import answers, app, maps
from summitry.explorer.answers import ENDPOINTS, answer
from summitry.explorer.serve import warm
from summitry.explorer.static import load

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """The server gives up what takes long, as the first import of a module may."""
    warm()


@pytest.fixture(scope="module")
def port():
    with running() as port:
        yield port


@pytest.fixture
def site(tmp_path):
    """A built page of three files."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>page</title>" + " " * 500)
    (tmp_path / "assets" / "a-1f.js").write_text("console.log('θ')\n" * 50)
    (tmp_path / "notes.exe").write_text("no")
    return load(tmp_path)


# --- what it serves --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path, query",
    [
        ("/api/meta", ""),
        ("/api/view", "sigma=0.3&points=5"),
        ("/api/view", "sigma=0.3&points=5&format=json"),
        ("/api/map", "nx=3&ny=3"),
        ("/api/play", "role=C&choice=0.4"),
        ("/api/export", "what=toml"),
        ("/api/openapi.json", ""),
        ("/api", ""),
    ],
)
def test_http_gives_the_bytes_of_the_answer(port, path, query):
    expected = answer(path, query)
    assert expected.status == 200
    status, headers, body = get(port, f"{path}?{query}")
    assert (status, body) == (200, expected.body)
    assert headers["content-type"].startswith(expected.media)
    assert headers["content-security-policy"] == CSP
    assert "server" not in headers


def test_head_gives_the_headers_alone(port):
    status, headers, body = get(port, "/api/meta", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(answer("/api/meta").body)


def test_exports_come_as_files(port):
    _, headers, body = get(port, "/api/export?what=bibtex")
    assert headers["content-disposition"] == 'attachment; filename="summitry.bib"'
    assert body.startswith(b"@article{")


def test_the_page_comes_packed_tagged_and_only_from_its_own_files(site):
    page = app.create_app(page=site)
    status, headers, body = ask(page, "/", ("accept-encoding", "gzip, br"))
    assert (status, headers["content-encoding"], headers["cache-control"]) == (
        200,
        "gzip",
        "no-cache",
    )
    assert gzip.decompress(body).startswith(b"<!doctype html><title>page")
    assert ask(page, "/index.html", ("if-none-match", headers["etag"]))[::2] == (304, b"")
    status, headers, body = ask(page, "/assets/a-1f.js")
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in headers["cache-control"]
    assert "content-encoding" not in headers
    assert body.startswith("console.log('θ')".encode())
    for path in ("/notes.exe", "/assets/", "/assets", "/../app.py", "/assets/../index.html", "//"):
        assert ask(page, path)[0] == 404, path


def test_without_a_built_page_it_says_what_to_do(tmp_path):
    assert load(tmp_path) == {}
    status, _, body = ask(app.create_app(page={}), "/")
    assert status == 503
    assert b"The page is not built in this copy" in body
    assert ask(app.create_app(page={}), "/api/style.css")[0] == 200


# --- what it refuses -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/api/view", "/nowhere"])
def test_only_get_and_head_are_answered(port, method, path):
    status, headers, body = get(port, path, method=method)
    assert status == 405
    assert headers["allow"] == "GET, HEAD"
    assert json.loads(body)["faults"]


@pytest.mark.parametrize(
    "host, allowed",
    [
        ("127.0.0.1", True), ("127.0.0.1:8421", True), ("localhost:1", True), ("[::1]:80", True),
        ("evil.example", False), ("127.0.0.1.evil.example", False), ("localhost.", False),
        ("localhost:x", False), ("127.0.0.1, evil.example", False), ("", False), ("0.0.0.0", False),
    ],
)  # fmt: skip
def test_only_this_machine_s_names_are_served(port, host, allowed):
    asked = f"GET /api/style.css HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    status = raw(port, asked.encode()).split(b"\r\n")[0]
    assert (b" 200 " in status) == allowed
    assert allowed or b" 400 " in status


@pytest.mark.parametrize(
    "header, status",
    [
        ("Content-Length: 3", 413),
        ("Transfer-Encoding: chunked", 413),
        ("Sec-Fetch-Site: cross-site", 403),
        ("Sec-Fetch-Site: same-origin", 200),
        ("X-Large: " + "x" * 20_000, 431),
        ("\r\n".join(f"X-{i}: 1" for i in range(80)), 431),
        ("Content-Length: 0", 200),
    ],
)
def test_bodies_large_headers_and_other_sites_are_refused(port, header, status):
    assert get(port, "/api/style.css", header)[0] == status


@pytest.mark.parametrize("target", ["/api/view?sigma=" + "1" * 5000, "/" + "a" * 300])
def test_long_addresses_are_refused(port, target):
    assert get(port, target)[0] == 414


def test_every_answer_keeps_the_browser_safe(port):
    for target in ("/", "/nowhere", "/api/view?x=1", "/api/meta", "/api"):
        _, headers, _ = get(port, target)
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"


def test_a_crowd_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(app, "MOST_WAITING", 0)
    status, headers, _ = ask(app.create_app(), "/api/meta")
    assert (status, headers["retry-after"]) == (503, "1")


def test_work_without_end_is_ended(monkeypatch):
    monkeypatch.setattr(answers, "SECONDS", 0.0)
    status, _, body = ask(app.create_app(), "/api/map?nx=4&ny=4")
    assert status == 503
    assert "Ask for fewer points or cells" in json.loads(body)["faults"][0]


def test_our_own_faults_are_a_500_without_particulars(monkeypatch):
    def broken(query: Any) -> Any:
        yield
        raise ZeroDivisionError("secret")

    monkeypatch.setitem(ENDPOINTS, "/api/meta", answers.Endpoint("/api/meta", "", (), broken, ""))
    answered: list[Any] = []

    async def once() -> None:
        site = app.create_app()
        async with site.router.lifespan_context(site):
            await site(scope("/api/meta"), patient, send)

    async def send(message: Any) -> None:
        answered.append(message)

    with pytest.raises(ZeroDivisionError):  # for the server's log
        asyncio.run(once())
    assert answered[0]["status"] == 500
    assert b"secret" not in answered[1]["body"]
    assert json.loads(answered[1]["body"])["faults"]


# --- one who has left ------------------------------------------------------------------------------


@pytest.mark.parametrize("patience", [0, 2])
def test_a_client_that_leaves_costs_no_more_work(monkeypatch, patience):
    """It leaves after so many slices of a map that has many; the server does one more at most."""
    done = 0
    solve = maps.whole_map

    def counted(*arguments: Any) -> Any:
        nonlocal done
        done += 1
        return solve(*arguments)

    monkeypatch.setattr(maps, "whole_map", counted)
    monkeypatch.setattr(maps, "SLICE", 0.0)  # the least rows in a slice
    monkeypatch.setattr(app, "MOMENT", 0.0)  # and one slice at a time

    async def receive() -> dict[str, Any]:
        if done < patience:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def leave() -> int:
        site = app.create_app(workers=1)
        async with site.router.lifespan_context(site):
            return (await call(site, scope("/api/map?nx=20&ny=40"), receive))[0]

    assert asyncio.run(leave()) == 499
    assert done <= patience + 1


def test_a_long_answer_lets_short_ones_pass():
    """Slices of a long map and a whole short view on one worker: the view is done first."""
    order: list[str] = []

    async def asked(site: Any, name: str, target: str) -> None:
        status, _, _ = await call(site, scope(target))
        assert status == 200
        order.append(name)

    async def both() -> None:
        site = app.create_app(workers=1)
        async with site.router.lifespan_context(site):
            long = asyncio.create_task(asked(site, "long", "/api/map?nx=96&ny=96"))
            await asyncio.sleep(0)
            short = asyncio.create_task(asked(site, "short", "/api/view?parts=solve"))
            await asyncio.gather(long, short)

    asyncio.run(both())
    assert order == ["short", "long"]
