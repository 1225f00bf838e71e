"""Claims on visits in return (T13.5, T13.6) over draws of the whole parameter space."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from summitry.audits.draws import blocks
from summitry.claims import Sample

CLAIMS = {id: claim for id, claim in sm.claims().items() if id.startswith("return-")}
FAILING = {
    "return-swap-unstable", "return-reveal-removal-falls", "return-reveal-removal-ex-ante-falls",
    "return-reveal-U_L-ex-ante-rises", "return-reveal-U_L-rises",
}  # fmt: skip
SAMPLE = Sample(np.concatenate(list(blocks(4096, 5))))


@pytest.mark.parametrize("id", CLAIMS)
def test_proved_claims_hold_and_their_controls_fail(id: str) -> None:
    claim = CLAIMS[id]
    sample = SAMPLE if claim.share == 1 else Sample(SAMPLE.table[:: claim.share])
    found, control = claim.evaluate(sample), claim.control(sample)
    # a comparison needs a deal in either world
    assert found.applies.mean() > (0.1 if "reveal" in id or "antagonist" in id else 0.7)
    assert control.fails.any()
    assert found.fails.any() == (id in FAILING)


def test_a_claim_on_swaps_judges_equilibria() -> None:
    """The Ψ of the claims makes the swap an equilibrium, and its dynamics are those of `swap`."""
    from summitry.claims.visits_in_return import _swaps

    model = sm.load_scenario("uniform-example").model
    worth = _swaps(Sample.of(model)).worth[0]
    for v, psi in zip((1e-3, 0.1, 0.5, 0.9, 0.999), worth * model.k_max, strict=True):
        alike = model.replace(psi=float(psi))
        found = sm.reciprocal.swap(alike, alike).equilibria
        assert min(abs(eq.visit_probability[0] - v) for eq in found) < 1e-9
    assert CLAIMS["return-swap-unstable"].holds(model) is False


def test_the_antagonists_interest_turns_round() -> None:
    """§8: given S = 1 transparency spares L removal; chosen beforehand it does not (T13.5)."""
    claims = sm.claims()
    salient, before = (claims[f"s8-q-lowers-{part}-L"] for part in ("removal", "removal-ex-ante"))
    table = next(blocks(512, 3))
    one, two = (claim.evaluate(Sample(table)) for claim in (salient, before))
    share = [found.fails.sum() / found.applies.sum() for found in (one, two)]
    assert share[0] < 0.5 < share[1]
