"""The command line: parse, call one function, print."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ..model.faults import EngineError, InputError, StoppedError, shown
from ..model.parameters import NAMES, examine
from .audit import register as register_audit
from .explore import register as register_explore
from .export import register as register_export
from .figures import register as register_figures
from .options import AsJson, Case, Settings, read_settings, whole
from .progress import ProgressLine
from .simulate import register as register_simulate
from .sweep import register as register_sweep
from .usage import UsageError, usage_fault

if TYPE_CHECKING:
    from ..equilibrium.solution import Solution
    from ..model.parameters import Model
    from ..model.scenarios import Scenario

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Every equilibrium of quid pro quo diplomacy, found and certified.",
)
_MAX_RESULT = 50_000_000
_RESULT = "A result is a JSON file. Save one with: summitry solve CASE --json > result.json"
_BARGAINING = {"open": ("open",), "closed": ("closed",), "all": ("open", "closed")}
_PROPOSERS = {"F": ("F",), "L": ("L",), "both": ("F", "L")}


def _protocols(bargaining: str, proposer: str, faults: list[str]) -> tuple[tuple[str, str], ...]:
    """List the protocols asked for; open bargaining once, since there the proposer does not matter."""
    if bargaining not in _BARGAINING:
        trouble = f"--bargaining {shown(bargaining)} is unknown. It must be open, closed or all."
        faults.append(f"{trouble} Write for example --bargaining closed.")
    if proposer not in _PROPOSERS:
        trouble = f"--proposer {shown(proposer)} is unknown. It must be F, L or both."
        faults.append(f"{trouble} Write for example --proposer F.")
    pairs = [(b, p) for b in _BARGAINING.get(bargaining, ()) for p in _PROPOSERS.get(proposer, ())]
    return tuple(pair for pair in pairs if not (pair == ("open", "F") and ("open", "L") in pairs))


def _case(case: str, changes: dict[str, Any], faults: list[str]) -> tuple[Scenario, Model] | None:
    """Read the scenario and change it; check the changes even if the scenario cannot be read."""
    from ..model.scenarios import resolve_scenario

    found: Scenario | None = None
    try:
        found = resolve_scenario(case)
    except InputError as error:
        faults += error.located
    before = {name: getattr(found.model, name) for name in NAMES} if found else {}
    _, wrong = examine(
        before | changes,
        label=lambda name: f"--set {name}" if name in changes else name,
        excused=frozenset(NAMES),
    )
    faults += wrong
    return (found, found.model.replace(**changes)) if found and not wrong else None


def _off_path(text: str, model: Model | None, faults: list[str]) -> str | float:
    """Read the off-path rule; a weakness must be one that a signal of this model can show."""
    if text in ("strongest", "prior"):
        return text
    reading = -1.0
    with contextlib.suppress(ValueError):
        reading = float(text)
    if not 0.0 <= reading <= 1.0:
        faults.append(
            f"--off-path {shown(text)} is unknown. It must be strongest, prior or a weakness, a "
            "number from 0 to 1. Write for example --off-path prior."
        )
        return "strongest"
    if model is not None:
        from ..equilibrium.check import curve_of, off_path_reading

        try:
            off_path_reading(reading, curve_of(model))
        except InputError as error:
            for fault in error.faults:
                fault = fault.replace("off_path = ", "--off-path ")
                faults.append(fault.replace("off_path='strongest'", "--off-path strongest"))
    return reading


@app.command()
def solve(
    case: Case,
    setting: Settings = None,
    bargaining: Annotated[str, typer.Option(help="open, closed or all.")] = "all",
    proposer: Annotated[str, typer.Option(help="F, L or both.")] = "both",
    off_path: Annotated[
        str, typer.Option(help="Reading of an unexpected visit: strongest, prior or a weakness.")
    ] = "strongest",
    as_json: AsJson = False,
) -> None:
    """Find and certify every equilibrium of a scenario, protocol by protocol."""
    faults: list[str] = []
    protocols = _protocols(bargaining, proposer, faults)
    read = _case(case, read_settings(setting, faults), faults)
    rule = _off_path(off_path, read[1] if read else None, faults)
    if faults or read is None:
        raise InputError(faults)
    scenario, model = read
    from ..equilibrium.solution import plain as json_ready
    from ..equilibrium.solve import solve_protocols
    from ..equilibrium.status import Status

    solutions = solve_protocols(model, protocols=protocols, off_path=rule)
    if as_json:
        from importlib.metadata import version

        document = {
            "summitry": version("summitry"),
            "scenario": {"name": scenario.name, "title": scenario.title},
            "model": model.to_dict(),
            "solutions": [solution.to_dict() for solution in solutions],
        }
        print(json.dumps(json_ready(document), indent=2, allow_nan=False, ensure_ascii=False))
    else:
        _show(scenario, solutions)
    if any(solution.status is Status.UNDECIDED for solution in solutions):
        raise typer.Exit(1)


def _show(scenario: Scenario, solutions: tuple[Solution, ...]) -> None:
    """Print the table and its meaning."""
    from rich.console import Console

    from ..equilibrium.table import protocol_table

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
    document = _read(result)
    from ..verification.reader import verify as verify_document

    found = verify_document(document)
    print("\n".join(found.lines))
    print("verified" if found.passed else "NOT verified")
    if not found.passed:
        raise typer.Exit(1)


def _read(result: str) -> Any:
    """Read a saved result, or say what is wrong with the file."""
    where = "standard input" if result == "-" else result
    try:
        with contextlib.ExitStack() as opened:
            source = sys.stdin.buffer
            if result != "-":
                source = opened.enter_context(Path(result).open("rb"))
            raw = source.read(_MAX_RESULT + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        reason = "it is a folder" if isinstance(error, IsADirectoryError) else reason
        raise InputError(f"this file cannot be read: {reason}. {_RESULT}", where) from None
    if len(raw) > _MAX_RESULT:
        raise InputError(f"this is larger than 50 MB. {_RESULT}", where)
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}"
        trouble = f"this is not JSON: line {error.lineno}, column {error.colno}: {reason}."
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        trouble = f"this is not text in UTF-8: byte {error.start + 1} is 0x{byte:02x}."
    except (RecursionError, ValueError):
        trouble = "this is not the JSON of a result: its brackets or its numbers have no end."
    raise InputError(f"{trouble} {_RESULT}", where)


@app.command()
def reproduce(
    out: Annotated[Path, typer.Option("--out", help="Folder for the report.")],
    points: Annotated[
        str | None, typer.Option(help="How many models are drawn for the claims, such as 1e5.")
    ] = None,
    attack: Annotated[
        str | None, typer.Option(help="How many models each attack on a claim tries; 0 for none.")
    ] = None,
    seed: Annotated[str, typer.Option(help="The same seed gives the same models.")] = "0",
) -> None:
    """Write the whole article as one HTML page with its data: model, figures, claims, scenarios."""
    faults: list[str] = []
    numbers: dict[str, int] = {}
    if points is not None:
        numbers["points"] = whole(points, "--points", faults)
    if attack is not None:
        numbers["attack"] = whole(attack, "--attack", faults)
    numbers["seed"] = whole(seed, "--seed", faults)
    if faults:
        raise InputError(faults)
    from ..report import reproduce as write_report

    lines = ProgressLine("points"), ProgressLine("models under attack")
    for line in write_report(out, progress=lines[0], attack_progress=lines[1], **numbers):
        print(line, flush=True)


@app.command()
def scenarios(
    show: Annotated[str | None, typer.Option("--show", help="Print this scenario's file.")] = None,
) -> None:
    """List the packaged scenarios."""
    from ..model.scenarios import list_scenarios, load_scenario, scenario_text

    if show is not None:
        print(scenario_text(show), end="")
        return
    for name in list_scenarios():
        print(f"{name:26} {load_scenario(name).title}")


register_simulate(app)
register_audit(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"summitry {version('summitry')}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Every equilibrium of quid pro quo diplomacy, found and certified."""


register_export(app)
register_figures(app)
register_explore(app)
register_sweep(app)


def main() -> None:
    """Run the command line; bad input exits 2 and our own faults 1, never with a traceback."""
    arguments = sys.argv[1:] or ["--help"]
    try:
        code = app(args=arguments, prog_name="summitry", standalone_mode=False)
        sys.stdout.flush()  # here, where a reader that has gone away is expected
        sys.exit(code)
    except (EngineError, InputError) as error:
        _refuse(str(error))
    except UsageError as error:
        _refuse(usage_fault(error))
    except StoppedError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (KeyboardInterrupt, typer.Abort):
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


def _refuse(message: str) -> NoReturn:
    print(f"Error: {message}", file=sys.stderr)
    sys.exit(2)
