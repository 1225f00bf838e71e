"""`summitry solve --disclosure`: who may prove what, on the command line (T13.5)."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import summitry as sm
from summitry.cli.application import _run

CASE = "uniform-example"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = _run([*arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("who", ["leader", "antagonist", "absence"])
def test_a_saved_answer_is_that_of_the_library_and_is_verified(
    who: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    reach = () if who == "absence" else ("--reach", "0.5")
    options = ("--disclosure", who, *reach, "--off-path", "prior")
    code, out, _ = run(capsys, "solve", CASE, *options, "--json")
    assert code == 0
    for proposer, answer in zip("FL", json.loads(out)["solutions"], strict=True):
        own = {"disclosure": who} | ({"reach": 0.5} if reach else {})
        right = sm.solve(CASE, proposer=proposer, off_path="prior", **own)
        assert answer == json.loads(json.dumps(right.answer_dict()))
    (tmp_path / "saved.json").write_text(out, "utf-8")
    code, out, _ = run(capsys, "verify", "--complete", str(tmp_path / "saved.json"))
    assert (code, out.splitlines()[-1].split(":")[0]) == (0, "verified")


def test_the_table_names_the_interval_and_the_third_party(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "solve", CASE, "--disclosure", "antagonist", "--proposer", "L")
    (interval,) = sm.solve(CASE, disclosure="antagonist").intervals
    assert code == 0
    assert f"{interval.low.visit_probability:.6g}" in out
    assert "antagonist" in out.split("status")[0]
    code, out, _ = run(capsys, "solve", CASE, "--disclosure", "antagonist", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {(row["disclosure"], row["reach"]) for row in rows} == {("antagonist", "1.0")}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--disclosure rumour --proposer C", ["--disclosure 'rumour' is unknown", "--proposer 'C'"]),
        ("--disclosure leader --reach 1.5", ["--reach 1.5 is out of range"]),
        ("--disclosure antagonist --bargaining open", ["with --bargaining open", "nothing left"]),
        ("--disclosure leader --strategies mixed", ["with --strategies mixed is not derived"]),
        ("--disclosure leader --proposer random --power 0.5", ["nobody can prove the price"]),
        ("--disclosure antagonist --set psi=inf", ["psi = inf with --disclosure 'antagonist'"]),
        ("--reach 0.5", ["--reach 0.5 means nothing with --disclosure none"]),
    ],
)
def test_bad_input_is_refused_in_the_words_of_the_command_line(
    options: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "solve", CASE, *options.split())
    assert code == 2
    assert not out
    for part in words:
        assert part in err
