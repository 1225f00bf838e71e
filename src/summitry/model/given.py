"""A model as it is given: a `Model`, a scenario or its name, values by name, the row of a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

from .faults import InputError, closest, kind_of, shown
from .frames import Table, is_frame, only_row, without_labels
from .parameters import NAMES, Model
from .scenarios import Scenario, load_scenario

if TYPE_CHECKING:
    import pandas
    import polars
    import xarray
    from numpy.typing import ArrayLike

GivenModel: TypeAlias = (
    "Model | Scenario | str | PathLike[str] | Mapping[str, Any]"
    " | pandas.DataFrame | polars.DataFrame"
)
GivenFields: TypeAlias = (
    "Mapping[str, ArrayLike] | pandas.DataFrame | polars.DataFrame | xarray.Dataset | GivenModel"
    " | Sequence[GivenModel]"
)
_FORMS = (
    "It may be a Model, a scenario or its name, a dictionary of parameters, or a frame with one row. "
    'Write for example Model(alpha=2, ...) or "trump-zelensky-2019".'
)


def model_of(
    given: Any, where: str, faults: Sequence[str] = (), changes: Mapping[str, Any] | None = None,
    options: Sequence[str] = (),
) -> Model:  # fmt: skip
    """Return the model that is meant, with some parameters changed.

    Parameters
    ----------
    given
        A model in any form.
    where
        The call, for messages.
    faults
        What is wrong with the call's other arguments.
    changes
        Parameters that differ, by name.
    options
        Names that the call knows beside the parameters, for messages.

    Raises
    ------
    InputError
        If it is no model, for a parameter that is unknown or not allowed, and for ``faults``; all at once.

    Examples
    --------
    >>> model_of("uniform-example", "solve", changes={"sigma": 0.9}).sigma
    0.9
    """
    if isinstance(given, Model) and not changes and not faults:
        return given
    changes = {} if changes is None else changes
    known = {name: value for name, value in changes.items() if name in NAMES}
    wrong = [*faults]
    wrong += [_strange(name, changes[name], options) for name in changes if name not in NAMES]
    try:
        model = Model.from_dict(values_of(given, where) | known)
    except InputError as error:
        own = error.where in ("", where, "Model.from_dict")
        raise InputError([*wrong, *(error.faults if own else error.located)], where) from None
    if wrong:
        raise InputError(wrong, where)
    return model


def values_of(given: Any, where: str) -> dict[str, Any]:
    """Return the parameters of a model by name, not checked if they are given so.

    Raises
    ------
    InputError
        If it is no model in any form.
    """
    if isinstance(given, str | PathLike):
        given = load_scenario(given)
    if isinstance(given, Scenario):
        given = given.model
    if isinstance(given, Model):
        return {name: getattr(given, name) for name in NAMES}
    if is_frame(given):
        return only_row(given, where)
    if isinstance(given, Mapping) or (hasattr(given, "keys") and hasattr(given, "items")):
        values = {str(name): value for name, value in given.items()}
        return without_labels(values) if hasattr(given, "iloc") else values  # a row of pandas
    many = isinstance(given, list | tuple) and any(isinstance(x, Model | Scenario) for x in given)
    advice = "For a list of models use solve_many." if many else _FORMS
    raise InputError(f"model = {shown(given)} is {kind_of(given)}, not a Model. {advice}", where)


def _strange(name: str, value: Any, options: Sequence[str]) -> str:
    """Return the fault of a keyword that is neither an option nor a parameter."""
    fault = f"{name} = {shown(value)} is unknown. "
    meant = closest(name, {word: word for word in (*options, *NAMES)})
    if meant:
        return f"{fault}Did you mean {meant}? Write {meant}=."
    names = ", ".join((*options, *NAMES))
    return f"{fault}A call may change {names}. Remove {name}, or use one of these names."


def columns_of_models(models: Sequence[Any], where: str) -> Table:
    """Bring a list of models together, one a row; the names of scenarios label the rows.

    Raises
    ------
    InputError
        For an item that is no model, naming the first.
    """
    rows, titles = [], []
    for number, given in enumerate(models):
        try:
            case = load_scenario(given) if isinstance(given, str | PathLike) else given
            rows.append(values_of(case, where))
        except InputError as error:
            fault = error.faults[0].replace("model =", f"fields[{number}] =", 1)
            raise InputError(fault, where) from None
        titles.append(case.name if isinstance(case, Scenario) else None)
    names = dict.fromkeys(name for row in rows for name in row)
    if not names:
        raise InputError("fields is an empty list. Give one model or more.", where)
    columns = {name: [row.get(name) for row in rows] for name in names}
    for name, kind in (("information", "information structure"), ("cost", "cost law")):
        found = columns.pop(name, [None])
        if any(value != found[0] for value in found):
            raise InputError(
                f"the models in fields have different {kind}s, and solve_many has one for all. "
                f"Solve those with the same {kind.split()[-1]} together.",
                where,
            )
        if found[0] is not None:
            columns[name] = found[0]
    if None in titles:
        return Table(columns, None, True)
    import pandas

    return Table(columns, pandas.Index(titles), True)
