"""The page's engine for tests: its worker, as it is built, run by Node on lines of JSON."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import summitry as sm
from summitry.explorer.meta import meta_json

ASSETS = Path(sm.__file__).parent / "explorer" / "static" / "assets"


def ask(questions: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """Ask the page's engine; the answers are in the order of the questions."""
    node, built = shutil.which("node"), sorted(ASSETS.glob("worker-*.js"))
    if node is None or not built:
        pytest.skip("the page is not built, or there is no Node; `make page` builds it")
    meta = folder / "meta.json"
    meta.write_bytes(meta_json())
    (engine,) = ASSETS.glob("engine-*.wasm")
    lines = [json.dumps({"id": i, "ask": one}) for i, one in enumerate(questions)]
    command = [
        node,
        str(Path(__file__).with_name("ask.mjs")),
        str(built[0]),
        str(engine),
        str(meta),
    ]
    done = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True
    )
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    return sorted(replies, key=lambda reply: reply["id"])


def law(cost: dict[str, Any]) -> str:
    """Write a cost law as the page's questions name it."""
    if cost["law"] == "never":
        return f"never:{cost['e']!r}:{law(cost['base'])}"
    return ":".join([cost["law"], *(repr(x) for name, x in cost.items() if name != "law")])


def given(model: sm.Model, **how: str) -> dict[str, Any]:
    """Write a model as the page's questions name it, and for what it is solved."""
    usual = {"strategies": "pure", "off_path": "strongest", "power": "", "proposer": "L"}
    data = model.to_dict()
    cost = law(data.pop("cost", {"law": "uniform"}))
    information = data.pop("information")
    pairs = zip(
        information.get("probabilities", ()), information.get("weaknesses", ()), strict=True
    )
    atoms = ",".join(f"{p!r}:{w!r}" for p, w in pairs)
    values = {name: 1.0 if value is None else value for name, value in data.items()}
    return (
        {"values": values, "kind": information["kind"], "atoms": atoms, "cost": cost} | usual | how
    )


def question(kind: str, model: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make a question of the page about a model."""
    usual = {"protocol": "L", "equilibrium": 0, "variable": "concession", "parameter": "sigma"}
    return {"kind": kind, "model": model, **usual, "mapX": "sigma", "mapY": "q", **more}


def close(got: Any, wanted: Any, relative: float) -> bool:
    """Whether two plain values are the same, numbers up to rounding."""
    if isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(
            close(got[key], wanted[key], relative) for key in wanted
        )
    if isinstance(wanted, list):
        return len(got) == len(wanted) and all(
            close(a, b, relative) for a, b in zip(got, wanted, strict=True)
        )
    if isinstance(wanted, float) and not isinstance(got, str):
        return got is not None and math.isclose(got, wanted, rel_tol=relative, abs_tol=1e-300)
    return bool(got == wanted)
