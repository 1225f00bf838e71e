"""docs/mixed-equilibria.md: every number of its tables, against the conditions that define it."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest

import summitry as sm

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "mixed-equilibria.md").read_text(encoding="utf-8")
spec = importlib.util.spec_from_file_location("mixed", ROOT / "benchmarks/mixed_equilibria.py")
mixed = importlib.util.module_from_spec(spec)
sys.modules["mixed"] = mixed
spec.loader.exec_module(mixed)


def table(heading: str) -> list[list[str]]:
    """Cells of the table in a section, a list for each row."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def shown(section: str, name: str, proposer: str) -> tuple[list[float], list[float]]:
    """The deals that the page shows of a mixture, and its other numbers."""
    [row] = [row for row in table(section) if row[0] == name]
    if section == "One deal, or none":
        assert proposer in row[1].split(", ")
        row = [row[0], *row[2:]]
    numbers = [float(cell.split()[0]) for cell in row[1:]]
    deals = 6 if "Two" in section else 3
    return numbers[:deals], numbers[deals:]


def section_of(support) -> str:
    if len(support.v) == 1:
        return "One deal, or none"
    return f"Two {'deals' if support.proposer == 'L' else 'demands'}, {support.proposer} proposes"


@pytest.mark.parametrize(
    "support", mixed.SUPPORTS, ids=lambda s: f"{s.title} {s.proposer} {len(s.v)}"
)
def test_the_tables_show_equilibria(support):
    found = mixed.solve_support(support)
    assert found.violation < 1e-9
    deals, rest = shown(section_of(support), support.title, support.proposer)
    computed = [x for row in zip(found.v, found.price, found.struck, strict=True) for x in row]
    accepted = [float(found.struck[1] / found.demanded[1])] if len(rest) == 3 else []
    for printed, number in zip(
        [*deals, *rest], [*computed, *accepted, found.unseen, found.absent], strict=True
    ):
        assert abs(printed - number) <= 0.5001e-4


def test_every_mixture_of_the_tables_is_computed():
    rows = [row for s in {section_of(s) for s in mixed.SUPPORTS} for row in table(s)]
    assert sum(2 if row[1] == "F, L" else 1 for row in rows) == len(mixed.SUPPORTS)


@pytest.mark.parametrize("row", table("The models"), ids=lambda row: row[0])
def test_the_models_are_those_of_the_table(row):
    names = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
    models = {s.model for s in mixed.SUPPORTS if s.title == row[0]}
    assert [[getattr(m, name) for name in names] for m in models] == [list(map(float, row[1:]))]
    [model] = models
    assert isinstance(model.information, sm.Linear) == (row[0] in "ABCD")


def test_the_page_says_what_solve_finds_beside_the_mixtures():
    for support in mixed.SUPPORTS:
        pure = sm.solve(support.model, proposer=support.proposer)
        visits = [eq.visit_probability > 0 for eq in pure.equilibria]
        if support.title == "D":
            assert visits == [True]
        elif support.title == "G":
            assert visits == [False]
        elif support.title == "H":
            assert visits == [True]
        else:
            assert visits == [], support.title


def test_a_mixture_with_another_probability_is_no_equilibrium():
    for support in mixed.SUPPORTS[:3]:
        found = mixed.solve_support(support)
        moved = mixed.replace(found, struck=found.struck * [0.9, 1.0])
        assert mixed.violation(mixed.Play(support.model), moved) > 1e-3
    assert re.search(r"trump-zelensky-2019, n=4 \| 0\.7571", PAGE)
