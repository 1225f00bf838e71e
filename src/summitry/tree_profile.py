"""Behaviour on a game tree, and what it is worth: payoffs, regrets, best responses.

The evaluation walks the tree and knows nothing of the model: payoffs at the ends, probabilities on the
branches. It is the plain-Python counterpart of what Gambit computes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from . import tree as t
from .model.faults import InputError


@dataclass(frozen=True)
class TreeProfile:
    """What everybody does at every information set of a tree, as probabilities of the moves.

    Attributes
    ----------
    tree
        The game.
    behaviour
        Probabilities of the moves, one tuple for each of ``tree.infosets``.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=1, beta=1, n=4, tau=0.1, rho=1, r=0.5, sigma=0.2, q=0.8, psi=30,
    ...                  information=sm.Binomial())
    >>> eq = sm.solve(model, proposer="F").equilibrium
    >>> profile = sm.profile_on_tree(sm.extensive_form(model, proposer="F", equilibrium=eq), eq)
    >>> profile.agent_max_regret < 1e-12, profile.max_regret < 1e-12
    (True, True)
    """

    tree: t.ExtensiveForm
    behaviour: tuple[tuple[float, ...], ...]

    @cached_property
    def values(self) -> list[tuple[float, float, float]]:
        """Expected payoffs of L, F and C from every node on."""
        out: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)] * len(self.tree.nodes)
        for i in range(len(out) - 1, -1, -1):
            node = self.tree.nodes[i]
            if node.payoffs is not None:
                out[i] = node.payoffs
                continue
            a = b = c = 0.0
            for p, child in zip(self.behaviour[node.infoset], node.children, strict=True):
                x = out[child]
                a, b, c = a + p * x[0], b + p * x[1], c + p * x[2]
            out[i] = (a, b, c)
        return out

    def reach(self, without: Sequence[str] = ()) -> list[float]:
        """Probability of every node; moves of the given roles, or of the given player, count as certain."""
        out = [0.0] * len(self.tree.nodes)
        out[0] = 1.0
        free = [s.role in without or s.player in without for s in self.tree.infosets]
        for i, node in enumerate(self.tree.nodes):
            if node.infoset >= 0:
                moves = self.behaviour[node.infoset]
                for p, child in zip(moves, node.children, strict=True):
                    out[child] = out[i] if free[node.infoset] else out[i] * p
        return out

    @property
    def payoffs(self) -> dict[str, float]:
        """Expected payoff of each player."""
        return dict(zip(t.PLAYERS, self.values[0], strict=True))

    def _regret(self, place: int, weight: Sequence[float]) -> float | None:
        """Best gain at one information set from one other move there; None where it is never reached."""
        infoset = self.tree.infosets[place]
        mass = math.fsum(weight[i] for i in infoset.members)
        if mass <= 0.0:
            return None
        who = t.PLAYERS.index(infoset.player)
        worth = [0.0] * len(infoset.actions)
        for i in infoset.members:
            if weight[i] > 0.0:
                for a, child in enumerate(self.tree.nodes[i].children):
                    worth[a] += weight[i] / mass * self.values[child][who]
        played = math.fsum(p * x for p, x in zip(self.behaviour[place], worth, strict=True))
        return max(worth) - played

    def regrets(self) -> dict[str, float]:
        """Regret at every information set that is reached, by label (Gambit's ``infoset_regret``)."""
        return self._regrets(self.reach(), set())

    def imposed_regrets(self) -> dict[str, float]:
        """Regret after each price once it is named and accepted, on or off the path (T5).

        What C believes without a visit, or after a visit whose price she does not see, mixes all prices and
        is not judged here. An informed F's signal is not inferred from the price (passive beliefs, A.4).
        """
        mixed = {t.PROPOSAL, t.ABSENT, t.UNSEEN}
        return self._regrets(self.reach((t.PROPOSAL, t.ANSWER)), mixed)

    def _regrets(self, weight: Sequence[float], left_out: set[str]) -> dict[str, float]:
        out: dict[str, float] = {}
        for place, infoset in enumerate(self.tree.infosets):
            if infoset.player != t.CHANCE and infoset.role not in left_out:
                regret = self._regret(place, weight)
                if regret is not None:
                    out[infoset.label] = regret
        return out

    @cached_property
    def agent_max_regret(self) -> float:
        """Largest gain at one reached information set from another move there."""
        return max(self.regrets().values())

    @cached_property
    def max_regret(self) -> float:
        """Largest gain of one player from any other strategy for the whole game."""
        return max(self.best_response_value(who) - self.payoffs[who] for who in t.PLAYERS)

    def best_response_value(self, player: str) -> float:
        """Payoff of a player's best strategy against the others', by working back from her last moves."""
        tree, who = self.tree, t.PLAYERS.index(player)
        weight = self.reach((player,))
        before = [0] * len(tree.nodes)  # how many moves of her own led to a node: perfect recall
        for i, node in enumerate(tree.nodes):
            own = node.infoset >= 0 and tree.infosets[node.infoset].player == player
            for child in node.children:
                before[child] = before[i] + own
        behaviour = list(self.behaviour)
        mine = [p for p, s in enumerate(tree.infosets) if s.player == player]
        for depth in range(
            max((before[tree.infosets[p].members[0]] for p in mine), default=-1), -1, -1
        ):
            values = TreeProfile(tree, tuple(behaviour)).values
            for place in mine:
                infoset = tree.infosets[place]
                if before[infoset.members[0]] == depth:
                    worth = [
                        math.fsum(
                            weight[i] * values[tree.nodes[i].children[a]][who]
                            for i in infoset.members
                        )
                        for a in range(len(infoset.actions))
                    ]
                    behaviour[place] = pure(worth.index(max(worth)), len(worth))
        return TreeProfile(tree, tuple(behaviour)).values[0][who]

    def replace(self, label: str, moves: Sequence[float]) -> TreeProfile:
        """Change what is done at one information set.

        Raises
        ------
        InputError
            If the moves are not probabilities, one for each action.
        """
        place = next((i for i, s in enumerate(self.tree.infosets) if s.label == label), None)
        faults = []
        if place is None or self.tree.infosets[place].player == t.CHANCE:
            faults.append(
                f"{label!r} is not an information set of a player. See the labels in tree.infosets."
            )
        else:
            size = len(self.tree.infosets[place].actions)
            good = len(moves) == size and all(0.0 <= p <= 1.0 for p in moves)
            if not good or abs(math.fsum(moves) - 1.0) > 1e-9:
                faults.append(
                    f"moves = {list(moves)!r} at {label!r} are not {size} probabilities that sum to 1."
                )
        if faults or place is None:
            raise InputError(faults, where="TreeProfile.replace")
        changed = list(self.behaviour)
        changed[place] = tuple(float(p) for p in moves)
        return TreeProfile(self.tree, tuple(changed))


def pure(at: int, size: int) -> tuple[float, ...]:
    """Take one move for certain."""
    return tuple(1.0 if i == at else 0.0 for i in range(size))
