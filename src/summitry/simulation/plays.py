"""Plays of the game (T1), a block at a time: Nature draws, the players move, everybody is paid.

A player's move is a function of what T1 lets that player see, and of nothing else. Nothing here knows a
belief, a visit probability or an equilibrium. Every block has random streams of its own, so that any number
of threads gives the same bits (``docs/decisions/0020``).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine import Game
from ..model.faults import InputError, shown
from .strategies import Setup, StrategyProfile, signals_of

BLOCK = 32_768  # plays; part of what a seed means: another size gives other plays
Matrix = NDArray[np.float64]
Columns = dict[str, NDArray[Any]]  # arrays with one entry a play, named as in `PLAY_VARIABLES`

# rows of the moments; the names are those of `Equilibrium` where it reports the same number
ROWS = (
    "visit_probability", "weakness_prior", "weakness_visit", "weakness_no_visit", "removal_visit",
    "removal_salient", "removal_not_salient", "removal_ex_ante", "payoff_F", "payoff_L_salient",
    "payoff_L_not_salient", "payoff_C", "difference_F", "difference_L", "difference_C", "difference_A",
)  # fmt: skip
NO_MOMENTS = (0.0, 0.0, 0.0, 0.0, math.inf, -math.inf)
_OUTCOME = ("salient", "visit", "removed", "kept")  # decides what L and F get
_DICE = ("salient", "mix", "reveal", "cost", "removal", "keep")  # what chance decides during play


class Run(NamedTuple):
    """Everything that one block needs."""

    setup: Setup
    profile: StrategyProfile
    baseline: StrategyProfile | None  # played with the same chances, for the difference
    seed: int
    centre: NDArray[np.float64]
    mixture: tuple[tuple[float, StrategyProfile], ...] = ()  # in mixed strategies: how often each is played

    @property
    def prices(self) -> NDArray[np.float64]:
        """The price of each strategy profile that is mixed, or of the only one."""
        mixed = [profile.price for _, profile in self.mixture]
        return np.array(mixed or [self.profile.price])


def play(game: Game, profile: StrategyProfile, nature: Columns, dice: Columns) -> Columns:
    """Play the game (T1, steps 2 to 4), once for each entry of the arrays.

    Parameters
    ----------
    game, profile
        The parameters of T1 and what the players do.
    nature
        ``salient``, ``weakness``, ``signal`` and ``cost``.
    dice
        Uniform draws on [0, 1), one for each other thing that chance decides.
    """
    signal, cost = nature["signal"], nature["cost"]
    deal = nature["salient"] & profile.deal
    visit = signal > profile.threshold
    if profile.share > 0.0:
        visit |= (signal == profile.threshold) & (dice["mix"] < profile.share)
    visit &= deal
    revealed = visit & (dice["reveal"] < profile.seen(game.q))
    cutoff = np.where(deal, profile.cutoff_nothing_seen, profile.cutoff_idle)
    if profile.public:
        np.copyto(cutoff, profile.cutoff_deal_seen, where=deal)
    np.copyto(cutoff, profile.cutoff_price_unseen, where=visit)
    np.copyto(cutoff, profile.cutoff_price_seen, where=revealed)
    challenge = cost <= cutoff
    removed = challenge & (dice["removal"] < nature["weakness"])
    kept = visit & (~removed | (dice["keep"] < game.r))
    return {
        "deal": deal, "visit": visit, "revealed": revealed, "cutoff": cutoff,
        "challenge": challenge, "removed": removed, "kept": kept,
        "payoff_C": removed - np.where(challenge, cost, 0.0),
    }  # fmt: skip


def play_mixture(run: Run, nature: Columns, dice: Columns) -> Columns:
    """Play the game in mixed strategies (T11): a die decides which deal is struck, or none.

    ``offer`` tells which; where none is struck it is the first, whose price then does not matter.
    """
    bounds = np.cumsum([struck for struck, _ in run.mixture])
    which = np.searchsorted(bounds, dice["offer"], side="right")
    out: Columns = {}
    for i, (_, profile) in enumerate(run.mixture):
        struck = nature | {"salient": nature["salient"] & (which == i)}
        part = play(run.setup.game, profile, struck, dice)
        out = {name: np.where(which == i, part[name], out.get(name, part[name])) for name in part}
    return out | {"offer": np.where(which < bounds.size, which, 0)}


def leaders_payoffs(game: Game, price: Any, outcome: Columns) -> Columns:
    """Return what L and F get, from who visited, was removed and kept the concession (T1)."""
    visit, removed, kept = outcome["visit"], outcome["removed"], outcome["kept"]
    return {
        "payoff_L": game.psi * ~removed - game.price * price * visit,
        "payoff_F": price * kept - game.tau * visit - game.rho * (visit & removed),
    }


def play_block(run: Run, block: int, count: int, record: bool) -> tuple[Matrix, Columns]:
    """Return the moments of the first ``count`` plays of a block, and the plays if wanted.

    Nature and dice have two generators, and always all of a block is drawn, so that neither a player's
    strategy nor the number of plays moves another's chances.
    """
    seeds = np.random.SeedSequence(run.seed, spawn_key=(block,)).spawn(2)
    for_nature, for_dice = (np.random.Generator(np.random.PCG64DXSM(seed)) for seed in seeds)
    game = run.setup.game
    nature = draw_nature(run.setup, for_nature, count)
    dice = {name: for_dice.random(BLOCK)[:count] for name in _DICE}
    nature |= {
        "salient": dice["salient"] < game.sigma,
        "cost": run.setup.draw_costs(dice.pop("cost")),
    }
    if run.mixture:
        dice["offer"] = for_dice.random(BLOCK)[:count]
        plays = nature | play_mixture(run, nature, dice)
    else:
        plays = nature | play(game, run.profile, nature, dice) | {"offer": np.zeros(count, int)}
    moments = _moments(run, plays, play(game, run.baseline, nature, dice) if run.baseline else {})
    if not record:
        return moments, {}
    price = run.prices[plays.pop("offer")]
    plays["price"] = np.where(plays["deal"], price, np.nan)
    return moments, plays | leaders_payoffs(game, price, plays)


def draw_nature(setup: Setup, rng: np.random.Generator, count: int) -> Columns:
    """Draw a block by the structure's own `Information.draw`, check it, and return its first plays (T2)."""
    information = setup.model.information
    drawn = information.draw(
        rng, BLOCK, alpha=setup.model.alpha, beta=setup.model.beta,
        n=math.nan if setup.model.n is None else setup.model.n,
    )  # fmt: skip
    faults = []
    if "weakness" not in drawn:
        faults.append(
            f"draw of information {information.kind!r} gives {shown(sorted(drawn))} without "
            "'weakness', the posterior E[1 − θ | signal]. Add it to what draw returns."
        )
    columns = {}
    for name in {"weakness", "strength"} & drawn.keys():
        values = np.asarray(drawn[name], float)
        if values.shape != (BLOCK,) or not (values.min() >= 0.0 and values.max() <= 1.0):
            faults.append(
                f"draw of information {information.kind!r}: {name} must be size = {BLOCK} numbers "
                f"from 0 to 1; it has shape {values.shape} and runs from "
                f"{np.nanmin(values, initial=np.inf):.6g} to "
                f"{np.nanmax(values, initial=-np.inf):.6g}. Mend draw."
            )
        columns[name] = values[:count]
    if faults:
        raise InputError(faults, where="simulate")
    weakness, strength = columns["weakness"], columns.get("strength")
    signal = drawn["signal"][:count] if setup.draws_signals else signals_of(setup.curve, weakness)
    return {
        "strength": np.full(count, np.nan) if strength is None else strength,
        "weakness": weakness if strength is None else 1.0 - strength,
        "signal": np.asarray(signal, float),
    }


def _codes(plays: Columns) -> NDArray[np.uint8]:
    """Write the outcome of every play as a number below 16, one bit for each of `_OUTCOME`."""
    code = np.zeros(plays["visit"].size, np.uint8)
    for bit, name in enumerate(_OUTCOME):
        code |= plays[name].view(np.uint8) << np.uint8(bit)
    return code


def _decoded(codes: NDArray[np.int64]) -> Columns:
    """Return the outcomes that numbers stand for, the inverse of `_codes`."""
    return {name: (codes >> bit) % 2 == 1 for bit, name in enumerate(_OUTCOME)}


def _moments(run: Run, plays: Columns, baseline: Columns) -> Matrix:
    """Return count, Σd, Σd², Σd³, least and largest d of every row, d the distance from its centre.

    Distances from the expected value keep the digits that differences between large sums would lose. What
    has few values is counted outcome by outcome, ten times as fast as added up play by play.
    """
    game, weakness, visit = run.setup.game, plays["weakness"], plays["visit"]
    codes = _codes(plays)
    series = {
        "weakness_prior": weakness, "weakness_visit": weakness[visit],
        "weakness_no_visit": weakness[~visit], "payoff_C": plays["payoff_C"],
    }  # fmt: skip
    if run.baseline:
        codes |= _codes(plays | baseline) << np.uint8(4)
        series["difference_C"] = plays["payoff_C"] - baseline["payoff_C"]
    elif run.mixture:
        codes |= plays["offer"].astype(np.uint8) << np.uint8(4)
    listed = np.arange(256 if run.baseline else 16 * len(run.prices))
    counts, now = np.bincount(codes, minlength=listed.size), _decoded(listed)
    price = run.profile.price if run.baseline else run.prices[listed >> 4]
    gets, salient, removed = (
        leaders_payoffs(game, price, now),
        now["salient"],
        now["removed"],
    )
    counted = {
        "visit_probability": (now["visit"], salient), "removal_visit": (removed, now["visit"]),
        "removal_salient": (removed, salient), "removal_not_salient": (removed, ~salient),
        "removal_ex_ante": (removed, salient | True), "payoff_F": (gets["payoff_F"], salient),
        "payoff_L_salient": (gets["payoff_L"], salient),
        "payoff_L_not_salient": (gets["payoff_L"], ~salient),
    }  # fmt: skip
    if run.baseline:
        got = leaders_payoffs(game, run.baseline.price, _decoded(listed >> 4))
        gets["payoff_A"], got["payoff_A"] = 1.0 * removed, 1.0 * _decoded(listed >> 4)["removed"]
        for who in "FLA":
            difference = gets[f"payoff_{who}"] - got[f"payoff_{who}"]
            counted[f"difference_{who}"] = (difference, salient)
    out = np.tile(NO_MOMENTS, (len(ROWS), 1))
    for i, name in enumerate(ROWS):
        if name in counted:
            values, among = counted[name]
            chosen = among & (counts > 0)
            out[i] = _sums(values[chosen] - run.centre[i], counts[chosen])
        elif name in series:
            out[i] = _sums(series[name] - run.centre[i], 1)
    return out


def _sums(d: Matrix, times: NDArray[np.int64] | int) -> tuple[float, ...]:
    """Return how many there are, Σd, Σd², Σd³, the least and the largest d, each counted so many times."""
    if not d.size:
        return NO_MOMENTS
    first = d * times
    second = first * d
    count = d.size if isinstance(times, int) else times.sum()
    return count, first.sum(), second.sum(), (second * d).sum(), d.min(), d.max()


def play_all(
    run: Run, plays: int, threads: int, record: bool
) -> Iterator[tuple[int, Matrix, Columns]]:
    """Yield number, moments and plays of every block in order, a few blocks played ahead by the threads."""
    blocks = math.ceil(plays / BLOCK)
    counts = (min(BLOCK, plays - block * BLOCK) for block in range(blocks))
    ahead: deque[tuple[int, Future[tuple[Matrix, Columns]]]] = deque()
    pool = ThreadPoolExecutor(threads, "plays")
    try:
        for block, count in enumerate(counts):
            ahead.append((count, pool.submit(play_block, run, block, count, record)))
            if len(ahead) > 2 * threads:
                done, future = ahead.popleft()
                yield done, *future.result()
        while ahead:
            done, future = ahead.popleft()
            yield done, *future.result()
    finally:
        pool.shutdown(cancel_futures=True)


class Moments:
    """Sum of blocks' moments, taken in the order of the blocks with error compensation."""

    def __init__(self) -> None:
        self.total = np.tile(NO_MOMENTS, (len(ROWS), 1))
        self._carry = np.zeros((len(ROWS), 4))

    def add(self, moments: Matrix) -> None:
        """Add one block."""
        term = moments[:, :4] - self._carry
        new = self.total[:, :4] + term
        self._carry = (new - self.total[:, :4]) - term
        self.total[:, :4] = new
        self.total[:, 4] = np.minimum(self.total[:, 4], moments[:, 4])
        self.total[:, 5] = np.maximum(self.total[:, 5], moments[:, 5])
