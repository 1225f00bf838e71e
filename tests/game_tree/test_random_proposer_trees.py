"""Trees of the game in which chance draws who proposes, and C does not see who (T13.3)."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict

import pytest

import summitry as sm
from summitry.game_tree.efg import parse_efg
from summitry.game_tree.rules import Rules, count_nodes

BASE = sm.Model(
    alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    information=sm.Binomial(),
)  # fmt: skip
ATOMS = sm.Atoms([0.25, 0.5, 0.25], [0.4, 0.6, 0.8])
GAMES = [
    BASE.replace(n=n, q=q, sigma=sigma)
    for n, q, sigma in itertools.product((1, 4), (0, 0.6, 1), (0.35, 1))
] + [
    BASE.replace(information=ATOMS), BASE.replace(n=3, cost=sm.Exponential(1.5)),
    BASE.replace(q=0.3, psi=8), BASE.replace(q=1, psi=8, rho=0.3), BASE.replace(n=3, q=1, rho=0.3),
]  # fmt: skip


def found(model: sm.Model, power: float) -> list[sm.Equilibrium]:
    solution = sm.solve(model, proposer="random", power=power)
    return [*solution.equilibria, *solution.mixed]


def grown(model: sm.Model, power: float, eq: sm.Equilibrium, timing: str = "standard") -> sm.TreeProfile:
    tree = sm.extensive_form(
        model, proposer="random", power=power, equilibrium=eq, concessions=5, cutoffs=4, timing=timing
    )
    return sm.profile_on_tree(tree, eq)


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize("model", GAMES, ids=str)
def test_nobody_gains_and_everybody_gets_what_the_solver_reports(model, timing):
    for power in (0.1, 0.5, 0.9):
        for eq in found(model, power):
            profile = grown(model, power, eq, timing)
            assert profile.agent_max_regret < 1e-12
            assert profile.max_regret < 1e-12
            assert max(profile.imposed_regrets().values()) < 1e-12
            sigma = model.sigma
            leader = sigma * eq.payoff_L_salient + (1 - sigma) * eq.payoff_L_not_salient
            assert profile.payoffs["L"] == pytest.approx(leader, abs=1e-11)
            assert profile.payoffs["F"] == pytest.approx(sigma * eq.payoff_F, abs=1e-12)
            assert profile.payoffs["C"] == pytest.approx(eq.payoff_C, abs=1e-12)


def test_deals_of_every_kind_were_put_on_trees():
    """Inside a step and at its end, a sure visit at more than its price, alone and beside no visits."""
    kinds = set()
    for model, power in itertools.product(GAMES, (0.1, 0.5, 0.9)):
        for eq in found(model, power):
            ends = tuple(offer.threshold_share in (0.0, 1.0) for offer in eq.offers)
            kinds.add((ends, bool(eq.offers) and eq.offers[0].visit_probability == 1))
    inside, both, at_l, at_f = (False, False), (True, True), (False, True), (True, False)
    assert kinds >= {(inside, False), (both, False), (at_l, False), (both, True), (at_f, True)}


def views(tree: sm.ExtensiveForm, who: str) -> dict[str, set[tuple]]:
    """What T1 and T13.3 let a player see of the histories that lead to each of its information sets."""
    seen: dict[str, set[tuple]] = defaultdict(set)
    ahead: list[tuple[int, dict[str, str]]] = [(0, {})]
    while ahead:
        at, past = ahead.pop()
        node = tree.nodes[at]
        if node.infoset < 0:
            continue
        infoset = tree.infosets[node.infoset]
        if infoset.player == who:
            visit = past.get("visit") == "visit"
            price = past.get("proposal")
            if who == "C":
                view = (visit, price if visit and past.get("reveal") == "price seen" else None)
            else:
                view = (past.get("turn"), price, past.get("answer"), past.get("signal"))
            seen[infoset.label].add(view)
        for action, child in zip(infoset.actions, node.children, strict=True):
            ahead.append((child, past | {infoset.role: action}))
    return seen


@pytest.mark.parametrize("who", ["C", "F"])
def test_C_does_not_see_who_proposed_and_F_does(who):
    tree = sm.extensive_form(BASE, proposer="random", power=0.4, concessions=[0.3, 0.5], cutoffs=2)
    seen = views(tree, who)
    assert all(len(known) == 1 for known in seen.values()), "one set, two views"
    assert len(set.union(*seen.values())) == len(seen), "one view, two sets"


@pytest.mark.parametrize("timing", ["standard", "informed"])
def test_every_end_pays_what_it_pays_with_the_drawn_proposer(timing):
    """The random tree is F's and L's under one draw: each history λ or 1 − λ times as likely."""
    options = {"concessions": [0.3, 0.5], "cutoffs": [0.5, 0.6], "timing": timing}

    def ends(tree: sm.ExtensiveForm) -> dict[tuple, tuple[float, tuple[float, ...]]]:
        out, ahead = {}, [(0, {}, 1.0)]
        while ahead:
            at, past, chance = ahead.pop()
            node = tree.nodes[at]
            if node.payoffs is not None:
                out[tuple(sorted(past.items()))] = (chance, node.payoffs)
                continue
            infoset = tree.infosets[node.infoset]
            for a, child in enumerate(node.children):
                p = float(infoset.chances[a]) if infoset.player == "chance" else 1.0
                more = {} if infoset.role == "turn" else {infoset.role: infoset.actions[a]}
                who = {"who": infoset.actions[a][0]} if infoset.role == "turn" else {}
                ahead.append((child, past | more | who, chance * p))
        return out

    both = ends(sm.extensive_form(BASE, proposer="random", power=0.3, **options))
    matched = 0
    for who, share in (("F", 0.3), ("L", 0.7)):
        for past, (chance, payoffs) in ends(sm.extensive_form(BASE, proposer=who, **options)).items():
            idle = dict(past)["salience"] == "S=0" and timing == "standard"
            key = past if idle else tuple(sorted({**dict(past), "who": who}.items()))
            if not idle and dict(past)["salience"] == "S=0":
                key = past  # no favour: nobody is drawn
            expected = chance if dict(past)["salience"] == "S=0" else chance * share
            assert both[key][0] == pytest.approx(expected, abs=1e-15)
            assert both[key][1] == payoffs
            matched += dict(past)["salience"] == "S=1" or who == "F"
    assert matched == len(both)


@pytest.mark.parametrize(("power", "proposer"), [(0, "L"), (1, "F"), (0.0, "L"), (1.0, "F")])
def test_the_ends_of_power_are_the_trees_of_L_and_F(power, proposer):
    options = {"concessions": 4, "cutoffs": 3}
    sure = sm.extensive_form(BASE, proposer=proposer, **options)
    assert sm.extensive_form(BASE, proposer="random", power=power, **options) == sure
    (eq,) = sm.solve(BASE, proposer="random", power=power).equilibria
    with_it = sm.extensive_form(BASE, proposer="random", power=power, equilibrium=eq, **options)
    assert sm.profile_on_tree(with_it, eq).max_regret < 1e-12


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize("q", [0.0, 0.6, 1.0])
def test_the_size_is_known_and_the_file_is_read_back(q, timing):
    model = BASE.replace(q=q)
    for eq in (None, *found(model, 0.5)):
        tree = sm.extensive_form(
            model, proposer="random", power=0.5, equilibrium=eq, concessions=3, cutoffs=2, timing=timing
        )
        answers = dict(tree.answers)
        rules = Rules(
            tree.model, "closed", "random", timing, tree.concessions, tree.cutoffs, answers, power=0.5
        )
        assert count_nodes(rules, 3) == len(tree.nodes)
        assert parse_efg(tree.to_efg()) == tree
    heading = json.loads(tree.to_efg().splitlines()[1].strip('"').replace("'", '"'))
    assert (heading["proposer"], heading["power"]) == ("random", 0.5)
    for power in ("null", "2", "1", "'half'"):
        with pytest.raises(sm.InputError, match="its comment is damaged"):
            parse_efg(tree.to_efg().replace("'power': 0.5", f"'power': {power}"))


def test_who_asks_for_the_others_price_gains_nothing():
    """Each leader's price is known to C as a deal: naming the other's is one more deviation."""
    (eq,) = found(BASE, 0.5)
    profile = grown(BASE, 0.5, eq)
    prices = [offer.concession for offer in eq.offers]
    tree = profile.tree
    grid = tree.concessions
    index = [min(range(len(grid)), key=lambda i, z=z: abs(grid[i] - z)) for z in prices]
    for label, other, player in (("L proposes", index[0], "L"), ("F proposes", index[1], "F")):
        infoset = tree.infoset(label)
        moves = [float(i == other + 1) for i in range(len(infoset.actions))]
        assert profile.replace(label, moves).payoffs[player] < profile.payoffs[player] - 1e-4


def test_what_does_not_fit_is_refused():
    (eq,) = found(BASE, 0.5)
    with pytest.raises(sm.InputError, match=r"is of power = 0\.5, but the tree is of power = 0\.6"):
        sm.extensive_form(BASE, proposer="random", power=0.6, equilibrium=eq)
    with pytest.raises(sm.InputError, match="Solve the same protocol"):
        sm.extensive_form(BASE, proposer="F", equilibrium=eq)
    with pytest.raises(sm.InputError) as error:
        sm.extensive_form(BASE, proposer="random", power=2, bargaining="open", timing="late", concessions=0)
    text = "\n".join(error.value.faults)
    for words in ("power = 2", "C sees who proposes", "timing = 'late'", "concessions = 0"):
        assert words in text
    with pytest.raises(sm.InputError, match="nobody can prove the price"):
        sm.extensive_form(BASE, proposer="random", power=0.5, disclosure="leader")
