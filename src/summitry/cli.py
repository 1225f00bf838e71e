"""The command line: parse, call one function, print."""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_export import register as register_export
from .errors import InputError

if TYPE_CHECKING:
    from .scenario import Scenario
    from .solution import Solution

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Every equilibrium of quid pro quo diplomacy, found and certified.",
)
_MAX_RESULT = 50_000_000
_BARGAINING = {"open": ("open",), "closed": ("closed",), "all": ("open", "closed")}
_PROPOSERS = {"F": ("F",), "L": ("L",), "both": ("F", "L")}


def _protocols(bargaining: str, proposer: str, faults: list[str]) -> tuple[tuple[str, str], ...]:
    """List the protocols asked for; open bargaining once, since there the proposer does not matter."""
    if bargaining not in _BARGAINING:
        faults.append(f"--bargaining {bargaining!r} is unknown. It must be open, closed or all.")
    if proposer not in _PROPOSERS:
        faults.append(f"--proposer {proposer!r} is unknown. It must be F, L or both.")
    pairs = [(b, p) for b in _BARGAINING.get(bargaining, ()) for p in _PROPOSERS.get(proposer, ())]
    return tuple(pair for pair in pairs if not (pair == ("open", "F") and ("open", "L") in pairs))


def _changes(settings: list[str], faults: list[str]) -> dict[str, Any]:
    """Read ``--set field=value`` options."""
    out: dict[str, Any] = {}
    for setting in settings:
        name, sign, text = setting.partition("=")
        if not sign or not name.strip():
            faults.append(
                f"--set {setting!r} is not of the form field=value. Write for example --set q=0.9."
            )
            continue
        try:
            out[name.strip()] = float(text)
        except ValueError:
            faults.append(
                f"--set {setting!r}: {text!r} is not a number. Write for example --set q=0.9."
            )
    return out


def _off_path(text: str, faults: list[str]) -> str | float:
    if text in ("strongest", "prior"):
        return text
    try:
        return float(text)
    except ValueError:
        faults.append(
            f"--off-path {text!r} is unknown. It must be strongest, prior or a weakness such as 0.4."
        )
        return "strongest"


def _say_if_cold() -> None:
    from ._compile import is_cold

    if is_cold():
        print("compiling the solver (once per version, about a minute) ...", file=sys.stderr)


@app.command()
def solve(
    case: Annotated[
        str, typer.Argument(help="A scenario file (TOML) or the name of a packaged scenario.")
    ],
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="Change a parameter: field=value. Repeatable.")
    ] = None,
    bargaining: Annotated[str, typer.Option(help="open, closed or all.")] = "all",
    proposer: Annotated[str, typer.Option(help="F, L or both.")] = "both",
    off_path: Annotated[
        str, typer.Option(help="Reading of an unexpected visit: strongest, prior or a weakness.")
    ] = "strongest",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Find and certify every equilibrium of a scenario, protocol by protocol."""
    from .scenario import resolve_scenario

    faults: list[str] = []
    protocols = _protocols(bargaining, proposer, faults)
    changes = _changes(setting or [], faults)
    rule = _off_path(off_path, faults)
    scenario: Scenario | None = None
    try:
        scenario = resolve_scenario(case)
        model = scenario.model.replace(**changes) if changes else scenario.model
    except InputError as error:
        faults += [f"{error.where}: {fault}" if error.where else fault for fault in error.faults]
    if faults or scenario is None:
        raise InputError(faults)
    _say_if_cold()
    from .solution import Status, plain
    from .solve import solve_protocols

    solutions = solve_protocols(model, protocols=protocols, off_path=rule)
    if as_json:
        document = {
            "summitry": version("summitry"),
            "scenario": {"name": scenario.name, "title": scenario.title},
            "model": model.to_dict(),
            "solutions": [solution.to_dict() for solution in solutions],
        }
        print(json.dumps(plain(document), indent=2, allow_nan=False, ensure_ascii=False))
    else:
        _show(scenario, solutions)
    if any(solution.status is Status.UNDECIDED for solution in solutions):
        raise typer.Exit(1)


def _show(scenario: Scenario, solutions: tuple[Solution, ...]) -> None:
    """Print the table and its meaning."""
    from rich.console import Console

    from .tables import protocol_table

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    console.print(f"{scenario.title or scenario.name}\n{solutions[0].model!r}\n", markup=False)
    console.print(protocol_table(solutions))
    for solution in solutions:
        console.print(solution.summary(), markup=False)


@app.command()
def verify(
    result: Annotated[str, typer.Argument(help="A saved `solve --json`, or - for standard input.")],
) -> None:
    """Re-derive a saved answer from the payoffs alone; exit 1 if it fails."""
    try:
        text = sys.stdin.read() if result == "-" else _read(Path(result))
        document = json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"it is not JSON ({error}). Save one with: summitry solve CASE --json", result
        ) from None
    _say_if_cold()
    from .verify import verify as verify_document

    found = verify_document(document)
    print("\n".join(found.lines))
    print("verified" if found.passed else "NOT verified")
    if not found.passed:
        raise typer.Exit(1)


def _read(path: Path) -> str:
    """Read a result file, or say what is wrong with it."""
    try:
        if path.stat().st_size > _MAX_RESULT:
            raise InputError(
                "it is larger than 50 MB. Give a file saved by solve --json.", str(path)
            )
        return path.read_text("utf-8")
    except OSError as error:
        raise InputError(
            f"it cannot be read ({error.strerror}). Check the path.", str(path)
        ) from None


@app.command()
def reproduce(
    out: Annotated[Path, typer.Option("--out", help="Folder for the report.")],
) -> None:
    """Solve and certify every packaged scenario into a CSV, a JSON and one HTML page."""
    _say_if_cold()
    from .report import reproduce as write_report

    for line in write_report(out):
        print(line)


@app.command()
def scenarios(
    show: Annotated[str | None, typer.Option("--show", help="Print this scenario's file.")] = None,
) -> None:
    """List the packaged scenarios."""
    from .scenario import list_scenarios, load_scenario

    if show is not None:
        scenario = load_scenario(show)
        print(scenario.model.to_toml(title=scenario.title), end="")
        return
    for name in list_scenarios():
        print(f"{name:26} {load_scenario(name).title}")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"summitry {version('summitry')}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Every equilibrium of quid pro quo diplomacy, found and certified."""


register_export(app, _changes, _say_if_cold)


def main() -> None:
    """Run the command line; bad input exits 2 and our own faults 1, never with a traceback."""
    try:
        app()
    except InputError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("SUMMITRY_DEBUG"):
            raise
        print(
            f"This is our fault, not yours: {type(error).__name__}: {error}\n"
            "Run again with SUMMITRY_DEBUG=1 and report what it prints.",
            file=sys.stderr,
        )
        sys.exit(1)
