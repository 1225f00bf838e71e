"""Predictions and counterfactuals of a fit, with intervals by draws and labels of what they rest on (T12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..model.conversion import as_number
from ..model.faults import InputError, closest, shown
from .fields import INDICES, K_MAX, NAMES, WEAKNESS, Matrix, expit
from .fit import Fit
from .likelihood import PROPOSER
from .panel import read_panel
from .probabilities import Events, events

if TYPE_CHECKING:
    import pandas

FROM_DATA, GIVEN_PROTOCOL, ASSUMPTION = "from the data", "given the protocol", "mostly assumption"
LABELS = {
    "bargaining": FROM_DATA, "sigma": GIVEN_PROTOCOL, "tau": GIVEN_PROTOCOL, "psi": GIVEN_PROTOCOL,
    "proposer": GIVEN_PROTOCOL, "weakness_prior": GIVEN_PROTOCOL, "k_max": GIVEN_PROTOCOL, "n": ASSUMPTION,
    "q": ASSUMPTION, "rho": ASSUMPTION, "prior_strength": ASSUMPTION, "cost_spread": ASSUMPTION,
}  # fmt: skip
_REGIMES = ("open", "abolished")
_QUANTITIES = (
    "visits",
    "removals",
    "removals after a visit",
    "removals without a visit",
    "challenges",
)
_LEVEL = 0.95
_FEWEST_DRAWS = 20
_FACTOR = re.compile(r"\s*[×x*]\s*([0-9.eE+-]+)\s*")


@dataclass(frozen=True)
class Counterfactual:
    """What a fit predicts if something were otherwise.

    Attributes
    ----------
    changes
        What was changed, in words.
    label
        ``"from the data"``, ``"given the protocol"`` or ``"mostly assumption"``: what the answer rests on.
    table
        For each quantity its mean over the panel's rows as estimated (``base``) and ``changed``, the
        ``change`` relative to the base, and the ends of its 95 % interval.
    draws
        The relative changes in each draw of the parameters, a column for each quantity.
    excluded
        How many draws were no model, and are not counted.
    """

    changes: str
    label: str
    table: pandas.DataFrame
    draws: pandas.DataFrame
    excluded: int

    def __str__(self) -> str:
        row = self.table.loc["removals"]
        return (
            f"{self.changes}: removals {row['change']:+.2%} ({row['low']:+.2%} to {row['high']:+.2%}), "
            f"visits {self.table.loc['visits', 'change']:+.1%}; {self.label}.\n{self.table.to_string()}"
        )


def quantities(found: Events, weight: Matrix) -> Matrix:
    """Return the means over rows of `_QUANTITIES`, from the events at each distinct row."""
    visit, challenged, removed, idle_challenged, idle_removed = weight @ found.probability
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.array([
            visit, removed + idle_removed, removed / visit, idle_removed / (1.0 - visit),
            challenged + idle_challenged,
        ])  # fmt: skip


def parameter_draws(fit: Fit, count: int, seed: int) -> Matrix:
    """Return draws from the normal approximation around the estimates (Laplace; the fit's covariance).

    Raises
    ------
    InputError
        If the parameters are not identified, so that they have no covariance.
    """
    covariance = fit.cov_params().to_numpy()
    if not np.isfinite(covariance).all():
        raise InputError(
            "the data and the beliefs do not identify the parameters, so that they have no covariance to "
            "draw from. See identification(): add covariates or beliefs, or ask for draws=0.",
            "counterfactual",
        )
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    normal = np.random.default_rng(seed).standard_normal((count, root.shape[0]))
    return np.asarray(fit.params.to_numpy() + normal @ root.T)


def _checked_draws(draws: Any, where: str) -> int:
    whole = isinstance(draws, int | np.integer) and not isinstance(draws, bool)
    if not whole or (draws != 0 and draws < _FEWEST_DRAWS):
        raise InputError(
            f"draws = {shown(draws)} must be a whole number of at least {_FEWEST_DRAWS}, or 0 for no "
            "interval.",
            where,
        )
    return int(draws)


# ------------------------------------------------------------------------------------------ counterfactuals


def counterfactual(fit: Fit, changes: Mapping[str, Any], draws: int, seed: int) -> Counterfactual:
    """Return visits and removals if something were otherwise, all else equal.

    Parameters
    ----------
    changes
        Fields by name, each a value for all rows, a factor such as ``"×0.5"``, or a function of the array of
        values; ``proposer="F"`` or ``"L"``; ``bargaining="open"`` or ``"abolished"`` (no visits), which need
        no equilibrium and are alone.
    draws, seed
        How many draws of the parameters the intervals are made of.

    Raises
    ------
    InputError
        For a change that is none.
    """
    import pandas

    count = _checked_draws(draws, "counterfactual")
    change = _change(fit, changes)
    weight = fit.data.counts.sum(axis=1) / fit.nobs
    centre = fit.params.to_numpy()[None]
    points = np.vstack([centre, parameter_draws(fit, count, seed)]) if count else centre
    base, changed, valid = [], [], []
    for point in points:
        index = fit.data.index(point)
        here = events(
            index, fit.data.r, PROPOSER[fit.data.proposer], slopes=False, threads=fit.threads
        )
        there, good = change(index, here)
        base.append(quantities(here, weight))
        changed.append(quantities(there, weight))
        valid.append(bool(here.valid.all()) and good)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.array(changed) / np.array(base) - 1.0
    kept = relative[1:][np.array(valid[1:], bool)]
    tail = (1.0 - _LEVEL) / 2.0
    ends = (
        np.quantile(kept, [tail, 1.0 - tail], axis=0)
        if len(kept)
        else np.full((2, len(_QUANTITIES)), np.nan)
    )
    table = pandas.DataFrame(
        {
            "base": base[0],
            "changed": changed[0],
            "change": relative[0],
            "low": ends[0],
            "high": ends[1],
        },
        index=pandas.Index(_QUANTITIES, name="quantity"),
    )
    words = ", ".join(f"{name} {_words(value)}" for name, value in changes.items())
    return Counterfactual(
        words, label_of(changes), table, pandas.DataFrame(kept, columns=list(_QUANTITIES)),
        count - len(kept),
    )  # fmt: skip


def label_of(changes: Mapping[str, Any]) -> str:
    """Return what a counterfactual rests on: the weakest ground of what it changes.

    Examples
    --------
    >>> label_of({"bargaining": "open"}), label_of({"sigma": 0.1}), label_of({"sigma": 0.1, "n": 24})
    ('from the data', 'given the protocol', 'mostly assumption')
    """
    order = (FROM_DATA, GIVEN_PROTOCOL, ASSUMPTION)
    return max((LABELS[name] for name in changes), key=order.index)


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "changed by a function" if callable(value) else f"= {value:g}"


Change = Callable[[Matrix, Events], tuple[Events, bool]]


def _change(fit: Fit, changes: Mapping[str, Any]) -> Change:
    """Return the function from indices and events as estimated to those after the change."""
    faults = []
    if not changes:
        faults.append("nothing is changed. Write for example counterfactual(sigma='×0.5').")
    for name in changes:
        if name not in LABELS:
            near = closest(str(name), {known: known for known in LABELS})
            hint = f"Did you mean {near}?" if near else f"It can be {', '.join(LABELS)}."
            faults.append(f"{name} is nothing that a counterfactual can change. {hint}")
    if "bargaining" in changes and changes["bargaining"] not in _REGIMES:
        faults.append(
            f"bargaining = {shown(changes['bargaining'])} must be 'open' or 'abolished' (no visits at all): "
            "the fit itself is closed bargaining."
        )
    if "bargaining" in changes and len(changes) > 1:
        faults.append(
            "bargaining is changed alone: in the open nothing else matters for visits (T4)."
        )
    if "proposer" in changes and changes["proposer"] not in PROPOSER:
        faults.append(f"proposer = {shown(changes['proposer'])} must be 'F' or 'L'.")
    moves = {name: _move(name, value, faults) for name, value in changes.items() if name in INDICES}
    if faults:
        raise InputError(faults, "counterfactual")
    if "bargaining" in changes:
        return lambda index, here: (without_visits(index, here), True)
    proposer = PROPOSER[changes.get("proposer", fit.data.proposer)]

    def apply(index: Matrix, here: Events) -> tuple[Events, bool]:
        moved = index.copy()
        for name, move in moves.items():
            column = NAMES.index(name)
            moved[:, column] = move(moved[:, column])
        there = events(moved, fit.data.r, proposer, slopes=False, threads=fit.threads)
        return there, bool(there.valid.all())

    return apply


def without_visits(index: Matrix, here: Events) -> Events:
    """Return the events under open bargaining, or without visits: C keeps k₀ (Prop. 5)."""
    k0, c = expit(index[:, WEAKNESS]), np.exp(index[:, K_MAX])
    zero = np.zeros_like(k0)
    return here._replace(probability=np.column_stack([zero, zero, zero, k0 / c, k0**2 / c]))


def _move(name: str, value: Any, faults: list[str]) -> Callable[[Matrix], Matrix]:
    """Return the function from a field's index to its index after the change."""
    field = INDICES[name]
    ahead = np.exp if field.link == "log" else (lambda x: 1.0 / (1.0 + np.exp(-x)))
    back = np.log if field.link == "log" else (lambda x: np.log(x) - np.log1p(-x))
    if callable(value):
        function = value
    elif isinstance(value, str) and (match := _FACTOR.fullmatch(value)):
        factor = float(match.group(1))
        function = lambda x: factor * x  # noqa: E731
    elif (number := as_number(value)) is not None and field.admits(number):
        function = lambda x: np.full_like(x, number)  # noqa: E731
    else:
        faults.append(
            f"{name} = {shown(value)} is no change of it. It must be a number {field.domain}, a factor such "
            "as '×0.5', or a function of its values."
        )
        return lambda x: x

    def move(index: Matrix) -> Matrix:
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = back(function(ahead(index)))
        return np.where(np.isfinite(moved), moved, 1e9)  # out of its domain: no model

    return move


# ---------------------------------------------------------------------------------------------- predictions


def predict(fit: Fit, newdata: Any, draws: int, seed: int) -> pandas.DataFrame:
    """Return the probabilities that a fit gives to rows of x, with 95 % intervals for visits and removals.

    Parameters
    ----------
    newdata
        A panel as for `estimate`, with the columns of the formulas; None: the distinct rows of x of the
        fit's own panel, in their order.

    Raises
    ------
    InputError
        If columns are missing, or the fit was loaded and has no formulas to apply.
    """
    import pandas

    count = _checked_draws(draws, "predict")
    data, labels = fit.data, None
    if newdata is not None:
        if fit.designs is None:
            raise InputError(
                "the fit was loaded from a file, which holds no formulas' states. Call predict without "
                "newdata, or estimate again.",
                "predict",
            )
        frame = read_panel(newdata, "predict")
        matrices = {name: fit.designs[name].on(frame) for name in data.matrices}
        data, labels = replace(data, matrices=matrices), frame.index

    def at(point: Matrix) -> Events:
        return events(
            data.index(point), data.r, PROPOSER[data.proposer], slopes=False, threads=fit.threads
        )

    table = _prediction(at(fit.params.to_numpy()))
    if count:
        tail = (1.0 - _LEVEL) / 2.0
        points = [_prediction(at(point)) for point in parameter_draws(fit, count, seed)]
        for name in ("visit", "removed"):
            values = np.array([point[name] for point in points])
            table[f"{name}_low"], table[f"{name}_high"] = np.quantile(
                values, [tail, 1.0 - tail], axis=0
            )
    return pandas.DataFrame(table, index=labels)


def _prediction(found: Events) -> dict[str, Matrix]:
    """Return the probabilities of one point of the parameters by name."""
    visit, challenged, removed, idle_challenged, idle_removed = found.probability.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "visit": visit, "removed": removed + idle_removed, "removed_visit": removed / visit,
            "removed_no_visit": idle_removed / (1.0 - visit), "challenged": challenged + idle_challenged,
            "visits_sold": found.share,
        }  # fmt: skip
