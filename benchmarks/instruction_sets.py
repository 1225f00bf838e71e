"""The same models on every instruction set of this machine: bits, statuses, and the largest differences.

AVX2 and AVX-512 fuse the same products and must give the same bits; the baseline fuses none. For each kind of
answer the program prints how many statuses differ, how many numbers differ by more than 1e-13 of their size,
and how many of these by more than a few times what the last bits of the parameters move them: by these a
number is known no better, whatever computes it. The worst of pure strategies are held against a calculation
with 60 digits (`tests/witness`), beside how far that moves if the last bit of four parameters does.

    python benchmarks/instruction_sets.py --models 100000 --small 10000
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import summitry as sm
from bench_many import EXACT, Fields, draw
from summitry import engine

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from witness.high_precision.mp_game import solve_both

SETS = "baseline", "avx2", "avx512"
LAWS = {"power": sm.Power(2), "beta": sm.Beta(2, 4), "lognormal": sm.Lognormal(-0.7, 0.6)}
CLOSE, SHOWN = 1e-13, 8
NUDGED = "alpha", "n", "rho", "psi"  # each by the last bit
FEW = 4.0  # a few last bits, of which three draws are a sample
Arrays = dict[str, NDArray[Any]]


def models(rows: int) -> Fields:
    """Draw models over wide ranges; of each eleven, five are at a corner."""
    fields = draw(rows, 5)
    for at, (name, value) in enumerate(
        [("sigma", 1.0), ("sigma", 0.0), ("q", 0.0), ("q", 1.0), ("psi", np.inf)]
    ):
        fields[name][at::11] = value
    for name in "alpha", "beta":  # a quarter with much, or little, prior evidence
        fields[name][::4] = fields[name][::4] ** 2
    return fields


def nudged(fields: Fields, seed: int) -> Fields:
    """Move the last bit of every number inside its domain; corners stay where they are."""
    rng = np.random.default_rng(seed)
    moved = {}
    for name, values in fields.items():
        towards = rng.choice([0.0, 1e300], values.shape)
        corner = (values == 0.0) | (values == 1.0) | np.isinf(values)
        moved[name] = np.where(corner, values, np.nextafter(values, towards))
    return moved


def answers(rows: int, small: int, nudge: int) -> Arrays:
    """Solve all kinds of models on this process's instruction set, perhaps with other last bits."""
    fields, plain = models(rows), draw(small, 6)
    if nudge:
        fields, plain = nudged(fields, nudge), nudged(plain, nudge)
    coins = plain | {"n": np.ceil(np.minimum(draw(small, 6)["n"], 30.0))}
    kinds: dict[str, tuple[Fields, dict[str, Any]]] = {
        "pure": (fields, {"proposer": "both"}),
        "open": (fields, {"bargaining": "open"}),
        "coin flips": (coins, {"proposer": "both", "information": sm.Binomial()}),
        "random proposer": (plain, {"proposer": "random", "power": 0.4}),
    }
    for proposer in "FL":
        mixed = {"proposer": proposer, "strategies": "mixed", "off_path": "smallest"}
        kinds[f"mixed, {proposer} proposes"] = plain, mixed
    for name, law in LAWS.items():
        kinds[f"{name} law"] = plain, {"proposer": "both", "cost": law}
    found = {}
    for kind, (given, options) in kinds.items():
        dataset = sm.solve_many(given, threads=1, **options)
        found |= {f"{kind}/{name}": array.values for name, array in dataset.data_vars.items()}
    return found


def of_process(options: argparse.Namespace, name: str, nudge: int = 0) -> Arrays:
    """Solve on one instruction set, in a process of its own: the engine chooses when it is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "answers.npz")
        sizes = ["--models", str(options.models), "--small", str(options.small)]
        command = [sys.executable, __file__, *sizes, "--nudge", str(nudge), "--write", file]
        subprocess.run(command, env=os.environ | {"SUMMITRY_INSTRUCTION_SET": name}, check=True)
        return dict(np.load(file))


def gap_of(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Return relative differences; 0 where both are undefined, infinite where one of them is."""
    with np.errstate(invalid="ignore"):
        gap = np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))
    neither = (np.isnan(a) & np.isnan(b)) | (a == b)
    return np.where(neither, 0.0, np.nan_to_num(gap, nan=np.inf))


def differences(
    kind: str, one: Arrays, other: Arrays, moved: list[Arrays]
) -> list[tuple[float, str, tuple[int, ...]]]:
    """Print how two sets' answers of one kind differ; return the numbers that do, the worst first."""
    whole = [name for name, a in one.items() if name.startswith(kind + "/") and a.dtype.kind != "f"]
    changed = sum(int((one[name] != other[name]).sum()) for name in whole)
    total, same, beyond, far = 0, 0, 0, []
    for name, a in one.items():
        if not name.startswith(kind + "/") or name in whole or name.endswith("gain"):
            continue
        b = other[name]
        either = ~(np.isnan(a) & np.isnan(b))
        total += int(either.sum())
        same += int((a.view("u8") == b.view("u8"))[either].sum())
        gap = gap_of(a, b)
        most = np.max([gap_of(b, nudge[name]) for nudge in moved], axis=0)
        beyond += int((gap > np.maximum(CLOSE, FEW * most)).sum())
        far += [(float(gap[tuple(i)]), name, tuple(map(int, i))) for i in np.argwhere(gap > CLOSE)]
    far.sort(reverse=True)
    worst = f"; worst {far[0][0]:.1e} {far[0][1].split('/')[1]}" if far else ""
    print(
        f"{kind:22} {total:9,} numbers, the same bits {same / max(total, 1):.2%}, beyond {CLOSE}: "
        f"{len(far)}, more than last bits move: {beyond}{worst}; statuses, counts and kinds that differ: "
        f"{changed}",
        flush=True,
    )
    return far


def judged(far: list[tuple[float, str, tuple[int, ...]]], sets: list[Arrays], rows: int) -> None:
    """Hold the numbers of the pure kind that differ most against 60 digits."""
    fields = models(rows)
    exact: dict[tuple[int, int], Any] = {}
    other, worst = exact.copy(), {}
    for gap, name, (proposer, row, slot) in far:
        variable = EXACT.get(name.split("/")[1])
        if variable is None or (len(exact) >= SHOWN and (proposer, row) not in exact):
            continue
        if (proposer, row) not in exact:
            model = {key: float(values[row]) for key, values in fields.items()}
            exact[proposer, row] = solve_both(model, "FL"[proposer])
            rounded = model | {name: float(np.nextafter(model[name], 1e9)) for name in NUDGED}
            other[proposer, row] = solve_both(rounded, "FL"[proposer])
        found = exact[proposer, row]
        if "visit" not in found["FL"[proposer]]:
            continue
        at = slot - int(found["no_visit"]["equilibrium"])
        right, moved = (sorted(answer["FL"[proposer]]["visit"], key=lambda eq: eq["v"])[at][variable]
                        for answer in (found, other[proposer, row]))  # fmt: skip
        errors = [abs(float((float(s[name][proposer, row, slot]) - right) / right)) for s in sets]
        words = f"row {row}, {variable}: off by " + " and ".join(f"{e:.1e}" for e in errors)
        worst[gap] = f"{words}; moved by {abs(float((moved - right) / right)):.1e}"
    for gap, line in sorted(worst.items(), reverse=True)[:SHOWN]:
        print(f"    {gap:.1e} {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=10_000, help="models of the other kinds")
    parser.add_argument("--nudge", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--write", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        np.savez(options.write, **answers(options.models, options.small, options.nudge))
        return
    sets = SETS[: 1 + SETS.index(engine.instruction_set())]
    found = {name: of_process(options, name) for name in sets}
    moved = [of_process(options, sets[-1], nudge) for nudge in (1, 2, 3)]
    kinds = list(dict.fromkeys(name.split("/")[0] for name in found["baseline"]))
    for before, name in pairwise(sets):
        print(f"{name} against {before}")
        for kind in kinds:
            far = differences(kind, found[before], found[name], moved)
            if kind == "pure" and far:
                judged(far, [found[before], found[name]], options.models)


if __name__ == "__main__":
    main()
