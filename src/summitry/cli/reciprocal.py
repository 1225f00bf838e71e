"""The command `summitry reciprocal`: two leaders who may visit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.faults import InputError, shown
from .options import AsJson, option_words
from .streams import console, print_json

if TYPE_CHECKING:
    from ..model.scenarios import Scenario
    from ..reciprocal import Sequence, SwapSolution

_OPTIONS = ("reneging_cost", "visit_probability", "side_payment", "sigma", "eta")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command()
    def reciprocal(
        case: Annotated[
            str,
            typer.Argument(
                help="Leader 1: a scenario file or name; or the name of a packaged pair."
            ),
        ],
        other: Annotated[
            str | None, typer.Argument(help="Leader 2: a scenario file or the name of a scenario.")
        ] = None,
        sigma: Annotated[
            str | None,
            typer.Option(help="The salience; by default the scenarios' own, if they agree."),
        ] = None,
        side_payment: Annotated[
            str, typer.Option(help="What leader 1 pays leader 2 at each swap; negative if 2 pays.")
        ] = "0",
        eta: Annotated[
            str | None,
            typer.Option(help="Solve a sequence: the chance that a visit carries a debt."),
        ] = None,
        reneging_cost: Annotated[
            str | None,
            typer.Option(help="With --eta: what leader 1 pays if it does not return the visit."),
        ] = None,
        visit_probability: Annotated[
            str | None,
            typer.Option(help="With --eta: the chance of a return visit, in place of its cost."),
        ] = None,
        as_json: AsJson = False,
    ) -> None:
        """Find every swap of visits between two leaders, or solve a visit that is to be returned."""
        faults: list[str] = []
        given = {
            "sigma": sigma, "side_payment": side_payment, "eta": eta, "reneging_cost": reneging_cost,
            "visit_probability": visit_probability,
        }  # fmt: skip
        numbers = {name: _number(name, text, faults) for name, text in given.items()}
        leaders = _leaders(case, other, faults)
        if eta is None and (reneging_cost is not None or visit_probability is not None):
            faults.append(
                "--reneging-cost and --visit-probability belong to a sequence. Write for example "
                "--eta 0.3 too."
            )
        if faults or leaders is None:
            raise InputError(faults)
        found = _solved(leaders, numbers)
        if as_json:
            print_json(found.to_dict())
        else:
            _show(leaders, found)


def _number(name: str, text: str | None, faults: list[str]) -> float | None:
    """Read a number, or say which option has none."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        option = f"--{name.replace('_', '-')}"
        faults.append(f"{option} {shown(text)} is not a number. Write for example {option} 0.3.")
        return None


def _leaders(case: str, other: str | None, faults: list[str]) -> tuple[Scenario, Scenario] | None:
    """Read two scenarios, or a packaged pair."""
    from ..model.scenarios import load_scenario
    from ..reciprocal.pairs import list_pairs, load_pair

    if other is None:
        if case in list_pairs():
            one, two = load_pair(case)
            return one, two
        faults.append(
            f"{shown(case)} is one leader, and a second one is missing. Write for example summitry "
            f"reciprocal A.toml B.toml, or name a packaged pair: {', '.join(list_pairs())}."
        )
        return None
    found = []
    for name in (case, other):
        try:
            found.append(load_scenario(name))
        except InputError as error:
            faults += error.located
    return (found[0], found[1]) if len(found) == 2 else None


def _solved(
    leaders: tuple[Scenario, Scenario], numbers: dict[str, float | None]
) -> SwapSolution | Sequence:
    """Solve the swap, or the sequence if η is given; faults in the words of the command line."""
    from ..reciprocal import sequence, swap

    options: dict[str, Any] = {"sigma": numbers["sigma"]}
    try:
        if numbers["eta"] is None:
            return swap(*leaders, side_payment=numbers["side_payment"] or 0.0, **options)
        options |= {name: numbers[name] for name in ("reneging_cost", "visit_probability")}
        return sequence(*leaders, numbers["eta"], **options)
    except InputError as error:
        raise InputError(option_words(error.faults, *_OPTIONS)) from None


def _show(leaders: tuple[Scenario, Scenario], found: SwapSolution | Sequence) -> None:
    """Print a table and its meaning."""
    from rich.table import Table

    screen = console(100)
    for number, leader in enumerate(leaders, 1):
        screen.print(
            f"Leader {number}: {leader.title or leader.name}\n{leader.model!r}", markup=False
        )
    screen.print("")
    head, rows = found.table()
    table = Table()
    for i, word in enumerate(head):
        table.add_column(word, justify="left" if i == 0 else "right")
    for row in rows:
        table.add_row(*row)
    screen.print(table)
    screen.print(found.summary(), markup=False)
