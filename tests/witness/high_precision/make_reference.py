"""Write the reference files of tests/cases: `python -m tests.witness.high_precision.make_reference`.

Every model is solved with both proposers. Numbers are decimal strings of 27 digits (they may be
outside the range of doubles); model fields are the exact doubles, Ψ = ∞ is "inf".
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections import Counter
from pathlib import Path

from mpmath import mp, mpf

from . import draws
from .mp_game import solve_both

CASES = Path(__file__).resolve().parents[2] / "cases"
DIGITS = 27
SHORT = ("margin", "gain", "best_v", "margin_relative", "gain_L", "gain_F")


def written(value, name=""):
    """A value as JSON writes it: strings for mpf, and short ones where digits say nothing."""
    if isinstance(value, dict):
        return {key: written(item, key) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(item, name) for item in value]
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if name in SHORT and value is not None:
        return mp.nstr(mpf(value), 8, strip_zeros=True)
    if isinstance(value, mpf):
        return mp.nstr(value, 12 if name == "smallest_reading" else DIGITS, strip_zeros=True)
    return value


def entry(label: str, model: dict) -> dict:
    """One line of a reference file."""
    answer = solve_both(model, reading=True)
    close = any(part.get("close", False) for part in answer.values())
    for proposer in "FL":
        for case in answer[proposer].get("rejected", ()):
            case.pop("holds")
    with mp.workdps(50):
        return {"label": label, "model": written(model), **written(answer), "close": close}


def count(entries) -> Counter:
    """How many models have none, one, several equilibria, by proposer."""
    shares: Counter = Counter()
    for line in entries:
        for proposer in "FL":
            if "not_covered" in line[proposer]:
                shares[proposer, "not covered"] += 1
                continue
            number = len(line[proposer]["visit"]) + line["no_visit"]["equilibrium"]
            shares[proposer, ("none", "one")[number] if number < 2 else "several"] += 1
    return shares


def write(name: str, cases) -> None:
    """Solve the cases, print progress, write one entry a line."""
    start, lines = time.perf_counter(), []
    for i, (label, model) in enumerate(cases, 1):
        lines.append(entry(label, model))
        if i % 25 == 0 or i == len(cases):
            print(f"{name}: {i}/{len(cases)}  {time.perf_counter() - start:.0f} s", flush=True)
    text = ",\n".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) for line in lines)
    (CASES / name).write_text(f"[\n{text}\n]\n", encoding="utf-8")
    shares = count(lines)
    print("  ", ", ".join(f"{p} {kind}: {shares[p, kind]}" for p, kind in sorted(shares)))
    print("   close:", sum(line["close"] for line in lines))


def cases() -> dict[str, list]:
    """The models of each file."""
    return {
        "reference_linear.json": [(f"sobol {i}", m) for i, m in enumerate(draws.sobol(256))],
        "reference_limits.json": draws.limits(),
        "reference_steps.json": draws.binomials() + draws.atoms(),
    }


if __name__ == "__main__":
    chosen = sys.argv[1:]
    for file, models in cases().items():
        if not chosen or file in chosen:
            write(file, models)
