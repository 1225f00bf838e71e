"""Fisher scoring: maximum likelihood by Newton steps with the expected information (T12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .fields import Matrix
from .likelihood import Likelihood

DECREMENT = (
    1e-8  # of the objective, twice what the next step could add: smaller counts as converged
)
_MOST_STEPS = 200
_PATIENCE = 12  # steps of scoring before the Hessian takes the information's place
_SLOW = 0.3  # ratio of decrements above which scoring is slow
_HESSIAN_STEP = 1e-4  # of central differences of the gradient, in units of a typical index
_HALVINGS = 30
_DAMPING = 1e-10  # share of the information's diagonal: keeps steps finite in directions the data do not know
_LARGEST_STEP = 0.5  # change of an index, so that a first step does not leave what can be solved


@dataclass(frozen=True)
class Maximum:
    """Where a search ended.

    Attributes
    ----------
    parameters
        The best point.
    at
        The likelihood there.
    converged, message
        Whether the decrement g'I⁻¹g is below the limit, and why the search ended.
    iterations
        How many steps were taken.
    decrement
        Newton's decrement at the end.
    rate
        Ratio of the last two decrements: near 1 where information and curvature differ, that is, misfit.
    """

    parameters: Matrix
    at: Likelihood
    converged: bool
    message: str
    iterations: int
    decrement: float
    rate: float


def scoring_step(at: Likelihood) -> Matrix:
    """Return I⁻¹g, in units in which the information's diagonal is 1."""
    return _solve(at.information, at.gradient)


def _solve(matrix: Matrix, gradient: Matrix) -> Matrix:
    scale = np.sqrt(np.maximum(np.diag(matrix), 1e-300))
    scaled = matrix / np.outer(scale, scale) + _DAMPING * np.eye(scale.size)
    return np.linalg.solve(scaled, gradient / scale) / scale


def _newton_step(
    evaluate: Callable[[Matrix], Likelihood], here: Matrix, at: Likelihood, reach: Matrix
) -> Matrix | None:
    """Return H⁻¹g, the Hessian by differences of the gradient; None where it is not positive definite."""
    hessian = np.empty_like(at.information)
    for k, far in enumerate(reach):
        step = np.zeros(here.size)
        step[k] = _HESSIAN_STEP / far
        high, low = evaluate(here + step).gradient, evaluate(here - step).gradient
        hessian[k] = (low - high) / (2.0 * step[k])
    if not np.isfinite(hessian).all():
        return None
    hessian = 0.5 * (hessian + hessian.T)
    scale = np.sqrt(np.maximum(np.diag(hessian), 1e-300))
    if np.linalg.eigvalsh(hessian / np.outer(scale, scale))[0] < _DAMPING:
        return None
    return _solve(hessian, at.gradient)


def maximize(
    evaluate: Callable[[Matrix], Likelihood], start: Matrix, reach: Matrix,
    report: Callable[[], None] = lambda: None,
) -> Maximum:  # fmt: skip
    """Climb from a start to a maximum of the objective.

    Where scoring turns out slow, since the information is not the curvature, Newton's steps finish the climb.

    Parameters
    ----------
    evaluate
        The likelihood at a point.
    start
        Where to begin.
    reach
        How far one unit of each parameter moves its index: no step moves one further than `_LARGEST_STEP`.
    report
        Called after every step.
    """
    here, at = start, evaluate(start)
    if not np.isfinite(at.objective):
        return Maximum(here, at, False, "the likelihood is 0 at the start", 0, np.inf, np.nan)
    before, decrement, rate = np.inf, np.inf, np.nan
    for iteration in range(_MOST_STEPS):
        step = scoring_step(at)
        decrement = float(at.gradient @ step)
        rate, before = decrement / before if before > 0.0 else np.nan, decrement
        if 0.0 <= decrement < DECREMENT:
            return Maximum(here, at, True, "converged", iteration, decrement, rate)
        if iteration >= _PATIENCE and rate > _SLOW:
            newton = _newton_step(evaluate, here, at, reach)
            step = step if newton is None else newton
        step = step / max(1.0, float(np.max(np.abs(step) * reach)) / _LARGEST_STEP)
        longest, moved = 1.0, None
        for _ in range(_HALVINGS):
            trial = evaluate(here + longest * step)
            if trial.objective > at.objective:
                moved = trial
                break
            longest *= 0.5
        report()
        if moved is None:
            message = "no step along the scoring direction raises the likelihood"
            return Maximum(here, at, decrement < 1e-6, message, iteration, decrement, rate)
        here, at = here + longest * step, moved
    return Maximum(
        here, at, False, f"no end after {_MOST_STEPS} steps", _MOST_STEPS, decrement, rate
    )
