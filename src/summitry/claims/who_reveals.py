"""Who reveals the price: §8's question, and what T13.5 answers.

The article compares a concession that C surely sees with one that she never sees. Both are judged where L
proposes and either world has exactly one equilibrium with visits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..engine import PSI, SIGMA
from ..equilibrium.solve import solve
from ..model.parameters import Model
from .claim import Claim, Evaluate, Evaluation, opposite
from .compare import ERROR, QUANTITIES, needs
from .conditions import NO_SALIENCE, under
from .sample import NAMES, Answer, Sample

Table = NDArray[np.float64]
_SOURCE = "§8, third party; T13.5"
_PAGE = "visits-in-return.md: {}"
_INSIDE = (0.02, 0.3, 0.7, 0.98)  # where in an interval its deals are judged
_SAME = 1e-9  # of a visit probability: the ends of an interval are found twice
_SHARE = 64  # each model is solved alone, which is slow
_REVEALED = (
    ("v", -1.0, "v-falls", "F visits less often", "F visits more often"),
    ("z", -1.0, "z-falls", "L pays less", "L pays more"),
    ("U_L", 1.0, "U_L-rises", "L is better off given S = 1", "L is worse off given S = 1"),
    ("removal", -1.0, "removal-falls", "L is removed less often given S = 1",
     "L is removed more often given S = 1"),
    ("U_L ex ante", 1.0, "U_L-ex-ante-rises", "L is better off before S is known",
     "L is worse off before S is known"),
    ("removal ex ante", -1.0, "removal-ex-ante-falls", "L is removed less often before S is known",
     "L is removed more often before S is known"),
)  # fmt: skip


def _one_each(first: Answer, second: Answer) -> NDArray[np.bool_]:
    """Return where either answer has exactly one equilibrium with visits."""
    return np.asarray((first.visits.sum(1) == 1) & (second.visits.sum(1) == 1))


def _revealed(quantity: str, sign: float) -> Evaluate:
    """Compare the one equilibrium with visits at q = 1 with that at q = 0, L proposing."""
    changes = "q=0", "q=1"

    def evaluate(sample: Sample) -> Evaluation:
        pair = sample.answer(changes[0], "L"), sample.answer(changes[1], "L")
        one = _one_each(*pair)
        change = QUANTITIES[quantity](sample, changes, pair)[:, 0]
        return Evaluation(np.where(one, sign * change, np.nan), ERROR)

    return evaluate


def _one_by_one(judge: Callable[[Model], float], admits: NDArray[np.bool_], sample: Sample) -> Evaluation:
    """Judge the models that are admitted, each alone."""
    margin = np.full(sample.rows, np.nan)
    for i in np.flatnonzero(admits):
        margin[i] = judge(sample.model(i))
    return Evaluation(margin, 0.0)


def _whole_interval(sample: Sample) -> Evaluation:
    """Hold an antagonist's equilibria against all deals from L's at q = 1 to L's at the leak."""
    pair = sample.answer("q=1", "L"), sample.answer("", "L")
    admits = _one_each(*pair)
    ends = np.stack([answer.get("visit_probability")[:, 0] for answer in pair], -1)
    # nearly the same twice, and nothing lies between
    admits &= np.isfinite(sample.table[:, PSI]) & (ends[:, 1] - ends[:, 0] > 10.0 * _SAME)
    rows = iter(ends[admits])

    def judge(model: Model) -> float:
        low, high = next(rows)
        found = solve(model, disclosure="antagonist").intervals
        own = [(x.low.visit_probability, x.high.visit_probability) for x in found]
        if len(own) != 1 or max(abs(own[0][0] - low), abs(own[0][1] - high)) > _SAME:
            return -1.0
        inner = [found[0].at(own[0][0] + s * (own[0][1] - own[0][0])).certificate for s in _INSIDE]
        return min((x.allowed - x.max_gain) / x.allowed for x in inner)

    return _one_by_one(judge, admits, sample)


def _unravels(sample: Sample) -> Evaluation:
    """Look for a price of uncertain visits that survives proof at times."""

    def judge(model: Model) -> float:
        found = solve(model, disclosure="leader", reach=0.5).equilibria
        return -1.0 if any(eq.visit_probability and eq.no_visit_probability for eq in found) else 1.0

    unseen = sample.table[:, NAMES.index("q")] < 1.0
    admits = np.isfinite(sample.table[:, PSI]) & (sample.table[:, SIGMA] < 1.0) & unseen
    return _one_by_one(judge, admits, sample)


def _claims() -> Iterator[Claim]:
    for quantity, sign, slug, words, false in _REVEALED:
        evaluate = _revealed(quantity, sign)
        both = needs("q=0:L", "q=1:L")
        yield Claim(
            id=f"return-reveal-{slug}", statement=f"If C surely sees L's concession, not never, {words}",
            source=_SOURCE, region="L proposes; one equilibrium with visits at q = 0 and at q = 1",
            evaluate=evaluate, control_statement=false, control=opposite(evaluate), needs=both,
            conditions=under([NO_SALIENCE], evaluate, both),
        )  # fmt: skip
    yield Claim(
        id="return-antagonist-interval", source=_SOURCE, share=_SHARE,
        statement="If an antagonist learns the price, every deal between L's at full transparency and L's at "
        "the leak q is an equilibrium, and no other deal",
        region="L proposes, Ψ finite; one equilibrium with visits at q and at q = 1",
        evaluate=_whole_interval, control_statement="Some are not", control=opposite(_whole_interval),
        needs=needs("q=1:L", ":L"),
    )  # fmt: skip
    yield Claim(
        id="return-proof-at-times", source=_SOURCE, share=_SHARE,
        statement="If L and F can prove the price half of the time, none with 0 < v < 1 is an equilibrium",
        region="L proposes, Ψ finite, σ and q below 1", evaluate=_unravels,
        control_statement="Some is", control=opposite(_unravels),
        proof=_PAGE.format("They have proof only at times"),
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = tuple(_claims())
