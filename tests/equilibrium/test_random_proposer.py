"""A random proposer (T13.3)."""

import json
from itertools import pairwise

import numpy as np
import pytest

import summitry as sm

A = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
C = dict(alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.1, q=0.95, psi=60)


def only(fields, power, **changes):
    """Return the one equilibrium of two deals, and its values by the theory's names."""
    solution = sm.solve(fields | changes, proposer="random", power=power)
    (eq,) = solution.mixed
    assert eq.certificate.passed and solution.status is sm.Status.ONE
    of_f, of_l = eq.offers
    values = {
        "v_F": of_f.visit_probability, "v_L": of_l.visit_probability, "z_F": of_f.concession,
        "z_L": of_l.concession, "kappa": eq.weakness_visit, "k_N": eq.weakness_no_visit,
        "U_F": eq.payoff_F, "U_L": eq.payoff_L_salient,
    }  # fmt: skip
    return solution, values


@pytest.mark.parametrize(
    ("fields", "power", "right", "digits"),
    [
        (A, 0.5, {"v_F": 0.967467554611, "v_L": 0.536593208936}, 1e-11),
        (A, 0.5, {"z_F": 0.67627858635, "z_L": 0.44530005598, "kappa": 0.55625260164,
                  "k_N": 0.61562832061, "U_F": 0.099083470663, "U_L": 19.186521863}, 1e-10),
        (A, 0.75, {"v_F": 0.927571661878, "v_L": 0.506788654597}, 1e-11),
        (A, 0.1, {"v_F": 1.0, "z_F": 0.9350429532972, "v_L": 0.6201914613830}, 1e-11),
        (C, 0.5, {"v_F": 0.937611835922, "v_L": 0.670069291217}, 1e-11),
        (C, 0.5, {"z_F": 0.35257442938, "z_L": 0.31982383517, "U_L": 56.89446214}, 1e-10),
    ],
)  # fmt: skip
def test_values_of_the_theory(fields, power, right, digits):
    solution, values = only(fields, power)
    for name, value in right.items():
        assert values[name] == pytest.approx(value, rel=digits)
    assert sm.verify(json.loads(solution.to_json()), complete=True).passed


def test_the_ends_are_today_s_answers():
    for power, proposer in ((0, "L"), (1, "F")):
        drawn = sm.solve(A, proposer="random", power=power)
        assert drawn.to_dict() == sm.solve(A, proposer=proposer).to_dict()
    alone = {p: sm.solve(A, proposer=p).equilibrium.visit_probability for p in "FL"}
    assert only(A, 1e-10)[1]["v_L"] == pytest.approx(alone["L"], rel=1e-8)
    assert only(A, 1 - 1e-10)[1]["v_F"] == pytest.approx(alone["F"], rel=1e-8)


def test_both_prices_fall_while_their_mean_rises_with_F_s_power():
    found = [only(A, power)[1] for power in (0.5, 0.6, 0.75, 0.9)]
    for (power, one), (more, other) in pairwise(zip((0.5, 0.6, 0.75, 0.9), found, strict=True)):
        assert other["z_F"] < one["z_F"] and other["z_L"] < one["z_L"]
        means = [p * x["z_F"] + (1 - p) * x["z_L"] for p, x in ((power, one), (more, other))]
        assert means[1] > means[0]


def reports(model, eq, power):
    """Find by brute force what each proposer would do against C's beliefs (T1, T5), on 40,000 visit rules."""
    curve = sm.WeaknessCurve(model)
    v = np.concatenate([np.linspace(1e-4, 1 - 1e-4, 2500), [1.0]])
    kappa, m = curve.weakness_visit(v), curve.m(v)
    k = model.q * kappa + (1 - model.q) * eq.weakness_visit
    risk = k * m
    price = (model.tau + model.rho * risk) / (1 - (1 - model.r) * risk)
    worth = model.psi * v * kappa * (eq.weakness_no_visit - k) - v * price
    return v, price, worth


@pytest.mark.parametrize("power", [0.05, 0.3, 0.5, 0.8])
def test_brute_force_over_visit_rules(power):
    model = sm.Model(**A)
    solution, values = only(A, power)
    (eq,) = solution.mixed
    v, _, worth = reports(model, eq, power)
    assert v[np.argmax(worth)] == pytest.approx(values["v_L"], abs=1e-3)
    accepted = v[worth > 1e-3]
    assert accepted.max(initial=0.0) == pytest.approx(values["v_F"], abs=5e-3)


def test_random_models_are_confirmed_by_the_reader():
    rng = np.random.default_rng(3)
    profiles = nothing = 0
    for i in range(12):
        cost = [sm.Uniform(), sm.Beta(2, 3), sm.Exponential(1.5)][i % 3]
        model = sm.Model(
            alpha=rng.uniform(0.5, 6), beta=rng.uniform(0.5, 6), n=rng.uniform(1, 40), tau=rng.uniform(0, 1),
            rho=rng.uniform(0.1, 2), r=rng.random(), sigma=rng.uniform(0, 0.95), q=rng.random(),
            psi=float(np.exp(rng.uniform(1, 6))), cost=cost,
        )  # fmt: skip
        solution = sm.solve(model, proposer="random", power=float(rng.uniform(0.1, 0.9)))
        assert solution.status is not sm.Status.UNDECIDED
        found = sm.verify(json.loads(solution.to_json()))
        assert found.passed or not (solution.equilibria or solution.mixed), (model, found.lines)
        profiles, nothing = profiles + len(solution.mixed), nothing + len(solution.equilibria)
        for eq in solution.mixed:
            assert eq.offers[1].visit_probability <= eq.offers[0].visit_probability + 1e-12
    assert profiles > 5 and nothing > 0


@pytest.mark.parametrize("name", ["visit_probability", "concession", "struck"])
def test_altered_profiles_are_not_confirmed(name):
    saved = sm.solve(A, proposer="random", power=0.5).to_dict()
    altered = json.loads(json.dumps(saved))
    altered["mixed"][0]["offers"][1][name] *= 0.999
    assert not sm.verify(altered).passed
    altered = json.loads(json.dumps(saved)) | {"power": 0.51}
    assert not sm.verify(altered).passed


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"proposer": "random"}, "power is missing"),
        ({"power": 0.5}, "Leave power out"),
        ({"proposer": "random", "power": 1.5}, "from 0 to 1"),
        ({"proposer": "random", "power": "half"}, "not a number"),
        ({"proposer": "random", "power": 0.5, "bargaining": "open"}, "C sees who proposes"),
        ({"proposer": "random", "power": 0.5, "strategies": "mixed"}, "not worked out"),
        ({"proposer": "random", "power": 0.5, "psi": "inf"}, "finite psi"),
    ],
)
def test_what_is_refused_says_why(options, words):
    with pytest.raises(sm.InputError, match=words):
        sm.solve(A, **options)


def test_check_knows_no_random_proposer():
    with pytest.raises(sm.InputError, match="known to solve, solve_many, sweep and extensive_form only"):
        sm.check(A, proposer="random")


POWERS = [0.1, 0.5, 0.9]


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("cost", [sm.Uniform(), sm.Beta(2, 4)])
def test_many_models_have_the_answers_of_each(power, cost):
    sigmas = [0.05, 0.35, 0.8]
    options = dict(proposer="random", power=power)
    many = sm.solve_many(
        A | {"sigma": sigmas}, cost=cost, **options
    )
    swept = sm.sweep(A | {"cost": cost}, {"sigma": sigmas}, **options)
    for i, sigma in enumerate(sigmas):
        one = sm.solve(A | {"sigma": sigma, "cost": cost}, **options)
        listed = [*one.equilibria, *one.mixed]
        for found in (many, swept):
            assert int(found["status"][i]) == one.status.code
            assert int(found["equilibrium_count"][i]) == len(listed)
            for slot, eq in enumerate(listed):
                row = found.isel({found["status"].dims[0]: i, "equilibrium": slot})
                assert float(row["visit_probability"]) == eq.visit_probability
                assert float(row["payoff_F"]) == eq.payoff_F
                for k, offer in enumerate(eq.offers, 1):
                    assert float(row[f"concession_{k}"]) == offer.concession
                    assert float(row[f"struck_{k}"]) == offer.struck


@pytest.mark.parametrize(("power", "proposer"), [(0, "L"), (1, "F")])
def test_many_models_with_a_sure_proposer_have_todays_answers(power, proposer):
    fields = A | {"q": [0, 0.3, 1], "psi": [30, np.inf, 500]}
    ours = sm.solve_many(fields, proposer="random", power=power)
    theirs = sm.solve_many(fields, proposer=proposer)
    for name in theirs.data_vars:
        np.testing.assert_array_equal(ours[name].values, theirs[name].values)
    first, visits = ours["concession_1"].values, theirs["visit_probability"].values > 0.0
    np.testing.assert_array_equal(first[visits], theirs["concession"].values[visits])


def test_rows_that_are_not_worked_out_are_undecided_and_bad_ones_invalid():
    fields = A | {"sigma": [0.35, 0.35, 2, np.nan], "psi": [30, np.inf, 30, 30]}
    found = sm.solve_many(fields, proposer="random", power=0.5)
    status = [sm.Status.ONE.code, sm.Status.UNDECIDED.code, sm.Status.INVALID.code]
    assert found["status"].values.tolist() == [*status, sm.Status.MISSING.code]
