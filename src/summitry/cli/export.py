"""The command `summitry export`: the game as a Gambit file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.faults import InputError
from ..model.information import Binomial
from ..model.output_files import file_faults
from .options import Bargaining, Case, Settings, option_words, read_settings
from .protocols import (
    AnyProposer,
    OffPath,
    Power,
    Protocol,
    Strategies,
    chosen,
    every_equilibrium,
    power_faults,
)

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium
    from ..equilibrium.solution import Solution
    from ..model.parameters import Model

_FAR = 40  # how much larger or smaller a number of signals is tried


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command()
    def export(
        context: typer.Context,
        case: Case,
        out: Annotated[Path, typer.Option("--out", help="The Gambit file to write (.efg).")],
        setting: Settings = None,
        binomial: Annotated[
            int | None,
            typer.Option(help="Let F's signal be this many coin flips: n, and binomial."),
        ] = None,
        bargaining: Bargaining = "closed",
        proposer: AnyProposer = "L",
        power: Power = None,
        off_path: OffPath = "strongest",
        strategies: Strategies = "pure",
        equilibrium: Annotated[
            int | None, typer.Option(help="Which one, counted from 1; the first by default.")
        ] = None,
        timing: Annotated[
            str, typer.Option(help="standard, or informed: F sees its signal before bargaining.")
        ] = "standard",
        prices: Annotated[int, typer.Option(help="How many prices may be named.")] = 8,
        cutoffs: Annotated[int, typer.Option(help="How many cut-offs C may choose.")] = 8,
        grid_only: Annotated[
            bool,
            typer.Option("--grid-only", help="Leave the equilibrium's own price and cut-offs out."),
        ] = False,
    ) -> None:
        """Write the game as a finite tree that Gambit reads, with the equilibrium on its grids."""
        faults: list[str] = []
        changes = read_settings(setting, faults, context)
        model = _model(case, changes, binomial, faults)
        protocol = Protocol(bargaining, proposer, power, off_path, strategies).checked(model, faults)
        faults += _tree_faults(protocol, model, timing, prices, cutoffs)
        faults += file_faults(out)
        if grid_only and equilibrium is not None:
            faults.append(f"--equilibrium {equilibrium} and --grid-only are both given. Choose one.")
        if faults or model is None:
            raise InputError(faults)
        wanted = None if grid_only else equilibrium or 1
        print(_export(model, out, protocol, timing, prices, cutoffs, wanted))


def _model(
    case: str, changes: dict[str, Any], binomial: int | None, faults: list[str]
) -> Model | None:
    """Read the scenario and change it as asked."""
    from ..model.scenarios import load_scenario

    if binomial is not None:
        changes = changes | {"n": binomial, "information": Binomial()}
    try:
        model = load_scenario(case).model
        return model.replace(**changes) if changes else model
    except InputError as error:
        faults += error.located
    return None


def _tree_faults(
    protocol: Protocol, model: Model | None, timing: str, prices: int, cutoffs: int
) -> list[str]:
    """Return why there is no such tree, in the words of the command line; what `checked` names left out."""
    from ..game_tree.build import Options
    from ..game_tree.rules import grid_of, model_faults

    named = power_faults(protocol.power, protocol.proposer, protocol.bargaining, "pure")
    options = Options(protocol.bargaining, protocol.proposer, protocol.power, timing)
    words = ("bargaining", "proposer", "power", "timing", "prices", "cutoffs", "strategies")
    found = options.faults() + ([] if model is None else model_faults(model))
    grid_of("prices", prices, math.inf, found)
    grid_of("cutoffs", cutoffs, math.inf, found)
    return [fault for fault in option_words(found, *words) if fault not in named]


def _advice(solution: Solution) -> str:
    """Return what a tree without an equilibrium is good for, and which trees nearby have one."""
    from ..equilibrium.solve import solve

    def exists(proposer: str, n: float) -> bool:
        nearby = solution.model.replace(n=n)
        found = solve(
            nearby, bargaining=solution.bargaining, proposer=proposer,
            power=solution.power if proposer == "random" else None,
        )  # fmt: skip
        return bool(found.equilibria or found.mixed)

    model, ways = solution.model, []
    ways += [
        f"--proposer {other}"
        for other in "FL"
        if other != solution.proposer and exists(other, model.n or 1.0)
    ]
    if isinstance(model.information, Binomial) and model.n:
        counts = [n for far in range(1, _FAR) for n in (model.n + far, model.n - far) if n >= 1]
        nearest = next((n for n in counts if exists(solution.proposer, n)), None)
        ways += [] if nearest is None else [f"--binomial {nearest:.0f}"]
    mixtures = "; --strategies mixed puts an equilibrium in mixed strategies on it, if there is one."
    return (
        " Pure equilibria are often missing where signals come in steps, as here. The tree is the whole game "
        f"all the same{'.' if solution.proposer == 'random' else mixtures}"
        + (f" There is a pure one with {' or with '.join(ways)}." if ways else "")
    )


def _export(
    model: Model, out: Path, protocol: Protocol, timing: str, prices: int, cutoffs: int, wanted: int | None
) -> str:  # fmt: skip
    """Solve, build, write, and say what was written; ``wanted`` is the number of the equilibrium on it."""
    from ..equilibrium.status import Status
    from ..game_tree.build import extensive_form

    found: Equilibrium | None = None
    said = "The grids are even; the equilibrium was left out."
    if wanted is not None:
        solution = protocol.solve(model)
        said = f"No equilibrium is on it: {solution.answer}."
        said += _advice(solution) if solution.status is Status.NONE else ""
        if count := len(every_equilibrium(solution)):
            found = chosen(solution, wanted)
            prices_named = [f"{offer.concession:.6g}" for offer in found.offers]
            price = f"price {' or '.join(prices_named)}" if prices_named else "no visits"
            kind = f"{found.kind}, " if found.is_mixed else ""
            more = f", number {wanted} of {count}" if count > 1 else ""
            said = f"An equilibrium is on it ({kind}{price}{more})."
    tree = extensive_form(
        model, bargaining=protocol.bargaining, proposer=protocol.proposer, power=protocol.power,
        concessions=prices, cutoffs=cutoffs, equilibrium=found, timing=timing,
    )  # fmt: skip
    tree.to_efg(out)
    return (
        f"{out}: {tree.title}; {len(tree.nodes)} nodes, {len(tree.infosets)} information sets, "
        f"{len(tree.concessions)} prices.\n{said}"
    )
