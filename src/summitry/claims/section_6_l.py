"""Section 6.2, L proposes behind closed doors: Proposition 7, Corollaries 3 and 4."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engine import PRECISION, SIGMA, Q
from .changes import SMALL, TINY
from .claim import LOG_RATE, YES_OR_NO, Claim, Evaluate, Evaluation, opposite
from .compare import approach, at_visits, comparison, needs
from .conditions import CLOSED, L_FALLS
from .sample import Answer, Sample

Table = NDArray[np.float64]
INFINITE = "L proposes, Ψ = ∞"
COROLLARY_4 = "theory/closed-forms.md: Corollary 4"


def _bracket(swap: bool) -> Evaluate:
    """Evaluate the reported equilibrium in m(k₀−κ)/(1−σv) = qκ(m−κ), relative to the larger side."""

    def margin(sample: Sample, answer: Answer) -> Table:
        v, stay = answer.get("visit_probability"), answer.get("no_visit_probability")
        deals = sample.deals(v, stay, "inf")
        table = sample.at("inf")
        sigma, q = table[:, SIGMA, None], table[:, Q, None]
        if swap:
            q = 1.0 - q
        right = q * deals.kappa * (deals.m - deals.kappa)
        with np.errstate(invalid="ignore", divide="ignore"):
            left = deals.m * deals.vc * deals.spread / (1.0 - sigma + sigma * deals.vc)
            size = np.maximum(left, right)
            # m − κ is a difference of numbers close to each other when the signal says little
            slack = 4e-15 * deals.kappa / np.abs(deals.m - deals.kappa)
            error = np.maximum(np.abs(left - right) / size - slack, 0.0)
            return np.where((size > 0.0) & (stay > 0.0), -error, np.nan)

    return at_visits(margin, "L", "inf", 1e-9)


def _interior(sample: Sample) -> NDArray[np.bool_]:
    """Points at which Proposition 7 speaks of a visit that is neither certain nor a limit."""
    table = sample.at("inf")
    return np.asarray((table[:, Q] > 0.0) & (table[:, SIGMA] < 1.0))


def _count(low: int, high: int) -> Evaluate:
    def evaluate(sample: Sample) -> Evaluation:
        answer = sample.answer("inf", "L")
        number = answer.visits.sum(1)
        good = np.where((number >= low) & (number <= high), 1.0, -1.0)
        return Evaluation(np.where(_interior(sample) & answer.solved, good, np.nan), 0.0)

    return evaluate


def _limit(near: str, nearer: str, ratio: float) -> Evaluate:
    def evaluate(sample: Sample) -> Evaluation:
        found = approach(sample, f"inf/{near}", f"inf/{nearer}", "L", ratio)
        return Evaluation(np.where(_interior(sample), found.margin, np.nan), found.bound)

    return evaluate


def _cor_4(base: str, shift: float, price: bool) -> Evaluate:
    """Compare with T7's u = [N+1+q + √((N+1+q)² − 2N(2+q))]/(2+q), a = N − u; at q = 1 Corollary 4.

    ``shift`` falsifies what is under the root.
    """

    def margin(sample: Sample, answer: Answer) -> Table:
        table = sample.at(base)
        n, q = table[:, PRECISION, None], table[:, Q, None]
        size = n + 2.0
        middle = size + 1.0 + q
        u = (middle + np.sqrt(middle**2 - 2.0 * size * (2.0 + q) + shift)) / (2.0 + q)
        if not price:
            return -np.abs(answer.get("threshold") - (size - u)) / size
        tau, rho, r = (table[:, column, None] for column in (5, 6, 7))
        risk = u * (u - 1.0) / (2.0 * size * size)
        exact = (tau + rho * risk) / (1.0 - (1.0 - r) * risk)
        return -np.abs(answer.get("concession") - exact) / exact

    return at_visits(margin, "L", base, 1e-11)


def _claim(
    id: str, statement: str, source: str, region: str, evaluate: Evaluate, false: str,
    control: Evaluate | None = None, wanted: tuple[str, ...] = ("inf:L",), base: str = "inf",
    condition: str | None = None, proof: str | None = None, unit: str = "relative difference",
) -> Claim:  # fmt: skip
    return Claim(
        id=id, statement=statement, source=source, region=region, evaluate=evaluate,
        control_statement=false, control=control or opposite(evaluate), needs=needs(*wanted),
        base=base, condition=condition, proof=proof, unit=unit,
    )  # fmt: skip


def _cor_3(quantity: str, change: str, sign: float) -> Claim:
    words = {
        "z": "the concession",
        "v": "the chance of a visit",
        "kappa": "perceived weakness after a visit",
    }
    name = {"q+": "q", "sigma+": "σ"}[change]
    verb, other = ("rises", "falls") if sign > 0 else ("falls", "rises")
    slug = {"q+": "q", "sigma+": "sigma"}[change]
    source = "Cor. 3" if quantity != "kappa" else "Cor. 3, §7"
    return comparison(
        id=f"cor-3-{slug}-{'raises' if sign > 0 else 'lowers'}-{quantity}",
        statement=f"With L proposing, {words[quantity]} {verb} in {name}", source=source, moved=quantity,
        change=change, proposer="L", sign=sign, control=f"It {other} in {name}",
        holds=(L_FALLS,),
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "prop-7-equation", "With L proposing and Ψ = ∞, m(k₀−κ)/(1−σv) = qκ(m−κ) in every equilibrium with "
        "visits", "Prop. 7, [L-eq]", INFINITE + "; every equilibrium with visits", _bracket(False),
        "The same with 1 − q in place of q", _bracket(True),
        proof=CLOSED + "L proposes",
    ),
    _claim(
        "prop-7-visits-exist", "With L proposing and Ψ = ∞, an equilibrium with visits exists", "Prop. 7",
        INFINITE + "; q > 0, σ < 1", _count(1, 99), "None exists", _count(0, 0),
        proof="theory/mixed.md: an equilibrium with visits always exists",
        unit=YES_OR_NO,
    ),
    _claim(
        "prop-7-unique", "With L proposing and Ψ = ∞, at most one equilibrium with visits exists", "Prop. 7",
        INFINITE + "; q > 0, σ < 1", _count(0, 1), "At least two exist", _count(2, 99),
        unit=YES_OR_NO,
    ),
    *(_cor_3(*row) for row in (
        ("z", "q+", -1.0), ("v", "q+", -1.0), ("kappa", "q+", -1.0),
        ("z", "sigma+", 1.0), ("v", "sigma+", 1.0), ("kappa", "sigma+", 1.0),
    )),
    _claim(
        "cor-3-limit-q", "With L proposing and Ψ = ∞, v → 1 and so z → z_0 as q → 0", "Cor. 3",
        INFINITE + "; σ < 1; between q = 1e-4 and 1e-6", _limit("q->0", "q=>0", SMALL[0] / SMALL[1]),
        "1 − v does not fall in proportion to q", wanted=("inf/q->0:L", "inf/q=>0:L"),
        condition="Ψ = ∞", unit=LOG_RATE,
    ),
    _claim(
        "cor-3-limit-sigma", "With L proposing and Ψ = ∞, v → 1 and so z → z_0 as σ → 1", "Cor. 3",
        INFINITE + "; q > 0; between 1 − σ = 1e-10 and 1e-12",
        _limit("sigma->1", "sigma=>1", TINY[0] / TINY[1]),
        "1 − v does not fall in proportion to 1 − σ", wanted=("inf/sigma->1:L", "inf/sigma=>1:L"),
        condition="Ψ = ∞", unit=LOG_RATE,
    ),
    _claim(
        "cor-4-threshold", "For α = β = c = 1, σ → 0, q = 1, Ψ = ∞, L's offer induces "
        "a = (2n+2 − √(n²+2n+4))/3", "Cor. 4", "that region", _cor_4("cor-4", 0.0, False),
        "The same with n²+2n+3 under the root", _cor_4("cor-4", -1.0, False), ("cor-4:L",), "cor-4",
        proof=COROLLARY_4,
    ),
    _claim(
        "cor-4-price", "There L offers z(a) of Corollary 2", "Cor. 4", "that region",
        _cor_4("cor-4", 0.0, True), "The same with n²+2n+3 under the root", _cor_4("cor-4", -1.0, True),
        ("cor-4:L",), "cor-4", proof=COROLLARY_4,
    ),
    _claim(
        "cor-4-any-q", "There, for any q, a = N − [N+1+q + √((N+1+q)² − 2N(2+q))]/(2+q), N = n+2", "T7",
        "α = β = c = 1, σ → 0, Ψ = ∞", _cor_4("cor-4-any-q", 0.0, False),
        "The same with 1 less under the root",
        _cor_4("cor-4-any-q", -1.0, False), ("cor-4-any-q:L",), "cor-4-any-q",
        proof=COROLLARY_4,
    ),
    *(
        comparison(
            id=f"cor-4-n-raises-{name}", statement=f"There {words} rises in n", source="Cor. 4",
            moved=quantity, change="n+", proposer="L", sign=1.0, control="It falls in n", base="cor-4",
            proof=proof,
        )
        for name, quantity, words, proof in (
            ("v", "v", "the chance of a visit", CLOSED + "What better intelligence does"),
            ("U_L", "U_L", "L's payoff given S = 1", CLOSED + "What better intelligence does"),
            ("U_F", "U_F", "F's payoff", None),
        )
    ),
)  # fmt: skip
