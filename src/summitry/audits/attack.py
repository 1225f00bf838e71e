"""The attack: search the region of a statement for a model that refutes it (T8).

Random draws seldom meet the corner in which a statement fails, so its margin is minimised: models near the
lowest and the highest margins of the draws and models with many fields at their extremes come first, then
differential evolution over the whole region, then within a small box around the best. Each of the
latter is run twice, for low margins and for high ones: where an equilibrium appears or vanishes an
elasticity changes its sign through infinity. Whole populations are solved by one call of `solve_many`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..claims.changes import changed
from ..claims.claim import Evaluate
from ..claims.sample import Sample
from ..engine import ALPHA, BETA, K_MAX, PRECISION, PSI, RHO, SIGMA, TAU, Q, R
from ..model.information import Binomial, Information
from .draws import RANGES, with_counts

Table = NDArray[np.float64]
Unit = NDArray[np.float64]  # models as points of the unit cube
EDGE = 0.04  # share of an axis at either end that is an extreme value itself
NEAREST = 1e-9  # least distance of σ, q and r from 0 and 1, but for these values themselves
SMALLEST = 1e-6  # least τ, ρ and c − 1, but for zero, as a share of the largest
BATCH = 2048
POPULATION = 256
BOX = 0.03  # half the side of the box of a local search, in units of the cube
# shares of the budget: models near the draws' extremes and in the corners; evolution everywhere; locally
PROBE, EVERYWHERE, LOCALLY = 0.4, 0.35, 0.25
COPIES, JITTER = 12, 1e-9  # a refutation persists at so many copies moved by this relative step
WORTHLESS = 1e100  # objective where a statement does not apply; its square is a number too


class Axis(NamedTuple):
    """A field as a coordinate of the unit cube: logarithmic or log-odds, perhaps with extreme ends."""

    column: int
    low: float
    high: float
    offset: float = 0.0
    first: float | None = None
    last: float | None = None
    odds: bool = False

    def value(self, x: Unit) -> Table:
        """Map coordinates to values of the field."""
        y = np.clip((x - EDGE) / (1.0 - 2.0 * EDGE), 0.0, 1.0)
        inner = self.low * (self.high / self.low) ** y
        if self.odds:
            inner = inner / (1.0 + inner)
        out = self.offset + inner
        if self.first is not None:
            out = np.where(x < EDGE, self.first, out)
        return out if self.last is None else np.where(x > 1.0 - EDGE, self.last, out)

    def coordinate(self, value: Table) -> Unit:
        """Map values of the field to coordinates."""
        inner = value - self.offset
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.odds:
                inner = inner / (1.0 - inner)
            y = np.log(inner / self.low) / np.log(self.high / self.low)
        out = EDGE + (1.0 - 2.0 * EDGE) * np.clip(np.nan_to_num(y), 0.0, 1.0)
        if self.first is not None:
            out = np.where(value == self.first, EDGE / 2.0, out)
        return out if self.last is None else np.where(value == self.last, 1.0 - EDGE / 2.0, out)


_WIDE = {column: wide for _, column, _, _, wide in RANGES}
AXES = (
    *(Axis(column, *_WIDE[column]) for column in (ALPHA, BETA, PRECISION)),
    *(
        Axis(column, NEAREST, 1.0 / NEAREST, first=0.0, last=1.0, odds=True)
        for column in (SIGMA, Q)
    ),
    *(Axis(column, SMALLEST * _WIDE[column][1], _WIDE[column][1], first=0.0) for column in (TAU, RHO)),
    Axis(R, NEAREST, 1.0 / NEAREST, first=0.0, last=1.0, odds=True),
    Axis(PSI, *_WIDE[PSI], last=np.inf),
    Axis(K_MAX, SMALLEST * _WIDE[K_MAX][1], _WIDE[K_MAX][1] - 1.0, offset=1.0, first=1.0),
)  # fmt: skip


def models_at(x: Unit) -> Table:
    """Map points of the unit cube to models: one row a model, one column a field."""
    table = np.empty_like(x)
    for axis in AXES:
        table[:, axis.column] = axis.value(x[:, axis.column])
    # F's price has to depend on the signal (T1): ρ + (1 − r)τ > 0
    free = table[:, RHO] + (1.0 - table[:, R]) * table[:, TAU] <= SMALLEST**2
    table[free, RHO] = AXES[RHO].low
    return table


def points_of(table: Table) -> Unit:
    """Map models to points of the unit cube, those outside the region to its border."""
    x = np.empty_like(table)
    for axis in AXES:
        x[:, axis.column] = axis.coordinate(table[:, axis.column])
    return x


@dataclass(frozen=True, kw_only=True)
class Attack:
    """What an attack on a statement did.

    Attributes
    ----------
    models, applicable
        Models at which it was evaluated, and at which it says something.
    worst_margin
        The lowest margin; None if it never applied.
    refuted
        Whether one of the models refutes it.
    """

    models: int
    applicable: int
    worst_margin: float | None
    refuted: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


class _RefutedError(Exception):
    """Ends a search, from within SciPy."""


class _Target:
    """A statement under attack: evaluates batches of models, counts them, and stops at a refutation."""

    def __init__(
        self, evaluate: Evaluate, into: str, information: Information, threads: int
    ) -> None:
        self.evaluate, self.into = evaluate, into
        self.information, self.threads = information, threads
        self.models = self.applicable = 0
        self.worst = np.inf
        self.row: Table | None = None
        self.points: list[Unit] = []
        self.margins: list[Table] = []

    def _table(self, x: Unit) -> Table:
        table = models_at(x)
        if isinstance(self.information, Binomial):
            table = with_counts(table)
        return changed(table, self.into) if self.into else table

    def margins_at(self, x: Unit) -> Table:
        """Evaluate a batch; NaN where the statement does not apply."""
        table = self._table(x)
        found = self.evaluate(Sample(table, self.information, self.threads))
        margin = np.where(found.applies, found.margin, np.nan)
        self.models += len(table)
        self.applicable += int(found.applies.sum())
        self.worst = min(self.worst, float(np.nanmin(margin, initial=np.inf)))
        worst_first = np.argsort(np.where(found.fails, margin, np.inf), kind="stable")
        for row in table[worst_first[: min(int(found.fails.sum()), 4)]]:
            if self._persists(row):
                self.row = row
                raise _RefutedError
        self.points.append(x)
        self.margins.append(margin)
        return margin

    def _persists(self, row: Table) -> bool:
        """Return whether a refutation is more than rounding: it holds at models all around."""
        step = np.random.default_rng(0).uniform(-JITTER, JITTER, (COPIES, row.size))
        around = np.where((row == 0.0) | (row == 1.0), row, row * (1.0 + step))
        if isinstance(self.information, Binomial):
            around[:, PRECISION] = row[PRECISION]
        for column in (SIGMA, Q, R):
            around[:, column] = np.minimum(around[:, column], 1.0)
        around[:, K_MAX] = np.maximum(around[:, K_MAX], 1.0)
        sample = Sample(np.vstack([row, around]), self.information, self.threads)
        return bool(self.evaluate(sample).fails.all())

    def seen(self) -> tuple[Unit, Table]:
        """Return all points and their margins."""
        return np.concatenate(self.points), np.concatenate(self.margins)


def attack(
    evaluate: Evaluate,
    *,
    information: Information,
    starts: Table,
    models: int,
    seed: tuple[int, ...],
    into: str = "",
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> tuple[Attack, Table | None]:
    """Search the region of a statement for a model that refutes it.

    Parameters
    ----------
    evaluate
        Margins of the statement; NaN where it does not apply.
    information
        The signal of all models.
    starts
        Models to search around, one a row; may be empty.
    models
        At how many models the statement is evaluated at most; fewer if one of them refutes it.
    seed
        Of the random numbers.
    into
        Change that brings a model into the region.
    threads
        How many threads solve.
    progress
        Called with the number of models evaluated, batch by batch.

    Returns
    -------
    Attack, array or None
        What was done, and the model that refutes the statement.
    """
    rng = np.random.default_rng(seed)
    target = _Target(evaluate, into, information, threads)
    try:
        _probe(target, starts, max(int(PROBE * models), 1), rng, progress)
        for share, local in ((EVERYWHERE, False), (LOCALLY, True)):
            for sign in (1.0, -1.0):
                _evolve(target, int(share * models / 2.0), sign, local, rng)
                if progress:
                    progress(target.models)
        # where all margins are equal evolution ends early: nothing leads it
        _probe(target, starts, models - target.models, rng, progress)
    except _RefutedError:
        pass
    done = Attack(
        models=target.models, applicable=target.applicable,
        worst_margin=None if np.isinf(target.worst) else target.worst, refuted=target.row is not None,
    )  # fmt: skip
    return done, target.row


def _probe(
    target: _Target, starts: Table, models: int, rng: np.random.Generator,
    progress: Callable[[int], None] | None,
) -> None:  # fmt: skip
    """Evaluate models from all over the cube, and others that differ from a start in some fields."""
    size = len(AXES)
    base = points_of(starts) if len(starts) else rng.random((BATCH, size))
    for start in range(0, models, BATCH):
        count = min(BATCH, models - start)
        near = count // 2
        x = base[rng.integers(len(base), size=near)]
        scale = 10.0 ** rng.uniform(-3.0, -0.5, (near, 1))
        x = x + scale * (rng.random((near, size)) < 0.5) * rng.standard_normal((near, size))
        target.margins_at(np.vstack([rng.random((count - near, size)), np.clip(x, 0.0, 1.0)]))
        if progress:
            progress(target.models)


def _evolve(
    target: _Target, models: int, sign: float, local: bool, rng: np.random.Generator
) -> None:
    """Minimise the margin, or maximise it, by differential evolution from the best points seen."""
    from scipy.optimize import differential_evolution

    size = min(POPULATION // 2 if local else POPULATION, models // 4)
    if size < 5:  # the least that SciPy takes
        return
    points, margins = target.seen()
    order = np.argsort(np.where(np.isnan(margins), np.inf, sign * margins), kind="stable")
    population = points[order[:size]]
    low, high = np.zeros(len(AXES)), np.ones(len(AXES))
    if local:
        best = population[0]
        low, high = np.maximum(best - BOX, 0.0), np.minimum(best + BOX, 1.0)
        population = rng.uniform(low, high, (size, len(AXES)))
        population[0] = best
    elif len(population) < size:
        population = np.vstack([population, rng.random((size - len(population), len(AXES)))])

    def objective(x: Table) -> Table:
        margin = target.margins_at(x.T.copy())
        return np.where(np.isnan(margin), WORTHLESS, sign * margin)

    differential_evolution(
        objective, np.column_stack([low, high]), init=population, maxiter=models // size - 1, tol=0.0,
        vectorized=True, updating="deferred", polish=False, rng=rng,
    )  # fmt: skip
