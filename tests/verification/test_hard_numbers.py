"""Right answers whose numbers are hard to get twice: the reader's tolerances have their terms' scale."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from mpmath import mp, mpf

import summitry as sm
from summitry.verification.cost import distribution

# κ̂ is the knife's edge at which L is indifferent, and nearly k₀: its last bit is 1e-12 of what a deal brings
EDGES = [
    sm.Model(alpha=2.71054765422355, beta=18.508338028116935, n=17, sigma=0, q=0, tau=0.3502425112647499,
             rho=0.022680972614583607, r=1, psi=11349.43452833423, information=sm.Binomial()),
    sm.Model(alpha=0.021174829350552645, beta=0.020234203345908988, sigma=0, q=0, tau=0.0012613443056665656,
             rho=0.06451601918852819, r=0, psi=633.2978355995301, k_max=2.9539699008588873,
             information=sm.Atoms((0.09581692376766279, 0.005888373213976439, 0.2599066304688356,
                                   0.350596303100311, 0.2877917694492142),
                                  (0.1905826730300916, 0.16727328780554912, 0.18831390483562568,
                                   0.6990933924722754, 0.6093039301735725))),
]  # fmt: skip
LAWS = {
    # G is tiny where 1 − (1−xᵃ)ᵇ loses its digits
    "kumaraswamy": sm.Model(
        alpha=48.034964798726705, beta=0.35544516768904394, n=45.958913849465965, sigma=0.5553383168631942,
        q=0.6637327805734813, tau=0, rho=0.36637336863319736, r=0.3547102857627855, psi=math.inf,
        cost=sm.Kumaraswamy(4.707108978983127, 3.3278103131470824)),
    # one signal: no visit tells anything, and G(k₀) − h is rounding
    "one signal": sm.Model(
        alpha=0.2333900424306922, beta=1.1642879297234705, sigma=0, q=0.9391670189485866,
        tau=0.0254458609934608, rho=0.7125237269789554, r=1, psi=math.inf,
        information=sm.Atoms((1.0,), (0.8330158684042354,)), cost=sm.Beta(1.14042356668, 0.86390166133)),
    # the profiles at ever larger Ψ belong to the law, not to the uniform one
    "limit of a law": sm.Model(
        alpha=4.327900790684731, beta=0.5094329624535913, n=14.918393965370567, sigma=0.7181581423147705, q=0,
        tau=0.003567729940088711, rho=0.15466278327573896, r=0, psi=math.inf, k_max=1.277572143825404,
        cost=sm.Power(0.784072438876479)),
    # at 1 − v = 1e-6 the gain of an open deal is less than rounding
    "open limit": sm.Model(
        alpha=0.2319010445062234, beta=29.828403401738363, n=3.3389957206371226, sigma=0.6410398648628572,
        q=1, tau=0.10385968389754174, rho=0.12034104913753665, r=0, psi=math.inf,
        cost=sm.Beta(3.566234025568177, 3.4562020847796218)),
    # challenges have probability 1e-37: no belief can be told from another
    "certain patience": sm.Model(
        alpha=11.510188611040236, beta=0.14892201030866511, n=9, sigma=0.827678286426061,
        q=0.12708727231208872, tau=0.7171855996822073, rho=1.0008812474243998, r=1, psi=math.inf,
        k_max=4.85505525393229, information=sm.Binomial(),
        cost=sm.Lognormal(-0.7095294083588892, 0.41242009733912105)),
}  # fmt: skip


@pytest.mark.parametrize("model", EDGES, ids=["coin flips", "atoms"])
def test_no_visits_read_as_the_smallest_belief_is_confirmed(model):
    solution = sm.solve(model, proposer="F", off_path="smallest", strategies="mixed")
    assert any(eq.visit_probability == 0.0 for eq in solution.equilibria)
    found = sm.verify(json.loads(solution.to_json()))
    assert found.passed, found.lines


@pytest.mark.parametrize("model", EDGES, ids=["coin flips", "atoms"])
def test_a_belief_a_little_below_the_smallest_does_not_support_no_visits(model):
    least = sm.solve(
        model, proposer="F", off_path="smallest", strategies="mixed"
    ).supporting_reading
    document = json.loads(sm.solve(model, proposer="F", off_path=least).to_json())
    lower = {"off_path": least * (1.0 - 1e-6)}
    rows = [row | lower | {"weakness_visit": lower["off_path"]} for row in document["equilibria"]]
    found = sm.verify(document | lower | {"equilibria": rows})
    assert any("by another proposal" in line for line in found.lines)


@pytest.mark.parametrize("name", LAWS)
def test_answers_under_other_laws_are_confirmed(name):
    for solution in sm.solve_protocols(LAWS[name]):
        found = sm.verify(json.loads(solution.to_json()))
        assert found.passed, found.lines


@pytest.mark.parametrize("x", [1e-3, 0.01, 0.3, 0.99])
def test_the_readers_kumaraswamy_law_has_its_digits(x):
    a, b = 4.707108978983127, 3.3278103131470824
    with mp.workdps(40):
        right = float(1 - (1 - mpf(x) ** mpf(a)) ** mpf(b))
    mine = distribution(sm.Kumaraswamy(a, b))
    assert float(mine(np.array(x))) == pytest.approx(right, rel=1e-13, abs=0.0)
