"""Section 7, the price of the quid pro quo: what moves it, and who gains."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from ..engine import SIGMA
from .claim import OF_PSI, Claim, Evaluate, Evaluation, opposite
from .compare import (
    ERROR,
    PROPOSER,
    at_visits,
    comparison,
    leader_ex_ante,
    needs,
    stakes,
)
from .conditions import (
    CLOSED,
    F_FALLS,
    F_LARGEST,
    L_FALLS,
    NO_SALIENCE,
    OFFICE,
    WORTH,
    WORTH_FALLS,
    Slots,
    Where,
    under,
)
from .sample import Answer, Sample

Table = NDArray[np.float64]
SIDES = ("F", "L")
MOVES = CLOSED + "What moves an equilibrium"
# which general statements on the prior and on intelligence hold where; none of these is proved
PRIOR_HOLDS = {
    ("raises-z", "F"): (NO_SALIENCE,), ("raises-z", "L"): (OFFICE,), ("lowers-a", "L"): (OFFICE,),
}  # fmt: skip
INTELLIGENCE_HOLDS = {
    ("raises-U_F", "L"): (OFFICE,), ("raises-v", "L"): (OFFICE,), ("lowers-kappa", "F"): (NO_SALIENCE,),
    ("lowers-kappa", "L"): (OFFICE,),
}  # fmt: skip
# F at the lower of two roots of [F-eq] is visited less than with L proposing; draws have not met it
POWER_REFUTED = (0.79, 0.021, 0.97, 0.999999995, 0.994998278, 0.0032, 1.1, 0.99995, 3.0, 1.2)


def at_no_salience(words: str) -> Where:
    """Return the condition σ = 0 with the place of its proof."""
    return NO_SALIENCE._replace(proof=CLOSED + words)


def unproved(where: Where) -> Where:
    """Return a condition without the proof that it has for other claims."""
    return where._replace(proof=None)


# --- transparency ---------------------------------------------------------------------------------


def gain_over_isolation(
    proposer: str, sign: float = 1.0, base: str = "", ex_ante: bool = False, strict: float = 0.0,
    per_visit: bool = False, where: Slots | None = None,
) -> Evaluate:  # fmt: skip
    """Make the margin of "L is better off than in isolation", which is what open bargaining gives it.

    Parameters
    ----------
    proposer
        Who proposes behind closed doors.
    sign
        −1 for "worse off".
    base
        Change of every point.
    ex_ante
        Before S is drawn, not given S = 1.
    strict
        How much better off, as a share of Ψ.
    per_visit
        Measure by v·k₀²/c, where that is at least 1e-6: a gain from very rare visits drowns in the rounding
        of payoffs.
    where
        Which equilibria count; all by default.
    """

    def margin(sample: Sample, answer: Answer) -> Table:
        own = leader_ex_ante(sample, base, answer) if ex_ante else answer.get("payoff_L_salient")
        gain = (own - answer.get("payoff_L_isolated")) / stakes(sample, base)[:, None]
        if per_visit:
            v = answer.get("visit_probability")
            scale = v * answer.get("removal_isolated")
            gain = np.where(scale >= 1e-6, gain / scale, np.nan)
        return np.asarray(sign * gain - strict)

    return at_visits(margin, proposer, base, 1e-13, where)


# --- bargaining power -----------------------------------------------------------------------------


def _power(quantity: str, sign: float) -> Evaluate:
    """Compare the one equilibrium with visits of each proposer."""

    def value(sample: Sample, proposer: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        answer = sample.answer("", proposer)
        name = {"z": "concession_above_cost", "v": "no_visit_probability", "kappa": "weakness_visit",
                "U_F": "payoff_F", "U_L": "payoff_L_salient"}[quantity]  # fmt: skip
        one = answer.visits.sum(1) == 1
        found = answer.get(name)[:, 0]
        if quantity == "v":
            with np.errstate(divide="ignore"):
                found = -np.log(found)
        return found, one

    def evaluate(sample: Sample) -> Evaluation:
        (high, one), (low, other) = value(sample, "F"), value(sample, "L")
        with np.errstate(invalid="ignore", divide="ignore"):
            change = np.where(high == low, 0.0, high - low)
            if quantity == "U_L":
                change = change / stakes(sample, "")
            elif quantity != "v":
                change = change / np.maximum(np.abs(high), np.abs(low))
        return Evaluation(np.where(one & other, sign * change, np.nan), ERROR)

    return evaluate


# --- salience -------------------------------------------------------------------------------------


def _salient(evaluate: Evaluate) -> Evaluate:
    """Restrict a claim to σ > 0."""

    def inside(sample: Sample) -> Evaluation:
        found = evaluate(sample)
        return Evaluation(np.where(sample.table[:, SIGMA] > 0.0, found.margin, np.nan), found.bound)

    return inside


def _claim(
    id: str, statement: str, source: str, evaluate: Evaluate, false: str, proposers: str,
    base: str = "", region: str = "every equilibrium with visits", control: Evaluate | None = None,
    proof: str | None = None, holds: Iterable[Where] = (),
    choose: Callable[[Slots], Evaluate] | None = None, refuted_by: tuple[float, ...] = (),
    unit: str = OF_PSI,
) -> Claim:  # fmt: skip
    protocols = needs(*(f"{base}:{side}" for side in proposers))
    return Claim(
        id=id, statement=statement, source=source,
        region=f"{PROPOSER.get(proposers, 'each proposes')}; {region}", evaluate=evaluate,
        control_statement=false, control=control or opposite(evaluate),
        needs=protocols, base=base, proof=proof, refuted_by=refuted_by, unit=unit,
        conditions=under(holds, evaluate, protocols, choose),
    )  # fmt: skip


WHO = {"F": "With F proposing", "L": "With L proposing"}


def _transparency(p: str) -> tuple[Claim, ...]:
    source = "§7, Transparency"
    return (
        _claim(
            f"s7-closed-doors-U_L-{p}", f"{WHO[p]}, closed doors serve L given S = 1: a deal leaves it at "
            "least as well off as open bargaining", source, gain_over_isolation(p),
            "A deal gains L more than a millionth of Ψ", p, control=gain_over_isolation(p, strict=1e-6),
            holds=(WORTH,) if p == "L" else (at_no_salience("What L loses with F proposing"),),
            choose=lambda where: gain_over_isolation(p, where=where),
        ),
        _claim(
            f"s7-closed-doors-U_L-ex-ante-{p}", f"{WHO[p]}, closed doors serve L before S is known", source,
            gain_over_isolation(p, ex_ante=True), "They gain L more than a millionth of Ψ", p,
            control=gain_over_isolation(p, ex_ante=True, strict=1e-6),
            holds=(at_no_salience("Before S is drawn"),),
        ),
    )  # fmt: skip


def _power_claims() -> tuple[Claim, ...]:
    rows = (
        ("z", 1.0, "a larger concession", "smaller"),
        ("v", 1.0, "more visits", "fewer"),
        ("kappa", 1.0, "visits that say less: a larger κ", "a smaller κ"),
        ("U_F", 1.0, "a larger payoff of F", "a smaller one"),
        ("U_L", -1.0, "a smaller payoff of L given S = 1", "a larger one"),
    )
    return tuple(
        _claim(
            f"s7-power-{name}", f"Where F proposes rather than L, the equilibrium has {words}",
            "§7, Bargaining power", _power(name, sign), f"It has {false}", "FL",
            region="exactly one equilibrium with visits for each",
            holds=(at_no_salience("At σ = 0"),) if name == "U_L" else (F_LARGEST,),
            refuted_by=() if name == "U_L" else POWER_REFUTED,
            unit={"U_L": OF_PSI, "v": "log-odds"}.get(name, "relative difference"),
        )
        for name, sign, words, false in rows
    )  # fmt: skip


def _salience(p: str) -> tuple[Claim, ...]:
    source = "§7, Expected salience"
    worse = gain_over_isolation(p, -1.0, "sigma=1")
    strict = 1e-9 if p == "F" else 0.0  # with L proposing the gain of a deal tends to zero with n
    better = gain_over_isolation(p, 1.0, "sigma=0", strict=strict, per_visit=True)
    gains = "gains" if p == "F" else "gains, or at worst loses nothing,"
    extra: tuple[Claim, ...] = ()
    if p == "F":
        extra = (
            *(
                comparison(
                    id=f"s7-sigma-raises-{name}-F",
                    statement=f"{WHO[p]}, {words} rises in σ",
                    source="§7, Expected salience; T5",
                    moved=name,
                    change="sigma+",
                    proposer=p,
                    sign=1.0,
                    control="It falls in σ",
                    holds=(F_FALLS,),
                )
                for name, words in (("v", "the chance of a visit"), ("kappa", "κ"))
            ),
            _claim(
                "s6-resource-curse-F",
                "With F proposing and σ > 0, L is cursed: worse off given S = 1 than in isolation",
                "§6.1, resource curse",
                _salient(gain_over_isolation("F", -1.0)),
                "L is at least as well off as in isolation",
                p,
                region="σ > 0; every equilibrium with visits",
                proof=CLOSED + "What L loses with F proposing",
            ),
        )
    return (
        comparison(
            id=f"s7-sigma-lowers-U_L-{p}", statement=f"{WHO[p]}, L's payoff given S = 1 falls in σ",
            source=source, moved="U_L", change="sigma+", proposer=p, sign=-1.0, control="It rises in σ",
            holds=(unproved(F_FALLS if p == "F" else L_FALLS),),
        ),
        _claim(
            f"s7-curse-at-full-salience-{p}", f"{WHO[p]} and σ = 1, L is cursed", source, worse,
            "L is at least as well off as in isolation", p, "sigma=1",
            proof=CLOSED + ("What L loses with F proposing" if p == "F" else "What L gains in general"),
        ),
        _claim(
            f"s7-mutual-at-low-salience-{p}", f"{WHO[p]} and σ → 0, the deal is mutually beneficial: L "
            f"{gains} given S = 1", source, better, "L loses more than a millionth of Ψ", p, "sigma=0",
            region="every equilibrium with visits and v·k₀²/c ≥ 1e-6",
            control=gain_over_isolation(p, -1.0, "sigma=0", strict=1e-6), unit=f"{OF_PSI}·v·k₀²/c",
            proof=CLOSED + "At σ = 0" if p == "L" else None,
        ),
        *extra,
    )  # fmt: skip


def _costs(p: str) -> tuple[Claim, ...]:
    rows = (
        ("tau", "tau+", "τ"),
        ("rho", "rho+", "ρ"),
        ("loss", "r-", "1 − r, the risk that it is not kept"),
    )
    return tuple(
        comparison(
            id=f"s7-{slug}-raises-z-{p}", statement=f"{WHO[p]}, the concession rises in {words}",
            source="§7, F's cost", moved="z", change=change, proposer=p, sign=1.0, control="It falls",
            holds=(WORTH_FALLS if p == "F" else OFFICE._replace(proof=MOVES),),
        )
        for slug, change, words in rows
    )  # fmt: skip


def _prior(p: str, base: str) -> tuple[Claim, ...]:
    inf = ", Ψ = ∞" if base else ""
    tag = "-office" if base else ""
    rows = (
        ("raises-z", "z", 1.0, "the concession rises"),
        ("lowers-a", "a", -1.0, "the threshold falls"),
    )
    return tuple(
        comparison(
            id=f"s7-weak-prior-{slug}-{p}{tag}", statement=f"{WHO[p]}{inf}, {words} as L's prior strength "
            "α/(α+β) falls, with α + β fixed", source="§7, Ex-ante survival; Fig. 3", moved=name,
            change="weaker", proposer=p, sign=sign, base=base,
            control="The opposite", condition="Ψ = ∞, L proposes" if base else None,
            holds=() if base else PRIOR_HOLDS.get((slug, p), ()),
        )
        for slug, name, sign, words in rows
    )  # fmt: skip


def _intelligence(p: str) -> tuple[Claim, ...]:
    rows = (
        ("raises-U_L", "U_L", 1.0, "L's payoff given S = 1 rises"),
        ("raises-U_F", "U_F", 1.0, "F's payoff rises"),
        ("raises-z", "z", 1.0, "the concession rises"),
        ("raises-v", "v", 1.0, "the chance of a visit rises"),
        ("lowers-kappa", "kappa", -1.0, "perceived weakness after a visit falls"),
    )
    return tuple(
        comparison(
            id=f"s7-intelligence-{slug}-{p}", statement=f"{WHO[p]}, {words} in n",
            source="§7, Quality of intelligence", moved=name, change="n+", proposer=p, sign=sign,
            control="The opposite" if name != "U_L" else "It rises by more than 1 % of Ψ as n doubles",
            by=0.014 if name == "U_L" else None, holds=INTELLIGENCE_HOLDS.get((slug, p), ()),
        )
        for slug, name, sign, words in rows
    )  # fmt: skip


def _transparent_delivery() -> tuple[Claim, ...]:
    rows = (
        ("U_L", "U_L", "L's payoff given S = 1 rises"),
        ("U_L-ex-ante", "U_L ex ante", "L's payoff ex ante rises"),
    )
    return tuple(
        comparison(
            id=f"s7-q-raises-{slug}-L", statement=f"With L proposing, {words} in q: L prefers that the "
            "concession is seen", source="§7, Transparency", moved=name, change="q+", proposer="L", sign=1.0,
            control="It falls in q",
            holds=(at_no_salience("At σ = 0"),) if name == "U_L" else (),
        )
        for slug, name, words in rows
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    *(claim for p in SIDES for claim in _transparency(p)),
    *_transparent_delivery(),
    *_power_claims(),
    *(claim for p in SIDES for claim in _salience(p)),
    *(claim for p in SIDES for claim in _costs(p)),
    *(claim for p in SIDES for claim in _prior(p, "")),
    *_prior("L", "inf"),
    *(claim for p in SIDES for claim in _intelligence(p)),
)
