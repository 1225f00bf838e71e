"""`extensive_form`: the game of T1 as a finite tree, for the field's own software.

Two things are integrated out exactly. L's strength: payoffs are linear in θ, so an end of the game needs only
the weakness w = E[1 − θ | A]. C's cost: instead of facing each K, C chooses the cut-off k below which she
challenges, on a grid. What becomes discrete is the price and the cut-off, nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from . import tree as t
from ._old.payoffs import payoff_challenger, payoff_leader, payoff_visit, removal_probability
from ._old.points import Curve
from .equilibrium.check import check_protocol, curve_of, game_of
from .model.faults import InputError
from .tree_rules import (
    INFORMED,
    STANDARD,
    Rules,
    count_nodes,
    cutoff_grid,
    equilibrium_faults,
    grid_of,
    label_of,
    model_faults,
    plain_model,
    prices_of,
    spread,
)

if TYPE_CHECKING:
    from .equilibrium.solution import Equilibrium
    from .model.parameters import Model

MAX_NODES = 2_000_000


def extensive_form(
    model: Model,
    *,
    bargaining: str = "closed",
    proposer: str = "L",
    concessions: int | Iterable[float] = 8,
    cutoffs: int | Iterable[float] = 8,
    equilibrium: Equilibrium | None = None,
    timing: str = STANDARD,
    max_nodes: int = MAX_NODES,
) -> t.ExtensiveForm:
    """Build the game as a finite tree (T1): moves, information sets, payoffs.

    Parameters
    ----------
    model
        The game, with finite Ψ, σ > 0 and finitely many signals (`Binomial` or `Atoms`).
    bargaining, proposer
        The protocol, as for `solve`.
    concessions
        The prices that may be named, or how many: evenly from z(0), below which F never visits, to z(1),
        above which F always does, when C knows the price (T3).
    cutoffs
        The cut-offs that C may choose at every information set, or how many: evenly from m(0) to m(1).
    equilibrium
        An equilibrium of this model and protocol whose price, and C's answer to every price, join the grids.
    timing
        ``"standard"``: F sees its signal A after bargaining. ``"informed"``: before it (the article's A.4).
    max_nodes
        Largest tree to build.

    Raises
    ------
    InputError
        For a continuous signal, Ψ = ∞, σ = 0, a bad grid, or a tree that would be too large.

    Notes
    -----
    F sees S, z and A. C sees the visit and, if chance reveals it, the price; under open bargaining everything
    but A. Branches of probability zero are left out. A terminal payoff is T1's with E[1 − θ | A] for 1 − θ.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    ...                  information=sm.Binomial())
    >>> sm.extensive_form(model, concessions=[0.3, 0.6], cutoffs=5)
    <ExtensiveForm Quid pro quo diplomacy: closed bargaining, L proposes: 150 nodes, 16 sets>
    """
    faults = check_protocol(bargaining, proposer)
    if timing not in (STANDARD, INFORMED):
        faults.append(
            f"timing = {timing!r} is unknown. It must be 'standard' (F sees its signal after bargaining) or "
            "'informed' (before it, A.4). Write for example timing='standard'."
        )
    faults += model_faults(model)
    if equilibrium is not None and not faults:
        faults += equilibrium_faults(equilibrium, bargaining, proposer)
    prices = grid_of("concessions", concessions, math.inf, faults)
    answers = grid_of("cutoffs", cutoffs, model.k_max, faults)
    if faults:
        raise InputError(faults, where="extensive_form")
    curve, game = curve_of(model), game_of(model)
    rules = Rules(
        plain_model(model, curve), bargaining, proposer, timing, prices_of(prices, game, curve),
        spread(answers, curve.m_first, curve.m_last), {},
    )  # fmt: skip
    if equilibrium is not None:
        from .tree_mapping import with_equilibrium

        rules = with_equilibrium(rules, equilibrium)
    return build(rules, max_nodes)


def build(rules: Rules, max_nodes: int = MAX_NODES) -> t.ExtensiveForm:
    """Build the tree of given rules."""
    curve = curve_of(rules.model)
    count = count_nodes(rules, int(curve.pieces))
    if count > max_nodes:
        raise InputError(
            f"the tree would have {count} nodes: {len(rules.concessions)} concessions, {curve.pieces} "
            f"signals, {len(rules.cutoffs)} cut-offs. At most {max_nodes} are allowed. Use fewer of them, or "
            "raise max_nodes.",
            where="extensive_form",
        )
    builder = _Builder(rules, curve)
    builder.start()
    infosets = tuple(
        replace(infoset, members=tuple(members))
        for infoset, members in zip(builder.sets, builder.members, strict=True)
    )
    return t.ExtensiveForm(
        rules.model, rules.bargaining, rules.proposer, rules.timing, rules.concessions, rules.cutoffs,
        tuple(sorted(rules.answers.items())), tuple(builder.nodes), infosets,
    )  # fmt: skip


class _Builder:
    """Adds nodes in the order of the file, and information sets when they are first met."""

    def __init__(self, rules: Rules, curve: Curve) -> None:
        self.rules, self.game = rules, game_of(rules.model)
        self.closed = rules.bargaining == "closed"
        self.k0 = float(curve.k0)
        self.mass = tuple(float(p) for p in curve.mass)
        self.weakness = tuple(float(w) for w in curve.weakness)
        self.names = t.distinct(rules.concessions)
        self.nodes: list[t.Node] = []
        self.sets: list[t.InfoSet] = []
        self.members: list[list[int]] = []
        self.places: dict[str, int] = {}

    def _open(
        self, player: str, role: str, label: str, actions: tuple[str, ...],
        values: tuple[float, ...], price: int | None = None, signal: int | None = None,
    ) -> int:  # fmt: skip
        """Add a node to the set of that label; its children follow."""
        place = self.places.get(label)
        if place is None:
            place = self.places[label] = len(self.sets)
            chances = t.exact_chances(values) if player == t.CHANCE else ()
            self.sets.append(
                t.InfoSet(player, role, label, actions, values, price, signal, (), chances)
            )
            self.members.append([])
        self.members[place].append(len(self.nodes))
        self.nodes.append(t.Node(place, (), None))
        return len(self.nodes) - 1

    def _close(self, node: int, children: list[int]) -> int:
        self.nodes[node] = self.nodes[node]._replace(children=tuple(children))
        return node

    def start(self) -> None:
        """S is drawn; without a favour to ask, C decides at once."""
        sigma = self.rules.model.sigma
        if sigma >= 1.0:
            self._favour()
            return
        node = self._open(t.CHANCE, t.SALIENCE, "S", ("S=0", "S=1"), (1.0 - sigma, sigma))
        none = self._cutoff(t.ABSENT, None, None, self.k0, None, 0)
        self._close(node, [none, self._favour()])

    def _favour(self) -> int:
        """S = 1: the signal is drawn now if F is informed, else after a deal."""
        if self.rules.timing == INFORMED:
            return self._draw(self._proposal)
        return self._proposal(None)

    def _draw(self, follow: Callable[[int], int]) -> int:
        """Chance draws F's signal, the strongest first."""
        names = tuple(f"A={len(self.mass) - 1 - j}" for j in range(len(self.mass)))
        node = self._open(t.CHANCE, t.SIGNAL, "A", names, self.mass)
        return self._close(node, [follow(j) for j in range(len(self.mass))])

    def _who(self, player: str, signal: int | None) -> str:
        """Words for what an informed F knows."""
        if player == "L" or signal is None:
            return ""
        return f", A={len(self.mass) - 1 - signal}"

    def _proposal(self, j: int | None) -> int:
        """Let the proposer name a price or none (T1, step 2); ``j`` is the signal if drawn already."""
        me = self.rules.proposer
        actions = ("no offer", *(f"price {name}" for name in self.names))
        label = f"{me} proposes{self._who(me, j)}"
        known = j if me == "F" else None
        values = (math.nan, *self.rules.concessions)
        node = self._open(me, t.PROPOSAL, label, actions, values, None, known)
        w = self.k0 if j is None else self.weakness[j]
        children = [self._cutoff(t.ABSENT, None, None, w, None, 1)]
        children += [self._answer(i, j) for i in range(len(self.names))]
        return self._close(node, children)

    def _answer(self, i: int, j: int | None) -> int:
        other = "F" if self.rules.proposer == "L" else "L"
        label = f"{other} answers price {self.names[i]}{self._who(other, j)}"
        known = j if other == "F" else None
        moves = ("accept", "reject")
        node = self._open(other, t.ANSWER, label, moves, (math.nan,) * 2, i, known)
        deal = self._draw(lambda s: self._visit(i, s)) if j is None else self._visit(i, j)
        w = self.k0 if j is None else self.weakness[j]
        return self._close(node, [deal, self._cutoff(t.ABSENT, i, None, w, None, 1)])

    def _visit(self, i: int, j: int) -> int:
        """F knows price and signal, and visits or not (T1, step 3)."""
        label = f"F after price {self.names[i]}, A={len(self.mass) - 1 - j}"
        node = self._open("F", t.VISIT, label, ("visit", "stay away"), (math.nan,) * 2, i, j)
        z, w = self.rules.concessions[i], self.weakness[j]
        return self._close(
            node, [self._reveal(i, z, w), self._cutoff(t.ABSENT, i, None, w, None, 2)]
        )

    def _reveal(self, i: int, z: float, w: float) -> int:
        """After a visit C sees the price with probability q, or always under open bargaining."""
        q = self.rules.model.q if self.closed else 1.0
        if q >= 1.0:
            return self._cutoff(t.SEEN, i, i, w, z)
        if q <= 0.0:
            return self._cutoff(t.UNSEEN, i, None, w, z)
        moves = ("price seen", "price unseen")
        node = self._open(t.CHANCE, t.REVEAL, "reveal", moves, (q, 1.0 - q))
        seen = self._cutoff(t.SEEN, i, i, w, z)
        return self._close(node, [seen, self._cutoff(t.UNSEEN, i, None, w, z)])

    def _cutoff(
        self,
        role: str,
        i: int | None,
        known: int | None,
        w: float,
        paid: float | None,
        case: int = 0,
    ) -> int:
        """C chooses the cut-off below which she challenges (T1, step 4); ``paid`` is None without a visit."""
        name = None if i is None else self.names[i]
        label = label_of(self.rules, role, name, case)
        known = known if self.closed else i
        grid = cutoff_grid(self.rules, role, name, case)
        moves = tuple(f"k={text}" for text in t.distinct(grid))
        node = self._open("C", role, label, moves, grid, known)
        return self._close(node, [self._end(k, w, paid) for k in grid])

    def _end(self, k: float, w: float, paid: float | None) -> int:
        """Payoffs of T1, with θ and K integrated out."""
        game = self.game
        removal = removal_probability(k, w, game.c)
        visit = 0.0
        if paid is not None:
            visit = payoff_visit(paid, removal, game.tau, game.rho, game.r)
        leader = game.psi + payoff_leader(removal, paid or 0.0, game.psi, game.price)
        self.nodes.append(t.Node(-1, (), (leader, visit, payoff_challenger(k, w, game.c))))
        return len(self.nodes) - 1
