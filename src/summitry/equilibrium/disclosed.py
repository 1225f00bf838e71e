"""Equilibria when somebody may prove the price, or that there is no deal (T13.5): numbers into words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..disclosure.intervals import Place, Span, stable_spans
from ..disclosure.offers import best_secret_deal
from ..disclosure.seen import Seen, seen, seen_unexpected
from ..engine import END, INSIDE, NO_DEAL
from ..model.arguments import number_faults
from ..model.faults import InputError
from .disclosed_certificates import absence_certificate, proof_deviations, with_best_offer
from .equilibrium import Equilibrium
from .profiles import Candidate, Problem, certified, prepare
from .solution import Solution
from .status import Status

Array = NDArray[np.float64]
_CONTINUUM = "Every deal with v from {:.6g} to {:.6g} is an equilibrium; the two ends are listed."
_PARTIAL = (
    "With proof that is at hand only at times no price with 0 < v < 1 is an equilibrium if L proposes and "
    "the signal is continuous (T13.5)."
)
_ABSENCE = (
    "L can prove that there is no deal, and no deal is worth having: Prop. 5 behind closed doors."
)
_SECRET = (
    "Under this off-path rule a secret deal pays L if nobody expects it: an unexpected visit is read too "
    "well. With off_path='prior' no deal is always an equilibrium (T13.5)."
)
_NO_READING = {"supporting_reading": "not searched where somebody may prove something"}
_SAMPLES, _HALVINGS = 33, 40
_LEAST = 1e-12  # of v or 1 − v: what is less is not sampled
_NO_VISITS = Candidate(NO_DEAL, 0, -math.inf)


@dataclass(frozen=True, kw_only=True, repr=False)
class EquilibriumInterval:
    """All deals between two, each of them an equilibrium (T13.5, antagonist).

    Attributes
    ----------
    low, high
        The deals at the ends, certified.
    """

    low: Equilibrium
    high: Equilibrium
    source: Callable[[float], Equilibrium] = field(repr=False, compare=False)

    def __repr__(self) -> str:
        ends = self.low.visit_probability, self.high.visit_probability
        return "<EquilibriumInterval: v from {:.6g} to {:.6g}>".format(*ends)

    def at(self, visit_probability: float) -> Equilibrium:
        """Return the equilibrium with a visit probability inside, with a certificate of its own.

        Parameters
        ----------
        visit_probability
            From that of `low` to that of `high`.

        Raises
        ------
        InputError
            If it is no number of the interval.

        Examples
        --------
        >>> import summitry as sm
        >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0, psi=30)
        >>> interval = sm.solve(model, disclosure="antagonist").intervals[0]
        >>> interval.at(0.7).certificate.passed
        True
        """
        ends = self.low.visit_probability, self.high.visit_probability
        faults = number_faults("visit_probability", visit_probability, *ends, example=sum(ends) / 2)
        if faults:
            raise InputError(faults, "EquilibriumInterval.at")
        return self.source(float(visit_probability))


def solve_disclosed(
    solve_closed: Callable[[Problem, str], Solution], problem: Problem, proposer: str, disclosure: str,
    reach: float,
) -> Solution:  # fmt: skip
    """Find the equilibria of closed bargaining when somebody may prove something (T13.5).

    Parameters
    ----------
    solve_closed
        The solver of closed bargaining without proofs.
    problem, proposer
        What is solved.
    disclosure, reach
        Who may prove what, and with which probability.
    """
    if disclosure == "absence":
        return _solve_absence(problem, proposer)
    rates = seen(problem.model.q, disclosure, reach)
    prove = partial(_with_proofs, problem, disclosure, reach)
    if rates.less == rates.more or proposer == "F":
        # F asks for more visits than C expects, never for fewer
        found = solve_closed(_problem_at(problem, rates.more), proposer)
        found = replace(
            found, model=problem.model, equilibria=tuple(map(prove, found.equilibria)),
            rejected_source=partial(_all_with_proofs, prove, found.rejected_source),
        )  # fmt: skip
    else:
        found = _solve_offers(problem, rates, prove)
    if rates.less != rates.more:
        found = _with_no_visits(problem, rates, prove, found)
        if proposer == "L" and disclosure == "leader":
            found = replace(found, notes=(*found.notes, _PARTIAL))
    return replace(found, disclosure=disclosure, reach=reach)


def _problem_at(problem: Problem, q: float) -> Problem:
    """Return a problem with another transparency."""
    return (
        problem if q == problem.model.q else prepare(problem.model.replace(q=q), problem.off_path)
    )


def _with_proofs(
    problem: Problem, disclosure: str, reach: float, eq: Equilibrium
) -> Equilibrium:  # fmt: skip
    """Tell an equilibrium who may prove the price, and its certificate what proof and silence change."""
    certificate = eq.certificate
    if eq.visit_probability > 0.0:
        deal = eq.weakness_visit, eq.visit_probability, eq.concession or 0.0
        proofs = proof_deviations(problem.game, problem.curve, deal, disclosure, reach)
        certificate = replace(certificate, deviations=(*certificate.deviations, *proofs))
    return replace(eq, certificate=certificate, disclosure=disclosure, reach=reach)


def _all_with_proofs(
    prove: Callable[[Equilibrium], Equilibrium], source: Callable[[], tuple[Equilibrium, ...]]
) -> tuple[Equilibrium, ...]:
    return tuple(map(prove, source()))


def _with_no_visits(
    problem: Problem, rates: Seen, prove: Callable[[Equilibrium], Equilibrium], found: Solution
) -> Solution:
    """Judge no visits anew, where the price of an unexpected one is seen at another rate than expected."""
    at = {
        rule: replace(problem, game=problem.game._replace(q=seen_unexpected(rates, rule)))
        for rule in ("strongest", "prior")
    }
    none = prove(certified(at[str(problem.off_path)], "closed", found.proposer, _NO_VISITS))
    kept = [eq for eq in found.equilibria if eq.visit_probability > 0.0]
    kept = [none, *kept] if none.certificate.passed else kept
    rejected = partial(_rejected_too, found.rejected_source, () if none.certificate.passed else (none,))
    supports = {rule: seen_so.readings[1][rule] for rule, seen_so in at.items()}
    status = Status.of(len(kept)) if found.status.is_a_count else found.status
    return replace(
        found, status=status, equilibria=tuple(kept), rejected_source=rejected, supporting_reading=None,
        supports_no_visits=supports, reasons=dict(_NO_READING),
    )  # fmt: skip


def _rejected_too(
    source: Callable[[], tuple[Equilibrium, ...]], none: tuple[Equilibrium, ...]
) -> tuple[Equilibrium, ...]:
    return (*none, *(eq for eq in source() if eq.visit_probability > 0.0))


# ------------------------------------------------------------------------------- L proposes, two rates


def _solve_offers(
    problem: Problem, rates: Seen, prove: Callable[[Equilibrium], Equilibrium]
) -> Solution:  # fmt: skip
    """Find every offer from which L moves neither down nor up, when the two are seen differently."""
    make = partial(_offered, problem, rates, prove)
    kept: list[Equilibrium] = []
    intervals: list[EquilibriumInterval] = []
    rejected: list[Equilibrium] = []
    for span in stable_spans(problem.game, problem.curve, rates):
        for low, high in _passing(problem, make, span, rejected):
            if high.visit_probability > low.visit_probability:
                at = partial(_at, problem, make)
                intervals.append(EquilibriumInterval(low=low, high=high, source=at))
                kept += [low, high]
            else:
                kept.append(low)
    kept = _once([*kept, *_corner(problem, make)])
    return Solution(
        model=problem.model, bargaining="closed", proposer="L", off_path=problem.off_path,
        status=Status.NONE, equilibria=tuple(kept), rejected_source=partial(tuple, rejected),
        notes=tuple(map(_continuum, intervals)), intervals=tuple(intervals),
    )  # fmt: skip


def _continuum(interval: EquilibriumInterval) -> str:
    ends = (eq.visit_probability for eq in (interval.low, interval.high))
    return _CONTINUUM.format(*ends)


def _offered(
    problem: Problem, rates: Seen, prove: Callable[[Equilibrium], Equilibrium], place: Place
) -> Equilibrium:
    """Report the deal at a point of the curve, its certificate with L's best offer at both rates."""
    kind = END if math.isinf(place[1]) else INSIDE
    eq = certified(problem, "closed", "L", Candidate(kind, *place))
    p = engine.point(problem.curve, *place)
    judged = with_best_offer(problem.game, problem.curve, rates, p, eq.certificate)
    return prove(replace(eq, certificate=judged))


def _at(problem: Problem, make: Callable[[Place], Equilibrium], v: float) -> Equilibrium:
    """Report the deal with a visit probability."""
    return make(engine.locate(problem.curve, v, engine.complement(problem.curve, v)))


def _passing(
    problem: Problem, make: Callable[[Place], Equilibrium], span: Span, rejected: list[Equilibrium]
) -> Iterator[tuple[Equilibrium, Equilibrium]]:
    """Yield the stretches of a span that withstand offers from everywhere, by their ends."""
    low, high = make(span.low), make(span.high)
    if span.low == span.high:
        if low.certificate.passed:
            yield low, low
        else:
            rejected.append(low)
        return
    tried = _log_odds(low, high)
    at = partial(_at_log_odds, problem, make)
    if all(eq.certificate.passed for eq in (low, at(tried[_SAMPLES // 2]), high)):
        yield low, high
        return
    rejected += [eq for eq in (low, high) if not eq.certificate.passed]
    for start, stop in _runs([at(x).certificate.passed for x in tried]):
        yield at(_border(at, tried, start, -1)), at(_border(at, tried, stop, 1))


def _log_odds(low: Equilibrium, high: Equilibrium) -> Array:
    """Return even log-odds of v between two deals, cut off where v or 1 − v is rounding."""
    ends = (
        (max(eq.visit_probability, _LEAST), max(eq.no_visit_probability, _LEAST))
        for eq in (low, high)
    )
    first, last = (math.log(v / rest) for v, rest in ends)
    return np.linspace(first, last, _SAMPLES)


def _at_log_odds(problem: Problem, make: Callable[[Place], Equilibrium], x: float) -> Equilibrium:
    """Report the deal whose visit probability has these log-odds."""
    small = 1.0 / (1.0 + math.exp(abs(x)))
    v, rest = (small, 1.0 - small) if x < 0.0 else (1.0 - small, small)
    return make(engine.locate(problem.curve, v, rest))


def _runs(passes: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last index of each run of true values."""
    start = None
    for i, ok in enumerate([*passes, False]):
        if ok and start is None:
            start = i
        elif not ok and start is not None:
            yield start, i - 1
            start = None


def _border(at: Callable[[float], Equilibrium], tried: Array, i: int, step: int) -> float:
    """Close in on where deals stop to be equilibria, from one that is towards the next that is not."""
    if not 0 <= i + step < tried.size:
        return float(tried[i])
    good, bad = float(tried[i]), float(tried[i + step])
    for _ in range(_HALVINGS):
        x = 0.5 * (good + bad)
        if at(x).certificate.passed:
            good = x
        else:
            bad = x
    return good


def _once(found: list[Equilibrium]) -> list[Equilibrium]:
    """Return equilibria in order of their visits; the end of one step and the start of the next are one."""
    ordered = sorted(found, key=lambda eq: (eq.visit_probability, -eq.no_visit_probability))
    kept: list[Equilibrium] = []
    for eq in ordered:
        place = eq.visit_probability, eq.no_visit_probability
        if not kept or place != (kept[-1].visit_probability, kept[-1].no_visit_probability):
            kept.append(eq)
    return kept


def _corner(problem: Problem, make: Callable[[Place], Equilibrium]) -> list[Equilibrium]:
    """Return the sure visit at σ = 1, from which L can only offer less (T5)."""
    if problem.model.sigma < 1.0:
        return []
    eq = make((problem.curve.segments - 1, math.inf))
    return [eq] if eq.certificate.passed else []


# ------------------------------------------------------------------------------------ proof of absence


def _solve_absence(problem: Problem, proposer: str) -> Solution:
    """Hold "no deal, and L proves it" against every secret deal; deals themselves are never worth having."""
    eq = certified(problem, "closed", proposer, _NO_VISITS)
    game, curve = problem.game, problem.curve
    judged = absence_certificate(game, curve, problem.belief, proposer, eq.certificate)
    eq = replace(eq, certificate=judged, disclosure="absence")
    passed = eq.certificate.passed and engine.open_gain(game, curve) <= eq.certificate.allowed
    supports = {
        name: best_secret_deal(game, curve, k, curve.m_last).gain <= eq.certificate.allowed
        for name, k in (("strongest", curve.m_first), ("prior", curve.k0))
    }
    return Solution(
        model=problem.model, bargaining="closed", proposer=proposer, off_path=problem.off_path,
        status=Status.ONE if passed else Status.NONE, equilibria=(eq,) if passed else (),
        rejected_source=partial(tuple, () if passed else (eq,)), supports_no_visits=supports,
        reasons=dict(_NO_READING),
        notes=(_ABSENCE,) if passed else (_ABSENCE, _SECRET), disclosure="absence",
    )  # fmt: skip
