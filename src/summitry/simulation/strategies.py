"""What the players do: an equilibrium as a strategy profile, and what a profile is worth (T1, T5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..disclosure.seen import Silence, silence
from ..engine import (
    STEPS,
    Curve,
    Game,
    complement,
    locate,
    payoff_challenger,
    payoff_leader,
    payoff_visit,
    point,
    removal_probability,
    threshold,
)
from ..equilibrium.check import curve_of, game_of
from ..model.cost_laws import UNIFORM, CostLaw
from ..model.faults import InputError, plain
from ..model.information import Binomial, Information, Linear
from ..model.tolerances import BELIEF, SPLIT

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium
    from ..model.parameters import Model

_POINTS = 128  # of the quantile function of a cost law: in each halving of a cost, and in all their square
# fields of `Equilibrium`; the antagonist A wants L removed (T13.5)
PAYOFFS = {"F": "payoff_F", "L": "payoff_L_salient", "C": "payoff_C", "A": "removal_salient"}


class Setup(NamedTuple):
    """A model with its payoffs and its weakness curve, ready to be played."""

    model: Model
    game: Game
    curve: Curve
    costs: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None  # chances and quantiles of K

    def draw_costs(self, dice: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn uniform draws into costs by the law's quantile function."""
        if self.costs is None:
            return self.game.c * dice
        return np.interp(dice, *self.costs, right=np.inf)

    @property
    def n(self) -> float:
        """Precision of the signal, 1 where the structure does not use it."""
        return 1.0 if self.model.n is None else self.model.n

    @property
    def draws_signals(self) -> bool:
        """Whether plays have signals in the units of n; others have ranks or strengths, 1 − weakness."""
        return type(self.model.information).draw in (Linear.draw, Binomial.draw)

    @property
    def unlisted(self) -> float:
        """Number of signals weaker than the curve's weakest, whose probability underflows (binomial)."""
        if self.curve.kind != STEPS or not self.draws_signals:
            return 0.0
        evidence = self.model.alpha + self.model.beta + self.n
        return round(self.model.beta + self.n - self.curve.m_last * evidence)


class StrategyProfile(NamedTuple):
    """What the players do; C's cut-off is the highest cost at which she challenges."""

    deal: bool  # a deal is struck whenever S = 1
    public: bool  # open bargaining: C sees the deal and its price
    price: float
    threshold: float  # F visits at a signal above it
    share: float  # F's chance of a visit at that very signal
    cutoff_price_seen: float  # after a visit
    cutoff_price_unseen: float  # after a visit
    cutoff_deal_seen: float  # when a deal that she saw brought no visit
    cutoff_nothing_seen: float  # neither deal nor visit
    segment: int = 0  # the point of the curve at which F's visits end
    x: float = -math.inf
    proved: float = 0.0  # chance that somebody proves to C a price that has not leaked (T13.5)
    cutoff_no_deal: float | None = None  # once L has proved that there is none; None if L does not

    def seen(self, q: float) -> float:
        """Return how likely C is to see the price of a visit."""
        return 1.0 if self.public else q + (1.0 - q) * self.proved

    @property
    def cutoff_idle(self) -> float:
        """C's cut-off when no deal was struck."""
        proved = self.cutoff_no_deal
        return self.cutoff_nothing_seen if proved is None else proved


def prepare(model: Model, *, drawn: bool = True) -> Setup:
    """Make a model ready; if plays are to be drawn, refuse a structure that has no joint draw (T2)."""
    information = model.information
    if drawn and type(information).draw is Information.draw:
        information.draw(np.random.default_rng(0), 0, alpha=model.alpha, beta=model.beta, n=1.0)
    costs = None if model.cost == UNIFORM else _quantiles(model.cost, model.k_max)
    return Setup(model, game_of(model), curve_of(model), costs)


def _quantiles(law: CostLaw, scale: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return chances and costs between which a law's quantile function is straight, to 1e-9 of the chance."""
    relative = 2.0 ** np.arange(-200, 0 if law.bounded else 40, 1.0 / _POINTS)
    steps = np.linspace(0.0, 1.0, _POINTS**2)
    places = [relative, steps, 1.0 - relative[relative < 0.5]] if law.bounded else [relative, steps]
    costs = np.unique(np.concatenate(places))
    return law.cdf(costs), scale * costs


def equilibrium_profile(setup: Setup, eq: Equilibrium, which: int = 0) -> StrategyProfile:
    """Return the strategies of an equilibrium: price and threshold of one of its offers, C's cut-offs."""
    curve = setup.curve
    if abs(eq.weakness_prior - curve.k0) > BELIEF:
        raise InputError(
            f"the equilibrium's weakness_prior is {eq.weakness_prior:.12g}, but the model's is "
            f"{curve.k0:.12g}: it is an equilibrium of another model. Solve this model, and give one of its "
            "equilibria.",
            where="simulate",
        )
    public = eq.bargaining == "open"
    believed = Silence(eq.weakness_visit, curve.k0 if public else eq.weakness_no_visit)
    unseen, nothing_seen = silence(eq.disclosure, eq.reach, believed, curve)
    no_deal = curve.k0 if eq.disclosure == "absence" else None
    offer = eq.offers[which] if eq.offers else None
    if offer is None:
        return StrategyProfile(
            False, public, 0.0, math.inf, 0.0, eq.weakness_visit, unseen, nothing_seen, nothing_seen,
            cutoff_no_deal=no_deal,
        )  # fmt: skip
    profile = StrategyProfile(
        True, public, offer.concession, math.inf, 0.0, offer.weakness_visit, unseen, nothing_seen,
        nothing_seen, proved=float(unseen > eq.weakness_visit), cutoff_no_deal=no_deal,
    )  # fmt: skip
    share = 1.0 if offer.threshold_share is None else offer.threshold_share
    return visiting_from(setup, profile, offer.threshold, share)


def visiting_up_to(setup: Setup, profile: StrategyProfile, segment: int, x: float) -> StrategyProfile:
    """Replace F's rule by visits up to a point of the curve; the threshold is on the drawn signals' scale."""
    curve, share = setup.curve, 1.0
    if curve.kind == STEPS:
        a = threshold(curve, math.nan, segment, x) + setup.unlisted
        share = 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else math.exp(x)
    elif setup.draws_signals:
        a = threshold(curve, setup.n, segment, x)
        _refuse_blurred(setup, a)
    else:
        a = 1.0 - point(curve, segment, x).m
    return profile._replace(threshold=a, share=share, segment=segment, x=x)


def visiting_from(
    setup: Setup, profile: StrategyProfile, a: float, share: float
) -> StrategyProfile:
    """Replace F's rule by visits from a signal on, in the units of an equilibrium's threshold (T5)."""
    return visiting_up_to(setup, profile, *_coordinate(setup, a, share))


def visiting_with(setup: Setup, profile: StrategyProfile, v: float) -> StrategyProfile:
    """Replace F's probability of visiting; the others do not notice."""
    return visiting_up_to(setup, profile, *locate(setup.curve, v, complement(setup.curve, v)))


def without_deal(profile: StrategyProfile) -> StrategyProfile:
    """Have the deal refused, or none be proposed."""
    return profile._replace(deal=False, price=0.0, segment=0, x=-math.inf)


def weakness_at(setup: Setup, signal: float) -> float:
    """Return the posterior weakness E[1 − θ | A] at a signal as plays have it (T2)."""
    curve = setup.curve
    if curve.kind == STEPS:
        step = curve.segments - 1 - round(signal - setup.unlisted)
        return float(curve.weakness[min(max(step, 0), curve.segments - 1)])
    if not setup.draws_signals and type(setup.model.information).draw is not Information.draw:
        return 1.0 - signal
    return float(point(curve, *_coordinate(setup, signal, 1.0)).m)


def signals_of(curve: Curve, weakness: Any) -> Any:
    """Turn drawn posterior weaknesses into signals: the step's rank from the weakest, or 1 − weakness."""
    if curve.kind != STEPS:
        return 1.0 - weakness
    between = 0.5 * (curve.weakness[1:] + curve.weakness[:-1])
    return (curve.segments - 1.0) - np.searchsorted(between, weakness)


def _coordinate(setup: Setup, a: float, share: float) -> tuple[int, float]:
    """Return the point of the curve for a reported threshold, the inverse of `threshold` (T5, T6)."""
    if setup.curve.kind == STEPS:
        segment, up, down = int(setup.curve.segments - 1 - a), share, 1.0 - share
    else:
        segment, up, down = 0, setup.n - a, a
    if up <= 0.0 or down <= 0.0:
        return segment, -math.inf if up <= 0.0 < down else math.inf
    return segment, math.log(up / down)


def _refuse_blurred(setup: Setup, a: float) -> None:
    """Refuse a threshold that double precision cannot tell from its neighbours (extreme priors only)."""
    rounding = 4.0 * np.finfo(float).eps
    low, high = (
        point(setup.curve, *_coordinate(setup, a * (1.0 + sign * rounding), 1.0)).v
        for sign in (1.0, -1.0)
    )
    if high - low > SPLIT:
        alpha, beta = plain(setup.model.alpha), plain(setup.model.beta)
        raise InputError(
            f"the signal's threshold {a!r} cannot be played in double precision: signals closer to it than "
            f"rounding have probability {high - low:.2g}. Choose a prior (alpha = {alpha}, beta = {beta}) "
            "with less weight next to 0 and 1.",
            where="simulate",
        )


def expected_payoffs(setup: Setup, profile: StrategyProfile) -> dict[str, float]:
    """Return what a profile is worth to F, L and A given S = 1, to C ex ante, from T1's payoffs alone."""
    game, curve = setup.game, setup.curve
    p = point(curve, profile.segment, profile.x)
    v, vc, nu = (p.v, p.vc, p.kappa + p.spread) if profile.deal else (0.0, 1.0, curve.k0)
    k = profile.cutoff_nothing_seen if profile.deal else profile.cutoff_idle
    k = profile.cutoff_deal_seen if profile.public and profile.deal else k
    removal = vc * removal_probability(k, nu, game.c, game.law)
    challenger = vc * payoff_challenger(k, nu, game.c, game.law)
    foreign = 0.0
    seen = profile.seen(game.q)
    for chance, k in (
        (v * seen, profile.cutoff_price_seen),
        (v * (1.0 - seen), profile.cutoff_price_unseen),
    ):
        risk = removal_probability(k, p.kappa, game.c, game.law)
        removal += chance * risk
        foreign += chance * payoff_visit(profile.price, risk, game.tau, game.rho, game.r)
        challenger += chance * payoff_challenger(k, p.kappa, game.c, game.law)
    idle = payoff_challenger(profile.cutoff_idle, curve.k0, game.c, game.law)
    leader = game.psi + payoff_leader(removal, v * profile.price, game.psi, game.price)
    expected = game.sigma * challenger + game.sigma_c * idle
    return {"F": foreign, "L": leader, "C": expected, "A": float(removal)}
