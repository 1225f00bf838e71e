"""Every claim of the article as an object, one file for each of its sections (T8).

In: a `Sample`, many models solved under every protocol. Out: for each claim and model whether the claim
applies, and by how much it holds or fails.
"""

from __future__ import annotations

from .claim import Claim as Claim
from .claim import Evaluation as Evaluation
from .sample import Sample as Sample


def claims() -> dict[str, Claim]:
    """List every claim by its id, in the order of the article.

    Returns
    -------
    dict
        Ids such as ``"prop-4"`` and their `Claim`.

    Examples
    --------
    >>> import summitry as sm
    >>> print(sm.claims()["prop-4"].statement)
    Under open bargaining every deal that F sometimes keeps raises the risk that L is removed: D(v) ≥ k₀²/c
    """
    from . import (
        appendix,
        beyond,
        cost_laws,
        mixed,
        mixed_laws,
        random_proposer,
        section_4,
        section_5,
        section_6_f,
        section_6_l,
        section_7,
        section_8,
        visits_in_return,
        who_reveals,
    )

    sections = (
        section_4, section_5, section_6_f, section_6_l, section_7, section_8, appendix, beyond,
        who_reveals, visits_in_return, cost_laws, mixed, mixed_laws,
        random_proposer,
    )  # fmt: skip
    return {claim.id: claim for section in sections for claim in section.CLAIMS}
