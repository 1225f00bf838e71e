"""`who_gains`: one word for each answer: mutually beneficial, resource curse, no deal, none, several."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from ..model.faults import InputError, kind_of
from ..model.variables import WHO_GAINS
from ..model.words import REGIONS

if TYPE_CHECKING:
    import xarray

    from .solution import Solution

ROUNDING = 1e-12  # of the two payoffs' sizes: a smaller difference is a tie
_NEEDED = ("status", "visit_probability", "payoff_F", "payoff_L_salient", "payoff_L_isolated")
Number = TypeVar("Number", float, NDArray[np.float64])


class Gains(enum.Enum):
    """Who gains from diplomacy when F wants a favour, against full isolation (T5, "Ex ante").

    The value is a sentence; `code` is the number in the array of `who_gains`, `label` a few words for a
    legend.
    """

    NONE = "no pure-strategy equilibrium exists"
    NO_DEAL = "no deal: no visit is ever bought"
    CURSE = "resource curse: L, when F wants a favour, is worse off than in isolation"
    NEUTRAL = "a visit is bought, but L or F only breaks even"
    MUTUAL = "mutually beneficial: L and F both gain over isolation when F wants a favour"
    SEVERAL = "several equilibria exist"
    LIMIT = "an answer only in the limit of ever larger Ψ, or a price without bound"
    UNANSWERED = "no answer: the search could not decide, or there is no model to solve"

    def __str__(self) -> str:
        return self.value

    @property
    def code(self) -> int:
        """Number that stands for it in an array."""
        return _ORDER.index(self)

    @property
    def label(self) -> str:
        """A few words for a legend."""
        return REGIONS[self.name].label


_ORDER = tuple(Gains)
# what a status means by itself; with exactly one equilibrium its payoffs decide
BY_STATUS = {
    "NONE": Gains.NONE, "SEVERAL": Gains.SEVERAL, "LIMIT": Gains.LIMIT, "UNBOUNDED": Gains.LIMIT,
    "UNDECIDED": Gains.UNANSWERED, "INVALID": Gains.UNANSWERED, "MISSING": Gains.UNANSWERED,
}  # fmt: skip


def gain_over_isolation(payoff: Number, isolated: Number) -> Number:
    """L's payoff when F wants a favour less that of isolation; a difference within rounding is 0 (T5).

    Parameters
    ----------
    payoff, isolated
        L's payoff given S = 1 and Ψ(1 − k₀²/c); survival probabilities when Ψ = ∞. Numbers or arrays.
    """
    gain = payoff - isolated
    return gain * (abs(gain) > ROUNDING * (abs(payoff) + abs(isolated)))


@overload
def who_gains(answer: Solution) -> Gains: ...
@overload
def who_gains(answer: xarray.Dataset) -> xarray.DataArray: ...


def who_gains(answer: Solution | xarray.Dataset) -> Gains | xarray.DataArray:
    """Classify every answer by who gains over isolation when F wants a favour (T5, "Ex ante").

    Parameters
    ----------
    answer
        What `solve` or `solve_many` gives.

    Returns
    -------
    Gains or xarray.DataArray
        For a `Solution` one word. For a dataset codes (uint8) over its dimensions without
        ``equilibrium``, named by ``flag_values`` and ``flag_meanings`` among the attributes.

    Raises
    ------
    InputError
        If it is neither, or a dataset without the variables that decide.

    Examples
    --------
    >>> import summitry as sm
    >>> fields = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=[0, 0.35], q=0.6, psi=30)
    >>> codes = sm.who_gains(sm.solve_many(fields, proposer="both"))
    >>> names = codes.attrs["flag_meanings"].split()
    >>> [[names[code] for code in row] for row in codes.values]
    [['NEUTRAL', 'CURSE'], ['MUTUAL', 'MUTUAL']]
    >>> print(sm.who_gains(sm.solve(sm.load_scenario("trump-zelensky-2019").model, proposer="F")))
    resource curse: L, when F wants a favour, is worse off than in isolation
    """
    given: Any = answer
    if hasattr(given, "equilibria"):
        return _of_solution(given)
    variables = getattr(answer, "data_vars", None)
    missing = _NEEDED if variables is None else [n for n in _NEEDED if n not in variables]
    if variables is None or missing:
        trouble = "" if variables is None else f" without {', '.join(missing)}"
        raise InputError(
            f"answer is {kind_of(answer) if variables is None else 'a dataset'}{trouble}. It must be what "
            "solve or solve_many gives. Write for example who_gains(solve_many({...}, proposer='both')).",
            "who_gains",
        )
    return _of_dataset(given)


def _of_solution(solution: Solution) -> Gains:
    """Classify one answer."""
    if (known := BY_STATUS.get(solution.status.name)) is not None:
        return known
    (eq,) = (*solution.equilibria, *solution.mixed)
    code = _sole(*(np.array(getattr(eq, name), float) for name in _NEEDED[1:]))
    return _ORDER[int(code)]


def _sole(v: Any, payoff_f: Any, payoff_l: Any, isolated: Any) -> NDArray[np.uint8]:
    """Classify the only equilibrium of each row."""
    gain = gain_over_isolation(payoff_l, isolated)
    conditions = [v == 0.0, gain < 0.0, (gain > 0.0) & (payoff_f > 0.0)]
    choices = [Gains.NO_DEAL.code, Gains.CURSE.code, Gains.MUTUAL.code]
    return np.select(conditions, choices, Gains.NEUTRAL.code).astype(np.uint8)


def gain_codes(
    status: NDArray[np.int8], names: list[str], first: Callable[[str], NDArray[np.float64]]
) -> NDArray[np.uint8]:
    """Classify arrays of answers.

    Parameters
    ----------
    status, names
        Codes of `Status`, and the name of each.
    first
        Gives a variable of the first equilibrium, in the shape of ``status``.
    """
    table = np.array([BY_STATUS.get(name, Gains.NONE).code for name in names], np.uint8)
    sole = _sole(*(first(name) for name in _NEEDED[1:]))
    return np.where(status == names.index("ONE"), sole, table[status])


def _of_dataset(answer: xarray.Dataset) -> xarray.DataArray:
    """Classify every row of a dataset."""
    import xarray

    status = answer["status"]

    def first(name: str) -> NDArray[np.float64]:
        return np.asarray(answer[name].isel(equilibrium=0).transpose(*status.dims).values)

    codes = gain_codes(status.values, str(status.attrs["flag_meanings"]).split(), first)
    flags = {
        "flag_values": list(range(len(_ORDER))),
        "flag_meanings": " ".join(member.name for member in _ORDER),
    }
    return xarray.DataArray(
        codes, dims=status.dims, coords=status.coords, name="who_gains",
        attrs=WHO_GAINS.attributes() | flags,
    )  # fmt: skip
