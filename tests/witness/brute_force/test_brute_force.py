"""The brute-force witness is itself held against T5, T6, T7, T10 and the game's own payoffs."""

import numpy as np
import pytest
from scipy.stats import beta as beta_law

from witness.brute_force import brute, random_models
from witness.brute_force.nodes import linear_nodes, step_nodes, step_profile
from witness.brute_force.search import smallest_reading


def make(information="linear", k_max=1.0, **fields):
    return {"k_max": k_max, "information": information, **fields}


CASES = {
    "first": make(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30),
    "second": make(alpha=0.7, beta=1.6, n=5, tau=0.02, rho=1.3, r=0.9, sigma=0.8, q=0.25, psi=200),
    "third": make(alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60),
}
UNIFORM = make(alpha=1, beta=1, n=10, tau=0.1, rho=1, r=0.5, sigma=0.0, q=1, psi=np.inf)
TRIPLE = make(
    alpha=10.908,
    beta=0.4495,
    n=5.254,
    tau=0.5899,
    rho=0.6174,
    r=0.1283,
    sigma=0.9778,
    q=0.7715,
    psi=1312.86,
)
FIRST_STEP = make(
    "binomial",
    alpha=1.875,
    beta=1.721,
    n=1,
    tau=0.348,
    rho=0.962,
    r=0.093,
    sigma=0.683,
    q=0.921,
    psi=9.504,
)


def threshold(model, equilibrium):
    """a = n·b."""
    return model["n"] / (1 + np.exp(equilibrium["place"]))


def only(model, proposer):
    found = brute.find_equilibria(model, proposer)
    assert len(found["equilibria"]) == 1
    assert not found["no_visit"]
    return found["equilibria"][0]


# The brute force finds F's roots to machine precision and L's maxima to about nine digits.


@pytest.mark.parametrize(
    ("case", "proposer", "a"),
    [
        ("first", "F", 1.74578634686),
        ("first", "L", 3.66476839376),
        ("second", "F", 0.00212965014736),
        ("second", "L", 0.0438984474679),
        ("third", "F", 14.731053823),
        ("third", "L", 21.685787966),
    ],
)
def test_thresholds_of_t10(case, proposer, a):
    model = CASES[case]
    found = threshold(model, only(model, proposer))
    assert found == pytest.approx(a, rel=1e-10 if proposer == "F" else 1e-7)


@pytest.mark.parametrize(
    ("proposer", "z", "v", "kappa", "k_N"),
    [
        ("F", 0.627452316266, 0.896298830089, 0.575038321917, 0.611409945184),
        ("L", 0.474265736539, 0.642167500144, 0.517541563501, 0.623906418582),
    ],
)
def test_values_of_t10(proposer, z, v, kappa, k_N):
    found = only(CASES["first"], proposer)
    got = [found[name] for name in ("z", "v", "kappa", "k_N")]
    assert got == pytest.approx([z, v, kappa, k_N], rel=1e-11 if proposer == "F" else 1e-7)


@pytest.mark.parametrize(("q", "a"), [(1.0, 3.62149042477), (0.3, 1.42116563)])
def test_closed_form_of_t7(q, a):
    model = {**UNIFORM, "q": q}
    assert threshold(model, only(model, "L")) == pytest.approx(a, abs=1e-7)


@pytest.mark.parametrize(("proposer", "visits"), [("F", (0.2654, 0.9974)), ("L", (0.2735, 0.9920))])
def test_triple_of_t5(proposer, visits):
    found = brute.find_equilibria(TRIPLE, proposer)
    assert found["no_visit"]
    # T5 prints the parameters with four or five digits.
    assert [e["v"] for e in found["equilibria"]] == pytest.approx(visits, abs=3e-4)


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_first_step_of_t6(proposer):
    found = brute.find_equilibria(FIRST_STEP, proposer)
    first = [e for e in found["equilibria"] if e["kind"] == "first step"]
    assert found["no_visit"]
    assert [e["v"] for e in first] == pytest.approx([0.4837], abs=5e-4)


def test_limits_at_infinite_psi_are_not_searched():
    kinds = {
        (proposer, sigma, q): brute.find_equilibria(
            {**UNIFORM, "sigma": sigma, "q": q}, proposer, points=2_000
        )["kind"]
        for proposer in "FL"
        for sigma in (0.5, 1.0)
        for q in (0.0, 0.5)
    }
    for (proposer, sigma, q), kind in kinds.items():
        if proposer == "F":
            assert kind == ("unbounded" if sigma == 1 else "limit")
        else:
            assert kind == ("limit" if q == 0 and sigma < 1 else "finite")


def test_corners_at_full_salience():
    model = {**CASES["first"], "sigma": 1.0, "psi": 200.0}
    found = brute.find_equilibria(model, "F")["equilibria"]
    corner = [e for e in found if e["v"] == 1]
    m1 = 1 - 2 / 17  # the weakest signal: (β + n)/(α + β + n)
    assert [e["z"] for e in corner] == pytest.approx([200 * 0.6 * (m1 - 0.6)])
    # L with α > 1: not v = 1 but a root just inside.
    (inside,) = brute.find_equilibria(model, "L")["equilibria"]
    assert 0 < inside["one_minus_v"] < 1e-3
    # α < 1: L's corner stands.
    found = brute.find_equilibria({**model, "alpha": 0.6}, "L")["equilibria"]
    assert [e["v"] for e in found] == [1.0]


# ------------------------------------------------------------------- against the game's own words


def primitive_payoffs(model, weights, weaknesses, visits, z, read_seen, read_unseen, read_absent):
    """L's and F's expected payoffs given S = 1, summed over signals, z seen or not, and K (T1)."""
    K = (np.arange(4_000) + 0.5) / 4_000 * model["k_max"]

    def removed(w, k):
        return np.mean(k >= K) * w

    L = F = 0.0
    for p, w, visit in zip(weights, weaknesses, visits, strict=True):
        for seen, read in ((model["q"], read_seen), (1 - model["q"], read_unseen)):
            lost = removed(w, read)
            L += p * visit * seen * (model["psi"] * (1 - lost) - z)
            won, kept = z - model["tau"], model["r"] * z - model["tau"] - model["rho"]
            F += p * visit * seen * ((1 - lost) * won + lost * kept)
        L += p * (1 - visit) * model["psi"] * (1 - removed(w, read_absent))
    return L, F


@pytest.mark.parametrize("seed", range(6))
def test_deal_gain_is_the_games_payoff(seed):
    rng = np.random.default_rng(seed)
    model = next(m for m in random_models.draw(8, seed, "binomial") if np.isfinite(m["psi"]))
    profile = step_profile(model)
    p, w = profile["p"], profile["w"]
    j, share = rng.integers(w.size), rng.uniform(0.1, 1)
    node = step_nodes(profile, np.array([j]), share)
    expected = step_nodes(profile, np.array([rng.integers(w.size)]), rng.uniform(0.1, 1))
    star = brute.conjecture(model, expected)
    kappa, k_N = float(star["kappa"][0]), float((star["kappa"] + star["lift"])[0])
    k = model["q"] * node["kappa"] + (1 - model["q"]) * kappa
    z = float(brute.price(model, k, node["m"])[0])
    visits = np.where(np.arange(w.size) < j, 1.0, np.where(np.arange(w.size) == j, share, 0.0))
    reads = (float(node["kappa"][0]), kappa, k_N)
    L, F = primitive_payoffs(model, p, w, visits, z, *reads)
    nothing, _ = primitive_payoffs(model, p, w, 0 * visits, 0.0, *reads)
    rough = model["psi"] / 1_000 + 1e-3  # K's grid
    assert float(brute.deal_gain(model, star, node)[0]) == pytest.approx(L - nothing, abs=rough)
    assert float(brute.payoff_F(model, z, k, node["v"], node["M"])[0]) == pytest.approx(F, abs=5e-3)
    # The marginal type is indifferent: F gains nothing from any other visit rule.
    curve = brute.grid(model, 2_000)
    if np.ptp([reads[0], reads[1]]) < 1e-12:
        assert max(brute.visit_rule_gains(model, node, z, float(k[0]), curve)) < 1e-12


@pytest.mark.parametrize("case", CASES)
def test_linear_curve_is_truth_or_noise(case):
    """A/n is θ with probability n/(α+β+n), else a fresh draw: M and v by plain quadrature."""
    model = CASES[case]
    a, b, n = model["alpha"], model["beta"], model["n"]
    law, omega = beta_law(a, b), (a + b) / (a + b + n)
    node = linear_nodes(model, np.array([-1.0, 0.3, 2.0]))
    for i, x in enumerate(node["place"]):
        low = 1 / (1 + np.exp(x))
        weak = law.expect(lambda t: 1 - t, lb=low, ub=1)
        v = law.sf(low)
        assert node["v"][i] == pytest.approx(v, rel=1e-9)
        assert node["M"][i] == pytest.approx(omega * b / (a + b) * v + (1 - omega) * weak, rel=1e-6)


@pytest.mark.parametrize("information", ["linear", "binomial"])
def test_curves_keep_both_ends(information):
    for model in random_models.draw(16, 5, information):
        curve = brute.grid(model, 2_000)
        k0 = model["beta"] / (model["alpha"] + model["beta"])
        assert np.abs(curve["v"] + curve["u"] - 1).max() < 4e-15
        assert np.abs(curve["M"] + curve["rest"] - k0).max() < 4e-15
        middle = (curve["v"] > 0.01) & (curve["u"] > 0.01)
        subtracted = k0 - curve["M"] / curve["v"]
        assert np.abs(curve["gap"] - subtracted)[middle].max() < 1e-13
        # m is M's slope, within what convexity allows between two nodes
        slope = np.diff(curve["M"])[middle[1:]] / np.diff(curve["v"])[middle[1:]]
        assert (slope <= curve["m"][1:][middle[1:]] + 1e-9).all()
        assert (np.diff(curve["m"]) >= 0).all()


def test_difference_is_the_difference():
    for model in random_models.draw(16, 6):
        curve = brute.grid(model, 400)
        lo, hi = ({k: x[s] for k, x in curve.items()} for s in (slice(0, -9), slice(9, None)))
        star = brute.conjecture(model, {k: x[200] for k, x in curve.items()})
        W = brute.deal_gain(model, star, curve)
        power = model["psi"] if np.isfinite(model["psi"]) else 1.0
        error = brute.deal_gain_difference(model, star, lo, hi) - (W[9:] - W[:-9])
        assert np.abs(error).max() <= 1e-14 * (1 + power)


# --------------------------------------------------------------------------- it says no when wrong


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("field", ["z", "v", "kappa", "k_N"])
def test_spoiled_equilibria_are_refused(proposer, field):
    model = CASES["first"]
    good = only(model, proposer)
    assert brute.best_response_gain(model, proposer, good)["max"] <= 1e-12
    bad = {**good, field: good[field] + 1e-3}
    bad["one_minus_v"] = 1 - bad["v"]
    assert brute.best_response_gain(model, proposer, bad)["max"] > 1e-7


def test_a_kinder_reading_supports_no_visits():
    model = CASES["second"]
    curve = brute.grid(model)
    reading = smallest_reading(model, curve)
    assert curve["m"][0] < reading < curve["m"][-1]
    for proposer in "FL":
        for shift, holds in ((1e-6, True), (-1e-2, False)):
            none = {"v": 0.0, "reading": reading + shift}
            gain = brute.best_response_gain(model, proposer, none, curve=curve)["max"]
            assert (gain <= 1e-9) == holds


def test_the_two_searches_for_L_agree():
    """The argmax over all deals never crosses the conjecture where W's slope has no root."""
    for model in random_models.draw(32, 9):
        found = brute.find_equilibria(model, "L")
        assert all(e["kind"] != "crossing" for e in found["equilibria"])
