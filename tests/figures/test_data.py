"""Data of the pictures: closed forms of T7, T10, and the solver's own numbers at the same models."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

import summitry as sm
from cases.bad_figures import BAD
from equations import conjecture, deal_gain
from summitry.figures import (
    ARTICLE,
    prepare_closed,
    prepare_existence,
    prepare_landscape,
    prepare_lines,
    prepare_map,
    prepare_open,
    prepare_payoffs,
    prepare_prior,
    prepare_timeline,
)
from summitry.figures.existence import FOUND
from summitry.figures.gallery import FIGURES

BASE = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)  # T10
THREE = sm.Model(  # T5's example of three equilibria
    alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778, q=0.7715,
    psi=1312.86,
)  # fmt: skip
STEPS = BASE.replace(information=sm.Binomial(), n=6)


def test_figure_1_is_the_closed_form_of_the_uniform_prior():
    data = prepare_open(points=41).columns
    a, n = data["threshold"], ARTICLE.n
    N, u = n + 2, n + 2 - a  # T7
    kappa, nu, v = u / (2 * N), (N + u - 2) / (2 * N), (u - 2) / n
    assert a.min() == 0.0 and a.max() == n
    np.testing.assert_allclose(data["visit_probability"], v, rtol=0, atol=1e-14)
    np.testing.assert_allclose(data["removal_visit"], kappa**2, rtol=1e-13)
    np.testing.assert_allclose(data["removal_no_visit"], nu**2, rtol=1e-13)
    np.testing.assert_allclose(data["removal_open"], v * kappa**2 + (1 - v) * nu**2, rtol=1e-13)
    np.testing.assert_allclose(data["removal_isolated"], 0.25, rtol=1e-15)
    inverse = N - 0.5 * (
        1 + np.sqrt(1 + 8 * N**2 * (data["concession"] - 0.1) / (1 + 0.5 * data["concession"]))
    )
    np.testing.assert_allclose(a, inverse, rtol=0, atol=1e-11)  # Cor. 2


def test_figure_2_marks_corollary_4_on_its_curve():
    data = prepare_closed(points=41)
    at = data.marks["protocol"].tolist().index("L")
    n = ARTICLE.n
    a = (2 * n + 2 - math.sqrt(n**2 + 2 * n + 4)) / 3
    assert math.isclose(data.marks["threshold"][at], a, rel_tol=1e-12)
    assert abs(a - 3.62149042477) < 1e-11  # T7, where the last digit is cut
    columns = data.columns
    best = np.argmax(columns["gain_L_rescaled"])
    assert columns["threshold"][best] == data.marks["threshold"][at]
    # Ψ = ∞, σ = 0, q = 1: L's gain is M·(k₀ − κ), all in closed form
    u = n + 2 - columns["threshold"]
    kappa = u / (2 * (n + 2))
    expected = (u - 2) / n * kappa * (0.5 - kappa)
    np.testing.assert_allclose(columns["gain_L_rescaled"], expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("model", [BASE, THREE, STEPS])
def test_every_mark_of_figure_2_is_an_equilibrium_and_lies_on_the_curve(model):
    data = prepare_closed(model, points=31)
    solutions = [sm.solve(model, proposer=side) for side in "FL"]
    wanted = [eq for s in solutions for eq in s.equilibria if eq.visit_probability > 0]
    assert len(data.marks["protocol"]) == len(wanted) > 0
    for i, eq in enumerate(wanted):
        for name in ("visit_probability", "concession", "payoff_L_salient", "payoff_F"):
            # a place is found from its v, which costs a rounding
            assert data.marks[name][i] == pytest.approx(getattr(eq, name), rel=1e-13), name
        here = np.isclose(data.columns["visit_probability"], eq.visit_probability, rtol=1e-14, atol=0)
        column = data.columns["weakness_no_visit"][here]
        assert np.isclose(column, eq.weakness_no_visit, rtol=1e-12).any()


def test_thresholds_of_steps_are_one_falling_axis():
    columns = prepare_closed(STEPS, points=60).columns
    assert (np.diff(columns["threshold"]) <= 0).all()
    assert (np.diff(columns["visit_probability"]) >= 0).all()
    assert columns["threshold"][[0, -1]].tolist() == [
        7.0,
        0.0,
    ]  # counts 0 to 6; beyond 6 nobody visits


def test_figure_3_solves_a_prior_of_each_mean():
    data = prepare_prior(points=5)
    for i, mean in enumerate(data.axis.values):
        eq = sm.solve(ARTICLE.replace(alpha=2 * mean, beta=2 - 2 * mean)).equilibrium
        assert math.isclose(data.values["concession"][0, 1, i], eq.concession, rel_tol=1e-12)
        assert math.isclose(data.values["threshold"][0, 1, i], eq.threshold, rel_tol=1e-9)


@pytest.mark.parametrize("parameter", ["sigma", "psi", "prior_mean", "prior_evidence", "tau"])
def test_lines_are_what_solve_says_at_every_point(parameter):
    data = prepare_lines(BASE, parameter, points=7, variables=("concession", "payoff_F", "gain_L"))
    for i, value in enumerate(data.axis.values):
        change = {parameter: value}
        if parameter == "prior_mean":
            change = {"alpha": 5 * value, "beta": 5 * (1 - value)}
        elif parameter == "prior_evidence":
            change = {"alpha": value * 0.4, "beta": value * (1 - 0.4)}
        for p, (bargaining, proposer) in enumerate(
            [("open", "L"), ("closed", "F"), ("closed", "L")]
        ):
            solution = sm.solve(BASE.replace(**change), bargaining=bargaining, proposer=proposer)
            assert data.count[p, i] == len(solution.equilibria)
            got = np.sort(data.values["visit_probability"][p, :, i])
            wanted = sorted(eq.visit_probability for eq in solution.equilibria)
            np.testing.assert_allclose(got[~np.isnan(got)], wanted, rtol=1e-9)
            gains = sorted(eq.payoff_L_salient - eq.payoff_L_isolated for eq in solution.equilibria)
            got = np.sort(data.values["gain_L"][p, :, i])
            np.testing.assert_allclose(got[~np.isnan(got)], gains, rtol=1e-9, atol=1e-10)


def test_several_equilibria_are_followed_apart_and_gaps_stay_gaps():
    data = prepare_lines(THREE, "psi", span=(600, 3000), points=60, protocols=("F",))
    visits = data.values["visit_probability"][0]
    assert data.count.max() == 3 and (visits[0][~np.isnan(visits[0])] == 0.0).all()
    for branch in visits[1:]:
        steps = np.abs(np.diff(branch))
        assert (steps[~np.isnan(steps)] < 0.1).all()  # nobody jumps from one branch to another
    assert (~np.isnan(visits)).sum(0).tolist() == data.count[0].tolist()
    gap = prepare_lines(BASE.replace(tau=0.3), "psi", span=(2, 40), points=60, protocols=("F",))
    none = gap.gains[0] == sm.Gains.NONE.code
    assert none.any() and np.isnan(gap.values["visit_probability"][0][:, none]).all()
    rows = gap.columns
    assert len(rows["psi"]) == 60 and np.isnan(rows["concession"][rows["who_gains"] == 0]).all()


@pytest.mark.parametrize(
    ("x", "y"), [("sigma", "q"), ("psi", "tau"), ("prior_mean", "q"), ("n", "alpha")]
)
def test_a_map_is_what_solve_says_in_every_cell(x, y):
    data = prepare_map(BASE, x, y, nx=3, ny=4)
    assert data.gains.shape == data.values["concession"].shape == (2, 4, 3)
    for i, across in enumerate(data.x.values):
        for j, up in enumerate(data.y.values):
            change = {x: across, y: up}
            if x == "prior_mean":
                change = {"alpha": 5 * across, "beta": 5 * (1 - across), y: up}
            for p, side in enumerate("FL"):
                solution = sm.solve(BASE.replace(**change), proposer=side)
                assert data.gains[p, j, i] == sm.who_gains(solution).code
                if len(solution.equilibria) == 1 and solution.equilibrium.concession is not None:
                    z = data.values["concession"][p, j, i]
                    assert math.isclose(z, solution.equilibrium.concession, rel_tol=1e-9)
    assert len(data.columns["who_gains"]) == 24


@pytest.mark.parametrize("model", [BASE, THREE, STEPS, ARTICLE, BASE.replace(sigma=1)])
@pytest.mark.parametrize("proposer", ["F", "L"])
def test_the_landscape_is_the_solvers_equation_and_nobody_gains(model, proposer):
    """Drawn from the checker's payoffs; here held against the solver's W, an independent function."""
    from summitry.engine import locate, point
    from summitry.equilibrium.check import curve_of, game_of

    game, curve = game_of(model), curve_of(model)
    solution = sm.solve(model, proposer=proposer)
    for number, eq in enumerate(solution.equilibria):
        data = prepare_landscape(solution, equilibrium=number, points=41)
        gain, payoff = data.columns["deviation_gain_L"], data.columns["deviation_payoff_F"]
        allowed = eq.certificate.allowed
        if proposer == "L":
            assert gain.max() <= data.marks["deviation_gain_L"][0] + allowed
        else:  # what L would accept gives F no more
            assert payoff[gain > allowed].max(initial=0.0) <= eq.payoff_F + allowed
        if eq.visit_probability == 0.0 or model.sigma == 1.0:
            continue
        believed = conjecture(
            game, point(curve, *locate(curve, eq.visit_probability, eq.no_visit_probability))
        )
        for v, w in zip(data.columns["deviation"], gain, strict=True):
            p = point(curve, *locate(curve, v, 1 - v))
            assert math.isclose(v * deal_gain(game, believed, p), w, abs_tol=1e-11 * (1 + game.psi))


def test_the_landscape_of_a_rejected_candidate_shows_who_gains():
    solution = sm.solve(STEPS.replace(n=3, psi=8, q=0), proposer="L")
    rejected = next(eq for eq in solution.rejected if eq.visit_probability > 0)
    data = prepare_landscape(solution, equilibrium=rejected, points=400)
    lead = data.columns["deviation_gain_L"].max() - data.marks["deviation_gain_L"][0]
    assert data.marks["gain"][1] == rejected.max_gain > 1e-3
    assert math.isclose(lead, rejected.max_gain, rel_tol=1e-2)


def test_the_landscape_of_a_part():
    data = prepare_landscape(sm.solve(BASE, proposer="L"), span=(0.5, 0.7), points=50)
    v = data.columns["deviation"]
    assert v.min() >= 0.5 and v.max() <= 0.7 and data.marks["deviation"][0] in v


@pytest.mark.parametrize(
    "model", [BASE, THREE, STEPS, BASE.replace(sigma=1), BASE.replace(sigma=0)]
)
@pytest.mark.parametrize("proposer", ["F", "L"])
def test_the_timeline_adds_up_to_the_equilibrium(model, proposer):
    solution = sm.solve(model, proposer=proposer)
    for number, eq in enumerate(solution.equilibria):
        columns = prepare_timeline(solution, equilibrium=number).columns
        ends = columns["stage"] == 4
        assert math.isclose(columns["reached"][ends].sum(), 1.0, rel_tol=1e-12)
        total = (columns["reached"] * columns["removal"])[ends].sum()
        assert math.isclose(total, eq.removal_ex_ante, rel_tol=1e-12)
        assert set(columns["parent"]) <= {"", *columns["node"]}


def test_payoffs_are_gains_over_isolation():
    data = prepare_payoffs(BASE).columns
    assert data["protocol"].tolist() == ["open", "F", "L"]
    assert data["gain_L"][0] == data["gain_C"][0] == data["gain_L_ex_ante"][0] == 0.0
    # T10: U_L | S=1 = 18.9946209867 and 19.525632016, isolated 19.2; U_F, U_C as given there
    np.testing.assert_allclose(
        data["gain_L"][1:], [18.9946209867 - 19.2, 19.525632016 - 19.2], atol=1e-9
    )
    np.testing.assert_allclose(data["payoff_F"][1:], [0.124074301046, 0.0537926259484], rtol=1e-11)
    np.testing.assert_allclose(
        data["gain_C"][1:], [0.180142405690 - 0.18, 0.361971285899 / 2 - 0.18], atol=1e-12
    )
    ex_ante = 0.35 * 19.525632016 + 0.65 * 18.7696844655 - 19.2
    assert math.isclose(data["gain_L_ex_ante"][2], ex_ante, abs_tol=1e-9)


def test_no_equilibrium_is_a_row_without_numbers():
    data = prepare_payoffs(BASE.replace(tau=0.3, psi=4)).columns
    at = data["status"].tolist().index("none")
    assert data["equilibrium"][at] == -1 and math.isnan(data["gain_L"][at])


def test_csv_keeps_every_digit_and_marks_stand_beside(tmp_path):
    data = prepare_closed(BASE, points=11)
    paths = data.write_csv(tmp_path / "figure.csv")
    assert [path.name for path in paths] == ["figure.csv", "figure-marks.csv"]
    with paths[0].open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(data)
    assert [float(row["concession"]) for row in rows] == data.columns["concession"].tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figure-marks.csv", "figure.csv"]
    assert (
        prepare_lines(BASE, "q", points=3, protocols="open")
        .to_csv()
        .splitlines()[1]
        .endswith(",0.0,")
    )


@pytest.mark.parametrize(("call", "message"), BAD)
def test_bad_input_is_one_clear_error(call, message):
    with pytest.raises(sm.InputError) as error:
        call()
    assert str(error.value) == message


def test_the_corner_is_not_joined_to_what_leads_to_it():
    """T5: at σ = 1 the price of F's corner v = 1 is not the limit of prices at σ < 1."""
    data = prepare_lines(BASE.replace(k_max=1), "sigma", span=(0.9, 1.0), points=11, protocols="F")
    price = data.values["concession"][0]
    corner = sm.solve(BASE.replace(sigma=1), proposer="F").equilibria[-1]
    assert corner.no_visit_probability == 0.0
    (branch,) = np.flatnonzero(np.isclose(price[:, -1], corner.concession, rtol=1e-12))
    assert np.isnan(price[branch, :-1]).all()


def test_existence_is_mapped_before_and_after_mixed_strategies_and_the_smallest_belief():
    """D of T11: below σ_min = .2776156232 there is only a reading, above it a leg beside a pure one."""
    model = sm.Model(alpha=.87, beta=.498, n=.906, sigma=.69, q=.191, tau=.14, rho=1.27, r=.664, psi=11.4,
                     k_max=2.04)  # fmt: skip
    for proposer in "FL":
        data = prepare_existence(
            model, "sigma", "q", proposer=proposer, nx=2, ny=2, x_span=(0.2, 0.35), y_span=(0.1909, 0.1911)
        )  # fmt: skip
        words = np.array(FOUND)[data.found][:, 0].tolist()
        assert words == [
            ["none", "one with visits"], ["none", "several"], ["no visits", "several"]
        ]  # fmt: skip
        assert len(data) == 12 and set(data.columns) == {
            "strategies", "off_path", "sigma", "q", "equilibria"
        }  # fmt: skip


def test_a_map_of_existence_names_all_faults():
    with pytest.raises(sm.InputError) as caught:
        prepare_existence(sm.load_scenario("uniform-example").model.replace(psi="inf"), "q", "q",
                          proposer="both", nx=1)  # fmt: skip
    told = str(caught.value)
    assert all(word in told for word in ("nx", "psi = inf", "both 'q'", "proposer = 'both'"))


CHEAP = BASE.replace(cost=sm.Beta(1, 4), psi=60)  # φ is not convex at k₀ = .6: there are deals in the open


def test_figures_of_another_cost_law_have_its_answers():
    """Every column is what `solve` says under the law, and G is the law's own function."""
    by = {side: sm.solve(CHEAP, proposer=side).equilibrium for side in "FL"}
    closed = prepare_closed(CHEAP)
    assert closed.marks["protocol"].tolist() == ["F", "L"]  # a deal that C sees is no point of these curves
    for side, eq in by.items():
        at = closed.marks["protocol"].tolist().index(side)
        assert closed.marks["payoff_L_salient"][at] == pytest.approx(eq.payoff_L_salient, rel=1e-12)
        branches = closed.columns["threshold"] == closed.marks["threshold"][at]
        assert closed.columns["removal_visit"][branches] == pytest.approx(eq.removal_visit, rel=1e-12)
        lines = prepare_lines(CHEAP, "psi", points=3, span=(40, 80), log=False, protocols=(side,))
        assert lines.values["visit_probability"][0, 1, 1] == pytest.approx(eq.visit_probability, rel=1e-12)
        steps = prepare_timeline(sm.solve(CHEAP, proposer=side)).columns
        k, h = steps["weakness"][steps["stage"] == 4], steps["challenge"][steps["stage"] == 4]
        np.testing.assert_allclose(h, 1 - (1 - k) ** 4, rtol=1e-12)
        own = prepare_landscape(sm.solve(CHEAP, proposer=side)).marks["deviation_gain_L"][0]
        assert own == pytest.approx(0.0 if side == "F" else eq.payoff_L_salient - (
            CHEAP.psi * (1 - 0.6 * (1 - (1 - eq.weakness_no_visit) ** 4))), abs=1e-9)  # fmt: skip
    gains = prepare_map(CHEAP, nx=3, ny=3, halvings=0)
    names = gains.x.name, gains.y.name
    each = [
        sm.who_gains(sm.solve(CHEAP.replace(**dict(zip(names, (x, y), strict=True))), proposer="L"))
        for y in gains.y.values
        for x in gains.x.values
    ]
    assert gains.gains[gains.protocols.index("L")].ravel().tolist() == [word.code for word in each]


def test_figure_1_under_a_law_whose_deals_lower_the_risk():
    data = prepare_open(CHEAP).columns
    k0 = 0.6
    np.testing.assert_allclose(data["removal_isolated"], k0 * (1 - (1 - k0) ** 4), rtol=1e-13)
    assert (data["removal_open"] < data["removal_isolated"] - 1e-4).any()
    assert "may keep" in FIGURES["1"].build(CHEAP).words
    assert "Prop. 4" in FIGURES["1"].build(BASE).words


def test_payoffs_of_another_cost_law():
    data = prepare_payoffs(CHEAP).columns
    pairs = list(zip(data["protocol"].tolist(), data["proposer"].tolist(), strict=True))
    assert pairs == [("open", "F"), ("open", "L"), ("F", "F"), ("L", "L")]
    alone = 0.6 - (1 - 0.4**5) / 5  # the integral of 1 − (1−k)⁴ up to k₀
    payoff = sm.solve(CHEAP, proposer="L").equilibrium.payoff_C
    assert data["gain_C"][-1] == pytest.approx(payoff - alone, abs=1e-13)
    assert data["gain_L"][1] > 0.0 and abs(data["gain_L"][0]) < 1e-9  # F takes all that an open deal saves
