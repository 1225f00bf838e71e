"""An equilibrium on the tree: everybody's moves at every information set, on the path and off it (T5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import tree as t
from ._old.payoffs import Game, payoff_visit
from ._old.points import Curve
from .equilibrium.check import curve_of, game_of
from .model.faults import InputError
from .model.tolerances import ACCEPTANCE
from .tree_profile import TreeProfile, pure
from .tree_rules import Rules, equilibrium_faults, label_of

if TYPE_CHECKING:
    from .equilibrium.solution import Equilibrium

_SAME = 1e-12  # relative: a price on the grid closer than this is the equilibrium's own


class Visits(NamedTuple):
    """F's visit rule after a price: the first ``full`` signals visit, the next with ``share`` (T6)."""

    full: int
    share: float
    kappa: float  # weakness given a visit
    nu: float  # weakness given none


def _nearest(grid: Sequence[float], value: float) -> int:
    return min(range(len(grid)), key=lambda i: abs(grid[i] - value))


def visits_after(game: Game, curve: Curve, price: float, reading: float | None) -> Visits:
    """F's visits after a price that C sees with probability q and otherwise reads as ``reading`` (T5, T6).

    With ``reading`` None C knows the price, as under open bargaining. Found from F's payoff alone: each
    signal is held against the perceived weakness at which its holder would just visit.
    """
    q, other = (1.0, 0.0) if reading is None else (game.q, (1.0 - game.q) * reading)
    at_zero = payoff_visit(price, 0.0, game.tau, game.rho, game.r)
    at_one = payoff_visit(price, 1.0, game.tau, game.rho, game.r)
    risk = at_zero / (at_zero - at_one) if at_zero > 0.0 else 0.0
    mass, w = curve.mass, curve.weakness
    for j in range(curve.pieces):
        bearable = (
            risk * game.c / w[j]
        )  # average perceived weakness at which signal j is indifferent
        if q * curve.cum_m[j + 1] / curve.cum_v[j + 1] + other <= bearable:
            continue
        start = q * (curve.cum_m[j] / curve.cum_v[j] if j else w[0]) + other
        if start >= bearable:
            return visits_up_to(curve, j, 0.0)
        kappa = (bearable - other) / q
        v = (w[j] * curve.cum_v[j] - curve.cum_m[j]) / (w[j] - kappa)
        return visits_up_to(curve, j, float((v - curve.cum_v[j]) / mass[j]))
    return visits_up_to(curve, int(curve.pieces), 0.0)


def visits_up_to(curve: Curve, full: int, share: float) -> Visits:
    """Complete a visit rule with Bayes' rule, and with Assumption 1 at both ends (T3)."""
    if share >= 1.0:
        full, share = full + 1, 0.0
    extra = share * float(curve.mass[full]) if share > 0.0 else 0.0
    level = float(curve.weakness[full]) if share > 0.0 else 0.0
    v, vc = float(curve.cum_v[full]) + extra, float(curve.cum_vc[full]) - extra
    moment = float(curve.cum_m[full]) + extra * level
    kappa = moment / v if v > 0.0 else float(curve.m_first)
    stays = full >= curve.pieces
    nu = float(curve.m_last) if stays else (float(curve.k0) - moment) / vc
    return Visits(full, share, kappa, nu)


def _own_visits(curve: Curve, eq: Equilibrium) -> Visits:
    """F's visit rule on the path (T5)."""
    assert eq.threshold is not None and eq.threshold_share is not None
    return visits_up_to(curve, int(curve.pieces) - 1 - int(eq.threshold), eq.threshold_share)


def _answers(rules: Rules, eq: Equilibrium) -> tuple[dict[str, float], list[Visits]]:
    """C's cut-off at each of her information sets, and F's visits after each price (T5)."""
    game, curve = game_of(rules.model), curve_of(rules.model)
    names = t.distinct(rules.concessions)
    closed = rules.bargaining == "closed"
    reading = eq.weakness_visit if closed else None
    own = None if eq.concession is None else _nearest(rules.concessions, eq.concession)
    visits = []
    out: dict[str, float] = {}
    if closed:
        out[label_of(rules, t.ABSENT, None)] = eq.weakness_no_visit
        out[label_of(rules, t.UNSEEN, None)] = eq.weakness_visit
    else:
        for case, name in [(0, None), (1, None), *((1, name) for name in names)]:
            out[label_of(rules, t.ABSENT, name, case)] = float(curve.k0)
    for i, (z, name) in enumerate(zip(rules.concessions, names, strict=True)):
        play = _own_visits(curve, eq) if i == own else visits_after(game, curve, z, reading)
        visits.append(play)
        out[label_of(rules, t.SEEN, name)] = eq.weakness_visit if i == own else play.kappa
        if not closed:
            out[label_of(rules, t.ABSENT, name, 2)] = play.nu
    return out, visits


def with_equilibrium(rules: Rules, eq: Equilibrium) -> Rules:
    """Put an equilibrium on the grids: its price, and C's answer to every price."""
    z = eq.concession
    if z is not None and not any(abs(x - z) <= _SAME * (1.0 + z) for x in rules.concessions):
        rules = rules._replace(concessions=tuple(sorted((*rules.concessions, z))))
    return rules._replace(answers={label: (k,) for label, k in _answers(rules, eq)[0].items()})


def profile_on_tree(tree: t.ExtensiveForm, equilibrium: Equilibrium) -> TreeProfile:
    """Map an equilibrium onto a tree: everybody's moves, on the path and off it as T5 prescribes.

    Where the tree lacks the equilibrium's price or a cut-off, the nearest on the grid stands for it.

    Parameters
    ----------
    tree
        A tree of the equilibrium's model and protocol.
    equilibrium
        From `solve`; it may also be a rejected candidate.

    Returns
    -------
    TreeProfile
        After an unexpected price: F visits as the marginal visitor gains, C answers by Bayes' rule given
        those visits, the one who is asked accepts if that gains (an indifferent L refuses, an indifferent
        F accepts).

    Raises
    ------
    InputError
        If the equilibrium is of another protocol, or only a limit.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=1, beta=1, n=4, tau=0.1, rho=1, r=0.5, sigma=0.2, q=0.8, psi=30,
    ...                  information=sm.Binomial())
    >>> eq = sm.solve(model, proposer="L").equilibrium
    >>> profile = sm.profile_on_tree(sm.extensive_form(model, equilibrium=eq), eq)
    >>> abs(profile.payoffs["C"] - eq.payoff_C) < 1e-12
    True
    """
    faults = equilibrium_faults(equilibrium, tree.bargaining, tree.proposer)
    if faults:
        raise InputError(faults, where="profile_on_tree")
    rules = Rules(
        tree.model, tree.bargaining, tree.proposer, tree.timing, tree.concessions, tree.cutoffs,
        dict(tree.answers),
    )  # fmt: skip
    answers, visits = _answers(rules, equilibrium)
    own = None
    if equilibrium.concession is not None:
        own = _nearest(tree.concessions, equilibrium.concession)
    behaviour: list[tuple[float, ...]] = []
    for infoset in tree.infosets:
        size = len(infoset.actions)
        if infoset.player == t.CHANCE:
            moves = tuple(float(p) for p in infoset.chances)
        elif infoset.role == t.PROPOSAL:
            moves = pure(0 if own is None else own + 1, size)
        elif infoset.role == t.ANSWER:
            moves = (1.0, 0.0)
        elif infoset.role == t.VISIT:
            assert infoset.price is not None and infoset.signal is not None
            play = visits[infoset.price]
            go = 1.0 if infoset.signal < play.full else 0.0
            go = play.share if infoset.signal == play.full else go
            moves = (go, 1.0 - go)
        else:
            moves = pure(_nearest(infoset.values, answers[infoset.label]), size)
        behaviour.append(moves)
    draft = TreeProfile(tree, tuple(behaviour))
    return draft if tree.proposer == "L" else with_refusals(draft, own)


def with_refusals(draft: TreeProfile, own: int | None) -> TreeProfile:
    """Let L refuse every demand off the path from which it does not gain, given what follows (T5)."""
    tree = draft.tree
    weight = draft.reach((t.PROPOSAL, t.ANSWER))
    least = ACCEPTANCE * (1.0 + tree.model.psi)
    behaviour = list(draft.behaviour)
    for place, infoset in enumerate(tree.infosets):
        if infoset.role != t.ANSWER or infoset.price == own:
            continue
        mass = math.fsum(weight[i] for i in infoset.members)
        gain = math.fsum(
            weight[i] / mass * (draft.values[deal][0] - draft.values[none][0])
            for i in infoset.members
            for deal, none in [tree.nodes[i].children]
        )
        behaviour[place] = (1.0, 0.0) if gain > least else (0.0, 1.0)
    return TreeProfile(tree, tuple(behaviour))
