"""The command line: parse, call one function, print."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..model.extras import MissingPackageError
from ..model.faults import EngineError, InputError, StoppedError, shown
from ..model.output_files import reason_of
from ..model.parameters import NAMES, examine
from .audit import register as register_audit
from .estimation import register as register_estimation
from .explore import register as register_explore
from .export import register as register_export
from .figures import register as register_figures
from .options import (
    AsJson,
    Case,
    Disclosure,
    Reach,
    Settings,
    disclosure_words,
    read_settings,
    whole,
)
from .progress import ProgressLine
from .protocols import (
    OffPath,
    Power,
    Strategies,
    power_faults,
    read_off_path,
    strategies_faults,
)
from .reciprocal import register as register_reciprocal
from .simulate import register as register_simulate
from .streams import (
    BROKEN_PIPE,
    MACHINE,
    OutputError,
    console,
    print_file,
    print_json,
    say,
    standard_streams,
)
from .sweep import register as register_sweep
from .usage import UsageError, usage_fault

if TYPE_CHECKING:
    from ..equilibrium.solution import Solution
    from ..model.cost_laws import CostLaw
    from ..model.parameters import Model
    from ..model.scenarios import Scenario

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Solve the game of quid pro quo diplomacy, and certify its equilibria.",
)
_MAX_RESULT = 50_000_000
_RESULT = "A result is a JSON file. Save one with: summitry solve CASE --json > result.json"
_BARGAINING = {"open": ("open",), "closed": ("closed",), "all": ("open", "closed")}
_PROPOSERS = {"F": ("F",), "L": ("L",), "both": ("F", "L")}


def _protocols(
    bargaining: str, proposer: str, cost: CostLaw | None, faults: list[str]
) -> tuple[tuple[str, str], ...]:
    """List the protocols asked for; open bargaining once where nobody strikes a deal there (Prop. 5)."""
    if bargaining not in _BARGAINING:
        trouble = f"--bargaining {shown(bargaining)} is unknown. It must be open, closed or all."
        faults.append(f"{trouble} Write for example --bargaining closed.")
    if proposer not in _PROPOSERS:
        trouble = f"--proposer {shown(proposer)} is unknown. It must be F, L, both or random."
        faults.append(f"{trouble} Write for example --proposer F.")
    pairs = [(b, p) for b in _BARGAINING.get(bargaining, ()) for p in _PROPOSERS.get(proposer, ())]
    once = cost is None or cost.kind == "uniform"
    return tuple(
        pair for pair in pairs if not (once and pair == ("open", "F") and ("open", "L") in pairs)
    )


def _case(case: str, changes: dict[str, Any], faults: list[str]) -> tuple[Scenario, Model] | None:
    """Read the scenario and change it; check the changes even if the scenario cannot be read."""
    from ..model.scenarios import load_scenario

    found: Scenario | None = None
    try:
        found = load_scenario(case)
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


@app.command()
def solve(
    context: typer.Context,
    case: Case,
    setting: Settings = None,
    bargaining: Annotated[str, typer.Option(help="open, closed or all.")] = "all",
    proposer: Annotated[str, typer.Option(help="F, L, both, or random: see --power.")] = "both",
    power: Power = None,
    off_path: OffPath = "strongest",
    strategies: Strategies = "pure",
    disclosure: Disclosure = "none",
    reach: Reach = 1.0,
    as_json: AsJson = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV: a row for each equilibrium.")
    ] = False,
) -> None:
    """Find and certify the equilibria of a scenario, protocol by protocol."""
    faults: list[str] = []
    draws = proposer == "random" or power is not None
    if draws:
        faults += power_faults(power, proposer, bargaining, strategies)
    else:
        _protocols(bargaining, proposer, None, faults)
    read = _case(case, read_settings(setting, faults, context), faults)
    rule = read_off_path(off_path, read[1] if read else None, faults)
    faults += strategies_faults(strategies, read[1] if read else None)
    proofs = disclosure, reach, read[1] if read else None, rule
    faults += disclosure_words(*proofs, bargaining, strategies, power)
    if as_json and as_csv:
        faults.append("--json and --csv are both given. Choose one.")
    if faults or read is None:
        raise InputError(faults)
    scenario, model = read
    from ..equilibrium.solutions import Solutions
    from ..equilibrium.solve import solve as solve_one
    from ..equilibrium.solve import solve_protocols
    from ..equilibrium.status import Status

    if draws:
        solutions = Solutions((solve_one(model, proposer="random", power=power, off_path=rule),))
    elif disclosure != "none":
        solutions = Solutions(
            solve_one(model, proposer=p, off_path=rule, disclosure=disclosure, reach=reach)
            for p in _PROPOSERS[proposer]
        )
    else:
        pairs = _protocols(bargaining, proposer, model.cost, [])
        solutions = solve_protocols(model, protocols=pairs, off_path=rule, strategies=strategies)
    if as_json:
        from ..equilibrium.saved import result_document

        labels = {"scenario": scenario.name, "title": scenario.title}
        print_json(result_document(model, solutions, labels))
    elif as_csv:
        print(solutions.to_csv(), end="")
    else:
        _show(scenario, solutions)
    if any(solution.status is Status.UNDECIDED for solution in solutions):
        raise typer.Exit(1)


def _show(scenario: Scenario, solutions: tuple[Solution, ...]) -> None:
    """Print the table and its meaning."""
    from ..equilibrium.table import protocol_table

    screen = console(100)
    screen.print(f"{scenario.title or scenario.name}\n{solutions[0].model!r}\n", markup=False)
    screen.print(protocol_table(solutions))
    for solution in solutions:
        screen.print(solution.summary(), markup=False)


@app.command()
def verify(
    result: Annotated[str, typer.Argument(help="A saved `solve --json`, or - for standard input.")],
    complete: Annotated[
        bool, typer.Option("--complete", help="Solve again: is an equilibrium missing?")
    ] = False,
) -> None:
    """Re-derive a saved answer from the payoffs alone; exit 1 if it fails."""
    document = _read(result)
    from ..equilibrium.saved import verify as verify_document

    found = verify_document(document, complete=complete)
    print("\n".join((*found.lines, found.verdict)))
    if not found.passed:
        raise typer.Exit(1)


def _read(result: str) -> Any:
    """Read a saved result, or say what is wrong with the file."""
    where = "standard input" if result == "-" else result
    if result == "-" and sys.stdin is None:
        raise InputError(f"it is closed. {_RESULT}", where)
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
    case: Annotated[
        list[str] | None,
        typer.Option(help="A scenario file of yours, for a page of its own. Repeatable."),
    ] = None,
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
    for line in write_report(
        out, cases=case or (), progress=lines[0], attack_progress=lines[1], **numbers
    ):
        print(line, flush=True)


@app.command()
def scenarios(
    show: Annotated[str | None, typer.Option("--show", help="Print this scenario's file.")] = None,
) -> None:
    """List the packaged scenarios."""
    from ..model.scenarios import list_scenarios, load_scenario, scenario_text

    if show is not None:
        print_file(scenario_text(show))
        return
    for name in list_scenarios():
        print(f"{name:26} {load_scenario(name).title}")


register_reciprocal(app)
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
    """Solve the game of quid pro quo diplomacy, and certify its equilibria."""


register_export(app)
register_figures(app)
register_explore(app)
register_sweep(app)
register_estimation(app)


def main() -> None:
    """Run the command line; end with an exit code and at most one message, never with a traceback."""
    try:
        with standard_streams() as output:
            code = output.ended(_run(sys.argv[1:] or ["--help"]))
    except OutputError as error:
        say(f"Error: {error}")
        code = MACHINE
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    """Run a command and return its exit code, after the message that goes with it."""
    try:
        return int(app(args=arguments, prog_name="summitry", standalone_mode=False) or 0)
    except (EngineError, InputError, MissingPackageError) as error:
        say(f"Error: {error}")
        return 2
    except UsageError as error:
        say(f"Error: {usage_fault(error)}")
        return 2
    except StoppedError as error:
        say(f"Error: {error}")
    except OutputError:
        return BROKEN_PIPE
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except MemoryError:
        say(
            "Error: there is not enough memory. Ask for less at once: fewer points, or fewer threads."
        )
    except OSError as error:
        if os.environ.get("SUMMITRY_DEBUG"):
            raise
        where = f"{error.filename!r}: " if error.filename else ""
        say(f"Error: the system refused: {where}{reason_of(error)}. See to that, and run it again.")
    except Exception as error:
        if os.environ.get("SUMMITRY_DEBUG"):
            raise
        say(
            f"This is our fault, not yours: {type(error).__name__}: {error}\n"
            "Run again with SUMMITRY_DEBUG=1 and report what it prints."
        )
        return 1
    return MACHINE
