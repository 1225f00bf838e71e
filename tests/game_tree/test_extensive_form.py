"""The game as a tree: its moves, its information sets, its payoffs, and the equilibrium on it."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest

import summitry as sm
from summitry.game_tree.efg import parse_efg
from summitry.game_tree.rules import Rules, count_nodes

BASE = sm.Model(
    alpha=2, beta=3, n=2, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30,
    information=sm.Binomial(),
)  # fmt: skip
# Beta-binomial by hand, α = 2, β = 3, n = 2: Pr(A = 2, 1, 0) = 6/30, 12/30, 12/30 and
# w = (β + n − A)/(α + β + n).
MASS = (0.2, 0.4, 0.4)
WEAKNESS = (3 / 7, 4 / 7, 5 / 7)
K0 = 0.6
CASES = (
    ("blair-gaddafi-2007", 6), ("bush-poland-2003", 6), ("korea-1964", 8), ("nasser-1955", 6),
    ("obama-aliyev-2016", 8), ("obama-bongo-2011", 8), ("trump-zelensky-2019", 6),
    ("uniform-example", 6),
)  # fmt: skip
PROTOCOLS = (("closed", "F"), ("closed", "L"), ("open", "F"), ("open", "L"))


def case(name: str, n: int) -> sm.Model:
    return sm.load_scenario(name).model.replace(n=n, information=sm.Binomial())


def equilibria(model: sm.Model, bargaining: str, proposer: str):
    return sm.solve(model, bargaining=bargaining, proposer=proposer).equilibria


def grown(model, eq, *, concessions=6, cutoffs=5, timing="standard"):
    """Put an equilibrium on a tree."""
    tree = sm.extensive_form(
        model, bargaining=eq.bargaining, proposer=eq.proposer, concessions=concessions,
        cutoffs=cutoffs, equilibrium=eq, timing=timing,
    )  # fmt: skip
    return sm.profile_on_tree(tree, eq)


def histories(tree):
    """Follow every path to its end: moves by label of the information set, probability of chance's moves."""
    ahead = [(0, {}, 1.0)]
    while ahead:
        at, moves, chance = ahead.pop()
        node = tree.nodes[at]
        if node.payoffs is not None:
            yield moves, chance, node.payoffs
            continue
        infoset = tree.infosets[node.infoset]
        for a, child in enumerate(node.children):
            p = float(infoset.chances[a]) if infoset.player == "chance" else 1.0
            ahead.append((child, moves | {infoset.label: infoset.actions[a]}, chance * p))


# --- the tree ------------------------------------------------------------------------------------


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize(("bargaining", "proposer"), PROTOCOLS)
def test_the_chances_of_every_move_sum_to_one_digit_by_digit(bargaining, proposer, timing):
    tree = sm.extensive_form(
        BASE.replace(n=9), bargaining=bargaining, proposer=proposer, timing=timing
    )
    drawn = [s for s in tree.infosets if s.player == "chance"]
    assert {s.role for s in drawn} == {"salience", "signal"} | (
        {"reveal"} if bargaining == "closed" else set()
    )
    assert all(sum(s.chances) == 1 for s in drawn)


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize("proposer", ["F", "L"])
def test_every_end_of_a_closed_tree_pays_what_t1_says(proposer, timing):
    z, k = 0.37, 0.52
    tree = sm.extensive_form(BASE, proposer=proposer, concessions=[z], cutoffs=[k], timing=timing)
    seen = 0
    for moves, chance, (leader, foreign, challenger) in histories(tree):
        visit = next((m for label, m in moves.items() if label.startswith("F after")), None)
        signal = moves.get("A")
        w = K0 if signal is None else WEAKNESS[2 - int(signal[2:])]
        expected = 1.0
        if signal is not None:
            expected *= MASS[2 - int(signal[2:])]
        expected *= 0.35 if moves["S"] == "S=1" else 0.65
        if "reveal" in moves:
            expected *= 0.6 if moves["reveal"] == "price seen" else 0.4
        removed = k * w
        paid = visit == "visit"
        assert chance == pytest.approx(expected, abs=1e-15)
        assert leader == pytest.approx(30 * (1 - removed) - paid * z, abs=1e-13)
        kept = z * (1 - removed) + 0.4 * z * removed
        assert foreign == pytest.approx(paid * (kept - 0.1 - 0.8 * removed), abs=1e-15)
        # E[(removed − K)·1(K ≤ k)] with K ~ U[0, 1]
        assert challenger == pytest.approx(k * w - k * k / 2, abs=1e-15)
        seen += 1
    # S=0, no offer, refusal, and per signal: stay away, seen, unseen
    assert seen == (1 + 2 + 3 * 3 if timing == "standard" else 1 + 3 * (2 + 3))


def test_a_costlier_challenge_scales_every_payoff_of_the_challenger():
    dear = sm.extensive_form(BASE.replace(k_max=2.5), concessions=[0.4], cutoffs=[0.5])
    cheap = sm.extensive_form(BASE, concessions=[0.4], cutoffs=[0.5])
    for (_, _, a), (_, _, b) in zip(histories(dear), histories(cheap), strict=True):
        assert a[2] == pytest.approx(b[2] / 2.5, abs=1e-15)
        assert 30 - a[0] == pytest.approx((30 - b[0]) / 2.5, abs=0.4)


def sets_of(tree, who: str):
    """What a player's information sets have in common: for each, the histories that lead there."""
    found = defaultdict(list)
    ahead = [(0, {})]
    while ahead:
        at, moves = ahead.pop()
        node = tree.nodes[at]
        if node.infoset < 0:
            continue
        infoset = tree.infosets[node.infoset]
        if infoset.player == who:
            found[infoset.label].append(moves)
        for a, child in enumerate(node.children):
            ahead.append((child, moves | {infoset.role: (infoset.label, infoset.actions[a])}))
    return found


def seen_by_C(moves, bargaining):
    """All that T1 lets C see of a history."""
    act = {role: action for role, (_, action) in moves.items()}
    visit = act.get("visit") == "visit"
    if bargaining == "open":
        return act["salience"], act.get("proposal"), act.get("answer"), visit
    price = act["proposal"] if visit and act.get("reveal") == "price seen" else None
    return visit, price


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize(("bargaining", "proposer"), PROTOCOLS)
def test_C_tells_two_histories_apart_iff_t1_lets_her(bargaining, proposer, timing):
    tree = sm.extensive_form(
        BASE,
        bargaining=bargaining,
        proposer=proposer,
        concessions=[0.3, 0.5],
        cutoffs=2,
        timing=timing,
    )
    knows = {
        label: {seen_by_C(m, bargaining) for m in members}
        for label, members in sets_of(tree, "C").items()
    }
    assert all(len(views) == 1 for views in knows.values()), "one set, two views"
    assert len(set.union(*knows.values())) == len(knows), "one view, two sets"


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize("proposer", ["F", "L"])
def test_F_knows_its_signal_when_it_visits_and_before_bargaining_only_if_informed(proposer, timing):
    tree = sm.extensive_form(
        BASE, proposer=proposer, concessions=[0.3, 0.5], cutoffs=2, timing=timing
    )
    for members in sets_of(tree, "F").values():
        signals = {m.get("signal") for m in members}
        prices = {m.get("proposal", (None, None))[1] for m in members}
        assert len(signals) == 1
        assert len(prices) == 1
    bargaining = (
        {"proposal": "F", "answer": "L"} if proposer == "F" else {"answer": "F", "proposal": "L"}
    )
    count = {role: sum(s.role == role for s in tree.infosets) for role in bargaining}
    copies = 3 if timing == "informed" else 1
    assert count["proposal"] == (copies if proposer == "F" else 1)
    assert count["answer"] == 2 * (copies if proposer == "L" else 1)


def test_an_information_set_says_what_its_player_knows():
    tree = sm.extensive_form(
        BASE, proposer="F", concessions=[0.3, 0.5], cutoffs=2, timing="informed"
    )
    assert [s.signal for s in tree.infosets if s.role == "proposal"] == [0, 1, 2]
    answers = [s for s in tree.infosets if s.role == "answer"]
    assert [(s.price, s.signal) for s in answers] == [(0, None), (1, None)]
    visits = {(s.price, s.signal) for s in tree.infosets if s.role == "visit"}
    assert visits == {(i, j) for i in (0, 1) for j in (0, 1, 2)}
    seen = {s.label: s.price for s in tree.infosets if s.player == "C"}
    assert seen == {
        "C: no visit": None, "C: visit, price unseen": None, "C: visit, price 0.3": 0,
        "C: visit, price 0.5": 1,
    }  # fmt: skip


@pytest.mark.parametrize("timing", ["standard", "informed"])
def test_L_never_knows_the_signal(timing):
    for proposer in "FL":
        tree = sm.extensive_form(
            BASE, proposer=proposer, concessions=[0.3], cutoffs=2, timing=timing
        )
        for members in sets_of(tree, "L").values():
            assert len(members) == (3 if timing == "informed" else 1)


@pytest.mark.parametrize(("q", "roles"), [(0, {"visit, price unseen"}), (1, {"visit, price seen"})])
def test_at_both_ends_of_q_chance_reveals_nothing_or_all(q, roles):
    tree = sm.extensive_form(BASE.replace(q=q), concessions=[0.3], cutoffs=2)
    after = {s.role for s in tree.infosets if s.player == "C"} - {"no visit"}
    assert after == roles
    assert not [s for s in tree.infosets if s.role == "reveal"]


def test_a_certain_favour_needs_no_draw():
    tree = sm.extensive_form(BASE.replace(sigma=1), concessions=[0.3], cutoffs=2)
    assert tree.infosets[0].role == "proposal"


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize(("bargaining", "proposer"), PROTOCOLS)
@pytest.mark.parametrize("sigma", [0.35, 1])
@pytest.mark.parametrize("q", [0, 0.6, 1])
def test_the_size_is_known_before_the_tree_is_built(bargaining, proposer, timing, sigma, q):
    model = BASE.replace(sigma=sigma, q=q)
    for eq in (*equilibria(model, bargaining, proposer), None):
        tree = sm.extensive_form(
            model, bargaining=bargaining, proposer=proposer, concessions=3, cutoffs=4, timing=timing,
            equilibrium=eq,
        )  # fmt: skip
        rules = Rules(
            model, bargaining, proposer, timing, tree.concessions, tree.cutoffs, dict(tree.answers)
        )
        assert count_nodes(rules, 3) == len(tree.nodes)


# --- the equilibrium on it -----------------------------------------------------------------------


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize(("bargaining", "proposer"), PROTOCOLS)
@pytest.mark.parametrize(("name", "n"), CASES)
def test_an_equilibrium_pays_on_the_tree_what_the_solver_reports(
    name, n, bargaining, proposer, timing
):
    model = case(name, n)
    for eq in equilibria(model, bargaining, proposer):
        paid = grown(model, eq, timing=timing).payoffs
        leader = model.sigma * eq.payoff_L_salient + (1 - model.sigma) * eq.payoff_L_not_salient
        assert paid["L"] == pytest.approx(leader, abs=1e-12)
        assert paid["F"] == pytest.approx(model.sigma * eq.payoff_F, abs=1e-12)
        assert paid["C"] == pytest.approx(eq.payoff_C, abs=1e-12)


@pytest.mark.parametrize("timing", ["standard", "informed"])
@pytest.mark.parametrize(("bargaining", "proposer"), PROTOCOLS)
@pytest.mark.parametrize(("name", "n"), CASES)
def test_nobody_gains_on_a_tree_that_holds_the_equilibrium(name, n, bargaining, proposer, timing):
    """Also for A.4: the pooling profile with F proposing, and L proposing unchanged."""
    model = case(name, n)
    for eq in equilibria(model, bargaining, proposer):
        for grid in (2, 9):
            profile = grown(model, eq, concessions=grid, cutoffs=grid, timing=timing)
            assert profile.agent_max_regret < 1e-12
            assert profile.max_regret < 1e-12
            assert max(profile.imposed_regrets().values()) < 1e-12


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_on_the_nearest_grid_points_regret_is_bounded_by_the_mesh(proposer):
    """Rounding C's cut-offs by h moves L's payoff by at most Ψ·h and F's by less; so falls the regret."""
    model = case("korea-1964", 4)
    (eq,) = equilibria(model, "closed", proposer)
    low, high = model.prior_weakness / 2, 0.9
    regrets = []
    for size in (8, 24, 72):
        h = (high - low) / size
        middles = [low + h * (i + 0.5) for i in range(size)]
        tree = sm.extensive_form(model, proposer=proposer, concessions=size, cutoffs=middles)
        regrets.append(sm.profile_on_tree(tree, eq).max_regret)
        assert regrets[-1] <= model.psi * h
    assert max(regrets) > 1e-6, "it was on the grid after all"


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_whoever_leaves_the_equilibrium_loses_by_it(proposer):
    model = case("nasser-1955", 6)  # F's best signals visit, the weakest stays away
    (eq,) = equilibria(model, "closed", proposer)
    profile = grown(model, eq)
    tree = profile.tree
    own = min(range(len(tree.concessions)), key=lambda i: abs(tree.concessions[i] - eq.concession))
    strongest = next(s for s in tree.infosets if (s.role, s.price, s.signal) == ("visit", own, 0))
    weakest = next(s for s in tree.infosets if (s.role, s.price, s.signal) == ("visit", own, 6))
    changed = [profile.replace(strongest.label, (0, 1)), profile.replace(weakest.label, (1, 0))]
    for label in ("C: no visit", "C: visit, price unseen"):
        infoset = tree.infoset(label)
        for far in (0, len(infoset.actions) - 1):
            moves = [float(i == far) for i in range(len(infoset.actions))]
            changed.append(profile.replace(label, moves))
    proposal = tree.infoset(f"{proposer} proposes")
    if proposer == "F":
        changed.append(profile.replace(proposal.label, [1.0] + [0.0] * len(tree.concessions)))
    for other in changed:
        assert other.agent_max_regret > 1e-6
        assert other.max_regret > 1e-6


def test_a_price_between_two_equilibria_of_the_grid_is_no_equilibrium():
    """L proposing another price than z*, everybody else told so: L would rather name z*."""
    model = case("korea-1964", 8)
    (eq,) = equilibria(model, "closed", "L")
    profile = grown(model, eq)
    label = "L proposes"
    z = profile.tree.infoset(label).values
    at = max(i for i in range(1, len(z)) if z[i] < eq.concession)
    other = profile.replace(label, [float(i == at) for i in range(len(z))])
    assert other.max_regret > 1e-3


def test_a_rejected_candidate_has_on_the_tree_the_gain_that_its_certificate_names():
    model = case("nasser-1955", 8)
    solution = sm.solve(model, proposer="L")
    assert solution.status is sm.Status.NONE
    for candidate in solution.rejected:
        best = candidate.certificate.best
        if best.decision != "proposal" or not best.values:
            continue
        z = best.values["concession"] * (
            1 + 1e-9
        )  # just above, or an indifferent signal stays away
        profile = grown(model, candidate, concessions=[z])
        gain = profile.regrets()["L proposes"]
        assert gain == pytest.approx(best.gain, rel=1e-5, abs=1e-7)
        assert gain > 1e-9


def test_best_responses_agree_with_listing_every_strategy():
    """Working back over information sets finds what trying all pure strategies finds."""
    model = BASE
    (eq,) = equilibria(model, "closed", "F")
    tree = sm.extensive_form(model, proposer="F", concessions=[0.4, 0.7], cutoffs=[0.4, 0.6, 0.7])
    profile = sm.profile_on_tree(tree, eq)
    for i, who in enumerate("LF"):
        mine = [s for s in tree.infosets if s.player == who]
        best = -math.inf
        for code in range(math.prod(len(s.actions) for s in mine)):
            tried = profile
            for s in mine:
                code, at = divmod(code, len(s.actions))
                tried = tried.replace(s.label, [float(a == at) for a in range(len(s.actions))])
            best = max(best, tried.values[0][i])
        assert profile.best_response_value(who) == pytest.approx(best, abs=1e-14)


def test_atoms_and_users_own_experiments_make_trees_too():
    class Two(sm.Information):
        kind = "two"

        def curve(self, alpha, beta, n):
            return sm.steps_curve([0.5, 0.5], [0.5, 0.7])

    atoms = BASE.replace(n=None, information=sm.Atoms([0.5, 0.5], [0.5, 0.7]))
    own = sm.extensive_form(BASE.replace(information=Two()), concessions=[0.4], cutoffs=3)
    listed = sm.extensive_form(atoms, concessions=[0.4], cutoffs=3)
    assert own.nodes == listed.nodes
    assert own.infosets == listed.infosets
    assert parse_efg(own.to_efg()) == own


# --- bad input -----------------------------------------------------------------------------------


def test_a_model_without_a_finite_tree_is_refused_with_every_reason():
    model = BASE.replace(information=sm.Linear(), psi="inf", sigma=0)
    with pytest.raises(sm.InputError) as error:
        sm.extensive_form(
            model, bargaining="half", timing="late", concessions="many", cutoffs=[0.5, 7]
        )
    opening = [fault.split(".")[0][:40] for fault in error.value.faults]
    assert opening == [
        "bargaining = 'half' is unknown",
        "timing = 'late' is unknown",
        "information = Linear() has infinitely ma",
        "psi = inf is a limit, and a tree needs p",
        "sigma = 0: F never wants a favour, so th",
        "concessions = 'many' is text, not a numb",
        "cutoffs number 2 is 7",
    ]
    assert "information=summitry.Binomial()" in error.value.faults[2]


def test_too_large_a_tree_is_refused_with_its_size():
    # S and its end 1 + 1001; proposal and no offer 1 + 1001; per price an answer, a refusal, a draw, and per
    # signal a visit, an absence, a reveal and two sets after it: 1003 + 101·(2 + 3·1001)
    assert 2 * 1002 + 1000 * (1003 + 101 * 3005) == 304510004
    with pytest.raises(sm.InputError) as error:
        sm.extensive_form(BASE.replace(n=100), concessions=1000, cutoffs=1000)
    assert str(error.value) == (
        "extensive_form: the tree would have 304510004 nodes: 1000 concessions, 101 signals, 1000 cut-offs. "
        "At most 2000000 are allowed. Use fewer of them, or raise max_nodes."
    )


def test_an_equilibrium_of_another_protocol_is_refused():
    (eq,) = equilibria(BASE, "closed", "F")
    tree = sm.extensive_form(BASE, proposer="L", concessions=2, cutoffs=2)
    said = (
        "the equilibrium is of closed bargaining with F proposing, but the tree is of closed bargaining "
        "with L proposing. Solve the same protocol, or leave equilibrium out."
    )
    with pytest.raises(sm.InputError, match=r"^profile_on_tree: ") as error:
        sm.profile_on_tree(tree, eq)
    assert error.value.faults == (said,)
    with pytest.raises(sm.InputError) as error:
        sm.extensive_form(BASE, proposer="L", equilibrium=eq)
    assert error.value.faults == (said,)


def test_moves_that_are_no_probabilities_are_refused():
    (eq,) = equilibria(BASE, "closed", "F")
    profile = grown(BASE, eq)
    for label, moves in (("F proposes", [1.0]), ("S", [0.5, 0.5]), ("nobody", [1.0])):
        with pytest.raises(sm.InputError, match=r"^TreeProfile\.replace: "):
            profile.replace(label, moves)
