"""The page as a folder, and served on this machine."""

from __future__ import annotations

import json
import socket
import struct
import threading
from http.client import HTTPConnection

import pytest

import summitry as sm
from summitry.explorer import files
from summitry.explorer.meta import COST_LAWS, KINDS, SLIDERS, meta, meta_json
from summitry.explorer.serve import Server
from summitry.figures import AXES
from summitry.model.variables import VARIABLES

PAGE = {
    "index.html": b"<!doctype html>",
    "assets/a.js": b"1",
    "assets/e.wasm": b"\0asm",
    "meta.json": b"{}",
}


@pytest.fixture
def built(tmp_path):
    """A page that is built, whatever is in this copy."""
    for name, body in PAGE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)
    (tmp_path / "widget.js").write_bytes(b"of the notebook")
    return tmp_path


def test_the_page_is_its_files_and_what_the_library_says(built):
    found = files.page_files(built)
    assert found == PAGE | {"meta.json": meta_json()}


def test_a_folder_is_written_whole(built, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(files, "static", lambda: built)
    out = tmp_path_factory.mktemp("site") / "explorer"
    written = files.write_page(out)
    assert sorted(path.relative_to(out).as_posix() for path in written) == sorted(PAGE)
    assert json.loads((out / "meta.json").read_text("utf-8"))["version"] == meta()["version"]


def test_a_page_that_is_not_built_says_how_it_is(tmp_path):
    with pytest.raises(sm.InputError, match=r"not built in this copy.*Run: "):
        files.page_files(tmp_path)


def test_meta_names_everything_that_the_page_shows():
    said = json.loads(meta_json())
    assert [field["name"] for field in said["fields"]] == list(sm.Model.from_dict(
        sm.load_scenario("uniform-example").model.to_dict()).to_dict())[:-1]  # fmt: skip
    assert list(said["variables"]) == list(VARIABLES)
    assert all(about["formula"] for about in said["variables"].values())
    assert {axis["name"] for axis in said["axes"]} == set(AXES) == set(SLIDERS)
    assert [one["name"] for one in said["scenarios"]] == list(sm.list_scenarios())
    assert set(KINDS) == {"linear", "binomial", "article", "atoms"}
    outcomes = {one["id"] for one in said["outcomes"]}
    assert set(said["gains_by_status"].values()) <= outcomes
    for slider in (field["slider"] for field in said["fields"]):
        assert slider["from"] < slider["to"]


@pytest.mark.parametrize("name", [name for name, (_, _, numbers) in COST_LAWS.items() if numbers])
def test_the_page_admits_the_numbers_of_a_cost_law_that_the_library_admits(name):
    call, _, numbers = COST_LAWS[name]
    least = {key: low for key, (low, *_) in numbers.items()}
    law = getattr(sm, call)
    assert law(**least).to_dict() == {"law": name, **least}
    for key, (low, start, stop, _) in numbers.items():
        assert low <= start < stop <= 1000
        for wrong in (low - 0.001, 1000.1):
            with pytest.raises(sm.InputError, match=f"{key}="):
                law(**{**least, key: wrong})


@pytest.fixture
def wire():
    server = Server(0, PAGE)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    yield connection
    connection.close()
    server.shutdown()
    server.server_close()
    thread.join(30)


@pytest.mark.parametrize(
    ("path", "name", "media"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html?x=1", "index.html", "text/html; charset=utf-8"),
        ("/assets/a.js", "assets/a.js", "text/javascript; charset=utf-8"),
        ("/assets/e.wasm", "assets/e.wasm", "application/wasm"),
        ("/meta.json", "meta.json", "application/json; charset=utf-8"),
    ],
)
def test_a_file_is_served_with_its_type(wire, path, name, media):
    for method in ("GET", "HEAD"):
        wire.request(method, path)
        answer = wire.getresponse()
        body = answer.read()
        assert (answer.status, answer.headers["Content-Type"]) == (200, media)
        assert answer.headers["Content-Length"] == str(len(PAGE[name]))
        assert body == (PAGE[name] if method == "GET" else b"")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/assets/",
        "/\\",
    ],
)
def test_no_request_names_a_file_of_this_machine(wire, path):
    wire.request("GET", path)
    answer = wire.getresponse()
    assert answer.status == 404
    assert b"root:" not in answer.read()


def test_a_reader_who_leaves_is_no_error(capfd):
    server = Server(0, PAGE | {"large.js": b" " * 50_000_000})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.server_port)) as wire:
        # it leaves at once, without a farewell
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.sendall(b"GET /large.js HTTP/1.1\r\nHost: x\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 200")
    server.shutdown()
    server.daemon_threads = False
    server.server_close()  # waits for the one who sends
    thread.join(30)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent(wire, method):
    wire.request(method, "/")
    assert wire.getresponse().status == 501
