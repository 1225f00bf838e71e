"""`make explore`: the page served from a clone in which summitry is not installed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from summitry.explorer.meta import meta

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
# A Python with its standard library, NumPy and lazy-loader alone, and a clone without the compiled engine.
BARE = """
import ctypes, sys
from pathlib import Path

scripts, page, folder = sys.argv[1:]
sys.path.insert(0, scripts)
known = sys.stdlib_module_names | {"numpy", "lazy_loader", "summitry", "explore", "build_page"}

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in known:
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)

def load(name, *arguments, **options):
    raise OSError(f"{name} was loaded")

sys.meta_path.insert(0, Refuse())
ctypes.CDLL = load
import build_page, explore

build_page.make = lambda: 0
explore.known_as_installed(Path(folder))
from summitry.explorer import files

files.static = lambda: Path(page)
sys.argv = ["explore.py", "--port", "0"]
sys.exit(explore.main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for another process there")
def test_the_page_is_served_without_the_engine_and_without_other_packages(tmp_path):
    page, folder = tmp_path / "page", tmp_path / "folder"
    page.mkdir(), folder.mkdir()
    (page / "index.html").write_text("<!doctype html>")
    command = [sys.executable, "-c", BARE, str(SCRIPTS), str(page), str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        line = server.stdout.readline()
        assert "http://127.0.0.1:" in line, server.communicate()
        address = line.split()[3]
        with urlopen(address, timeout=30) as answer:
            assert answer.read() == b"<!doctype html>"
        with urlopen(f"{address}meta.json", timeout=30) as answer:
            said = json.load(answer)
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)
    assert server.returncode == 130
    assert said["version"] == meta()["version"]
    assert [entry["name"] for entry in said["fields"]] == [
        entry["name"] for entry in meta()["fields"]
    ]


def test_what_is_missing_is_asked_for_as_pyproject_says(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import explore

    assert explore.missing() == []
    monkeypatch.setattr(explore.importlib.util, "find_spec", lambda name: None)
    found = explore.missing()
    assert [line.partition(">")[0] for line in found] == ["numpy", "lazy-loader"]
    assert set(found) <= set(explore.project()["dependencies"])
