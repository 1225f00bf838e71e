"""Payoffs and equations (T1 to T5), evaluated by the engine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model.experiments import Curve
from ..model.tolerances import ACCEPTANCE
from .library import Array, address, call, check_code, doubles, pair, shaped
from .records import (
    OUTCOME,
    PROPOSER_F,
    PROPOSER_L,
    TRACE,
    Assessment,
    Continuation,
    Deals,
    Equations,
    Game,
    Outcome,
    Point,
    law_address,
    make_game,
    model_row,
)


def _payoffs(
    row: Array, which: int, first: ArrayLike, second: ArrayLike, law: Array | None = None
) -> Any:  # fmt: skip
    a, b, shape = pair(first, second)
    out = np.empty(a.size)
    addresses = (address(each) for each in (a, b, out))
    call("payoffs", address(row), which, a.size, *addresses, law_address(law))
    return shaped(out, shape)


def _row_of(**fields: float) -> Array:
    usual: dict[str, Any] = {
        "psi": 1.0, "k_max": 1.0, "tau": 0.0, "rho": 1.0, "r": 0.0, "sigma": 0.0, "q": 0.0,
    }  # fmt: skip
    return model_row(make_game(**(usual | fields)))


def removal_probability(k: ArrayLike, w: ArrayLike, c: float, law: Array | None = None) -> Any:
    """Return the probability of removal when C perceives weakness k and the true one is w (T1)."""
    return _payoffs(_row_of(k_max=c), 0, k, w, law)


def challenge_probability(k: ArrayLike, c: float, law: Array | None = None) -> Any:
    """Return G(k), the probability that C challenges when she perceives weakness k (T1, T13.1)."""
    return _payoffs(_row_of(k_max=c), 4, k, k, law)


def payoff_leader(removal: ArrayLike, paid: ArrayLike, office: float, price_weight: float) -> Any:
    """Return L's payoff less Ψ; with Ψ = ∞ (``price_weight`` 0) less a certain survival (T1)."""
    psi = office if price_weight > 0.0 else math.inf
    return _payoffs(_row_of(psi=psi), 1, removal, paid)


def payoff_visit(z: ArrayLike, removal: ArrayLike, tau: float, rho: float, r: float) -> Any:
    """Return F's payoff from a visit at price z when removal has this probability (T1)."""
    return _payoffs(_row_of(tau=tau, rho=rho, r=r), 2, z, removal)


def payoff_challenger(k: ArrayLike, w: ArrayLike, c: float, law: Array | None = None) -> Any:
    """Return C's payoff from challenging iff K ≤ k when the true weakness is w (T1)."""
    return _payoffs(_row_of(k_max=c), 3, k, w, law)


def acceptance(game: Game) -> float:
    """Return the gain above which L accepts an unexpected deal: what is less may be rounding."""
    return ACCEPTANCE * (1.0 + game.psi)


def prices(game: Game, k: ArrayLike, m: ArrayLike) -> tuple[Any, Any]:
    """Return the concession ζ(k, m), and the same less τ (T3)."""
    a, b, shape = pair(k, m)
    row, out = model_row(game), np.empty((2, a.size))
    addresses = (address(each) for each in (a, b, out))
    call("concession", address(row), a.size, *addresses, law_address(game.law))
    return shaped(out[0], shape), shaped(out[1], shape)


def concession(game: Game, k: ArrayLike, m: ArrayLike) -> Any:
    """Return ζ(k, m), the concession that makes the visitor of weakness m indifferent (T3)."""
    return prices(game, k, m)[0]


def net_price(game: Game, k: ArrayLike, m: ArrayLike) -> Any:
    """Return ζ(k, m) − τ, without cancellation (T3)."""
    return prices(game, k, m)[1]


def _flat_points(p: Point) -> tuple[Array, tuple[int, ...]]:
    try:
        rows = np.array(p, float)
    except ValueError:  # fields of different shapes
        rows = np.array(np.broadcast_arrays(*p), float)
    return rows.reshape(len(p), -1), rows.shape[1:]


def equations(game: Game, p: Point) -> Equations:
    """Evaluate the derived equations at points of the curve (T4, T5)."""
    rows, shape = _flat_points(p)
    own, out = model_row(game), np.empty((len(Equations._fields), rows.shape[1]))
    addresses = address(rows), address(out)
    call("equations", address(own), rows.shape[1], *addresses, law_address(game.law))
    return Equations(*(shaped(row, shape) for row in out))


def deals(game: Game, conjecture: tuple[float, float, float], p: Point) -> Deals:
    """Evaluate deals against C's conjecture κ*, k₀ − κ*, k_N − κ* (T5)."""
    rows, shape = _flat_points(p)
    believed, out = np.array(conjecture, float), np.empty((len(Deals._fields), rows.shape[1]))
    own = model_row(game)
    addresses = address(own), address(believed)
    call("deals", *addresses, rows.shape[1], address(rows), address(out), law_address(game.law))
    return Deals(*(shaped(row, shape) for row in out))


def outcome(
    game: Game, k0: float, p: Point, k_absent: ArrayLike, not_salient: ArrayLike, price: ArrayLike
) -> Outcome:  # fmt: skip
    """Compute what profiles at points mean for everybody (T5); see ``summitry_outcomes``."""
    rows, shape = _flat_points(p)
    size = rows.shape[1]
    given = [
        np.ascontiguousarray(np.broadcast_to(doubles(a), shape).ravel())
        for a in (k_absent, not_salient, price)
    ]
    own, out = model_row(game), np.empty((OUTCOME, size))
    addresses = (address(a) for a in (rows, *given, out))
    call("outcomes", address(own), k0, size, *addresses, law_address(game.law))
    return Outcome(*(shaped(row, shape) for row in out))


def assessment_row(a: Assessment) -> Array:
    """Return an assessment as the array that the interface takes."""
    check_code("proposer", a.proposer, (PROPOSER_F, PROPOSER_L))
    return np.array((
        float(a.open), float(a.proposer == PROPOSER_F), float(a.deal), a.segment, a.x, a.price,
        a.k_visit, a.k_absent,
    ))  # fmt: skip


def follow(
    game: Game, curve: Curve, a: Assessment, segment: ArrayLike, x: ArrayLike
) -> Continuation:  # fmt: skip
    """Play out unexpected deals, named by segment and coordinate, against an assessment (T5)."""
    segments, coordinates, shape = pair(segment, x)
    out = np.empty((len(Continuation._fields), segments.size))
    row, given = model_row(game), assessment_row(a)
    addresses = (address(b) for b in (segments, coordinates, out))
    call(
        "continuations", address(row), curve.address, address(given), segments.size, *addresses,
        law_address(game.law),
    )  # fmt: skip
    return Continuation(*(shaped(row, shape) for row in out))


def trace(game: Game, curve: Curve, n: float, segments: ArrayLike, x: ArrayLike) -> Array:
    """Return the model along its curve, C expecting the deal of each point; rows as in `TRACED`."""
    numbers, coordinates, _ = pair(segments, x)
    out = np.empty((TRACE, numbers.size))
    addresses = (address(a) for a in (numbers, coordinates, out))
    row = model_row(game, n)
    call("trace", address(row), curve.address, numbers.size, *addresses, law_address(game.law))
    return out
