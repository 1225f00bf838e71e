"""What a solver answers: a status in words and every equilibrium with its certificate."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..model.arguments import kind_faults
from ..model.extras import require
from ..model.saved_results import FORMAT
from ..model.words import SENTENCES
from .equilibrium import Equilibrium, OffPath
from .status import Status

if TYPE_CHECKING:
    import pandas
    import xarray

    from ..model.parameters import Model
    from .disclosed import EquilibriumInterval
    from .solutions import Solutions

class NoUniqueEquilibriumError(LookupError):
    """Raised by `Solution.equilibrium` when there is not exactly one."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Solution:
    """Every equilibrium of one protocol, with the status and what was rejected.

    Attributes
    ----------
    model, bargaining, proposer, off_path
        What was solved.
    status
        The answer in one sentence (`Status`).
    equilibria
        In order of visit probability; no visits first.
    rejected
        Candidates that solve the first-order condition but from which somebody gains by deviating; certified
        when first asked for, by ``rejected_source``.
    supporting_reading
        κ̂: the smallest weakness read into an unexpected visit with unseen price that supports no visits (T5);
        None when none does (`reasons` says so).
    supports_no_visits
        For the named off-path rules, whether no visits is an equilibrium under them.
    strategies
        ``"pure"``, or ``"mixed"`` where mixed equilibria were searched too.
    mixed
        Equilibria in mixed strategies in order of the probability of a visit (T11); with a random proposer
        its profiles of two deals (T13.3).
    power
        λ, the probability that F proposes if the proposer is random; else None.
    disclosure, reach
        Who may prove the price, or that there is no deal, and with which probability (T13.5).
    intervals
        Where a whole interval of deals are equilibria (`EquilibriumInterval`); `equilibria` lists its ends.
    """

    model: Model
    bargaining: str
    proposer: str
    off_path: OffPath
    status: Status
    equilibria: tuple[Equilibrium, ...]
    rejected_source: Callable[[], tuple[Equilibrium, ...]] = field(
        default=tuple, repr=False, compare=False
    )
    supporting_reading: float | None = None
    supports_no_visits: dict[str, bool] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    power: float | None = None
    strategies: str = "pure"
    mixed: tuple[Equilibrium, ...] = ()
    disclosure: str = "none"
    reach: float = 1.0
    intervals: tuple[EquilibriumInterval, ...] = ()

    def __repr__(self) -> str:
        shares = ", ".join(f"{eq.visit_probability:.6g}" for eq in (*self.equilibria, *self.mixed))
        found = f", v = {shares}" if shares else ""
        return f"<Solution {self.label}: {self.answer}{found}>"

    def _repr_html_(self) -> str:
        return self._alone._repr_html_()

    @cached_property
    def rejected(self) -> tuple[Equilibrium, ...]:
        """Candidates that are no equilibria, certified when first asked for: most users never look."""
        return self.rejected_source()

    @property
    def equilibrium(self) -> Equilibrium:
        """The equilibrium, when there is exactly one.

        Raises
        ------
        NoUniqueEquilibriumError
            When there is none or more than one; the message says what to look at instead.
        """
        if len(self.equilibria) == 1:
            return self.equilibria[0]
        say = f"{self.label}: {self.answer}."
        if self.mixed:
            what = "in mixed strategies" if self.power is None else "of two deals"
            say += f" {len(self.mixed)} {what}: see solution.mixed."
        if self.equilibria:
            shares = ", ".join(f"{eq.visit_probability:.6g}" for eq in self.equilibria)
            say += f" Visit probabilities: {shares}. Choose from solution.equilibria."
        elif self.status is Status.NONE:
            say += " See solution.rejected, each with its best deviation" + (
                f", or set off_path to {self.supporting_reading:.6g} or more."
                if self.supporting_reading is not None
                else "."
            )
        raise NoUniqueEquilibriumError(say)

    @property
    def answer(self) -> str:
        """The status in words: with mixed strategies "none" says that these were searched too."""
        if self.status is Status.NONE and self.strategies == "mixed":
            return str(SENTENCES["mixed"]["none"])
        return self.status.value

    @property
    def label(self) -> str:
        """The protocol in words."""
        if self.power is not None:
            template = SENTENCES["summary"]["label_random"]
            return str(template.format(bargaining=self.bargaining, power=f"{self.power:g}"))
        words = f"{self.bargaining} bargaining, {self.proposer} proposes"
        return words if self.disclosure == "none" else f"{words}, disclosure {self.disclosure!r}"

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `verify` can judge: infinity is "inf", undefined is None with its reason.

        Only what can be recomputed from the model is written: no certificate, rejected candidate or note.
        """
        return {"format": FORMAT, "model": self.model.to_dict(), **self.answer_dict()}

    def answer_dict(self) -> dict[str, Any]:
        """`to_dict` without the model, for a document that holds the answers to several protocols."""
        out: dict[str, Any] = {
            "bargaining": self.bargaining,
            "proposer": self.proposer,
            "off_path": self.off_path,
            "status": self.status.name.lower(),
            "equilibria": [eq.to_dict() for eq in self.equilibria],
            "supporting_reading": self.supporting_reading,
            "supports_no_visits": dict(self.supports_no_visits),
            "reasons": dict(self.reasons),
        }
        if self.power is not None:
            out["power"] = self.power
        if self.strategies == "mixed" or self.power is not None:
            out["mixed"] = [eq.to_dict() for eq in self.mixed]
        if self.disclosure != "none":
            out |= {"disclosure": self.disclosure, "reach": self.reach}
            out["intervals"] = [
                [eq.visit_probability for eq in (interval.low, interval.high)]
                for interval in self.intervals
            ]
        return out

    def to_json(self, indent: int | None = 2) -> str:
        """JSON text of `to_dict`; never NaN or Infinity."""
        return json.dumps(plain(self.to_dict()), indent=indent, allow_nan=False, ensure_ascii=False)

    def to_xarray(self) -> xarray.Dataset:
        """Labelled dataset with one ``equilibrium`` dimension (needs the ``data`` extra).

        Mixed equilibria follow the pure ones, with the offers of each, numbered as in `solve_many`.
        """
        require("to_xarray", "data", "xarray")
        import xarray

        from ..model.variables import MIXED_VARIABLES, VARIABLES
        from .offers import numbered

        found = (*self.equilibria, *self.mixed)
        names = dict(VARIABLES)
        if self.mixed:
            names |= {name: v for name, v in MIXED_VARIABLES.items() if name != "kind"}
        rows = [
            {name: getattr(eq, name, None) for name in names}
            | numbered(eq.offers if eq.is_mixed else ())
            for eq in found
        ]
        data: dict[str, Any] = {
            name: (
                "equilibrium",
                [math.nan if (x := row[name]) is None else x for row in rows],
                v.attributes(),
            )
            for name, v in names.items()
        }
        if self.mixed:
            data["kind"] = ("equilibrium", [eq.kind for eq in found])
        attributes = {
            "status": self.status.value,
            "protocol": self.label,
            "model": repr(self.model),
        }
        return xarray.Dataset(data, attrs=attributes)

    def to_dataframe(self) -> pandas.DataFrame:
        """Table of pandas with a row for each equilibrium and a column for each variable.

        It needs the ``data`` extra.
        """
        require("to_dataframe", "data", "xarray", "pandas")
        return self.to_xarray().to_dataframe()

    def to_latex(self) -> str:
        """Return a table for LaTeX, with a column for each equilibrium (needs its package booktabs)."""
        return self._alone.to_latex()

    def to_csv(self) -> str:
        """Return CSV with a row for each equilibrium: parameters, protocol, status, variables."""
        return self._alone.to_csv()

    @property
    def _alone(self) -> Solutions:
        from .solutions import Solutions

        return Solutions((self,))

    def summary(self) -> str:
        """Two or three sentences that say what the answer means."""
        from .summary import explain

        return explain(self)


def equilibrium_faults(given: Any, pure: bool = False) -> list[str]:
    """Return what is wrong with something that must be one equilibrium, or a pure one; nothing if it is."""
    if isinstance(given, Solution):
        return [
            f"equilibrium is a Solution ({given.status.value}), not an Equilibrium. Give "
            "solution.equilibrium, or one of solution.equilibria."
        ]
    if pure and isinstance(given, Equilibrium) and given.is_mixed:
        return [
            f"equilibrium is in mixed strategies ({given.kind}): that one player deviates is worked out for "
            "pure ones only. Give one of solution.equilibria, or put it on a tree with extensive_form."
        ]
    return kind_faults("equilibrium", given, Equilibrium, "Give solve(...).equilibrium.")


def plain(value: Any) -> Any:
    """Replace what JSON cannot hold: infinity by "inf", NaN by None."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return value if math.isfinite(value) else ("inf" if value > 0 else "-inf")
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
