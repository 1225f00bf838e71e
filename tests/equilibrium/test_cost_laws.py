"""Equilibria under other laws of C's cost (T13.1)."""

import json

import numpy as np
import pytest

import summitry as sm

A = dict(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
# v and z of T13.1; of L's open deals by mpmath with 50 digits (decision 0095), since the page has them from a
# search by value, right to 6e-7
CASES = [
    (sm.Beta(1, 4), "open", "L", 1, 0.068861436738, 0.40763386643),
    (sm.Beta(1, 4), "open", "F", 1, 0.1436196545, 0.5024093922),
    (sm.Lognormal(-1.5, 0.5), "open", "L", 1, 0.088960387478, 0.42971007346),
    (sm.Lognormal(-1.5, 0.5), "open", "F", 1, 0.2199524137, 0.5877900819),
    (sm.Beta(2, 4), "open", "L", 1, 0.21343954680, 0.43308361123),
    (sm.Beta(2, 4), "open", "F", 1, 0.2610071598, 0.4754208164),
    (sm.Power(1), "open", "F", 0.5, 0.4531804686, 0.8188977212),
    (sm.Beta(1, 1), "closed", "F", 0.5, 0.4531804686, 0.8188977212),
    (sm.Power(2), "closed", "F", 1, 0.9504099208, 0.390641098),
    (sm.Power(2), "closed", "L", 1, 0.7134778357, 0.2935394677),
    (sm.Power(0.5), "closed", "F", 1, 0.7738001328, 0.7747501133),
    (sm.Power(0.5), "closed", "L", 1, 0.5202305929, 0.6014814851),
    (sm.Beta(2, 4), "closed", "F", 1, 0.7818190234, 0.9685476308),
    (sm.Beta(2, 4), "closed", "L", 1, 0.5035608379, 0.6870586736),
    (sm.Exponential(5), "closed", "F", 1, 0.4258210493, 0.7545638494),
    (sm.Exponential(5), "closed", "L", 1, 0.2541650777, 0.6088144787),
]


@pytest.mark.parametrize(("law", "bargaining", "proposer", "c", "v", "z"), CASES)
def test_deals_of_the_theory(law, bargaining, proposer, c, v, z):
    model = sm.Model(**A, cost=law, k_max=c)
    solution = sm.solve(model, bargaining=bargaining, proposer=proposer)
    eq = solution.equilibrium
    assert eq.visit_probability == pytest.approx(v, rel=1e-9)
    assert eq.concession == pytest.approx(z, rel=1e-9)
    assert eq.certificate.passed
    assert sm.verify(json.loads(solution.to_json()), complete=True).passed


# by mpmath with 90 digits: the zero of W_o' for L, of W_o for F; κ is within 1e-4 of m(0)
RARE = [
    (
        sm.Lognormal(-1.5, 0.5), dict(
            alpha=0.809995137335773, beta=6.591964443232459, n=0.268383801960047, tau=0.29263756789848594,
            rho=1.4637328107408367, r=0.7402086771806965, psi=5816.470903051978, k_max=2.24200851407142,
        ),
        {"L": (3.287446584143901e-26, 1.701977041550126), "F": (8.340832722127566e-26, 1.701979338784279)},
    ),
    (
        sm.Beta(1, 4), dict(
            alpha=1.3829892187609651, beta=7.624432452245626, n=14.29118583875872, tau=0.1515201257185691,
            rho=0.33640351661832696, r=0.0029462841872229806, psi=451.4333262783469,
            k_max=0.42319775889649724,
        ),
        {"L": (3.361026887489361e-27, 0.3875800336962538), "F": (8.60310926556698e-27, 0.387606524659748)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("law", "fields", "deals"), RARE)
def test_deals_that_are_practically_never_struck_are_real(law, fields, deals):
    model = sm.Model(**fields, sigma=0.5, q=0.5, cost=law)
    for proposer, (v, z) in deals.items():
        eq = sm.solve(model, bargaining="open", proposer=proposer).equilibrium
        assert eq.visit_probability == pytest.approx(v, rel=2e-8)
        assert eq.concession == pytest.approx(z, rel=1e-12)
        assert eq.is_practically_none


def test_what_an_open_deal_means():
    model = sm.Model(**A, cost=sm.Beta(1, 4))
    eq = sm.solve(model, bargaining="open", proposer="L").equilibrium
    assert eq.weakness_visit == pytest.approx(0.3216978535, rel=2e-7)
    assert eq.weakness_no_visit == pytest.approx(0.6205815750, rel=2e-7)
    assert eq.removal_salient == pytest.approx(0.5833352880, rel=1e-8)
    assert eq.payoff_L_salient - eq.payoff_L_isolated == pytest.approx(0.0110710841, rel=1e-8)
    # U_C of the page is given S = 1; before S is drawn isolation counts with 1 − σ
    assert eq.payoff_C == pytest.approx(0.35 * 0.4034418477 + 0.65 * 0.402048, rel=1e-7)
    assert sm.solve(model.replace(psi=13.6), bargaining="open").equilibrium.concession is None
    assert sm.solve(model.replace(psi=13.7), bargaining="open").equilibrium.concession is not None


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_an_open_deal_is_a_pareto_improvement(proposer):
    rng = np.random.default_rng(5)
    deals = 0
    for _ in range(40):
        law = sm.Beta(rng.uniform(0.5, 3), rng.uniform(1.5, 6))
        model = sm.Model(**(A | {"alpha": rng.uniform(0.5, 4), "psi": 300}), cost=law)
        eq = sm.solve(model, bargaining="open", proposer=proposer).equilibrium
        if eq.concession is None:
            continue
        deals += 1
        k0 = model.prior_weakness
        assert eq.payoff_F >= 0.0
        assert eq.payoff_L_salient - eq.payoff_L_isolated >= -1e-10
        assert eq.payoff_C > float(law.integral(k0))
        if proposer == "F":  # it asks for all that L gains
            assert eq.payoff_L_salient == pytest.approx(eq.payoff_L_isolated, abs=1e-9)
    assert deals > 10


def test_neither_salience_nor_transparency_enters_open_bargaining():
    model = sm.Model(**A, cost=sm.Beta(2, 4))
    one, other = (
        sm.solve(case, bargaining="open", proposer="F").equilibrium
        for case in (model, model.replace(sigma=0.9, q=0.1))
    )
    assert one.visit_probability == other.visit_probability
    assert one.concession == other.concession


@pytest.mark.parametrize(
    "law", [sm.Power(1), sm.Beta(1, 1), sm.Kumaraswamy(1, 1), sm.Never(0, sm.Uniform())]
)
@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()])
def test_laws_that_are_uniform_give_the_article_s_answers(law, information):
    for changes in ({}, {"k_max": 2.5, "sigma": 0.8}, {"psi": 2000, "q": 0.05}, {"psi": "inf"}):
        model = sm.Model(**(A | changes), information=information)
        for bargaining, proposer in (("closed", "F"), ("closed", "L"), ("open", "L")):
            ours = sm.solve(model, bargaining=bargaining, proposer=proposer)
            theirs = sm.solve(model.replace(cost=law), bargaining=bargaining, proposer=proposer)
            assert theirs.status is ours.status
            for a, b in zip(ours.equilibria, theirs.equilibria, strict=True):
                assert (b.concession is None) == (a.concession is None)
                for name in ("visit_probability", "weakness_no_visit", "payoff_F", "payoff_C"):
                    assert getattr(b, name) == pytest.approx(getattr(a, name), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_many_models_as_one_by_one(proposer):
    rng = np.random.default_rng(7)
    fields = {
        "alpha": rng.uniform(0.5, 5, 24), "beta": rng.uniform(0.5, 5, 24), "n": rng.uniform(1, 40, 24),
        "tau": 0.2, "rho": rng.uniform(0.1, 2, 24), "r": 0.4, "sigma": rng.random(24), "q": rng.random(24),
        "psi": np.exp(rng.uniform(1, 6, 24)), "k_max": rng.uniform(0.6, 2, 24),
    }  # fmt: skip
    for law in (sm.Beta(2, 3), sm.Exponential(3)):
        for bargaining in ("closed", "open"):
            found = sm.solve_many(fields, proposer=proposer, bargaining=bargaining, cost=law)
            for i in range(24):
                row = {name: np.broadcast_to(value, 24)[i] for name, value in fields.items()}
                alone = sm.solve(
                    sm.Model(**row, cost=law), bargaining=bargaining, proposer=proposer
                )
                assert found["status"].values[i] == alone.status.code
                for slot, eq in enumerate(alone.equilibria):
                    for name in ("visit_probability", "payoff_L_salient", "payoff_C"):
                        value = float(found[name].values[i, slot])
                        assert value == pytest.approx(getattr(eq, name), rel=1e-9, abs=1e-14)


def test_every_answer_of_random_laws_is_confirmed_by_the_reader():
    rng = np.random.default_rng(11)
    judged = 0
    for _ in range(12):
        a, b = rng.uniform(0.6, 4, 2)
        law = [sm.Beta(a, b), sm.Kumaraswamy(a, b), sm.Exponential(b), sm.Never(0.2, sm.Power(a))][
            rng.integers(4)
        ]
        model = sm.Model(
            alpha=rng.uniform(0.5, 5), beta=rng.uniform(0.5, 5), n=rng.uniform(1, 40), tau=rng.uniform(0, 1),
            rho=rng.uniform(0.1, 2), r=rng.random(), sigma=rng.random(), q=rng.random(),
            psi=float(np.exp(rng.uniform(0, 7))), k_max=rng.uniform(0.7, 2), cost=law,
        )  # fmt: skip
        for bargaining in ("open", "closed"):
            for proposer in "FL":
                solution = sm.solve(model, bargaining=bargaining, proposer=proposer)
                assert solution.status is not sm.Status.UNDECIDED
                found = sm.verify(json.loads(solution.to_json()))
                assert found.passed, (model, bargaining, proposer, found.lines)
                judged += len(solution.equilibria)
    assert judged > 40


def test_an_altered_open_deal_is_not_confirmed():
    model = sm.Model(**A, cost=sm.Beta(1, 4))
    saved = sm.solve(model, bargaining="open", proposer="F").to_dict()
    for name, factor in (("concession", 1.001), ("visit_probability", 0.99), ("payoff_C", 1.001)):
        altered = json.loads(json.dumps(saved))
        altered["equilibria"][0][name] *= factor
        assert not sm.verify(altered).passed
    none = json.loads(json.dumps(sm.solve(sm.Model(**A), bargaining="open").to_dict()))
    none["model"] = model.to_dict()
    assert not sm.verify(none).passed  # no deal is no equilibrium there


def test_the_curse_survives_every_law():
    rng = np.random.default_rng(13)
    for law in (sm.Beta(2, 4), sm.Power(0.5), sm.Exponential(5), sm.Lognormal(-1.5, 0.5)):
        for _ in range(5):
            model = sm.Model(**(A | {"sigma": rng.uniform(0.05, 0.9), "psi": 60}), cost=law)
            for eq in sm.solve(model, proposer="F").equilibria:
                if eq.concession is None:
                    continue
                k0, k, kn = eq.weakness_prior, eq.weakness_visit, eq.weakness_no_visit
                g = law.cdf(np.array([k0, k, kn]))
                loss = eq.concession * k0 / k * (g[2] - g[0]) / (g[2] - g[1])
                assert eq.payoff_L_isolated - eq.payoff_L_salient == pytest.approx(loss, rel=1e-7)


def test_open_deals_at_infinite_office_benefit():
    for law, k0_beta, limit in ((sm.Beta(2, 4), 3, True), (sm.Power(2), 3, False)):
        model = sm.Model(**(A | {"psi": "inf", "beta": k0_beta}), cost=law)
        solution = sm.solve(model, bargaining="open", proposer="F")
        assert (solution.status is sm.Status.LIMIT) == limit
        assert sm.verify(json.loads(solution.to_json())).passed
        large = sm.solve(model.replace(psi=1e9), bargaining="open", proposer="F").equilibrium
        assert (large.visit_probability > 0.999) == limit
