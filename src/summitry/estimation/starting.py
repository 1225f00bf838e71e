"""Where the search for a maximum begins: guesses from the data, and random points around them."""

from __future__ import annotations

import numpy as np

from .data import Data
from .fields import FORMULAS, INDICES, K_MAX, NAMES, PSI, SIGMA, WEAKNESS, Matrix, parameter_name
from .likelihood import PROPOSER
from .probabilities import events

_SALIENCE = np.linspace(-3.0, 2.0, 11)  # logit σ
_OFFICE = np.linspace(0.5, 8.0, 16)  # ln Ψ/c
_SCALE = 20.0  # c where nothing says what it is
_REACH = 1.0  # of random starts, in units of the index


def column_scales(data: Data) -> Matrix:
    """Return the root mean square of the column of each parameter, over the rows of the panel."""
    weight = data.counts.sum(axis=1) / data.rows
    squares = [weight @ matrix**2 for matrix in data.matrices.values()]
    return np.asarray(np.sqrt(np.maximum(np.concatenate(squares), 1e-300)))


def first_starts(data: Data) -> tuple[Matrix, Matrix]:
    """Return two guesses: k₀ and c from frequencies, σ and Ψ/c the best of a grid, slopes from a regression.

    The likelihood may have a maximum of its own where F nearly always wants a favour and L pays little for
    it: one guess has σ below ½, the other above. Without slopes both may end in a lower maximum in which
    the columns of τ do nothing (T12's real data: a log-likelihood 24 lower).
    """
    guess = _frequencies(data)
    for k, name in enumerate(NAMES):
        believed = data.beliefs.get(parameter_name(name, "Intercept"))
        if believed is not None:
            guess[k] = believed[0]
        elif name in data.fixed:
            guess[k] = data.fixed[name]
    grid = np.repeat(guess[None], _SALIENCE.size * _OFFICE.size, axis=0)
    salience, office = np.meshgrid(_SALIENCE, _OFFICE)
    for k, name, values in ((SIGMA, "sigma", salience), (PSI, "psi", office)):
        if name not in data.fixed:
            grid[:, k] = values.ravel()
    found = events(grid, data.r, PROPOSER[data.proposer], slopes=False)
    chances = np.maximum(found.probability @ data.mix.T + data.constants, 1e-12)
    fit = np.where(found.valid, np.log(chances) @ data.counts.sum(axis=0), -np.inf)
    low = salience.ravel() <= 0.0
    best = (int(np.argmax(np.where(side, fit, -np.inf))) for side in (low, ~low))
    first, second = (_with_constants(data, grid[k]) for k in best)
    return first, second


def _with_constants(data: Data, index: Matrix) -> Matrix:
    """Return parameters with the indices where all columns are 0, and the slopes of a regression."""
    names = data.names
    start = np.zeros(len(names))
    for k, name in enumerate(NAMES):
        constant = parameter_name(name, "Intercept")
        if constant in names:
            start[names.index(constant)] = index[k]
    return start + _visit_slopes(data)


def _visit_slopes(data: Data) -> Matrix:
    """Return slopes of σ and τ from a linear probability model of visits, in log-odds; 0 for the others.

    A column that both have is shared between them.
    """
    slopes, weight = np.zeros(len(data.names)), data.counts.sum(axis=1)
    visits = data.counts[:, data.counts.shape[1] // 2 :].sum(axis=1)
    mean = visits.sum() / weight.sum()
    named = {"sigma": 1.0, "tau": -1.0}
    own = [(k, data.names[k].partition(":")) for k in range(slopes.size)]
    places = [k for k, (field, _, column) in own if field in named and column != "Intercept"]
    if places:
        root = np.sqrt(weight)[:, None]
        columns = np.hstack(list(data.matrices.values()))[:, places]
        sides = np.hstack([np.ones_like(root), columns]) * root
        found = np.linalg.lstsq(sides, visits / root[:, 0], rcond=None)[0][1:]
        signs = np.array([named[data.names[k].partition(":")[0]] for k in places])
        slopes[places] = signs * found / (mean * (1.0 - mean))
    return slopes


def _frequencies(data: Data) -> Matrix:
    """Return the indices that the frequencies of the outcomes suggest, x left out."""
    counts = data.counts.sum(axis=0)
    guess = np.zeros(len(NAMES))
    for k, name in enumerate(NAMES):
        guess[k] = 0.0 if name in FORMULAS else np.log(0.5)
    removed = counts[[2, 5]].sum() if counts.size == 6 else counts[[1, 3]].sum()
    rate, scale = removed / counts.sum(), _SCALE
    if (given := data.fixed.get("k_max")) is not None:
        scale = float(np.exp(given))
    elif (believed := data.beliefs.get("k_max:Intercept")) is not None:
        scale = float(np.exp(believed[0]))
    elif counts.size == 6:
        challenged = counts[[1, 2, 4, 5]].sum()
        scale = max(1.5, removed / challenged / (challenged / counts.sum()))
    weakness = float(np.clip(np.sqrt(rate * scale), 0.03, 0.9))
    guess[WEAKNESS], guess[K_MAX] = INDICES["weakness_prior"].index(weakness), np.log(scale)
    return guess


def random_start(
    guess: Matrix, scales: Matrix, random: np.random.Generator, reach: float = _REACH
) -> Matrix:
    """Return a point around another: each term of an index moves by at most ``reach`` in a typical row."""
    return np.asarray(guess + random.uniform(-reach, reach, guess.size) / scales)
