"""Many answers as one table of pandas, without the slots that no equilibrium fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..equilibrium.mixed import KIND_NAMES
from ..equilibrium.status import Status
from ..model.extras import require
from ..model.faults import InputError, kind_of, shown

if TYPE_CHECKING:
    import pandas
    import xarray

_NEEDED = ("status", "equilibrium_count")


def to_dataframe(answer: xarray.Dataset) -> pandas.DataFrame:
    """Turn many answers into a table of pandas: a row for each equilibrium, and one for a model without.

    Parameters
    ----------
    answer
        What `solve_many` or `sweep` gives, or a part of it with its ``equilibrium`` dimension; all of it is
        loaded into memory.

    Returns
    -------
    pandas.DataFrame
        Columns: the dimensions and coordinates, ``status`` in words, ``equilibrium_count``, the number of the
        ``equilibrium`` (from 1; missing without one), and the variables of `Equilibrium`. The dataset's own
        ``to_dataframe`` has a row for each slot of its ``equilibrium`` dimension, filled or not.

    Raises
    ------
    InputError
        If it is not such a dataset.
    ImportError
        Without pandas, which the extra ``data`` brings.

    Examples
    --------
    >>> import summitry as sm
    >>> fields = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=[0.35, 0.9], q=0.6, psi=30)
    >>> table = sm.to_dataframe(sm.solve_many(fields, equilibria=3))
    >>> table[["point", "status", "equilibrium", "concession"]].round(6)
       point status  equilibrium  concession
    0      0    one            1    0.474266
    1      1    one            1    0.612706
    """
    require("to_dataframe", "data", "pandas")
    import pandas

    variables = getattr(answer, "data_vars", {})
    if not all(name in variables for name in _NEEDED) or "equilibrium" not in answer.dims:
        raise InputError(
            f"answer = {shown(answer)} is {kind_of(answer)}, not the dataset that solve_many or sweep gives. "
            "Write for example to_dataframe(solve_many({...})).",
            "to_dataframe",
        )
    loaded = answer.compute()
    dims = loaded["status"].dims
    count = loaded["equilibrium_count"].transpose(*dims).values
    filled = np.arange(loaded.sizes["equilibrium"]) < np.maximum(count, 1)[..., np.newaxis]
    places = dict(zip((*dims, "equilibrium"), np.nonzero(filled), strict=True))

    def column(variable: xarray.DataArray) -> Any:
        chosen = variable.values[tuple(places[str(dim)] for dim in variable.dims)]
        return np.broadcast_to(chosen, places["equilibrium"].shape)  # a single model has no dimension

    columns: dict[str, Any] = {
        str(dim): places[str(dim)] for dim in dims if dim not in loaded.coords
    }
    columns |= {
        str(name): column(values) for name, values in loaded.coords.items() if name != "equilibrium"
    }
    names = np.array([status.name.lower() for status in Status])
    known = pandas.Categorical.from_codes(column(loaded["status"]), list(names))
    numbers = pandas.array(places["equilibrium"] + 1, dtype="Int64")
    numbers[column(loaded["equilibrium_count"]) == 0] = pandas.NA
    columns |= {"status": known, "equilibrium_count": column(loaded["equilibrium_count"])}
    columns["equilibrium"] = numbers
    columns |= {
        str(name): column(values) for name, values in loaded.data_vars.items() if name not in _NEEDED
    }
    if "kind" in loaded.data_vars:
        codes = np.nan_to_num(columns["kind"], nan=-1.0).astype(int)
        columns["kind"] = pandas.Categorical.from_codes(codes, list(KIND_NAMES))
    return pandas.DataFrame(columns)
