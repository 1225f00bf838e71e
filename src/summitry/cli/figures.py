"""The command `summitry figures`: pictures by name, each with its data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.faults import InputError, shown
from ..model.output_files import folder_faults, ready_folder
from ..model.parameters import NAMES, examine
from .options import Settings, read_settings

if TYPE_CHECKING:
    from ..figures import Lines
    from ..model.parameters import Model

_FOLDER = "The figures go into a folder, which is made if it does not exist. Write for example --out figures."


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command()
    def figures(
        context: typer.Context,
        names: Annotated[
            list[str] | None, typer.Argument(help="Which figures: 1, 2, 3, … All if none is named.")
        ] = None,
        out: Annotated[Path, typer.Option("--out", help="Folder for the figures.")] = Path(
            "figures"
        ),
        form: Annotated[
            str, typer.Option("--format", help="pdf, svg, png, eps or pgf (for LaTeX).")
        ] = "pdf",
        columns: Annotated[
            int,
            typer.Option("--columns", help="Width of a figure in columns of a page: 1, 2 or 3."),
        ] = 2,
        against: Annotated[
            str | None,
            typer.Option("--against", help="The parameter that the figure lines varies, such as tau."),
        ] = None,
        variables: Annotated[
            list[str] | None,
            typer.Option("--variable", help="A variable that the figure lines shows; repeatable."),
        ] = None,
        caption: Annotated[
            bool, typer.Option("--caption", help="Write the caption, with number, into the figure.")
        ] = False,
        style: Annotated[
            str | None,
            typer.Option("--style", help="A style of matplotlib, such as grayscale."),
        ] = None,
        case: Annotated[
            str | None,
            typer.Option("--case", help="A scenario to draw instead of each figure's own."),
        ] = None,
        setting: Settings = None,
        listing: Annotated[bool, typer.Option("--list", help="List the figures.")] = False,
    ) -> None:
        """Draw the article's figures and those it lacks, each with its data as CSV."""
        from ..figures import FIGURES, Lines
        from ..figures.make import titled

        if listing:
            for name, entry in FIGURES.items():
                print(f"{name:14} {titled(name, entry)}")
            return
        faults: list[str] = []
        lines = None
        if against is not None or variables:
            lines = Lines(against or Lines.against, tuple(variables or Lines.variables))
        wanted = list(dict.fromkeys(names or (["lines"] if lines else FIGURES)))
        _check(wanted, form, columns, lines, faults)
        models = _models(wanted, case, read_settings(setting, faults, context), faults)
        faults += folder_faults(out, _FOLDER)
        if faults:
            raise InputError(list(dict.fromkeys(faults)))
        look = {"form": form, "columns": columns, "caption": caption, "style": style}
        _draw(wanted, models, out, lines, look)


def _check(
    wanted: list[str], form: str, columns: int, lines: Lines | None, faults: list[str]
) -> None:
    """Check names, format and width."""
    from ..figures.files import FORMATS
    from ..figures.make import check_names

    try:
        check_names(wanted, 2, lines)
    except InputError as error:
        faults += error.faults
    if form not in FORMATS:
        faults.append(
            f"--format {shown(form)} is unknown. It must be pdf, svg, png, eps or pgf. "
            "Write for example --format pdf."
        )
    if columns not in (1, 2, 3):
        faults.append(
            f"--columns {columns} is no width. It must be 1, 2 or 3. Write for example --columns 2."
        )


def _models(
    wanted: list[str], case: str | None, changes: dict[str, Any], faults: list[str]
) -> dict[str, Model]:
    """Find each figure's model, or that of the scenario, and change it as asked."""
    from ..figures import FIGURES
    from ..model.scenarios import load_scenario

    given: Model | None = None
    if case is not None:
        try:
            given = load_scenario(case).model
        except InputError as error:
            faults += error.located
    models: dict[str, Model] = {}
    # the parameters are checked even if no figure has this name
    for name in [name for name in wanted if name in FIGURES] or ["1"]:
        model = given or FIGURES[name].model()
        values = {each: getattr(model, each) for each in NAMES}
        _, wrong = examine(
            values | changes, label=lambda field: f"--set {field}" if field in changes else field
        )
        faults += wrong
        if not wrong:
            models[name] = model.replace(**changes)
    return models


def _draw(
    wanted: list[str], models: dict[str, Model], out: Path, lines: Lines | None,
    look: dict[str, Any],
) -> None:  # fmt: skip
    """Draw one figure after the other, saying what was written."""
    from ..figures.make import write_figure
    from ..figures.style import settings

    with settings(look["style"]):  # a style that does not exist is refused before anything is made
        ready_folder(out, _FOLDER)
    for name in wanted:
        chosen = lines if name == "lines" else None
        files = write_figure(name, out, models[name], lines=chosen, **look)
        print(f"figure {name}: " + ", ".join(str(file) for file in files), flush=True)
