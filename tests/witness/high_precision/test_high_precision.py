"""The witness witnessed: this folder against published numbers, quadrature and plain play."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from mpmath import mp, mpf

from witness.high_precision import draws, make_reference
from witness.high_precision import mp_game as witness
from witness.high_precision.game import NotCoveredError
from witness.high_precision.linear import beta_parts

CASES = Path(__file__).resolve().parents[2] / "cases"
FILES = ("reference_linear.json", "reference_limits.json", "reference_steps.json")


def close(value, expected: str, tolerance=None):
    """Equality to the last printed digit of `expected`, within one unit there."""
    digits = expected.split("e")[0].replace(".", "").lstrip("0")
    tolerance = mpf(10) ** (1 - len(digits)) if tolerance is None else tolerance
    assert abs(mpf(value) - mpf(expected)) <= tolerance * abs(mpf(expected)), (value, expected)


# --- numbers printed in theory.md ------------------------------------------------------------

T10_FIRST = {
    "F": {
        "threshold": "1.74578634686",
        "z": "0.627452316266",
        "v": "0.896298830089",
        "kappa": "0.575038321917",
        "k_N": "0.611409945184",
        "removal_salient": "0.348099807877",
        "removal_not_salient": "0.36684596711",
        "removal_ex_ante": "0.360284811379",
        "payoff_F": "0.124074301046",
        "payoff_C": "0.180142405690",
        "payoff_L_salient": "18.9946209867",
        "payoff_L_not_salient": "18.9946209867",
        "payoff_L_isolated": "19.2",
    },
    "L": {
        "threshold": "3.66476839376",
        "z": "0.474265736539",
        "v": "0.642167500144",
        "kappa": "0.517541563501",
        "k_N": "0.623906418582",
        "removal_salient": "0.338993664719",
        "removal_not_salient": "0.374343851149",
        "removal_ex_ante": "0.361971285899",
        "payoff_F": "0.0537926259484",
        "payoff_L_salient": "19.525632016",
        "payoff_L_not_salient": "18.7696844655",
    },
}


def only(answer):
    assert len(answer["visit"]) == 1 and not answer["no_visit"]["equilibrium"]
    return answer["visit"][0]


def test_t10_in_full():
    for proposer, solve in (("F", witness.solve_f), ("L", witness.solve_l)):
        equilibrium = only(solve(draws.model(**draws.T10[0])))
        for name, expected in T10_FIRST[proposer].items():
            close(equilibrium[name], expected)


@pytest.mark.parametrize(
    ("case", "f", "l"),
    [(1, "0.00212965014736", "0.0438984474679"), (2, "14.731053823", "21.685787966")],
)
def test_t10_thresholds(case, f, l):  # noqa: E741
    model = draws.model(**draws.T10[case])
    close(only(witness.solve_f(model))["threshold"], f)
    close(only(witness.solve_l(model))["threshold"], l)


def test_closed_forms_of_the_uniform_case():
    close(witness.uniform_limit_threshold(10), "3.62149042477")
    close(witness.uniform_limit_threshold(10, 0.3), "1.42116563")
    assert abs(witness.uniform_limit_threshold(10, 0)) < mpf(10) ** -55
    for q in (1.0, 0.3, 0.01):
        model = draws.model(**(draws.UNIFORM | {"psi": math.inf, "sigma": 0, "q": q}))
        found = only(witness.solve_l(model))["threshold"]
        assert abs(found / witness.uniform_limit_threshold(10, q) - 1) < mpf(10) ** -30
    with mp.workdps(60):
        size, x = mpf(12), mpf("-0.7")
        state = witness.curve(draws.model(**draws.UNIFORM), x)
        u = size - 10 * state["b"]
        expected = {
            "v": (u - 2) / 10,
            "kappa": u / (2 * size),
            "nu": (size + u - 2) / (2 * size),
            "m": (u - 1) / size,
        }
        for name, value in expected.items():
            assert abs(state[name] / value - 1) < mpf(10) ** -50


@pytest.mark.parametrize("z", [0.13, 0.35, 0.5, 0.55])
def test_subgame_is_corollary_2(z):
    model = draws.model(**draws.UNIFORM)
    state = witness.subgame(model, z)
    expected = witness.uniform_threshold(10, 0.1, 1.0, 0.5, z)
    if state["pooled"] is None:
        assert abs(state["threshold"] / expected - 1) < mpf(10) ** -40
    else:
        assert state["pooled"] == "always" and expected < 0


def test_pooling():
    model = draws.model(**draws.UNIFORM)
    assert witness.subgame(model, 0.1)["pooled"] == "never"
    assert witness.subgame(model, 5)["pooled"] == "always"
    steps = draws.model(**draws.FIRST_STEP)
    assert witness.subgame(steps, 0.56)["share"] == 1  # inside the gap at v₁
    assert 0 < witness.subgame(steps, 0.8)["share"] < 1


def test_three_equilibria():
    model = draws.model(**draws.TRIPLE)
    for solve, expected in (
        (witness.solve_f, ("0.2654", "0.9974")),
        (witness.solve_l, ("0.2735", "0.9920")),
    ):
        answer = solve(model)
        assert answer["no_visit"]["equilibrium"]
        assert len(answer["visit"]) == 2
        for equilibrium, v in zip(answer["visit"], expected, strict=True):
            assert abs(equilibrium["v"] - mpf(v)) < 2e-4  # the example's inputs are rounded


def test_first_step_equilibrium():
    """T6 prints v* = .4837; its inputs are rounded to three digits, with which v* is .48341."""
    for solve in (witness.solve_f, witness.solve_l):
        answer = solve(draws.model(**draws.FIRST_STEP))
        assert answer["no_visit"]["equilibrium"]
        first = answer["visit"][0]
        assert first["kind"] == "interior" and first["step"] == 0
        assert abs(first["v"] - mpf("0.4837")) < 1e-3
        assert first["payoff_F"] == 0
        # There is one more, at the end of the first step.
        assert [e["kind"] for e in answer["visit"][1:]] == ["end"]


# --- integrals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "x"),
    [(2, 3, -1), (0.7, 1.6, 4), (0.4, 0.4, -20), (17, 2.5, 0.5), (30, 40, -3), (1, 1, 2)],
)
def test_incomplete_beta_against_mpmath(a, b, x):
    with mp.workdps(50):
        a, b, y, omy = mpf(a), mpf(b), 1 / (1 + mp.exp(-x)), 1 / (1 + mp.exp(x))
        lower, upper = beta_parts(a, b, y, omy)
        assert abs(lower / mp.betainc(a, b, 0, y) - 1) < mpf(10) ** -42
        assert abs(upper / mp.betainc(b, a, 0, omy) - 1) < mpf(10) ** -42


@pytest.mark.parametrize(("case", "x"), [(0, -1.7), (0, 2.0), (1, -7.7), (2, 0.9)])
def test_curve_against_quadrature(case, x):
    """The mass and the mean weakness of visitors, summed over the signals that visit."""
    model = draws.model(**draws.T10[case])
    state = witness.curve(model, x)
    with mp.workdps(30):
        a, b, n = (mpf(model[name]) for name in ("alpha", "beta", "n"))
        truth, k0 = n / (a + b + n), b / (a + b)

        def density(s):
            return s ** (a - 1) * (1 - s) ** (b - 1) / mp.beta(a, b)

        def weakness(s):
            return truth * (1 - s) + (1 - truth) * k0

        above = [state["b"], (1 + state["b"]) / 2, 1]
        below = [0, state["b"] / 2, state["b"]]
        for name, cut, integrand in (
            ("v", above, density),
            ("M", above, lambda s: weakness(s) * density(s)),
            ("one_minus_v", below, density),
            ("k0_minus_M", below, lambda s: weakness(s) * density(s)),
        ):
            assert abs(mp.quad(integrand, cut) / state[name] - 1) < mpf(10) ** -14, name
        assert abs(weakness(state["b"]) / state["m"] - 1) < mpf(10) ** -25


def test_slope_of_m():
    model, h = draws.model(**draws.T10[0]), mpf(10) ** -20
    with mp.workdps(60):
        lo, mid, hi = (witness.curve(model, mpf("0.3") + d) for d in (-h, 0, h))
        assert abs((hi["m"] - lo["m"]) / (hi["v"] - lo["v"]) / mid["dm_dv"] - 1) < 1e-30


@pytest.mark.parametrize("n", [1, 4, 9])
def test_beta_binomial_signals_against_quadrature(n):
    model = draws.model(**(draws.FIRST_STEP | {"n": n}))
    curve = witness.curve_of(model)
    a, b = mpf(model["alpha"]), mpf(model["beta"])
    with mp.workdps(25):
        for p, w, count in zip(curve.p, curve.w, curve.labels, strict=True):

            def joint(theta, count=count):
                prior = theta ** (a - 1) * (1 - theta) ** (b - 1) / mp.beta(a, b)
                return mp.binomial(n, count) * theta**count * (1 - theta) ** (n - count) * prior

            mass = mp.quad(joint, [0, 0.5, 1])
            weak = mp.quad(lambda theta: (1 - theta) * joint(theta), [0, 0.5, 1])
            assert abs(mass / p - 1) < 1e-12 and abs(weak / mass / w - 1) < 1e-12


def test_jensen():
    for model in draws.sobol(8):
        for x in (-3, -1, 0, 1.5, 3):  # further out D − k₀²/c is below 60 digits
            state = witness.curve(model, x)
            with mp.workdps(60):
                isolated = state["k0"] ** 2 / mpf(model["k_max"])
                assert witness.open_removal(model, state) > isolated


# --- play, price by price --------------------------------------------------------------------


def play_after(curve, prices, kappa):
    """F's best reply to each price by bisection, in doubles: arrays v, κ, ν and k̄ of visitors."""
    game = curve.fast
    out = np.tile([[0.0], [1.0], [float(curve.strongest())], [game.k0]], prices.size)

    def asked(point, m):
        return game.price(game.q * point.kappa + (1 - game.q) * kappa, m)

    for segment in curve.segments:
        lo, hi = np.full(prices.size, -130.0), np.full(prices.size, 130.0)
        for _ in range(70):
            middle = (lo + hi) / 2
            point = curve.point(segment, middle)
            comes = asked(point, point.m) <= prices
            lo, hi = np.where(comes, middle, lo), np.where(comes, hi, middle)
        point = curve.point(segment, lo)
        started = asked(point, point.m) <= prices  # else: the price does not reach this segment
        for row, new in zip(out, (point.v, point.omv, point.kappa, point.nu), strict=True):
            row[started] = new[started]
    v, omv, kappa_new, nu = out
    return v, omv, kappa_new, nu, game.q * kappa_new + (1 - game.q) * kappa


def best_deviations(model, equilibrium):
    """Largest gains of F and of L from naming another price, with payoffs summed as in T1."""
    curve = witness.curve_of(model)
    game = curve.fast
    c, psi = game.k_max, game.psi
    if equilibrium is None:
        kappa, k_N, here_f, here_l = float(curve.strongest()), game.k0, 0.0, None
    else:
        kappa, k_N = float(equilibrium["kappa"]), float(equilibrium["k_N"])
        here_f, here_l = float(equilibrium["payoff_F"]), float(equilibrium["payoff_L_salient"])
    refuse = psi * (1 - k_N * game.k0 / c)
    last = curve.mp_end(curve.segments[-1]).as_float()
    top = float(game.price(game.q * game.k0 + (1 - game.q) * max(kappa, k_N), last.m)) * 1.5
    prices = np.linspace(0, top, 4001)
    v, omv, kappa_new, nu, kbar = play_after(curve, prices, kappa)
    removed = (v * kappa_new * kbar + omv * nu * k_N) / c
    l_pays = psi * (1 - removed) - v * prices
    f_gets = v * game.visit(prices, kbar, kappa_new)
    accepted = l_pays > refuse + 1e-10 * psi
    f_best = float(np.max(f_gets, where=accepted, initial=0)) - here_f
    return f_best, float(max(l_pays.max(), refuse)) - (refuse if here_l is None else here_l)


@pytest.mark.parametrize(
    "model",
    [
        *(draws.model(**fields) for fields in (*draws.T10, draws.TRIPLE, draws.FIRST_STEP)),
        draws.model(**(draws.UNIFORM | {"sigma": 1})),
        *draws.sobol(16)[4:12],
        *(model for _, model in draws.binomials()[4:12]),
        *(model for _, model in draws.atoms()[2:6]),
    ],
)
def test_no_price_does_better(model):
    """Equilibria against 4001 prices; and where the witness rejects, some price does pay."""
    both = witness.solve_both(model)
    for proposer in "FL":
        for equilibrium in both[proposer]["visit"]:
            gains = best_deviations(model, equilibrium)
            assert gains["FL".index(proposer)] < 1e-7 * max(1, model["psi"] / 100)
    f_gain, l_gain = best_deviations(model, None)
    if both["no_visit"]["equilibrium"]:
        assert f_gain <= 1e-9 and l_gain <= 1e-9
    elif both["no_visit"]["gain_L"] > 1e-3:
        assert f_gain > 0 and l_gain > 0


# --- corners and limits ----------------------------------------------------------------------


def test_corner_at_full_salience_f_proposes():
    model = draws.model(**(draws.UNIFORM | {"sigma": 1}))
    corner = witness.solve_f(model)["visit"][-1]
    with mp.workdps(60):
        m1 = mpf(11) / 12
        assert corner["v"] == 1 and abs(corner["k_N"] - m1) < mpf(10) ** -50
        assert abs(corner["z"] - 40 * (m1 - mpf(1) / 2) / 2) < mpf(10) ** -50


def test_corner_at_full_salience_l_proposes():
    """It exists for α ≤ 1 and never for α > 1, where the root lies just inside."""
    inside = only(witness.solve_l(draws.model(**(draws.T10[2] | {"sigma": 1}))))
    assert inside["kind"] == "interior" and 0 < inside["one_minus_v"] < 1e-3
    corner = only(witness.solve_l(draws.model(**(draws.UNIFORM | {"sigma": 1}))))
    assert corner["v"] == 1 and corner["threshold"] == 0


def test_what_is_not_covered_is_said():
    infinite = draws.model(**(draws.UNIFORM | {"psi": math.inf}))
    with pytest.raises(NotCoveredError, match="F proposing"):
        witness.solve_f(infinite)
    with pytest.raises(NotCoveredError, match="q = 0"):
        witness.solve_l(infinite | {"q": 0.0})
    with pytest.raises(NotCoveredError, match="price does not depend"):
        witness.solve_l(infinite | {"rho": 0.0, "tau": 0.0})
    with pytest.raises(NotCoveredError, match="integer n"):
        witness.solve_f(draws.model(**(draws.FIRST_STEP | {"n": 1.5})))


@pytest.mark.parametrize("case", [0, 1, 2])
def test_derived_equations_of_the_theory(case):
    """[F-eq], [L-eq] and the loss formula hold at roots found without them."""
    model = draws.model(**draws.T10[case])
    with mp.workdps(60):
        g = {name: mpf(value) for name, value in model.items()}
        for proposer, solve in (("F", witness.solve_f), ("L", witness.solve_l)):
            e = only(solve(model))
            s = witness.curve(model, e["log_odds"])
            k0, kappa, m, v, z = s["k0"], s["kappa"], s["m"], s["v"], e["z"]
            kept = 1 - (1 - g["r"]) * kappa * m / g["k_max"]
            signal = (k0 - kappa) / (1 - g["sigma"] * v)
            if proposer == "F":
                rest = g["psi"] / g["k_max"] * kappa * signal - z
                loss = e["payoff_L_isolated"] - e["payoff_L_salient"]
                assert abs(loss - g["sigma"] * v * z * k0 / kappa) < mpf(10) ** -40
            else:
                slope = g["q"] * m * (m - kappa) + kappa * v * s["dm_dv"]
                rest = g["psi"] / g["k_max"] * (m * signal - g["q"] * kappa * (m - kappa)) - z
                rest -= (g["rho"] + (1 - g["r"]) * g["tau"]) / kept**2 * slope / g["k_max"]
            assert abs(rest) < mpf(10) ** -40


# --- the committed files ---------------------------------------------------------------------


def test_reference_files_are_whole():
    cases = make_reference.cases()
    assert sum((CASES / name).stat().st_size for name in FILES) < 1_500_000
    for name in FILES:
        lines = json.loads((CASES / name).read_text(encoding="utf-8"))
        assert [(line["label"], line["model"]) for line in lines] == [
            (label, make_reference.written(model)) for label, model in cases[name]
        ]


TEXT = ("label", "not_covered", "psi", "kind", "information")


def same(new, old, path=""):
    """Equality of two entries: the digits of values to 1e-25, of margins and gains to 1e-4."""
    if isinstance(old, dict):
        assert new.keys() == old.keys(), path
        for name in old:
            same(new[name], old[name], name)
    elif isinstance(old, list):
        assert len(new) == len(old), path
        for a, b in zip(new, old, strict=True):
            same(a, b, path)
    elif isinstance(old, str) and path not in TEXT:
        rough = {"smallest_reading": 1e-9} | dict.fromkeys(make_reference.SHORT, 1e-4)
        a, b = mpf(new), mpf(old)
        assert a == b or abs(a - b) <= rough.get(path, mpf(10) ** -25) * abs(b) + 1e-300, path
    else:
        assert new == old, path


@pytest.mark.parametrize(("name", "seed"), [(name, seed) for seed in (1, 2) for name in FILES])
def test_fresh_solutions_equal_the_committed_ones(name, seed):
    lines = json.loads((CASES / name).read_text(encoding="utf-8"))
    cases = make_reference.cases()[name]
    for i in np.random.default_rng(seed).choice(len(lines), 4, replace=False):
        label, model = cases[i]
        fresh = make_reference.entry(label, model)
        with mp.workdps(50):
            same(fresh, lines[i])
