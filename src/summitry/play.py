"""One play of the game and many (T1), compiled: Nature draws, the players move, everybody is paid.

A player's move is a function of what T1 lets that player see, and of nothing else: `visits` gets F's signal,
`cutoff` gets what C has seen. Nothing here knows a belief, a visit probability or an equilibrium.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ._old._compile import compiled
from ._old.payoffs import Game, payoff_leader, payoff_visit
from ._old.points import Vector
from .draws import draw_binomial, draw_linear, draw_step

LINEAR_DRAW, BINOMIAL_DRAW, STEPS_DRAW, GIVEN = 0, 1, 2, 3


class Source(NamedTuple):
    """Where strengths and signals come from; which fields are used depends on ``kind``."""

    kind: int
    alpha: float
    beta: float
    n: float
    cum_v: Vector  # steps: V[j]
    step_weakness: Vector  # steps: w[j], from the strong end
    given_signal: Vector  # given: F's signal, larger is stronger
    given_weakness: Vector  # given: the chance that a challenge removes L
    given_strength: Vector  # given: θ, or NaN where it is undefined


class Rules(NamedTuple):
    """What the players do."""

    deal: bool  # a deal is struck whenever S = 1
    public: bool  # open bargaining: C sees the deal and its price
    price: float
    threshold: float  # F visits at a signal above it
    share: float  # F's chance of a visit at that very signal
    k_seen: float  # C's cut-off after a visit whose price she saw
    k_hidden: float  # after a visit whose price she did not see
    k_public: float  # when a deal that she saw brought no visit
    k_idle: float  # when she saw neither deal nor visit


class Nature(NamedTuple):
    """What Nature has drawn before anybody moves."""

    salient: bool  # S
    strength: float  # θ, NaN where undefined (atoms)
    weakness: float  # the chance that a challenge removes L: 1 − θ, or an atom's w
    signal: float  # A


class Dice(NamedTuple):
    """Uniform draws on [0, 1), one for each thing that chance decides during a play."""

    mix: float
    reveal: float
    cost: float
    removal: float
    keep: float


class Play(NamedTuple):
    """What happened."""

    deal: bool
    visit: bool
    revealed: bool  # C saw the price
    cutoff: float
    cost: float  # K
    challenge: bool
    removed: bool
    kept: bool  # F has the concession in the end
    payoff_L: float
    payoff_F: float
    payoff_C: float


@compiled
def visits(rules: Rules, signal: float, chance: float) -> bool:
    """F's visit rule: the strongest signals, and at the threshold with a probability (Lemma 1, T6)."""
    return signal > rules.threshold or (signal == rules.threshold and chance < rules.share)


@compiled
def cutoff(rules: Rules, deal_seen: bool, visit: bool, price_seen: bool) -> float:
    """C's rule: the highest cost at which she challenges, given all that she has seen (T1)."""
    if visit:
        return rules.k_seen if price_seen else rules.k_hidden
    return rules.k_public if deal_seen else rules.k_idle


@compiled
def play(game: Game, rules: Rules, nature: Nature, dice: Dice) -> Play:
    """Play the game once (T1, steps 2 to 4)."""
    deal = nature.salient and rules.deal
    visit = deal and visits(rules, nature.signal, dice.mix)
    deal_seen = deal and rules.public
    revealed = visit and (rules.public or dice.reveal < game.q)
    k = cutoff(rules, deal_seen, visit, revealed)
    cost = game.c * dice.cost
    challenge = cost <= k
    removed = challenge and dice.removal < nature.weakness
    kept = visit and (not removed or dice.keep < game.r)
    fall = 1.0 if removed else 0.0
    paid = rules.price if visit else 0.0
    leader = game.psi + payoff_leader(fall, paid, game.psi, game.price)
    foreign = 0.0
    if visit:
        foreign = payoff_visit(rules.price, fall, game.tau, game.rho, 1.0 if kept else 0.0)
    challenger = fall - (cost if challenge else 0.0)
    return Play(
        deal, visit, revealed, k, cost, challenge, removed, kept, leader, foreign, challenger
    )


@compiled
def nature_draws(source: Source, rng: np.random.Generator, salient: bool, i: int) -> Nature:
    """Draw the rest of Nature's move for play ``i`` of a block."""
    if source.kind == LINEAR_DRAW:
        strength, signal = draw_linear(rng, source.alpha, source.beta, source.n)
        return Nature(salient, strength, 1.0 - strength, signal)
    if source.kind == BINOMIAL_DRAW:
        strength, signal = draw_binomial(rng, source.alpha, source.beta, source.n)
        return Nature(salient, strength, 1.0 - strength, signal)
    if source.kind == STEPS_DRAW:
        j = draw_step(rng, source.cum_v)
        return Nature(salient, np.nan, source.step_weakness[j], source.cum_v.size - 2.0 - j)
    return Nature(
        salient, source.given_strength[i], source.given_weakness[i], source.given_signal[i]
    )


# rows of the moments; the names are those of `Equilibrium` where it reports the same number
ROWS = (
    "visit_probability", "weakness_prior", "weakness_visit", "weakness_no_visit", "removal_visit",
    "removal_salient", "removal_not_salient", "removal_ex_ante", "payoff_F", "payoff_L_salient",
    "payoff_L_not_salient", "payoff_C", "difference_F", "difference_L", "difference_C",
)  # fmt: skip
# columns of the moments
COUNT, SUM, SQUARES, CUBES, LOWEST, HIGHEST = 0, 1, 2, 3, 4, 5
# columns of a table of plays
COLUMNS = (
    "salient", "strength", "weakness", "signal", "deal", "price", "visit", "revealed", "cutoff",
    "cost", "challenge", "removed", "kept", "payoff_L", "payoff_F", "payoff_C",
)  # fmt: skip


@compiled
def _add(moments: NDArray[np.float64], centre: Vector, row: int, value: float) -> None:
    """Add one value to a row, as its distance from a centre so that no digits cancel."""
    d = value - centre[row]
    moments[row, 0] += 1.0
    moments[row, 1] += d
    moments[row, 2] += d * d
    moments[row, 3] += d * d * d
    moments[row, 4] = min(moments[row, 4], d)
    moments[row, 5] = max(moments[row, 5], d)


@compiled
def _tally(moments: NDArray[np.float64], centre: Vector, nature: Nature, done: Play) -> None:
    """Add one play to the moments."""
    fall = 1.0 if done.removed else 0.0
    _add(moments, centre, 1, nature.weakness)
    if done.visit:
        _add(moments, centre, 2, nature.weakness)
        _add(moments, centre, 4, fall)
    else:
        _add(moments, centre, 3, nature.weakness)
    if nature.salient:
        _add(moments, centre, 0, 1.0 if done.visit else 0.0)
        _add(moments, centre, 5, fall)
        _add(moments, centre, 8, done.payoff_F)
        _add(moments, centre, 9, done.payoff_L)
    else:
        _add(moments, centre, 6, fall)
        _add(moments, centre, 10, done.payoff_L)
    _add(moments, centre, 7, fall)
    _add(moments, centre, 11, done.payoff_C)


@compiled
def _record(row: Vector, rules: Rules, nature: Nature, done: Play) -> None:
    """Write one play down, in the order of `COLUMNS`."""
    row[0], row[1], row[2], row[3] = nature.salient, nature.strength, nature.weakness, nature.signal
    row[4], row[5] = done.deal, rules.price if done.deal else np.nan
    row[6], row[7], row[8], row[9] = done.visit, done.revealed, done.cutoff, done.cost
    row[10], row[11], row[12] = done.challenge, done.removed, done.kept
    row[13], row[14], row[15] = done.payoff_L, done.payoff_F, done.payoff_C


@compiled
def play_block(
    game: Game, rules: Rules, others: Rules, paired: bool, source: Source,
    nature_rng: np.random.Generator, dice_rng: np.random.Generator, count: int,
    centre: Vector, moments: NDArray[np.float64], table: NDArray[np.float64],
) -> None:  # fmt: skip
    """Play ``count`` times, adding to the moments and, if it has rows, filling the table of plays.

    With ``paired`` every play is played twice with the same chances, by ``rules`` and by ``others``, and the
    differences in payoff are added too. Nature and dice are drawn from two generators, and always all of
    them, so that no player's rule moves another's chances.
    """
    for i in range(count):
        salient = dice_rng.random() < game.sigma
        dice = Dice(
            dice_rng.random(), dice_rng.random(), dice_rng.random(), dice_rng.random(),
            dice_rng.random(),
        )  # fmt: skip
        nature = nature_draws(source, nature_rng, salient, i)
        done = play(game, rules, nature, dice)
        _tally(moments, centre, nature, done)
        if table.shape[0] > 0:
            _record(table[i], rules, nature, done)
        if paired:
            other = play(game, others, nature, dice)
            if salient:
                _add(moments, centre, 12, done.payoff_F - other.payoff_F)
                _add(moments, centre, 13, done.payoff_L - other.payoff_L)
            _add(moments, centre, 14, done.payoff_C - other.payoff_C)
