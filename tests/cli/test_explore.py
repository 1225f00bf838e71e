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

from summitry.model.installation import install_command

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


def test_it_says_where_the_page_is_serves_it_there_and_ends_quietly():
    process = explore("--port", "0", "--no-browser")
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.fullmatch(
        r"summitry is at http://127\.0\.0\.1:(\d+)/ \(end it with Ctrl\+C\)\n", line
    )
    assert found, line
    wire = HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
    wire.request("GET", "/api/view?sigma=0.4&parts=solve&format=json")
    answer = wire.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read())["model"]["sigma"] == 0.4
    wire.close()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in said
    assert "getting the solver ready" in said


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


@pytest.mark.parametrize("name", ["starlette", "uvicorn", "xarray"])
def test_without_the_extra_it_says_what_to_install(name):
    said = refused(before=f"import sys; sys.modules['{name}'] = None\n")
    assert said == (
        f"Error: summitry explore needs {name}, which is not installed. "
        f"Run: {install_command('explore')}\n"
    )
