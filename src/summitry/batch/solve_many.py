"""`solve_many`: arrays of parameters in, a labelled dataset of every equilibrium out (T4–T6)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import engine
from ..equilibrium.check import check_protocol
from ..equilibrium.equilibrium import OffPath
from ..equilibrium.mixed import strategies_faults
from ..equilibrium.random_proposer import power_faults
from ..model.conversion import as_number
from ..model.cost_laws import UNIFORM, CostLaw
from ..model.extras import require
from ..model.faults import InputError, shown, whole_number_faults
from ..model.frames import columns_of
from ..model.given import GivenFields
from ..model.information import Information
from ..model.variables import COUNT, STATUS, chosen_variables
from ..model.varied import POWER, stray_faults, varied_fields
from .attributes import flags, variable_attributes
from .broadcast import Grid, broadcast
from .labels import name_faults
from .rows import Asked, solve_rows
from .structures import law_of, structure_of
from .table import Answers, cores, protocol_codes, variable_codes

if TYPE_CHECKING:
    import xarray

_RULES = {
    "strongest": engine.STRONGEST, "prior": engine.PRIOR, "smallest": engine.SMALLEST
}  # fmt: skip


def solve_many(
    fields: GivenFields,
    *,
    bargaining: str = "closed",
    proposer: str = "L",
    off_path: OffPath = "strongest",
    strategies: str = "pure",
    power: float | None = None,
    information: Information | None = None,
    cost: CostLaw | None = None,
    equilibria: int | None = None,
    variables: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> xarray.Dataset:
    """Solve many models at once: all equilibria of each, certified, by the functions that `solve` calls.

    Parameters
    ----------
    fields
        Values of the model's fields by name, numbers or arrays that broadcast against each other by NumPy's
        rules; ``psi`` may hold infinities among finite values. ``n`` may be left out if the information
        structure does not use it, and ``k_max`` (1). Arrays without labels get the dimension ``point``, or
        ``dim_0``, ``dim_1``, …. Arrays of xarray and columns of pandas are paired by their labels, which the
        answer keeps. A frame of pandas or polars has a model in each row: its index and the columns that
        are no fields label the rows. A list of models, scenarios or their names is a frame too.
    bargaining, proposer
        As for `solve`; ``proposer="both"`` adds a dimension ``proposer`` (F, L). With ``"random"`` the
        dataset holds the offers too, F's first; a row with Ψ = ∞ is UNDECIDED.
    off_path
        As for `solve`, one rule for all rows.
    strategies
        ``"pure"``, or ``"mixed"`` for all equilibria, pure and mixed: then the dataset holds ``kind``,
        ``index`` and the offers too, as ``concession_1``, ``struck_1`` and so on; what belongs to one deal
        is NaN where there are two. A row with σ = 1 and finite Ψ is UNDECIDED, and lists its pure equilibria.
    power
        λ, the probability that F proposes if the proposer is random; for one of each row's own give ``power``
        among the fields.
    information
        One structure for all rows; `Linear` by default.
    cost
        One law of C's cost for all rows; `Uniform` by default. Its numbers may differ from row to row: give
        them among the fields, such as ``{"cost.rate": [1, 2]}`` beside ``cost=Exponential(1)``. Each law
        is tabulated once, in about 10 ms.
    equilibria
        How many slots the ``equilibrium`` dimension has. By default as many as the row with most needs;
        with fewer, ``equilibrium_count`` still counts all, and those with fewest visits are kept.
    variables
        Which variables of an equilibrium the dataset holds, beside ``status`` and ``equilibrium_count``; all
        by default. Each costs 8 bytes a model, slot and proposer, which in memory that is new to the process
        takes its time too. Every equilibrium is certified whether its ``max_gain`` is asked for or not.
    threads
        How many threads; by default as many as the machine has cores. The bits do not depend on it.
    progress
        Called with the models done and wanted, before the first and after every block of them.

    Returns
    -------
    xarray.Dataset
        The ``variables`` of `Equilibrium` (NaN where undefined) over the fields' dimensions and
        ``equilibrium``, in order of visit probability, with ``status`` (codes, named by its attributes) and
        ``equilibrium_count``. A row in which a value is missing (NaN, None, masked) has status MISSING, one
        that is no model INVALID; neither has an equilibrium. The dataset's ``to_dataframe()`` makes it a
        table of pandas, a row for each point and equilibrium.

    Raises
    ------
    InputError
        For an unknown field, one that is missing or no number, shapes that do not broadcast, labels that
        differ, a bad option; all faults at once. A bad *value* in a row is no error.
    ImportError
        Without xarray, which the extra ``data`` brings.

    Examples
    --------
    >>> import numpy as np
    >>> import summitry as sm
    >>> answer = sm.solve_many(
    ...     dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=[0.35, 0.9, 1.5], q=0.6, psi=30),
    ...     proposer="F",
    ... )
    >>> [round(z, 6) for z in answer["concession"].isel(equilibrium=0).values.tolist()]
    [0.627452, 0.71685, nan]
    >>> answer["status"].values.tolist()
    [1, 1, 6]
    """
    require("solve_many", "data", "xarray")
    faults = option_faults(bargaining, proposer, equilibria, threads)
    faults += strategies_faults(strategies)
    drawn = str(proposer) == "random"  # whatever was given
    names = chosen_variables(variables, faults, strategies == "mixed" or drawn)
    rule, weakness = off_path_rule(off_path, faults)
    try:
        table = columns_of(fields, "solve_many")
    except InputError as error:
        raise InputError([*faults, *error.faults], where="solve_many") from None
    faults += varied_power_faults(table.columns, power, proposer, bargaining, strategies)
    structure = structure_of(table, information, faults)
    law = law_of(table, cost, faults)
    faults += stray_faults(table.columns, law, drawn or table.is_table)
    extra = [field for name, field in varied_fields(law, drawn).items() if name in table.columns]
    grid = broadcast(table, structure, faults, extra)
    if grid is not None:
        faults += name_faults(grid.dims, grid.coords, names, proposer)
    if faults or grid is None:
        raise InputError(faults, where="solve_many")
    protocols, columns = protocol_codes(bargaining, proposer, law), variable_codes(names)
    asked = Asked(structure, protocols, rule, weakness, equilibria, threads or cores(), columns)
    varied: dict[str, Any] = dict(grid.varied) | ({} if power is None else {POWER.name: float(power)})
    answers = solve_rows(
        grid.table, asked, mixed=strategies == "mixed", cost=law, varied=varied, progress=progress
    )
    attributes: dict[str, Any] = {"bargaining": bargaining, "off_path": off_path, "strategies": strategies}
    attributes |= {} if law == UNIFORM else {"cost": repr(law)}
    attributes |= {} if power is None else {"power": power}
    return _dataset(grid, answers, names, proposer, structure, attributes)


def varied_power_faults(
    varied: Collection[str], power: Any, proposer: Any, bargaining: Any, strategies: Any
) -> list[str]:
    """Return what is wrong with λ, which may be one for all models, or vary."""
    if POWER.name not in varied or not (isinstance(proposer, str) and proposer == "random"):
        return power_faults(power, proposer, bargaining, strategies)
    faults = power_faults(POWER.example, proposer, bargaining, strategies)
    if power is not None:
        faults.append(
            f"power = {shown(power)} is given for all models, and as a value of each. Leave one of the two "
            "out."
        )
    return faults


def option_faults(bargaining: str, proposer: str, equilibria: Any, threads: Any) -> list[str]:
    """Return what is wrong with the options that `solve_many` and `sweep` share."""
    faults = check_protocol(bargaining, proposer, both=True, chance=True)
    for name, value, most in (("equilibria", equilibria, 2**20), ("threads", threads, None)):
        if value is not None:
            faults += whole_number_faults(name, value, 1, most, example=2)
    return faults


def off_path_rule(off_path: Any, faults: list[str]) -> tuple[int, float]:
    """Return the engine's number of the off-path rule, and the weakness if it is one."""
    if isinstance(off_path, str) and off_path in _RULES:
        return _RULES[off_path], 0.0
    number = as_number(off_path)
    if number is not None and 0.0 < number < 1.0:
        return engine.GIVEN, number
    faults.append(
        f"off_path = {shown(off_path)} is not an off-path rule. It must be 'strongest' (Assumption 1), "
        "'prior', 'smallest', or a weakness between 0 and 1; rows for which that is no weakness of a signal "
        "are invalid. Write for example off_path='strongest'."
    )
    return engine.STRONGEST, 0.0


def _proposers() -> xarray.Coordinates:
    """Return the coordinate of both proposers, made as xarray makes it but without loading dask."""
    import pandas
    import xarray
    from xarray.indexes import PandasIndex  # `import xarray` alone brings it in new versions only

    index = PandasIndex(
        pandas.Index(np.array(["F", "L"]), name="proposer"), "proposer", coord_dtype=np.dtype("<U1")
    )
    return xarray.Coordinates(index.create_variables(), {"proposer": index})


def _dataset(
    grid: Grid, answers: Answers, names: list[str], proposer: str, information: Information,
    attributes: dict[str, Any],
) -> xarray.Dataset:  # fmt: skip
    import xarray

    lead = ("proposer",) if proposer == "both" else ()
    shape = ((2,) if lead else ()) + grid.shape
    dims = (*lead, *grid.dims)
    # fastpath: otherwise xarray loads dask, if it is installed, to see whether these are arrays of it
    variable = partial(xarray.Variable, fastpath=True)
    data: dict[str, Any] = {
        "status": variable(dims, answers.status.reshape(shape), STATUS.attributes() | flags()),
        "equilibrium_count": variable(dims, answers.counts.reshape(shape), COUNT.attributes()),
    }  # fmt: skip
    slots = answers.numbers.shape[0]
    for column, name in enumerate(names):
        values = np.moveaxis(answers.numbers[..., column].reshape(slots, *shape), 0, -1)
        data[name] = variable((*dims, "equilibrium"), values, variable_attributes(name))
    coords: Any = dict(grid.coords) | ({"proposer": ["F", "L"]} if lead else {})
    if lead and not grid.coords:
        coords = _proposers()
    attributes = attributes | {"information": str(information.to_dict())}
    return xarray.Dataset(
        data, coords=coords, attrs=attributes | ({} if lead else {"proposer": proposer})
    )
