"""Mixed strategies (T11): the test values, the theorem, and the independent reader on random models."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm

NAMES = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
# T11's models A to I, in the order of NAMES
MODELS = {
    "A": (0.542, 7.52, 78.5, 0.753, 0.0776, 0.0314, 0.155, 0.889, 22.1, 2.08),
    "B": (0.521, 2.05, 126, 0.561, 0.0904, 0.482, 1.45, 0.757, 51.5, 1.15),
    "C": (0.379, 10.2, 162, 0.0574, 0.0149, 0.473, 0.963, 0.0813, 193, 3.45),
    "D": (0.87, 0.498, 0.906, 0.69, 0.191, 0.14, 1.27, 0.664, 11.4, 2.04),
    "E": (13.1, 8.23, 1, 0.699, 0.583, 0.171, 1.93, 0.488, 844, 2.69),
    "F": (11.3, 18.6, 1, 0.244, 0.438, 0.0197, 0.965, 0.557, 205, 2.48),
    "G": (1.19, 0.46, 2, 0.853, 0.398, 0.176, 1.72, 0.458, 31.1, 3.76),
    "H": (1.11, 4.19, 5, 0.439, 0.152, 0.114, 1.94, 0.535, 7.95, 3.17),
    "I": (0.437, 0.521, 5, 0.494, 0.327, 0.543, 0.679, 0.338, 33, 3.47),
}
# model, proposer, kind; (v, z, y, a) of each offer; κ̂, k_N, U_F
VALUES = [
    ("A", "L", "two offers", [(0.9213689512, 0.1052552940, 0.8647313772, 1),
     (1, 0.1053609238, 0.1352686228, 1)], 0.9283466708, 0.9431835362, 0.004479491308),
    ("B", "L", "two offers", [(0.7285748398, 1.664308235, 0.5134390140, 1),
     (1, 1.728923561, 0.4865609860, 1)], 0.7671623470, 0.8255418338, 0.2279686944),
    ("C", "F", "two demands", [(0.5723920207, 0.9785967560, 0.8208429262, 1),
     (1, 0.9841730880, 0.1501236609, 0.8379443675)], 0.9463206524, 0.9648330939, 0.01443642396),
    ("D", "F", "demand or refusal", [(0.3793281479, 0.1849980933, 0.4023414829, 0.4023414829)],
     0.2412767899, 0.3784840280, 0.001065727663),
    ("D", "L", "deal or no deal", [(0.3793281479, 0.1849980933, 0.4023414829, 1)],
     0.2412767899, 0.3784840280, 0.001065727663),
    ("E", "L", "two offers", [(0.6141584623, 0.2762125822, 0.4425286007, 1),
     (0.7577120866, 0.2910083120, 0.5574713993, 1)], 0.3737251197, 0.3972629160, None),
    ("F", "L", "two offers", [(0.3779264214, 0.1729758718, 0.6668539439, 1),
     (0.7310252469, 0.1837919371, 0.3331460561, 1)], 0.6096237831, 0.6237860295, None),
    ("G", "F", "demand or refusal", [(0.8464036592, 0.2164747928, 0.5991748813, 0.5991748813)],
     0.2070739550, 0.3334629645, 0.009900260801),
    ("G", "L", "deal or no deal", [(0.8464036592, 0.2164747928, 0.5991748813, 1)],
     0.2070739550, 0.3334629645, 0.009900260801),
    ("G", "F", "two demands", [(0.8464036592, 0.2412132728, 0.4372024233, 1),
     (0.9542056280, 0.2575408979, 0.4226300824, 0.7509450998)], 0.2345812099, 0.3644659165, 0.03590389644),
    ("G", "L", "two offers", [(0.8464036592, 0.2213096011, 0.4760256301, 1),
     (1, 0.2628052342, 0.5239743699, 1)], 0.2476143567, 0.3965079596, 0.03547443018),
    ("H", "F", "two demands", [(0.0414650064, 0.3035419329, 0.0852987560, 1),
     (0.1256523650, 0.3355642277, 0.3380946558, 0.3696230414)], 0.5566701391, 0.7953887445, 0.0006561636348),
    ("H", "F", "demand or refusal", [(0.1256523650, 0.3376843872, 0.8632885608, 0.8632885608)],
     0.5626499266, 0.8019621317, 0.001547195297),
    ("I", "F", "demand or refusal", [(0.7079335738, 0.6358210674, 0.2527546112, 0.2527546112)],
     0.3859077267, 0.5591552260, 0.008162085440),
    ("I", "F", "two demands", [(0.7079335738, 0.6556830282, 0.2303344177, 1),
     (0.8014439514, 0.6747853666, 0.6102144601, 0.7928306451)], 0.4332241167, 0.5964111115, 0.04316341546),
]  # fmt: skip
# how many mixed equilibria T11 names
COUNTS = {"AL": 1, "BL": 1, "CF": 1, "DF": 1, "DL": 1, "EL": 1, "FL": 1, "GF": 2, "GL": 2, "HF": 2, "IF": 2}


def model_of(name: str) -> sm.Model:
    values = dict(zip(NAMES, MODELS[name], strict=True))
    return sm.Model(**values, information=sm.Linear() if name in "ABCD" else sm.Binomial())


@pytest.mark.parametrize(("name", "proposer", "kind", "offers", "reading", "absent", "payoff"), VALUES)
def test_the_values_of_t11(name, proposer, kind, offers, reading, absent, payoff):
    solution = sm.solve(model_of(name), proposer=proposer, strategies="mixed")
    (found,) = [eq for eq in solution.mixed if eq.kind == kind]
    seen = [(o.visit_probability, o.concession, o.struck, o.accepted) for o in found.offers]
    np.testing.assert_allclose(seen, offers, rtol=3e-9)
    np.testing.assert_allclose([found.weakness_visit, found.weakness_no_visit], [reading, absent], rtol=1e-9)
    if payoff is not None:
        assert found.payoff_F == pytest.approx(payoff, rel=1e-9)
    assert found.certificate.passed


@pytest.mark.parametrize("case", COUNTS)
def test_t11_names_every_mixed_equilibrium(case):
    solution = sm.solve(model_of(case[0]), proposer=case[1], strategies="mixed")
    assert len(solution.mixed) == COUNTS[case]
    assert solution.status is not sm.Status.UNDECIDED


def draws(seed: int, size: int, binomial: bool):
    """Draw wide models with σ < 1 and finite Ψ."""
    random = np.random.default_rng(seed)
    spread = {"alpha": (-1, 2), "beta": (-1, 2), "tau": (-2.5, 0.7), "rho": (-2.5, 0.7), "psi": (0, 4)}
    for _ in range(size):
        values = {name: 10 ** random.uniform(*ends) for name, ends in spread.items()}
        values |= {name: random.random() for name in ("sigma", "q", "r")}
        values["k_max"] = 1.0 + 3.0 * random.random() * (random.random() < 0.5)
        values["n"] = int(random.integers(1, 31)) if binomial else 10 ** random.uniform(-1, 3)
        yield sm.Model(**values, information=sm.Binomial() if binomial else sm.Linear())


@pytest.mark.parametrize("binomial", [False, True])
def test_every_model_has_an_equilibrium_and_the_reader_confirms_the_mixed_ones(binomial):
    judged = 0
    for model in draws(11, 60, binomial):
        for proposer in "FL":
            solution = sm.solve(model, proposer=proposer, strategies="mixed")
            assert solution.status is not sm.Status.UNDECIDED
            visits = [eq for eq in solution.equilibria if eq.visit_probability > 0.0]
            reading = solution.supporting_reading
            # T11's theorem: equilibria with visits, or no visits with a reading of at most k₀
            most = model.prior_weakness * (1 + 1e-9)
            assert visits or solution.mixed or (reading is not None and reading <= most)
            if solution.mixed:
                found = sm.verify(solution.to_dict())
                assert found.passed, found.lines
                judged += len(solution.mixed)
    assert judged > (10 if binomial else 0)


def test_what_holds_whoever_proposes_and_what_f_takes():
    """T11 (d): L's legs are F's with u₀ = 0; T11 (f): isolation − U_L(S=1) = Ψk₀(k_N − k₀)/c."""
    model = model_of("D")
    (of_f,) = sm.solve(model, proposer="F", strategies="mixed").mixed
    (of_l,) = sm.solve(model, proposer="L", strategies="mixed").mixed
    assert of_f.index == of_l.index == -1
    assert of_f.offers[0].concession == pytest.approx(of_l.offers[0].concession, rel=1e-12)
    for eq in (of_f, of_l):
        loss = eq.payoff_L_isolated - eq.payoff_L_salient
        k0 = eq.weakness_prior
        assert loss == pytest.approx(model.psi * k0 * (eq.weakness_no_visit - k0) / model.k_max, abs=1e-12)
        assert eq.is_resource_curse


def test_the_fold_of_a_leg_at_the_least_salience():
    """T11 (h): below σ_min = .2776156232 the leg of model D is gone, and with it pure visits."""
    model = model_of("D")
    least = 0.2776156232
    above = sm.solve(model.replace(sigma=least + 1e-5), proposer="F", strategies="mixed")
    below = sm.solve(model.replace(sigma=least - 1e-5), proposer="F", strategies="mixed")
    assert len(above.mixed) == 1
    assert above.mixed[0].offers[0].struck == pytest.approx(least / (least + 1e-5), rel=1e-6)
    assert not below.mixed
    assert all(eq.visit_probability == 0.0 for eq in below.equilibria)


def test_nothing_is_mixed_with_infinite_office_benefits_or_open_bargaining():
    model = model_of("D")
    assert sm.solve(model.replace(psi=np.inf), proposer="L", strategies="mixed").mixed == ()
    assert sm.solve(model, bargaining="open", strategies="mixed").mixed == ()


def test_strategies_that_cannot_be_answered_are_refused_with_the_reason():
    with pytest.raises(sm.InputError) as refused:
        sm.solve(model_of("D"), bargaining="half", strategies="behavioural")
    assert [fault.split(" = ")[0] for fault in refused.value.faults] == ["bargaining", "strategies"]
    with pytest.raises(sm.InputError, match=r"sigma=0\.999999"):
        sm.solve(model_of("D").replace(sigma=1.0), strategies="mixed")


def test_smallest_belief_and_the_salience_that_is_missing():
    """T11 (g), (h): model D below σ_min has no equilibrium but with κ̂ = .2256424328."""
    model = model_of("D").replace(sigma=0.2)
    none = sm.solve(model, strategies="mixed")
    assert none.status is sm.Status.NONE
    assert "pure or mixed" in none.summary() and "0.277616" in none.summary()
    found = sm.solve(model, strategies="mixed", off_path="smallest")
    assert found.equilibrium.kind == "no visits"
    assert found.equilibrium.index == 1
    assert found.equilibrium.weakness_visit == pytest.approx(0.2256424328, rel=1e-9)
    assert sm.verify(found.to_dict()).passed
    assert sm.check(model, off_path="smallest").passed
    assert not sm.check(model, off_path=0.2256).passed


@pytest.mark.parametrize(("name", "proposer"), ["AL", "CF", "GF", "GL"])
def test_plays_of_mixed_equilibria_agree_with_what_they_report(name, proposer):
    model = model_of(name)
    for eq in sm.solve(model, proposer=proposer, strategies="mixed").mixed:
        assert sm.simulate(model, eq, plays=100_000, seed=3).agrees
    with pytest.raises(sm.InputError, match="mixed strategies"):
        sm.simulate(model, eq, deviation={"concession": 0.2})


@pytest.mark.parametrize(("name", "proposer"), ["EL", "FL", "GF", "GL", "HF", "IF"])
def test_on_a_tree_nobody_regrets_a_mixed_equilibrium(name, proposer):
    model = model_of(name)
    for eq in sm.solve(model, proposer=proposer, strategies="mixed").mixed:
        tree = sm.extensive_form(model, proposer=proposer, equilibrium=eq, concessions=10, cutoffs=8)
        profile = sm.profile_on_tree(tree, eq)
        regrets = (profile.agent_max_regret, profile.max_regret, *profile.imposed_regrets().values())
        assert max(regrets) <= 1e-12 * (1.0 + model.psi)
        assert profile.payoffs["F"] == pytest.approx(model.sigma * eq.payoff_F, abs=1e-12)
        assert profile.payoffs["C"] == pytest.approx(eq.payoff_C, abs=1e-12)
