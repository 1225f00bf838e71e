"""The command `summitry audit`: parse, call one function, print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.faults import InputError
from .options import whole
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..audits.result import Audit

_WHERE = "Give a file in a folder that exists and that you may write to."


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
                from ..model.scenarios import resolve_scenario

                model = resolve_scenario(at).model
        except InputError as error:
            faults += error.located
        if out is not None and not out.absolute().parent.is_dir():
            faults.append(f"--out {str(out)!r}: there is no folder {str(out.parent)!r}. {_WHERE}")
        if faults:
            raise InputError(faults)
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


def _give(found: Audit, out: Path | None, examples: Path | None, as_json: bool) -> None:
    """Print the verdicts, and write the files that were asked for."""
    try:
        if out is not None:
            from ..report.audit_page import audit_page

            out.write_text(audit_page(found), "utf-8")
        if examples is not None:
            examples.mkdir(parents=True, exist_ok=True)
            for claim in found.claims:
                for number, example in enumerate(claim.counterexamples, 1):
                    (examples / f"{claim.id}-{number}.toml").write_text(example.toml, "utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{error.filename} cannot be written: {reason}. {_WHERE}") from None
    if as_json:
        print(found.to_json())
        return
    _show(found)
    for path in (out, examples):
        if path is not None:
            print(f"written: {path}")


def _show(found: Audit) -> None:
    """Print the table and its meaning."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("claim", "applies", "fails", "worst margin", "verdict"):
        table.add_column(head, justify="left" if head in ("claim", "verdict") else "right")
    for claim in found.claims:
        margin = "-" if claim.worst_margin is None else f"{claim.worst_margin:.2g}"
        table.add_row(claim.id, f"{claim.applicable:,}", f"{claim.failures:,}", margin, claim.words)
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 120)
    console.print(table)
    console.print(found.summary())
