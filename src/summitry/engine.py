"""The compiled engine, loaded by ctypes: the one place where Python meets ``engine/include/summitry.h``.

In: plain numbers and arrays of doubles. Out: numbers, arrays and named tuples. Every function below is the
function of the same name in the C interface, whose comments define what goes in and what comes out.
Names and units of the theory are those of docs/theory (T1 to T6).
"""

from __future__ import annotations

import ctypes
import hashlib
import math
import sys
from ctypes import c_double, c_int, c_int64, c_void_p
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .model.experiments import HEADER, LINEAR, STEPS, TABLE, Curve
from .model.tolerances import ACCEPTANCE

__all__ = ["LINEAR", "STEPS", "TABLE", "Curve"]  # and everything defined below

Array = NDArray[np.float64]

# columns of a table of models, in the order of `summitry.model.parameters.FIELDS`
ALPHA, BETA, PRECISION, SIGMA, Q, TAU, RHO, R, PSI, K_MAX = range(10)
PROPOSER_F, PROPOSER_L, OPEN_BARGAINING = range(3)
NO_DEAL, INSIDE, END = -1, 0, 1  # kinds of candidates
NUMBERS, DECISIONS = 20, 5  # reported numbers of a profile, rows of a certificate
VISIT_RULE, AFTER_VISIT, AFTER_ABSENCE, PROPOSAL, ANSWER = range(DECISIONS)
SOLVER_GRID, CHECKER_GRID = 0, 1
LIMIT, UNBOUNDED = 1, 2  # what `Found.special` says of visits
STRONGEST, PRIOR, GIVEN = range(3)  # rules for off-path beliefs
OUTCOME, TRACE, LIMIT_STEPS = 10, 15, 4
DEAL = {name: i for i, name in enumerate((
    "v", "vc", "kappa", "spread", "nu", "m", "price", "net", "threshold", "risk", "isolated",
    "gain_L", "payoff_F", "k_absent", "steepness",
))}  # fmt: skip
SHAPE = {name: i for i, name in enumerate((
    "k0", "m_first", "m_last", "price_never", "price_always", "price_rise", "kappa_rise", "nu_rise",
    "jensen", "jensen_gap", "deal_loss",
))}  # fmt: skip
TRACED = (
    "threshold", "visit_probability", "no_visit_probability", "concession", "weakness_visit",
    "weakness_no_visit", "removal_visit", "removal_no_visit", "removal_open", "removal_salient",
    "removal_not_salient", "payoff_F", "payoff_L_salient", "payoff_L_isolated", "removal_isolated",
)  # fmt: skip


class EngineError(RuntimeError):
    """The compiled engine is missing, cannot run here, or ran out of memory."""


class Point(NamedTuple):
    """A point of a weakness curve, or arrays of them; ``v·m'(v) = steep / flat`` (T2)."""

    v: Any
    vc: Any  # 1 − v
    kappa: Any
    spread: Any  # ν − κ
    m: Any
    excess: Any  # m − κ
    flat: Any
    steep: Any
    speed: Any  # dv/dx


class Game(NamedTuple):
    """The parameters of T1 that are not part of the weakness curve; with Ψ = ∞, Ψ is 1 and the price 0."""

    psi: float
    price: float
    c: float
    tau: float
    rho: float
    r: float
    sigma: float
    sigma_c: float  # 1 − σ
    q: float


class Assessment(NamedTuple):
    """A proposed equilibrium: strategies on the path, and the beliefs that C's cut-offs express (T5)."""

    open: bool
    proposer: int
    deal: bool
    segment: int
    x: float  # F's visit rule: the point of the curve it stops at
    price: float
    k_visit: float  # C's cut-off after a visit, or her off-path belief
    k_absent: float


class Continuation(NamedTuple):
    """What follows an unexpected deal (T5), or arrays of it."""

    v: Any
    price: Any
    gain_L: Any  # over refusing the deal
    payoff_F: Any
    kept: Any  # share of a higher price that F keeps in expectation


class Outcome(NamedTuple):
    """What a profile means for everybody (T5, "Reported values"); removals are probabilities."""

    removal_visit: Any
    removal_salient: Any
    removal_not_salient: Any
    removal_ex_ante: Any
    removal_isolated: Any
    payoff_F: Any
    payoff_L_salient: Any
    payoff_L_not_salient: Any
    payoff_L_isolated: Any
    payoff_C: Any


class Equations(NamedTuple):
    """The derived equations at points of the curve (T4, T5)."""

    f_equation: Any
    l_equation: Any
    absence_gap: Any
    highest_price: Any
    open_risk: Any
    concession_slope: Any


class Deals(NamedTuple):
    """Deals at points of the curve against a conjecture of C (T5)."""

    mean_rise: Any
    benefit: Any
    size: Any
    price: Any
    gain: Any
    gain_slope: Any


class Request(ctypes.Structure):
    """``summitry_request`` of the C interface."""

    _fields_ = (
        ("table", c_void_p), ("rows", c_int64), ("chosen", c_void_p), ("first", c_int64),
        ("stop", c_int64), ("information", c_int), ("curve", c_void_p), ("lowest", c_void_p),
        ("highest", c_void_p), ("may_be_infinite", c_void_p), ("protocols", c_int),
        ("protocol", c_void_p), ("belief_rule", c_int), ("belief", c_double), ("slots", c_int64),
        ("columns", c_int64), ("column", c_void_p),
    )  # fmt: skip


class Answers(ctypes.Structure):
    """``summitry_answers`` of the C interface."""

    _fields_ = (("status", c_void_p), ("count", c_void_p), ("numbers", c_void_p))


# ------------------------------------------------------------------------------------ the library

_P, _I, _N, _D = c_void_p, c_int, c_int64, c_double
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "linear_curve": (_D, _D, _D, _D, _N, _P, _P), "binomial_curve": (_D, _D, _N, _N, _P, _P),
    "binomial_atoms": (_D, _D, _N, _P, _P), "points": (_P, _N, _P, _P, _P),
    "locate": (_P, _N, _P, _P, _P, _P), "complement": (_P, _N, _P, _P),
    "threshold": (_P, _D, _N, _P, _P, _P), "grid": (_P, _I, _N, _P, _P),
    "payoffs": (_P, _I, _N, _P, _P, _P), "concession": (_P, _N, _P, _P, _P),
    "equations": (_P, _N, _P, _P), "deals": (_P, _P, _N, _P, _P),
    "outcomes": (_P, _D, _N, _P, _P, _P, _P, _P), "continuations": (_P, _P, _P, _N, _P, _P, _P),
    "trace": (_P, _P, _N, _P, _P, _P), "solve": (_P, _P, _I, _D, _D, _N, _P, _P, _P, _P, _P),
    "certify": (_P, _P, _I, _I, _D, _D, _P, _P, _P), "check": (_P, _P, _P, _P),
    "limit": (_P, _P, _I, _D, _D, _P, _P, _P, _P), "off_path_beliefs": (_P, _P, _P),
    "open_gain": (_P, _P, _P), "solve_many": (_P, _P, _P),
    "known_deals": (_P, _N, _P, _I, _N, _P, _P, _P), "shapes": (_P, _N, _P, _P),
    "place_of_price": (_P, _P, _D, _P),
    "visit_rules": (_P, _N, _P, _N, _P, _P, _D, _P),
    "informed_demands": (_P, _N, _P, _N, _P, _P, _P, _I, _P),
}  # fmt: skip
_TOO_SMALL, _INTERRUPTED, _NO_INSTRUCTION_SET = 2, 3, 5
_FAILURES = {
    1: "the engine ran out of memory; solve fewer rows at a time",
    4: "the engine was called with an argument it does not know (a fault of summitry: please report it)",
    _NO_INSTRUCTION_SET: "the environment variable SUMMITRY_INSTRUCTION_SET names an instruction set that "
    "this machine has not; write baseline, avx2 or avx512, or unset it",
}
_LIBRARIES = {"win32": "libsummitry.dll", "darwin": "libsummitry.dylib"}


def _path() -> Path:
    return Path(__file__).with_name(_LIBRARIES.get(sys.platform, "libsummitry.so"))


@cache
def library() -> Any:
    """Load the compiled engine, which stands beside this module.

    Raises
    ------
    EngineError
        If it is not there, or belongs to another version of summitry.
    """
    path = _path()
    try:
        loaded = ctypes.CDLL(str(path))
    except OSError as error:
        raise EngineError(
            f"the compiled engine {path.name} cannot be loaded ({error}). "
            "Install summitry again: pip install --force-reinstall summitry, or in a clone: pip install -e ."
        ) from error
    if loaded.summitry_interface_version() != 1:
        raise EngineError(f"{path.name} belongs to another version of summitry; install summitry again")
    loaded.summitry_instruction_set.restype = ctypes.c_char_p
    for name, signature in _SIGNATURES.items():
        getattr(loaded, "summitry_" + name).argtypes = signature
    return loaded


def instruction_set() -> str:
    """Return which instructions the engine runs on: ``baseline``, ``avx2`` or ``avx512``."""
    name = library().summitry_instruction_set()
    if name is None:
        raise EngineError(_FAILURES[_NO_INSTRUCTION_SET])
    return str(name.decode())


@cache
def identity() -> str:
    """Return a hash of the engine's file: answers with the same one have the same bits."""
    return hashlib.sha256(_path().read_bytes()).hexdigest()[:16]


def _call(name: str, *arguments: Any) -> int:
    """Call a function of the interface; return 0, or the code of an answer that found no room."""
    code = int(getattr(library(), "summitry_" + name)(*arguments))
    if code in _FAILURES:
        raise EngineError(_FAILURES[code])
    return code


def _address(array: NDArray[Any]) -> int:
    return int(array.ctypes.data)


def _doubles(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64, order="C")


def _pair(first: ArrayLike, second: ArrayLike) -> tuple[Array, Array, tuple[int, ...]]:
    """Broadcast two operands; return them flat, and their shape."""
    a, b = np.broadcast_arrays(_doubles(first), _doubles(second))
    return np.ascontiguousarray(a.ravel()), np.ascontiguousarray(b.ravel()), a.shape


def _shaped(values: Array, shape: tuple[int, ...]) -> Any:
    """Return a float for scalars, else an array of the operands' shape."""
    return float(values[0]) if shape == () else values.reshape(shape)


# ------------------------------------------------------------------------------------- models (T1)


def make_game(
    psi: float, k_max: float, tau: float, rho: float, r: float, sigma: float, q: float
) -> Game:  # fmt: skip
    """Reduce parameters to what payoffs need; with Ψ = ∞ survival counts 1 and the price 0."""
    endless = math.isinf(psi)
    weights = (1.0, 0.0) if endless else (psi, 1.0)
    return Game(*weights, k_max, tau, rho, r, sigma, 1.0 - sigma, q)


def model_row(game: Game, n: float = 1.0) -> Array:
    """Return a game as a row of a table of models; α and β, which the curve holds, are 1."""
    psi = game.psi if game.price > 0.0 else math.inf
    return np.array(
        (1.0, 1.0, n, game.sigma, game.q, game.tau, game.rho, game.r, psi, game.c)
    )  # fmt: skip


# ------------------------------------------------------------------------------------- curves (T2)

_LONGEST_LINEAR = 2 * 20_008 + 8


def linear_curve(alpha: float, beta: float, noise: float, signal: float) -> Curve:
    """Return the curve of the linear signal; ``noise`` is ω, ``signal`` 1 − ω (T2)."""
    room, length = np.empty(HEADER + _LONGEST_LINEAR), c_int64()
    _call("linear_curve", alpha, beta, noise, signal, room.size, _address(room), ctypes.addressof(length))
    return Curve(room[: length.value].copy())


def binomial_curve(alpha: float, beta: float, n: int) -> Curve:
    """Return the curve of A | θ ~ Binomial(n, θ) (T2)."""
    room, length = np.empty(HEADER + 6 * (n + 2)), c_int64()
    _call("binomial_curve", alpha, beta, n, room.size, _address(room), ctypes.addressof(length))
    return Curve(room[: length.value].copy())


def binomial_atoms(alpha: float, beta: float, n: int) -> tuple[Array, Array]:
    """Return probabilities and weaknesses of A = n, n−1, …, 0 for beta-binomial A (T2)."""
    mass, weakness = np.empty(n + 1), np.empty(n + 1)
    _call("binomial_atoms", alpha, beta, n, _address(mass), _address(weakness))
    return mass, weakness


def points(curve: Curve, segments: ArrayLike, x: ArrayLike) -> Point:
    """Evaluate a curve at places, arrays of segments and coordinates (T2)."""
    places, coordinates, shape = _pair(segments, x)
    out = np.empty((len(Point._fields), coordinates.size))
    _call(
        "points", curve.address, coordinates.size, _address(places), _address(coordinates), _address(out)
    )
    return Point(*(_shaped(row, shape) for row in out))


def point(curve: Curve, segment: int, x: float) -> Point:
    """Evaluate a curve at one place (T2)."""
    place, out = (c_double * 2)(segment, x), (c_double * 9)()
    at = ctypes.addressof(place)
    _call("points", curve.address, 1, at, at + 8, ctypes.addressof(out))
    return Point(*out)


def locate_all(curve: Curve, v: ArrayLike, vc: ArrayLike) -> tuple[NDArray[np.int64], Array]:
    """Return segments and coordinates of visit probabilities, given 1 − v too (T2)."""
    shares, rests, _ = _pair(v, vc)
    segments, x = np.empty(shares.size), np.empty(shares.size)
    addresses = (_address(a) for a in (shares, rests, segments, x))
    _call("locate", curve.address, shares.size, *addresses)
    return segments.astype(np.int64), x


def locate(curve: Curve, v: float, vc: float) -> tuple[int, float]:
    """Return segment and coordinate of a visit probability, given 1 − v too (T2)."""
    segments, x = locate_all(curve, v, vc)
    return int(segments[0]), float(x[0])


def complement(curve: Curve, v: float) -> float:
    """Return 1 − v; for the end of a step as the curve holds it."""
    given, out = np.array([v], float), np.empty(1)
    _call("complement", curve.address, 1, _address(given), _address(out))
    return float(out[0])


def threshold(curve: Curve, n: float, segment: ArrayLike, x: ArrayLike) -> Any:
    """Return the lowest visiting signal: n·b, or for steps the count from the weakest (T5)."""
    segments, coordinates, shape = _pair(segment, x)
    out = np.empty(segments.size)
    addresses = (_address(a) for a in (segments, coordinates, out))
    _call("threshold", curve.address, n, out.size, *addresses)
    return _shaped(out, shape)


def scan_grid(curve: Curve, which: int) -> tuple[Point, NDArray[np.int64], Array]:
    """Return the solver's or the checker's scan grid: its points, segments and coordinates."""
    size = c_int64()
    _call("grid", curve.address, which, 0, None, ctypes.addressof(size))
    rows = np.empty((11, size.value))
    _call("grid", curve.address, which, size.value, _address(rows), ctypes.addressof(size))
    return Point(*rows[:9]), rows[9].astype(np.int64), rows[10]


# ------------------------------------------------------------------ payoffs and equations (T1 to T5)


def _payoffs(row: Array, which: int, first: ArrayLike, second: ArrayLike) -> Any:
    a, b, shape = _pair(first, second)
    out = np.empty(a.size)
    _call("payoffs", _address(row), which, a.size, _address(a), _address(b), _address(out))
    return _shaped(out, shape)


def _row_of(**fields: float) -> Array:
    usual = {"psi": 1.0, "k_max": 1.0, "tau": 0.0, "rho": 1.0, "r": 0.0, "sigma": 0.0, "q": 0.0}
    return model_row(make_game(**(usual | fields)))


def removal_probability(k: ArrayLike, w: ArrayLike, c: float) -> Any:
    """Return the probability of removal when C perceives weakness k and the true one is w (T1)."""
    return _payoffs(_row_of(k_max=c), 0, k, w)


def payoff_leader(removal: ArrayLike, paid: ArrayLike, office: float, price_weight: float) -> Any:
    """Return L's payoff less Ψ; with Ψ = ∞ (``price_weight`` 0) less a certain survival (T1)."""
    psi = office if price_weight > 0.0 else math.inf
    return _payoffs(_row_of(psi=psi), 1, removal, paid)


def payoff_visit(z: ArrayLike, removal: ArrayLike, tau: float, rho: float, r: float) -> Any:
    """Return F's payoff from a visit at price z when removal has this probability (T1)."""
    return _payoffs(_row_of(tau=tau, rho=rho, r=r), 2, z, removal)


def payoff_challenger(k: ArrayLike, w: ArrayLike, c: float) -> Any:
    """Return C's payoff from challenging iff K ≤ k when the true weakness is w (T1)."""
    return _payoffs(_row_of(k_max=c), 3, k, w)


def acceptance(game: Game) -> float:
    """Return the gain above which L accepts an unexpected deal: what is less may be rounding."""
    return ACCEPTANCE * (1.0 + game.psi)


def prices(game: Game, k: ArrayLike, m: ArrayLike) -> tuple[Any, Any]:
    """Return the concession ζ(k, m), and the same less τ (T3)."""
    a, b, shape = _pair(k, m)
    out = np.empty((2, a.size))
    _call("concession", _address(model_row(game)), a.size, _address(a), _address(b), _address(out))
    return _shaped(out[0], shape), _shaped(out[1], shape)


def concession(game: Game, k: ArrayLike, m: ArrayLike) -> Any:
    """Return ζ(k, m), the concession that makes the visitor of weakness m indifferent (T3)."""
    return prices(game, k, m)[0]


def net_price(game: Game, k: ArrayLike, m: ArrayLike) -> Any:
    """Return ζ(k, m) − τ, without cancellation (T3)."""
    return prices(game, k, m)[1]


def _flat_points(p: Point) -> tuple[Array, tuple[int, ...]]:
    arrays = np.broadcast_arrays(*(_doubles(field) for field in p))
    return np.ascontiguousarray([a.ravel() for a in arrays]), arrays[0].shape


def equations(game: Game, p: Point) -> Equations:
    """Evaluate the derived equations at points of the curve (T4, T5)."""
    rows, shape = _flat_points(p)
    out = np.empty((len(Equations._fields), rows.shape[1]))
    _call("equations", _address(model_row(game)), rows.shape[1], _address(rows), _address(out))
    return Equations(*(_shaped(row, shape) for row in out))


def deals(game: Game, conjecture: tuple[float, float, float], p: Point) -> Deals:
    """Evaluate deals against C's conjecture κ*, k₀ − κ*, k_N − κ* (T5)."""
    rows, shape = _flat_points(p)
    believed, out = np.array(conjecture, float), np.empty((len(Deals._fields), rows.shape[1]))
    addresses = _address(model_row(game)), _address(believed)
    _call("deals", *addresses, rows.shape[1], _address(rows), _address(out))
    return Deals(*(_shaped(row, shape) for row in out))


def outcome(
    game: Game, k0: float, p: Point, k_absent: ArrayLike, not_salient: ArrayLike, price: ArrayLike
) -> Outcome:  # fmt: skip
    """Compute what profiles at points mean for everybody (T5); see ``summitry_outcomes``."""
    rows, shape = _flat_points(p)
    size = rows.shape[1]
    given = [
        np.ascontiguousarray(np.broadcast_to(_doubles(a), shape).ravel())
        for a in (k_absent, not_salient, price)
    ]
    out = np.empty((OUTCOME, size))
    addresses = (_address(a) for a in (rows, *given, out))
    _call("outcomes", _address(model_row(game)), k0, size, *addresses)
    return Outcome(*(_shaped(row, shape) for row in out))


def _assessment(a: Assessment) -> Array:
    return np.array((
        float(a.open), float(a.proposer == PROPOSER_F), float(a.deal), a.segment, a.x, a.price,
        a.k_visit, a.k_absent,
    ))  # fmt: skip


def follow(
    game: Game, curve: Curve, a: Assessment, segment: ArrayLike, x: ArrayLike
) -> Continuation:  # fmt: skip
    """Play out unexpected deals, named by their places, against an assessment (T5)."""
    segments, coordinates, shape = _pair(segment, x)
    out = np.empty((len(Continuation._fields), segments.size))
    given = _assessment(a)
    addresses = (_address(b) for b in (segments, coordinates, out))
    _call(
        "continuations", _address(model_row(game)), curve.address, _address(given), segments.size, *addresses
    )
    return Continuation(*(_shaped(row, shape) for row in out))


def refused_payoff(game: Game, curve: Curve, a: Assessment) -> float:
    """Return L's payoff less Ψ if the deal is refused: C sees no visit, and in the open knows why (T5)."""
    k = curve.k0 if a.open else a.k_absent
    removal = removal_probability(k, curve.k0, game.c)
    return float(payoff_leader(removal, 0.0, game.psi, game.price))


def trace(game: Game, curve: Curve, n: float, segments: ArrayLike, x: ArrayLike) -> Array:
    """Return the model along its curve, C expecting the deal of each place; rows as in `TRACED`."""
    places, coordinates, _ = _pair(segments, x)
    out = np.empty((TRACE, places.size))
    addresses = (_address(a) for a in (places, coordinates, out))
    _call("trace", _address(model_row(game, n)), curve.address, places.size, *addresses)
    return out


# ------------------------------------------------------------------------------- one model (T4, T5)


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
    row, count, special, capacity = model_row(game, n), c_int64(), c_int(), 8
    while True:
        table, numbers = np.empty((capacity, 4)), np.empty((capacity, NUMBERS))
        certificates = np.empty((capacity, DECISIONS, 3))
        code = _call(
            "solve", _address(row), curve.address, proposer, belief, below, capacity,
            ctypes.addressof(count), _address(table), _address(numbers), _address(certificates),
            ctypes.addressof(special),
        )  # fmt: skip
        found = count.value
        if code != _TOO_SMALL:
            return Found(table[:found], numbers[:found], certificates[:found], special.value)
        capacity = found


def certify(
    game: Game, curve: Curve, n: float, is_open: bool, proposer: int, belief: float, below: float,
    candidate: tuple[int, int, float],
) -> tuple[Array, Array]:  # fmt: skip
    """Report one candidate (kind, segment, x) and certify it; return its numbers and certificate (T5)."""
    row, chosen = model_row(game, n), np.array(candidate, float)
    numbers, certificate = np.empty(NUMBERS), np.empty((DECISIONS, 3))
    addresses = (_address(a) for a in (chosen, numbers, certificate))
    _call("certify", _address(row), curve.address, is_open, proposer, belief, below, *addresses)
    return numbers, certificate


def check(game: Game, curve: Curve, a: Assessment) -> Array:
    """Return the certificate of any assessment (T5)."""
    row, given, certificate = model_row(game), _assessment(a), np.empty((DECISIONS, 3))
    _call("check", _address(row), curve.address, _address(given), _address(certificate))
    return certificate


def limit(
    game: Game, curve: Curve, n: float, proposer: int, belief: float, below: float
) -> tuple[Array, Array, Array, bool]:
    """Return numbers and certificate of the limit, its sequence of large Ψ, and whether it is exact (T5)."""
    row, numbers, certificate = model_row(game, n), np.empty(NUMBERS), np.empty((DECISIONS, 3))
    sequence, exact = np.empty((LIMIT_STEPS, 6)), c_int()
    addresses = (_address(a) for a in (numbers, certificate, sequence))
    _call(
        "limit", _address(row), curve.address, proposer, belief, below, *addresses, ctypes.addressof(exact)
    )
    return numbers, certificate, sequence, bool(exact.value)


def off_path_beliefs(game: Game, curve: Curve) -> tuple[bool, bool, float]:
    """Return whether no visits stands with the strongest belief, with the prior; and κ̂ (T5)."""
    row, out = model_row(game), np.empty(3)
    _call("off_path_beliefs", _address(row), curve.address, _address(out))
    return bool(out[0]), bool(out[1]), float(out[2])


def open_gain(game: Game, curve: Curve) -> float:
    """Return L's largest gain from a deal that C sees (T4)."""
    row, gain = model_row(game), c_double()
    _call("open_gain", _address(row), curve.address, ctypes.addressof(gain))
    return gain.value


# -------------------------------------------------------------------------------------- many models


def solve_many(request: Request, answers: Answers, cancel: c_int) -> None:
    """Solve rows of a table into arrays; other threads may solve others meanwhile.

    Raises
    ------
    KeyboardInterrupt
        If ``cancel`` was set while it ran.
    """
    arguments = (ctypes.addressof(part) for part in (request, answers, cancel))
    if _call("solve_many", *arguments) == _INTERRUPTED:
        raise KeyboardInterrupt


# ------------------------------------------------------- the visit subgame of many models (T3, T4, A.4)


def _per_row(name: str, table: Array, curve: Curve | None, *arguments: Any, shape: tuple[int, ...]) -> Array:
    rows, out = _doubles(table), np.empty(shape)
    where = None if curve is None else curve.address
    _call(name, _address(rows), rows.shape[0], where, *arguments, _address(out))
    return out


def known_deals(table: Array, curve: Curve | None, v: Array, vc: Array) -> Array:
    """Return deals that C knows at visit probabilities [row, j]; the last axis is as in `DEAL` (T3, T4)."""
    first, second = _doubles(v), _doubles(vc)
    return _per_row(
        "known_deals", table, curve, 0, first.shape[1], _address(first), _address(second),
        shape=(*first.shape, len(DEAL)),
    )  # fmt: skip


def priced_deals(table: Array, curve: Curve | None, price: Array) -> Array:
    """Return the deals that prices [row, j] induce (Prop. 1); the last axis is as in `DEAL`."""
    given = _doubles(price)
    return _per_row(
        "known_deals", table, curve, 1, given.shape[1], _address(given), None,
        shape=(*given.shape, len(DEAL)),
    )  # fmt: skip


def place_of_price(game: Game, curve: Curve, price: float) -> tuple[int, float]:
    """Return the place of the deal that a price induces; z(v) is set-valued on steps (Prop. 1, T6)."""
    row, place = model_row(game), (c_double * 2)()
    _call("place_of_price", _address(row), curve.address, price, ctypes.addressof(place))
    return int(place[0]), place[1]


def shapes(table: Array, curve: Curve | None) -> Array:
    """Return what is true all along the curve of each model, columns as in `SHAPE` (T3, T4)."""
    return _per_row("shapes", table, curve, shape=(len(table), len(SHAPE)))


def visit_rules(table: Array, curve: Curve | None, v: Array, vc: Array, less: float) -> Array:
    """Return how far F's visit rule pays at the prices of v, less a share of them (Lemma 1)."""
    first, second = _doubles(v), _doubles(vc)
    return _per_row(
        "visit_rules", table, curve, first.shape[1], _address(first), _address(second), less,
        shape=first.shape,
    )  # fmt: skip


def informed_demands(
    table: Array, curve: Curve | None, v: Array, vc: Array, z: Array, higher: bool
) -> Array:  # fmt: skip
    """Return what an F who knows its signal loses at least by another demand than z (A.4)."""
    first, second, third = _doubles(v), _doubles(vc), _doubles(z)
    return _per_row(
        "informed_demands", table, curve, first.shape[1], _address(first), _address(second),
        _address(third), higher, shape=first.shape,
    )  # fmt: skip
