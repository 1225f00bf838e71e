"""Section 8: who gains if q rises or if bargaining is opened, L or an antagonist who wants L removed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .claim import Claim, opposite
from .compare import PROPOSER, at_visits, comparison, needs
from .sample import Answer, Sample
from .section_7 import SIDES, WHO, gain_over_isolation

Table = NDArray[np.float64]


def _more_risk(name: str) -> Callable[[Sample, Answer], Table]:
    def margin(sample: Sample, answer: Answer) -> Table:
        isolated = answer.get("removal_isolated")
        return np.asarray((answer.get(name) - isolated) / isolated)

    return margin


def _opening(p: str) -> tuple[Claim, ...]:
    rows = (
        ("antagonist-salient", at_visits(_more_risk("removal_salient"), p),
         "an antagonist would keep the doors closed given S = 1: L is removed at least as often as "
         "under open bargaining", "L is removed at most as often"),
        ("antagonist-ex-ante", at_visits(_more_risk("removal_ex_ante"), p),
         "an antagonist would keep the doors closed before S is known: L is removed at least as often "
         "as under open bargaining", "L is removed at most as often"),
        ("L-opens-salient", gain_over_isolation(p, -1.0),
         "L would open the doors given S = 1", "L would keep them closed"),
        ("L-opens-ex-ante", gain_over_isolation(p, -1.0, ex_ante=True),
         "L would open the doors before S is known", "L would keep them closed"),
    )  # fmt: skip
    return tuple(
        Claim(
            id=f"s8-{slug}-{p}", statement=f"{WHO[p]}, {words}", source="§8, third party",
            region=f"{PROPOSER[p]}; every equilibrium with visits", evaluate=evaluate,
            control_statement=false, control=opposite(evaluate), needs=needs(f":{p}"),
        )
        for slug, evaluate, words, false in rows
    )  # fmt: skip


def _revealing() -> tuple[Claim, ...]:
    rows = (
        ("removal", "removal", "given S = 1"),
        ("removal-ex-ante", "removal ex ante", "ex ante"),
    )
    return tuple(
        comparison(
            id=f"s8-q-lowers-{slug}-L", statement="With L proposing, an antagonist would not reveal the "
            f"concession: L's risk of removal {words} falls in q", source="§8, third party", moved=name,
            change="q+", proposer="L", sign=-1.0, control="It rises in q",
        )
        for slug, name, words in rows
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (*(claim for p in SIDES for claim in _opening(p)), *_revealing())
