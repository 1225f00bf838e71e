"""Candidates of many models that wait to be certified, and are so eight at a time, each in a lane (T5).

Linear signals only. A candidate whose certificate is in doubt on the nodes is left to be searched alone, as
one that finds no room to wait is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._compile import compiled, compiled_inline, compiled_lean
from .abreast import Abreast, make_abreast, node_abreast, stand_abreast
from .around import Around, distance
from .bargaining.search import CERTIFIED, REPORT
from .bargaining.settle import Group
from .bargaining.together import N, curves_each, fill_up, game_each
from .equations import absence_gap, concession, net_price
from .landscape import PROPOSER_F, PROPOSER_L, Assessment, acceptance
from .lanes import TWICE, WIDTH, alike, gather, lane, load, pack
from .linear_nodes import point_each
from .nodes import Nodes, smooth_threshold
from .points import Curves, EachCurve, Point, Rows, Vector
from .reported import REPORT_ROOM, numbers_of, store_numbers
from .survey import judge_deals, judge_no_deals

# what waits together: deals of either proposer; no deals of both
F_DEALS, L_DEALS, NO_DEALS = range(3)
_EXPECTED = 2  # of each for a model; what finds no room is certified alone
# rows of what waits: slot, which of its candidates, where its points stand, and its coordinate, or for no
# deal the weakness read into a visit; WAITING says in its first column how many wait
SLOT, INDEX, COLUMN, VALUE, WAITING = range(5)
_ROOM = 5


class Company(NamedTuple):
    """What waits, a table for each of the three, and the nodes of the eight that are at work."""

    tables: NDArray[np.float64]
    reports: Vector  # numbers of those that are certified, one after the other
    abreast: Abreast
    places: NDArray[np.int64]  # where the nodes of the eight are found


@compiled
def make_company(members: int, checking: Nodes) -> Company:
    """Make room for so many models with such nodes."""
    room = _EXPECTED * members + WIDTH
    return Company(
        np.zeros((3, _ROOM, room)), np.empty(3 * room * REPORT_ROOM), make_abreast(checking),
        np.zeros(WIDTH, np.int64),
    )  # fmt: skip


@compiled_inline
def wait(
    company: Company, what: int, slot: int, i: int, place: int, value: float
) -> None:  # fmt: skip
    """Let a candidate wait, if there is room for it."""
    t = company.tables[what]
    n = int(t[WAITING, 0])
    if n < t.shape[1] - WIDTH:
        t[SLOT, n], t[INDEX, n], t[COLUMN, n], t[VALUE, n] = slot, i, place, value
        t[WAITING, 0] = n + 1


@compiled_inline
def _point_of(points: Vector, place: float) -> Point:
    """Read what payoffs and prices need of a point of each lane."""
    v, vc = gather(points, place, 0), gather(points, place, TWICE)
    kappa, spread = gather(points, place, 2 * TWICE), gather(points, place, 3 * TWICE)
    m, excess = gather(points, place, 4 * TWICE), gather(points, place, 5 * TWICE)
    zero = alike(0.0, v)
    return Point(v, vc, kappa, spread, m, excess, zero, zero, zero)


@compiled_inline
def _around_each(group: Group, curves: Curves, place: float, x: float) -> Around:
    """Do what `look_around` does for a place of each lane, whose points are there."""
    each, low, high = EachCurve(curves, group.slots.fractions), x - distance(x), x + distance(x)
    own = _point_of(group.points, place)
    return Around(low, high, point_each(each, low), own, point_each(each, high))


class Places(NamedTuple):
    """Where the checker's nodes of every slot's curve are found."""

    nodes: NDArray[np.float64]  # a table of nodes at each place
    curve: NDArray[np.int64]  # a number for the curve at each place, its own
    of_slot: NDArray[np.int64]


@compiled_lean
def _stand(t: Rows, first: int, company: Company, places: Places) -> None:
    """Let the nodes of eight that wait stand abreast."""
    for k in range(WIDTH):
        company.places[k] = places.of_slot[int(t[SLOT, first + k])]
    stand_abreast(places.nodes, company.places, places.curve, company.abreast)


@compiled_inline
def _write(
    t: Rows, first: int, count: int, candidates: NDArray[np.float64], which: int, gain: float, doubt: bool,
    report: int,
) -> None:  # fmt: skip
    """Write the gains of eight, or as many as wait, to their candidates, and where their numbers begin."""
    doubts = pack(doubt)
    for k in range(min(WIDTH, count - first)):
        if doubts & 1 == 0:
            slot, i = int(t[SLOT, first + k]), int(t[INDEX, first + k])
            candidates[slot, which, CERTIFIED, i] = lane(gain, k)
            candidates[slot, which, REPORT, i] = report + k * REPORT_ROOM
        doubts = doubts >> 1


@compiled_inline
def _report_place(t: Rows, what: int, first: int) -> int:
    """Say where the numbers of eight that wait begin."""
    return int((what * t.shape[1] + first) * REPORT_ROOM)


@compiled_inline
def _certify_deals(which: int, company: Company, group: Group, places: Places) -> None:
    """Certify the deals of one proposer that wait."""
    t = company.tables[which]
    count = fill_up(t, WAITING, WIDTH)
    for first in range(0, count, WIDTH):
        _stand(t, first, company, places)
        slot = load(t[SLOT], first)
        game, curves = game_each(group.slots, slot), curves_each(group.slots, slot)
        x = load(t[VALUE], first)
        around = _around_each(group, curves, load(t[COLUMN], first), x)
        p = around.own
        price, absent = concession(game, p.kappa, p.m), p.kappa + absence_gap(game, p)
        report = _report_place(t, which, first)
        proposer = PROPOSER_F if which == F_DEALS else PROPOSER_L
        a = Assessment(False, proposer, True, 0, x, price, p.kappa, absent)
        lowest = smooth_threshold(gather(group.slots.numbers[N], slot, 0), x)
        net, unknown = net_price(game, p.kappa, p.m), alike(np.nan, slot)
        store_numbers(
            numbers_of(game, curves, p, a, net, lowest, unknown, unknown), company.reports, report
        )
        found = judge_deals(game, curves, a, around, company.abreast, acceptance(game))
        gain, doubt = found.gain_l, found.doubt_l
        if which == F_DEALS:
            gain, doubt = found.gain_f, found.doubt_f
        _write(t, first, count, group.candidates, which, gain, doubt, report)
    t[WAITING, 0] = 0.0


@compiled_lean
def _certify_f(company: Company, group: Group, places: Places) -> None:
    _certify_deals(F_DEALS, company, group, places)


@compiled_lean
def _certify_l(company: Company, group: Group, places: Places) -> None:
    _certify_deals(L_DEALS, company, group, places)


@compiled_lean
def _certify_no_deals(company: Company, group: Group, places: Places) -> None:
    """Certify no deal for all that wait, whoever proposes."""
    t = company.tables[NO_DEALS]
    count = fill_up(t, WAITING, WIDTH)
    for first in range(0, count, WIDTH):
        _stand(t, first, company, places)
        slot, reading = load(t[SLOT], first), load(t[VALUE], first)
        game, curves = game_each(group.slots, slot), curves_each(group.slots, slot)
        nowhere, unknown, report = (
            alike(-np.inf, slot), alike(np.nan, slot), _report_place(t, NO_DEALS, first),
        )  # fmt: skip
        a = Assessment(False, PROPOSER_F, False, 0, nowhere, unknown, reading, curves.k0)
        p = node_abreast(company.abreast, 0)  # v = 0
        numbers = numbers_of(game, curves, p, a, unknown, unknown, unknown, reading)
        store_numbers(numbers, company.reports, report)
        found = judge_no_deals(game, curves, a, company.abreast, acceptance(game))
        _write(t, first, count, group.candidates, F_DEALS, found.gain_f, found.doubt_f, report)
        _write(t, first, count, group.candidates, L_DEALS, found.gain_l, found.doubt_l, report)
    t[WAITING, 0] = 0.0


@compiled_lean
def certify_waiting(company: Company, group: Group, places: Places) -> None:
    """Certify all that wait; candidates that are in doubt keep no certificate."""
    _certify_f(company, group, places)
    _certify_l(company, group, places)
    _certify_no_deals(company, group, places)
