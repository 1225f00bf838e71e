"""Registry of variables: their long names, symbols, units and sources, read from `words.json`."""

from __future__ import annotations

from typing import Any, NamedTuple

from .conversion import is_missing
from .faults import closest, shown
from .words import WORDS


class Variable(NamedTuple):
    """One number that an equilibrium reports."""

    long_name: str
    symbol: str
    unit: str
    source: str

    def attributes(self) -> dict[str, str]:
        """Attributes of a labelled array, so that a plot of it labels itself."""
        return {
            "long_name": self.long_name, "symbol": self.symbol, "units": self.unit,
            "source": self.source,
        }  # fmt: skip


def _read(section: str) -> dict[str, Variable]:
    """Read a section of `words.json`."""
    return {name: Variable(**entry) for name, entry in WORDS[section].items()}


VARIABLES = _read("variables")  # of an equilibrium
# what datasets hold beside them in mixed strategies: numbered offers, in order of their visits
MIXED_VARIABLES = _read("mixed_variables")
PLAY_VARIABLES = _read("play_variables")
PICTURE_VARIABLES = _read("picture_variables")  # places on the weakness curve, deals, gains
# fields of a model, where they are coordinates; their domains are in `summitry.model.parameters.FIELDS`
FIELD_VARIABLES = {
    name: Variable(entry["short"], entry["symbol"], entry["unit"], entry["source"])
    for name, entry in WORDS["fields"].items()
}
# what a row of many models has beside its equilibria
PROPOSER, STATUS, COUNT, WHO_GAINS = _read("row_variables").values()


def chosen_variables(wanted: Any, faults: list[str], mixed: bool = False) -> list[str]:
    """Read which variables of an equilibrium somebody wants, in the order asked for; None is all of them.

    Those of mixed strategies are known only where these are asked for.

    Faults are added to ``faults``.
    """
    all_of_them = VARIABLES | (MIXED_VARIABLES if mixed else {})
    if wanted is None:
        return list(all_of_them)
    if isinstance(wanted, str) or is_missing(wanted) or not hasattr(wanted, "__iter__"):
        faults.append(
            f"variables = {shown(wanted)} is no list of names. Write for example "
            "variables=['concession', 'visit_probability']."
        )
        return []
    names, known = list(wanted), {name: name for name in all_of_them}
    for name in dict.fromkeys(map(str, names)):
        if name not in known:
            near = closest(name, known)
            hint = f"Did you mean {near}? " if near else ""
            faults.append(
                f"variables names {shown(name)}, which is none. {hint}They are {', '.join(all_of_them)}; "
                "status and equilibrium_count are always there."
            )
        elif names.count(name) > 1:
            faults.append(f"variables names {name} more than once. Name it once.")
    return [str(name) for name in names]
