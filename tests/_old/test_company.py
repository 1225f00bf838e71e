"""Certificates of many models at once are those of each alone, bit by bit, or in doubt."""

from __future__ import annotations

import math

import numpy as np
import pytest

import summitry as sm
from summitry._old import company, found
from summitry._old._compile import compiled
from summitry._old.abreast import coordinate_abreast, make_abreast, node_abreast, stand_abreast
from summitry._old.around import look_around, read_point
from summitry._old.bargaining.search import CERTIFIED, COLUMN, INSIDE, REPORT, Candidates, add
from summitry._old.bargaining.settle import make_group
from summitry._old.bargaining.together import set_slot
from summitry._old.bargaining.turns import _FAR, may_reach, may_reach_zero
from summitry._old.company import F_DEALS, L_DEALS, NO_DEALS, Places
from summitry._old.lanes import WIDTH, first_bit, load, store, turned
from summitry._old.linear import ROOM, make_linear_in
from summitry._old.nodes import PLACE, Nodes, at, linear_nodes, make_work
from summitry._old.payoffs import make_game
from summitry._old.reported import MAX_GAIN, NUMBERS
from summitry.equilibrium.check import CHECKER_OFFSET
from summitry.model.tolerances import CHECKER_STEP, SOLVER_STEP

SIDES = {F_DEALS: 0, L_DEALS: 1}  # which proposer the deals are of


def models(count, seed, shared):
    """Random games with linear signals, limits of σ, q, r and τ among them; one prior or many."""
    rng = np.random.default_rng(seed)
    fractions, cases = np.zeros(count * ROOM), []
    prior = np.exp(rng.uniform(-1, 3, (count, 2))), 0.5 * 400 ** rng.uniform(0, 1, count)
    for i in range(count):
        alpha, beta, n = *prior[0][0 if shared else i], prior[1][0 if shared else i]
        s = alpha + beta
        curve = make_linear_in(
            alpha, beta, s / (s + n), n / (s + n), fractions[i * ROOM : (i + 1) * ROOM]
        )
        sigma, q, r, tau = rng.choice([0.0, 1.0, *rng.uniform(0, 1, 6)], 4)
        game = make_game(
            rng.choice([2 * 1000 ** rng.uniform(), math.inf], p=[0.9, 0.1]), rng.uniform(1, 5), tau,
            rng.uniform(0.01, 2), r, sigma, q,
        )  # fmt: skip
        nodes = linear_nodes(curve, SOLVER_STEP, 0.0)
        checking = linear_nodes(curve, CHECKER_STEP, CHECKER_OFFSET)
        below = found.first_drop(curve)
        cases.append(found.Case(game, curve, nodes, checking, n, curve.m_first, below))
    return cases, fractions


@compiled
def _wait(waiting, what, slot, i, place, value):
    company.wait(waiting, what, slot, i, place, value)


@compiled
def _alone(case, side, kind, x, numbers, proof, work):
    here = look_around(case.curve, 0, x)
    found.assess(case, False, side, kind, 0, x, here, numbers, proof, work)


def certified_together(cases, fractions, places):
    """Certify in company a deal of either proposer at a place of each model, and no deal."""
    first = cases[0]
    group = make_group(len(cases), first.nodes, first.curve, fractions)
    waiting = company.make_company(len(cases), first.checking)
    checking = np.stack([case.checking.value for case in cases])
    where = Places(checking, np.arange(len(cases)), np.arange(len(cases)))
    for slot, (case, x) in enumerate(zip(cases, places, strict=True)):
        set_slot(group.slots, slot, case.game, case.curve, slot * ROOM, case.n)
        for which in (F_DEALS, L_DEALS):
            add(Candidates(group.candidates[slot, which]), 0, x, INSIDE, False)
            add(Candidates(group.candidates[slot, which]), 0, -np.inf, found.NO_DEAL, False)
    found.look(group, len(cases), first.curve)
    for slot, (case, x) in enumerate(zip(cases, places, strict=True)):
        _wait(waiting, NO_DEALS, slot, 0, 0, case.reading)
        for which in (F_DEALS, L_DEALS):
            column = int(group.candidates[slot, which][COLUMN, 1])
            _wait(waiting, which, slot, 1, column, x)
    company.certify_waiting(waiting, group, where)
    return group.candidates, waiting.reports


@pytest.mark.parametrize("shared", [False, True], ids=["each its prior", "one prior"])
def test_whatever_is_certified_in_company_is_so_alone(shared):
    # places at random: most are no equilibria, and somebody gains a lot; 61 is no whole number of eights
    cases, fractions = models(61, 4, shared)
    places = np.random.default_rng(5).normal(0, 1.5, len(cases))
    tables, reports = certified_together(cases, fractions, places)
    kept, gains = 0, []
    for slot, (case, x) in enumerate(zip(cases, places, strict=True)):
        for which, side in SIDES.items():
            for i, kind, place in ((0, found.NO_DEAL, -np.inf), (1, INSIDE, x)):
                gain = tables[slot, which, CERTIFIED, i]
                if np.isnan(gain):
                    continue
                numbers, proof = np.zeros(NUMBERS), np.zeros((5, 3))
                _alone(case, side, kind, place, numbers, proof, make_work(case.checking))
                start = int(tables[slot, which, REPORT, i])
                report = reports[start : start + NUMBERS]
                assert gain == numbers[MAX_GAIN]
                np.testing.assert_array_equal(report[:MAX_GAIN], numbers[:MAX_GAIN])
                kept, gains = kept + 1, [*gains, gain]
    # away from equilibria most are in doubt: a better deal lies between nodes
    assert kept > 60 and max(gains) > 0.1 and min(gains) < 1e-9


def test_equilibria_are_mostly_certified_in_company():
    # where the equation is solved the own place is a peak: that alone must not leave a certificate in doubt
    fields = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    cases, fractions, places = [], np.zeros(8 * ROOM), []
    for i in range(8):
        model = sm.Model(**fields | {"sigma": 0.1 * i})
        v = sm.solve(model, proposer="L").equilibrium
        places.append(math.log(model.n / v.threshold - 1.0))
        s = model.alpha + model.beta
        curve = make_linear_in(
            model.alpha,
            model.beta,
            s / (s + 12),
            12 / (s + 12),
            fractions[i * ROOM : (i + 1) * ROOM],
        )
        game = make_game(
            model.psi, model.k_max, model.tau, model.rho, model.r, model.sigma, model.q
        )
        cases.append(
            found.Case(
                game, curve, linear_nodes(curve, SOLVER_STEP, 0.0),
                linear_nodes(curve, CHECKER_STEP, CHECKER_OFFSET), 12.0, curve.m_first,
                found.first_drop(curve),
            )
        )  # fmt: skip
    gains = certified_together(cases, fractions, places)[0][:, L_DEALS, CERTIFIED, 1]
    assert np.count_nonzero(gains <= 1e-9) == 8


def test_what_finds_no_room_does_not_wait():
    cases, _ = models(1, 1, True)
    waiting = company.make_company(1, cases[0].checking)
    room = waiting.tables.shape[2] - WIDTH
    for i in range(room + 5):
        _wait(waiting, F_DEALS, 0, i, 0, 0.0)
    assert waiting.tables[F_DEALS, company.WAITING, 0] == room
    assert waiting.tables[F_DEALS, company.INDEX, :room].tolist() == list(range(room))
    assert not waiting.tables[F_DEALS, :, room + 1 :].any()


@compiled
def _turned(square):
    turn = turned(
        load(square[0], 0), load(square[1], 0), load(square[2], 0), load(square[3], 0),
        load(square[4], 0), load(square[5], 0), load(square[6], 0), load(square[7], 0),
    )  # fmt: skip
    store(square[0], 0, turn[0])
    store(square[1], 0, turn[1])
    store(square[2], 0, turn[2])
    store(square[3], 0, turn[3])
    store(square[4], 0, turn[4])
    store(square[5], 0, turn[5])
    store(square[6], 0, turn[6])
    store(square[7], 0, turn[7])


def test_a_square_is_turned():
    square = np.random.default_rng(0).random((8, 8))
    expected = square.T.copy()
    _turned(square)
    assert square.tolist() == expected.tolist()


@compiled
def _read_abreast(abreast, i, out):
    p = node_abreast(abreast, i)
    store(out[0], 0, p.v)
    store(out[1], 0, p.vc)
    store(out[2], 0, p.kappa)
    store(out[3], 0, p.spread)
    store(out[4], 0, p.m)
    store(out[5], 0, coordinate_abreast(abreast, i))


def test_nodes_stand_abreast_and_are_moved_only_for_another_curve():
    cases, _ = models(9, 2, False)
    tables = np.stack([case.checking.value for case in cases])
    nodes, curves = cases[0].checking, np.arange(9)
    abreast, out = make_abreast(nodes), np.empty((6, 8))
    for places in (np.arange(8), np.arange(8, 0, -1), np.full(8, 3)):
        stand_abreast(tables, places, curves, abreast)
        for i in range(nodes.size):
            _read_abreast(abreast, i, out)
            for lane, place in enumerate(places):
                node = Nodes(nodes.size, tables[place])
                assert out[:5, lane].tolist() == list(at(node, i))[:5]
                assert out[5, lane] == tables[place, PLACE, i]
    tables[3] = tables[4]
    stand_abreast(tables, np.full(8, 3), curves, abreast)  # the same number: left standing
    _read_abreast(abreast, 5, out)
    assert out[5, 0] != tables[4, PLACE, 5]
    curves[3] = 77
    stand_abreast(tables, np.full(8, 3), curves, abreast)
    _read_abreast(abreast, 5, out)
    assert out[5, 0] == tables[4, PLACE, 5]


@compiled
def _first(bits):
    return first_bit(bits)


@compiled
def _asked(scale, f, i):
    return may_reach_zero(scale, f, i)


def test_the_lowest_bit_is_found():
    assert [_first(bits) for bits in (1, 2, 12, 128, 129)] == [0, 1, 2, 7, 0]


def test_a_dip_that_may_reach_zero_is_always_asked_about():
    rng = np.random.default_rng(3)
    asked = reached = dips = 0
    for _ in range(2000):
        scale = np.cumsum(np.exp(rng.normal(0, 0.7, 24)))
        f = rng.choice([-1.0, 1.0]) * (np.exp(rng.normal(0, 1.0, 24)) + rng.choice([0.0, 3.0]))
        nodes = Nodes(24, np.zeros((PLACE + 1, 24)))
        nodes.value[PLACE] = scale
        for i in range(1, 9):
            if not (abs(f[i]) < abs(f[i - 1]) and abs(f[i]) <= abs(f[i + 1])):
                continue
            dips += 1
            may = may_reach(scale, nodes, f, i, -math.copysign(1.0, f[i]), 0.0)
            ask = _asked(scale, f, i)
            asked, reached = asked + ask, reached + may
            assert ask or not may
    assert 0 < reached < asked < dips and _FAR == 0.2


@pytest.mark.parametrize("shared", [False, True], ids=["each its prior", "one prior"])
def test_own_points_are_those_of_the_curve(shared):
    cases, fractions = models(20, 6, shared)
    group = make_group(20, cases[0].nodes, cases[0].curve, fractions)
    for slot, case in enumerate(cases):
        set_slot(group.slots, slot, case.game, case.curve, slot * ROOM, case.n)
        add(Candidates(group.candidates[slot, 0]), 0, 0.2 * slot - 2.0, INSIDE, False)
    found.look(group, 20, cases[0].curve)
    for slot, case in enumerate(cases):
        place = int(group.candidates[slot, 0][COLUMN, 0])
        here = read_point(group.points, place)
        assert list(here) == list(found.point(case.curve, 0, 0.2 * slot - 2.0))
