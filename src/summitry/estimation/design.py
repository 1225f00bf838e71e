"""Formulas as matrices: columns of a panel in, a matrix with named columns out, or what is wrong with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..model.extras import require
from ..model.faults import InputError, closest, kind_of, shown

if TYPE_CHECKING:
    import pandas

Matrix = NDArray[np.float64]
CONSTANT = "Intercept"
_FUNCTIONS = frozenset(
    ("C", "I", "log", "log2", "log10", "exp", "center", "scale", "standardize", "poly", "bs", "cr")
)
_OF_NUMPY = frozenset(("log", "log1p", "log2", "log10", "exp", "sqrt", "abs", "minimum", "maximum"))
_SAME = 1e-9  # relative: a column that the others explain to this rounding says nothing of its own
_EXAMPLE = 'Write for example "democracy + log(gdp) + C(region)", or "1" for a constant alone.'


@dataclass(frozen=True)
class Design:
    """The matrix of one formula.

    Attributes
    ----------
    formula
        As it was written.
    names
        Names of the columns, such as ``"Intercept"`` or ``"C(region)[T.Asia]"``.
    matrix
        A row for each row of the panel, a column for each name.
    spec
        What formulaic needs to make the same columns of other data.
    """

    formula: str
    names: tuple[str, ...]
    matrix: Matrix
    spec: Any

    def on(self, frame: pandas.DataFrame) -> Matrix:
        """Return the same columns for other data; levels and means are those of the first.

        Raises
        ------
        InputError
            If a column is missing, or a value gives no number.
        """
        if lacking := sorted(set(required_columns(self.formula)) - set(map(str, frame.columns))):
            raise InputError([column_fault(name, frame.columns) for name in lacking], "newdata")
        made = _matrix(self.spec, frame, self.formula)
        return np.ascontiguousarray(made[list(self.names)].to_numpy(float))


def column_fault(name: Any, columns: Collection[Any], label: str = "") -> str:
    """Return the fault of a name that is no column of the panel."""
    known = [str(column) for column in columns]
    meant = closest(str(name), {column.casefold(): column for column in known})
    listed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    advice = f"Did you mean {meant}?" if meant else f"Its columns are {listed}."
    return f"{label}{shown(name)} is no column of the panel. {advice}"


def required_columns(formula: str) -> list[str]:
    """Return the columns that a formula needs, in alphabetical order.

    Examples
    --------
    >>> required_columns("log(gdp) + C(region) + gdp:dem")
    ['dem', 'gdp', 'region']
    """
    names: set[str] = set()
    for expression, is_code in _factors(formula):
        names |= _names(ast.parse(expression, mode="eval")) if is_code else {expression}
    return sorted(names - _FUNCTIONS - {"np", "contr"})


def formula_faults(formula: Any, columns: Collection[Any], label: str) -> list[str]:
    r"""Return what is wrong with a formula before it is applied: its form, its functions, its columns.

    Only functions of a short list are admitted, so that a formula in somebody's file can run nothing else.

    Examples
    --------
    >>> print(*formula_faults("demo + sqrt(gdp)", ["democ", "gdp"], "sigma"), sep="\n")
    sigma = 'demo + sqrt(gdp)': sqrt is a function of numpy. Write np.sqrt.
    sigma = 'demo + sqrt(gdp)': 'demo' is no column of the panel. Did you mean democ?
    """
    opening = f"{label} = {shown(formula)}"
    if not isinstance(formula, str):
        return [f"{opening} is {kind_of(formula)}, not a formula. {_EXAMPLE}"]
    try:
        factors = list(_factors(formula))
        trees = [ast.parse(text, mode="eval") for text, is_code in factors if is_code]
    except SyntaxError as error:
        reason = str(error.args[0]).split(" (<")[0].rstrip(".")
        return [f"{opening} is no formula ({reason}). {_EXAMPLE}"]
    faults = []
    for name in sorted({name for tree in trees for name in _calls(tree)}):
        if name not in _FUNCTIONS and name.removeprefix("np.") not in _OF_NUMPY:
            faults.append(
                f"{opening}: {name} is no function of formulas. They are {', '.join(sorted(_FUNCTIONS))}, "
                f"and of numpy {', '.join('np.' + name for name in sorted(_OF_NUMPY))}."
            )
        elif name in _OF_NUMPY - _FUNCTIONS:
            faults.append(f"{opening}: {name} is a function of numpy. Write np.{name}.")
    known = set(map(str, columns))
    lacking = [name for name in required_columns(formula) if name not in known]
    called = {name for tree in trees for name in _calls(tree)}
    return faults + [
        column_fault(name, columns, f"{opening}: ") for name in lacking if name not in called
    ]


def _factors(formula: str) -> Iterator[tuple[str, bool]]:
    """Yield the factors of a formula's terms, and whether each is an expression.

    Raises
    ------
    SyntaxError
        If it is no formula, or has two sides or several parts.
    """
    require("a formula", "estimation", "formulaic")
    from formulaic import Formula
    from formulaic.errors import FormulaicError
    from formulaic.formula import SimpleFormula

    try:
        parsed = Formula(formula)
    except (FormulaicError, SyntaxError, ValueError) as error:
        plain = re.sub(r"\x1b\[[0-9;]*m|[\u29da\u29db]", "", str(error)).split("\n")[0]
        raise SyntaxError(plain or "it cannot be read") from None
    if not isinstance(parsed, SimpleFormula):
        raise SyntaxError("it has ~ or |, and only its right-hand side is wanted")
    for term in parsed:
        for factor in term.factors:
            kind = factor.eval_method.value
            if kind != "literal":
                yield factor.expr, kind == "python"


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _calls(tree: ast.AST) -> set[str]:
    """Return the functions that an expression calls; any other attribute counts as one."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
        if isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            found |= set() if re.fullmatch(r"contr\.[a-z]+", name) else {name}
    return {name for name in found if not name.startswith("contr.")}


def has_written_constant(formula: str) -> bool:
    """Return whether a formula writes a constant, beside the one that every formula has by itself.

    Examples
    --------
    >>> has_written_constant("1 + pact"), has_written_constant("pact"), has_written_constant("0 + pact")
    (True, False, False)
    """
    from formulaic.parser import DefaultFormulaParser

    terms = DefaultFormulaParser(include_intercept=False).get_terms(formula)
    return any(str(term) == "1" for term in terms)


def make_design(formula: str, frame: pandas.DataFrame, *, constant: bool = True) -> Design:
    """Return the matrix of a formula that has no faults.

    Parameters
    ----------
    formula
        The right-hand side of a formula of formulaic, as in R.
    frame
        The panel, without missing values in the columns that the formula needs.
    constant
        Whether the index has a constant. Without one, groups are still coded against their first level.

    Raises
    ------
    InputError
        If a value gives no number, as the logarithm of zero does.
    """
    from formulaic import Formula

    made = _matrix(Formula(formula), frame, formula)
    names = [str(name) for name in made.columns if constant or str(name) != CONSTANT]
    matrix = np.ascontiguousarray(made[names].to_numpy(float))
    return Design(formula, tuple(names), matrix.reshape(len(frame), len(names)), made.model_spec)


def _matrix(spec: Any, frame: pandas.DataFrame, formula: str) -> Any:
    """Apply a formula; every value must be a finite number."""
    from formulaic.errors import FormulaicError

    options = {} if hasattr(spec, "encoder_state") else {"na_action": "ignore"}
    try:
        with np.errstate(all="ignore"):
            made = spec.get_model_matrix(frame, context={"np": np}, **options)
    except (FormulaicError, ValueError, TypeError, KeyError) as error:
        reason = str(error).split("\n")[0].rstrip(".")
        raise InputError(
            f"formula {shown(formula)} cannot be applied ({reason}). {_EXAMPLE}"
        ) from None
    finite = np.isfinite(made.to_numpy(float)).all(axis=0)
    if not finite.all():
        bad = [str(name) for name, good in zip(made.columns, finite, strict=True) if not good]
        count = int((~np.isfinite(made.to_numpy(float))).any(axis=1).sum())
        raise InputError(
            f"formula {shown(formula)}: {', '.join(bad)} is no finite number in {count} of {len(frame)} rows "
            "where nothing is missing. Mend these values, or transform the column otherwise (log(0) is −∞)."
        )
    return made


def design_faults(design: Design, label: str) -> list[str]:
    """Return which columns of a matrix are constant, or follow from those before them."""
    opening = f"{label} = {shown(design.formula)}"
    spread = np.ptp(design.matrix, axis=0) if design.matrix.size else np.ones(len(design.names))
    varies = [
        name == CONSTANT or wide > 0.0 for name, wide in zip(design.names, spread, strict=True)
    ]
    faults = [
        f"{opening}: {name} is {design.matrix[0, number]:g} in every row that is used, so that nothing can "
        "be learned about its coefficient. Leave it out."
        for number, name in enumerate(design.names)
        if not varies[number]
    ]
    names = [name for name, good in zip(design.names, varies, strict=True) if good]
    columns = design.matrix[:, varies]
    if len(columns) < len(names):
        return [
            *faults,
            f"{opening} has more columns ({len(names)}) than there are rows. Shorten it.",
        ]
    # the diagonal of R is what each column adds to those before it
    added = np.abs(np.diag(np.linalg.qr(columns / np.linalg.norm(columns, axis=0), mode="r")))
    for number in np.flatnonzero(added < _SAME):
        earlier = ", ".join(names[:number])
        faults.append(
            f"{opening}: {names[number]} follows exactly from {earlier} (collinear). Leave one of them out."
        )
    return faults
