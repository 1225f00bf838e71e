"""`extensive_form`: the game of T1 as a finite tree, for the field's own software.

Two things are integrated out exactly. L's strength: payoffs are linear in θ, so an end of the game needs only
the weakness w = E[1 − θ | A]. C's cost: instead of facing each K, C chooses the cut-off k below which she
challenges, on a grid. What becomes discrete is the price and the cut-off, nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..disclosure.seen import disclosure_faults
from ..engine import Curve, payoff_challenger, payoff_leader, payoff_visit, removal_probability
from ..equilibrium.check import check_protocol, curve_of, game_of
from ..equilibrium.random_proposer import power_faults, who_proposes
from ..equilibrium.solution import equilibrium_faults
from ..model.faults import InputError, shown, whole_number_faults
from ..model.given import GivenModel, model_of
from ..model.parameters import Model
from . import tree as t
from .rules import (
    INFORMED,
    STANDARD,
    Rules,
    count_nodes,
    cutoff_grid,
    grid_of,
    label_of,
    model_faults,
    plain_model,
    prices_of,
    protocol_faults,
    provers,
    spread,
)

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium

MAX_NODES = 2_000_000


def extensive_form(
    model: GivenModel,
    *,
    bargaining: str = "closed",
    proposer: str = "L",
    concessions: int | Iterable[float] = 8,
    cutoffs: int | Iterable[float] = 8,
    equilibrium: Equilibrium | None = None,
    timing: str = STANDARD,
    max_nodes: int = MAX_NODES,
    disclosure: str = "none",
    reach: float = 1.0,
    power: float | None = None,
) -> t.ExtensiveForm:
    """Build the game as a finite tree (T1): moves, information sets, payoffs.

    Parameters
    ----------
    model
        The game in any form that `solve` takes, with finite Ψ, σ > 0 and finitely many signals (`Binomial`
        or `Atoms`).
    bargaining, proposer
        The protocol, as for `solve`; with ``"random"`` chance draws who proposes, and C does not see it.
    concessions
        The prices that may be named, or how many: evenly from z(0), below which F never visits, to z(1),
        above which F always does, when C knows the price (T3).
    cutoffs
        The cut-offs that C may choose at every information set, or how many: evenly from m(0) to m(1).
    equilibrium
        An equilibrium of this model and protocol, pure or mixed, whose prices, and C's answer to every price,
        join the grids.
    timing
        ``"standard"``: F sees its signal A after bargaining. ``"informed"``: before it (the article's A.4).
    max_nodes
        Largest tree to build.
    disclosure, reach
        Who may prove what to C, as for `solve` (T13.5): L, then F, each knowing the price; an antagonist,
        who is a fourth player; or L, whenever there is no deal. Not with ``"informed"``.
    power
        λ, the probability that F proposes if the proposer is random; 0 and 1 give L's and F's trees.

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
    faults = Options(bargaining, proposer, power, timing, disclosure, reach).faults()
    faults += whole_number_faults("max_nodes", max_nodes, 1, example=MAX_NODES)
    faults += equilibrium_faults(equilibrium) if equilibrium is not None else []
    # of a good model there is more to say
    model = model_of(model, "extensive_form", () if isinstance(model, Model) else faults)
    if not faults and power is not None:
        proposer, power = who_proposes(proposer, float(power))
    faults += model_faults(model)
    if equilibrium is not None and not faults:
        faults += protocol_faults(equilibrium, bargaining, proposer, disclosure, reach, power)
    prices = grid_of("concessions", concessions, math.inf, faults)
    highest = model.k_max if model.cost.bounded else math.inf
    answers = grid_of("cutoffs", cutoffs, highest, faults)
    if faults:
        raise InputError(faults, where="extensive_form")
    curve, game = curve_of(model), game_of(model)
    rules = Rules(
        plain_model(model, curve), bargaining, proposer, timing, prices_of(prices, game, curve),
        spread(answers, curve.m_first, curve.m_last), {}, disclosure, float(reach), power,
    )  # fmt: skip
    if equilibrium is not None:
        from .equilibrium_on_tree import with_equilibrium

        rules = with_equilibrium(rules, equilibrium)
    return build(rules, max_nodes)


class Options(NamedTuple):
    """What is asked for beside a model and the grids, as it was given."""

    bargaining: Any
    proposer: Any
    power: Any = None
    timing: Any = STANDARD
    disclosure: Any = "none"
    reach: Any = 1.0

    def faults(self) -> list[str]:
        """Return everything that is wrong with them."""
        timing, disclosure = self.timing, self.disclosure
        faults = check_protocol(self.bargaining, self.proposer, chance=True)
        faults += power_faults(self.power, self.proposer, self.bargaining, "pure")
        if not isinstance(timing, str) or timing not in (STANDARD, INFORMED):
            faults.append(
                f"timing = {shown(timing)} is unknown. It must be 'standard' (F sees its signal after "
                "bargaining) or 'informed' (before it, A.4). Write for example timing='standard'."
            )
        faults += disclosure_faults(disclosure, self.reach, self.bargaining, "pure", self.power)
        if disclosure != "none" and isinstance(timing, str) and timing == INFORMED:
            faults.append(
                f"disclosure = {shown(disclosure)} with timing = 'informed' is not derived: proofs are known "
                "for the standard timing only (T13.5). Write timing='standard'."
            )
        return faults


def build(rules: Rules, max_nodes: int = MAX_NODES) -> t.ExtensiveForm:
    """Build the tree of given rules."""
    curve = curve_of(rules.model)
    count = count_nodes(rules, int(curve.segments))
    if count > max_nodes:
        raise InputError(
            f"the tree would have {count} nodes: {len(rules.concessions)} concessions, {curve.segments} "
            f"signals, {len(rules.cutoffs)} cut-offs. At most {max_nodes} are allowed. Use fewer of them, or "
            "raise max_nodes.",
            where="extensive_form",
        )
    builder = _Builder(rules, curve)
    builder.root()
    infosets = tuple(
        replace(infoset, members=tuple(members))
        for infoset, members in zip(builder.infosets, builder.members, strict=True)
    )
    return t.ExtensiveForm(
        rules.model, rules.bargaining, rules.proposer, rules.timing, rules.concessions, rules.cutoffs,
        tuple(sorted(rules.answers.items())), builder.paid_nodes(), infosets, rules.disclosure,
        rules.reach, rules.power,
    )  # fmt: skip


class _Builder:
    """Adds nodes in the order of the file, and information sets when they are first met.

    Every method adds one node with all that follows it, and returns the node's number. A price and a signal
    are given by their index, None where there is none or it is not drawn yet.
    """

    def __init__(self, rules: Rules, curve: Curve) -> None:
        self.rules, self.game = rules, game_of(rules.model)
        self.closed = rules.bargaining == "closed"
        self.k0 = float(curve.k0)
        self.mass = tuple(float(p) for p in curve.mass)
        self.weakness = tuple(float(w) for w in curve.weakness)
        self.names = t.distinct(rules.concessions)
        self.nodes: list[t.Node] = []
        self.infosets: list[t.InfoSet] = []
        self.members: list[list[int]] = []
        self.numbers: dict[str, int] = {}  # of the information sets, by label
        self.ends: list[tuple[int, float, float, float]] = []  # node, cut-off, weakness, price paid

    def _node(
        self, player: str, role: str, label: str, actions: tuple[str, ...],
        values: tuple[float, ...], branches: Iterable[Callable[[], int]],
        price: int | None = None, signal: int | None = None, proposer: str | None = None,
    ) -> int:  # fmt: skip
        """Add a node to the information set of that label, then its branches."""
        number = self.numbers.setdefault(label, len(self.infosets))
        if number == len(self.infosets):
            chances = t.exact_chances(values) if player == t.CHANCE else ()
            self.infosets.append(
                t.InfoSet(player, role, label, actions, values, price, signal, (), chances, proposer)
            )
            self.members.append([])
        node = len(self.nodes)
        self.members[number].append(node)
        self.nodes.append(t.Node(number, (), None))
        self.nodes[node] = t.Node(number, tuple(branch() for branch in branches), None)
        return node

    def root(self) -> int:
        """Draw S; without a favour to ask, C decides at once."""
        start = partial(self._signal, self._turn)
        if self.rules.timing == STANDARD:
            start = partial(self._turn, None)
        sigma = self.rules.model.sigma
        if sigma >= 1.0:
            return start()
        none = partial(self._no_deal, None, None, 0)
        values = (1.0 - sigma, sigma)
        return self._node(t.CHANCE, t.SALIENCE, "S", ("S=0", "S=1"), values, (none, start))

    def _signal(self, after: Callable[[int], int]) -> int:
        """Add chance's draw of F's signal, the strongest first."""
        signals = range(len(self.mass))
        names = tuple(f"A={len(self.mass) - 1 - j}" for j in signals)
        branches = (partial(after, j) for j in signals)
        return self._node(t.CHANCE, t.SIGNAL, "A", names, self.mass, branches)

    def _knowledge(self, player: str, j: int | None) -> tuple[str, int | None]:
        """Return what an F that is informed early knows, for the label and for the information set."""
        known = j if player == "F" else None
        return ("" if known is None else f", A={len(self.mass) - 1 - known}"), known

    def _turn(self, j: int | None) -> int:
        """Draw who proposes, if that is random (T13.3)."""
        turns = self.rules.turns
        branches = [partial(self._proposal, me, j) for me, _ in turns]
        if len(turns) == 1:
            return branches[0]()
        actions, values = zip(*((f"{me} proposes", chance) for me, chance in turns), strict=True)
        return self._node(t.CHANCE, t.TURN, "turn", actions, values, branches)

    def _proposal(self, me: str, j: int | None) -> int:
        """Add the proposer's choice of a price or none (T1, step 2)."""
        words, known = self._knowledge(me, j)
        actions = ("no offer", *(f"price {name}" for name in self.names))
        values = (math.nan, *self.rules.concessions)
        branches = [partial(self._no_deal, None, j, 1)]
        branches += [partial(self._answer, me, i, j) for i in range(len(self.names))]
        label = f"{me} proposes{words}"
        return self._node(me, t.PROPOSAL, label, actions, values, branches, None, known, me)

    def _answer(self, me: str, i: int, j: int | None) -> int:
        """Add the other's choice to accept or reject the proposer's price."""
        other = "F" if me == "L" else "L"
        words, known = self._knowledge(other, j)
        visit = partial(self._visit, me, i)
        deal = partial(self._signal, visit) if j is None else partial(visit, j)
        branches = (deal, partial(self._no_deal, i, j, 1))
        label = f"{other} answers price {self.names[i]}{words}"
        actions = ("accept", "reject")
        return self._node(other, t.ANSWER, label, actions, (math.nan,) * 2, branches, i, known, me)

    def _visit(self, me: str, i: int, j: int) -> int:
        """Add the choice to visit or not of F, who knows price, proposer and signal (T1, step 3)."""
        whose = "" if self.rules.power is None else "its own " if me == "F" else "L's "
        label = f"F after {whose}price {self.names[i]}, A={len(self.mass) - 1 - j}"
        branches = (partial(self._reveal, i, j), partial(self._cutoff, t.ABSENT, i, j, None, 2))
        actions = ("visit", "stay away")
        return self._node("F", t.VISIT, label, actions, (math.nan,) * 2, branches, i, j, me)

    def _reveal(self, i: int, j: int) -> int:
        """Reveal the price of a visit to C with probability q, or always under open bargaining."""
        z, q = self.rules.concessions[i], self.rules.model.q if self.closed else 1.0
        seen = partial(self._cutoff, t.SEEN, i, j, z)
        unseen = partial(self._unseen, i, j, z)
        if q in (0.0, 1.0):
            return seen() if q else unseen()
        moves = ("price seen", "price unseen")
        return self._node(t.CHANCE, t.REVEAL, "reveal", moves, (q, 1.0 - q), (seen, unseen))

    def _unseen(self, i: int, j: int, z: float) -> int:
        """Add what follows a visit whose price has not leaked: somebody may prove it (T13.5)."""
        after = silent = partial(self._cutoff, t.UNSEEN, i, j, z)
        for player in reversed(provers(self.rules)):
            after = partial(self._proof, player, i, j, z, after)
        reach = self.rules.reach
        if after is silent or reach == 1.0:
            return after()
        moves = ("proof at hand", "no proof")
        return self._node(t.CHANCE, t.AT_HAND, "proof", moves, (reach, 1.0 - reach), (after, silent))

    def _proof(self, player: str, i: int, j: int, z: float, silent: Callable[[], int]) -> int:
        """Add a player's choice to prove the price to C, or to leave it unproved."""
        words, known = self._knowledge(player, j)
        branches = (partial(self._cutoff, t.SEEN, i, j, z), silent)
        label, actions = f"{player} proves price {self.names[i]}{words}", ("prove", "keep silent")
        return self._node(player, t.PROOF, label, actions, (math.nan,) * 2, branches, i, known)

    def _no_deal(self, i: int | None, j: int | None, case: int) -> int:
        """Add what follows when no deal is struck: L may prove that (T13.5), then C decides."""
        silent = partial(self._cutoff, t.ABSENT, i, j, None, case)
        if self.rules.disclosure != "absence":
            return silent()
        why = "no favour wanted" if case == 0 else "no offer"
        why = why if i is None else f"price {self.names[i]} refused"
        branches = (partial(self._cutoff, t.PROVED, None, j, None, case), silent)
        actions, label = ("prove", "keep silent"), f"L proves that there is no deal: {why}"
        return self._node("L", t.PROOF, label, actions, (math.nan,) * 2, branches, i)

    def _cutoff(
        self, role: str, i: int | None, j: int | None, paid: float | None, case: int = 0
    ) -> int:
        """Add C's choice of her cut-off, a highest cost (T1, step 4); ``paid`` is None without a visit."""
        name = None if i is None else self.names[i]
        grid = cutoff_grid(self.rules, role, name, case)
        moves = tuple(f"k={text}" for text in t.distinct(grid))
        w = self.k0 if j is None else self.weakness[j]
        branches = (partial(self._end, k, w, paid) for k in grid)
        label = label_of(self.rules, role, name, case)
        known = i if role == t.SEEN or not self.closed else None
        return self._node("C", role, label, moves, grid, branches, known)

    def _end(self, k: float, w: float, paid: float | None) -> int:
        """Add an end of the game; `paid_nodes` fills its payoffs in."""
        self.ends.append((len(self.nodes), k, w, math.nan if paid is None else paid))
        self.nodes.append(t.Node(-1, (), None))
        return len(self.nodes) - 1

    def paid_nodes(self) -> tuple[t.Node, ...]:
        """Return all nodes, the ends with the payoffs of T1, θ and K integrated out."""
        game, (at, k, w, paid) = self.game, np.array(self.ends).T
        removal = removal_probability(k, w, game.c, game.law)
        visit = payoff_visit(paid, removal, game.tau, game.rho, game.r)
        leader = payoff_leader(removal, np.nan_to_num(paid), game.psi, game.price)
        challenger = payoff_challenger(k, w, game.c, game.law)
        columns = (game.psi + leader, np.where(np.isnan(paid), 0.0, visit), challenger, removal)
        players = len(t.players_with(self.rules.disclosure))
        rows = zip(*(column.tolist() for column in columns[:players]), strict=True)
        for node, payoffs in zip(at.astype(int).tolist(), rows, strict=True):
            self.nodes[node] = t.Node(-1, (), payoffs)
        return tuple(self.nodes)
