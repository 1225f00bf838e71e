"""Solutions as LaTeX, as CSV and as tables of pandas."""

from __future__ import annotations

import csv
import io
import math
import re

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import summitry as sm
from results import MODEL, NONE, STEPS, THREE
from summitry.model.latex import latex_symbol, latex_text
from summitry.model.variables import FIELD_VARIABLES, PICTURE_VARIABLES, PLAY_VARIABLES, VARIABLES

MODELS = {
    "one": MODEL, "none": NONE, "three": THREE, "steps": STEPS,
    "limit": MODEL.replace(psi="inf"), "no n": STEPS.replace(n=None),
}  # fmt: skip
REGISTRIES = VARIABLES | PICTURE_VARIABLES | PLAY_VARIABLES | FIELD_VARIABLES


@pytest.fixture(params=MODELS.values(), ids=MODELS)
def solutions(request):
    return sm.solve_protocols(request.param)


def columns_of(line: str) -> list[str]:
    assert line.endswith(r" \\")
    return re.split(r"(?<!\\)&", line.removesuffix(r"\\"))


def test_latex_has_the_same_number_of_columns_in_every_row(solutions):
    lines = solutions.to_latex().splitlines()
    count = sum(max(1, len(solution.equilibria)) for solution in solutions)
    assert lines[:2] == [rf"\begin{{tabular}}{{l{'r' * count}}}", r"\toprule"]
    assert lines[3] == r"\midrule"
    assert lines[-2:] == [r"\bottomrule", r"\end{tabular}"]
    for line in (lines[2], *lines[4:-2]):
        assert len(columns_of(line)) == 1 + count


def test_latex_is_ascii_and_its_mathematics_can_be_read(solutions):
    text = solutions.to_latex()
    assert text.isascii()
    assert not re.search(r"\binf\b|\bnan\b|None", text)
    for formula in re.findall(r"\$[^$]+\$", text):
        MathTextParser("path").parse(formula)


@pytest.mark.parametrize("name", REGISTRIES)
def test_every_symbol_and_name_of_a_variable_can_be_written_in_latex(name):
    about = REGISTRIES[name]
    for text in (latex_symbol(about.symbol), latex_text(about.long_name)):
        assert text.isascii(), text
        for formula in re.findall(r"\$[^$]+\$", text):
            MathTextParser("path").parse(formula)


def test_latex_writes_the_numbers_of_the_article_s_protocols():
    text = sm.solve_protocols(MODEL).to_latex()
    row = next(line for line in text.splitlines() if line.endswith(r"$0.627452$ & $0.474266$ \\"))
    assert "$z$" in row  # T10
    assert r"\kappa" in text
    assert r"\times 10^{-9}" in text  # what a certificate allows


def test_latex_escapes_what_tex_would_read():
    assert latex_text("50 % of a_b & {c} #1 $") == r"50 \% of a\_b \& \{c\} \#1 \$"


def test_csv_has_every_number_to_the_last_bit(solutions):
    rows = list(csv.DictReader(io.StringIO(solutions.to_csv())))
    pairs = [(s, eq) for s in solutions for eq in (s.equilibria or (None,))]
    assert len(rows) == len(pairs)
    for row, (solution, eq) in zip(rows, pairs, strict=True):
        assert (row["bargaining"], row["proposer"]) == (solution.bargaining, solution.proposer)
        assert row["status"] == solution.status.name.lower()
        assert float(row["sigma"]) == solution.model.sigma
        assert row["psi"] == ("inf" if math.isinf(solution.model.psi) else str(solution.model.psi))
        for name in VARIABLES:
            value = getattr(eq, name, None)
            assert row[name] == "" if value is None else float(row[name]) == value, name


def test_a_frame_has_the_rows_of_the_csv(solutions):
    pandas = pytest.importorskip("pandas")
    table = solutions.to_dataframe()
    read = pandas.read_csv(io.StringIO(solutions.to_csv()))
    assert list(read.columns) == list(table.columns)
    for name in VARIABLES:
        np.testing.assert_allclose(
            table[name].astype(float), read[name].astype(float), rtol=1e-15, atol=0
        )  # pandas reads decimals to within a rounding
    assert table["equilibrium"].isna().sum() == sum(not s.equilibria for s in solutions)


def test_a_solution_alone_is_a_table_of_one_protocol():
    solution = sm.solve(MODEL, proposer="F")
    assert solution.to_csv() == sm.solve_protocols(MODEL, protocols=(("closed", "F"),)).to_csv()
    assert r"\begin{tabular}{lr}" in solution.to_latex()


def test_solutions_are_a_tuple():
    solutions = sm.solve_protocols(MODEL)
    assert isinstance(solutions, tuple)
    assert solutions == tuple(solutions)
    opened, f, l = solutions  # noqa: E741
    assert (opened.bargaining, f.proposer, l.proposer) == ("open", "F", "L")
    assert repr(sm.Solutions(())) == "()"
    assert sm.Solutions(()).to_csv() == "\n"
