"""The command line: T10's numbers in every form, verification, and bad input without tracebacks."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import pytest

T10 = """
[prior]
alpha = 2
beta = 3
[foreign_leader]
n = 12
tau = 0.1
rho = 0.8
r = 0.4
[domestic_leader]
psi = 30
[bargaining]
sigma = 0.35
q = 0.6
"""
F_PRICE, L_PRICE = 0.627452316266, 0.474265736539


def run(*arguments: str, cwd=None, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    program = "from summitry.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True, text=True, cwd=cwd, input=text, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(T10, "utf-8")
    return path


def test_the_json_is_strict_and_holds_the_values_of_theory(case):
    done = run("solve", str(case), "--json")
    assert done.returncode == 0
    document = json.loads(done.stdout, parse_constant=lambda word: pytest.fail(word))
    price = {
        (s["bargaining"], s["proposer"]): s["equilibria"][0]["concession"]
        for s in document["solutions"]
    }
    assert price["closed", "F"] == pytest.approx(F_PRICE, rel=1e-10)
    assert price["closed", "L"] == pytest.approx(L_PRICE, rel=1e-10)
    assert price["open", "L"] is None
    assert "price" in document["solutions"][0]["equilibria"][0]["reasons"]["concession"]


def test_the_table_shows_the_same_values(case):
    shown = run("solve", str(case)).stdout
    assert f"{F_PRICE:.6g}" in shown
    assert f"{L_PRICE:.6g}" in shown
    assert "resource curse" in shown


def test_csv_has_a_row_for_each_equilibrium_and_full_numbers(case):
    rows = list(csv.DictReader(run("solve", str(case), "--csv").stdout.splitlines()))
    assert [(row["bargaining"], row["proposer"], row["status"]) for row in rows] == [
        ("open", "L", "one"), ("closed", "F", "one"), ("closed", "L", "one"),
    ]  # fmt: skip
    assert rows[0]["concession"] == ""
    assert float(rows[1]["concession"]) == pytest.approx(F_PRICE, rel=1e-11)
    assert float(rows[2]["concession"]) == pytest.approx(L_PRICE, rel=1e-11)
    assert float(rows[2]["psi"]) == 30.0


def test_csv_and_json_exclude_each_other(case):
    done = run("solve", str(case), "--csv", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: --json and --csv are both given. Choose one.\n"


def test_set_changes_a_parameter(case):
    # T5: q does not enter [F-eq], σ does
    def price(*options: str) -> float:
        out = run(
            "solve", str(case), "--proposer", "F", "--bargaining", "closed", "--json", *options
        )
        return json.loads(out.stdout)["solutions"][0]["equilibria"][0]["concession"]

    assert price("--set", "q=0.9") == pytest.approx(F_PRICE, rel=1e-10)
    assert price("--set", "sigma=0.6") > F_PRICE


def test_a_saved_answer_is_verified_and_a_changed_one_is_not(case, tmp_path):
    saved = run("solve", str(case), "--json").stdout
    result = tmp_path / "result.json"
    result.write_text(saved, "utf-8")
    assert run("verify", str(result)).returncode == 0
    document = json.loads(saved)
    document["solutions"][1]["equilibria"][0]["concession"] *= 1.01
    changed = run("verify", "-", text=json.dumps(document))
    assert changed.returncode == 1
    assert "FAILED" in changed.stdout


def test_the_report_holds_every_scenario_and_loads_nothing_from_outside(tmp_path):
    out = tmp_path / "report"
    few = ("--points", "64", "--attack", "64")
    assert run("reproduce", "--out", str(out), *few).returncode == 0
    page = (out / "index.html").read_text("utf-8")
    links = re.findall(r"""(?:src|href)=['"]?(https?:[^'"]*)""", page)
    assert set(links) == {"https://doi.org/10.3390/g15020014"}  # which loads nothing until it is followed
    document = json.loads((out / "results.json").read_text("utf-8"))
    with (out / "results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["scenario"] for row in rows} == {s["labels"]["scenario"] for s in document["scenarios"]}
    assert len({row["scenario"] for row in rows}) == 10
    assert all(float(row["max_gain"]) <= 1e-9 + 1e-12 * 1e6 for row in rows if row["max_gain"])
