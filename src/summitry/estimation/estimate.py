"""`estimate`: a panel and a specification in, a fit with everything that is known about it out (T12)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..model.extras import require
from ..model.faults import InputError, shown, whole_number_faults
from .certification import certify
from .clusters import cluster_faults
from .data import Data, make_data
from .design import Design, has_written_constant
from .fields import INDICES, K_MAX, Matrix
from .fit import Fit
from .inference import COVARIANCES, curvature
from .likelihood import Likelihood, evaluate
from .panel import GivenPanel, Panel, make_panel
from .scoring import Maximum, maximize
from .specification import Specification, make_specification
from .starting import column_scales, first_starts, random_start

if TYPE_CHECKING:
    import pandas

_AGREE = 1e-3  # log-likelihood by which two starts may differ and have found the same maximum
_AT_BOUND = 1e-3  # of ln c
_TRIES = 20  # random starts drawn until one has a likelihood
_SEPARATED = {"sigma": ("visit",), "tau": ("visit",), "psi": ("visit",)}
_REMOVALS = {"weakness_prior": ("removed",), "k_max": ("removed",)}


def estimate(
    panel: GivenPanel, *, visit: str, removed: str, challenged: str | None = None, proposer: str = "L",
    weakness_prior: str | None = None, sigma: str | None = None, tau: str | None = None,
    psi: str | None = None, k_max: str | None = None, n: str | None = None,
    prior_strength: str | None = None, rho: str | None = None, q: str | None = None,
    cost_spread: str | None = None, given: Mapping[str, float] | None = None,
    beliefs: Mapping[str, tuple[float, float] | None] | None = None, cluster: str | None = None,
    cov_type: str | None = None, starts: int = 5, seed: int = 0, threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Fit:  # fmt: skip
    """Estimate the model of closed bargaining from a panel of leaders, visits and removals (T12).

    Maximum likelihood by Fisher scoring from several starts. The equilibrium with most visits is played
    where there are several; every equilibrium behind the result is certified.

    Parameters
    ----------
    panel
        A table with a row for each leader and period: a frame of pandas or polars, columns by name, or the
        path of a Parquet, CSV or Stata file.
    visit, removed, challenged
        Names of columns of 0 and 1: a visit in the period, L's removal in the *next* one, and, if observed,
        a challenge in the next one (then removals only where it is 1).
    proposer
        Who proposes, ``"F"`` or ``"L"``; `vuong` compares the two.
    weakness_prior, sigma, tau, psi, k_max
        Formulas of the indices logit k₀, logit σ, ln of F's median cost, ln Ψ/c and ln c; a constant by
        default. The cost index has none: its median is 1 where x = 0, which sets the unit of costs.
    n, prior_strength, rho, q, cost_spread
        Formulas of ln n, ln(α+β), ln ρ/c, logit q and ln s_τ. By default one number each, the first four
        with a belief, the last given.
    given
        Values of fields that are fixed. By default ``r=0.5`` and ``cost_spread=0.5``.
    beliefs
        For fields that are one number, the median and the standard deviation of a normal belief about the
        index. By default ``n=(12, 1), prior_strength=(6, 1), rho=(2, 1), q=(0.6, 1)``; None removes one.
    cluster
        The column by which rows depend on each other, such as the leader or the country.
    cov_type
        The default covariance: ``"cluster"`` (the default with a cluster), ``"opg"`` (without), ``"hessian"``
        or ``"expected"``.
    starts, seed
        How many starts: the first two from the data's frequencies, with little and with much salience, the
        others at random around these two.
    threads
        How many threads; as many as cores by default. The bits do not depend on it.
    progress
        Called with the starts done and wanted.

    Returns
    -------
    Fit

    Raises
    ------
    InputError
        For a panel or a specification that cannot be estimated, with all faults: see `make_panel`. Without
        challenges, and without a belief about c or k₀ or a fixed one, it is refused with the reason.

    Examples
    --------
    >>> import summitry as sm
    >>> rows = {"visit": [0, 1] * 50, "removed": [1, 0, 0, 0, 0] * 20}
    >>> sm.estimate(rows, visit="visit", removed="removed")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    summitry.model.faults.InputError: estimate: without challenges, removals alone leave k₀, Ψ/c and c ...
    """
    require("estimate", "estimation", "pandas", "formulaic", "scipy")
    formulas = {
        "weakness_prior": weakness_prior, "sigma": sigma, "tau": tau, "psi": psi, "k_max": k_max, "n": n,
        "prior_strength": prior_strength, "rho": rho, "q": q, "cost_spread": cost_spread,
    }  # fmt: skip
    named = {"visit": visit, "removed": removed, "challenged": challenged, "cluster": cluster}
    faults = whole_number_faults("starts", starts, 1, 10_000, example=5)
    faults += whole_number_faults("seed", seed, 0, 2**63 - 1, example=1)
    if threads is not None:
        faults += whole_number_faults("threads", threads, 1, 1024, example=2)
    kind = cov_type or ("opg" if cluster is None else "cluster")
    if kind not in COVARIANCES or (kind == "cluster" and cluster is None):
        faults.append(
            f"cov_type = {shown(cov_type)} is no covariance, or lacks its clusters. It must be one of "
            f"{', '.join(COVARIANCES)}; 'cluster' needs the column, cluster='…'."
        )
    try:
        specification = make_specification(formulas, given, beliefs, proposer, named)
    except InputError as error:
        raise InputError([*faults, *error.faults], where="estimate") from None
    if faults:
        raise InputError(faults, where="estimate")
    used = used_panel(panel, specification)
    data = make_data(used, specification)
    if kind == "cluster" and (wrong := cluster_faults(data.clusters, len(data.names), cluster)):
        raise InputError(wrong, where="estimate")
    workers = threads or os.cpu_count() or 1
    return _fit(data, specification, used, kind, starts, seed, workers, progress)


def used_panel(panel: GivenPanel, specification: Specification) -> Panel:
    """Return the rows that can be used, or refuse the panel."""
    formulas = dict(specification.formulas)
    used = make_panel(
        panel, visit=specification.visit, removed=specification.removed,
        challenged=specification.challenged, cluster=specification.cluster, formulas=formulas,
        without_constant=[name for name in formulas if not INDICES[name].has_constant],
        never_separated={name: kinds for name, kinds in (_SEPARATED | _REMOVALS).items() if name in formulas},
        where="estimate",
    )  # fmt: skip
    faults = [
        fault
        for name, design in used.designs.items()
        if not INDICES[name].has_constant
        for fault in constant_faults(design, name)
    ]
    if faults:
        raise InputError(faults, where="estimate")
    return used


def constant_faults(design: Design, label: str) -> list[str]:
    """Return a fault if an index without a constant has one after all: written, or made of its columns."""
    opening, reason = f"{label} = {shown(design.formula)}", (
        "F's costs have no unit of their own: their median is 1 where all columns are 0, and only the ratio "
        "of Ψ/c to them is observed (T12)."
    )  # fmt: skip
    if has_written_constant(design.formula):
        return [f"{opening} has a constant. {reason} Leave out the 1."]
    columns = np.column_stack([np.ones(len(design.matrix)), design.matrix])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        return [f"{opening}: its columns add up to a constant. {reason} Leave out one group."]
    return []


def _fit(
    data: Data, specification: Specification, panel: Panel, kind: str, starts: int, seed: int,
    threads: int, progress: Callable[[int, int], None] | None,
) -> Fit:  # fmt: skip
    """Search from every start, keep the best, certify it."""
    import pandas

    def likelihood(parameters: Matrix) -> Likelihood:
        return evaluate(data, parameters, threads)

    found = search(data, likelihood, starts, seed, progress)
    highest = max(one.at.objective for one in found)
    near = [one for one in found if one.at.objective >= highest - _AGREE] or found
    best = max(near, key=lambda one: (one.converged, one.at.objective))
    if not np.isfinite(best.at.objective):
        raise InputError(
            f"none of {starts} starts has a likelihood above 0: some rows have visits where the model has "
            "none. Check the units of the columns (standardize those in large units), or use more starts.",
            where="estimate",
        )
    names = data.names
    message = best.message + _bound_words(data, best.parameters)
    return Fit(
        specification, pandas.Series(best.parameters, index=names, name="params"), best.at.llf,
        best.at.log_belief, best.converged, message, best.iterations, best.decrement, best.rate,
        _starts_table(found, best), kind, certify(data, best.parameters, threads),
        curvature(data, best.parameters, best.at, threads), best.at.data_information, panel.dropped, data,
        panel.designs, threads,
    )  # fmt: skip


def _bound_words(data: Data, parameters: Matrix) -> str:
    """Return a clause if the search ended at c = 1, below which a challenge could have a chance above 1."""
    if data.index(parameters)[:, K_MAX].min() > _AT_BOUND:
        return ""
    return "; c is at its lower bound 1 in some rows, where challenges would be free: fix it, or believe more"


def search(
    data: Data, likelihood: Callable[[Matrix], Likelihood], starts: int, seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[Maximum]:  # fmt: skip
    """Return where the search ends from each start."""
    scales, random = column_scales(data), np.random.default_rng(seed)
    guesses = first_starts(data)
    found: list[Maximum] = []
    for number in range(starts):
        if progress is not None:
            progress(number, starts)
        start = guesses[number % 2]
        for _ in range(_TRIES if number > 1 else 0):
            start = random_start(guesses[number % 2], scales, random)
            if np.isfinite(likelihood(start).llf):
                break
        found.append(maximize(likelihood, start, scales))
    if progress is not None:
        progress(starts, starts)
    return found


def _starts_table(found: list[Maximum], best: Maximum) -> pandas.DataFrame:
    """Return a row for each start."""
    import pandas

    return pandas.DataFrame({
        "objective": [one.at.objective for one in found],
        "converged": [one.converged for one in found],
        "iterations": [one.iterations for one in found],
        "agrees": [
            one.converged and abs(one.at.objective - best.at.objective) < _AGREE for one in found
        ],
        "message": [one.message for one in found],
    })  # fmt: skip
