"""The command `summitry simulate`: parse, call one function, print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.extras import need_packages
from ..model.faults import InputError, StoppedError
from .options import AsJson, Bargaining, Case, Disclosure, Reach, Settings, read_settings, whole
from .progress import ProgressLine
from .protocols import AnyProposer, Number, OffPath, Power, Protocol, Strategies, chosen
from .streams import console, print_json, say

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium
    from ..model.parameters import Model
    from ..simulation.monte_carlo import Simulation


def _deviation(settings: list[str], faults: list[str]) -> dict[str, Any] | None:
    """Read ``--deviate name=value`` options."""
    out: dict[str, Any] = {}
    for setting in settings:
        name, sign, text = (part.strip() for part in setting.partition("="))
        if not sign or not name:
            faults.append(
                f"--deviate {setting!r} is not of the form name=value. "
                "Write for example --deviate concession=0.5."
            )
            continue
        try:
            out[name] = float(text)
        except ValueError:
            out[name] = text
    return out or None


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command()
    def simulate(
        context: typer.Context,
        case: Case,
        plays: Annotated[str, typer.Option(help="How many plays, such as 1e6.")] = "1000000",
        seed: Annotated[str, typer.Option(help="The same seed gives the same plays.")] = "0",
        setting: Settings = None,
        bargaining: Bargaining = "closed",
        proposer: AnyProposer = "L",
        power: Power = None,
        off_path: OffPath = "strongest",
        strategies: Strategies = "pure",
        disclosure: Disclosure = "none",
        reach: Reach = 1.0,
        equilibrium: Number = None,
        deviate: Annotated[
            list[str] | None,
            typer.Option(help="Replace one player's strategy: name=value, such as concession=0.5."),
        ] = None,
        out: Annotated[
            str | None, typer.Option(help="Write every play to this Parquet file.")
        ] = None,
        threads: Annotated[str, typer.Option(help="How many threads play.")] = "1",
        as_json: AsJson = False,
    ) -> None:
        """Play the game from its primitives and compare with the equilibrium."""
        from ..model.scenarios import load_scenario
        from ..simulation.play_file import check_out

        faults: list[str] = []
        numbers = {
            "plays": whole(plays, "--plays", faults),
            "seed": whole(seed, "--seed", faults),
            "threads": whole(threads, "--threads", faults),
        }
        replaced = read_settings(setting, faults, context)
        departure = _deviation(deviate or [], faults)
        protocol, model = Protocol(
            bargaining, proposer, power, off_path, strategies, disclosure, reach
        ), None
        try:
            scenario = load_scenario(case)
            model = scenario.model.replace(**replaced) if replaced else scenario.model
        except InputError as error:
            faults += error.located
        protocol = protocol.checked(model, faults)
        if out is not None:
            faults += check_out(out, numbers["plays"], "--out ")
        if faults or model is None:
            raise InputError(faults)
        if out is not None:
            need_packages("--out", "parquet", "pyarrow")
        solution = protocol.solve(model)
        eq = chosen(solution, equilibrium)
        unwritten: StoppedError | None = None
        try:
            played = _play(model, eq, departure, out, numbers)
        except StoppedError as error:
            played, unwritten = error.result, error
        if as_json:
            print_json(played.to_dict())
        else:
            _show(played, solution.label, out if unwritten is None else None)
        if unwritten is not None:
            raise unwritten
        if not played.agrees:
            raise typer.Exit(1)


def _play(
    model: Model, eq: Equilibrium, deviation: dict[str, Any] | None, out: str | None,
    numbers: dict[str, int],
) -> Simulation:  # fmt: skip
    """Simulate with progress; say what an interruption leaves behind."""
    from ..simulation.monte_carlo import simulate

    progress = ProgressLine("plays")
    try:
        return simulate(model, eq, deviation=deviation, out=out, progress=progress, **numbers)
    except KeyboardInterrupt:
        kept = f" {out} is complete and holds the plays written so far." if out else ""
        progress.interrupt()
        say(f"stopped after {progress.done:,} plays.{kept}")
        raise


def _show(played: Simulation, protocol: str, out: str | None) -> None:
    """Print the table and its meaning."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from ..simulation.monte_carlo import HEAD

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in HEAD:
        table.add_column(head, justify="right" if head else "left")
    for title, *texts in played.rows():
        table.add_row(escape(title), *texts)
    screen = console(100)
    eq = played.equilibrium
    mixture = f": {eq.kind}" if eq.is_mixed else ""
    screen.print(f"{played.model!r}\n{protocol}{mixture}\n", markup=False)
    screen.print(table)
    screen.print(played.summary(), markup=False)
    if out:
        screen.print(f"Every play is in {out}.", markup=False)
