"""Section 5, open bargaining: Propositions 4 and 5."""

from __future__ import annotations

import numpy as np

from .claim import OF_PSI, Claim, Evaluation, opposite
from .compare import stakes
from .sample import Sample

# of Propositions 4 and 5 (T13.1); under other laws: `summitry.claims.cost_laws`
EXACTLY = "; K uniform, so that φ(k) = kG(k) is convex, which is exactly what it takes (Theorem 1)"
# D(v) and k₀²/c agree to rounding at both ends of the curve
ROUNDING = 2e-14


def _jensen(sample: Sample) -> Evaluation:
    deals = sample.grid_deals
    rise = ((deals.risk - deals.isolated) / deals.isolated).min(1)
    return Evaluation(
        np.where(sample.shape.jensen < -ROUNDING, sample.shape.jensen, rise), ROUNDING
    )


def _variance(sample: Sample) -> Evaluation:
    return Evaluation(-sample.shape.jensen_gap, ROUNDING)


def _half_variance(sample: Sample) -> Evaluation:
    deals = sample.grid_deals
    exact = deals.v * deals.vc * deals.spread**2 / sample.table[:, -1:]
    gap = abs(deals.risk - deals.isolated - 0.5 * exact) / deals.isolated
    return Evaluation(-gap.max(1), ROUNDING)


def _no_deal(sample: Sample) -> Evaluation:
    loss = (-sample.grid_deals.gain_L).min(1) / stakes(sample, "")
    return Evaluation(
        np.where(sample.shape.deal_loss < -ROUNDING, sample.shape.deal_loss, loss), ROUNDING
    )


def _some_deal(sample: Sample) -> Evaluation:
    return Evaluation(sample.grid_deals.gain_L.max(1), 0.0)


CLAIMS: tuple[Claim, ...] = (
    *(
        Claim(
            id=f"prop-4{suffix}", source="Prop. 4", information=information, share=share,
            statement="Under open bargaining every deal that F sometimes keeps raises the risk that L is "
            "removed: D(v) ≥ k₀²/c",
            region="every model, all along the curve" + signal + EXACTLY, evaluate=_jensen,
            control_statement="Every such deal lowers that risk", control=opposite(_jensen),
            proof="theory/open.md: Proposition 4",
        )
        for suffix, information, share, signal in (
            ("", "linear", 1, ""), ("-binomial", "binomial", 32, "; binomial signal, n ≤ 30"),
        )
    ),
    Claim(
        id="prop-4-variance", source="Prop. 4, T4",
        statement="Under open bargaining a deal raises the risk by v(1−v)(ν−κ)²/c, the variance of C's "
        "perceived weakness over c",
        region="every model, all along the curve", evaluate=_variance,
        control_statement="It raises the risk by half of that", control=_half_variance,
        proof="theory/open.md: Proposition 4",
    ),
    Claim(
        id="prop-5", source="Prop. 5",
        statement="Under open bargaining no deal is worth its price to L",
        region="every model, all along the curve" + EXACTLY, evaluate=_no_deal,
        control_statement="One of five deals is worth its price to L", control=_some_deal,
        proof="theory/open.md: Proposition 5", unit=OF_PSI,
    ),
)  # fmt: skip
