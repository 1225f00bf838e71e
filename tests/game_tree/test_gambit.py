"""Gambit itself reads our files and judges our equilibria: `make test-gambit`."""

from __future__ import annotations

import io

import pytest

import summitry as sm
from summitry.game_tree.efg import parse_efg

pygambit = pytest.importorskip(
    "pygambit", reason="the optional extra gambit is not installed: run make test-gambit"
)
CASES = ("korea-1964", "bush-poland-2003", "uniform-example", "blair-gaddafi-2007")
PROTOCOLS = (("closed", "F"), ("closed", "L"), ("open", "L"))


def profiles(name: str, bargaining: str, proposer: str, timing: str, n: int = 6):
    model = sm.load_scenario(name).model.replace(n=n, information=sm.Binomial())
    for eq in sm.solve(model, bargaining=bargaining, proposer=proposer).equilibria:
        tree = sm.extensive_form(
            model, bargaining=bargaining, proposer=proposer, timing=timing, equilibrium=eq,
            concessions=6, cutoffs=6,
        )  # fmt: skip
        yield sm.profile_on_tree(tree, eq)


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize(("bargaining", "proposer"), PROTOCOLS)
@pytest.mark.parametrize("name", CASES)
def test_gambit_finds_nobody_who_gains(name, bargaining, proposer, timing):
    """Also A.4: with passive beliefs the pooling profile, with L proposing the same as before."""
    for profile in profiles(name, bargaining, proposer, timing):
        verdict = sm.gambit_verdict(profile)
        assert verdict.agent_max_regret <= 1e-9
        assert verdict.imposed_max_regret <= 1e-9
        assert verdict.nodes == len(profile.tree.nodes)
        assert verdict.payoffs == pytest.approx(profile.payoffs, abs=1e-12)


# G and I of T11, and a scenario
KINDS = {
    "G": sm.Model(alpha=1.19, beta=0.46, n=2, sigma=0.853, q=0.398, tau=0.176, rho=1.72, r=0.458, psi=31.1,
                  k_max=3.76, information=sm.Binomial()),
    "I": sm.Model(alpha=0.437, beta=0.521, n=5, sigma=0.494, q=0.327, tau=0.543, rho=0.679, r=0.338, psi=33,
                  k_max=3.47, information=sm.Binomial()),
    "trump": sm.load_scenario("trump-zelensky-2019").model.replace(n=4, information=sm.Binomial()),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "proposer", "kinds"),
    [
        ("G", "F", ["no visits", "demand or refusal", "two demands"]),
        ("G", "L", ["no visits", "deal or no deal", "two offers"]),
        ("I", "F", ["no visits", "demand or refusal", "two demands"]),
        ("trump", "L", ["no visits", "two offers"]),
        ("trump", "F", ["no visits", "visits"]),
    ],
)
def test_gambit_finds_nobody_who_gains_in_mixed_strategies(name, proposer, kinds):
    """Every kind of T11, no visits read as the smallest belief, also after prices that nobody names."""
    solution = sm.solve(KINDS[name], proposer=proposer, strategies="mixed", off_path="smallest")
    found = (*solution.equilibria, *solution.mixed)
    assert [eq.kind for eq in found] == kinds
    for eq in found:
        tree = sm.extensive_form(
            KINDS[name], proposer=proposer, equilibrium=eq, concessions=5, cutoffs=5
        )
        profile = sm.profile_on_tree(tree, eq)
        verdict = sm.gambit_verdict(profile)
        assert max(verdict.agent_max_regret, verdict.imposed_max_regret) <= 1e-12
        assert profile.max_regret <= 1e-12
        assert verdict.payoffs == pytest.approx(profile.payoffs, abs=1e-12)
        assert verdict.payoffs["F"] == pytest.approx(KINDS[name].sigma * eq.payoff_F, abs=1e-12)


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize("power", [0.1, 0.5, 0.9])
def test_gambit_finds_nobody_who_gains_with_a_random_proposer(power, timing):
    """T13.3: inside steps and at their ends, a sure visit at more than its price, visits always wanted."""
    base = sm.Model(
        alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30, information=sm.Binomial()
    )
    games = [{}, {"n": 4}, {"q": 0}, {"q": 0.3, "psi": 8}, {"q": 1, "psi": 8, "rho": 0.3}, {"sigma": 1}]
    judged = 0
    for changes in (*games, {"n": 3, "q": 1, "rho": 0.3}, {"information": sm.Atoms([0.5, 0.5], [0.5, 0.7])}):
        model = base.replace(**changes)
        solution = sm.solve(model, proposer="random", power=power)
        for eq in (*solution.equilibria, *solution.mixed):
            tree = sm.extensive_form(
                model, proposer="random", power=power, equilibrium=eq, concessions=4, cutoffs=4, timing=timing
            )
            profile = sm.profile_on_tree(tree, eq)
            verdict = sm.gambit_verdict(profile)
            assert max(verdict.agent_max_regret, verdict.imposed_max_regret) <= 1e-12
            assert verdict.nodes == len(tree.nodes)
            assert verdict.payoffs == pytest.approx(profile.payoffs, abs=1e-12)
            assert verdict.payoffs["F"] == pytest.approx(model.sigma * eq.payoff_F, abs=1e-12)
            assert sm.gambit_game(tree).is_perfect_recall
            judged += eq.visit_probability > 0
    assert judged >= 4


@pytest.mark.parametrize("timing", ["standard", "informed"])
def test_gambit_and_the_tree_agree_on_the_regret_of_every_set(timing):
    """Also where there is some: the equilibrium of one grid on another."""
    model = sm.load_scenario("korea-1964").model.replace(n=4, information=sm.Binomial())
    for proposer in "FL":
        (eq,) = sm.solve(model, proposer=proposer).equilibria
        tree = sm.extensive_form(model, proposer=proposer, concessions=5, cutoffs=5, timing=timing)
        profile = sm.profile_on_tree(tree, eq)
        game = sm.gambit_game(tree)
        from summitry.game_tree.gambit import gambit_profile

        judged = gambit_profile(game, profile)
        ours = profile.regrets()
        assert max(ours.values()) > 1e-6
        for infoset in game.infosets:
            theirs = float(judged.infoset_regret(infoset))
            assert theirs == pytest.approx(ours.get(infoset.label, 0.0), abs=1e-12)


def test_gambits_regret_over_all_strategies_agrees_with_ours():
    model = sm.load_scenario("korea-1964").model.replace(n=2, information=sm.Binomial())
    (eq,) = sm.solve(model, proposer="F").equilibria
    tree = sm.extensive_form(model, proposer="F", concessions=1, cutoffs=1, equilibrium=eq)
    exact = sm.profile_on_tree(tree, eq)
    tempted = exact.replace("C: no visit", [1.0, 0.0])
    for profile in (exact, tempted):
        verdict = sm.gambit_verdict(profile, max_regret=True)
        assert verdict.max_regret == pytest.approx(profile.max_regret, abs=1e-12)
    assert tempted.max_regret > 1e-3


def test_gambit_sees_perfect_recall_and_our_labels():
    for timing in ("standard", "informed"):
        for profile in profiles("korea-1964", "closed", "F", timing):
            game = sm.gambit_game(profile.tree)
            assert game.is_perfect_recall
            assert game.title == profile.tree.title
            labels = {infoset.label for infoset in game.infosets}
            assert labels == {s.label for s in profile.tree.infosets if s.player != "chance"}


def test_gambit_writes_the_very_file_that_it_read():
    for profile in profiles("korea-1964", "closed", "L", "standard"):
        again = sm.gambit_game(profile.tree).to_efg()
        assert again == profile.tree.to_efg()
        assert parse_efg(again) == profile.tree


def test_gambit_refuses_what_our_reader_refuses():
    text = sm.extensive_form(
        sm.load_scenario("korea-1964").model.replace(n=1, information=sm.Binomial()),
        concessions=1, cutoffs=1,
    ).to_efg()  # fmt: skip
    for bad in (text[: len(text) // 2], text.replace("0.69999999999999996", "0.7", 1)):
        with pytest.raises(ValueError):
            pygambit.read_efg(io.BytesIO(bad.encode()))
    with pytest.raises(sm.InputError):
        parse_efg(text[: len(text) // 2])
