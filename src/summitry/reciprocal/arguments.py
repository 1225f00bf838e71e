"""What is wrong with a pair of models, all of it at once (T13.6)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..equilibrium.check import curve_of
from ..model.arguments import number_faults
from ..model.faults import InputError, shown
from ..model.given import model_of
from ..model.parameters import Model
from .leaders import Leader

_MOST_STEPS = 300  # signals that the search on pairs of rules still takes well under a second


class Pair(NamedTuple):
    """Two leaders who may visit each other, and the salience σ of their visits."""

    leaders: tuple[Leader, Leader]
    sigma: float


def pair_of(
    model_1: Any, model_2: Any, sigma: Any, where: str, faults: Sequence[str],
    off_path: Any = "strongest",
) -> Pair:  # fmt: skip
    """Return the two leaders that are meant, and σ: by default that of the models, if they agree.

    Raises
    ------
    InputError
        For what is no model, σ outside [0, 1), an off-path rule other than Assumption 1, Ψ = ∞, a cost law
        for which nothing is derived, too many signals; all faults of both models at once, and ``faults``.
    """
    wrong = [*faults, *_off_path_faults(off_path)]
    models: list[Model] = []
    for number, given in enumerate((model_1, model_2), 1):
        try:
            model = model_of(given, where)
            wrong += [f"model_{number}: {fault}" for fault in _unsupported(model)]
            models.append(model)
        except InputError as error:
            wrong += [f"model_{number}: {fault.removeprefix('model = ')}" for fault in error.faults]
    salience, strange = _salience(models, sigma)
    wrong += strange
    if wrong:
        raise InputError(wrong, where)
    return Pair((Leader(models[0]), Leader(models[1])), salience)


def _salience(models: list[Model], sigma: Any) -> tuple[float, list[str]]:
    """Return σ and what is wrong with it."""
    if sigma is None:
        if len(models) < 2:
            return 0.0, []
        one, two = (float(model.sigma) for model in models)
        if one != two:
            return 0.0, [
                f"sigma is missing, and the models differ in it ({one:g} and {two:g}). Both challengers must "
                "have the same. Write for example sigma=0.35."
            ]
        sigma = one
    faults = number_faults("sigma", sigma, highest=1.0, example=0.35)
    if not faults and float(sigma) == 1.0:
        faults = [
            "sigma = 1 is not supported: with a visit that is sure to take place nothing explains its "
            "absence, and an equilibrium need not exist (T13.6 needs σ < 1). Write for example "
            "sigma=0.999999."
        ]
    return (0.0 if faults else float(sigma)), faults


def _off_path_faults(off_path: Any) -> list[str]:
    """Return what is wrong with the rule for swaps that nobody expects, or with a pair of rules."""
    if off_path == "strongest":
        return []
    if isinstance(off_path, tuple | list) and len(off_path) == 2:
        if list(off_path) == ["strongest"] * 2:
            return []
        if off_path[0] != off_path[1]:
            return [
                f"off_path = {shown(off_path)}: the two challengers would read an unexpected swap by "
                "different rules. It must be 'strongest' for both (Assumption 1). Leave off_path out."
            ]
    return [
        f"off_path = {shown(off_path)} is not supported for visits in return: existence is derived for "
        "'strongest' (Assumption 1) alone. Leave off_path out."
    ]


def _unsupported(model: Model) -> list[str]:
    """Return what of a good model nothing is derived for."""
    faults = []
    if math.isinf(model.psi):
        faults.append(
            "psi = inf has no derived limit for visits in return. Give a finite psi, for example psi=1e6."
        )
    law = getattr(model, "cost", None)
    # other laws of the challenger's cost change every equation here, and none of them is written for them
    if law is not None and type(law).__name__ != "Uniform":
        faults.append(
            f"cost = {shown(law)} is not supported for visits in return: the challenger's cost must be "
            "uniform. Leave cost out."
        )
    segments = curve_of(model).segments
    if segments > _MOST_STEPS and not faults:
        faults.append(
            f"the information structure has {segments} signals, and the search takes at most {_MOST_STEPS}. "
            "Use Linear(), whose signal is continuous, or a smaller n."
        )
    return faults
