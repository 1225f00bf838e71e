"""`sweep`: a model solved over grids, Sobol points or lists of any size, labelled and stored (T1–T6)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..batch.labels import point_columns
from ..equilibrium.equilibrium import OffPath
from ..model.extras import require
from ..model.faults import InputError, shown, whole_number_faults
from ..model.frames import columns_of, is_frame
from ..model.given import GivenFields, GivenModel, model_of
from ..model.output_files import address_faults, folder_faults
from ..model.parameters import NAMES
from .cost import refuse_if_large
from .dataset import in_memory, is_small, lazy, stored
from .run import Report, Summary, fill_store
from .spec import Options, Spec, make_spec

if TYPE_CHECKING:
    import xarray

_PLACE = "Choose a place that has room and where you may write."


def sweep(
    model: GivenModel,
    fields: GivenFields,
    *,
    design: str = "grid",
    points: int | None = None,
    seed: int = 0,
    bargaining: str = "closed",
    proposer: str = "L",
    off_path: OffPath = "strongest",
    strategies: str = "pure",
    power: float | None = None,
    equilibria: int | None = None,
    chunk: int | None = None,
    out: str | os.PathLike[str] | None = None,
    resume: bool = False,
    scheduler: Any = None,
    threads: int | None = None,
    yes: bool = False,
    progress: Report | None = None,
) -> xarray.Dataset:
    """Solve a model at many values of some of its fields: all equilibria of each point, certified (T1–T6).

    Parameters
    ----------
    model
        The fields that do not vary, the information structure and the law of C's cost, in any form that
        `solve` takes.
    fields
        What varies, by name. For a grid a list of values for each field; for Sobol points a range (from, to)
        or (from, to, "log"); for a list a column for each field, row by row, or a pandas or polars frame. The
        columns of a list that are no fields, and the index of a frame, label the points.
    design
        ``"grid"``: all combinations, one dimension for each field. ``"sobol"``: ``points`` scrambled Sobol
        points, which fill the ranges evenly. ``"list"``: the rows as they are. The last two have one
        dimension, ``point``.
    points, seed
        Of Sobol points: how many (at most 2³²), and their seed.
    bargaining, proposer, off_path, strategies, power
        As for `solve_many`; ``proposer="both"`` adds a dimension ``proposer`` (F, L).
    equilibria
        Slots of the dimension ``equilibrium``: by default 3, for signals with steps 8. A point with more
        keeps those with fewest visits, and ``equilibrium_count`` counts all.
    chunk
        Points in a chunk, at most: what is computed, written and resumed as one. By default 65,536, and twice
        as many from 524,288 points on unless ``equilibria`` is given.
    out
        A Zarr store (a folder) to write to, chunk by chunk. Without it everything is held in memory, or, if
        that is more than 256 MB, computed by dask when asked for.
    resume
        Compute what is missing in a store, or make it if there is none.
    scheduler
        Address of a dask scheduler (or a `distributed.Client`), to compute on a cluster; else threads.
    threads
        How many threads; by default as many as the machine has cores. No byte depends on it.
    yes
        Start even if it will take more than an hour or 50 GB.
    progress
        Called when the first chunk is begun and after every chunk, with (points done, of these kept from
        before, points in total).

    Returns
    -------
    xarray.Dataset
        ``status``, ``equilibrium_count`` and the variables of `Equilibrium` over the design's dimensions and
        ``equilibrium``, as for `solve_many`; in the attributes what the sweep was and which version made it.
        `to_dataframe` makes it a table of pandas.

    Raises
    ------
    InputError
        For faults of the sweep (all at once), a store that is not this sweep's, or one too large (`yes`).
    StoppedError
        If a disk is full or a cluster is gone; what is written stays, and ``resume`` goes on.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> answer = sm.sweep(model, {"sigma": [0, 0.35, 0.7], "q": [0.2, 0.6]}, proposer="both")
    >>> dict(answer.sizes)
    {'proposer': 2, 'sigma': 3, 'q': 2, 'equilibrium': 3}
    >>> round(float(answer["concession"].sel(proposer="L", sigma=0.35, q=0.6)[0]), 8)
    0.47426574
    """
    require("sweep", "sweep", "xarray", *(["zarr"] if out is not None else []))
    options = Options(
        points, seed, bargaining, proposer, off_path, equilibria, chunk, strategies, power
    )  # fmt: skip
    faults = _argument_faults(fields, design, out, resume or scheduler is not None)
    model = model_of(model, "sweep", faults)
    known = {name: getattr(model, name) for name in NAMES}
    faults = thread_faults(threads)
    table = columns_of(fields, "sweep")
    columns = point_columns(table, faults) if _is_list(design) else table.columns
    spec = make_spec(known, columns, design, options, faults=tuple(faults))
    if out is not None:
        write(spec, out, resume, scheduler, threads, yes, progress)
        return stored(Path(out), spec)
    return in_memory(spec, threads or os.cpu_count() or 1) if is_small(spec) else lazy(spec)


def write(
    spec: Spec, out: str | os.PathLike[str], resume: bool, scheduler: Any, threads: int | None,
    yes: bool, progress: Report | None,
) -> Summary:  # fmt: skip
    """Fill a store, as `sweep` does; refuse first if it cannot be made, or is new and large."""
    if faults := address_faults(out, "out = ", "a folder"):
        raise InputError(faults, "sweep")
    path = Path(os.path.abspath(out))
    if not os.path.lexists(path):
        if faults := folder_faults(path, _PLACE, label=""):
            raise InputError(faults)
        if not yes:
            refuse_if_large(spec, path, threads or os.cpu_count() or 1)
    return fill_store(
        out, spec, resume=resume, scheduler=scheduler, threads=threads, report=progress
    )


def thread_faults(threads: Any) -> list[str]:
    """Return what is wrong with a number of threads."""
    return [] if threads is None else whole_number_faults("threads", threads, 1, 1024, example=2)


def _is_list(design: Any) -> bool:
    return isinstance(design, str) and design == "list"


def _argument_faults(fields: Any, design: Any, out: Any, for_store: bool) -> list[str]:
    """Return what is wrong with the arguments that only Python can give."""
    faults = []
    if is_frame(fields) and not _is_list(design):
        faults.append(
            f"fields is a table, but design = {shown(design)}. The rows of a table are points as they "
            "stand: write design='list'."
        )
    if out is not None and not isinstance(out, str | os.PathLike):
        faults.append(
            f"out = {shown(out)} is not the name of a folder. Write for example out='results.zarr'."
        )
    if out is None and for_store:
        faults.append(
            "resume and scheduler are for a store. Give its name, for example out='results.zarr'."
        )
    return faults
