"""Models solved, certified and compared by the engine: one at a time or a table (T3 to T5, A.4)."""

from __future__ import annotations

import ctypes
from ctypes import c_double, c_int, c_int64
from typing import Any, NamedTuple

import numpy as np

from ..model.experiments import Curve
from .library import (
    INTERRUPTED,
    TOO_SMALL,
    Answers,
    Array,
    Request,
    address,
    call,
    check_code,
    doubles,
)
from .records import (
    CERTIFICATE,
    DEAL,
    END,
    GIVEN,
    INSIDE,
    LIMIT_STEPS,
    NO_DEAL,
    NUMBERS,
    OPEN_BARGAINING,
    OPEN_F,
    PRIOR,
    PROPOSER_F,
    PROPOSER_L,
    SHAPE,
    SMALLEST,
    STRONGEST,
    Assessment,
    Game,
    law_address,
    model_row,
)
from .theory import assessment_row

MIXED_NUMBERS, OFFERS, OFFER = 30, 2, 13
_PROPOSERS = (PROPOSER_F, PROPOSER_L)


class Found(NamedTuple):
    """Candidates of closed bargaining in order of v; numbers and certificates of those not refuted."""

    table: Array  # kind, segment, x, refuted
    numbers: Array
    certificates: Array
    special: int  # 1 visits exist only as a limit, 2 F's price is unbounded


def solve(
    game: Game, curve: Curve, n: float, proposer: int, belief: float, below: float
) -> Found:  # fmt: skip
    """Find, judge and certify every candidate of closed bargaining (T5)."""
    check_code("proposer", proposer, _PROPOSERS)
    row, count, special, capacity = model_row(game, n), c_int64(), c_int(), 8
    while True:
        table, numbers = np.empty((capacity, 4)), np.empty((capacity, NUMBERS))
        certificates = np.empty((capacity, CERTIFICATE))
        code = call(
            "solve", address(row), curve.address, proposer, belief, below, capacity,
            ctypes.addressof(count), address(table), address(numbers), address(certificates),
            ctypes.addressof(special), law_address(game.law),
        )  # fmt: skip
        found = count.value
        if code != TOO_SMALL:
            return Found(table[:found], numbers[:found], certificates[:found], special.value)
        capacity = found


def certify(
    game: Game, curve: Curve, n: float, is_open: bool, proposer: int, belief: float, below: float,
    candidate: tuple[int, int, float],
) -> tuple[Array, Array]:  # fmt: skip
    """Report one candidate (kind, segment, x) and certify it; return its numbers and certificate (T5)."""
    check_code("proposer", proposer, _PROPOSERS)
    check_code("kind of candidate", candidate[0], (NO_DEAL, INSIDE, END))
    row, chosen = model_row(game, n), np.array(candidate, float)
    numbers, certificate = np.empty(NUMBERS), np.empty(CERTIFICATE)
    addresses = (address(a) for a in (chosen, numbers, certificate))
    law = law_address(game.law)
    call("certify", address(row), curve.address, is_open, proposer, belief, below, *addresses, law)
    return numbers, certificate


def check(game: Game, curve: Curve, a: Assessment) -> Array:
    """Return the certificate of any assessment (T5)."""
    row, given, certificate = model_row(game), assessment_row(a), np.empty(CERTIFICATE)
    addresses = address(given), address(certificate)
    call("check", address(row), curve.address, *addresses, law_address(game.law))
    return certificate


def limit(
    game: Game, curve: Curve, n: float, proposer: int, belief: float, below: float
) -> tuple[Array, Array, Array, bool]:
    """Return numbers and certificate of the limit, its sequence of large Ψ, and whether it is exact (T5)."""
    check_code("proposer", proposer, _PROPOSERS)
    row, numbers, certificate = model_row(game, n), np.empty(NUMBERS), np.empty(CERTIFICATE)
    sequence, exact = np.empty((LIMIT_STEPS, 6)), c_int()
    addresses = (address(a) for a in (numbers, certificate, sequence))
    call(
        "limit", address(row), curve.address, proposer, belief, below, *addresses, ctypes.addressof(exact),
        law_address(game.law),
    )  # fmt: skip
    return numbers, certificate, sequence, bool(exact.value)


def off_path_beliefs(game: Game, curve: Curve) -> tuple[bool, bool, float, float]:
    """Return whether no visits stands with the strongest belief, with the prior; κ̂, and k₀ − κ̂ (T5)."""
    row, out = model_row(game), np.empty(4)
    call("off_path_beliefs", address(row), curve.address, address(out), law_address(game.law))
    return bool(out[0]), bool(out[1]), float(out[2]), float(out[3])


def open_gain(game: Game, curve: Curve) -> float:
    """Return L's largest gain from a deal that C sees (T4)."""
    row, gain = model_row(game), c_double()
    call("open_gain", address(row), curve.address, ctypes.addressof(gain), law_address(game.law))
    return gain.value


def open_deal(game: Game, curve: Curve, proposer: int) -> tuple[tuple[int, int, float], bool]:
    """Return the candidate of open bargaining, and whether it is a limit (T13.1)."""
    check_code("proposer", proposer, _PROPOSERS)
    row, candidate, is_limit = model_row(game), (c_double * 3)(), c_int()
    call(
        "open_deal", address(row), curve.address, proposer, ctypes.addressof(candidate),
        ctypes.addressof(is_limit), law_address(game.law),
    )  # fmt: skip
    kind, segment, x = candidate
    return (int(kind), int(segment), x), bool(is_limit.value)


def solve_many(request: Request, answers: Answers, cancel: c_int) -> None:
    """Solve rows of a table into arrays; other threads may solve others meanwhile.

    Raises
    ------
    KeyboardInterrupt
        If ``cancel`` was set while it ran.
    """
    check_code("off-path rule", request.belief_rule, (STRONGEST, PRIOR, GIVEN, SMALLEST))
    for protocol in (c_int64 * request.protocols).from_address(request.protocol or 0):
        check_code("protocol", protocol, (PROPOSER_F, PROPOSER_L, OPEN_BARGAINING, OPEN_F))
    arguments = (ctypes.addressof(part) for part in (request, answers, cancel))
    if call("solve_many", *arguments) == INTERRUPTED:
        raise KeyboardInterrupt


def _per_row(
    name: str, table: Array, curve: Curve | None, *arguments: Any, shape: tuple[int, ...],
    law: Array | None = None,
) -> Array:  # fmt: skip
    """Call a function of a table of models."""
    rows, out = doubles(table), np.empty(shape)
    where = None if curve is None else curve.address
    call(name, address(rows), rows.shape[0], where, *arguments, address(out), law_address(law))
    return out


def known_deals(
    table: Array, curve: Curve | None, v: Array, vc: Array, law: Array | None = None
) -> Array:
    """Return deals that C knows at visit probabilities [row, j]; the last axis is as in `DEAL` (T3, T4)."""
    first, second = doubles(v), doubles(vc)
    return _per_row(
        "known_deals", table, curve, 0, first.shape[1], address(first), address(second),
        shape=(*first.shape, len(DEAL)), law=law,
    )  # fmt: skip


def priced_deals(table: Array, curve: Curve | None, price: Array) -> Array:
    """Return the deals that prices [row, j] induce (Prop. 1); the last axis is as in `DEAL`."""
    given = doubles(price)
    return _per_row(
        "known_deals", table, curve, 1, given.shape[1], address(given), None,
        shape=(*given.shape, len(DEAL)),
    )  # fmt: skip


def coordinate_of_price(game: Game, curve: Curve, price: float) -> tuple[int, float]:
    """Return segment and coordinate of the deal that a price induces; z(v) can be a set (Prop. 1, T6)."""
    row, found = model_row(game), (c_double * 2)()
    law = law_address(game.law)
    call("coordinate_of_price", address(row), curve.address, price, ctypes.addressof(found), law)
    return int(found[0]), found[1]


def shapes(table: Array, curve: Curve | None) -> Array:
    """Return what is true all along the curve of each model, columns as in `SHAPE` (T3, T4)."""
    return _per_row("shapes", table, curve, shape=(len(table), len(SHAPE)))


def visit_rules(table: Array, curve: Curve | None, v: Array, vc: Array, less: float) -> Array:
    """Return how far F's visit rule pays at the prices of v, less a share of them (Lemma 1)."""
    first, second = doubles(v), doubles(vc)
    return _per_row(
        "visit_rules", table, curve, first.shape[1], address(first), address(second), less,
        shape=first.shape,
    )  # fmt: skip


def informed_demands(
    table: Array, curve: Curve | None, v: Array, vc: Array, z: Array, higher: bool
) -> Array:  # fmt: skip
    """Return what an F who knows its signal loses at least by another demand than z (A.4)."""
    first, second, third = doubles(v), doubles(vc), doubles(z)
    return _per_row(
        "informed_demands", table, curve, first.shape[1], address(first), address(second),
        address(third), higher, shape=first.shape,
    )  # fmt: skip


class Mixed(NamedTuple):
    """Profiles of several deals, their certificates, and the indices of the pure equilibria (T11)."""

    profiles: Array  # reported numbers, kind, index, and of each offer four numbers
    offers: Array  # profile, offer, columns as in `OFFER`
    certificates: Array
    pure_indices: Array
    unexplained: int  # changes of sign that no equilibrium explains


def mixed(game: Game, curve: Curve, n: float, proposer: int, table: Array) -> Mixed:
    """Find and certify every equilibrium in mixed strategies of closed bargaining at finite Ψ (T11).

    ``table`` is that of `Found`: the pure equilibria are known.
    """
    row, count, unexplained, capacity = model_row(game, n), c_int64(), c_int(), 8
    pure, known = doubles(table), int((table[:, 3] == 0.0).sum())
    while True:
        profiles, offers = np.empty((capacity, MIXED_NUMBERS)), np.full((capacity, OFFERS, OFFER), np.nan)
        certificates, indices = np.empty((capacity, CERTIFICATE)), np.full(len(pure), np.nan)
        code = call(
            "mixed", address(row), curve.address, proposer, len(pure), address(pure), capacity,
            ctypes.addressof(count), address(profiles), address(offers), address(certificates),
            address(indices), ctypes.addressof(unexplained), law_address(game.law),
        )  # fmt: skip
        found = count.value
        if code != TOO_SMALL:
            return Mixed(
                profiles[:found], offers[:found], certificates[:found], indices[:known],
                unexplained.value,
            )
        capacity = max(found, capacity * 2)


def random_proposer(game: Game, curve: Curve, n: float, power: float) -> Mixed:
    """Find and certify every profile of two deals when F proposes with probability ``power`` (T13.3)."""
    row, count, capacity = model_row(game, n), c_int64(), 32
    profiles, offers = np.empty((capacity, MIXED_NUMBERS)), np.empty((capacity, OFFERS, OFFER))
    certificates = np.empty((capacity, CERTIFICATE))
    addresses = (address(a) for a in (profiles, offers, certificates))
    call(
        "random_proposer", address(row), curve.address, power, capacity, ctypes.addressof(count),
        *addresses, law_address(game.law),
    )  # fmt: skip
    found = count.value
    return Mixed(profiles[:found], offers[:found], certificates[:found], np.empty(0), 0)
