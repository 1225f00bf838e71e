"""What the players do: an equilibrium as rules of play, also with one strategy replaced (T1, T5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ._old import deviations as core
from ._old.curves import log_share, point
from ._old.landscape import acceptance
from ._old.nodes import complement, locate, piece_at, scan_nodes, threshold, x_at
from ._old.payoffs import Game, payoff_challenger, payoff_leader, payoff_visit, removal_probability
from ._old.points import STEPS, Curve, Point
from .equilibrium.check import curve_of, game_of
from .model.faults import InputError, plain
from .model.information import Atoms, Binomial, Information, Linear
from .model.tolerances import BELIEF, CHECKER_STEP, SPLIT
from .play import BINOMIAL_DRAW, GIVEN, LINEAR_DRAW, STEPS_DRAW, Rules, Source

if TYPE_CHECKING:
    from .equilibrium.solution import Equilibrium
    from .model.parameters import Model

_NONE = np.zeros(0)


class Stage(NamedTuple):
    """A model made ready to be played."""

    model: Model
    game: Game
    curve: Curve
    source: Source


class Conduct(NamedTuple):
    """Rules of play, and the point of the curve that F's visit rule stands at."""

    rules: Rules
    piece: int
    x: float

    def point(self, curve: Curve) -> Point:
        """Evaluate the point of the curve."""
        return point(curve, self.piece, self.x)


def stage(model: Model, *, drawn: bool = True) -> Stage:
    """Make a model ready; if it is to be drawn, refuse a structure that has no joint draw (T2)."""
    information, curve = model.information, curve_of(model)
    draw = type(information).draw
    if drawn and draw is Information.draw:
        information.draw(np.random.default_rng(0), 0, alpha=model.alpha, beta=model.beta, n=1.0)
    kinds = {Linear.draw: LINEAR_DRAW, Binomial.draw: BINOMIAL_DRAW, Atoms.draw: STEPS_DRAW}
    source = Source(
        kinds.get(draw, GIVEN), model.alpha, model.beta, math.nan if model.n is None else model.n,
        curve.cum_v, curve.weakness, _NONE, _NONE, _NONE,
    )  # fmt: skip
    return Stage(model, game_of(model), curve, source)


def given_signal(curve: Curve, weakness: Any) -> Any:
    """Turn the posterior weaknesses of a user's own draw into signals that grow with strength."""
    if curve.kind != STEPS:
        return 1.0 - weakness
    middle = 0.5 * (curve.weakness[1:] + curve.weakness[:-1])
    return (curve.pieces - 1.0) - np.searchsorted(middle, weakness)


def _signal_rule(at: Stage, piece: int, x: float) -> tuple[float, float]:
    """Threshold and share, on the scale of the drawn signal, of the visit rule at a point (T5, T6)."""
    curve, model = at.curve, at.model
    if curve.kind == STEPS:
        count = threshold(curve, math.nan, piece, x)
        if at.source.kind == BINOMIAL_DRAW:
            # outcomes whose probability underflows are not on the curve: count from the weakest that is
            count += round(model.beta + at.source.n - curve.m_last * _evidence(at))
        return count, math.exp(log_share(x))
    if at.source.kind == GIVEN:
        return 1.0 - point(curve, piece, x).m, 1.0
    a = threshold(curve, at.source.n, piece, x)
    _refuse_blurred(at, a)
    return a, 1.0


def weakness_at(at: Stage, signal: float) -> float:
    """Posterior weakness E[1 − θ | A] at a signal on the scale on which signals are drawn (T2)."""
    if at.curve.kind != STEPS:
        if at.source.kind == GIVEN:
            return 1.0 - signal
        return point(at.curve, *_coordinate(at.curve, at.source.n, signal, 1.0)).m
    if at.source.kind == BINOMIAL_DRAW:
        signal -= round(at.model.beta + at.source.n - at.curve.m_last * _evidence(at))
    step = at.curve.pieces - 1 - round(signal)
    return float(at.curve.weakness[min(max(step, 0), at.curve.pieces - 1)])


def _evidence(at: Stage) -> float:
    return at.model.alpha + at.model.beta + at.source.n


def _refuse_blurred(at: Stage, a: float) -> None:
    """Refuse a threshold that double precision cannot tell from its neighbours (extreme priors only)."""
    spread = 4.0 * np.finfo(float).eps
    low, high = (
        point(at.curve, 0, _coordinate(at.curve, at.source.n, a * (1.0 + sign * spread), 1.0)[1]).v
        for sign in (1.0, -1.0)
    )
    if high - low > SPLIT:
        raise InputError(
            f"the signal's threshold {a!r} cannot be played in double precision: signals closer to it than "
            f"rounding have probability {high - low:.2g}. Choose a prior (alpha = {plain(at.model.alpha)}, "
            f"beta = {plain(at.model.beta)}) with less weight next to 0 and 1.",
            where="simulate",
        )


def _coordinate(curve: Curve, n: float, a: float, share: float) -> tuple[int, float]:
    """Point of the curve for a reported threshold, the inverse of `threshold` (T5, T6)."""
    if curve.kind == STEPS:
        odds = (
            math.inf
            if share >= 1.0
            else (math.log(share / (1.0 - share)) if share > 0.0 else -math.inf)
        )
        return int(curve.pieces - 1 - a), odds
    if a <= 0.0 or a >= n:
        return 0, math.inf if a <= 0.0 else -math.inf
    return 0, math.log((n - a) / a)


def conduct(at: Stage, eq: Equilibrium) -> Conduct:
    """Rules of play of an equilibrium: its price, its threshold and C's cut-offs, nothing else."""
    curve = at.curve
    if abs(eq.weakness_prior - curve.k0) > BELIEF:
        raise InputError(
            f"the equilibrium's weakness_prior is {eq.weakness_prior:.12g}, but the model's is "
            f"{curve.k0:.12g}: it is an equilibrium of another model. Solve this model, and give one of its "
            "equilibria.",
            where="simulate",
        )
    deal, public = eq.concession is not None, eq.bargaining == "open"
    piece, x = 0, -math.inf
    if eq.threshold is not None:
        share = 1.0 if eq.threshold_share is None else eq.threshold_share
        piece, x = _coordinate(
            curve, 1.0 if at.model.n is None else at.model.n, eq.threshold, share
        )
    k_idle = curve.k0 if public else eq.weakness_no_visit
    rules = Rules(
        deal, public, eq.concession or 0.0, math.inf, 0.0, eq.weakness_visit, eq.weakness_visit,
        k_idle, k_idle,
    )  # fmt: skip
    return _visiting(at, rules, piece, x) if deal else Conduct(rules, piece, x)


def _visiting(at: Stage, rules: Rules, piece: int, x: float) -> Conduct:
    """Let F visit up to a point of the curve."""
    a, share = _signal_rule(at, piece, x)
    return Conduct(rules._replace(threshold=a, share=share), piece, x)


def with_visit_probability(at: Stage, before: Conduct, v: float) -> Conduct:
    """Let F visit with another probability; the others do not notice."""
    return _visiting(at, before.rules, *locate(at.curve, v, complement(at.curve, v)))


def with_threshold(at: Stage, before: Conduct, a: float, share: float) -> Conduct:
    """Let F visit from another signal on, in the units in which an equilibrium reports its threshold."""
    n = 1.0 if at.model.n is None else at.model.n
    return _visiting(at, before.rules, *_coordinate(at.curve, n, a, share))


def without_deal(before: Conduct) -> Conduct:
    """Let the deal be refused, or none be proposed."""
    return Conduct(before.rules._replace(deal=False, price=0.0), 0, -math.inf)


def with_price(at: Stage, before: Conduct, proposer: str, price: float) -> Conduct:
    """Let the proposer name another price; what follows is as T5 says.

    The visits are those that `deviations.follow` finds to induce the price; C infers them when she sees the
    price. F accepts whatever she may leave unvisited, L only what gains her something.
    """
    game, curve, rules = at.game, at.curve, before.rules
    side = core.PROPOSER_L if proposer == "L" else core.PROPOSER_F
    a = core.Assessment(
        rules.public, side, rules.deal, before.piece, before.x, rules.price, rules.k_hidden, rules.k_idle,
    )  # fmt: skip
    piece, x = _visits_at(game, curve, a, price)
    p = point(curve, piece, x)
    after = rules._replace(deal=True, price=price, k_seen=p.kappa)
    if rules.public:
        after = after._replace(k_hidden=p.kappa, k_public=p.kappa + p.spread)
    new = _visiting(at, after, piece, x)
    if p.v == 0.0:
        new = Conduct(after._replace(threshold=math.inf, share=0.0), piece, x)
    refused = core.refused_payoff(game, curve, a) + game.psi
    gain = expected_payoffs(at, new)["L"] - refused
    if proposer == "F" and gain <= acceptance(game):
        return without_deal(before)
    return new


def _visits_at(game: Game, curve: Curve, a: core.Assessment, price: float) -> tuple[int, float]:
    """Last point of the curve whose inducing price is not above ``price`` (T5: prices rise with visits)."""
    nodes = scan_nodes(curve, CHECKER_STEP, 0.0)

    def induces(piece: int, x: float) -> bool:
        return core.follow(game, curve, a, point(curve, piece, x)).price <= price

    low, high = -1, nodes.size
    while high - low > 1:
        middle = (low + high) // 2
        if induces(int(piece_at(nodes, middle)), float(x_at(nodes, middle))):
            low = middle
        else:
            high = middle
    if low < 0:
        return 0, -math.inf
    piece, left = int(piece_at(nodes, low)), float(x_at(nodes, low))
    if high == nodes.size or piece_at(nodes, high) != piece:
        return piece, left
    left, right = max(left, -700.0), min(float(x_at(nodes, high)), 700.0)
    for _ in range(100):
        middle_x = 0.5 * (left + right)
        if middle_x in (left, right):
            break
        if induces(piece, middle_x):
            left = middle_x
        else:
            right = middle_x
    return piece, left


def expected_payoffs(at: Stage, new: Conduct) -> dict[str, float]:
    """Value rules of play, to F and L given S = 1, to C ex ante, from the payoffs of T1 alone."""
    game, rules = at.game, new.rules
    p = new.point(at.curve)
    v, vc, stay = (p.v, p.vc, p.kappa + p.spread) if rules.deal else (0.0, 1.0, at.curve.k0)
    k_stay = rules.k_public if rules.public and rules.deal else rules.k_idle
    removal = vc * removal_probability(k_stay, stay, game.c)
    challenger = vc * payoff_challenger(k_stay, stay, game.c)
    foreign = 0.0
    seen = 1.0 if rules.public else game.q
    for chance, k in ((v * seen, rules.k_seen), (v * (1.0 - seen), rules.k_hidden)):
        risk = removal_probability(k, p.kappa, game.c)
        removal += chance * risk
        foreign += chance * payoff_visit(rules.price, risk, game.tau, game.rho, game.r)
        challenger += chance * payoff_challenger(k, p.kappa, game.c)
    idle = payoff_challenger(rules.k_idle, at.curve.k0, game.c)
    leader = game.psi + payoff_leader(removal, v * rules.price, game.psi, game.price)
    return {
        "F": foreign,
        "L": leader,
        "C": game.sigma * challenger + game.sigma_c * idle,
    }
