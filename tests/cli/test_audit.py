"""`summitry audit` as a user runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

import summitry as sm

CLAIM = "s7-q-raises-U_L-L"
UNPROVED = "prop-7-unique"


def run(*arguments: str, cwd=None) -> subprocess.CompletedProcess[str]:
    program = "from summitry.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "audit", *arguments],
        capture_output=True, text=True, cwd=cwd, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("audit")


@pytest.fixture(scope="module")
def document(folder):
    done = run("--points", "1200", "--attack", "800", "--claim", CLAIM, "--claim", "prop-4",
               "--claim", UNPROVED, "--seed", "3", "--json", "--out", "page.html",
               "--examples", "cases", "--threads", "1", cwd=folder)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1,200 of 1,200 points" in done.stderr
    assert "800 of 800 models under attack" in done.stderr
    return json.loads(done.stdout, parse_constant=lambda word: pytest.fail(word))


def test_the_json_is_the_library_s(document):
    found = json.loads(sm.audit(
        points=1200, attack=800, seed=3, claims=[CLAIM, "prop-4", UNPROVED], threads=1
    ).to_json())  # fmt: skip
    assert document["claims"] == found["claims"]
    assert [claim["id"] for claim in document["claims"]] == ["prop-4", UNPROVED, CLAIM]
    assert document["attack"] == document["claims"][1]["attack"]["models"] == 800


def test_the_page_holds_every_verdict_and_loads_nothing(document, folder):
    page = (folder / "page.html").read_text("utf-8")
    for claim in document["claims"]:
        assert f"<tr id='{claim['id']}'>" in page
        assert f"<td class=n>{claim['failures']:,}</td>" in page
        assert claim["words"] in page
    assert not re.search(r"(src|href)=['\"]?http", page)


def test_counterexamples_are_scenarios_that_fail_again(document, folder):
    files = sorted((folder / "cases").glob("*.toml"))
    assert len(files) == len(document["claims"][2]["counterexamples"]) >= 1
    done = run("--claim", CLAIM, "--at", str(files[0]))
    assert done.returncode == 0
    row = next(line for line in done.stdout.splitlines() if CLAIM in line)
    assert row.split()[1:3] == ["1", "1"] and row.rstrip().endswith("fails")


def test_a_list_of_claims():
    done = run("--list")
    listed = [line.split()[0] for line in done.stdout.splitlines()]
    assert listed == list(sm.claims())


def test_open_ended_help_names_the_options():
    done = run("--help")
    for option in (
        "--points",
        "--attack",
        "--claim",
        "--seed",
        "--at",
        "--out",
        "--examples",
        "--json",
        "--list",
    ):
        assert option in done.stdout
