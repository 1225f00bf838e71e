"""The command `summitry sweep`: parse, call one function, show progress, print what was found."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.extras import missing_package
from ..model.faults import InputError, shown

if TYPE_CHECKING:
    from ..sweeps.run import Progress, Summary
    from ..sweeps.spec import Spec

EXAMPLES = ("grid", "sobol", "list")
_EVERY = 10.0  # seconds between lines where standard error is no terminal


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
        _needs_extra()
        from ..sweeps.file import read_spec
        from ..sweeps.sweep import thread_faults, write

        number, faults = _threads(threads)
        faults += [fault.replace("threads", "--threads") for fault in thread_faults(number)]
        try:
            read = read_spec(spec)
        except InputError as error:
            if not faults:
                raise
            faults += error.located
        if faults:
            raise InputError(faults)
        printer = ProgressPrinter(read)
        try:
            with printer:
                summary = write(read, out, resume, scheduler, number, yes, printer)
        except KeyboardInterrupt:
            print(f"stopped. {printer.stopped(out)}", file=sys.stderr)
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
    print(files("summitry").joinpath("sweeps", f"{kind}.toml").read_text("utf-8"), end="")
    raise typer.Exit


def _needs_extra() -> None:
    """Refuse, naming the extra, if a library is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("xarray", "dask", "zarr", "scipy") if find_spec(name) is None]
    if missing:
        raise missing_package("summitry sweep", ", ".join(missing), "sweep")


def _threads(text: str | None) -> tuple[int | None, list[str]]:
    if text is None:
        return None, []
    try:
        return int(text), []
    except ValueError:
        return None, [
            f"--threads {shown(text)} is not a whole number. Write for example --threads 2."
        ]


class ProgressPrinter:
    """Prints progress to standard error: a bar on a terminal, else a line every ten seconds."""

    def __init__(self, spec: Spec) -> None:
        self._total = spec.points
        self._begun = self._said = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._last: Progress | None = None

    def __enter__(self) -> ProgressPrinter:
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            columns = (
                progress.BarColumn(), progress.TaskProgressColumn(),
                progress.TextColumn("{task.fields[words]}"),
            )  # fmt: skip
            self._bar = progress.Progress(*columns, console=Console(stderr=True))
            self._task = self._bar.add_task("", total=self._total, words="starting")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, now: Progress) -> None:
        """Print how far the sweep is."""
        self._last = now
        words = self._words(now)
        if self._bar is not None:
            self._bar.update(self._task, completed=now.done, words=words)
            return
        moment = time.monotonic()
        if moment - self._said >= _EVERY or now.done == now.total:
            self._said = moment
            print(words, file=sys.stderr, flush=True)

    def _words(self, now: Progress) -> str:
        solved, spent = now.done - now.kept, time.monotonic() - self._begun
        text = f"{now.done:,} of {now.total:,} points"
        if now.kept:
            text += f" ({now.kept:,} from before)"
        if solved:
            rate = solved / max(spent, 1e-9)
            text += f", {rate:,.0f} a second, {_clock((now.total - now.done) / rate)} left"
        return text

    def stopped(self, out: str) -> str:
        """Return a sentence about what an interruption leaves behind."""
        if not os.path.isdir(out):
            return "Nothing has been written."
        done = self._last.done if self._last else 0
        return f"At least {done:,} of {self._total:,} points are in {out!r}. Go on with --resume."


def _clock(seconds: float) -> str:
    """Format a time as 3 s, 2:05 or 1:02:05."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


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
