"""The command `summitry sweep`: parse, call one function, show progress, print what was found."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from ..model.extras import need_packages
from ..model.faults import InputError, shown
from .options import read_beside
from .progress import ProgressLine
from .streams import print_file, say

if TYPE_CHECKING:
    from ..sweeps.run import Summary
    from ..sweeps.spec import Spec

EXAMPLES = ("grid", "sobol", "list")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command()
    def sweep(
        spec: Annotated[str, typer.Argument(help="A file that says what varies (TOML).")],
        out: Annotated[str, typer.Option("--out", help="The Zarr store (a folder) to write.")],
        resume: Annotated[
            bool, typer.Option("--resume", help="Compute what is missing in a store.")
        ] = False,
        scheduler: Annotated[
            str | None, typer.Option(help="Address of a dask scheduler, to compute on a cluster.")
        ] = None,
        threads: Annotated[
            str | None, typer.Option(help="How many threads; by default one for each core.")
        ] = None,
        yes: Annotated[
            bool, typer.Option("--yes", help="Go ahead with a sweep of hours or of many GB.")
        ] = False,
        _: Annotated[
            str | None,
            typer.Option(
                "--example",
                callback=_example,
                is_eager=True,
                help="Print a file to start from: grid, sobol or list.",
            ),
        ] = None,
    ) -> None:
        """Solve a model at many points into a Zarr store; can be stopped and resumed."""
        need_packages("summitry sweep", "sweep", "xarray", "dask", "zarr", "scipy")
        from ..sweeps.file import read_spec
        from ..sweeps.sweep import thread_faults, write

        number, faults = _threads(threads)
        faults += [fault.replace("threads", "--threads") for fault in thread_faults(number)]
        read = read_beside(faults, read_spec, spec)
        line = ProgressLine("points")
        try:
            summary = write(
                read,
                out,
                resume,
                scheduler,
                number,
                yes,
                lambda now: line(now.done, now.total, now.kept),
            )
        except KeyboardInterrupt:
            line.interrupt()
            say(f"stopped. {_stopped(out, line.done, read.points)}")
            raise
        _show(read, summary, out)


def _example(kind: str | None) -> None:
    """Print a packaged example and end."""
    if kind is None:
        return
    from importlib.resources import files

    if kind not in EXAMPLES:
        raise InputError(
            f"--example {shown(kind)} is unknown. It must be {', '.join(EXAMPLES[:-1])} or {EXAMPLES[-1]}. "
            "Write for example --example grid."
        )
    print_file(files("summitry").joinpath("sweeps", f"{kind}.toml").read_text("utf-8"))
    raise typer.Exit


def _threads(text: str | None) -> tuple[int | None, list[str]]:
    if text is None:
        return None, []
    try:
        return int(text), []
    except ValueError:
        return None, [
            f"--threads {shown(text)} is not a whole number. Write for example --threads 2."
        ]


def _stopped(out: str, done: int, total: int) -> str:
    """Return a sentence about what an interruption leaves behind."""
    if not os.path.isdir(out):
        return "Nothing has been written."
    return f"At least {done:,} of {total:,} points are in {out!r}. Go on with --resume."


def _show(spec: Spec, summary: Summary, out: str) -> None:
    """Print what the store holds."""
    proposers = len(spec.proposers)
    print(
        f"{summary.points:,} points, {spec.bargaining} bargaining, {' and '.join(spec.proposers)} proposing"
    )
    for name, count in summary.statuses.items():
        if count:
            print(f"{name.lower():10} {count / (summary.points * proposers):8.3%} {count:16,}")
    if summary.truncated:
        print(
            f"{summary.truncated:,} answers have more equilibria than the {spec.equilibria} that are kept: "
            "see equilibria in [sweep]."
        )
    print(f"Open it with: xarray.open_zarr({out!r})")
