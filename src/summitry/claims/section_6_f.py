"""Section 6.1, F proposes behind closed doors: Proposition 6 and what the text around it says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engine import K_MAX, PSI, SIGMA
from .changes import LARGE
from .claim import LOG_RATE, YES_OR_NO, Claim, Condition, Evaluate, Evaluation, opposite
from .compare import ERROR, QUANTITIES, approach, at_visits, comparison, followed, least, needs
from .conditions import CLOSED, F_FALLS, WEAK_VISIT, Slots, under
from .sample import Answer, Sample

Table = NDArray[np.float64]
VISITS = "F proposes; every equilibrium with visits"


def _article_price(power: float) -> Evaluate:
    """Compare the price with (Ψ/c)κ(k₀−κ)/(1−σv), from the numbers reported."""

    def margin(sample: Sample, answer: Answer) -> Table:
        sigma, psi, c = (sample.table[:, column, None] for column in (SIGMA, PSI, K_MAX))
        kappa, stay = answer.get("weakness_visit"), answer.get("no_visit_probability")
        # k₀ − κ loses its digits near v = 1; (k_N − κ)(1 − σv) does not
        drop = answer.get("weakness_no_visit") - kappa
        absent = 1.0 - sigma + sigma * stay
        below = answer.get("weakness_prior") - kappa
        with np.errstate(divide="ignore", invalid="ignore"):
            price = psi / c * kappa * below / absent**power
            loss = psi / c * kappa * 2e-15 * answer.get("weakness_prior") / absent**power
        scale = answer.get("concession")
        error = np.maximum(np.abs(scale - price) - loss, 0.0) / scale
        corner = (sigma == 1.0) & (stay == 0.0)
        return np.where(np.isinf(psi) | corner | (drop < 0.0), np.nan, -error)

    return at_visits(margin, "F", bound=1e-9)


def _exists(sample: Sample) -> Evaluation:
    answer = sample.answer("", "F")
    inside = (sample.table[:, SIGMA] > 0.0) & np.isfinite(sample.table[:, PSI])
    here = np.where(answer.visits.any(1), 1.0, -1.0)
    return Evaluation(np.where(inside & answer.solved, here, np.nan), 0.0)


def _no_deal_unravels(sample: Sample) -> Evaluation:
    answer = sample.answer("", "F")
    finite = np.isfinite(sample.table[:, PSI]) & answer.solved
    return Evaluation(np.where(finite, np.where(answer.no_visits, -1.0, 1.0), np.nan), 0.0)


def _psi_limit(sample: Sample) -> Evaluation:
    found = approach(sample, "psi->inf", "psi=>inf", "F", LARGE["psi=>inf"] / LARGE["psi->inf"])
    inside = (sample.table[:, SIGMA] < 1.0) & (sample.table[:, SIGMA] > 0.0)
    return Evaluation(np.where(inside, found.margin, np.nan), found.bound)


def _psi_no_limit(sample: Sample) -> Evaluation:
    return Evaluation(-_psi_limit(sample).margin, 0.0)


def _q_changes_nothing(quantity: str, sign: float) -> Evaluate:
    """Compare the equilibria that are there for both values of q."""

    def evaluate(sample: Sample) -> Evaluation:
        pair = sample.answer("", "F"), sample.answer("q+", "F")
        change = QUANTITIES[quantity](sample, ("", "q+"), pair)
        usable = followed(*pair) & sample.moved("", "q+")[:, None]
        margin = -np.abs(change) if sign == 0.0 else sign * change - 1e-4
        return Evaluation(least(margin, usable), ERROR)

    return evaluate


def _risk(name: str, where: Slots | None = None) -> Evaluate:
    def margin(sample: Sample, answer: Answer) -> Table:
        isolated = answer.get("removal_isolated")
        return np.asarray((answer.get(name) - isolated) / isolated)

    return at_visits(margin, "F", where=where)


def _absence(sample: Sample) -> Evaluation:
    v, stay = sample.grid()
    before, after = sample.deals(v, stay), sample.deals(v, stay, "sigma+")
    rise = (after.k_absent - before.k_absent) / before.k_absent
    rise = np.where(sample.moved("", "sigma+")[:, None], rise, np.nan)
    return Evaluation(rise.min(1), 4e-16)


def _claim(
    id: str, statement: str, source: str, region: str, evaluate: Evaluate, false: str,
    control: Evaluate | None = None, wanted: tuple[str, ...] = (":F",), proof: str | None = None,
    conditions: tuple[Condition, ...] = (), unit: str = "relative difference",
) -> Claim:  # fmt: skip
    return Claim(
        id=id, statement=statement, source=source, region=region, evaluate=evaluate,
        control_statement=false, control=control or opposite(evaluate), needs=needs(*wanted),
        proof=proof, conditions=conditions, unit=unit,
    )  # fmt: skip


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "s6-absence-and-salience", "At a given deal the absence of a visit looks worse, the larger σ is",
        "§6", "every model, at five deals", _absence, "It looks better, the larger σ is", wanted=(),
        proof=CLOSED + "What C believes",
    ),
    _claim(
        "prop-6-equation", "With F proposing, z = (Ψ/c)·κ(k₀−κ)/(1−σv) in every equilibrium with visits",
        "Prop. 6, [F-eq]", VISITS + ", finite Ψ", _article_price(1.0), "The same without the factor 1/(1−σv)",
        _article_price(0.0), proof=CLOSED + "F proposes",
    ),
    _claim(
        "prop-6-visits-exist", "With F proposing and 0 < σ, an equilibrium with visits exists", "Prop. 6",
        "F proposes; σ > 0, finite Ψ", _exists, "No equilibrium with visits exists", unit=YES_OR_NO,
    ),
    comparison(
        id="prop-6-sigma-raises-z", statement="With F proposing, the concession rises in σ", source="Prop. 6",
        moved="z", change="sigma+", proposer="F", sign=1.0, control="It falls in σ",
        holds=(F_FALLS,),
    ),
    _claim(
        "prop-6-psi-limit", "With F proposing, v → 1 and so z → z_0 as Ψ → ∞", "Prop. 6",
        "F proposes; 0 < σ < 1; between 1e4 and 1e7 times what makes z_0 worth paying", _psi_limit,
        "1 − v does not fall in proportion to Ψ", _psi_no_limit, wanted=("psi->inf:F", "psi=>inf:F"),
        unit=LOG_RATE,
    ),
    _claim(
        "s6-no-deal-unravels", "With F proposing, no visits is never an equilibrium: L would accept the "
        "cheapest deals", "§6.1", "F proposes; finite Ψ", _no_deal_unravels,
        "No visits is always an equilibrium", unit=YES_OR_NO,
    ),
    _claim(
        "s6-risk-salient-F", "With F proposing, the risk of removal given S = 1 is at least that of "
        "isolation",        "§6.1", VISITS, _risk("removal_salient"), "It is at most that of isolation",
        conditions=under(
            (WEAK_VISIT,), _risk("removal_salient"), (),
            lambda where: _risk("removal_salient", where),
        ),
    ),
    _claim(
        "s6-risk-ex-ante-F", "With F proposing, the risk of removal ex ante is at least that of isolation",
        "§6.1", VISITS, _risk("removal_ex_ante"), "It is at most that of isolation",
        proof=CLOSED + "Before S is drawn",
    ),
    *(
        _claim(
            f"s7-q-leaves-{name}-F", f"With F proposing, q does not change {symbol}: it only decides which "
            "equilibria exist", "T5", "F proposes; an equilibrium with visits that can be followed",
            _q_changes_nothing(name, 0.0), f"{symbol} rises in q with an elasticity above 0.1",
            _q_changes_nothing(name, 1.0), wanted=(":F", "q+:F"), proof=CLOSED + "F proposes",
        )
        for name, symbol in (("z", "z"), ("v", "v"))
    ),
)  # fmt: skip
