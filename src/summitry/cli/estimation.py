"""The commands `summitry estimate` and `summitry reduced-form`: parse, call, print, write files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.extras import need_packages
from ..model.faults import InputError, shown
from ..model.output_files import file_faults, write_whole
from .options import AsJson, read_beside, whole
from .progress import ProgressLine
from .streams import print_file, print_json, say

if TYPE_CHECKING:
    from ..estimation.counterfactuals import Counterfactual
    from ..estimation.fit import Fit
    from ..estimation.reduced_form_result import ReducedForm

_TIDY = "Write the estimates as CSV with broom's columns, and NAME-glance.csv beside it."
Tidy = Annotated[Path | None, typer.Option("--tidy", help=_TIDY)]
Latex = Annotated[Path | None, typer.Option("--latex", help="Write the table for LaTeX.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    _register_estimate(app)
    _register_reduced_form(app)


def _register_estimate(app: typer.Typer) -> None:
    @app.command()
    def estimate(
        spec: Annotated[str, typer.Argument(help="A file that says what is estimated (TOML).")],
        tidy: Tidy = None,
        latex: Latex = None,
        html: Annotated[Path | None, typer.Option("--html", help="Write one HTML page.")] = None,
        save: Annotated[
            Path | None, typer.Option("--save", help="Write the fit, for summitry.load_fit.")
        ] = None,
        threads: Annotated[
            str | None, typer.Option(help="How many threads; by default one for each core.")
        ] = None,
        as_json: AsJson = False,
        _: Annotated[
            bool,
            typer.Option(
                "--example", callback=_example, is_eager=True, help="Print a file to start from."
            ),
        ] = False,
    ) -> None:
        """Estimate the model from a panel of leaders; the reduced form comes first."""
        faults: list[str] = []
        number = None if threads is None else whole(threads, "--threads", faults)
        outputs = {"--tidy": tidy, "--latex": latex, "--html": html, "--save": save}
        faults += _output_faults(outputs)
        _need(html)
        from ..estimation.specification_file import read_fit_file

        read = read_beside(faults, read_fit_file, spec)
        fit, reduced, changed = _estimate(read, number)
        if as_json:
            print_json(_document(fit, reduced, changed))
        else:
            print("\n\n".join([reduced.summary(), fit.summary(), *map(str, changed)]))
        _write(fit, {"--tidy": tidy, "--latex": latex})
        if save is not None:
            fit.save(save)
        if html is not None:
            from ..report.fit_page import fit_page

            write_whole(html, fit_page(fit, reduced=reduced, counterfactuals=changed))
        _said(outputs, as_json)
        if not fit.converged:
            raise typer.Exit(1)


def _estimate(read: Any, threads: int | None) -> tuple[Fit, ReducedForm, list[Counterfactual]]:
    """Compute everything that the file asks for; say what an interruption leaves behind."""
    from ..estimation.estimate import estimate as run
    from ..estimation.reduced_form import reduced_form

    names = ("visit", "removed", "challenged", "cluster")
    columns = {name: read.arguments[name] for name in names if name in read.arguments}
    line = ProgressLine("starts")
    try:
        reduced = reduced_form(read.panel, covariates=read.covariates, **columns)
        fit = run(read.panel, threads=threads, progress=line, **read.arguments)
        return fit, reduced, [fit.counterfactual(**changes) for changes in read.counterfactuals]
    except KeyboardInterrupt:
        line.interrupt()
        say("stopped. Nothing has been written.")
        raise


def _document(fit: Fit, reduced: ReducedForm, changed: list[Counterfactual]) -> dict[str, Any]:
    """Lay out everything as plain data."""
    tables = [
        {"changes": one.changes, "label": one.label, "table": _records(one.table.reset_index())}
        for one in changed
    ]
    return {
        "reduced_form": reduced.to_dict(), "estimates": _records(fit.tidy()),
        "fit": _records(fit.glance())[0], "specification": fit.specification.to_dict(),
        "counterfactuals": tables,
    }  # fmt: skip


def _records(table: Any) -> list[dict[str, Any]]:
    """List the rows of a table; what is not a finite number is None."""
    rows: list[dict[str, Any]] = table.to_dict("records")
    infinite = (float("inf"), float("-inf"))
    return [
        {key: None if value != value or value in infinite else value for key, value in row.items()}
        for row in rows
    ]


def _register_reduced_form(app: typer.Typer) -> None:
    @app.command("reduced-form")
    def reduced_form(
        panel: Annotated[str, typer.Argument(help="A panel: a .csv, .parquet or .dta file.")],
        visit: Annotated[
            str, typer.Option(help="Column: a visit in the period (0 or 1).")
        ] = "visit",
        removed: Annotated[
            str, typer.Option(help="Column: L's removal in the next period.")
        ] = "removed",
        challenged: Annotated[
            str | None, typer.Option(help="Column: a challenge in the next period.")
        ] = None,
        covariates: Annotated[
            str, typer.Option(help="A formula of x, such as 'democracy + log(gdp)'.")
        ] = "1",
        cluster: Annotated[
            str | None, typer.Option(help="Column whose groups are independent of each other.")
        ] = None,
        level: Annotated[float, typer.Option(help="Of the intervals.")] = 0.95,
        seed: Annotated[str, typer.Option(help="Of the draws behind one interval.")] = "0",
        tidy: Tidy = None,
        latex: Latex = None,
        as_json: AsJson = False,
    ) -> None:
        """Print what a panel shows before anything is solved: beliefs, isolation, the challenge test."""
        faults: list[str] = []
        number = whole(seed, "--seed", faults)
        outputs = {"--tidy": tidy, "--latex": latex}
        faults += _output_faults(outputs)
        if faults:
            raise InputError(faults)
        _need(None)
        from ..estimation.reduced_form import reduced_form as run

        found = run(
            panel, visit=visit, removed=removed, challenged=challenged, covariates=covariates,
            cluster=cluster, level=level, seed=number,
        )  # fmt: skip
        if as_json:
            print_json(found.to_dict())
        else:
            print(found.summary())
        _write(found, outputs)
        _said(outputs, as_json)


def _example(wanted: bool) -> None:
    """Print the packaged example and end."""
    if wanted:
        from importlib.resources import files

        print_file(files("summitry").joinpath("estimation", "example.toml").read_text("utf-8"))
        raise typer.Exit


def _need(html: Path | None) -> None:
    """See to it before the work that no package will be missing after it."""
    need_packages("an estimate", "estimation", "pandas", "formulaic", "scipy")
    if html is not None:
        from ..figures.style import matplotlib_figure
        from ..report.templates import environment

        matplotlib_figure()
        environment()


def _glance_of(tidy: Path) -> Path:
    return tidy.with_name(f"{tidy.stem}-glance{tidy.suffix}")


def _output_faults(outputs: dict[str, Path | None]) -> list[str]:
    """Return which outputs cannot be written, and which would overwrite each other."""
    faults = []
    for option, path in outputs.items():
        if path is not None:
            faults += file_faults(path, f"{option} ")
    named = [path.absolute() for path in outputs.values() if path is not None]
    named += [_glance_of(path).absolute() for path in [outputs.get("--tidy")] if path is not None]
    for path in dict.fromkeys(path for path in named if named.count(path) > 1):
        faults.append(
            f"{shown(path.name)} would be written twice. Give each output a file of its own."
        )
    return faults


def _write(found: Fit | ReducedForm, outputs: dict[str, Path | None]) -> None:
    """Write the tables that were asked for."""
    tidy, latex = outputs["--tidy"], outputs["--latex"]
    if tidy is not None:
        write_whole(tidy, found.tidy().to_csv(index=False))
        write_whole(_glance_of(tidy), found.glance().to_csv(index=False))
    if latex is not None:
        write_whole(latex, found.to_latex())


def _said(outputs: dict[str, Path | None], as_json: bool) -> None:
    """Name the files that were written, unless standard output is to be JSON alone."""
    for path in outputs.values():
        if path is not None and not as_json:
            print(f"written: {path}")
