"""Break the library in one place at a time, and see that a test notices.

Each mutation of ``mutations.py`` replaces a text in a temporary copy of ``src`` and ``engine``, compiles the
engine again if it is one of its files (for this machine's processor only), and runs the few tests that should
fail, in a process that imports the copy. A mutant that survives, one that does not even compile, and a text
that is gone all fail the run (exit code 1).

    python scripts/mutate.py                 # all of them; half compile the engine, so it takes a while
    python scripts/mutate.py --only NAME     # one; repeat for several
    python scripts/mutate.py --record FILE   # write down each mutant killed, and leave out those written down
    python scripts/mutate.py --list
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mutations import MUTATIONS, Mutation

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = "src/summitry"  # where the engine is written to


def place_of(file: str, root: Path = ROOT) -> Path:
    """Return where the file of a mutation is."""
    return root / file if file.startswith("engine/") else root / "src" / "summitry" / file


def environment(work: Path) -> dict[str, str]:
    """Import the copy, whatever is installed."""
    paths = filter(None, [str(work / "src"), os.environ.get("PYTHONPATH")])
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}


def compile_engine(work: Path, jobs: int | None = None) -> None:
    """Compile the copy of the engine, into the copy of the package."""
    build = work / "build"
    if not build.exists():
        options = f"-DSUMMITRY_OUTPUT={work / LIBRARY}", "-DSUMMITRY_NATIVE=ON"
        command = ["cmake", "-S", str(work / "engine"), "-B", str(build), *options]
        subprocess.run(command, check=True, capture_output=True)
    command = ["cmake", "--build", str(build), "--parallel", *([str(jobs)] if jobs else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LookupError("the engine does not compile: " + done.stdout.strip()[-300:])


def keep(work: Path) -> None:
    """Keep what was compiled, with the times of its files, so that nothing is compiled twice."""
    shutil.copytree(work / "build", work / "kept")
    for library in (work / LIBRARY).glob("libsummitry.*"):
        shutil.copy2(library, work / "kept-library")


def restore(mutation: Mutation, work: Path) -> None:
    """Undo a mutation, and bring back what was compiled before it."""
    shutil.copy2(place_of(mutation.file), place_of(mutation.file, work))
    if mutation.file.startswith("engine/"):
        shutil.rmtree(work / "build")
        shutil.copytree(work / "kept", work / "build")
        for library in (work / LIBRARY).glob("libsummitry.*"):
            shutil.copy2(work / "kept-library", library)


def run(tests: tuple[str, ...], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run tests until the first failure."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *tests], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def imported_from(env: dict[str, str]) -> Path:
    """Say which summitry the tests import."""
    code = "import summitry; print(summitry.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return Path(done.stdout.strip())


def verdict(done: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """Word the outcome, and name the test that noticed."""
    text = done.stdout + done.stderr
    if done.returncode == 0:
        return "SURVIVED", ""
    found = re.search(r"^(?:FAILED|ERROR) \S*?(?:::(.*?))?(?: - .*)?$", text, re.MULTILINE)
    if done.returncode != 1 or not found:
        return "BROKEN", text.strip().splitlines()[-1] if text.strip() else ""
    return "killed", found.group(1) or ""


def apply(mutation: Mutation, work: Path, jobs: int | None) -> None:
    """Write the mutated file into the copy; the text must be there, exactly once."""
    text = place_of(mutation.file).read_text("utf-8")
    if text.count(mutation.old) != 1:
        raise LookupError(f"the text occurs {text.count(mutation.old)} times in {mutation.file}")
    place_of(mutation.file, work).write_text(text.replace(mutation.old, mutation.new), "utf-8")
    if mutation.file.startswith("engine/"):
        compile_engine(work, jobs)


def examine(mutation: Mutation, work: Path, jobs: int | None) -> tuple[str, str]:
    """Mutate, test, restore."""
    try:
        apply(mutation, work, jobs)
        return verdict(run(mutation.tests, environment(work)))
    except LookupError as fault:
        return "BROKEN", str(fault)
    finally:
        restore(mutation, work)


def unchanged_passes(chosen: list[Mutation], env: dict[str, str], work: Path) -> bool:
    """Tell whether the copy is imported, and passes the tests before it is broken."""
    if not imported_from(env).is_relative_to(work):
        print(f"the tests import {imported_from(env)}, not the copy", file=sys.stderr)
        return False
    for tests in dict.fromkeys(m.tests for m in chosen):
        if run(tests, env).returncode != 0:
            print(f"these tests fail without a mutation: {' '.join(tests)}", file=sys.stderr)
            return False
    return True


def arguments() -> tuple[list[Mutation], argparse.Namespace]:
    """Read the command line: the mutations asked for, and the other options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", metavar="NAME", help="only this mutation")
    parser.add_argument("--list", action="store_true", help="list the mutations")
    parser.add_argument("--jobs", type=int, help="compilers at once (all processors)")
    parser.add_argument(
        "--record", type=Path, help="file of what was killed, to go on after a stop"
    )
    options = parser.parse_args()
    unknown = set(options.only or ()) - {m.name for m in MUTATIONS}
    if unknown:
        parser.error(f"unknown mutation: {', '.join(sorted(unknown))}; see --list")
    recorded = options.record and options.record.exists()
    done = set(options.record.read_text("utf-8").split("\n")) if recorded else set()
    wanted = [m for m in MUTATIONS if not options.only or m.name in options.only]
    return [m for m in wanted if m.name not in done], options


def main() -> int:
    """Run the mutations asked for."""
    chosen, options = arguments()
    if options.list:
        print(*(f"{m.name:32} {m.file}" for m in chosen), sep="\n")
        return 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="summitry-mutants-") as name:
        work = Path(name)
        shutil.copytree(ROOT / "src", work / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "engine", work / "engine")
        compile_engine(work, options.jobs)
        keep(work)
        if not unchanged_passes(chosen, environment(work), work):
            return 1
        print(f"unchanged: all tests pass ({time.monotonic() - start:.0f} s)", flush=True)
        failed = 0
        for mutation in chosen:
            start = time.monotonic()
            outcome, who = examine(mutation, work, options.jobs)
            failed += outcome != "killed"
            seconds = time.monotonic() - start
            print(f"{outcome:9} {mutation.name:32} {seconds:4.0f} s  {who}", flush=True)
            if options.record and outcome == "killed":
                with options.record.open("a", encoding="utf-8") as file:
                    file.write(f"{mutation.name}\n")
    print(f"{len(chosen) - failed} of {len(chosen)} mutants killed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
