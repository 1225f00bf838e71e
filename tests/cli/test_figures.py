"""`summitry figures` as a user runs it."""

from __future__ import annotations

import csv
import math
import sys

import pytest

import summitry as sm
from summitry.cli import main
from summitry.figures import FIGURES
from summitry.model.variables import VARIABLES

NAMES = (
    "1, 2, 3, transparency, salience, lines, map-sigma-q, map-psi-tau, existence, payoffs, landscape, "
    "timeline, open-deals, random-proposer, tree, swap, return-leg, enforcement, antagonist"
)
RHO = (
    "rho (ρ), F's reputational cost if L is removed after a visit, must be a number of at least 0 "
    "(computable: up to 1e9)."
)
VARIABLES_LISTED = ", ".join(map(repr, [*VARIABLES, "gain_L"]))
FOLDER = "The figures go into a folder, which is made if it does not exist. Write for example --out figures."
# T5's status NONE with either proposer
NOTHING = [
    word
    for pair in [
        "alpha=2",
        "beta=3",
        "n=12",
        "tau=0.3",
        "rho=0.8",
        "r=0.4",
        "sigma=0.35",
        "q=0.6",
        "psi=4",
    ]
    for word in ("--set", pair)
]
BAD = [
    (
        ["transparancy", "--columns", "4", "--format", "gif", "--set", "rho=-1"],
        "4 faults\n"
        f"  1. figure 'transparancy' is unknown. The figures are {NAMES}. Did you mean transparency?\n"
        "  2. --format 'gif' is unknown. It must be pdf, svg, png, eps or pgf. "
        "Write for example --format pdf.\n"
        "  3. --columns 4 is no width. It must be 1, 2 or 3. Write for example --columns 2.\n"
        f"  4. --set rho = -1 is below 0. {RHO} Choose a number in this range, for example rho = 0.8.",
    ),
    (["4"], f"figure '4' is unknown. The figures are {NAMES}. Write for example 2."),
    (
        ["lines", "--against", "sigmma", "--variable", "gain_F"],
        "2 faults\n"
        "  1. against = 'sigmma' is no axis. The axes are alpha, beta, n, sigma, q, tau, rho, r, psi, k_max, "
        "prior_mean, prior_evidence. Did you mean sigma?\n"
        f"  2. variables = 'gain_F' is unknown. It must be one of {VARIABLES_LISTED}. "
        "Did you mean 'gain_L'?",
    ),
    (
        ["1", "--against", "tau"],
        "against and variables belong to the figure lines, which is not asked for.",
    ),
    (
        ["1", "--style", "grayscal"],
        "figures: style = 'grayscal' is no style of matplotlib. It must be a name in "
        "matplotlib.style.available, a dictionary of settings, or a list of them. "
        "Did you mean 'grayscale'?",
    ),
    (["1", "--out", "file"], f"--out 'file' is a file. {FOLDER}"),
    (
        ["landscape", *NOTHING],
        "figures landscape: this model has no equilibrium behind closed doors, so that there is "
        "nothing to draw. Change a parameter, for example --set psi=2.",
    ),
]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command in a folder of its own; return exit code, output and error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")

    def go(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["summitry", "figures", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return ended.value.code, shown.out, shown.err

    return go


def test_the_list_names_every_figure(run):
    code, out, _ = run("--list")
    assert not code
    assert [line.split()[0] for line in out.splitlines()] == list(FIGURES)


def test_a_figure_with_another_n_shows_corollary_4_at_that_n(run, tmp_path):
    code, out, _ = run("2", "--set", "n=20", "--format", "svg", "--columns", "1", "--out", "here")
    assert not code
    files = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert files == ["figure-2-marks.csv", "figure-2.csv", "figure-2.svg"]
    assert out.splitlines()[0].startswith("figure 2: ")
    with (tmp_path / "here" / "figure-2-marks.csv").open(newline="") as file:
        marks = {row["protocol"]: row for row in csv.DictReader(file)}
    n = 20
    a = (2 * n + 2 - math.sqrt(n**2 + 2 * n + 4)) / 3  # Cor. 4
    assert math.isclose(float(marks["L"]["threshold"]), a, rel_tol=1e-12)


def test_another_case(run, tmp_path):
    code, _, _ = run(
        "payoffs", "--case", "trump-zelensky-2019", "--set", "sigma=0.9", "--format", "png"
    )
    assert not code
    with (tmp_path / "figures" / "figure-payoffs.csv").open(newline="") as file:
        rows = {row["protocol"]: row for row in csv.DictReader(file)}
    model = sm.load_scenario("trump-zelensky-2019").model.replace(sigma=0.9)
    assert float(rows["F"]["payoff_F"]) == sm.solve(model, proposer="F").equilibrium.payoff_F


def test_lines_against_any_parameter(run, tmp_path):
    """The data are what `solve` says with that parameter changed."""
    code, out, _ = run("--against", "tau", "--variable", "payoff_F", "--format", "svg")
    assert not code and out.startswith("figure lines: ")
    with (tmp_path / "figures" / "figure-lines-tau.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["protocol"] == "L" and row["payoff_F"]]
    model = sm.load_scenario("uniform-example").model
    for row in rows[::40]:
        eq = sm.solve(model.replace(tau=float(row["tau"])), proposer="L").equilibria
        assert float(row["payoff_F"]) in [pytest.approx(each.payoff_F, rel=1e-9) for each in eq]
    assert (tmp_path / "figures" / "figure-lines-tau.svg").exists()


@pytest.mark.parametrize(("words", "message"), BAD)
def test_bad_command_lines(run, tmp_path, words, message):
    code, out, err = run(*words)
    assert (code, out, err) == (2, "", f"Error: {message}\n")
    assert not list(tmp_path.glob("**/*.pdf"))


@pytest.mark.parametrize("figure", ["landscape", "timeline"])
def test_the_advice_for_a_model_without_equilibrium_leads_to_a_figure(run, figure):
    code, _, error = run(figure, *NOTHING)
    advice = error.rpartition("for example ")[2].rstrip(".\n").split()
    assert code == 2 and advice[0] == "--set" and NOTHING[-1] == "psi=4"
    code, out, _ = run(figure, *NOTHING[:-2], *advice)
    assert not code and out.startswith(f"figure {figure}: ")
