"""Appendix A.4: F sees its signal before bargaining."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .claim import OF_STAKES, Claim, Evaluate, Evaluation
from .compare import needs
from .sample import Sample, Table


def _finite(values: Table) -> NDArray[np.float64]:
    """Return the least of every row; NaN where there is none."""
    low = np.where(np.isnan(values), np.inf, values).min(1)
    return np.asarray(np.where(np.isinf(low), np.nan, low))


def _pooling(higher: bool) -> Evaluate:
    """Return an evaluation of demands other than those of the certified equilibria (A.4)."""

    def evaluate(sample: Sample) -> Evaluation:
        answer = sample.answer("", "F")
        v, stay = answer.get("visit_probability"), answer.get("no_visit_probability")
        return Evaluation(_finite(sample.demands(v, stay, answer.get("concession"), higher)), 1e-12)

    return evaluate


def _answering(less: float) -> Evaluate:
    def evaluate(sample: Sample) -> Evaluation:
        answer = sample.answer("", "L")
        v, stay = answer.get("visit_probability"), answer.get("no_visit_probability")
        return Evaluation(_finite(sample.rules(v, stay, less)), 1e-12)

    return evaluate


TIMING = "theory/closed.md: If F knows before it bargains"

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="a4-timing-F", source="A.4",
        statement="If F sees its signal before it demands a price, pooling on the same z* and v* is an "
        "equilibrium: no type gains by a lower demand, and higher ones are rejected",
        region="F proposes; every equilibrium with visits, all types and demands on a grid",
        evaluate=_pooling(False), control_statement="No type would gain by a higher demand if L accepted it",
        control=_pooling(True), needs=needs(":F"), share=8, proof=TIMING, unit=OF_STAKES,
    ),
    Claim(
        id="a4-timing-L", source="A.4",
        statement="If F sees its signal before L offers a price, the same types take the offer",
        region="L proposes; every equilibrium with visits, all types on a grid",
        evaluate=_answering(0.0), control_statement="They would at a price 1 % lower",
        control=_answering(0.01), needs=needs(":L"),
        share=8, proof=TIMING, unit=OF_STAKES,
    ),
)  # fmt: skip
