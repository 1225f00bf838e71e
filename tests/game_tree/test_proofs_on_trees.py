"""Trees of the game in which somebody may prove the price, or that there is no deal (T13.5)."""

from __future__ import annotations

import json

import pytest

import summitry as sm
from summitry.game_tree.efg import parse_efg
from summitry.game_tree.gambit import every_price
from summitry.game_tree.rules import Rules, count_nodes

BASE = sm.Model(
    alpha=2, beta=3, n=4, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.2, psi=30,
    information=sm.Binomial(),
)  # fmt: skip
GAMES = [
    (proposer, who, reach)
    for proposer in "FL"
    for who, reach in (
        ("leader", 1.0), ("leader", 0.4), ("antagonist", 1.0), ("antagonist", 0.4), ("absence", 1.0),
    )
]  # fmt: skip


def equilibria(proposer: str, who: str, reach: float, **changes: float) -> list[sm.Equilibrium]:
    """Solve; of an interval also a deal inside."""
    found = sm.solve(
        BASE, proposer=proposer, disclosure=who, reach=reach, off_path="prior", **changes
    )
    shares = ((x.low.visit_probability + x.high.visit_probability) / 2 for x in found.intervals)
    inner = [x.at(v) for x, v in zip(found.intervals, shares, strict=True)]
    return [*found.equilibria, *inner]


def grown(eq: sm.Equilibrium, **changes: float) -> sm.TreeProfile:
    """Put an equilibrium on a tree with prices around its own."""
    tree = sm.extensive_form(
        BASE.replace(**changes), proposer=eq.proposer, disclosure=eq.disclosure, reach=eq.reach,
        concessions=6, cutoffs=4, equilibrium=eq,
    )  # fmt: skip
    return sm.profile_on_tree(tree, eq)


@pytest.mark.parametrize("q", [0.0, 0.2])
@pytest.mark.parametrize(("proposer", "who", "reach"), GAMES)
def test_nobody_gains_and_everybody_gets_what_the_solver_reports(
    proposer: str, who: str, reach: float, q: float
) -> None:
    for eq in equilibria(proposer, who, reach, q=q):
        profile = grown(eq, q=q)
        assert profile.agent_max_regret < 1e-12
        assert profile.max_regret < 1e-12
        assert max(profile.imposed_regrets().values()) < 1e-12
        assert profile.payoffs["C"] == pytest.approx(eq.payoff_C, abs=1e-12)
        leader = BASE.sigma * eq.payoff_L_salient + (1 - BASE.sigma) * eq.payoff_L_not_salient
        assert profile.payoffs["L"] == pytest.approx(leader, abs=1e-11)
        if who == "antagonist":
            assert profile.payoffs["A"] == pytest.approx(eq.removal_ex_ante, abs=1e-12)


def test_every_kind_of_equilibrium_was_put_on_a_tree() -> None:
    visited = {game for game in GAMES for eq in equilibria(*game) if eq.visit_probability > 0}
    assert visited >= {(p, who, x) for p, who, x in GAMES if who == "antagonist"}
    assert ("L", "leader", 1.0) in visited


@pytest.mark.parametrize("player", ["L", "F"])
def test_who_keeps_a_proof_back_loses_what_the_certificate_says(player: str) -> None:
    (eq,) = equilibria("L", "leader", 1.0)
    profile = grown(eq)
    sets = [x for x in profile.tree.infosets if x.role == "proof" and abs(
        profile.tree.concessions[x.price] - eq.concession) < 1e-12]  # fmt: skip
    silent = profile
    for infoset in sets:  # the one silent, the other has nothing to add
        silent = silent.replace(infoset.label, (0.0, 1.0))
    k, k0 = eq.weakness_visit, BASE.prior_weakness
    lost = (1 - BASE.q) * eq.visit_probability * k * (k0 - k)  # chance of removal gained by silence
    worth = BASE.psi if player == "L" else (1 - BASE.r) * eq.concession + BASE.rho
    gain = silent.payoffs[player] - profile.payoffs[player]
    assert gain == pytest.approx(-BASE.sigma * lost * worth, abs=1e-12)


def test_an_antagonist_exposes_higher_prices_only() -> None:
    eq = equilibria("L", "antagonist", 1.0)[-1]
    profile = grown(eq)
    moves = dict(zip((x.label for x in profile.tree.infosets), profile.behaviour, strict=True))
    for infoset in profile.tree.infosets:
        if infoset.role == "proof":
            price = profile.tree.concessions[infoset.price]
            assert (moves[infoset.label][0] == 1.0) == (price > eq.concession * (1 + 1e-12))
    # with every price named, what is shown and hidden is each time the antagonist's best
    assert "A" in every_price(profile).payoffs


@pytest.mark.parametrize(("proposer", "who", "reach"), GAMES)
def test_the_size_is_known_and_the_file_is_read_back(proposer: str, who: str, reach: float) -> None:
    for q in (0.0, 0.3, 1.0):
        tree = sm.extensive_form(
            BASE.replace(q=q), proposer=proposer, disclosure=who, reach=reach, concessions=3, cutoffs=2
        )
        rules = Rules(
            tree.model, "closed", proposer, "standard", tree.concessions, tree.cutoffs, {}, who, reach
        )
        assert count_nodes(rules, 5) == len(tree.nodes)
        text = tree.to_efg()
        assert parse_efg(text) == tree
    players = {"antagonist": '{ "L" "F" "C" "A" }'}.get(who, '{ "L" "F" "C" }')
    assert text.splitlines()[0].endswith(players)
    heading = json.loads(text.splitlines()[1].strip('"').replace("'", '"'))
    assert (heading["disclosure"], heading["reach"]) == (who, reach)


def test_a_tree_of_another_disclosure_is_refused() -> None:
    eq = equilibria("L", "antagonist", 1.0)[0]
    with pytest.raises(sm.InputError, match="Give both the same"):
        sm.extensive_form(BASE, equilibrium=eq)
    with pytest.raises(sm.InputError, match="Give both the same"):
        sm.profile_on_tree(sm.extensive_form(BASE, disclosure="leader"), eq)


def test_every_fault_of_a_tree_with_proofs_is_named() -> None:
    with pytest.raises(sm.InputError) as error:
        sm.extensive_form(BASE, bargaining="open", disclosure="leader", reach=2, timing="informed")
    text = "\n".join(error.value.faults)
    for words in ("reach = 2", "nothing left to prove", "timing = 'informed' is not derived"):
        assert words in text
