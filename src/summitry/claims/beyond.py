"""Beyond the article: existence, number, payoffs and the loss formula (T5, T8 rows 21 to 28)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ..engine import K_MAX, PSI, SIGMA, Q
from ..model.faults import InputError
from ..model.information import Article
from .changes import STEP
from .claim import OF_PSI, PROBABILITY, YES_OR_NO, Claim, Evaluate, Evaluation, evaluated, opposite
from .compare import (
    PROPOSER,
    QUANTITIES,
    at_visits,
    comparison,
    followed,
    least,
    needs,
    stakes,
    widened,
)
from .conditions import CLOSED, OFFICE, Where, under
from .sample import Answer, Sample
from .section_5 import EXACTLY
from .section_7 import SIDES, WHO, at_no_salience

Table = NDArray[np.float64]


def _number(proposer: str, low: int, high: int) -> Evaluate:
    """Count equilibria, no visits included; Ψ = ∞ where only a limit exists, or no price, is left out."""

    def evaluate(sample: Sample) -> Evaluation:
        answer = sample.answer("", proposer)
        judged = answer.solved & ~answer.has("LIMIT") & ~answer.has("UNBOUNDED")
        good = np.where((answer.count >= low) & (answer.count <= high), 1.0, -1.0)
        return Evaluation(np.where(judged, good, np.nan), 0.0)

    return evaluate


def _ex_ante(proposer: str) -> Evaluate:
    def margin(sample: Sample, answer: Answer) -> Table:
        isolated = answer.get("removal_isolated")
        return np.asarray((answer.get("removal_ex_ante") - isolated) / isolated)

    return at_visits(margin, proposer, bound=4e-15)


def _payoff_f(proposer: str) -> Evaluate:
    def margin(sample: Sample, answer: Answer) -> Table:
        return np.asarray(answer.get("payoff_F") / answer.get("concession"))

    return at_visits(margin, proposer, bound=1e-14)


def _loss(factor: float) -> Evaluate:
    def margin(sample: Sample, answer: Answer) -> Table:
        sigma = sample.table[:, SIGMA, None]
        loss = answer.get("payoff_L_isolated") - answer.get("payoff_L_salient")
        v, z = answer.get("visit_probability"), answer.get("concession")
        exact = factor * sigma * v * z * answer.get("weakness_prior") / answer.get("weakness_visit")
        off_corner = (sigma < 1.0) | (answer.get("no_visit_probability") > 0.0)
        finite = np.isfinite(sample.table[:, PSI, None])
        error = np.abs(loss - exact) / (stakes(sample, "")[:, None] + exact)
        return np.where(off_corner & finite, -error, np.nan)

    return at_visits(margin, "F", bound=1e-12)


def _mutual(false: bool, sign: bool) -> Evaluate:
    """Compare L's gain over isolation with [mutual]; or, with ``sign``, ask for σ < κ/k₀ where L gains."""

    def margin(sample: Sample, answer: Answer) -> Table:
        sigma, psi, c = (sample.table[:, column, None] for column in (SIGMA, PSI, K_MAX))
        infinite = np.isinf(psi)
        gain = answer.get("payoff_L_salient") - answer.get("payoff_L_isolated")
        kappa, v = answer.get("weakness_visit"), answer.get("visit_probability")
        told = kappa - sigma * (1.0 if false else answer.get("weakness_prior"))
        if sign:
            return np.where(gain > 1e-13 * stakes(sample, "")[:, None], told, np.nan)
        drop = answer.get("weakness_no_visit") - kappa  # (k₀−κ)/(1−σv)
        paid = np.where(infinite, 0.0, v * answer.get("concession"))
        exact = np.where(infinite, 1.0, psi) / c * v * drop * told - paid
        error = np.abs(gain - exact) / (stakes(sample, "")[:, None] + paid)
        off_corner = (sigma < 1.0) | (answer.get("no_visit_probability") > 0.0)
        return np.where(off_corner, -error, np.nan)

    sides = [at_visits(margin, proposer, bound=1e-13) for proposer in SIDES]

    def evaluate(sample: Sample) -> Evaluation:
        both = np.stack([evaluated(side, sample).margin for side in sides], axis=1)
        return Evaluation(least(both, np.ones(both.shape, bool)), 1e-13)

    return evaluate


def _gain_from_q(flip: bool) -> Evaluate:
    """Compare the sign of L's gain from q with that of the formula of ``docs/findings.md``.

    Along the deals that C expects, U_L moves with v by −(Ψ/c)(k₀−M)·k_N' − (1−q)κ'[(Ψ/c)M + v·∂ζ/∂κ], with
    κ' = (m−κ)/v and k_N' = σ(k_N−m)/(1−σv); and v falls in q.
    """

    def evaluate(sample: Sample) -> Evaluation:
        before, after = sample.answer("", "L"), sample.answer("q+", "L")
        v, stay = before.get("visit_probability"), before.get("no_visit_probability")
        deals, table = sample.deals(v, stay), sample.table
        sigma, q, c, psi = (table[:, i, None] for i in (SIGMA, Q, K_MAX, PSI))
        power, money = np.where(np.isinf(psi), 1.0, psi) / c, np.where(np.isinf(psi), 0.0, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):  # σ = v = 1
            mass, slope = v * deals.kappa, (deals.m - deals.kappa) / v
            absent = sigma * (deals.k_absent - deals.m) / (1.0 - sigma + sigma * stay)
            seen = power * mass + money * v * deals.steepness * deals.m / c
            rest = power * (stay * deals.nu) * absent
        along = -rest - (1.0 - q) * slope * seen
        size = np.abs(rest) + (1.0 - q) * slope * seen
        move = QUANTITIES["v"](sample, ("", "q+"), (before, after))
        gain = QUANTITIES["U_L"](sample, ("", "q+"), (before, after)) / STEP
        along, size = (widened(part, move.shape[1]) for part in (along, size))
        sign = np.sign(along * move) * (-1.0 if flip else 1.0)
        clear = (np.abs(along) > 0.05 * size) & (np.abs(gain) > 1e-6)
        usable = followed(before, after) & sample.moved("", "q+")[:, None] & clear
        return Evaluation(least(np.where(usable, sign * gain, np.nan), usable), 0.0)

    return evaluate


@cache
def _gaps(base: str) -> Evaluate:
    """Make the evaluation of the literal density's mean: minus its distance from the prior."""

    def gap(row: Table) -> float:
        try:
            return abs(Article().plausibility_gap(*(float(x) for x in row[:3])))
        except InputError:
            return np.nan  # a density too steep to tabulate, or an n too large

    return lambda sample: Evaluation(-np.array([gap(row) for row in sample.at(base)]), 1e-9)


def _misses(base: str, by: float) -> Evaluate:
    """Make the margin of "the mean of the literal density misses the prior by at least so much"."""
    return lambda sample: Evaluation(-evaluated(_gaps(base), sample).margin - by, 1e-9)


def _claim(
    id: str, statement: str, source: str, p: str, evaluate: Evaluate, false: str,
    control: Evaluate | None = None, region: str = "every equilibrium with visits",
    information: str = "linear", share: int = 1, proof: str | None = None,
    holds: Iterable[Where] = (), unit: str = "relative difference",
) -> Claim:  # fmt: skip
    return Claim(
        id=id, statement=statement, source=f"beyond the article; {source}",
        region=f"{PROPOSER[p]}; {region}", evaluate=evaluate, control_statement=false,
        control=control or opposite(evaluate), needs=needs(f":{p}"), information=information, share=share,
        proof=proof, conditions=under(holds, evaluate, needs(f":{p}")), unit=unit,
    )  # fmt: skip


def _existence(p: str, information: str) -> tuple[Claim, ...]:
    steps = information == "binomial"
    tag, signal = ("-binomial", ", binomial signal, n ≤ 30") if steps else ("", "")
    region = "every model in which Ψ is finite or an equilibrium exists at Ψ = ∞ itself" + signal
    share = 32 if steps else 1
    return (
        _claim(
            f"beyond-existence-{p}{tag}", f"{WHO[p]}{signal}, a pure-strategy equilibrium exists", "T5, T6",
            p,
            _number(p, 1, 10**9), "None exists", _number(p, 0, 0), region, information, share,
            holds=(OFFICE,) if p == "L" and not steps else (), unit=YES_OR_NO,
        ),
        _claim(
            f"beyond-uniqueness-{p}{tag}", f"{WHO[p]}{signal}, at most one pure-strategy equilibrium exists",
            "T5, T6", p, _number(p, 0, 1), "At least two exist", _number(p, 2, 10**9), region, information,
            share, holds=(at_no_salience("At σ = 0"),), unit=YES_OR_NO,
        ),
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    *(c for kind in ("linear", "binomial") for p in SIDES for c in _existence(p, kind)),
    *(
        _claim(
            f"beyond-ex-ante-removal-{p}", f"{WHO[p]}, L's risk of removal ex ante is at least that of "
            "isolation: information never helps L before S is known", "T5", p, _ex_ante(p),
            "It is at most that of isolation", region="every equilibrium with visits" + EXACTLY,
            proof=CLOSED + "Before S is drawn",
        )
        for p in SIDES
    ),
    *(
        _claim(
            f"beyond-payoff-F-{p}", f"{WHO[p]}, F does not lose by visits: U_F ≥ 0", "T5", p, _payoff_f(p),
            "F never gains by them", proof=CLOSED + "What a deal is worth", unit="share of z",
        )
        for p in SIDES
    ),
    _claim(
        "beyond-loss-formula", "With F proposing, L's loss against isolation given S = 1 is σ·v·z·k₀/κ", "T5",
        "F", _loss(1.0), "It is 1 % larger", _loss(1.01), "finite Ψ; every equilibrium with visits",
        proof=CLOSED + "What L loses with F proposing",
    ),
    *(
        Claim(
            id=f"beyond-mutual-{slug}", source="beyond the article; T5, [mutual]", statement=statement,
            region="each proposes; every equilibrium with visits, but for σ = v = 1" + region,
            evaluate=_mutual(false=False, sign=sign), control_statement=wrong,
            control=_mutual(false=True, sign=sign), needs=needs(":F", ":L"),
            unit=PROBABILITY if sign else "relative difference",
            proof=CLOSED + "What L gains in general",
        )
        for slug, sign, statement, region, wrong in (
            ("formula", False, "Whoever proposes, L's gain over isolation given S = 1 is "
             "(Ψ/c)·v(k₀−κ)(κ−σk₀)/(1−σv) − vz", "", "The same with κ − σ in place of κ − σk₀"),
            ("only-if", True, "Whoever proposes, a deal is mutually beneficial given S = 1 only if "
             "σ < κ/k₀", "; where L gains", "Only if σ < κ"),
        )
    ),
    comparison(
        id="beyond-intelligence-lowers-U_L-F", statement="With F proposing, L's payoff given S = 1 falls in n"
        ": better intelligence serves F alone", source="beyond the article; §7, Quality of intelligence",
        moved="U_L", change="n+", proposer="F", sign=-1.0, control="It rises in n",
    ),
    Claim(
        id="beyond-q-and-U_L", source="beyond the article; §7, Transparency",
        statement="With L proposing, as q rises L's payoff given S = 1 moves against v iff "
        "(1−q)κ'[(Ψ/c)M + v·∂ζ/∂κ] > (Ψ/c)(k₀−M)·σ(m−k_N)/(1−σv), κ' = (m−κ)/v",
        region="L proposes; an equilibrium with visits that can be followed, not within 5 % of equality",
        evaluate=_gain_from_q(False), control_statement="It moves with v iff that holds",
        control=_gain_from_q(True), needs=needs(":L", "q+:L"), unit=f"{OF_PSI} per relative step",
        proof="findings.md: Transparency of the concession can hurt L",
    ),
    *(
        Claim(
            id=f"beyond-plausibility{tag}", source="beyond the article; T2", base=base, share=256,
            statement="The article's density, taken literally, averages to the prior, "
            f"E[E[1−θ|A]] = β/(α+β){words}",
            region=region, evaluate=_gaps(base), condition=condition,
            control_statement="It misses the prior by at least 0.01", control=_misses(base, 0.01),
            proof=proof, unit=PROBABILITY,
        )
        for tag, base, words, region, condition, proof in (
            ("", "", "", "every prior and n", None, None),
            ("-symmetric", "symmetric", ", if α = β", "every symmetric prior and n", "α = β",
             "theory/information.md: It does not average to the prior"),
        )
    ),
)  # fmt: skip
