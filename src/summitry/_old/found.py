"""From a point of the weakness curve to certified numbers, compiled: `solve` and `solve_many` share it (T5).

A *profile* is a candidate for equilibrium: no deal, or a place on the curve. Its numbers are an array in the
order of `summitry.model.variables.VARIABLES`; its proof is what the checker returns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.tolerances import GAIN, GAIN_PER_PSI
from . import deviations
from ._compile import compiled, compiled_inline, compiled_lean, compiled_within
from .around import Around, look_around, read_point
from .bargaining import closed as _closed
from .bargaining.no_visit import is_refuted, supporting_reading
from .bargaining.open import best_open_deal as best_open_deal
from .bargaining.search import (
    CERTIFIED,
    COLUMN,
    EDGE,
    FILLED,
    INSIDE,
    KEEPS,
    KIND,
    PIECES,
    REFUTED,
    Candidates,
    X,
    insert,
    most_candidates,
    scan,
)
from .bargaining.settle import Group, look, make_group, settle
from .bargaining.together import Queue, set_slot
from .bargaining.turns import F_EQUATION, L_EQUATION
from .company import NO_DEALS, Company, wait
from .curves import point
from .equations import absence_gap, concession, highest_price, net_price
from .landscape import acceptance
from .nodes import Nodes, Work, make_work, threshold
from .payoffs import Game
from .points import LINEAR, STEPS, Curve, Point, Rows, Vector
from .reported import MAX_GAIN, NUMBERS, V, Z, numbers_of, write_numbers

NO_DEAL = -1
STEPS_TO_LIMIT = 4  # finite Ψ that certify a limit
_CERTIFY, _REFUTED, _JUDGED = deviations.certify_into, is_refuted, _closed.is_refuted
_SEEK = _closed.seek
_CLOSED_ASSESSMENT = deviations.Assessment


class Case(NamedTuple):
    """A model made ready to search: its numbers, its curve, both sets of nodes, the off-path reading."""

    game: Game
    curve: Curve
    nodes: Nodes  # the solver's
    checking: Nodes  # the checker's
    n: float
    reading: float  # weakness read into an unexpected visit with unseen price
    below: float  # k₀ less it


class Found(NamedTuple):
    """Every profile of one protocol in order of v, no deal first; those refuted carry no numbers."""

    kind: Vector
    piece: Vector
    x: Vector
    refuted: Vector  # 1 if the solver has refuted it
    numbers: Rows
    proof: NDArray[np.float64]


class Room(NamedTuple):
    """Where the profiles of one protocol are reported, and searched; one model after the other may use it."""

    numbers: Rows
    proof: NDArray[np.float64]
    work: Work


@compiled
def make_room(nodes: Nodes, checking: Nodes, curve: Curve) -> Room:
    """Make room for everything that a search with these nodes may find."""
    size = most_candidates(nodes, curve)
    wider = nodes if nodes.size > checking.size else checking
    return Room(np.empty((size, NUMBERS)), np.empty((size, 5, 3)), make_work(wider))


@compiled_inline
def allowed(game: Game) -> float:
    """Largest gain that counts as rounding (T5, "Certificate")."""
    return GAIN + GAIN_PER_PSI * game.psi


@compiled_inline
def report(
    case: Case, is_open: bool, proposer: int, kind: int, piece: int, x: float, p: Point, numbers: Vector
) -> deviations.Assessment:  # fmt: skip
    """Report a profile, all but its certificate, and say what is to be certified."""
    game = case.game
    if kind == NO_DEAL:
        net = np.nan
        a = _CLOSED_ASSESSMENT(
            is_open, proposer, False, piece, x, np.nan, case.reading, case.curve.k0
        )
    else:
        zeta = concession(game, p.kappa, p.m)
        price = (
            highest_price(game, p) if kind == EDGE and proposer == deviations.PROPOSER_F else zeta
        )
        net = net_price(game, p.kappa, p.m) + (price - zeta)
        k_absent = p.kappa + absence_gap(game, p)
        a = _CLOSED_ASSESSMENT(False, proposer, True, piece, x, price, p.kappa, k_absent)
    share, steps = np.nan, case.curve.kind == STEPS
    if steps and a.deal:
        share = 1.0 / (1.0 + np.exp(-x)) if x > -700.0 else 0.0
    lowest = threshold(case.curve, case.n, piece, x)
    reading = case.curve.m_first if a.open else case.reading
    write_numbers(numbers_of(game, case.curve, p, a, net, lowest, share, reading), numbers)
    return a


@compiled_inline
def assess(
    case: Case, is_open: bool, proposer: int, kind: int, piece: int, x: float, here: Around, numbers: Vector,
    proof: NDArray[np.float64], work: Work,
) -> None:  # fmt: skip
    """Report a profile, given its place and what is around, and have the checker search all deviations."""
    game = case.game
    a = report(case, is_open, proposer, kind, piece, x, here.own, numbers)
    _CERTIFY(game, case.curve, case.checking, a, here, acceptance(game), work, proof)
    worst = 0.0
    for i in range(proof.shape[0]):
        gain = proof[i, 0]
        worst = gain if np.isnan(gain) or gain > worst else worst
    numbers[MAX_GAIN] = worst


@compiled_inline
def is_unbounded(case: Case, which: int) -> bool:
    """Say whether F can ask for any price: Ψ = ∞ and σ = 1 (T5)."""
    sure = case.game.price == 0.0 and case.game.sigma_c == 0.0
    return sure and which == F_EQUATION and case.curve.m_last > case.curve.k0


@compiled_inline
def has_limit(case: Case, which: int) -> bool:
    """Say whether visits exist only as the limit v → 1, z → z(1) as Ψ → ∞ (T5)."""
    if case.game.price > 0.0 or case.game.sigma_c == 0.0 or case.curve.m_last <= case.curve.k0:
        return False
    return which == F_EQUATION or case.game.q == 0.0


@compiled_within
def no_deal_refuted(case: Case, work: Work) -> bool:
    """Say whether some deal pays when C expects none; whoever proposes (T5)."""
    return _REFUTED(case.game, case.curve, case.nodes, case.reading, case.below, work)


@compiled_inline
def enter(case: Case, slot: int, start: int, group: Group, keep_refuted: bool) -> None:
    """Put a model into a slot; its continued fractions stand from ``start`` on among the group's.

    Whoever reports no refuted candidates need not keep those that are refuted when they are found.
    """
    group.candidates[slot, :, FILLED, 0] = 0.0
    group.candidates[slot, :, FILLED, KEEPS] = 1.0 if keep_refuted else 0.0
    if case.curve.kind == LINEAR:
        set_slot(group.slots, slot, case.game, case.curve, start, case.n)


@compiled_within
def put_no_deal(which: int, refuted: bool, slot: int, group: Group) -> None:
    """Put no deal among the candidates of a proposer, before any other.

    ``refuted`` is what `no_deal_refuted` says: it is the same for both proposers.
    """
    table = group.candidates[slot, which]
    if not refuted or table[FILLED, KEEPS] != 0.0:
        insert(Candidates(table), 0, -np.inf, NO_DEAL, refuted)


@compiled_within
def scan_for(case: Case, for_f: bool, for_l: bool, work: Work) -> None:
    """Evaluate what the proposers' candidates solve, before they are sought."""
    if for_f or for_l:
        scan(for_f, for_l, case.game, case.nodes, work)


@compiled_within
def seek(case: Case, which: int, slot: int, group: Group, work: Work) -> None:
    """Find the candidates with visits of one proposer, or brackets of them, after `scan_for`."""
    # a signal that reveals nothing: L pays for no visit, however large Ψ is
    if case.curve.m_last <= case.curve.k0:
        return
    found = Candidates(group.candidates[slot, which])
    queue = Queue(group.queues[which])
    _SEEK(which, slot, case.game, case.curve, case.nodes, found, queue, work)


@compiled_lean
def gather_candidates(group: Group, members: int, curve: Curve) -> None:
    """Polish all brackets that wait, and evaluate the points of all candidates."""
    settle(F_EQUATION, group)
    settle(L_EQUATION, group)
    look(group, members, curve)


@compiled_within
def judge(case: Case, which: int, slot: int, group: Group, room: Room) -> None:
    """Judge every profile of closed bargaining, but no deal."""
    table = group.candidates[slot, which]
    for i in range(int(table[FILLED, 0])):
        kind, piece, x = int(table[KIND, i]), int(table[PIECES, i]), table[X, i]
        if table[REFUTED, i] != 0.0 or kind == NO_DEAL:
            continue
        if table[COLUMN, i] < 0.0:  # an end
            own = point(case.curve, piece, x)
        else:
            own = read_point(group.points, int(table[COLUMN, i]))
        table[REFUTED, i] = _JUDGED(
            which, case.game, case.curve, case.nodes, piece, x, kind, own, room.work
        )


@compiled_within
def certify(case: Case, which: int, slot: int, group: Group, room: Room) -> None:
    """Report and certify the profiles that the solver does not refute, less those that were so in company."""
    proposer = deviations.PROPOSER_F if which == F_EQUATION else deviations.PROPOSER_L
    table = group.candidates[slot, which]
    for i in range(int(table[FILLED, 0])):
        kind, piece, x = int(table[KIND, i]), int(table[PIECES, i]), table[X, i]
        if table[REFUTED, i] != 0.0 or not np.isnan(table[CERTIFIED, i]):
            continue
        here, numbers, proof = look_around(case.curve, piece, x), room.numbers[i], room.proof[i]
        assess(case, False, proposer, kind, piece, x, here, numbers, proof, room.work)


@compiled_within
def let_wait(
    case: Case, which: int, slot: int, group: Group, company: Company, also_idle: bool
) -> None:  # fmt: skip
    """Let candidates that the solver does not refute wait to be certified in company; no deal if asked."""
    table = group.candidates[slot, which]
    for i in range(int(table[FILLED, 0])):
        if table[REFUTED, i] != 0.0:
            continue
        if int(table[KIND, i]) == NO_DEAL:
            if also_idle:
                wait(company, NO_DEALS, slot, i, 0, case.reading)
        elif int(table[COLUMN, i]) >= 0:
            wait(company, which, slot, i, int(table[COLUMN, i]), table[X, i])


@compiled
def closed(case: Case, which: int) -> Found:
    """Find every profile of closed bargaining of one model."""
    group = make_group(1, case.nodes, case.curve, case.curve.data)
    room = make_room(case.nodes, case.checking, case.curve)
    enter(case, 0, 0, group, True)
    put_no_deal(which, no_deal_refuted(case, room.work), 0, group)
    # in a limit survival alone rises up to v = 1: whatever solves the equation on the way is underflow
    if not has_limit(case, which):
        scan_for(case, which == F_EQUATION, which == L_EQUATION, room.work)
        seek(case, which, 0, group, room.work)
    gather_candidates(group, 1, case.curve)
    judge(case, which, 0, group, room)
    certify(case, which, 0, group, room)
    table = group.candidates[0, which]
    n = int(table[FILLED, 0])
    return Found(
        table[KIND, :n], table[PIECES, :n], table[X, :n], table[REFUTED, :n], room.numbers[:n],
        room.proof[:n],
    )  # fmt: skip


@compiled_lean
def _large_psi(case: Case, i: int) -> float:
    """Step ``i`` to a limit: Ψ = 1e3, 1e6, 1e9, 1e12, or more where L needs more to buy a visit at all."""
    p = point(case.curve, case.curve.pieces - 1, np.inf)
    # office benefit at which L would pay z(1) for visits that are half certain
    needed = case.game.c * concession(case.game, p.kappa, p.m) / (p.kappa * p.spread)
    extra = max(0.0, np.ceil(np.log10(0.1 * needed)))
    low, high = min(3.0 + extra, 12.0), min(12.0 + extra, 15.0)
    return float(10.0 ** (low + (high - low) * i / (STEPS_TO_LIMIT - 1)))


@compiled_within
def at_limit(
    case: Case, which: int, numbers: Vector, proof: NDArray[np.float64], work: Work
) -> None:  # fmt: skip
    """Report the limit v = 1, z = z(1) (T5)."""
    proposer = deviations.PROPOSER_F if which == F_EQUATION else deviations.PROPOSER_L
    last = case.curve.pieces - 1
    here = look_around(case.curve, last, np.inf)
    assess(case, False, proposer, INSIDE, last, np.inf, here, numbers, proof, work)


@compiled
def limit(
    case: Case, which: int, numbers: Vector, proof: NDArray[np.float64], sequence: Rows
) -> bool:
    """Report the limit v = 1, z = z(1) with the equilibria nearest to it at a sequence of large Ψ (T5).

    Returns
    -------
    bool
        Whether every Ψ of the sequence has such an equilibrium; if not, the limit is one of near-equilibria.
    """
    proposer = deviations.PROPOSER_F if which == F_EQUATION else deviations.PROPOSER_L
    g, curve, work = case.game, case.curve, make_work(case.checking)
    group = make_group(1, case.nodes, curve, curve.data)
    at_limit(case, which, numbers, proof, work)
    exact = True
    close, close_proof = np.empty(NUMBERS), np.empty((5, 3))
    sequence[:, :] = np.nan
    for i in range(STEPS_TO_LIMIT):
        psi = _large_psi(case, i)
        game = Game(psi, 1.0, g.c, g.tau, g.rho, g.r, g.sigma, g.sigma_c, g.q)
        finite = Case(game, curve, case.nodes, case.checking, case.n, case.reading, case.below)
        enter(finite, 0, 0, group, True)
        scan_for(finite, which == F_EQUATION, which == L_EQUATION, work)
        seek(finite, which, 0, group, work)
        gather_candidates(group, 1, curve)
        # The profile with most visits is the one that tends to the limit, refuted or not: stepped signals
        # may have an equilibrium elsewhere at one Ψ and not at the next.
        table = group.candidates[0, which]
        chosen = int(table[FILLED, 0]) - 1
        if chosen < 0:
            exact = False
            continue
        kind, piece, x = int(table[KIND, chosen]), int(table[PIECES, chosen]), table[X, chosen]
        here, refuted = look_around(curve, piece, x), table[REFUTED, chosen] != 0.0
        refuted = refuted or _JUDGED(which, game, curve, case.nodes, piece, x, kind, here.own, work)
        assess(finite, False, proposer, kind, piece, x, here, close, close_proof, work)
        sequence[i, 0], sequence[i, 1], sequence[i, 2] = psi, close[V], close[V + 1]
        sequence[i, 3], sequence[i, 4], sequence[i, 5] = close[Z], close[MAX_GAIN], allowed(game)
        exact = exact and not refuted and close[MAX_GAIN] <= allowed(game)
    return exact


@compiled_inline
def first_drop(curve: Curve) -> float:
    """Drop k₀ − m(0) from the prior to the strongest signal, sharp even when the signal says little."""
    return point(curve, 0, -np.inf).spread


@compiled
def readings(case: Case) -> tuple[bool, bool, float]:
    """Say whether no visits stands with a visit read as the strongest signal, as the prior; find κ̂ (T5)."""
    game, curve, nodes, work = case.game, case.curve, case.nodes, make_work(case.nodes)
    strongest = not _REFUTED(game, curve, nodes, curve.m_first, first_drop(curve), work)
    prior = not _REFUTED(game, curve, nodes, curve.k0, 0.0, work)
    return strongest, prior, supporting_reading(game, curve, nodes)
