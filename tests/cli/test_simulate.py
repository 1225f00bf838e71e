"""`summitry simulate` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import summitry as sm
from summitry.cli import main

CASE = "trump-zelensky-2019"


def run(*arguments: str, cwd=None) -> subprocess.CompletedProcess[str]:
    program = "from summitry.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "simulate", *arguments],
        capture_output=True, text=True, cwd=cwd, timeout=300, check=False,
    )  # fmt: skip


def test_the_table_agrees_with_the_model_and_progress_goes_to_stderr():
    done = run(CASE, "--plays", "2e5", "--seed", "1")
    assert done.returncode == 0
    assert "The plays agree with the model." in done.stdout
    assert "200,000 of 200,000 plays" in done.stderr and "of 200,000" not in done.stdout


def test_the_json_is_strict_and_the_same_for_any_number_of_threads():
    one, two = (
        run(CASE, "--plays", "150000", "--json", "--threads", threads).stdout for threads in "12"
    )
    assert one == two
    document = json.loads(one, parse_constant=lambda word: pytest.fail(word))
    assert document["plays"] == 150_000 and document["agrees"]
    assert {"visit_probability", "payoff_F"} <= {row["name"] for row in document["comparisons"]}


def test_a_deviation_is_seen_to_lose(tmp_path):
    pytest.importorskip("pyarrow")
    out = tmp_path / "plays.parquet"
    options = ("--plays", "1e5", "--deviate", "answer=reject", "--json", "--out", str(out))
    document = json.loads(run(CASE, *options).stdout)
    gain = document["comparisons"][-1]
    assert document["deviator"] == "F" and gain["name"] == "gain" and gain["simulated"] < 0
    assert out.stat().st_size > 100_000


def test_several_equilibria_must_be_chosen_from():
    # T5's example of three
    values = {
        "alpha": 10.908, "beta": 0.4495, "n": 5.254, "tau": 0.5899, "rho": 0.6174, "r": 0.1283,
        "sigma": 0.9778, "q": 0.7715, "psi": 1312.86,
    }  # fmt: skip
    settings = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    asked = run(CASE, *settings)
    assert asked.returncode == 2 and "Choose one: --equilibrium K." in asked.stderr
    assert "2 (v = 0.27" in asked.stderr
    done = run(CASE, *settings, "--equilibrium", "2", "--plays", "1e5")
    assert done.returncode == 0 and "0.27" in done.stdout
    assert "--equilibrium 4 does not exist" in run(CASE, *settings, "--equilibrium", "4").stderr


@pytest.mark.parametrize(
    "options, says",
    [
        (
            ("--plays", "many"),
            "--plays 'many' is not a whole number. Write for example --plays 1000000.",
        ),
        (("--plays", "0"), "plays = 0 is out of range."),
        (("--proposer", "X"), "proposer = 'X' is unknown."),
        (("--deviate", "q"), "--deviate 'q' is not of the form name=value."),
        (("--plays", "1e13", "--out", "x.parquet"), "plays = 10000000000000 would need about"),
    ],
)
def test_bad_input_exits_2_with_one_clear_error(options, says, tmp_path):
    done = run(CASE, *options, cwd=tmp_path)
    assert done.returncode == 2 and says in done.stderr
    assert "Traceback" not in done.stderr and not list(tmp_path.iterdir())


def test_mixed_equilibria_and_a_random_proposer_are_played(tmp_path, monkeypatch, capsys):
    """E of T11 has two offers; with a random proposer two deals are struck with λ and 1 − λ (T13.3)."""
    monkeypatch.chdir(tmp_path)

    def inside(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["summitry", "simulate", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), *capsys.readouterr()

    model = sm.Model(alpha=13.1, beta=8.23, n=1, sigma=0.699, q=0.583, tau=0.171, rho=1.93, r=0.488, psi=844,
                     k_max=2.69, information=sm.Binomial())  # fmt: skip
    model.to_toml(tmp_path / "e.toml")
    code, said, _ = inside("e.toml", "--strategies", "mixed", "--plays", "1e5")
    assert code == 0 and "L proposes: two offers" in said
    assert "The plays agree with the model." in said
    code, _, asked = inside("e.toml", "--strategies", "mixed", "--off-path", "smallest")
    assert code == 2 and "1 (v = 0), 2 (two offers, v = 0.69" in asked
    code, said, _ = inside("uniform-example", "--proposer", "random", "--power", "0.5", "--plays", "1e5")
    assert code == 0 and "F proposes with probability 0.5, else L" in said
    code, _, bad = inside("e.toml", "--proposer", "random", "--strategies", "both", "--off-path", "x")
    assert code == 2
    assert all(word in bad for word in ("power is missing", "'both'", "--off-path 'x'"))
