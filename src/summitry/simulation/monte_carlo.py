"""`simulate`: the game played from its primitives (T1, T2), beside what an equilibrium says of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..equilibrium.certificate import Deviation
from ..equilibrium.equilibrium import Equilibrium
from ..equilibrium.solution import equilibrium_faults
from ..equilibrium.table import number
from ..model.extras import require
from ..model.faults import InputError, StoppedError, whole_number_faults
from ..model.given import GivenModel, model_of
from ..model.html_table import html_table
from ..model.output_files import reason_of
from ..model.variables import PLAY_VARIABLES, VARIABLES
from .comparison import EXACT, Comparison, Z, bonferroni, compare
from .deviations import deviate
from .plays import BLOCK, ROWS, Columns, Moments, Run, play_all, play_block
from .strategies import PAYOFFS, equilibrium_profile, expected_payoffs, prepare

if TYPE_CHECKING:
    import pandas
    import xarray

    from ..model.parameters import Model

MOST_PLAYS = 10**13
_MOST_SHOWN = 20_000_000  # plays that `Simulation.to_xarray` gives at once: 2.5 GB
_LEVEL = 0.01


HEAD = ("", "analytic", "simulated", "s.e.", "z")  # of the table of `Simulation.rows`


@dataclass(frozen=True, kw_only=True, repr=False)
class Simulation:
    """Simulated plays in numbers; the plays themselves are made again when asked for.

    Attributes
    ----------
    model
        The game that was played.
    equilibrium
        The profile that was played.
    plays
        How often.
    seed
        The same seed, model, equilibrium and plays give the same bits on any number of threads.
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

    def __repr__(self) -> str:
        verdict = "agree" if self.agrees else "do NOT agree"
        return f"<Simulation of {self.plays:,} plays (seed {self.seed}), which {verdict} with the model>"

    def _repr_html_(self) -> str:
        return html_table(repr(self.model), HEAD, self.rows(), [self.summary()])

    def rows(self) -> list[list[str]]:
        """List the comparisons as texts: name, model's value, simulated mean, its standard error, z-score."""
        out = []
        for row in self.comparisons:
            about = VARIABLES.get(row.name)
            title = f"{self.deviator}'s gain from deviating"
            if about is not None:
                title = f"{about.long_name}, {about.symbol}"
            error = "-" if row.standard_error is None else f"{row.standard_error:.2g}"
            out.append([title, number(row.analytic), number(row.simulated), error, row.verdict])
        return out

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
        """Return a few sentences on whether the plays agree with the model."""
        exact = [row for row in self.comparisons if row.kind == EXACT]
        right = sum(bool(row.agrees) for row in exact)
        text = (
            f"{self.plays:,} plays (seed {self.seed}). The largest z-score is {self.largest_z:.2f}; for a "
            f"right model it would be above {self.bound:.2f} with probability 1 % at most (Bonferroni)."
        )
        if exact:
            text += (
                f" Of the numbers that are the same in every play, {right} of {len(exact)} equal the model's."
            )
        text += f" The plays {'agree' if self.agrees else 'do NOT agree'} with the model."
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
        require("to_xarray", "data", "xarray")
        import xarray

        count = self.plays - start if count is None else count
        if not (0 <= start < self.plays and 1 <= count <= self.plays - start):
            raise InputError(
                f"start = {start}, count = {count}: there are no such plays. There are {self.plays}, counted "
                "from 0.",
                where="to_xarray",
            )
        if count > _MOST_SHOWN:
            raise InputError(
                f"count = {count} plays would need {count * 8 * len(PLAY_VARIABLES) / 1e9:.3g} GB of memory. "
                f"Ask for at most {_MOST_SHOWN} at once, or write them with simulate(..., "
                "out='plays.parquet').",
                where="to_xarray",
            )
        plays = self._columns(start, count)
        columns = {
            name: ("play", plays[name], about.attributes())
            for name, about in PLAY_VARIABLES.items()
        }
        index = np.arange(start, start + count)
        return xarray.Dataset(
            columns, {"play": index}, {"model": repr(self.model), "seed": self.seed}
        )

    def to_dataframe(self, start: int = 0, count: int | None = None) -> pandas.DataFrame:
        """Table of pandas with a row for each play: `to_xarray`, with its arguments and errors."""
        require("to_dataframe", "data", "xarray", "pandas")
        return self.to_xarray(start, count).to_dataframe()

    def _columns(self, start: int, count: int) -> Columns:
        """Make some plays again."""
        first, last = start // BLOCK, (start + count - 1) // BLOCK
        parts = [
            play_block(self.run, block, min(BLOCK, start + count - block * BLOCK), True)[1]
            for block in range(first, last + 1)
        ]
        return {
            name: np.concatenate([part[name] for part in parts])[start - first * BLOCK :]
            for name in PLAY_VARIABLES
        }


def simulate(
    model: GivenModel,
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
    model
        A model in any form that `solve` takes.
    equilibrium
        One of its equilibria, pure or mixed: its prices and how often each is struck, F's thresholds and
        C's cut-offs are played.
    plays
        How many; 1 to 10^13.
    seed
        0 or more. The same seed gives the same plays, bit for bit, on any number of threads.
    deviation
        In pure strategies: one player's strategy replaced, in the names of `Equilibrium`:
        ``visit_probability`` or ``threshold`` (with ``threshold_share``) for F, ``weakness_visit`` and
        ``weakness_no_visit`` for C's cut-offs, ``concession`` for the proposer's price (``"none"``: no
        deal), ``answer="reject"`` for the responder; where somebody may prove something (T13.5),
        ``silent="L"`` or ``"F"``, who proves nothing, and ``exposes="A"``, the antagonist, who proves the
        price that C expects; or a `Deviation` of a certificate. What follows another price is as T5 says.
    out
        A Parquet file to write every play to, as they are made (needs the ``parquet`` extra). After an
        interruption it holds the plays made so far.
    threads
        How many threads play.
    progress
        Called with the number of plays made and their total, after every block of 32,768.

    Returns
    -------
    Simulation
        Means, standard errors and z-scores beside the equilibrium's values.

    Raises
    ------
    InputError
        For bad numbers, an information structure without a joint draw (`Article`), or a file that cannot be.
    StoppedError
        If the file could not be written to its end; what was simulated is the error's ``result``.

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
    model = _checked(model, equilibrium, plays, seed, out, threads, deviation is not None)
    if out is not None:
        require("out", "parquet", "pyarrow")
    setup = prepare(model)
    profile = own = equilibrium_profile(setup, equilibrium)
    player, words = None, None
    mixture: tuple[Any, ...] = ()
    if equilibrium.is_mixed:
        mixture = tuple(
            (offer.struck, equilibrium_profile(setup, equilibrium, i))
            for i, offer in enumerate(equilibrium.offers)
        )
        own = profile = mixture[-1][1]  # of the highest price
    if deviation is not None:
        player, words, profile = deviate(setup, equilibrium, own, deviation)
    expected: dict[str, float | None] = dict.fromkeys(ROWS)
    if player is None:
        expected |= {
            name: getattr(equilibrium, name) for name in ROWS if hasattr(equilibrium, name)
        }
        if not equilibrium.offers:
            expected["weakness_visit"] = None  # off the path: no visit to compare it with
    else:  # only the deviator's payoff is known, and her gain
        now, before = (expected_payoffs(setup, played)[player] for played in (profile, own))
        expected |= {PAYOFFS[player]: now, f"difference_{player}": now - before}
    centre = np.array([value or 0.0 for value in expected.values()])
    run = Run(setup, profile, own if player else None, int(seed), centre, mixture)
    moments, error = _play(run, int(plays), int(threads), out, progress)
    played = Simulation(
        model=model, equilibrium=equilibrium, plays=int(plays), seed=int(seed),
        comparisons=_compare_all(run, expected, moments, player), deviator=player, deviation=words,
        run=run,
    )  # fmt: skip
    if error is not None:
        raise StoppedError(
            f"{str(out)!r} cannot be written: {reason_of(error)}. The comparison is complete without it, and "
            "the same seed makes the same plays again: choose a place that has room, or fewer plays.",
            result=played,
        )
    return played


def _checked(
    model: Any, eq: Any, plays: Any, seed: Any, out: Any, threads: Any, deviates: bool
) -> Model:  # fmt: skip
    """Return the model, or raise with all that is wrong with the arguments."""
    faults = equilibrium_faults(eq, pure=deviates)
    wrong = whole_number_faults("plays", plays, 1, MOST_PLAYS, example=1_000_000)
    faults += wrong + whole_number_faults("seed", seed, 0, None, example=1)
    faults += whole_number_faults("threads", threads, 1, 1024, example=2)
    if out is not None and not wrong:
        from .play_file import check_out

        faults += check_out(out, int(plays))
    return model_of(model, "simulate", faults)


def _play(
    run: Run, plays: int, threads: int, out: Any, progress: Callable[[int, int], None] | None
) -> tuple[Moments, OSError | None]:
    """Play all blocks; add their moments up, and write the plays if there is a file."""
    moments, done = Moments(), 0
    file: Any = nullcontext()
    if out is not None:
        from .play_file import play_file

        notes = {"model": repr(run.setup.model), "rules": repr(run.profile), "seed": str(run.seed)}
        file = play_file(out, notes | {"plays_wanted": str(plays)})
    with file as opened:
        for made, part, columns in play_all(run, plays, threads, opened is not None):
            if opened is not None:
                opened.add(columns)
            moments.add(part)
            done += made
            if progress is not None:
                progress(done, plays)
    return moments, None if opened is None else opened.error


def _compare_all(
    run: Run, expected: dict[str, float | None], moments: Moments, player: str | None
) -> tuple[Comparison, ...]:
    """Compare every row; the gain of a deviation comes last, under that name."""
    game, price = run.setup.game, run.profile.price
    of_c = game.c + 1.0 if game.law is None else 2.0
    largest = {"F": price + game.tau + game.rho, "L": game.psi + price, "C": of_c, "A": 1.0}
    rows = []
    for i, (name, value) in enumerate(expected.items()):
        kind, _, rest = name.partition("_")
        if kind == "difference" and rest != player:
            continue
        rows.append(
            compare(
                "gain" if kind == "difference" else name, value, moments.total[i],
                float(run.centre[i]), chance=kind in ("visit", "removal"),
                width=2.0 * largest[rest[0]] if kind in ("payoff", "difference") else 1.0,
                paired=kind == "difference",
            )
        )  # fmt: skip
    return tuple(rows)
