"""Eight numbers at once are the same numbers: against numpy, and against the functions of one number."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest

from summitry._old.bargaining.search import ROOT, polish, polish_one
from summitry._old.bargaining.settle import make_group
from summitry._old.bargaining.together import curves_each, game_each, set_slot
from summitry._old.bargaining.turns import F_EQUATION, L_EQUATION, residual
from summitry._old.curves import point
from summitry._old.elementary import exp, log1p
from summitry._old.lanes import (
    alike,
    all_true,
    any_true,
    count_true,
    fma,
    gather,
    lane,
    largest,
    load,
    order,
    pack,
    select,
    store,
)
from summitry._old.linear import HEAD, ROOM, linear_point, make_linear_in
from summitry._old.linear_nodes import linear_points, point_each
from summitry._old.nodes import PLACE, linear_nodes
from summitry._old.payoffs import make_game
from summitry._old.points import EachCurve

RNG = np.random.default_rng(5)
ODD = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 1e-310])
compiled = numba.njit(error_model="numpy")


@compiled
def _arithmetic(x, y, out):
    a, b = load(x, 0), load(y, 0)
    store(out[0], 0, a + b)
    store(out[1], 0, a - 2.0 * b)
    store(out[2], 0, -a * b)
    store(out[3], 0, a / b)
    store(out[4], 0, abs(a))
    store(out[5], 0, select(a < b, a, 7.0))
    store(out[6], 0, select((a >= b) | (b != b), b, a))
    store(out[7], 0, select((a == b) ^ True, 1.0, 0.0))
    store(out[8], 0, select((a <= b) & (a > -1.0), 1.0, 0.0))


@pytest.mark.parametrize(
    ("x", "y"), [(RNG.normal(size=8), RNG.normal(size=8)), (ODD, ODD[::-1].copy()), (ODD, ODD)]
)
def test_operators_are_those_of_floats(x, y):
    out = np.empty((9, 8))
    _arithmetic(x, y, out)
    with np.errstate(all="ignore"):
        right = [
            x + y, x - 2 * y, -x * y, x / y, abs(x), np.where(x < y, x, 7),
            np.where((x >= y) | (y != y), y, x), x != y, (x <= y) & (x > -1),
        ]  # fmt: skip
    np.testing.assert_array_equal(out, np.array(right, float))


@compiled
def _questions(x, table, places):
    a = load(x, 1)
    return (
        pack(a > 0.0), count_true(a > 0.0), all_true(a > -9.0), all_true(a > 0.0), any_true(a > 9.0),
        any_true(a > 0.0), largest(a), lane(a, 3), lane(order(), 5), lane(alike(2.5, a), 7),
        lane(gather(table, load(places, 0), 2), 6), lane(fma(a, a, alike(1.0, a)), 0),
    )  # fmt: skip


def test_questions_about_all_lanes():
    x, table, places = RNG.normal(size=9), RNG.normal(size=40), 3.0 * np.arange(8)
    a = x[1:]
    found = _questions(x, table, places)
    bits = sum(1 << i for i in range(8) if a[i] > 0)
    right = (bits, bits.bit_count(), True, False, False, True, a.max(), a[3], 5, 2.5, table[20])
    assert found[:-1] == right
    assert found[-1] == pytest.approx(a[0] * a[0] + 1, rel=2e-16)


@compiled
def _elementary(x, e, out):
    for i in range(0, x.size, 8):
        store(out[0], i, exp(load(x, i)))
        store(out[1], i, log1p(load(e, i)))


def test_exponential_and_logarithm_have_the_same_bits_in_every_lane():
    x, e, out = RNG.uniform(-720, 700, 800), RNG.uniform(0, 1, 800), np.empty((2, 800))
    _elementary(x, e, out)
    assert out[0].tolist() == [exp(v) for v in x]
    assert out[1].tolist() == [log1p(v) for v in e]



def curves(priors):
    """Build curves in one array of coefficients, as the batch does."""
    fractions = np.zeros(len(priors) * ROOM)
    made = []
    for i, (alpha, beta, n) in enumerate(priors):
        s = alpha + beta
        room = fractions[i * ROOM : (i + 1) * ROOM]
        made.append(make_linear_in(alpha, beta, s / (s + n), n / (s + n), room))
    return made, fractions


@compiled
def _each(slots, x, out):
    slot = order()
    p = point_each(EachCurve(curves_each(slots, slot), slots.fractions), load(x, 0))
    for k, part in enumerate((p.v, p.vc, p.kappa, p.spread, p.m, p.excess, p.flat, p.steep, p.speed)):
        store(out[k], 0, part)


@compiled
def _polished(which, slots, brackets, out):
    slot = order()
    eight = EachCurve(curves_each(slots, slot), slots.fractions)
    a, b, fa, fb = load(brackets[0], 0), load(brackets[1], 0), load(brackets[2], 0), load(brackets[3], 0)
    store(out, 0, polish(which, game_each(slots, slot), eight, 0, a, b, a, fa, fb, fa, ROOT))


PRIORS = [
    (2.0, 3.0, 12.0), (0.4, 0.6, 3.0), (40.0, 2.0, 100.0), (1.0, 1.0, 0.5), (7.5, 19.0, 8.0),
    (900.0, 1100.0, 50.0), (0.05, 30.0, 4.0), (1.0, 6.0, 200.0),
]  # fmt: skip
GAMES = [
    (30.0, 1.0 + 0.3 * i, 0.1 * i, 0.8, 0.1 * i, 0.2 + 0.1 * i, 0.05 + 0.11 * i) for i in range(8)
]


def in_slots():
    made, fractions = curves(PRIORS)
    group = make_group(8, linear_nodes(made[0], 0.4, 0.0), made[0], fractions)
    games = [make_game(*game) for game in GAMES]
    for i, curve in enumerate(made):
        set_slot(group.slots, i, games[i], curve, i * ROOM, 12.0)
    return made, games, group.slots


@pytest.mark.parametrize("shift", [-30.0, -4.0, -1.0, -0.1, 0.0, 0.3, 2.0, 9.0])
def test_points_of_eight_curves_have_the_bits_of_each_alone(shift):
    made, _, slots = in_slots()
    x, out = shift * np.linspace(0.5, 1.5, 8), np.empty((9, 8))
    _each(slots, x, out)
    for i, curve in enumerate(made):
        assert out[:, i].tolist() == list(linear_point(curve, x[i]))


def bracket(which, game, curve):
    """Coordinates between which the equation changes sign, and its values there."""
    nodes = linear_nodes(curve, 0.4, 0.0)
    x = nodes.value[PLACE, 1 : nodes.size - 1]
    f = [residual(which, game, point(curve, 0, v)) for v in x]
    i = next((i for i in range(x.size - 1) if f[i] * f[i + 1] < 0), None)
    return (0.0, 0.0, 0.0, 0.0) if i is None else (x[i], x[i + 1], f[i], f[i + 1])


@pytest.mark.parametrize("which", [F_EQUATION, L_EQUATION])
def test_eight_roots_have_the_bits_of_each_alone_and_solve_the_equation(which):
    made, games, slots = in_slots()
    brackets = np.array(
        [bracket(which, game, curve) for game, curve in zip(games, made, strict=True)]
    )
    assert np.count_nonzero(brackets[:, 0]) >= 5
    out = np.empty(8)
    _polished(which, slots, np.ascontiguousarray(brackets.T), out)
    for i, (a, b, fa, fb) in enumerate(brackets):
        if a == b:
            continue
        alone = polish_one(which, games[i], made[i], 0, a, b, a, fa, fb, fa, ROOT)
        assert out[i] == alone
        left = abs(residual(which, games[i], point(made[i], 0, alone)))
        assert left <= 1e-12 * max(abs(fa), abs(fb))


@pytest.mark.parametrize("prior", PRIORS)
def test_nodes_take_as_many_terms_as_they_need(prior):
    (curve,), _ = curves([prior])
    nodes = linear_nodes(curve, 0.23, 0.37)
    for i in range(1, nodes.size - 1):
        right = linear_point(curve, nodes.value[PLACE, i])
        for have, want in zip(nodes.value[:9, i], right, strict=True):
            # rounding grows in the tails: either is within 2e-13 of mpmath
            assert have == pytest.approx(want, rel=1e-12, abs=1e-300)
    # smaller arguments need no more terms than the largest, and the first entry is all of them
    needed = curve.data[:HEAD]
    assert np.all(needed <= needed[0])
    assert math.ceil(needed[0] / 4) * 4 == curve.size - HEAD


def test_ends_and_what_is_left_over_repeat_the_end():
    (curve,), _ = curves([(2.0, 3.0, 12.0)])
    x, out = np.full(16, np.inf), np.empty((9, 16))
    x[:11] = np.linspace(-5, 5, 11)
    linear_points(curve, x, 11, out)
    assert out[0, 0] == 0.0
    assert out[0, 10:].tolist() == [1.0] * 6
