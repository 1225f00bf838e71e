"""From a point of the weakness curve to certified numbers, compiled: `solve` and `solve_many` share it (T5).

A *profile* is a candidate for equilibrium: no deal, or a place on the curve. Its numbers are an array in the
order of `summitry.variables.VARIABLES`; its proof is what the checker returns.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import deviations
from ._compile import compiled, compiled_inline, compiled_lean
from .bargaining.closed import judged
from .bargaining.no_visit import is_refuted, supporting_reading
from .bargaining.open import best_open_deal as best_open_deal
from .bargaining.search import EDGE, F_EQUATION, INSIDE, Candidates, add, no_candidates
from .curves import point
from .equations import absence_gap, concession, highest_price, net_price, outcome
from .nodes import Nodes, Work, make_work, threshold
from .payoffs import Game
from .points import STEPS, Curve, Point, Rows, Vector
from .tolerances import ACCEPTANCE, GAIN, GAIN_PER_PSI

NO_DEAL = -1
NUMBERS = 20  # of a profile: the length of VARIABLES
MAX_GAIN = 19
V, Z = 2, 0  # places of the visit probability and the concession
STEPS_TO_LIMIT = 4  # finite Ψ that certify a limit
_CERTIFY, _REFUTED, _JUDGED = deviations.certify_into, is_refuted, judged
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

    kind: NDArray[np.int64]
    piece: NDArray[np.int64]
    x: Vector
    refuted: NDArray[np.int64]
    filled: NDArray[np.int64]  # how many there are, in its only place
    numbers: Rows
    proof: NDArray[np.float64]
    work: Work


@compiled
def make_room(nodes: Nodes, checking: Nodes, curve: Curve) -> Found:
    """Make room for everything that a search with these nodes may find; models may use it in turn."""
    room = no_candidates(nodes, curve)
    size = room.x.size
    return Found(
        room.kind, room.piece, room.x, room.refuted, room.filled,
        np.empty((size, NUMBERS)), np.empty((size, 5, 3)),
        make_work(nodes if nodes.x.size > checking.x.size else checking),
    )  # fmt: skip


@compiled_inline
def allowed(game: Game) -> float:
    """Largest gain that counts as rounding (T5, "Certificate")."""
    return GAIN + GAIN_PER_PSI * game.psi


@compiled_inline
def _report(
    case: Case, p: Point, a: deviations.Assessment, not_salient: float, x: float, net: float,
    numbers: Vector,
) -> None:  # fmt: skip
    """Fill in everything that T5 reports, in the order of the registry."""
    out = outcome(case.game, case.curve, p, a.k_absent, not_salient, a.price)
    undefined = np.nan
    numbers[0], numbers[1] = a.price, net
    numbers[2], numbers[3] = p.v, p.vc
    numbers[4] = threshold(case.curve, case.n, a.piece, x) if a.deal else undefined
    numbers[5] = undefined
    if a.deal and case.curve.kind == STEPS:
        numbers[5] = 1.0 / (1.0 + np.exp(-x)) if x > -700.0 else 0.0
    first = case.curve.m_first
    numbers[6] = case.curve.k0
    numbers[7] = p.kappa if a.deal else (first if a.open else case.reading)
    numbers[8] = out.k_absent
    numbers[9] = out.removal_visit if a.deal else undefined
    numbers[10], numbers[11] = out.removal_salient, out.removal_not_salient
    numbers[12], numbers[13] = out.removal_ex_ante, out.removal_isolated
    numbers[14], numbers[15] = out.payoff_F, out.payoff_L_salient
    numbers[16], numbers[17] = out.payoff_L_not_salient, out.payoff_L_isolated
    numbers[18] = out.payoff_C


@compiled_inline
def assess(
    case: Case, is_open: bool, proposer: int, kind: int, piece: int, x: float, numbers: Vector,
    proof: NDArray[np.float64], work: Work,
) -> None:  # fmt: skip
    """Report a profile and have the checker search all deviations from it."""
    game, curve = case.game, case.curve
    p = point(curve, piece, x)
    if kind == NO_DEAL:
        net = np.nan
        a = _CLOSED_ASSESSMENT(is_open, proposer, False, piece, x, np.nan, case.reading, curve.k0)
    else:
        zeta = concession(game, p.kappa, p.m)
        price = (
            highest_price(game, p) if kind == EDGE and proposer == deviations.PROPOSER_F else zeta
        )
        net = net_price(game, p.kappa, p.m) + (price - zeta)
        k_absent = p.kappa + absence_gap(game, p)
        a = _CLOSED_ASSESSMENT(False, proposer, True, piece, x, price, p.kappa, k_absent)
    _CERTIFY(game, curve, case.checking, a, ACCEPTANCE * (1.0 + game.psi), work, proof)
    _report(case, p, a, a.k_absent, x, net, numbers)
    worst = 0.0
    for i in range(proof.shape[0]):
        gain = proof[i, 0]
        worst = gain if np.isnan(gain) or gain > worst else worst
    numbers[MAX_GAIN] = worst


@compiled_inline
def visits(case: Case, which: int, found: Candidates, work: Work) -> None:
    """Find every profile with visits, each judged by the solver."""
    # a signal that reveals nothing: L pays for no visit, however large Ψ is
    if case.curve.m_last > case.curve.k0:
        _JUDGED(which, case.game, case.curve, case.nodes, found, work)


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


@compiled_inline
def no_deal_refuted(case: Case, work: Work) -> bool:
    """Say whether some deal pays when C expects none; whoever proposes (T5)."""
    return _REFUTED(case.game, case.curve, case.nodes, case.reading, case.below, work)


@compiled_inline
def closed_into(case: Case, which: int, idle_refuted: bool, out: Found) -> None:
    """Find every profile of closed bargaining, and certify those that the solver does not refute.

    ``idle_refuted`` is what `no_deal_refuted` says: it is the same for both proposers.
    """
    proposer = deviations.PROPOSER_F if which == F_EQUATION else deviations.PROPOSER_L
    found = Candidates(out.piece, out.x, out.kind, out.refuted, out.filled)
    found.filled[0] = 0
    # in a limit survival alone rises up to v = 1: whatever solves the equation on the way is underflow
    if not has_limit(case, which):
        visits(case, which, found, out.work)
    add(found, 0, -np.inf, NO_DEAL)
    out.refuted[0] = idle_refuted
    for i in range(out.filled[0]):
        if out.refuted[i] == 0:
            kind, piece, x = out.kind[i], out.piece[i], out.x[i]
            assess(case, False, proposer, kind, piece, x, out.numbers[i], out.proof[i], out.work)


@compiled
def closed(case: Case, which: int) -> Found:
    """Find every profile of closed bargaining: `closed_into` with a room of its own."""
    out = make_room(case.nodes, case.checking, case.curve)
    closed_into(case, which, no_deal_refuted(case, out.work), out)
    n = out.filled[0]
    return Found(
        out.kind[:n], out.piece[:n], out.x[:n], out.refuted[:n], out.filled,
        out.numbers[:n], out.proof[:n], out.work,
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
    g, found, work = case.game, no_candidates(case.nodes, case.curve), make_work(case.checking)
    assess(case, False, proposer, INSIDE, case.curve.pieces - 1, np.inf, numbers, proof, work)
    exact = True
    near, near_proof = np.empty(NUMBERS), np.empty((5, 3))
    sequence[:, :] = np.nan
    for i in range(STEPS_TO_LIMIT):
        psi = _large_psi(case, i)
        game = Game(psi, 1.0, g.c, g.tau, g.rho, g.r, g.sigma, g.sigma_c, g.q)
        found.filled[0] = 0
        finite = Case(game, case.curve, case.nodes, case.checking, case.n, case.reading, case.below)
        visits(finite, which, found, work)
        # The profile with most visits is the one that tends to the limit, refuted or not: stepped signals
        # may have an equilibrium elsewhere at one Ψ and not at the next.
        chosen = found.filled[0] - 1
        if chosen < 0:
            exact = False
            continue
        kind, piece, x = found.kind[chosen], found.piece[chosen], found.x[chosen]
        assess(finite, False, proposer, kind, piece, x, near, near_proof, work)
        sequence[i, 0], sequence[i, 1], sequence[i, 2] = psi, near[V], near[V + 1]
        sequence[i, 3], sequence[i, 4], sequence[i, 5] = near[Z], near[MAX_GAIN], allowed(game)
        exact = exact and not found.refuted[chosen] and near[MAX_GAIN] <= allowed(game)
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
