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
_NEARLY = 1e-6  # decrement at which rounding may end a search that has converged (T12)
_MOST_STEPS = 200
_PATIENCE = 10  # steps of scoring before the Hessian may take the information's place
_SLOW = 0.3  # ratio of decrements above which scoring is slow
_HESSIAN_STEP = 1e-4  # of central differences of the gradient, in units of a typical index
_FLATTEST = 1e-12  # eigenvalue of an information with diagonal 1 that is none
_LEAST_DAMPING, _DAMPING_FACTOR, _MOST_DAMPINGS = 1e-7, 5.0, 24
_LARGEST_STEP = 1.0  # change of an index, so that a step does not leave what can be solved


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


class _Steps:
    """Steps (I + λ·diag I)⁻¹g for any λ: the larger it is, the less they move where the data are flat."""

    def __init__(self, matrix: Matrix, gradient: Matrix) -> None:
        self.scale = np.sqrt(np.maximum(np.diag(matrix), 1e-300))
        values, self.vectors = np.linalg.eigh(matrix / np.outer(self.scale, self.scale))
        self.lowest = float(values[0])
        self.values = np.maximum(values, _FLATTEST)
        self.along = self.vectors.T @ (gradient / self.scale)

    def step(self, damping: float) -> Matrix:
        return np.asarray(self.vectors @ (self.along / (self.values + damping)) / self.scale)


def _hessian_steps(
    evaluate: Callable[[Matrix], Likelihood], here: Matrix, at: Likelihood, reach: Matrix
) -> _Steps | None:
    """Return Newton's steps, the Hessian by differences of the gradient; None where it is not definite."""
    hessian = np.empty_like(at.information)
    for k, far in enumerate(reach):
        step = np.zeros(here.size)
        step[k] = _HESSIAN_STEP / far
        high, low = evaluate(here + step).gradient, evaluate(here - step).gradient
        hessian[k] = (low - high) / (2.0 * step[k])
    if not np.isfinite(hessian).all() or not (np.diag(hessian) > 0.0).all():
        return None
    steps = _Steps(0.5 * (hessian + hessian.T), at.gradient)
    return steps if steps.lowest > _FLATTEST else None


def _climb(
    evaluate: Callable[[Matrix], Likelihood], here: Matrix, at: Likelihood, steps: _Steps, reach: Matrix,
    damping: float,
) -> tuple[Matrix, Likelihood | None, float]:  # fmt: skip
    """Return the next point and the likelihood there, and the damping it took; None if nothing is higher."""
    for _ in range(_MOST_DAMPINGS):
        step = steps.step(damping)
        if float(np.max(np.abs(step) * reach)) <= _LARGEST_STEP:
            trial = evaluate(here + step)
            if trial.objective > at.objective:
                return here + step, trial, damping
        damping = max(_DAMPING_FACTOR * damping, _LEAST_DAMPING)
    return here, None, damping


def maximize(
    evaluate: Callable[[Matrix], Likelihood], start: Matrix, reach: Matrix,
    report: Callable[[], None] = lambda: None,
) -> Maximum:  # fmt: skip
    """Climb from a start to a maximum of the objective.

    Steps are damped where they would go too far or lower the objective (Levenberg and Marquardt). Where
    scoring turns out slow, since the information is not the curvature, Newton's steps finish the climb.

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
    before, decrement, rate, damping = np.inf, np.inf, np.nan, 0.0
    for iteration in range(_MOST_STEPS):
        steps = _Steps(at.information, at.gradient)
        decrement = float(at.gradient @ steps.step(0.0))
        rate, before = decrement / before if before > 0.0 else np.nan, decrement
        if decrement < DECREMENT:
            return Maximum(here, at, True, "converged", iteration, decrement, rate)
        if iteration >= _PATIENCE and rate > _SLOW and damping == 0.0:
            steps = _hessian_steps(evaluate, here, at, reach) or steps
        here, moved, damping = _climb(evaluate, here, at, steps, reach, damping)
        report()
        if moved is None:
            message = "no step raises the likelihood"
            return Maximum(here, at, decrement < _NEARLY, message, iteration, decrement, rate)
        at, damping = moved, damping / _DAMPING_FACTOR**2 if damping > _LEAST_DAMPING else 0.0
    return Maximum(
        here, at, False, f"no end after {_MOST_STEPS} steps", _MOST_STEPS, decrement, rate
    )
