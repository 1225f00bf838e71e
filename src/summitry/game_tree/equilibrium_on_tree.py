"""An equilibrium on a tree: everybody's moves at every information set, on the path and off it (T5)."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from ..disclosure.seen import Seen, Silence, seen, silence
from ..engine import Curve, Game, challenge_probability, payoff_visit
from ..equilibrium.check import curve_of, game_of
from ..equilibrium.solution import equilibrium_faults
from ..model.arguments import kind_faults
from ..model.faults import InputError
from ..model.tolerances import ACCEPTANCE
from . import tree as t
from .profile import TreeProfile, pure
from .rules import Rules, label_of, protocol_faults

if TYPE_CHECKING:
    from ..equilibrium.equilibrium import Equilibrium
    from ..equilibrium.offers import Offer

Named = tuple[str, int]  # a price by its proposer and its index on the grid
_HALVINGS = 60  # of an interval in which a weakness is sought
_SAME = 1e-12  # relative: a price on the grid closer than this is the equilibrium's own


class Visits(NamedTuple):
    """F's visit rule after a price: the first ``full`` signals visit, the next with ``share`` (T6)."""

    full: int
    share: float
    kappa: float  # weakness given a visit
    nu: float  # weakness given none

    def probability(self, signal: int) -> float:
        """Return how likely a visit is at a signal, counted from the strongest."""
        return self.share if signal == self.full else float(signal < self.full)


def visits_seen(
    game: Game, curve: Curve, price: float, unseen: float, rates: Seen
) -> Visits:  # fmt: skip
    """Return F's visits after a price that C sees more often if it brings more visits, or fewer (T13.5)."""
    fewer = visits_after(game._replace(q=rates.less), curve, price, unseen)
    if rates.less == rates.more or fewer.kappa < unseen:
        return fewer
    return visits_after(game._replace(q=rates.more), curve, price, unseen)


def visits_after(game: Game, curve: Curve, price: float, unseen: float | None) -> Visits:
    """Return F's visits after a price that C sees with probability q (T5, T6).

    Found from F's payoff alone: each signal is held against the perceived weakness at which its holder would
    just visit.

    Parameters
    ----------
    unseen
        C's cut-off after a visit whose price she does not see; None if she always sees it (open bargaining).
    """
    law = partial(challenge_probability, c=game.c, law=game.law)
    q, other = (1.0, 0.0) if unseen is None else (game.q, (1.0 - game.q) * law(unseen))
    at_zero = payoff_visit(price, 0.0, game.tau, game.rho, game.r)
    at_one = payoff_visit(price, 1.0, game.tau, game.rho, game.r)
    risk = at_zero / (at_zero - at_one) if at_zero > 0.0 else 0.0
    cum_v, cum_m, w = curve.cum_v.tolist(), curve.cum_m.tolist(), curve.weakness.tolist()
    for j in range(curve.segments):
        bearable = risk / w[j]  # average chance of a challenge: signal j is indifferent
        low, high = cum_m[j] / cum_v[j] if j else w[0], cum_m[j + 1] / cum_v[j + 1]
        if q * law(high) + other <= bearable:
            continue
        if q * law(low) + other >= bearable:
            return visits_up_to(curve, j, 0.0)
        kappa = _weakness_at(game, (bearable - other) / q, low, high)
        v = (w[j] * cum_v[j] - cum_m[j]) / (w[j] - kappa)
        return visits_up_to(curve, j, (v - cum_v[j]) / float(curve.mass[j]))
    return visits_up_to(curve, int(curve.segments), 0.0)


def _weakness_at(game: Game, chance: float, low: float, high: float) -> float:
    """Return the weakness between two at which a challenge has this probability."""
    if game.law is None:
        return chance * game.c
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        below = challenge_probability(middle, game.c, game.law) < chance
        low, high = (middle, high) if below else (low, middle)
    return 0.5 * (low + high)


def visits_up_to(curve: Curve, full: int, share: float) -> Visits:
    """Complete a visit rule with Bayes' rule, and with Assumption 1 at both ends (T3)."""
    if share >= 1.0:
        full, share = full + 1, 0.0
    extra = share * float(curve.mass[full]) if share > 0.0 else 0.0
    moment = float(curve.cum_m[full])
    if extra > 0.0:
        moment += extra * float(curve.weakness[full])
    v, vc = float(curve.cum_v[full]) + extra, float(curve.cum_vc[full]) - extra
    kappa = moment / v if v > 0.0 else float(curve.m_first)
    nu = (float(curve.k0) - moment) / vc if full < curve.segments else float(curve.m_last)
    return Visits(full, share, kappa, nu)


def _nearest(grid: Sequence[float], value: float) -> int:
    return min(range(len(grid)), key=lambda i: abs(grid[i] - value))


def _own_offers(rules: Rules, eq: Equilibrium) -> dict[Named, Offer]:
    """Return the equilibrium's offers by proposer and price that stand for each; none without visits.

    Of a random proposer's the first is F's (T13.3). How often one is offered is given its proposer's turn.
    """
    who = [rules.proposer] * len(eq.offers) if rules.power is None else ["F", "L"]
    chances = dict(rules.turns)
    return {
        (me, _nearest(rules.concessions, offer.concession)): replace(
            offer, offered=offer.offered / chances[me]
        )
        for me, offer in zip(who, eq.offers, strict=False)
    }


def _cutoffs_and_visits(rules: Rules, eq: Equilibrium) -> tuple[dict[str, float], dict[Named, Visits]]:
    """Return C's cut-off at each of her information sets, and F's visits after each price (T5)."""
    game, curve = game_of(rules.model), curve_of(rules.model)
    names, own = t.distinct(rules.concessions), _own_offers(rules, eq)
    closed = rules.bargaining == "closed"
    believed = Silence(eq.weakness_visit, eq.weakness_no_visit)
    silent = silence(rules.disclosure, rules.reach, believed, curve)
    rates = seen(game.q, rules.disclosure, rules.reach)
    if closed:
        cutoffs = {
            label_of(rules, t.ABSENT, None): silent.no_visit,
            label_of(rules, t.UNSEEN, None): silent.visit,
            label_of(rules, t.PROVED, None): float(curve.k0),
        }
    else:
        no_deal = [(0, None), (1, None), *((1, name) for name in names)]
        cutoffs = {label_of(rules, t.ABSENT, name, case): float(curve.k0) for case, name in no_deal}
    visits: dict[Named, Visits] = {}
    turns = [me for me, _ in rules.turns]
    for (i, (z, name)), me in product(enumerate(zip(rules.concessions, names, strict=True)), turns):
        if closed:
            after = visits_seen(game, curve, z, silent.visit, rates)
        else:
            after = visits_after(game, curve, z, None)
        # a price tells which visits follow, whoever names it
        offer = own.get((me, i)) or next((own[who, i] for who in turns if (who, i) in own), None)
        if offer is not None:
            assert offer.threshold_share is not None
            full = int(curve.segments) - 1 - int(offer.threshold)
            after = visits_up_to(curve, full, offer.threshold_share)
        visits[me, i] = after
        cutoffs[label_of(rules, t.SEEN, name)] = after.kappa if offer is None else offer.weakness_visit
        if not closed:
            cutoffs[label_of(rules, t.ABSENT, name, 2)] = after.nu
    return cutoffs, visits


def with_equilibrium(rules: Rules, eq: Equilibrium) -> Rules:
    """Put an equilibrium on the grids: its prices, and C's answer to every price."""
    for z in (offer.concession for offer in eq.offers):
        if not any(abs(x - z) <= _SAME * (1.0 + z) for x in rules.concessions):
            rules = rules._replace(concessions=tuple(sorted((*rules.concessions, z))))
    cutoffs, _ = _cutoffs_and_visits(rules, eq)
    return rules._replace(answers={label: (k,) for label, k in cutoffs.items()})


def _proves(rules: Rules, infoset: t.InfoSet, cutoffs: Mapping[str, float]) -> bool:
    """Tell whether a player proves what it can: L and F good news of L, an antagonist bad news (T13.5)."""
    if rules.disclosure == "absence":
        return True
    assert infoset.price is not None
    name = t.distinct(rules.concessions)[infoset.price]
    shown, hidden = (cutoffs[label_of(rules, role, name)] for role in (t.SEEN, t.UNSEEN))
    return shown > hidden if infoset.player == t.ANTAGONIST else shown < hidden


def profile_on_tree(tree: t.ExtensiveForm, equilibrium: Equilibrium) -> TreeProfile:
    """Map an equilibrium onto a tree: everybody's moves, on the path and off it as T5 prescribes.

    Where the tree lacks the equilibrium's price or a cut-off, the nearest on the grid stands for it.

    Parameters
    ----------
    tree
        A tree of the equilibrium's model and protocol.
    equilibrium
        From `solve`, in pure or mixed strategies; it may also be a rejected candidate.

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
    faults = kind_faults("tree", tree, t.ExtensiveForm, "Give what extensive_form returns.")
    faults += equilibrium_faults(equilibrium)
    faults = faults or protocol_faults(
        equilibrium, tree.bargaining, tree.proposer, tree.disclosure, tree.reach, tree.power
    )
    if faults:
        raise InputError(faults, where="profile_on_tree")
    rules = Rules(
        tree.model, tree.bargaining, tree.proposer, tree.timing, tree.concessions, tree.cutoffs,
        dict(tree.answers), tree.disclosure, tree.reach, tree.power,
    )  # fmt: skip
    cutoffs, visits = _cutoffs_and_visits(rules, equilibrium)
    own = _own_offers(rules, equilibrium)
    behaviour: list[tuple[float, ...]] = []
    for infoset in tree.infosets:
        size = len(infoset.actions)
        named = (str(infoset.proposer), -1 if infoset.price is None else infoset.price)
        if infoset.player == t.CHANCE:
            moves = tuple(float(p) for p in infoset.chances)
        elif infoset.role == t.PROPOSAL:
            mine = [own.get((named[0], i)) for i in range(size - 1)]
            offered = [0.0 if offer is None else offer.offered for offer in mine]
            moves = (max(0.0, 1.0 - math.fsum(offered)), *offered)
        elif infoset.role == t.ANSWER:
            accepted = own[named].accepted if named in own else 1.0
            moves = (accepted, 1.0 - accepted)
        elif infoset.role == t.VISIT:
            assert infoset.signal is not None
            visit = visits[named].probability(infoset.signal)
            moves = (visit, 1.0 - visit)
        elif infoset.role == t.PROOF:
            moves = pure(0 if _proves(rules, infoset, cutoffs) else 1, 2)
        else:
            moves = pure(_nearest(infoset.values, cutoffs[infoset.label]), size)
        behaviour.append(moves)
    draft = TreeProfile(tree, tuple(behaviour))
    return with_refusals(draft, own)


def with_refusals(draft: TreeProfile, own: Collection[Named]) -> TreeProfile:
    """Have L refuse every demand off the path from which she does not gain, given what follows (T5)."""
    reach = draft.reach((t.PROPOSAL, t.ANSWER))
    least = ACCEPTANCE * (1.0 + draft.tree.model.psi)
    behaviour = list(draft.behaviour)
    for number, infoset in enumerate(draft.tree.infosets):
        asked = infoset.role == t.ANSWER and infoset.player == "L"
        if asked and (infoset.proposer, infoset.price) not in own:
            deal, none = draft.action_values(number, reach, "L") or (0.0, 0.0)
            behaviour[number] = pure(0 if deal - none > least else 1, 2)
    return TreeProfile(draft.tree, tuple(behaviour))
