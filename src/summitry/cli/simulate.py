"""The command `summitry simulate`: parse, call one function, print."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.faults import InputError
from .options import AsJson, Bargaining, Case, Proposer, Settings, read_settings, whole
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..equilibrium.solution import Equilibrium
    from ..model.parameters import Model
    from ..simulation.comparison import Comparison
    from ..simulation.monte_carlo import Simulation


def _choose(model: Model, bargaining: str, proposer: str, number: int | None) -> Equilibrium:
    """Solve, and take the equilibrium asked for, or the only one."""
    from ..equilibrium.solve import solve

    solution = solve(model, bargaining=bargaining, proposer=proposer)
    found = solution.equilibria
    if not found:
        raise InputError(
            f"{solution.label}: {solution.status.value}. There is nothing to play. Choose another protocol "
            "or change a parameter with --set."
        )
    listed = ", ".join(f"{i} (v = {eq.visit_probability:.6g})" for i, eq in enumerate(found, 1))
    if number is None and len(found) > 1:
        raise InputError(
            f"{solution.label}: {solution.status.value}: {listed}. Choose one: --equilibrium K."
        )
    if number is not None and not 1 <= number <= len(found):
        raise InputError(
            f"--equilibrium {number} does not exist. {solution.label}: {solution.status.value}: {listed}."
        )
    return found[(number or 1) - 1]


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
        case: Case,
        plays: Annotated[str, typer.Option(help="How many plays, such as 1e6.")] = "1000000",
        seed: Annotated[str, typer.Option(help="The same seed gives the same plays.")] = "0",
        setting: Settings = None,
        bargaining: Bargaining = "closed",
        proposer: Proposer = "L",
        equilibrium: Annotated[
            int | None, typer.Option(help="Which one, counted from 1, when there are several.")
        ] = None,
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

        faults: list[str] = []
        numbers = {
            "plays": whole(plays, "--plays", faults),
            "seed": whole(seed, "--seed", faults),
            "threads": whole(threads, "--threads", faults),
        }
        replaced = read_settings(setting, faults)
        departure = _deviation(deviate or [], faults)
        try:
            scenario = load_scenario(case)
            model = scenario.model.replace(**replaced) if replaced else scenario.model
        except InputError as error:
            faults += error.located
        if faults:
            raise InputError(faults)
        eq = _choose(model, bargaining, proposer, equilibrium)
        played = _play(model, eq, departure, out, numbers)
        if as_json:
            from ..equilibrium.solution import plain

            print(
                json.dumps(plain(played.to_dict()), indent=2, allow_nan=False, ensure_ascii=False)
            )
        else:
            _show(played, out)
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
        print(f"\nstopped after {progress.done:,} plays.{kept}", file=sys.stderr)
        raise


def _show(played: Simulation, out: str | None) -> None:
    """Print the table and its meaning."""
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from ..equilibrium.table import number
    from ..model.variables import VARIABLES

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("", "analytic", "simulated", "s.e.", "z"):
        table.add_column(head, justify="right" if head else "left")
    for row in played.comparisons:
        about = VARIABLES.get(row.name)
        title = (
            f"{about.long_name}, {about.symbol}"
            if about
            else f"{played.deviator}'s gain from deviating"
        )
        error = "-" if row.standard_error is None else f"{row.standard_error:.2g}"
        table.add_row(
            escape(title), number(row.analytic), number(row.simulated), error, _verdict(row)
        )
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    eq = played.equilibrium
    console.print(
        f"{played.model!r}\n{eq.bargaining} bargaining, {eq.proposer} proposes\n", markup=False
    )
    console.print(table)
    console.print(played.summary(), markup=False)
    if out:
        console.print(f"Every play is in {out}.", markup=False)


def _verdict(row: Comparison) -> str:
    """Write the z-score, or why there is none."""
    if row.z is not None:
        return f"{row.z:+.2f}"
    if row.agrees is not None:
        return "exact" if row.agrees else "DIFFERS"
    return "-" if row.analytic is None else row.kind
