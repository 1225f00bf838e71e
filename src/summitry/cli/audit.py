"""The command `summitry audit`: parse, call one function, print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.faults import InputError
from ..model.output_files import file_faults, folder_faults, ready_folder, write_files, write_whole
from .options import whole
from .progress import ProgressLine
from .streams import console, print_json

if TYPE_CHECKING:
    from ..audits.result import Audit

_EXAMPLES = (
    "The counterexamples go into a folder, which is made if it does not exist. Write for example "
    "--examples counterexamples."
)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command()
    def audit(
        points: Annotated[
            str, typer.Option(help="How many models are drawn, such as 1e5.")
        ] = "10000",
        claim: Annotated[
            list[str] | None, typer.Option(help="Only this claim, by its id. Repeatable.")
        ] = None,
        attack: Annotated[
            str,
            typer.Option(
                help="At how many models, such as 1e5, a search tries to refute each statement; 0: none."
            ),
        ] = "10000",
        seed: Annotated[str, typer.Option(help="The same seed gives the same models.")] = "0",
        at: Annotated[
            str | None, typer.Option(help="Judge the claims at this scenario instead of draws.")
        ] = None,
        out: Annotated[Path | None, typer.Option(help="Write one HTML page to this file.")] = None,
        examples: Annotated[
            Path | None, typer.Option(help="Write the counterexamples to this folder as scenarios.")
        ] = None,
        threads: Annotated[str | None, typer.Option(help="How many threads solve.")] = None,
        listed: Annotated[bool, typer.Option("--list", help="List the claims and stop.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Check every claim of the article over draws of the whole parameter space, and try to refute it."""
        if listed:
            _list()
            return
        faults: list[str] = []
        numbers: dict[str, Any] = {
            "points": whole(points, "--points", faults),
            "attack": whole(attack, "--attack", faults),
            "seed": whole(seed, "--seed", faults),
            "threads": None if threads is None else whole(threads, "--threads", faults),
        }
        model = None
        try:
            if at is not None:
                from ..model.scenarios import load_scenario

                model = load_scenario(at).model
        except InputError as error:
            faults += error.located
        if out is not None:
            faults += file_faults(out)
        if examples is not None:
            faults += folder_faults(examples, _EXAMPLES, "--examples ")
        if faults:
            raise InputError(faults)
        _get_ready(out, examples)
        from ..audits.run import audit as run

        found = run(
            claims=claim, at=model, progress=None if model else ProgressLine("points"),
            attack_progress=None if model else ProgressLine("models under attack"), **numbers
        )
        _give(found, out, examples, as_json)
        if found.interrupted:
            raise typer.Exit(130)


def _list() -> None:
    from ..claims import claims

    for id, claim in claims().items():
        print(f"{id:36} {claim.statement}")


def _get_ready(out: Path | None, examples: Path | None) -> None:
    """See to it before the work that nothing will be missing after it: packages and folders."""
    if out is not None:
        from ..report.templates import environment

        environment()
    if examples is not None:
        ready_folder(examples, _EXAMPLES, "--examples ")


def _give(found: Audit, out: Path | None, examples: Path | None, as_json: bool) -> None:
    """Print the verdicts, then write the files that were asked for: what is printed is not lost with them."""
    if as_json:
        print_json(found.to_dict())
    else:
        _show(found)
    if examples is not None:
        scenarios = {
            f"{claim.id}-{number}.toml": example.toml
            for claim in found.claims
            for number, example in enumerate(claim.counterexamples, 1)
        }
        write_files(examples, scenarios)
    if out is not None:
        from ..report.audit_page import audit_page

        write_whole(out, audit_page(found))
    for path in (out, examples):
        if path is not None and not as_json:
            print(f"written: {path}")


def _show(found: Audit) -> None:
    """Print the table and its meaning."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("claim", "applies", "fails", "worst margin", "verdict"):
        table.add_column(head, justify="left" if head in ("claim", "verdict") else "right")
    for claim in found.claims:
        margin = "-" if claim.worst_margin is None else f"{claim.worst_margin:.2g}"
        table.add_row(claim.id, f"{claim.applicable:,}", f"{claim.failures:,}", margin, claim.words)
    screen = console(120, markup=False)
    screen.print(table)
    screen.print(found.summary())
