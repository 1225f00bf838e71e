"""Many points of the parameter space with everything the claims use, each solved once (T8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..batch.table import Answers, protocol_codes, solve_table, variable_codes
from ..engine import DEAL, K_MAX, PSI, SHAPE, SIGMA
from ..equilibrium.check import law_table
from ..equilibrium.status import Status
from ..model.cost_laws import UNIFORM, CostLaw, uniform_faults
from ..model.faults import InputError
from ..model.information import Information, Linear
from ..model.parameters import FIELDS, Model
from ..model.variables import MIXED_VARIABLES, VARIABLES
from .changes import LARGE, LARGEST_PSI, changed

Table = NDArray[np.float64]
Need = tuple[str, str]  # a change of the point, and a proposer
NAMES = tuple(field.name for field in FIELDS)
_PROFILE = [*VARIABLES, *MIXED_VARIABLES]
_UNSOLVED = [status.code for status in (Status.UNDECIDED, Status.INVALID, Status.MISSING)]
# visit probabilities at which claims on the visit subgame are checked, and their complements
VISITS = np.array([1e-3, 0.1, 0.5, 0.9, 0.999])
STAYS = np.array([0.999, 0.9, 0.5, 0.1, 1e-3])
_ROWS = 1024  # that one thread takes at a time


class Answer:
    """What the solver says of every row under one protocol; equilibria with visits come first, by v.

    Attributes
    ----------
    status
        Code of every row, as in `solve_many`.
    count
        Number of equilibria, no visits included.
    visits
        Which slots hold an equilibrium with visits; a limit for Ψ → ∞ is not one.
    no_visits
        Whether no visits is an equilibrium.
    """

    def __init__(
        self, status: NDArray[Any], count: NDArray[Any], numbers: Mapping[str, Table]
    ) -> None:
        v, stay = numbers["visit_probability"], numbers["no_visit_probability"]
        # Where 1 − v underflows (σ = 1, Ψ = ∞) neighbouring points of the curve are one and the same play:
        # of equilibria with the same v and 1 − v only the last is kept.
        twin = np.zeros(v.shape, bool)
        twin[:, :-1] = (v[:, :-1] == v[:, 1:]) & (stay[:, :-1] == stay[:, 1:]) & (v[:, :-1] > 0.0)
        self.status, self.count = status, count - twin.sum(1)
        real = status != Status.LIMIT.code
        solved = ~np.isin(status, _UNSOLVED)
        found = (v > 0.0) & ~twin & (real & solved)[:, None]
        self._order = np.argsort(~found, axis=1, kind="stable")
        self._numbers = numbers
        self.solved: NDArray[np.bool_] = solved
        self.visits: NDArray[np.bool_] = np.take_along_axis(found, self._order, 1)
        self.no_visits: NDArray[np.bool_] = (v == 0.0).any(1) & solved

    def has(self, name: str) -> NDArray[np.bool_]:
        """Return which rows have the named status."""
        return np.asarray(self.status == Status[name].code)

    def get(self, name: str) -> Table:
        """Return a variable of the equilibria with visits, one column for each; NaN where there are fewer."""
        values = np.take_along_axis(self._numbers[name], self._order, 1)
        return np.where(self.visits, values, np.nan)

    def limit(self, name: str) -> NDArray[np.float64]:
        """Return a variable of the limit for Ψ → ∞; NaN in rows that have none."""
        values, v = self._numbers[name], self._numbers["visit_probability"]
        here = self.has("LIMIT")[:, None] & (v > 0.0)
        return np.asarray(np.where(here, values, -np.inf).max(1), float) + np.where(
            here.any(1), 0.0, np.nan
        )


class Profiles:
    """Every equilibrium of every row, pure and mixed, in order of the probability of a visit (T11).

    Rows with Ψ = ∞, where nothing is mixed, and with σ = 1, where no complete answer is known, are left out.

    Attributes
    ----------
    solved
        Which rows were solved.
    exists
        In which of them there is an equilibrium.
    """

    def __init__(self, rows: NDArray[np.bool_], status: NDArray[Any], numbers: Table) -> None:
        self.solved = np.zeros(rows.size, bool)
        self.solved[rows] = ~np.isin(status, _UNSOLVED)
        self.exists = np.zeros(rows.size, bool)
        self.exists[rows] = status != Status.NONE.code
        self._numbers = np.full((rows.size, *numbers.shape[1:]), np.nan)
        self._numbers[rows] = numbers
        self._numbers[~self.solved] = np.nan
        self.exists &= self.solved

    def get(self, name: str) -> Table:
        """Return a variable of all equilibria, one column for each; NaN where there are fewer."""
        return np.asarray(self._numbers[:, :, _PROFILE.index(name)])


def _answer(found: Answers, side: int = 0, rows: slice = slice(None)) -> Answer:
    """Take some rows of one protocol out of the solver's answers."""
    numbers = found.numbers[:, side, rows].swapaxes(0, 1)
    by_name = {name: numbers[:, :, i] for i, name in enumerate(VARIABLES)}
    return Answer(found.status[side, rows], found.counts[side, rows], by_name)


class Sample:
    """Points of the parameter space, one a row; equilibria and visit subgames are worked out when asked for.

    Parameters
    ----------
    table
        One row a model, one column a field, in the order of `Model`.
    information
        One structure for all rows.
    threads
        How many threads work; the bits do not depend on it.
    """

    def __init__(
        self, table: Table, information: Information | None = None, threads: int = 1
    ) -> None:
        self.table = np.ascontiguousarray(table, float)
        self.information = Linear() if information is None else information
        self.threads = threads
        self._answers: dict[Need, Answer] = {}
        self.kept: dict[object, Any] = {}  # what claims have worked out, by the function that did
        self._tables: dict[str, Table] = {"": self.table}

    @classmethod
    def of(cls, model: Model) -> Sample:
        """Make a sample of one model, which has the article's cost law: claims on others bring their own."""
        if faults := uniform_faults(model.cost, "a claim"):
            raise InputError(faults, "claims")
        row = [np.nan if (x := getattr(model, name)) is None else x for name in NAMES]
        if model.n is None:
            row[NAMES.index("n")] = 1.0
        return cls(np.array([row]), model.information)

    @property
    def rows(self) -> int:
        """Number of points."""
        return int(self.table.shape[0])

    def model(self, row: int | np.integer[Any]) -> Model:
        """Return one point as a model."""
        values = dict[str, Any](zip(NAMES, self.table[row].tolist(), strict=True))
        return Model(**values, information=self.information)

    def at(self, change: str) -> Table:
        """Return the table after a change of every point."""
        if change not in self._tables:
            table = changed(self.table, change)
            for part in change.split("/"):
                if part in LARGE:
                    table[:, PSI] = np.minimum(LARGE[part] * self.price_of_office, LARGEST_PSI)
            self._tables[change] = table
        return self._tables[change]

    @cached_property
    def price_of_office(self) -> NDArray[np.float64]:
        """Ψ at which z_0 is worth paying where absence reveals the weakest type: the scale of Ψ → ∞."""
        shape, c = self.shape, self.table[:, K_MAX]
        return np.asarray(c * shape.price_always / (shape.k0 * (shape.m_last - shape.k0)))

    def moved(self, base: str, change: str) -> NDArray[np.bool_]:
        """Return which rows a change alters."""
        return np.asarray((self.at(base) != self.at(change)).any(1))

    def prepare(self, needs: Iterable[Need]) -> None:
        """Solve every pair of a change and a proposer that has not been solved."""
        sides: dict[str, set[str]] = {}
        for change, proposer in dict.fromkeys(needs):
            if (change, proposer) not in self._answers:
                sides.setdefault(change, set()).add(proposer)
        for wanted in ("both", "F", "L"):
            group = {"F", "L"} if wanted == "both" else {wanted}
            changes = [change for change, asked in sides.items() if asked == group]
            if changes:
                self._solve(changes, wanted)

    def _solve(self, changes: list[str], proposer: str) -> None:
        """Solve changes of the same prior side by side, so that they share its curve."""
        tables = [self.at(change) for change in changes]
        order = sorted(range(len(changes)), key=lambda i: tables[i][:, :3].tobytes())
        stacked = np.stack([tables[i] for i in order], axis=1).reshape(-1, len(NAMES))
        found = solve_table(
            stacked, self.information, protocol_codes("closed", proposer), threads=self.threads
        )
        for side, letter in enumerate("FL" if proposer == "both" else proposer):
            for place, i in enumerate(order):
                rows = slice(place, None, len(changes))
                self._answers[changes[i], letter] = _answer(found, side, rows)

    def answer(self, change: str, proposer: str) -> Answer:
        """Return the equilibria after a change, with the named proposer."""
        self.prepare([(change, proposer)])
        return self._answers[change, proposer]

    def mixed(
        self, proposer: str, change: str = "", off_path: int = engine.SMALLEST, law: CostLaw = UNIFORM
    ) -> Profiles:
        """Return equilibria in pure and mixed strategies after a change, with the named proposer (T11)."""
        key = "mixed", proposer, change, off_path, law
        if key not in self.kept:
            table = self.at(change)
            rows = np.isfinite(table[:, PSI]) & (table[:, SIGMA] < 1.0)
            found = solve_table(
                table[rows], self.information, protocol_codes("closed", proposer), off_path,
                threads=self.threads, columns=variable_codes(_PROFILE), mixed=True, cost=law,
            )  # fmt: skip
            self.kept[key] = Profiles(rows, found.status[0], found.numbers[:, 0].swapaxes(0, 1))
        answer: Profiles = self.kept[key]
        return answer

    def under(self, law: CostLaw, bargaining: str, proposer: str, change: str = "") -> Answer:
        """Return the equilibria under another law of C's cost (T13.1)."""
        key = law, bargaining, proposer, change
        if key not in self.kept:
            found = solve_table(
                self.at(change), self.information, protocol_codes(bargaining, proposer, law),
                threads=self.threads, cost=law,
            )  # fmt: skip
            self.kept[key] = _answer(found)
        answer: Answer = self.kept[key]
        return answer

    # --- the visit subgame ------------------------------------------------------------------------

    def _each(
        self, compute: Callable[..., Table], change: str, given: Sequence[Table], *options: Any
    ) -> Table:  # fmt: skip
        """Compute a table row by row: in blocks for the linear signal, else curve by curve."""
        table = self.at(change)
        if isinstance(self.information, Linear):

            def block(start: int) -> Table:
                rows = slice(start, start + _ROWS)
                return compute(table[rows], None, *(part[rows] for part in given), *options)

            with ThreadPoolExecutor(self.threads) as pool:
                return np.concatenate(list(pool.map(block, range(0, self.rows, _ROWS))))
        priors, which = np.unique(table[:, :3], axis=0, return_inverse=True)
        out: Table | None = None
        for number, prior in enumerate(priors.tolist()):
            rows = np.flatnonzero(which.ravel() == number)
            curve = self.information.curve(*prior)
            part = compute(table[rows], curve, *(values[rows] for values in given), *options)
            out = np.empty((self.rows, *part.shape[1:])) if out is None else out
            out[rows] = part
        assert out is not None  # a sample has rows
        return out

    def deals(self, v: Table, stay: Table, change: str = "", law: CostLaw = UNIFORM) -> Deals:
        """Evaluate deals that C knows, given by v and 1 − v, a column for each (T3, T4)."""
        return Deals(self._each(engine.known_deals, change, (v, stay), law_table(law)))

    def priced_deals(self, price: Table, change: str = "") -> Deals:
        """Evaluate the deals that prices induce (Prop. 1)."""
        return Deals(self._each(engine.priced_deals, change, (price,)))

    def rules(self, v: Table, stay: Table, less: float = 0.0) -> Table:
        """Compute how well F's visit rule does at the prices of deals, less a share of them (Lemma 1)."""
        return self._each(engine.visit_rules, "", (v, stay), less)

    def demands(self, v: Table, stay: Table, price: Table, higher: bool = False) -> Table:
        """Compute what an informed F loses at least by a demand below, or above, the pooling one (A.4)."""
        return self._each(engine.informed_demands, "", (v, stay, price), higher)

    def grid(self) -> tuple[Table, Table]:
        """Return the visit probabilities at which the visit subgame is checked, for every row."""
        return np.tile(VISITS, (self.rows, 1)), np.tile(STAYS, (self.rows, 1))

    @cached_property
    def grid_deals(self) -> Deals:
        """Deals at those visit probabilities."""
        return self.deals(*self.grid())

    @cached_property
    def grid_priced_deals(self) -> Deals:
        """Deals that their prices induce: the same, to rounding, unless z(v) is flat."""
        return self.priced_deals(self.grid_deals.price)

    @cached_property
    def shape(self) -> Shapes:
        """What is true all along the curve."""
        return Shapes(self._each(engine.shapes, "", ()))


class Deals:
    """Deals of many models, a column for each; fields as in `summitry.engine.DEAL`."""

    def __init__(self, numbers: Table) -> None:
        self.numbers = numbers

    def __getattr__(self, name: str) -> Table:
        if name not in DEAL:
            raise AttributeError(name)
        return np.asarray(self.numbers[..., DEAL[name]])


class Shapes:
    """Curves of many models; fields as in `summitry.engine.SHAPE`."""

    def __init__(self, numbers: Table) -> None:
        self.numbers = numbers

    def __getattr__(self, name: str) -> NDArray[np.float64]:
        if name not in SHAPE:
            raise AttributeError(name)
        return np.asarray(self.numbers[..., SHAPE[name]])
