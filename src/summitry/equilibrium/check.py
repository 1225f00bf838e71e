"""The checker: whether this is an equilibrium; if not, who gains what by which deviation (T5).

It uses no solver and none of the derived equations: ``engine/checker`` rebuilds the play
that follows a deviation from the payoffs of T1 and the words of T5, and searches all of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..disclosure.seen import disclosure_faults, model_faults
from ..engine import Assessment, Curve, Game, complement, locate, make_game, point
from ..model.arguments import number_faults
from ..model.conversion import as_number
from ..model.cost_laws import UNIFORM, CostLaw
from ..model.faults import InputError, off_path_fault, shown
from ..model.given import GivenModel, model_of
from ..model.plausibility import plausible_curve
from .certificate import DECISIONS, Certificate, Deviation

if TYPE_CHECKING:
    from ..model.parameters import Model

_PROTOCOLS = ("open", "closed")
_PROPOSERS = ("F", "L")
ANY_PROPOSER = -1  # in a certificate: Nature draws who proposes


def game_of(model: Model) -> Game:
    """Reduce a model to the numbers that payoffs need; with Ψ = ∞ survival counts 1 and the price 0."""
    fields = (model.psi, model.k_max, model.tau, model.rho, model.r, model.sigma, model.q)
    return make_game(*fields, law_table(model.cost))


def law_table(cost: CostLaw) -> NDArray[np.float64] | None:
    """Return the table from which the engine reads a cost law; None for the uniform one."""
    return None if cost == UNIFORM else cost.panels.numbers


def curve_of(model: Model) -> Curve:
    """Weakness curve of a model's information structure, whose mean must be the prior's (T2)."""
    n = math.nan if model.n is None else model.n
    return plausible_curve(model.information, model.alpha, model.beta, n)


def check_protocol(
    bargaining: Any, proposer: Any, *, both: bool = False, chance: bool = False
) -> list[str]:
    """Return faults in the names of a bargaining protocol.

    ``"both"`` is a proposer where each may propose in turn, ``"random"`` where Nature may draw one.
    """
    faults = []
    if not isinstance(bargaining, str) or bargaining not in _PROTOCOLS:
        faults.append(
            f"bargaining = {shown(bargaining)} is unknown. It must be 'open' (C sees the negotiations) or "
            "'closed' (C sees only the visit). Write for example bargaining='closed'."
        )
    known = (*_PROPOSERS, *("both",) * both, *("random",) * chance)
    if not isinstance(proposer, str) or proposer not in known:
        allowed = "'F' (the foreign leader) or 'L' (the domestic leader)"
        if both:
            allowed = "'F' (the foreign leader), 'L' (the domestic leader) or 'both' (each in turn)"
        if chance:
            allowed = f"{allowed.replace(' or', ',')} or 'random' (see power)"
        if isinstance(proposer, str) and proposer == "random":
            allowed += "; a random proposer is known to solve, solve_many, sweep and extensive_form only"
        faults.append(
            f"proposer = {shown(proposer)} is unknown. It must be {allowed}. Write for example proposer='L'."
        )
    return faults


def off_path_belief(off_path: Any, game: Game, curve: Curve) -> tuple[float, float]:
    """Return the weakness that C reads into an unexpected visit with unseen price, and k₀ less it (T3, T5).

    Raises
    ------
    InputError
        If ``off_path`` is not ``"strongest"``, ``"prior"``, ``"smallest"`` or a weakness in [m(0), m(1)].
    """
    low, high, k0 = curve.m_first, curve.m_last, curve.k0
    named = off_path if isinstance(off_path, str) else None
    if named == "smallest":
        _, _, smallest, below = engine.off_path_beliefs(game, curve)
        if not math.isnan(smallest):
            return smallest, below
        named = "strongest"  # no belief supports no visits
    if named == "strongest":
        # k₀ − m(0) from the curve itself: it is sharp even when the signal says little
        return low, float(point(curve, 0, -math.inf).spread)
    if named == "prior":
        return k0, 0.0
    number = as_number(off_path)
    if number is not None and low * (1 - 1e-12) <= number <= high * (1 + 1e-12):
        belief = min(max(number, low), high)
        return (low, float(point(curve, 0, -math.inf).spread)) if belief == low else (belief, k0 - belief)
    raise InputError(off_path_fault(off_path, low, high))


def certificate(game: Game, curve: Curve, a: Assessment, psi: float) -> Certificate:
    """Search all deviations from an assessment and word the best of each kind (T5)."""
    found = engine.check(game, curve, a)
    return worded(found, a.proposer, a.deal, psi)


def worded(found: NDArray[np.float64], proposer_code: int, deal: bool, psi: float) -> Certificate:
    """Name the players and decisions of what the checker's core found."""
    unit_l = "removal probability" if math.isinf(psi) else "payoff"
    gains, places, prices = found[:-1].reshape(-1, 3).T.tolist()
    if not any(map(math.isnan, gains)):
        gains = [gain if gain > 0.0 else 0.0 for gain in gains]
    v, z = places[engine.PROPOSAL], prices[engine.PROPOSAL]
    proposer, other = ("L", "F") if proposer_code == engine.PROPOSER_L else ("F", "L")
    if proposer_code == ANY_PROPOSER:
        proposer, other = "F or L", "L or F"
    units = {"F": "payoff", "C": "payoff", "L": unit_l, "F or L": "payoff", "L or F": "payoff"}
    rows = [
        ("C", engine.AFTER_ABSENCE, {"weakness": places[engine.AFTER_ABSENCE]}),
        (proposer, engine.PROPOSAL, {"visit_probability": v, "concession": z} if v > 0.0 else {}),
    ]
    if deal:  # without one F has no visit rule, C no visit and the other leader nothing to answer
        visits = {"visit_probability": places[engine.VISIT_RULE]}
        rows += [
            ("F", engine.VISIT_RULE, visits),
            ("C", engine.AFTER_VISIT, {"weakness": places[engine.AFTER_VISIT]}),
            (other, engine.ANSWER, {}),
        ]
    listed = tuple(
        Deviation(player, DECISIONS[row], gains[row], units[player], values)
        for player, row, values in rows
    )
    return Certificate(listed, float(found[-1]))


def check(
    model: GivenModel,
    *,
    bargaining: str = "closed",
    proposer: str = "L",
    concession: float | None = None,
    visit_probability: float | None = None,
    no_visit_probability: float | None = None,
    weakness_visit: float | None = None,
    weakness_no_visit: float | None = None,
    off_path: str | float = "strongest",
    disclosure: str = "none",
    reach: float = 1.0,
) -> Certificate:
    """Check whether a proposed assessment is an equilibrium; if not, who gains what by which deviation.

    Parameters
    ----------
    model
        The game, in any form that `solve` takes.
    bargaining, proposer
        ``"open"`` or ``"closed"``; ``"F"`` or ``"L"``.
    concession, visit_probability
        The deal on the path: its price z and F's visit probability v after it. Leave both out (or v = 0) to
        check that there is no deal.
    no_visit_probability
        1 − v, when v is so near 1 that the difference matters.
    weakness_visit, weakness_no_visit
        C's cut-offs κ and k_N; by default what Bayes' rule gives for this visit rule.
    off_path
        What C reads into an unexpected visit with unseen price: ``"strongest"`` (Assumption 1), ``"prior"``,
        ``"smallest"`` (κ̂, as for `solve`) or a weakness.
    disclosure, reach
        Who may prove the price, or that there is no deal, as for `solve`. Beliefs are then those of
        Bayes' rule.

    Returns
    -------
    Certificate
        The best deviation of each player at each decision; `passed` is True at an equilibrium.

    Raises
    ------
    InputError
        For a value out of range, a deal given only in part, or what is no model; all faults at once.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> print(sm.check(model, proposer="L", concession=0.6, visit_probability=0.8).passed)
    False
    """
    faults = check_protocol(bargaining, proposer)
    faults += disclosure_faults(disclosure, reach, bargaining)
    numbers = {
        "visit_probability": visit_probability, "no_visit_probability": no_visit_probability,
        "weakness_visit": weakness_visit, "weakness_no_visit": weakness_no_visit,
        "concession": concession,
    }  # fmt: skip
    model = model_of(model, "check", faults + _assessment_faults(numbers))
    game, curve = game_of(model), curve_of(model)
    v = 0.0 if visit_probability is None else float(visit_probability)
    vc = complement(curve, v) if no_visit_probability is None else float(no_visit_probability)
    reading, _ = off_path_belief(off_path, game, curve)
    price = None if concession is None else float(concession)
    a = assessment(game, curve, bargaining, proposer, v, vc, price, reading)
    if disclosure != "none":
        return _checked_with_proofs(model, a, proposer, off_path, disclosure, float(reach), numbers)
    a = a._replace(
        k_visit=a.k_visit if weakness_visit is None else float(weakness_visit),
        k_absent=a.k_absent if weakness_no_visit is None else float(weakness_no_visit),
    )
    return certificate(game, curve, a, model.psi)


def _checked_with_proofs(
    model: Model, a: Assessment, proposer: str, off_path: Any, disclosure: str, reach: float,
    numbers: dict[str, float | None],
) -> Certificate:  # fmt: skip
    """Search all deviations when somebody may prove something (T13.5)."""
    from .disclosed_certificates import check_disclosed

    if faults := model_faults(model, disclosure, reach, off_path):
        raise InputError(faults, "check")
    given = [name for name in ("weakness_visit", "weakness_no_visit") if numbers[name] is not None]
    if given:
        raise InputError(
            f"{' and '.join(given)} cannot be chosen with disclosure={disclosure!r}: beliefs are those of "
            "Bayes' rule. Leave them out.",
            "check",
        )
    return check_disclosed(model, a, proposer, off_path, disclosure, reach)


def _assessment_faults(numbers: dict[str, float | None]) -> list[str]:
    """Return what is wrong with a proposed deal and C's cut-offs."""
    faults = []
    for name, value in numbers.items():
        highest = math.inf if name == "concession" else 1.0
        faults += [] if value is None else number_faults(name, value, highest=highest, example=0.5)
    if faults:
        return faults
    v, vc = (numbers[name] for name in ("visit_probability", "no_visit_probability"))
    v, concession = 0.0 if v is None else float(v), numbers["concession"]
    if vc is not None and abs(v + float(vc) - 1.0) > 1e-12:
        faults.append(
            f"visit_probability = {v!r} and no_visit_probability = {vc!r} do not sum to 1. "
            "Give only one of them, or mend the other."
        )
    if v > 0.0 and concession is None:
        faults.append("concession is missing. A visit has a price: give concession, 0 or more.")
    if concession is not None and v == 0.0:
        faults.append(
            f"concession = {shown(concession)} but no visit ever happens. Leave concession out, or give a "
            "visit_probability above 0."
        )
    return faults


def assessment(
    game: Game, curve: Curve, bargaining: str, proposer: str, v: float, vc: float,
    concession: float | None, reading: float,
) -> Assessment:  # fmt: skip
    """Complete strategies to an assessment with Bayes' rule for C's beliefs (T5)."""
    deal = v > 0.0
    segment, x = locate(curve, v, vc)
    p = point(curve, segment, x)
    side = engine.PROPOSER_L if proposer == "L" else engine.PROPOSER_F
    price = concession if deal and concession is not None else math.nan
    reading = p.kappa if deal else reading
    a = Assessment(bargaining == "open", side, deal, segment, x, price, reading, 0.0)
    # the certificate names the cut-off that Bayes' rule gives for this visit rule
    absent = engine.check(game, curve, a)[3 * engine.AFTER_ABSENCE + 1]
    return a._replace(k_absent=float(absent))
