"""Section 8: who gains if q rises or if bargaining is opened, L or an antagonist who wants L removed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .claim import OF_PSI, Claim, Condition, Evaluate, opposite
from .compare import PROPOSER, at_visits, comparison, needs
from .conditions import CLOSED, NOT_WORTH, WEAK_VISIT, Slots, Where, under
from .sample import Answer, Sample
from .section_7 import SIDES, WHO, gain_over_isolation

Table = NDArray[np.float64]


def _more_risk(name: str, p: str, where: Slots | None = None) -> Evaluate:
    """Make the margin of "L is removed at least as often as in isolation"."""

    def margin(sample: Sample, answer: Answer) -> Table:
        isolated = answer.get("removal_isolated")
        return np.asarray((answer.get(name) - isolated) / isolated)

    return at_visits(margin, p, where=where)


def _chosen(make: Callable[..., Evaluate], where: Slots) -> Evaluate:
    return make(where=where)


def _opening(p: str) -> tuple[Claim, ...]:
    before, given = CLOSED + "Before S is drawn", CLOSED + "What L loses with F proposing"
    risk, worse = partial(_more_risk, "removal_salient", p), partial(gain_over_isolation, p, -1.0)
    rows: tuple[tuple[str, Callable[..., Evaluate], str, str, str | None, tuple[Where, ...]], ...] = (
        ("antagonist-salient", risk,
         "an antagonist would keep the doors closed given S = 1: L is removed at least as often as "
         "under open bargaining", "L is removed at most as often", None, (WEAK_VISIT,)),
        ("antagonist-ex-ante", partial(_more_risk, "removal_ex_ante", p),
         "an antagonist would keep the doors closed before S is known: L is removed at least as often "
         "as under open bargaining", "L is removed at most as often", before, ()),
        ("L-opens-salient", worse,
         "L would open the doors given S = 1", "L would keep them closed",
         given if p == "F" else None, () if p == "F" else (NOT_WORTH,)),
        ("L-opens-ex-ante", partial(gain_over_isolation, p, -1.0, ex_ante=True),
         "L would open the doors before S is known", "L would keep them closed", before, ()),
    )  # fmt: skip
    return tuple(
        _opening_claim(p, slug, make(), words, false, proof, under(
            holds, make(), needs(f":{p}"), partial(_chosen, make)
        ))
        for slug, make, words, false, proof, holds in rows
    )  # fmt: skip


def _opening_claim(
    p: str, slug: str, evaluate: Evaluate, words: str, false: str, proof: str | None,
    conditions: tuple[Condition, ...],
) -> Claim:  # fmt: skip
    return Claim(
        id=f"s8-{slug}-{p}", statement=f"{WHO[p]}, {words}", source="§8, third party",
        region=f"{PROPOSER[p]}; every equilibrium with visits", evaluate=evaluate,
        control_statement=false, control=opposite(evaluate), needs=needs(f":{p}"), proof=proof,
        conditions=conditions, unit=OF_PSI if "opens" in slug else "relative difference",
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
