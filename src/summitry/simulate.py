"""`simulate`: plays of the game from its primitives (T1, T2), beside what an equilibrium says of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .blocks import BLOCK, Matrix, Moments, Run, play_all, play_one
from .comparison import EXACT, Comparison, Z, bonferroni, compare
from .departures import depart
from .equilibrium.certificate import Deviation
from .equilibrium.solution import Equilibrium, Solution
from .model.faults import InputError, kind_of, shown
from .play import COLUMNS, ROWS
from .strategies import Conduct, Stage, conduct, expected_payoffs, stage

if TYPE_CHECKING:
    import xarray

    from .model.parameters import Model

MOST_PLAYS = 10**13
_MOST_SHOWN = 20_000_000  # plays that `Simulation.to_xarray` gives at once: 2.5 GB
_LEVEL = 0.01
_PAYOFFS = {"F": "payoff_F", "L": "payoff_L_salient", "C": "payoff_C"}


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """Simulated plays in numbers; the plays themselves are made again when asked for.

    Attributes
    ----------
    model, equilibrium, plays, seed
        What was played. The same four give the same bits on any number of threads.
    comparisons
        Every simulated mean beside the equilibrium's value (`Comparison`). With a deviation only the
        deviator's payoff has a value to compare with, and a last row, ``gain``, compares what she gains over
        the equilibrium, play by play with the same chances.
    deviator, deviation
        Who plays differently, and how; None without a deviation.
    """

    model: Model
    equilibrium: Equilibrium
    plays: int
    seed: int
    comparisons: tuple[Comparison, ...]
    deviator: str | None = None
    deviation: str | None = None
    run: Run = field(repr=False, compare=False)

    def __getitem__(self, name: str) -> Comparison:
        """Return the comparison of one number by its name."""
        return next(row for row in self.comparisons if row.name == name)

    @property
    def largest_z(self) -> float:
        """Largest z-score in absolute value; 0 if no row has one."""
        return max((abs(row.z) for row in self.comparisons if row.z is not None), default=0.0)

    @property
    def bound(self) -> float:
        """Bonferroni bound at 1 %: a right model passes it one time in a hundred at most."""
        return bonferroni(sum(row.kind == Z for row in self.comparisons), _LEVEL)

    @property
    def agrees(self) -> bool:
        """Whether no z-score passes the bound and every exact row agrees."""
        exact = all(row.agrees for row in self.comparisons if row.kind == EXACT)
        return exact and self.largest_z <= self.bound

    def summary(self) -> str:
        """Say in a sentence or two whether the plays agree with the model."""
        exact = [row for row in self.comparisons if row.kind == EXACT]
        right = sum(bool(row.agrees) for row in exact)
        text = (
            f"{self.plays:,} plays (seed {self.seed}): largest z-score {self.largest_z:.2f}, Bonferroni "
            f"bound at 1 % {self.bound:.2f}; {right} of {len(exact)} numbers that do not "
            f"vary agree exactly. The plays {'agree' if self.agrees else 'do NOT agree'} with the model."
        )
        if self.deviation is not None:
            gain = self["gain"]
            amount = "no plays" if gain.simulated is None else f"{gain.simulated:+.6g}"
            text += f" {self.deviator} deviates to {self.deviation} and gains {amount}"
            text += "." if gain.standard_error is None else f" (s.e. {gain.standard_error:.2g})."
        return text

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "model": self.model.to_dict(), "bargaining": self.equilibrium.bargaining,
            "proposer": self.equilibrium.proposer, "plays": self.plays, "seed": self.seed,
            "deviator": self.deviator, "deviation": self.deviation, "largest_z": self.largest_z,
            "bound": self.bound, "agrees": self.agrees,
            "comparisons": [row.to_dict() for row in self.comparisons],
        }  # fmt: skip

    def to_xarray(self, start: int = 0, count: int | None = None) -> xarray.Dataset:
        """Every variable of every play, as a dataset along ``play`` (needs the ``data`` extra).

        Parameters
        ----------
        start, count
            First play, and how many; by default all that follow.

        Raises
        ------
        InputError
            If there are no such plays, or too many for memory (20 million).
        """
        import xarray

        from .model.variables import PLAY_VARIABLES
        from .play_file import FLAGS

        count = self.plays - start if count is None else count
        if not (0 <= start < self.plays and 1 <= count <= self.plays - start):
            raise InputError(
                f"start = {start}, count = {count}: there are no such plays. There are {self.plays}, counted "
                "from 0.",
                where="to_xarray",
            )
        if count > _MOST_SHOWN:
            raise InputError(
                f"count = {count} plays would need {count * 8 * len(COLUMNS) / 1e9:.3g} GB of memory. Ask "
                f"for at most {_MOST_SHOWN} at once, or write them with simulate(..., out='plays.parquet').",
                where="to_xarray",
            )
        table = self._table(start, count)
        columns = {}
        for i, name in enumerate(COLUMNS):
            about = PLAY_VARIABLES[name]
            values = table[:, i] == 1.0 if name in FLAGS else table[:, i]
            labels = {"long_name": about.long_name, "symbol": about.symbol, "units": about.unit}
            columns[name] = ("play", values, labels | {"source": about.source})
        index = np.arange(start, start + count)
        return xarray.Dataset(
            columns, {"play": index}, {"model": repr(self.model), "seed": self.seed}
        )

    def _table(self, start: int, count: int) -> Matrix:
        """Make some plays again."""
        first, last = start // BLOCK, (start + count - 1) // BLOCK
        parts = [
            play_one(self.run, block, min(BLOCK, start + count - block * BLOCK), True)[1]
            for block in range(first, last + 1)
        ]
        return np.concatenate(parts)[start - first * BLOCK :]


def simulate(
    model: Model,
    equilibrium: Equilibrium,
    *,
    plays: int = 1_000_000,
    seed: int = 0,
    deviation: Mapping[str, Any] | Deviation | None = None,
    out: str | os.PathLike[str] | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Simulation:
    """Play the game many times from its primitives and compare with what the equilibrium says (T1, T2).

    Parameters
    ----------
    model, equilibrium
        A model and one of its equilibria; of it the price, F's threshold and C's cut-offs are played.
    plays
        How many; 1 to 10^13.
    seed
        0 or more. The same seed gives the same plays, bit for bit, on any number of threads.
    deviation
        One player's strategy replaced, in the names of `Equilibrium`: ``visit_probability`` or ``threshold``
        (with ``threshold_share``) for F, ``weakness_visit`` and ``weakness_no_visit`` for C's cut-offs,
        ``concession`` for the proposer's price (``"none"``: no deal), ``answer="reject"`` for the responder;
        or a `Deviation` of a certificate. What follows another price is as T5 says.
    out
        A Parquet file to write every play to, as they are made (needs the ``parquet`` extra). After an
        interruption it holds the plays made so far.
    threads
        How many threads play.
    progress
        Called with the number of plays made and their total, after every block of 65,536.

    Returns
    -------
    Simulation
        Means, standard errors and z-scores beside the equilibrium's values.

    Raises
    ------
    InputError
        For bad numbers, an information structure without a joint draw (`Article`), or a file that cannot be.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> eq = sm.solve(model, bargaining="closed", proposer="L").equilibrium
    >>> played = sm.simulate(model, eq, plays=200_000, seed=1)
    >>> played.agrees, abs(played["visit_probability"].z) < 4
    (True, True)
    >>> sm.simulate(model, eq, plays=200_000, deviation={"concession": 0.7})["gain"].simulated < 0
    True
    """
    _check(equilibrium, plays, seed, out, threads)
    at = stage(model)
    before = conduct(at, equilibrium)
    player, words, new = None, None, before
    if deviation is not None:
        player, words, new = depart(at, equilibrium, before, deviation)
    expected = _expected(at, equilibrium, before, new, player)
    centre = np.array([value if value is not None else 0.0 for value in expected.values()])
    run = Run(at, new.rules, before.rules if player else None, int(seed), centre)
    moments = _play(run, int(plays), int(threads), out, progress)
    rows = _compared(at, new, expected, moments.total, centre, player)
    return Simulation(
        model=model, equilibrium=equilibrium, plays=int(plays), seed=int(seed), comparisons=rows,
        deviator=player, deviation=words, run=run,
    )  # fmt: skip


def _whole(name: str, value: Any, low: int, high: int | None, example: int) -> list[str]:
    """Check a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        kind = kind_of(value).replace("a number", "not a whole number")
        return [
            f"{name} = {shown(value)} is {kind}. Give a whole number, for example {name}={example}."
        ]
    if value < low or (high is not None and value > high):
        allowed = f"at least {low}" if high is None else f"from {low} to {high}"
        return [
            f"{name} = {shown(value)} is out of range. It must be {allowed}, for example {name}={example}."
        ]
    return []


def _check(eq: Any, plays: Any, seed: Any, out: Any, threads: Any) -> None:
    """Raise with all that is wrong with the arguments."""
    faults = []
    if isinstance(eq, Solution):
        faults.append(
            f"equilibrium is a Solution ({eq.status.value}), not an Equilibrium. Give solution.equilibrium, "
            "or one of solution.equilibria."
        )
    elif not isinstance(eq, Equilibrium):
        faults.append(
            f"equilibrium = {shown(eq)} is {kind_of(eq)}, not an Equilibrium. Give solve(...).equilibrium."
        )
    wrong = _whole("plays", plays, 1, MOST_PLAYS, 1_000_000)
    faults += [*wrong, *_whole("seed", seed, 0, None, 1), *_whole("threads", threads, 1, 1024, 2)]
    if out is not None and not wrong:
        from .play_file import check_out

        faults += check_out(out, int(plays))
    if faults:
        raise InputError(faults, where="simulate")


def _expected(
    at: Stage, eq: Equilibrium, before: Conduct, new: Conduct, player: str | None
) -> dict[str, float | None]:
    """List what the model says of every row: the equilibrium's values, or the deviator's payoff and gain."""
    values: dict[str, float | None] = dict.fromkeys(ROWS)
    if player is None:
        values |= {name: getattr(eq, name) for name in ROWS if hasattr(eq, name)}
        if eq.concession is None:
            values["weakness_visit"] = None  # off the path: no visit to compare it with
    else:
        now, then = expected_payoffs(at, new)[player], expected_payoffs(at, before)[player]
        values |= {_PAYOFFS[player]: now, f"difference_{player}": now - then}
    return values


def _play(
    run: Run, plays: int, threads: int, out: Any, progress: Callable[[int, int], None] | None
) -> Moments:
    """Play all blocks; add their moments up, and write the plays if there is a file."""
    moments, done = Moments(), 0

    def count(made: int, part: Matrix) -> None:
        nonlocal done
        moments.add(part)
        done += made
        if progress is not None:
            progress(done, plays)

    if out is None:
        for made, part, _ in play_all(run, plays, threads, False):
            count(made, part)
        return moments
    from .play_file import PlayFile

    notes = {"model": repr(run.stage.model), "rules": repr(run.rules), "seed": str(run.seed)}
    with PlayFile(out, notes | {"plays_wanted": str(plays)}) as file:
        for made, part, table in play_all(run, plays, threads, True):
            file.add(table)
            count(made, part)
    return moments


def _compared(
    at: Stage, new: Conduct, expected: dict[str, float | None], total: Matrix, centre: Any,
    player: str | None,
) -> tuple[Comparison, ...]:  # fmt: skip
    """Compare every row; the gain of a deviation comes last, under that name."""
    game = at.game
    width = {
        "F": new.rules.price + game.tau + game.rho,
        "L": game.psi + new.rules.price,
        "C": game.c + 1.0,
    }
    rows = []
    for i, (name, value) in enumerate(expected.items()):
        kind, _, rest = name.partition("_")
        if kind == "difference" and rest != player:
            continue
        rows.append(
            compare(
                "gain" if kind == "difference" else name, value, total[i], float(centre[i]),
                chance=kind in ("visit", "removal"),
                width=2.0 * width[rest[0]] if kind in ("payoff", "difference") else 1.0,
                paired=kind == "difference",
            )
        )  # fmt: skip
    return tuple(rows)
