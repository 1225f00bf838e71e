"""The compiled loop of `solve_many` for linear signals: many models in company (T4–T6)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..equilibrium.check import CHECKER_OFFSET
from ..model.tolerances import CHECKER_STEP, SOLVER_STEP
from . import found as _found
from ._compile import compiled, compiled_lean
from .batch import (
    ALPHA,
    BETA,
    INVALID,
    PRECISION,
    Answers,
    Stage,
    begin,
    end,
    end_in_company,
    game_of_row,
    is_reading,
    judge,
    make_stage,
    off_path,
)
from .company import Places, certify_waiting
from .found import Case
from .linear import ROOM, make_linear, make_linear_in
from .nodes import PLACE, Nodes, columns, linear_nodes, place_linear
from .points import LINEAR, Curve, Rows, Vector

MEMBERS = 96  # models in company: enough that their roots and places fill most lanes


class Members(NamedTuple):
    """Curves and nodes of the slots; a model with the prior of the one before shares its place."""

    fractions: Vector
    curves: Rows  # a row for each place: the numbers of a curve, and its first drop
    nodes: NDArray[np.float64]
    checking: NDArray[np.float64]
    curve: NDArray[np.int64]  # a number for the curve at each place, its own
    place: NDArray[np.int64]  # of each slot


@compiled
def make_members(nodes: Nodes, checking: Nodes) -> Members:
    """Make room for as many curves as there are models in company."""
    rows = PLACE + 1
    return Members(
        np.empty(MEMBERS * ROOM), np.empty((MEMBERS, 13)), np.zeros((MEMBERS, rows, columns(nodes.size))),
        np.zeros((MEMBERS, rows, columns(checking.size))), np.zeros(MEMBERS, np.int64),
        np.zeros(MEMBERS, np.int64),
    )  # fmt: skip


@compiled_lean
def _note(members: Members, place: int, c: Curve) -> None:
    """Write a curve's numbers."""
    row = members.curves[place]
    row[0], row[1], row[2], row[3], row[4] = c.k0, c.m_first, c.m_last, c.alpha, c.beta
    row[5], row[6], row[7], row[8], row[9] = c.noise, c.signal, c.log_norm, c.log_mean, c.log_prior
    row[10], row[11], row[12] = c.size, c.data.size, _found.first_drop(c)


@compiled
def _place(members: Members, place: int, row: Vector, sizes: tuple[int, int]) -> None:
    """Make the curve and the nodes of a prior and precision."""
    alpha, beta, n = row[ALPHA], row[BETA], row[PRECISION]
    s = alpha + beta
    room = members.fractions[place * ROOM : (place + 1) * ROOM]
    curve = make_linear_in(alpha, beta, s / (s + n), n / (s + n), room)
    _note(members, place, curve)
    place_linear(curve, 0.0, Nodes(sizes[0], members.nodes[place]))
    place_linear(curve, CHECKER_OFFSET, Nodes(sizes[1], members.checking[place]))


@compiled_lean
def _run(
    table: Rows, protocols: NDArray[np.int64], rule: int, given: float, filled: int,
    sizes: tuple[int, int], members: Members, stage: Stage, answers: Answers,
) -> None:  # fmt: skip
    """Solve the models that stand in the slots."""
    for step in range(3):
        # put together anew: a function that counts no holders cannot hand out a case
        for slot in range(filled):
            i, place = stage.row[slot], members.place[slot]
            if step == 2 and end_in_company(table[i], protocols, slot, stage, i, answers):
                continue
            c, row, start = members.curves[place], table[i], place * ROOM
            curve = Curve(
                LINEAR, 1, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], int(c[10]),
                members.fractions[start : start + int(c[11])],
            )  # fmt: skip
            reading, below = off_path(rule, given, curve, c[12])
            case = Case(
                game_of_row(row), curve, Nodes(sizes[0], members.nodes[place]),
                Nodes(sizes[1], members.checking[place]), row[PRECISION], reading, below,
            )  # fmt: skip
            if step == 0:
                begin(case, protocols, slot, start, stage)
            elif step == 1:
                judge(case, protocols, slot, stage, True)
            else:
                end(case, row, protocols, slot, stage, i, answers)
        if step == 0:
            _found.gather_candidates(stage.group, filled, curve)
        elif step == 1:
            places = Places(members.checking, members.curve, members.place)
            certify_waiting(stage.company, stage.group, places)


@compiled
def solve_linear(
    table: Rows, first: int, stop: int, protocols: NDArray[np.int64], rule: int, given: float,
    answers: Answers,
) -> None:  # fmt: skip
    """Solve every valid row of part of a table under the linear signal, `MEMBERS` at a time.

    Rows that follow each other and have the same prior and precision share curve and nodes. Slots that hold
    no equilibrium are left as they are.
    """
    some = make_linear(1.0, 1.0, 0.5, 0.5)
    nodes = linear_nodes(some, SOLVER_STEP, 0.0)
    checking = linear_nodes(some, CHECKER_STEP, CHECKER_OFFSET)
    members, sizes = make_members(nodes, checking), (nodes.size, checking.size)
    stage = make_stage(MEMBERS, nodes, checking, some, members.fractions)
    alpha, beta, n = np.nan, np.nan, np.nan
    filled, place, curves = 0, -1, 0
    for i in range(first, stop):
        if answers.status[0, i] == INVALID:
            continue
        row = table[i]
        if row[ALPHA] != alpha or row[BETA] != beta or row[PRECISION] != n:
            alpha, beta, n = row[ALPHA], row[BETA], row[PRECISION]
            # those of the models that wait are the ones before it, fewer than there are places
            place = (place + 1) % MEMBERS
            curves += 1
            members.curve[place] = curves
            _place(members, place, row, sizes)
        c = members.curves[place]
        if not is_reading(rule, given, c[1], c[2]):
            answers.status[:, i] = INVALID
            # its place is free again: those before it may still be waited in
            place, alpha = (place - 1) % MEMBERS, np.nan
            continue
        stage.row[filled], members.place[filled] = i, place
        filled += 1
        if filled == MEMBERS:
            _run(table, protocols, rule, given, filled, sizes, members, stage, answers)
            filled = 0
    if filled > 0:
        _run(table, protocols, rule, given, filled, sizes, members, stage, answers)
