"""Other laws of C's cost, and better intelligence under every law: Theorems 1 and 2 of T13.

Every statement is judged under each of `LAWS`; the worst margin counts. All of them have one inflection of
φ(k) = kG(k), so that the largest convex function below φ on [0, 1] is φ itself up to a weakness t and its
tangent from there to (1, φ(1)).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..engine import K_MAX, PSI, SIGMA
from ..model.cost_laws import Beta, CostLaw, Exponential, Kumaraswamy, Lognormal, Never, Power
from .claim import OF_PSI, OF_STAKES, PROBABILITY, YES_OR_NO, Claim, Evaluate, Evaluation, opposite
from .compare import stakes
from .sample import STAYS, VISITS, Answer, Sample

Table = NDArray[np.float64]
Mask = NDArray[np.bool_]
LAWS: tuple[CostLaw, ...] = (
    Power(2.0), Power(0.5), Beta(1.0, 4.0), Beta(2.0, 4.0), Kumaraswamy(2.0, 3.0), Exponential(5.0),
    Lognormal(-1.5, 0.5), Never(0.3, Exponential(4.0)),
)  # fmt: skip
_BISECTIONS = 50
_PRACTICALLY_NONE = 1e-12  # as `solve` calls visits with less probability
_TABULATED = 1e-11  # error of G in the tables, with a margin to spare
_PAGE = "theory/what-if.md: {}"
_UNDER = "; eight laws of C's cost with c ≥ 1"


def _risk(law: CostLaw, k: Table, c: Table) -> Table:
    """φ(k) = kG(k)."""
    return np.asarray(k * law.panels.cdf(k / c))


def _slope(law: CostLaw, k: Table, c: Table) -> Table:
    """Return φ'."""
    return np.asarray(law.panels.cdf(k / c) + k / c * law.panels.pdf(k / c))


def _touching(law: CostLaw, sample: Sample) -> Table:
    """Return t, the weakness up to which φ touches its convex hull on [0, 1]; 1 if φ is convex."""
    key = _touching, law
    if key not in sample.kept:
        c = sample.table[:, K_MAX]
        bend = np.minimum(law.inflection * c, 1.0)
        low, high, one = np.zeros(sample.rows), bend.copy(), np.ones(sample.rows)
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low + high)
            below = _risk(law, one, c) - _risk(law, middle, c)
            above = below > _slope(law, middle, c) * (1.0 - middle)
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        sample.kept[key] = np.where(bend < 1.0, low, 1.0)
    found: Table = sample.kept[key]
    return found


def _touches(law: CostLaw, sample: Sample) -> Mask:
    """Return at which models Proposition 4 holds for every experiment: φ touches its hull at k₀."""
    return np.asarray(sample.shape.k0 <= _touching(law, sample))


def _under(judge: Callable[[Sample, CostLaw], Table], bound: float) -> Evaluate:
    """Judge a statement under every law, NaN where it does not apply; the worst counts."""

    def evaluate(sample: Sample) -> Evaluation:
        margins = np.stack([judge(sample, law) for law in LAWS])
        worst = np.where(np.isnan(margins), np.inf, margins).min(0)
        return Evaluation(np.where(np.isinf(worst), np.nan, worst), bound)

    return evaluate


def _where(mask: Mask, margins: Table) -> Table:
    """Take the least margin of every row, where a condition is met and there is any."""
    least = np.where(np.isnan(margins), np.inf, margins).min(1)
    return np.asarray(np.where(mask & np.isfinite(least), least, np.nan))


# --- Theorem 1 ------------------------------------------------------------------------------------


def _raises_risk(every: bool) -> Evaluate:
    """Compare D(v) with φ(k₀) at deals all along the curve."""

    def judge(sample: Sample, law: CostLaw) -> Table:
        deals = sample.deals(*sample.grid(), law=law)
        rise = (deals.risk - deals.isolated) / deals.isolated
        return _where(_touches(law, sample) | every, rise)

    return _under(judge, _TABULATED)


def _spread(sample: Sample, law: CostLaw) -> Table:
    """Measure how much the spread of k₀ to t and 1 lowers the risk, where t < k₀."""
    k0, t, c = sample.shape.k0, _touching(law, sample), sample.table[:, K_MAX]
    share = (1.0 - k0) / (1.0 - np.where(t < k0, t, 0.0))  # of the posterior t
    one = np.ones(sample.rows)
    risk = share * _risk(law, t, c) + (1.0 - share) * _risk(law, one, c)
    own = _risk(law, k0, c)
    return np.where(t < k0, (own - risk) / own, np.nan)


def _no_deal(every: bool) -> Evaluate:
    """Judge whether nobody strikes a deal in the open."""

    def judge(sample: Sample, law: CostLaw) -> Table:
        found = [sample.under(law, "open", side) for side in "FL"]
        # visits rarer than any number at hand are those of prices at which nobody is better off by rounding
        visits = [answer.get("visit_probability") > _PRACTICALLY_NONE for answer in found]
        deals = np.any([some.any(1) for some in visits], axis=0)
        solved = np.all([answer.solved for answer in found], axis=0)
        return np.where(
            solved & (_touches(law, sample) | every), np.where(deals, -1.0, 1.0), np.nan
        )

    return _under(judge, 0.0)


def _pareto(sample: Sample, law: CostLaw) -> Table:
    """Take the least that a player gains by a deal in the open, per stake of each."""
    gains = []
    for side in "FL":
        found = sample.under(law, "open", side)
        k0, c = sample.shape.k0, sample.table[:, K_MAX]
        alone = (c * law.panels.integral(k0 / c))[:, None]
        leader = found.get("payoff_L_salient") - found.get("payoff_L_isolated")
        gains += [
            leader / stakes(sample, "")[:, None],
            found.get("payoff_F") / found.get("concession"),
            (found.get("payoff_C") - alone) / alone,
        ]
    return _where(np.ones(sample.rows, bool), np.concatenate(gains, axis=1))


def _ex_ante(every: bool) -> Evaluate:
    """Compare removal before S is drawn with isolation's, behind closed doors."""

    def judge(sample: Sample, law: CostLaw) -> Table:
        rises = []
        for side in "FL":
            found = sample.under(law, "closed", side)
            isolated = found.get("removal_isolated")
            rises.append((found.get("removal_ex_ante") - isolated) / isolated)
        return _where(_touches(law, sample) | every, np.concatenate(rises, axis=1))

    return _under(judge, _TABULATED)


# --- what survives every law ----------------------------------------------------------------------


def _chances(sample: Sample, law: CostLaw, found: Answer) -> tuple[Table, Table, Table]:
    """Return G(k₀), G(κ) and G(k_N) in every equilibrium."""
    c = sample.table[:, K_MAX, None]
    names = "weakness_prior", "weakness_visit", "weakness_no_visit"
    one, two, three = (
        law.panels.cdf(np.nan_to_num(found.get(name)).ravel() / np.repeat(c, found.visits.shape[1]))
        for name in names
    )
    shape = found.visits.shape
    return one.reshape(shape), two.reshape(shape), three.reshape(shape)


def _curse(factor: float, sign: bool) -> Evaluate:
    """Compare isolation − U_L(S=1) with F proposing with Ψk₀(G(k_N) − G(k₀)), or ask for its sign."""

    def judge(sample: Sample, law: CostLaw) -> Table:
        found, psi = sample.under(law, "closed", "F"), sample.table[:, PSI, None]
        loss = found.get("payoff_L_isolated") - found.get("payoff_L_salient")
        inside = np.isfinite(psi) & (
            (sample.table[:, SIGMA, None] < 1.0) | (found.get("no_visit_probability") > 0.0)
        )
        with np.errstate(invalid="ignore"):
            margin = loss / psi
            if not sign:
                prior, _, absent = _chances(sample, law, found)
                exact = factor * psi * found.get("weakness_prior") * (absent - prior)
                margin = -np.abs(loss - exact) / psi
        return _where(np.ones(sample.rows, bool), np.where(inside, margin, np.nan))

    return _under(judge, _TABULATED)


# --- Theorem 2 ------------------------------------------------------------------------------------


def _gain(sample: Sample, law: CostLaw, change: str) -> Table:
    """Return L's gain over isolation, in chances of survival, where L proposes, q = 1, σ = 0 and Ψ = ∞."""
    found = sample.under(law, "closed", "L", change)
    gain = found.get("payoff_L_salient") - found.get("payoff_L_isolated")
    return np.asarray(np.where(np.isnan(gain), -np.inf, gain).max(1))


def _precise(sample: Sample, law: CostLaw) -> Table:
    before, after = (_gain(sample, law, change) for change in ("blackwell", "blackwell/n+"))
    known = np.isfinite(before) & np.isfinite(after)
    return np.subtract(after, before, out=np.full_like(before, np.nan), where=known)


def _coarser(sample: Sample, law: CostLaw) -> Table:
    """Compare L's gain with that from deals if F learned only whether its signal exceeds a bound."""
    own, worst = _gain(sample, law, "blackwell"), np.full(sample.rows, np.inf)
    deals, c = sample.grid_deals, sample.table[:, K_MAX]
    isolated = law.panels.cdf(sample.shape.k0 / c)
    for i, (v, stay) in enumerate(zip(VISITS, STAYS, strict=True)):
        for share in (0.0, 0.1, 0.3, 0.6, 0.9):  # of the weaker signal, on which F may mix
            visits = v + share * stay
            mass = v * deals.kappa[:, i] + share * stay * deals.nu[:, i]
            gain = mass * (isolated - law.panels.cdf(mass / visits / c))
            worst = np.minimum(worst, own - gain)
    return np.where(np.isfinite(own), worst, np.nan)


def _claim(
    id: str, statement: str, source: str, region: str, evaluate: Evaluate, false: str,
    control: Evaluate | None, proof: str, unit: str = "relative difference",
) -> Claim:  # fmt: skip
    return Claim(
        id=id, statement=statement, source=source, region=region + _UNDER, evaluate=evaluate,
        control_statement=false, control=control or opposite(evaluate), share=16,
        proof=_PAGE.format(proof), unit=unit,
    )  # fmt: skip


_TOUCHES = "; φ(k) = kG(k) touches its convex hull on [0, 1] at k₀"
_BLACKWELL = "L proposes; q = 1, σ → 0, Ψ = ∞; every prior and n"
CLAIMS: tuple[Claim, ...] = (
    _claim(
        "prop-4-law-if", "Under any law G of C's cost an open deal raises the risk of removal, D(v) ≥ φ(k₀), "
        "if φ(k) = kG(k) touches its convex hull at k₀", "Prop. 4, T13.1 Theorem 1",
        "every deal along the curve" + _TOUCHES, _raises_risk(False), "Under any law whatever",
        _raises_risk(True), "**Theorem 1.**",
    ),
    _claim(
        "prop-4-law-only-if", "Where φ lies above its convex hull at k₀ some experiment lowers the risk: "
        "D(v) < φ(k₀)", "Prop. 4, T13.1 Theorem 1", "every k₀ above the hull's last touching point",
        _under(_spread, _TABULATED), "It raises it", None, "**Theorem 1.**",
    ),
    _claim(
        "prop-5-law", "Under any law of C's cost open bargaining has no deal if φ touches its convex hull at "
        "k₀", "Prop. 5, T13.1 Theorem 1", "each proposes" + _TOUCHES, _no_deal(False),
        "Under any law whatever", _no_deal(True), "**Theorem 1.**", YES_OR_NO,
    ),
    _claim(
        "law-pareto", "A deal in the open is a Pareto improvement: L and F do not lose by it, and C gains",
        "beyond the article; T13.1", "each proposes; every deal in the open", _under(_pareto, 1e-9),
        "Somebody loses", None, "Pareto", OF_STAKES,
    ),
    _claim(
        "law-ex-ante-removal", "Behind closed doors information never helps L before S is known, under any "
        "law for which φ touches its convex hull at k₀", "beyond the article; T5, T13.1",
        "each proposes" + _TOUCHES, _ex_ante(False), "Under any law whatever", _ex_ante(True),
        "Before S is drawn",
    ),
    _claim(
        "law-loss-formula", "Under any law of C's cost, with F proposing, L's loss against isolation given "
        "S = 1 is Ψk₀(G(k_N) − G(k₀))", "beyond the article; T13.1", "F proposes; finite Ψ",
        _curse(1.0, False), "It is 1 % larger", _curse(1.01, False), "What survives", OF_PSI,
    ),
    _claim(
        "law-curse", "Under any law of C's cost, with F proposing, L does not gain over isolation given "
        "S = 1", "beyond the article; T13.1", "F proposes; finite Ψ", _curse(1.0, True),
        "L does not lose", None, "What survives", OF_PSI,
    ),
    _claim(
        "theorem-2-precision", "Where the price is seen, a favour is unlikely and office is all, L's payoff "
        "rises in n under any law of C's cost", "beyond the article; Cor. 4, T13.2 Theorem 2", _BLACKWELL,
        _under(_precise, 1e-13), "It falls", None, "**Theorem 2.**", PROBABILITY,
    ),
    _claim(
        "theorem-2-coarser", "There L's payoff is at least what any deal would bring her if F learned only "
        "whether its signal exceeds a bound", "beyond the article; T13.2 Theorem 2", _BLACKWELL,
        _under(_coarser, 1e-12), "It is at most that", None, "**Theorem 2.**", PROBABILITY,
    ),
)  # fmt: skip
