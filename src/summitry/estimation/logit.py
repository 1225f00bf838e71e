"""Logit regression by Newton's method, with what each row contributes to the coefficients."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.faults import InputError
from .fields import expit

Matrix = NDArray[np.float64]
_STEPS = 50
_DECREMENT = 1e-12  # of the log-likelihood, which Newton's next step could still add
_SURE = (
    25.0  # log-odds of a row beyond which its outcome is certain: an estimate runs off to infinity
)


class Logit(NamedTuple):
    """A fitted logit.

    ``influence`` has a row for each row of the data: its contribution to the coefficients' error.
    """

    coefficients: Matrix
    influence: Matrix
    llf: float


def fit_logit(matrix: Matrix, outcome: Matrix, names: tuple[str, ...], label: str) -> Logit:
    """Fit a logit by maximum likelihood.

    Parameters
    ----------
    matrix, outcome
        Covariates with their constant, and zeros and ones.
    names, label
        Names of the columns and of the outcome, for the message.

    Raises
    ------
    InputError
        If the likelihood has no maximum because some columns separate the outcomes.

    Examples
    --------
    >>> ones = np.ones((4, 1))
    >>> float(np.round(fit_logit(ones, np.array([0, 0, 0, 1.0]), ("Intercept",), "V").coefficients[0], 6))
    -1.098612
    """
    # columns of very different sizes are brought to one, so that the equations are well conditioned
    scale = np.linalg.norm(matrix, axis=0) / np.sqrt(len(matrix))
    columns = matrix / scale
    coefficients = np.zeros(columns.shape[1])
    value = _llf(columns @ coefficients, outcome)
    for _ in range(_STEPS):
        chance = expit(columns @ coefficients)
        score = columns.T @ (outcome - chance)
        information = (columns.T * (chance * (1.0 - chance))) @ columns
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            break
        size = 1.0
        while size > 1e-6 and _llf(columns @ (coefficients + size * step), outcome) < value:
            size *= 0.5
        coefficients = coefficients + size * step
        value = _llf(columns @ coefficients, outcome)
        if np.abs(columns @ coefficients).max() > _SURE:
            break
        if score @ step < _DECREMENT:
            each = columns * (outcome - expit(columns @ coefficients))[:, np.newaxis]
            return Logit(
                coefficients / scale, np.linalg.solve(information, each.T).T / scale, value
            )
    largest = names[int(np.argmax(np.abs(coefficients[1:])) + 1)] if len(names) > 1 else names[0]
    raise InputError(
        f"the logit of {label} has no finite estimate: some combination of columns, {largest} foremost, "
        f"tells {label} = 0 from {label} = 1 without error (separation). Leave it out, or merge groups."
    )


def _llf(index: Matrix, outcome: Matrix) -> float:
    return float((outcome * index - np.logaddexp(0.0, index)).sum())
