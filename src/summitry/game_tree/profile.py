"""Behaviour on a game tree, and what it is worth: payoffs, regrets, best responses.

The evaluation walks the tree and knows nothing of the model: payoffs at the ends, probabilities on the
branches. It is the plain-Python counterpart of what Gambit computes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..model.faults import InputError
from . import tree as t


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        return f"<TreeProfile of {self.tree.title}: {len(self.behaviour)} sets>"

    @cached_property
    def values(self) -> list[tuple[float, ...]]:
        """Expected payoffs of the players from every node on."""
        none = (0.0,) * len(self.tree.players)
        out = [none] * len(self.tree.nodes)
        for i, node in reversed(list(enumerate(self.tree.nodes))):
            if node.payoffs is not None:
                out[i] = node.payoffs
                continue
            total = none
            for p, child in zip(self.behaviour[node.infoset], node.children, strict=True):
                if p:
                    total = tuple(a + p * x for a, x in zip(total, out[child], strict=True))
            out[i] = total
        return out

    @property
    def payoffs(self) -> dict[str, float]:
        """Expected payoff of each player."""
        return dict(zip(self.tree.players, self.values[0], strict=True))

    def reach(self, without: Sequence[str] = ()) -> list[float]:
        """Return the probability of every node; moves of the given roles or player count as certain."""
        out = [1.0] + [0.0] * (len(self.tree.nodes) - 1)
        certain = [s.role in without or s.player in without for s in self.tree.infosets]
        for i, node in enumerate(self.tree.nodes):
            if node.infoset >= 0:
                moves = self.behaviour[node.infoset]
                for p, child in zip(moves, node.children, strict=True):
                    out[child] = out[i] if certain[node.infoset] else out[i] * p
        return out

    def action_values(self, number: int, reach: Sequence[float], player: str) -> list[float] | None:
        """Return what every action at an information set is worth to a player, given that it is reached.

        Parameters
        ----------
        number
            Of the information set, in ``tree.infosets``.
        reach
            Probabilities of the nodes, by which its members count.

        Returns
        -------
        list or None
            None where all members have probability zero.
        """
        infoset, who = self.tree.infosets[number], self.tree.players.index(player)
        mass = math.fsum(reach[i] for i in infoset.members)
        if mass <= 0.0:
            return None
        return [
            math.fsum(
                reach[i] / mass * self.values[self.tree.nodes[i].children[a]][who]
                for i in infoset.members
            )
            for a in range(len(infoset.actions))
        ]

    def regrets(self) -> dict[str, float]:
        """Return the regret at every information set that is reached (Gambit's ``infoset_regret``)."""
        return self._regrets(self.reach(), ())

    def imposed_regrets(self) -> dict[str, float]:
        """Return the regret after each price once it is named and accepted, on or off the path (T5).

        What C believes without a visit, or after a visit whose price she does not see, mixes all prices and
        is not judged here. An informed F's signal is not inferred from the price (passive beliefs, A.4).
        """
        mixed = (t.PROPOSAL, t.ABSENT, t.UNSEEN)
        return self._regrets(self.reach((t.PROPOSAL, t.ANSWER)), mixed)

    def _regrets(self, reach: Sequence[float], left_out: Sequence[str]) -> dict[str, float]:
        """Return the best gain from one other move at every information set that is reached, by label."""
        out: dict[str, float] = {}
        for number, infoset in enumerate(self.tree.infosets):
            if infoset.player == t.CHANCE or infoset.role in left_out:
                continue
            values = self.action_values(number, reach, infoset.player)
            if values is not None:
                moves = self.behaviour[number]
                played = math.fsum(p * x for p, x in zip(moves, values, strict=True))
                out[infoset.label] = max(values) - played
        return out

    @cached_property
    def agent_max_regret(self) -> float:
        """Largest gain at one reached information set from another move there."""
        return max(self.regrets().values())

    @cached_property
    def max_regret(self) -> float:
        """Largest gain of one player from any other strategy for the whole game."""
        return max(self.best_response_value(who) - self.payoffs[who] for who in self.tree.players)

    def best_response_value(self, player: str) -> float:
        """Return the payoff of a player's best strategy, by working back from her last moves."""
        tree, reach = self.tree, self.reach((player,))
        before = [0] * len(tree.nodes)  # how many moves of her own led to a node: perfect recall
        for i, node in enumerate(tree.nodes):
            own = node.infoset >= 0 and tree.infosets[node.infoset].player == player
            for child in node.children:
                before[child] = before[i] + own
        depths: dict[int, list[int]] = defaultdict(list)
        for number, infoset in enumerate(tree.infosets):
            if infoset.player == player:
                depths[before[infoset.members[0]]].append(number)
        best = self
        for depth in sorted(depths, reverse=True):
            behaviour = list(best.behaviour)
            for number in depths[depth]:
                values = best.action_values(number, reach, player)
                if values is not None:
                    behaviour[number] = pure(values.index(max(values)), len(values))
            best = TreeProfile(tree, tuple(behaviour))
        return best.payoffs[player]

    def replace(self, label: str, moves: Sequence[float]) -> TreeProfile:
        """Change what is done at one information set.

        Raises
        ------
        InputError
            If the moves are not probabilities, one for each action.
        """
        known = {s.label: i for i, s in enumerate(self.tree.infosets) if s.player != t.CHANCE}
        if label not in known:
            fault = (
                f"{label!r} is not an information set of a player. See the labels in tree.infosets."
            )
            raise InputError(fault, where="TreeProfile.replace")
        number = known[label]
        size = len(self.tree.infosets[number].actions)
        good = len(moves) == size and all(0.0 <= p <= 1.0 for p in moves)
        if not good or abs(math.fsum(moves) - 1.0) > 1e-9:
            fault = (
                f"moves = {list(moves)!r} at {label!r} are not {size} probabilities that sum to 1."
            )
            raise InputError(fault, where="TreeProfile.replace")
        changed = list(self.behaviour)
        changed[number] = tuple(float(p) for p in moves)
        return TreeProfile(self.tree, tuple(changed))


def pure(action: int, size: int) -> tuple[float, ...]:
    """Return the probabilities of taking one of so many actions for certain."""
    return tuple(float(i == action) for i in range(size))
