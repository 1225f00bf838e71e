"""What `solve_many` cannot do without, timed alone: the share of its time that is arithmetic and memory.

A limit for this machine and this method: the equations at every node that must be looked at, a few points
of the curve for each root, and the answers' way to memory, by the very functions of the library, eight
numbers at a time, with everything at hand in the innermost cache. No search, no branch, nothing handed on.
Prints; asserts nothing.

    python benchmarks/bench_limit.py
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

import summitry as sm
from bench_many import draw, share_prior
from summitry._old.bargaining.deals import _gains
from summitry._old.bargaining.search import scan
from summitry._old.batch import TAU, game_of_row
from summitry._old.equations import Conjecture
from summitry._old.found import NUMBERS
from summitry._old.landscape import PROPOSER_F, Assessment, _fill
from summitry._old.linear import make_linear
from summitry._old.linear_nodes import linear_points
from summitry._old.memory import room
from summitry._old.nodes import PLACE, Nodes, linear_nodes, make_work
from summitry._old.points import Curve
from summitry.equilibrium.check import CHECKER_OFFSET
from summitry.model.parameters import FIELDS
from summitry.model.tolerances import CHECKER_STEP, SOLVER_STEP

Rows = NDArray[np.float64]
REPEATS = 9
POINTS_A_ROOT = 6  # four steps from a node's bracket to the last bit, and a neighbour on either side
compiled = numba.njit(error_model="numpy")


@compiled
def equations(table: Rows, nodes: Nodes, work: Any) -> None:
    """Evaluate both equations at every node, for every row."""
    for i in range(table.shape[0]):
        scan(True, True, game_of_row(table[i]), nodes, work)


@compiled
def gains(table: Rows, nodes: Nodes, out: Rows) -> None:
    """Evaluate L's gain from every deal, for every row."""
    for i in range(table.shape[0]):
        _gains(game_of_row(table[i]), Conjecture(0.3, 0.1, 0.2), nodes, 0, out[0], out[1], False)


@compiled
def deals(table: Rows, curve: Curve, nodes: Nodes, work: Any) -> None:
    """Play out every deal and visit rule that a certificate looks at, for every row."""
    for i in range(table.shape[0]):
        a = Assessment(False, PROPOSER_F, True, 0, 0.0, table[i, TAU], 0.3, 0.5)
        _fill(game_of_row(table[i]), curve, nodes, a, work, True)


@compiled
def points(times: int, curve: Curve, nodes: Nodes) -> None:
    """Evaluate the curve at every node so many times."""
    for _ in range(times):
        linear_points(curve, nodes.value[PLACE], nodes.size, nodes.value)


def answers(rows: int) -> None:
    """Bring so many models' answers to memory: two proposers, three slots."""
    room((3, 2, rows, NUMBERS)).fill(np.nan)


def nanoseconds(call: Callable[[], object], rows: int) -> float:
    """Shortest time of the processor for a row."""
    best = np.inf
    for _ in range(REPEATS):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best / rows * 1e9


def parts(fields: dict[str, Any], vary: bool) -> list[tuple[str, float, float]]:
    """Give what a model needs: in words, how often, and how long it takes once."""
    table = np.column_stack([fields[field.name] for field in FIELDS])
    rows = table.shape[0]
    alpha, beta, n = (float(fields[name][0]) for name in ("alpha", "beta", "n"))
    s = alpha + beta
    curve = make_linear(alpha, beta, s / (s + n), n / (s + n))
    nodes = linear_nodes(curve, SOLVER_STEP, 0.0)
    checking = linear_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
    out, work = np.empty((2, nodes.value.shape[1])), make_work(checking)
    found = sm.solve_many(fields, proposer="both", threads=1)
    every = float(found["equilibrium_count"].mean()) * 2
    visits = float((found["visit_probability"] > 0).sum()) / rows
    one = nanoseconds(lambda: points(rows, curve, nodes), rows * nodes.size)
    few, many = f"at {nodes.size} nodes", f"at {checking.size} nodes"
    needs: list[tuple[str, float, Callable[[], object]]] = [
        (f"[F-eq] and [L-eq] {few}", 1, lambda: equations(table, nodes, work)),
        (f"L's gain {few}: no visits, and each price", 1 + visits, lambda: gains(table, nodes, out)),
        (f"deals and visit rules {many}: certificates", every, lambda: deals(table, curve, checking, work)),
        ("answers to memory", 1, lambda: answers(rows)),
    ]
    timed = [(name, times, nanoseconds(call, rows)) for name, times, call in needs]
    at_nodes = nodes.size + checking.size if vary else 0
    return [*timed, ("points of the curve: roots, and nodes", POINTS_A_ROOT * visits + at_nodes, one)]


def show(title: str, fields: dict[str, Any], vary: bool) -> None:
    """Print the parts, their sum, and what `solve_many` takes."""
    print(f"\n{title}: nanoseconds a model, both proposers, one thread")
    print(f"{'':62}{'times':>8}{'once':>8}{'in all':>8}")
    total = 0.0
    for name, times, once in parts(fields, vary):
        total += times * once
        print(f"{name:62}{times:8.2f}{once:8.1f}{times * once:8.0f}")
    rows = fields["q"].size
    whole = nanoseconds(lambda: sm.solve_many(fields, proposer="both", threads=1), rows)
    print(f"{'limit':78}{total:8.0f}")
    print(f"{'solve_many':78}{whole:8.0f}\nthe limit is {total / whole:.0%} of it", flush=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1 << 16, help="models")
    options = parser.parse_args()
    fields = draw(options.rows)
    show("all fields vary", fields, True)
    show("prior and n shared", share_prior(fields, 0), False)


if __name__ == "__main__":
    main()
