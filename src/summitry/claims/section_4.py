"""Section 4, the visit subgame: Lemma 1, Propositions 1 to 3, Corollaries 1 and 2.

Here C knows the deal, and a *deal* is a visit probability. The claims are checked at five deals of every
model, or all along its curve.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..engine import PRECISION, RHO, TAU, R
from .changes import STEP
from .claim import OF_STAKES, PROBABILITY, Claim, Evaluate, Evaluation, opposite
from .sample import Sample

Table = NDArray[np.float64]
EVERYWHERE = "every model"
ROUNDING = 1e-12
_PER_STEP = f"{PROBABILITY} per relative step"
DEALS = "every model, at the deals v = 0.001, 0.1, 0.5, 0.9, 0.999"


def along(name: str, deal: str, bound: float = ROUNDING) -> Evaluate:
    """Make the margin of "this rises along the curve": from deal to deal, and nowhere falls between nodes."""

    def evaluate(sample: Sample) -> Evaluation:
        values = getattr(sample.grid_deals, deal)
        rise = (np.diff(values, axis=1) / values[:, 1:]).min(1)
        everywhere = getattr(sample.shape, name)
        return Evaluation(np.where(everywhere < -4e-15, everywhere, rise), bound)

    return evaluate


def _visit_rule(less: float) -> Evaluate:
    return lambda sample: Evaluation(sample.rules(*sample.grid(), less).min(1), ROUNDING)


def _unique(sample: Sample) -> Evaluation:
    """Invert z(v): the solution has the price asked for, and z(v) rises, so that it is the only one."""
    deals = sample.grid_deals
    back = sample.grid_priced_deals
    error = (np.abs(back.price - deals.price) / deals.price).max(1)
    rise = (np.diff(deals.net, axis=1) / deals.net[:, 1:]).min(1)
    good = (error < 1e-12) & (sample.shape.price_rise >= -4e-15)
    return Evaluation(np.where(good, rise, -np.maximum(error, -sample.shape.price_rise)), 0.0)


def _two_solutions(sample: Sample) -> Evaluation:
    deals = sample.grid_deals
    prices = np.roll(deals.price, 1, axis=1)
    return Evaluation(-np.abs(sample.priced_deals(prices).v - deals.v).max(1), 1e-9)


def _pooling(end: str) -> Evaluate:
    """Offer prices beyond the ends of z(v), and see whether F's visits are those of Proposition 2."""

    def evaluate(sample: Sample) -> Evaluation:
        shape = sample.shape
        shares = np.array([0.0, 0.5, 0.999999])
        if end == "never":
            price = shape.price_never[:, None] * shares
            wrong = sample.priced_deals(price).v
        else:
            price = shape.price_always[:, None] * (1.000001 + shares)
            wrong = sample.priced_deals(price).vc
        return Evaluation(-wrong.max(1), 0.0)

    return evaluate


def _no_pooling(end: str) -> Evaluate:
    """Return the false claim a little inside the ends of z(v), where it is false."""

    def evaluate(sample: Sample) -> Evaluation:
        back = sample.grid_priced_deals
        return Evaluation(-(back.v if end == "never" else back.vc).max(1), 0.0)

    return evaluate


def _at_fixed_price(change: str) -> Evaluate:
    """Keep the price and change a parameter: visits must become more likely."""

    def evaluate(sample: Sample) -> Evaluation:
        deals = sample.grid_deals
        rise = (sample.priced_deals(deals.price, change).v - deals.v) / STEP
        rise = np.where(sample.moved("", change)[:, None], rise, np.nan)
        return Evaluation(rise.min(1), 1e-8)

    return evaluate


def _dearer(name: str) -> Evaluate:
    """Raise the price by a thousandth of the way to z_0, and see what rises."""

    def evaluate(sample: Sample) -> Evaluation:
        deals = sample.grid_deals
        price = deals.price + STEP * (sample.shape.price_always[:, None] - deals.price)
        dear = sample.priced_deals(price)
        rise = (getattr(dear, name) - getattr(deals, name)) / getattr(deals, name) / STEP
        return Evaluation(rise.min(1), 1e-9)

    return evaluate


def _closed_form(shift: float, inverse: bool) -> Evaluate:
    """Corollary 2, from the article's integrals: a(z) and z(a) for α = β = c = 1 (T7)."""

    def evaluate(sample: Sample) -> Evaluation:
        v, stay = sample.grid()
        deals = sample.deals(v, stay, "uniform")
        table = sample.at("uniform")
        size = table[:, PRECISION, None] + 2.0 + shift
        tau, rho, r = (table[:, column, None] for column in (TAU, RHO, R))
        if inverse:
            risk = (size - deals.threshold) * (size - deals.threshold - 1.0) / (2.0 * size * size)
            exact = (tau + rho * risk) / (1.0 - (1.0 - r) * risk)
            error = np.abs(deals.price - exact) / exact
        else:
            z = deals.price
            root = np.sqrt(1.0 + 8.0 * size * size * deals.net / (rho + (1.0 - r) * z))
            error = np.abs(size - 0.5 * (1.0 + root) - deals.threshold) / size
        return Evaluation(-error.max(1), 1e-11)

    return evaluate


def _visits_tell(name: str) -> Evaluate:
    def evaluate(sample: Sample) -> Evaluation:
        deals = sample.grid_deals
        k0 = sample.shape.k0[:, None]
        gap = deals.vc * deals.spread if name == "visit" else deals.v * deals.spread
        return Evaluation((gap / k0).min(1), 0.0)

    return evaluate


def _claim(
    id: str, statement: str, source: str, evaluate: Evaluate, false: str,
    control: Evaluate | None = None, region: str = DEALS, information: str = "linear", share: int = 1,
    proof: str = "", unit: str = "relative difference",
) -> Claim:  # fmt: skip
    return Claim(
        id=id, statement=statement, source=source, region=region, evaluate=evaluate,
        control_statement=false, control=control or opposite(evaluate), information=information,
        share=share, proof="theory/" + proof, unit=unit,
    )  # fmt: skip


def _curve_claims(suffix: str, information: str, share: int) -> tuple[Claim, ...]:
    """List the claims that are checked for both kinds of signal."""
    signal = "" if information == "linear" else "; binomial signal, n ≤ 30"
    make: Callable[..., Claim] = _claim
    return (
        make(
            f"lemma-1-visit-rule{suffix}", "At the price z(v), F visits iff its signal is at least the "
            "threshold", "Lemma 1", _visit_rule(0.0), "The same at a price 1 % lower", _visit_rule(0.01),
            region=DEALS + signal, information=information, share=share,
            proof="visits.md: Lemma 1", unit=OF_STAKES,
        ),
        make(
            f"prop-3-weakness-visit{suffix}", "The more visits a deal induces, the weaker L looks after a "
            "visit", "Prop. 3 (2)", along("kappa_rise", "kappa"),
            "The more visits, the stronger L looks after one",
            region=EVERYWHERE + signal, information=information, share=share,
            proof="information.md: The curve",
        ),
        make(
            f"prop-3-weakness-no-visit{suffix}", "The more visits a deal induces, the weaker L looks "
            "without one", "Prop. 3 (3)", along("nu_rise", "nu"),
            "The more visits, the stronger L looks without one",
            region=EVERYWHERE + signal, information=information, share=share,
            proof="information.md: The curve",
        ),
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "lemma-1-price-rises", "The price that makes F indifferent falls in the threshold: z(v) rises in v",
        "Lemma 1", along("price_rise", "net"), "z(v) falls in v", region=EVERYWHERE,
        proof="visits.md: When C knows the price",
    ),
    *_curve_claims("", "linear", 1),
    *_curve_claims("-binomial", "binomial", 32),
    _claim(
        "prop-1-unique", "Between z_n and z_0 exactly one visit probability solves the visit subgame",
        "Prop. 1", _unique, "The price of one deal induces the next one's visits",
        _two_solutions, proof="visits.md: Proposition 1",
    ),
    _claim(
        "prop-2-never", "Below z_n F never visits", "Prop. 2", _pooling("never"),
        "Inside (z_n, z_0) F never visits", _no_pooling("never"),
        region="every model, at the prices 0, z_n/2 and just below z_n",
        proof="visits.md: Proposition 2", unit=PROBABILITY,
    ),
    _claim(
        "prop-2-always", "Above z_0 F always visits", "Prop. 2", _pooling("always"),
        "Inside (z_n, z_0) F always visits", _no_pooling("always"),
        region="every model, at prices just above z_0 up to twice z_0",
        proof="visits.md: Proposition 2", unit=PROBABILITY,
    ),
    _claim(
        "s4-visit-deters", "After a visit L looks stronger than before: κ < k₀", "§4.2",
        _visits_tell("visit"),
        "After a visit L looks weaker than before", proof="information.md: The curve",
    ),
    _claim(
        "s4-absence-invites", "Without a visit L looks weaker than before: ν > k₀", "§4.2",
        _visits_tell("absence"), "Without a visit L looks stronger than before",
        proof="information.md: The curve",
    ),
    _claim(
        "cor-1-r", "At a fixed price visits become more likely as r rises", "Cor. 1", _at_fixed_price("r+"),
        "At a fixed price visits become less likely as r rises",
        proof="visits.md: Corollary 1", unit=_PER_STEP,
    ),
    _claim(
        "cor-1-tau", "At a fixed price visits become more likely as τ falls", "Cor. 1",
        _at_fixed_price("tau-"), "At a fixed price visits become less likely as τ falls",
        proof="visits.md: Corollary 1", unit=_PER_STEP,
    ),
    _claim(
        "cor-1-rho", "At a fixed price visits become more likely as ρ falls", "Cor. 1",
        _at_fixed_price("rho-"), "At a fixed price visits become less likely as ρ falls",
        proof="visits.md: Corollary 1", unit=_PER_STEP,
    ),
    _claim(
        "cor-2-threshold", "For the uniform prior the threshold is a(z) = N − ½[1 + "
        "√(1 + 8N²(z−τ)/(ρ+(1−r)z))]"
        ", N = n+2", "Cor. 2, T7", _closed_form(0.0, inverse=False), "The same with N = n+3",
        _closed_form(1.0, inverse=False), region="α = β = c = 1, at five deals",
        proof="closed-forms.md: Corollary 2",
    ),
    _claim(
        "cor-2-price", "For the uniform prior the price is z(a) = (τ+ρP)/(1−(1−r)P), P = u(u−1)/(2N²), "
        "u = N − a", "Cor. 2, T7", _closed_form(0.0, inverse=True), "The same with N = n+3",
        _closed_form(1.0, inverse=True), region="α = β = c = 1, at five deals",
        proof="closed-forms.md: Corollary 2",
    ),
    _claim(
        "prop-3-visits", "A larger concession makes visits more likely", "Prop. 3 (1)", _dearer("v"),
        "A larger concession makes visits less likely", proof="visits.md: Proposition 3",
    ),
)  # fmt: skip
