"""Options that say what is solved, shared by the commands that solve one protocol or several."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..model.faults import InputError, shown
from .options import disclosure_words, option_words

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium
    from ..equilibrium.solution import Solution
    from ..model.parameters import Model

AnyProposer = Annotated[str, typer.Option(help="F, L, or random: see --power.")]
Power = Annotated[
    float | None, typer.Option(help="Probability that F proposes, with --proposer random.")
]
OffPath = Annotated[
    str, typer.Option(
        help="What C believes after an unexpected visit: strongest, prior, smallest or a weakness."
    ),
]  # fmt: skip
Strategies = Annotated[str, typer.Option(help="pure, or mixed for all equilibria.")]
Number = Annotated[
    int | None, typer.Option(help="Which one, counted from 1, when there are several.")
]


class Protocol(NamedTuple):
    """One protocol and how it is solved, as the options say it."""

    bargaining: str
    proposer: str
    power: float | None
    off_path: str | float
    strategies: str
    disclosure: str = "none"
    reach: float = 1.0

    def checked(self, model: Model | None, faults: list[str]) -> Protocol:
        """Read the off-path rule; append what is wrong with the options, in the command line's words."""
        faults += power_faults(self.power, self.proposer, self.bargaining, self.strategies)
        rule = read_off_path(str(self.off_path), model, faults)
        faults += strategies_faults(self.strategies, model)
        proofs = self.disclosure, self.reach, model, rule
        faults += disclosure_words(*proofs, self.bargaining, self.strategies, self.power)
        return self._replace(off_path=rule)

    def solve(self, model: Model) -> Solution:
        """Solve a model, after `checked`."""
        from ..equilibrium.solve import solve

        return solve(model, **self._asdict())


def every_equilibrium(solution: Solution) -> list[Equilibrium]:
    """List pure and mixed equilibria in order of the probability of a visit."""
    return sorted((*solution.equilibria, *solution.mixed), key=lambda eq: eq.visit_probability)


def chosen(solution: Solution, number: int | None) -> Equilibrium:
    """Return the equilibrium asked for, or the only one.

    Raises
    ------
    InputError
        If there is no such, or no number was given and there are several.
    """
    found = every_equilibrium(solution)
    if not found:
        raise InputError(
            f"{solution.label}: {solution.answer}. There is nothing to play. Choose another protocol "
            "or change a parameter with --set."
        )
    listed = ", ".join(
        f"{i} ({eq.kind + ', ' if eq.is_mixed else ''}v = {eq.visit_probability:.6g})"
        for i, eq in enumerate(found, 1)
    )
    if number is None and len(found) > 1:
        raise InputError(
            f"{solution.label}: {solution.answer}: {listed}. Choose one: --equilibrium K."
        )
    if number is not None and not 1 <= number <= len(found):
        raise InputError(
            f"--equilibrium {number} does not exist. {solution.label}: {solution.answer}: {listed}."
        )
    return found[(number or 1) - 1]


def power_faults(power: float | None, proposer: str, bargaining: str, strategies: str) -> list[str]:
    """Return what is wrong with --power, in the words of the command line."""
    if proposer != "random" and power is None:
        return []
    from ..equilibrium.random_proposer import power_faults as found

    faults = found(power, proposer, bargaining if bargaining == "open" else "closed", strategies)
    return option_words(faults, "bargaining", "strategies", "power", "proposer")


def read_off_path(text: str, model: Model | None, faults: list[str]) -> str | float:
    """Read the off-path rule; a weakness must be one that a signal of this model can show."""
    if text in ("strongest", "prior", "smallest"):
        return text
    reading = -1.0
    with contextlib.suppress(ValueError):
        reading = float(text)
    if not 0.0 <= reading <= 1.0:
        faults.append(
            f"--off-path {shown(text)} is unknown. It must be strongest, prior, smallest or a weakness, a "
            "number from 0 to 1. Write for example --off-path prior."
        )
        return "strongest"
    if model is not None:
        from ..equilibrium.check import curve_of, game_of, off_path_belief

        try:
            off_path_belief(reading, game_of(model), curve_of(model))
        except InputError as error:
            faults += option_words(error.faults, "off_path")
    return reading


def strategies_faults(strategies: str, model: Model | None) -> list[str]:
    """Return what is wrong with --strategies, in the words of the command line."""
    from ..equilibrium.mixed import strategies_faults as found

    return option_words(found(strategies, model), "strategies")
