"""Plays of the game: the rules hold in every play, and frequencies are those of theory."""

import math
import re

import numpy as np
import pytest

import summitry as sm
from summitry.simulation.comparison import bonferroni
from summitry.simulation.plays import BLOCK

T10 = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
ATOMS = sm.Atoms([0.3, 0.4, 0.3], [0.5, 0.6, 0.7])
MODELS = {
    "linear": T10,
    "uniform": T10.replace(alpha=1, beta=1, n=10, rho=1, r=0.5),
    "binomial": T10.replace(information=sm.Binomial()),
    "atoms": T10.replace(information=ATOMS),
    "office dominates": T10.replace(psi="inf"),
    "dear challenges": T10.replace(k_max=2.5, q=0),
}
PROTOCOLS = [("open", "L"), ("closed", "F"), ("closed", "L")]


def equilibrium(model, bargaining="closed", proposer="L"):
    return sm.solve(model, bargaining=bargaining, proposer=proposer).equilibria[-1]


@pytest.fixture(scope="module")
def table():
    """300,000 plays of T10, L proposing."""
    return sm.simulate(T10, equilibrium(T10), plays=300_000, seed=11).to_xarray()


# --- frequencies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS, ids="-".join)
@pytest.mark.parametrize("name", MODELS)
def test_frequencies_are_those_of_the_equilibrium(name, protocol):
    played = sm.simulate(MODELS[name], equilibrium(MODELS[name], *protocol), plays=300_000, seed=7)
    assert played.agrees, played.summary()


@pytest.mark.parametrize(
    "name, value",
    {
        "visit_probability": 0.642167500144,  # T2: 1 − I_b at T10's threshold
        "weakness_visit": 0.517541563501,
        "weakness_no_visit": 0.623906418582,
        "removal_salient": 0.338993664719,
        "removal_not_salient": 0.374343851149,
        "removal_ex_ante": 0.361971285899,
        "payoff_F": 0.0537926259484,
        "payoff_L_salient": 19.525632016,
        "payoff_L_not_salient": 18.7696844655,
        "payoff_C": 0.361971285899 / 2,
    }.items(),
)  # fmt: skip
def test_simulated_means_are_the_numbers_of_t10(name, value):
    row = sm.simulate(T10, equilibrium(T10), plays=1_000_000, seed=5)[name]
    assert abs(row.simulated - value) < bonferroni(10, 0.01) * row.standard_error


def test_a_wrong_belief_is_noticed():
    # κ off by 1 %, as C's cut-off and as the number reported
    import dataclasses

    eq = equilibrium(T10)
    wrong = dataclasses.replace(eq, weakness_visit=1.01 * eq.weakness_visit)
    assert not sm.simulate(T10, wrong, plays=1_000_000, seed=1).agrees


# --- what a play is ------------------------------------------------------------------------------


def test_players_act_on_what_they_see_and_on_nothing_else(table):
    eq = equilibrium(T10)
    visited = table.visit.values
    np.testing.assert_array_equal(
        visited, table.salient.values & (table.signal.values >= eq.threshold)
    )
    # C knows only whether a visit took place (and an expected price): two cut-offs, no third
    assert set(table.cutoff.values[visited]) == {eq.weakness_visit}
    assert set(table.cutoff.values[~visited]) == {eq.weakness_no_visit}
    np.testing.assert_array_equal(table.challenge, table.cost <= table.cutoff)
    assert not (table.revealed & ~table.visit).any()
    assert not (table.removed & ~table.challenge).any()


def test_given_what_c_sees_her_challenge_tells_nothing_about_strength(table):
    for seen in (table.visit, ~table.visit):
        challenged, strength = table.challenge.values[seen], table.strength.values[seen]
        correlation = np.corrcoef(challenged, strength)[0, 1]
        assert abs(correlation) * math.sqrt(challenged.size) < bonferroni(2, 0.01)


def test_payoffs_are_those_of_t1_in_every_play(table):
    m, z = T10, equilibrium(T10).concession
    visit, removed = table.visit.values, table.removed.values
    keeps = visit & table.kept.values
    foreign = z * keeps - visit * (m.tau + m.rho * removed)
    np.testing.assert_allclose(table.payoff_F, foreign, rtol=0, atol=1e-14)
    np.testing.assert_allclose(table.payoff_L, m.psi * ~removed - z * visit, rtol=0, atol=1e-13)
    challenger = 1.0 * removed - table.cost * table.challenge
    np.testing.assert_allclose(table.payoff_C, challenger, rtol=0, atol=1e-15)
    assert table.kept.values[visit & ~removed].all()


@pytest.mark.parametrize(
    "what, given, chance",
    [
        ("salient", lambda t: t.salient | True, lambda t: T10.sigma),
        ("revealed", lambda t: t.visit, lambda t: T10.q),
        ("kept", lambda t: t.visit & t.removed, lambda t: T10.r),
        ("challenge", lambda t: t.salient | True, lambda t: t.cutoff / T10.k_max),
        ("removed", lambda t: t.challenge, lambda t: 1 - t.strength),
    ],
)
def test_chance_moves_have_the_probabilities_of_t1(table, what, given, chance):
    cases = given(table).values
    happened = table[what].values[cases]
    expected = np.broadcast_to(np.asarray(chance(table)), table.play.shape)[cases]
    error = math.sqrt((expected * (1 - expected)).sum())
    assert abs(happened.sum() - expected.sum()) < bonferroni(5, 0.01) * error


def test_costs_are_uniform_up_to_k_max():
    model = T10.replace(k_max=2.5)
    cost = sm.simulate(model, equilibrium(model), plays=100_000).to_xarray().cost.values
    assert cost.min() >= 0 and cost.max() < 2.5
    assert abs(cost.mean() - 1.25) < 4 * 2.5 / math.sqrt(12 * cost.size)
    assert abs((cost < 0.5).mean() - 0.2) < 4 * 0.4 / math.sqrt(cost.size)


def test_the_threshold_type_mixes_with_the_reported_share():
    model = T10.replace(information=sm.Binomial())
    eq = equilibrium(model, proposer="F")
    assert 0 < eq.threshold_share < 1
    plays = sm.simulate(model, eq, plays=500_000, seed=2).to_xarray()
    at = plays.salient & (plays.signal == eq.threshold)
    count, share = int(at.sum()), eq.threshold_share
    assert abs(float(plays.visit.values[at].mean()) - share) < 4 * math.sqrt(
        share * (1 - share) / count
    )
    assert plays.visit.values[plays.salient & (plays.signal > eq.threshold)].all()
    assert not plays.visit.values[plays.signal < eq.threshold].any()


# --- Nature --------------------------------------------------------------------------------------


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()], ids=["linear", "binomial"])
@pytest.mark.parametrize("prior", [(1, 1), (2, 3), (0.5, 0.7), (0.7, 4)])
def test_strength_and_signal_are_the_experiment_of_t2(information, prior):
    alpha, beta = prior
    n, size, total = 12, 400_000, alpha + beta
    drawn = information.draw(np.random.default_rng(4), size, alpha=alpha, beta=beta, n=n)
    strength, signal = drawn["strength"], drawn["signal"]
    mean, variance = alpha / total, alpha * beta / (total**2 * (total + 1))

    def near(values, value):
        return abs(values.mean() - value) < 4.5 * values.std() / math.sqrt(size)

    assert near(strength, mean) and near((strength - mean) ** 2, variance)
    assert near(signal, n * mean)
    # the posterior mean is (α+A)/(α+β+n): what is left of θ is uncorrelated with any function of A
    rest = strength - (alpha + signal) / (total + n)
    for function in (signal, signal**2, signal > n * mean, signal > 0.9 * n):
        assert near(rest * function, 0.0)
    # linear: A/n has the prior's law; binomial: beta-binomial
    spread = variance * n**2 if isinstance(information, sm.Linear) else variance * n * (total + n)
    assert near((signal - n * mean) ** 2, spread)


def test_atoms_are_drawn_with_their_probabilities():
    drawn = ATOMS.draw(np.random.default_rng(1), 300_000, alpha=2, beta=3, n=math.nan)["weakness"]
    for p, w in zip(ATOMS.probabilities, ATOMS.weaknesses, strict=True):
        assert abs((drawn == w).mean() - p) < 4 * math.sqrt(p * (1 - p) / drawn.size)


class Coin(sm.Information):
    """A user's own structure: three reports, drawn by the user's own code."""

    kind = "coin"

    def curve(self, alpha, beta, n):
        return sm.steps_curve([0.25, 0.5, 0.25], [0.5, 0.6, 0.7])

    def draw(self, rng, size, *, alpha, beta, n):
        return {"weakness": np.array([0.5, 0.6, 0.7])[rng.choice(3, size, p=[0.25, 0.5, 0.25])]}


def test_a_users_own_structure_is_played_through_its_draw():
    model = T10.replace(information=Coin(), psi=60)
    for bargaining, proposer in PROTOCOLS:
        for eq in sm.solve(model, bargaining=bargaining, proposer=proposer).equilibria:
            played = sm.simulate(model, eq, plays=300_000, seed=3)
            assert played.agrees, played.summary()


# --- bits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["linear", "binomial", "atoms"])
def test_any_number_of_threads_gives_the_same_bits(name):
    eq = equilibrium(MODELS[name])
    one, two, five = (
        sm.simulate(MODELS[name], eq, plays=400_000, seed=6, threads=threads)
        for threads in (1, 2, 5)
    )
    assert one == two == five


def test_plays_are_the_same_whichever_are_asked_for():
    played = sm.simulate(T10, equilibrium(T10), plays=200_000, seed=6)
    whole, part = played.to_xarray(), played.to_xarray(start=60_000, count=10_000)
    assert whole.isel(play=slice(60_000, 70_000)).identical(part)
    longer = sm.simulate(T10, equilibrium(T10), plays=250_000, seed=6).to_xarray()
    assert longer.isel(play=slice(0, 200_000)).identical(whole)


def test_another_seed_gives_other_plays():
    eq = equilibrium(T10)
    one, two = (sm.simulate(T10, eq, plays=1000, seed=seed).to_xarray() for seed in (1, 2))
    assert not np.intersect1d(one.strength, two.strength).size


def test_the_summary_is_that_of_the_plays(table):
    played = sm.simulate(T10, equilibrium(T10), plays=300_000, seed=11)
    salient, visit = table.salient.values, table.visit.values
    means = {
        "visit_probability": visit[salient].mean(),
        "weakness_visit": 1 - table.strength.values[visit].mean(),
        "removal_visit": table.removed.values[visit].mean(),
        "removal_not_salient": table.removed.values[~salient].mean(),
        "payoff_F": table.payoff_F.values[salient].mean(),
        "payoff_C": table.payoff_C.values.mean(),
    }
    for name, mean in means.items():
        assert played[name].simulated == pytest.approx(mean, rel=1e-11)
    error = table.payoff_F.values[salient].std() / math.sqrt(salient.sum())
    assert played["payoff_F"].standard_error == pytest.approx(error, rel=1e-9)


# --- deviations ----------------------------------------------------------------------------------

DEVIATIONS = [
    {"visit_probability": 0.3}, {"threshold": 6.0}, {"weakness_visit": 0.8},
    {"weakness_no_visit": 0.3}, {"concession": 0.9}, {"concession": 0.2}, {"concession": "none"},
    {"answer": "reject"},
]  # fmt: skip


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("deviation", DEVIATIONS, ids=str)
def test_a_deviation_never_gains_and_is_worth_what_the_payoffs_say(deviation, proposer):
    eq = equilibrium(T10, proposer=proposer)
    played = sm.simulate(T10, eq, plays=400_000, seed=8, deviation=deviation)
    gain = played["gain"]
    assert gain.analytic <= eq.certificate.allowed
    assert gain.simulated < 4 * gain.standard_error
    assert played.agrees, played.summary()


def test_refusing_the_deal_loses_what_t5_says():
    # L proposes: F's payoff from the deal (T10); F proposes: L is indifferent, W(v*; v*) = 0
    refused = {"answer": "reject"}
    by_f = sm.simulate(T10, equilibrium(T10), plays=500_000, deviation=refused)
    assert by_f.deviator == "F"
    assert by_f["gain"].analytic == pytest.approx(-0.0537926259484, rel=1e-10)
    by_l = sm.simulate(T10, equilibrium(T10, proposer="F"), plays=500_000, deviation=refused)
    assert by_l.deviator == "L"
    assert abs(by_l["gain"].analytic) < 1e-9


def test_c_reads_a_revealed_price_and_only_that():
    eq = equilibrium(T10)
    plays = sm.simulate(T10, eq, plays=200_000, deviation={"concession": 0.6}).to_xarray()
    hidden = (plays.visit & ~plays.revealed).values
    seen = (plays.visit & plays.revealed).values
    assert set(plays.cutoff.values[hidden]) == {eq.weakness_visit}
    (k,) = set(plays.cutoff.values[seen])
    assert k > eq.weakness_visit  # a higher price brings more, hence weaker, visitors (Prop. 3)
    visits = plays.visit.values[plays.salient.values].mean()
    # T5: the price induces v' when C averages seen and unseen prices
    curve = sm.WeaknessCurve(T10)
    average = T10.q * k + (1 - T10.q) * eq.weakness_visit
    risk = average * curve.m(float(visits))
    price = (T10.tau + T10.rho * risk) / (1 - (1 - T10.r) * risk)
    assert price == pytest.approx(0.6, abs=0.005)


def test_the_certificates_own_deviations_are_not_gains():
    eq = equilibrium(T10)
    for deviation in eq.certificate.deviations:
        gain = sm.simulate(T10, eq, plays=100_000, deviation=deviation)["gain"]
        assert gain.analytic <= eq.certificate.allowed


def test_a_demand_that_l_refuses_leaves_no_deal():
    eq = equilibrium(T10, proposer="F")
    plays = sm.simulate(T10, eq, plays=50_000, deviation={"concession": 5.0}).to_xarray()
    assert not plays.deal.any() and not plays.visit.any()


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, says",
    [
        ({"plays": 0}, "plays = 0 is out of range. It must be from 1 to 10000000000000"),
        ({"plays": 1.5}, "plays = 1.5 is not a whole number. Give a whole number"),
        ({"plays": True}, "plays = True is a yes/no value. Give a whole number"),
        ({"seed": -1}, "seed = -1 is out of range. It must be at least 0"),
        ({"threads": 0}, "threads = 0 is out of range. It must be from 1 to 1024"),
        ({"deviation": {}}, "deviation is empty."),
        ({"deviation": {"price": 1}}, "deviation 'price' is unknown."),
        ({"deviation": {"visit_probability": 2}}, "visit_probability = 2 is out of range."),
        ({"deviation": {"visit_probability": 0.1, "answer": "reject", "weakness_visit": 0.4}},
         "changes the strategies of C and F. Only one player deviates at a time."),
        ({"deviation": {"threshold_share": 0.1}}, "threshold_share is given without threshold."),
        ({"deviation": {"answer": "yes"}}, "answer = 'yes' must be 'reject'."),
        ({"out": "plays.csv"}, "does not end in .parquet."),
        ({"out": "no/such/folder/x.parquet"}, "there is no folder 'no/such/folder'."),
        ({"out": "x.parquet", "plays": 10**13}, "would need about 5e+05 GB"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_error(options, says):
    with pytest.raises(sm.InputError, match=re.escape(says)):
        sm.simulate(T10, equilibrium(T10), **options)


def test_all_faults_are_named_at_once():
    with pytest.raises(sm.InputError) as caught:
        sm.simulate(T10, sm.solve(T10), plays=0, seed=-1, threads=0)
    assert len(caught.value.faults) == 4


def test_the_article_has_no_joint_draw():
    model = T10.replace(information=sm.Article())
    with pytest.raises(sm.InputError, match="'article' has no joint draw of strength and signal"):
        sm.simulate(model, equilibrium(model))


def test_an_equilibrium_of_another_model_is_refused():
    with pytest.raises(sm.InputError, match="it is an equilibrium of another model"):
        sm.simulate(T10.replace(alpha=3), equilibrium(T10))


def test_a_draw_without_weakness_is_refused():
    class Bad(Coin):
        def draw(self, rng, size, *, alpha, beta, n):
            return {"signal": rng.random(size)}

    with pytest.raises(sm.InputError, match="without 'weakness'"):
        model = T10.replace(information=Bad())
        sm.simulate(model, equilibrium(model, "open"))


def test_too_many_plays_for_memory_are_refused():
    played = sm.simulate(T10, equilibrium(T10), plays=10)
    with pytest.raises(sm.InputError, match="there are no such plays"):
        played.to_xarray(start=10)


# --- files ---------------------------------------------------------------------------------------


def test_the_file_holds_the_plays(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "plays.parquet"
    played = sm.simulate(T10, equilibrium(T10), plays=300_000, seed=6, out=out, threads=2)
    file, plays = parquet.read_table(out), played.to_xarray()
    assert file.num_rows == 300_000
    for name in plays:
        np.testing.assert_array_equal(file[name].to_numpy(), plays[name].values)
    assert file["price"].null_count == int((~plays.deal).sum())


def test_what_an_interruption_leaves_is_a_file_of_the_plays_made(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "plays.parquet"

    def stop(done, total):
        if done >= 3 * BLOCK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sm.simulate(T10, equilibrium(T10), plays=10**9, out=out, progress=stop)
    assert parquet.read_table(out).num_rows == 3 * BLOCK
    assert [path.name for path in tmp_path.iterdir()] == ["plays.parquet"]
