"""`summitry explore` as a user runs it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection

import pytest

from summitry.explorer.files import static

BUILT = (static() / "index.html").is_file()

# a shell that starts the tests in the background has them ignore SIGINT
MAIN = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from summitry.cli import main; main()"
)


def explore(*arguments: str, before: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", before + MAIN, "explore", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.skipif(
    not BUILT, reason="the page is not built; `make page` builds it (it needs Node)"
)
def test_it_says_where_the_page_is_serves_it_there_and_ends_quietly():
    process = explore("--port", "0", "--no-browser")
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(
        r"summitry is at http://127\.0\.0\.1:(\d+)/ \(end it with Ctrl\+C\)\n", line
    )
    assert found, line
    wire = HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
    wire.request("GET", "/meta.json")
    answer = wire.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read())["default_scenario"] == "uniform-example"
    wire.close()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert said == ""


def refused(*arguments: str, before: str = "") -> str:
    process = explore(*arguments, "--no-browser", before=before)
    out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    return said


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999"])
def test_a_port_that_cannot_be_is_refused(port):
    assert refused(f"--port={port}") == (
        f"Error: --port {port} is out of range. It must be from 0 (any free one) to 65535. "
        "Write for example --port 8421.\n"
    )


def test_a_port_in_use_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert refused("--port", str(port)) == (
            f"Error: --port {port} cannot be used: address already in use. Perhaps another summitry explore "
            "is running. Choose another, or --port 0 for any that is free.\n"
        )


@pytest.mark.skipif(
    not BUILT, reason="the page is not built; `make page` builds it (it needs Node)"
)
def test_it_writes_a_folder_for_a_web_host(tmp_path):
    process = explore("--out", str(tmp_path / "site"))
    out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, f"{tmp_path / 'site' / 'index.html'}\n")
    assert "any web server can serve the folder" in said
    assert json.loads((tmp_path / "site" / "meta.json").read_text("utf-8"))["fields"]


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "site").write_text("")
    said = refused("--out", str(tmp_path / "site"))
    assert "--out" in said
    assert "Traceback" not in said
