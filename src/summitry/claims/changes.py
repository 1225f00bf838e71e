"""Changes of a point of the parameter space: what a comparison compares (T8).

A change is named by its parts, applied from left to right: ``"inf/n+"`` lets office holding dominate and
then improves F's intelligence. The empty name changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..engine import ALPHA, BETA, K_MAX, PRECISION, PSI, RHO, SIGMA, TAU, Q, R

Table = NDArray[np.float64]
# A comparison moves a parameter by this share of the way it has; small, so that an equilibrium can be
# followed, and large against rounding.
STEP = 1e-3
SMALL = (1e-4, 1e-6)  # q on its way to zero
TINY = (1e-10, 1e-12)  # 1 − σ on its way to zero
# Ψ on its way to infinity, in units of what L would have to value office at to pay z_0 (`Sample` knows it)
LARGE = {"psi->inf": 1e4, "psi=>inf": 1e7}
LARGEST_PSI = 1e15


def _set(**values: float) -> Callable[[Table], None]:
    columns = {"alpha": ALPHA, "beta": BETA, "sigma": SIGMA, "q": Q, "psi": PSI, "k_max": K_MAX}

    def change(table: Table) -> None:
        for name, value in values.items():
            table[:, columns[name]] = value

    return change


def _towards_one(column: int) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        table[:, column] += STEP * (1.0 - table[:, column])

    return change


def _more(column: int, extra: float = 0.0) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        table[:, column] += STEP * (table[:, column] + extra)

    return change


def _less(column: int) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        table[:, column] -= STEP * table[:, column]

    return change


def _weaker(table: Table) -> None:
    """Raise the prior's mean weakness with α + β fixed."""
    total = table[:, ALPHA] + table[:, BETA]
    table[:, BETA] += STEP * table[:, ALPHA] * table[:, BETA] / total
    table[:, ALPHA] = total - table[:, BETA]


def _symmetric(table: Table) -> None:
    """Make the prior symmetric: β = α."""
    table[:, BETA] = table[:, ALPHA]


CHANGES: dict[str, Callable[[Table], None]] = {
    "sigma+": _towards_one(SIGMA),
    "q+": _towards_one(Q),
    "tau+": _more(TAU, 0.1),
    "rho+": _more(RHO, 0.1),
    "tau-": _less(TAU),
    "rho-": _less(RHO),
    "r+": _towards_one(R),
    "r-": _less(R),
    "n+": _more(PRECISION),
    "weaker": _weaker,
    "symmetric": _symmetric,
    "inf": _set(psi=np.inf),
    "sigma=0": _set(sigma=0.0),
    "sigma=1": _set(sigma=1.0),
    "q=1": _set(q=1.0),
    "blackwell": _set(sigma=0.0, q=1.0, psi=np.inf),
    "uniform": _set(alpha=1.0, beta=1.0, k_max=1.0),
    "cor-4": _set(alpha=1.0, beta=1.0, k_max=1.0, sigma=0.0, q=1.0, psi=np.inf),
    "cor-4-any-q": _set(alpha=1.0, beta=1.0, k_max=1.0, sigma=0.0, psi=np.inf),
    "q=0": _set(q=0.0),
    "q->0": _set(q=SMALL[0]),
    "q=>0": _set(q=SMALL[1]),
    "sigma->1": _set(sigma=1.0 - TINY[0]),
    "sigma=>1": _set(sigma=1.0 - TINY[1]),
    "psi->inf": _set(psi=LARGEST_PSI),
    "psi=>inf": _set(psi=LARGEST_PSI),
}


def changed(table: Table, name: str) -> Table:
    """Apply a named change to every row of a table.

    Parameters
    ----------
    table
        One row a model, one column a field, in the order of `Model`; left as it is.
    name
        Parts of `CHANGES` joined by ``/``.

    Examples
    --------
    >>> import numpy as np
    >>> row = np.array([[2.0, 3.0, 12.0, 0.35, 0.6, 0.1, 0.8, 0.4, 30.0, 1.0]])
    >>> changed(row, "inf/sigma+")[0, [3, 8]].round(9).tolist()
    [0.35065, inf]
    """
    out = table.copy()
    for part in filter(None, name.split("/")):
        CHANGES[part](out)
    return out


def then(base: str, change: str) -> str:
    """Join two changes.

    Examples
    --------
    >>> then("inf", "n+"), then("", "n+")
    ('inf/n+', 'n+')
    """
    return f"{base}/{change}" if base and change else base or change
