"""A bit for every node: no sign change, turn or rise is lost between words, wherever it is."""

from __future__ import annotations

import numpy as np
import pytest

from summitry._old._compile import compiled
from summitry._old.bargaining.search import Candidates, find_roots
from summitry._old.bargaining.settle import make_group
from summitry._old.bargaining.together import SLOT, WAITING, A, B, Queue
from summitry._old.bargaining.turns import F_EQUATION, TOGETHER, turns_from
from summitry._old.linear import make_linear
from summitry._old.nodes import PLACE, linear_nodes
from summitry._old.payoffs import make_game
from summitry._old.peaks import parabola, rise

CURVE = make_linear(2.0, 3.0, 0.3, 0.7)
NODES = linear_nodes(CURVE, 0.14, 0.0)  # 161: three words
GAME = make_game(30.0, 1.0, 0.1, 0.8, 0.4, 0.35, 0.6)


@compiled
def _search(game, curve, nodes, group, values):
    found = Candidates(group.candidates[0, F_EQUATION])
    find_roots(F_EQUATION, 0, game, curve, nodes, found, Queue(group.queues[F_EQUATION]), values)


@compiled
def _turns(f, size, i, start):
    return turns_from(f, size, i, start)


@compiled
def _rise(before, here, after):
    return rise(before, here, after)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_sign_change_is_found_between_any_two_nodes(sign):
    assert NODES.size > 2 * TOGETHER
    group = make_group(1, NODES, CURVE, CURVE.data)
    for j in range(1, NODES.size - 2):
        values = np.full(NODES.value.shape[1] + 16, np.nan)
        values[: NODES.size] = sign * np.where(np.arange(NODES.size) <= j, 1.0, -1.0)
        table = group.queues[F_EQUATION]
        table[WAITING, 0] = 0.0
        _search(GAME, CURVE, NODES, group, values)
        assert table[WAITING, 0] == 1.0 and table[SLOT, 0] == 0.0
        assert {table[A, 0], table[B, 0]} == {NODES.value[PLACE, j], NODES.value[PLACE, j + 1]}


def test_turns_are_those_that_a_look_at_every_node_shows():
    rng = np.random.default_rng(2)
    for size in (5, 47, 57, 58, 64, 130):
        f = np.full(size + 80, 9.0)
        f[:size] = rng.integers(0, 3, size)  # many are alike
        for start in (1, 2, 7, size - 3):
            seen = set()
            for i in range(start, size, TOGETHER):
                bits = int(_turns(f, size, i, start))
                seen |= {i + k for k in range(64) if bits >> k & 1}
            turns = {
                i
                for i in range(start, size - 1)
                if f[i - 1] <= f[i] >= f[i + 1] and (f[i - 1] < f[i] or f[i + 1] < f[i])
            }
            assert seen == turns


def test_a_peak_rises_no_higher_than_is_allowed_for():
    rng = np.random.default_rng(4)
    for _ in range(500):
        drops = rng.exponential(1.0, 2) * rng.integers(0, 2, 2)
        if drops.sum() == 0.0:
            continue
        top = parabola(-1.0, 0.0, 1.0, -drops[0], 0.0, -drops[1])[2]
        assert top <= _rise(-drops[0], 0.0, -drops[1])
