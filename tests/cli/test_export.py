"""`summitry export`: a file that reads back, and bad input without tracebacks."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import summitry as sm


def run(*arguments: str, cwd) -> subprocess.CompletedProcess[str]:
    program = "from summitry.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "export", *arguments],
        capture_output=True, text=True, cwd=cwd, timeout=300, check=False,
    )  # fmt: skip


def test_the_file_holds_the_game_and_its_equilibrium(tmp_path):
    done = run(
        "korea-1964", "--out", "game.efg", "--binomial", "4", "--set", "q=0.8", "--proposer", "F",
        "--prices", "3", "--cutoffs", "3", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tree = sm.read_efg(tmp_path / "game.efg")
    model = sm.load_scenario("korea-1964").model
    assert tree.model == model.replace(n=4, q=0.8, information=sm.Binomial())
    eq = sm.solve(tree.model, proposer="F").equilibrium
    assert sm.profile_on_tree(tree, eq).max_regret < 1e-12
    assert f"{len(tree.nodes)} nodes" in done.stdout
    assert f"An equilibrium is on it (price {eq.concession:.6g})." in done.stdout


def test_a_game_without_a_pure_equilibrium_is_exported_and_said_so(tmp_path):
    done = run("nasser-1955", "--out", "game.efg", "--binomial", "4", cwd=tmp_path)
    assert done.returncode == 0
    assert "No equilibrium is on it: no pure-strategy equilibrium exists" in done.stdout
    assert len(sm.read_efg(tmp_path / "game.efg").concessions) == 8


def test_where_there_is_no_pure_equilibrium_the_options_that_have_one_are_named(tmp_path):
    """README's headline case with 8 signals: what is said leads to trees with an equilibrium on them."""
    case = ("trump-zelensky-2019", "--out", "game.efg", "--prices", "2", "--cutoffs", "2")
    said = run(*case, "--binomial", "8", cwd=tmp_path).stdout
    assert "--strategies mixed puts an equilibrium in mixed strategies on it" in said
    found = re.search(r"There is a pure one with (--proposer F) or with (--binomial \d+)\.", said)
    for options in found.groups():
        signals = () if "--binomial" in options else ("--binomial", "8")
        again = run(*case, *signals, *options.split(), cwd=tmp_path)
        assert "An equilibrium is on it" in again.stdout


def test_an_equilibrium_in_mixed_strategies_is_put_on_the_tree(tmp_path):
    """T11, J: two offers, with probabilities .405 and .595."""
    case = ("trump-zelensky-2019", "--out", "game.efg", "--binomial", "4", "--strategies", "mixed")
    done = run(*case, "--prices", "2", "--cutoffs", "2", cwd=tmp_path)
    assert "An equilibrium is on it (two offers, price 0.160193 or 0.179583)." in done.stdout
    tree = sm.read_efg(tmp_path / "game.efg")
    (eq,) = sm.solve(tree.model, strategies="mixed").mixed
    profile = sm.profile_on_tree(tree, eq)
    assert profile.max_regret < 1e-12
    named = dict(zip((s.label for s in tree.infosets), profile.behaviour, strict=True))
    assert sorted(named["L proposes"])[-2:] == pytest.approx([0.4053732288, 0.5946267712], abs=1e-9)
    refused = run(*case, "--equilibrium", "2", cwd=tmp_path)
    assert refused.returncode == 2 and "--equilibrium 2 does not exist." in refused.stderr


def test_bad_options_are_named_together_without_a_traceback(tmp_path):
    done = run(
        "korea-1964",
        "--out",
        "g.efg",
        "--timing",
        "late",
        "--proposer",
        "Z",
        "--prices",
        "0",
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for part in ("4 faults", "--timing 'late'", "--proposer 'Z'", "--prices 0", "Linear()"):
        assert part in done.stderr
    assert not (tmp_path / "g.efg").exists()


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    done = run("korea-1964", "--out", "no/g.efg", "--binomial", "2", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: --out 'no/g.efg': there is no folder 'no'.")


def test_a_random_proposers_game_is_exported_with_its_two_deals(tmp_path):
    done = run(
        "korea-1964", "--out", "game.efg", "--binomial", "4", "--proposer", "random", "--power", "0.5",
        "--prices", "2", "--cutoffs", "2", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tree = sm.read_efg(tmp_path / "game.efg")
    assert (tree.proposer, tree.power) == ("random", 0.5)
    (eq,) = sm.solve(tree.model, proposer="random", power=0.5).mixed
    assert sm.profile_on_tree(tree, eq).max_regret < 1e-12
    assert f"price {eq.offers[0].concession:.6g} or {eq.offers[1].concession:.6g}" in done.stdout


def test_every_fault_of_an_export_is_named_at_once(tmp_path):
    done = run(
        "korea-1964", "--out", "no/g.efg", "--proposer", "random", "--power", "2", "--timing", "late",
        "--prices", "0", "--off-path", "x", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    words = ("6 faults", "--power 2", "--timing 'late'", "--prices 0", "--off-path 'x'", "there is no folder")
    for part in (*words, "Linear()"):
        assert part in done.stderr
    done = run("korea-1964", "--out", "no/g.efg", "--proposer", "random", cwd=tmp_path)
    assert "power is missing" in done.stderr.replace("--", "") and "there is no folder" in done.stderr
