"""Swaps (T13.6): the test values, brute force on reports, the index theorem, bad input."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm
from witness.brute_force import swaps

A = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
B = sm.Model(alpha=4, beta=1.2, n=30.5, tau=0.3, rho=0.2, r=0.1, sigma=0.35, q=0.95, psi=60)
POOR = A.replace(psi=5)
# T13.6: the pair, the side payment, (v₁, v₂)
VALUES = [
    (A, A, 0.0, (0.922607466432, 0.922607466432)),
    (POOR, POOR, 0.0, (0.460169365512, 0.460169365512)),
    (POOR, POOR, 0.0, (0.001980371135, 0.779075416479)),
    (POOR, POOR, 0.0, (0.779075416479, 0.001980371135)),
    (A, B, 0.0, (0.972698367900, 0.941354421285)),
    (A, A, 0.1, (0.902951083843, 0.936827078216)),
    (A, A, -0.1, (0.936827078216, 0.902951083843)),
]


def drawn(rng: np.random.Generator, **fixed: object) -> sm.Model:
    """Draw one leader."""

    def log(low: float, high: float) -> float:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    values = {
        "alpha": log(0.5, 8), "beta": log(0.5, 8), "n": log(2, 60), "psi": log(2, 200),
        "tau": float(rng.uniform(0.02, 0.6)), "rho": float(rng.uniform(0.05, 2)),
        "r": float(rng.uniform(0, 1)), "k_max": float(rng.uniform(1, 2)), "sigma": 0.0, "q": 0.5,
    }  # fmt: skip
    return sm.Model(**(values | fixed))


@pytest.mark.parametrize(("one", "two", "paid", "v"), VALUES)
def test_the_theorys_swaps_are_found(
    one: sm.Model, two: sm.Model, paid: float, v: tuple[float, float]
) -> None:
    found = sm.reciprocal.swap(one, two, side_payment=paid).swaps
    distance = [max(np.abs(np.subtract(eq.visit_probability, v))) for eq in found]
    assert min(distance) < 1e-11


def test_printed_payoffs_and_beliefs() -> None:
    alike = sm.reciprocal.swap(A, A).swaps[0]
    assert alike.weakness_visit == pytest.approx((0.58108816049,) * 2, abs=1e-11)
    assert alike.payoff_salient == pytest.approx((19.14020165,) * 2, abs=5e-9)
    assert alike.payoff_isolated == pytest.approx((19.2,) * 2, abs=1e-12)
    unlike = sm.reciprocal.swap(A, B).swaps[0]
    assert unlike.payoff_salient == pytest.approx((19.184787037, 56.689761995), abs=5e-10)


def test_the_symmetric_swap_is_unstable_and_the_others_are_stable() -> None:
    found = sm.reciprocal.swap(POOR, POOR).equilibria
    assert [eq.is_stable for eq in found] == [True, False, True]
    assert [eq.index for eq in found] == [1, -1, 1]


def test_a_symmetric_swap_can_be_stable() -> None:
    """T13.6 observed none among 132; with Ψ so low that visits are rare there are."""
    model = sm.load_scenario("uniform-example").model
    alone = sm.reciprocal.swap(
        model.replace(psi=3.84342857), model.replace(psi=3.84342857)
    ).equilibrium
    assert alone.visit_probability == pytest.approx((0.5, 0.5), abs=1e-8)
    assert alone.is_stable
    many = sm.reciprocal.swap(model.replace(psi=3), model.replace(psi=3)).equilibria
    assert [(eq.kind, eq.is_stable) for eq in many] == [
        ("no swap", True), ("swap", False), ("swap", True),
    ]  # fmt: skip


def test_best_replies_on_reports_cross_at_the_same_pairs() -> None:
    rng, reports = np.random.default_rng(7), 120
    for _ in range(6):
        one, two, sigma = drawn(rng), drawn(rng), float(rng.uniform(0, 0.9))
        found = np.array(
            [eq.visit_probability for eq in sm.reciprocal.swap(one, two, sigma).equilibria]
        )
        grid = swaps.equilibria(one.to_dict(), two.to_dict(), sigma, reports)
        far = np.abs(found[:, None] - grid[None]).max(-1)
        # the outermost report is too coarse for an equilibrium inside it
        inner = (
            (found == 0) | (found == 1) | ((found > 1 / reports) & (found < 1 - 1 / reports))
        ).all(1)
        assert (far.min(1)[inner] <= 1.5 / reports).all()
        assert (far.min(0) <= 4 / reports).all()


@pytest.mark.parametrize("information", [sm.Linear(), sm.Binomial()])
def test_an_equilibrium_exists_and_the_indices_add_up_to_one(information: sm.Information) -> None:
    rng = np.random.default_rng(3)
    for _ in range(30):
        steps = {"information": information} | ({"n": 5} if information != sm.Linear() else {})
        one, two = (drawn(rng, **steps) for _ in range(2))
        found = sm.reciprocal.swap(one, two, float(rng.uniform(0, 0.95)))
        assert found.status is not sm.Status.UNDECIDED
        assert sum(eq.index for eq in found.equilibria) == 1
        assert all(eq.certificate.passed for eq in found.equilibria)


def test_a_symmetric_swap_is_f_proposing_without_default_at_a_lower_salience() -> None:
    rng, seen = np.random.default_rng(5), 0
    while seen < 10:
        model, sigma = drawn(rng, r=1.0), float(rng.uniform(0.05, 0.9))
        for eq in sm.reciprocal.swap(model, model, sigma).swaps:
            v, other = eq.visit_probability
            if abs(v - other) > 1e-9 or not 1e-6 < v < 1 - 1e-6:
                continue
            closed = sm.solve(model, proposer="F", sigma=sigma * v)
            near = [e.visit_probability for e in (*closed.equilibria, *closed.rejected)]
            assert min(abs(x - v) for x in near) < 1e-8
            seen += 1


def test_net_effect_of_a_symmetric_swap_has_its_closed_form() -> None:
    rng = np.random.default_rng(6)
    for _ in range(40):
        model, sigma = drawn(rng), float(rng.uniform(0, 0.9))
        for eq in sm.reciprocal.swap(model, model, sigma).swaps:
            v, other = eq.visit_probability
            if abs(v - other) > 1e-9 or not 1e-6 < v < 1 - 1e-6:
                continue
            m, k0, kappa = (
                float(sm.WeaknessCurve(model).m(v)),
                model.prior_weakness,
                eq.weakness_visit[0],
            )
            rho, c, tau = model.rho, model.k_max, model.tau
            rent = rho * kappa * (m - kappa) / c
            curse = sigma * (k0 / kappa) * (tau + rho * kappa * m / c)
            assert eq.gain[0] == pytest.approx(v * v * (rent - curse), abs=1e-9 * model.psi)


def test_a_worse_rule_fails_its_certificate() -> None:
    from summitry.reciprocal.certificates import swap_certificate
    from summitry.reciprocal.leaders import Leader, Rule

    leaders = Leader(A), Leader(A)
    rules = tuple(Rule(*(float(x[0]) for x in leader.at([0.8], [0.2]))) for leader in leaders)
    absent = [r.kappa + r.drop / (1 - 0.35 * r.v * r.v) for r in rules]
    found = swap_certificate(leaders, rules, (absent[0], absent[1]), 0.35, 0.0)
    assert not found.passed
    assert found.best.decision == "approval"


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(sm.InputError) as error:
        sm.reciprocal.swap(A.replace(psi="inf"), 3, 1.0, "much", off_path=("prior", "strongest"))
    faults = "\n".join(error.value.faults)
    assert len(error.value.faults) == 5
    for words in (
        "model_1: psi",
        "model_2: 3 is a number",
        "sigma = 1",
        "side_payment",
        "off_path",
    ):
        assert words in faults
    with pytest.raises(sm.InputError, match="sigma is missing, and the models differ"):
        sm.reciprocal.swap(A, A.replace(sigma=0.5))


def test_a_solution_is_written_as_plain_data() -> None:
    import json

    found = sm.reciprocal.swap(A, B)
    data = json.loads(found.to_json())
    assert len(data["equilibria"]) == len(found.equilibria)
    assert "unstable" in found.summary()
    with pytest.raises(sm.NoUniqueEquilibriumError):
        _ = found.equilibrium
