"""Roots in pairs, deals that pay in a narrow range and rival deals between nodes: brute force finds them too.

A scan of nodes alone, or one that climbs too few of its turns, gets each of them wrong for a proposer.
"""

import pytest

import summitry as sm
from witness.brute_force.compare import as_library_model, compare

CASES = {
    "F: a pair of roots between two nodes": {
        "alpha": 5.62948, "beta": 4.00084, "n": 34.0002, "sigma": 0.945121, "q": 0.841301, "tau":
        0.875707, "rho": 0.711091, "r": 0.145279, "psi": 23.3990917, "k_max": 1.38748, "information":
        "linear",
    },
    "no visits: a deal pays in a narrow range of rare visits": {
        "alpha": 0.656115, "beta": 16.6721, "n": 79.63, "sigma": 0.375678, "q": 0.863822, "tau":
        0.595563, "rho": 1.5894, "r": 0.0798686, "psi": 6.84756, "k_max": 2.12355, "information":
        "linear",
    },
    "no visits: a deal pays in a narrow range": {
        "alpha": 0.432096, "beta": 8.04595, "n": 99187.1, "sigma": 1.0, "q": 0.738385, "tau":
        0.0882854, "rho": 0.916349, "r": 0.732734, "psi": 0.753512, "k_max": 1.07383, "information":
        "linear",
    },
    "F: nothing pays just after her own deal": {
        "alpha": 0.500315, "beta": 0.872375, "n": 65.8126, "sigma": 0.740184, "q": 0.527284, "tau":
        0.766154, "rho": 0.906583, "r": 0.226678, "psi": 24.7795, "k_max": 3.95455, "information":
        "linear",
    },
    "F: nothing pays beside her own deal, opaque": {
        "alpha": 3.865, "beta": 1.1707, "n": 58.8993, "sigma": 0.0924409, "q": 0.0973612, "tau":
        0.377826, "rho": 0.577163, "r": 0.979985, "psi": 282.216, "k_max": 3.40528, "information":
        "linear",
    },
    "F: something pays just after her own deal": {
        "alpha": 1.06429, "beta": 0.430179, "n": 61.0964, "sigma": 0.747612, "q": 0.491337, "tau":
        0.378803, "rho": 1.23639, "r": 0.451874, "psi": 19.4135, "k_max": 1.63111, "information":
        "linear",
    },
    "F: something pays next to her own deal near v = 1": {
        "alpha": 5.9745, "beta": 0.408196, "n": 259.616, "sigma": 0.664576, "q": 0.0, "tau":
        0.286121, "rho": 1.00794, "r": 0.127486, "psi": 34971.6, "k_max": 4.64659, "information":
        "linear",
    },
    "L: a rival at the start of the last step": {
        "alpha": 1.50706, "beta": 3.39315, "n": 1, "sigma": 0.00277412, "q": 0.849163, "tau":
        0.951391, "rho": 1.22071, "r": 0.911832, "psi": 1272.76, "k_max": 1.12291, "information":
        "binomial",
    },
    "L: a rival on the last step": {
        "alpha": 0.716279, "beta": 33.2814, "n": 1, "sigma": 0.0, "q": 1.0, "tau": 0.303037, "rho":
        0.659166, "r": 0.128568, "psi": 17041.8, "k_max": 3.9476, "information": "binomial",
    },
    "L: a rival at the start of an inner step": {
        "alpha": 5.82531, "beta": 1.83736, "n": 5, "sigma": 0.430389, "q": 0.989091, "tau":
        0.420134, "rho": 0.0400626, "r": 0.755021, "psi": 1094.26, "k_max": 4.31269, "information":
        "binomial",
    },
    "F: nothing pays after her own deal inside a step": {
        "alpha": 5.32435, "beta": 0.547945, "n": 29, "sigma": 0.494353, "q": 0.508084, "tau":
        0.51505, "rho": 1.34062, "r": 0.441715, "psi": 599.33, "k_max": 3.12097, "information":
        "binomial",
    },
    "L: a rival inside a step refutes an end": {
        "alpha": 8.52098, "beta": 0.527213, "n": 23, "sigma": 0.283956, "q": 0.581, "tau": 0.375408,
        "rho": 1.88873, "r": 0.408899, "psi": 42154.6, "k_max": 1.31844, "information": "binomial",
    },
    "L: another": {
        "alpha": 2.33835, "beta": 0.378115, "n": 31, "sigma": 0.355479, "q": 0.992494, "tau":
        0.460445, "rho": 0.579039, "r": 0.830012, "psi": 8611.36, "k_max": 3.83814, "information":
        "binomial",
    },
    "L: the end of a step, refuted from inside the next": {
        "alpha": 16.3208, "beta": 31.9431, "n": 6, "sigma": 0.0, "q": 1.0, "tau": 0.229713, "rho":
        0.910297, "r": 0.0581796, "psi": 6731.82, "k_max": 4.4013, "information": "binomial",
    },
    "L: a pair of roots near v = 1": {
        "alpha": 21.58070391528144, "beta": 0.8232672296385962, "n": 1.231437828019411,
        "sigma": 0.9989817505024841, "q": 0.9089056635140648, "tau": 1.5951619822947274,
        "rho": 0.26892838923216034, "r": 1.0, "psi": 13330.042629972933, "k_max": 1.0,
        "information": "linear",
    },
    "F: a pair of roots where 1 - v is as small as 1 - sigma": {
        "alpha": 21.755968437446622, "beta": 1.0, "n": 100000.0, "sigma": 0.999999, "q": 0.0,
        "tau": 1.6455507421134672, "rho": 0.06921324450921353, "r": 0.0, "psi": 108.48197832528125,
        "k_max": 1.0,
        "information": "linear",
    },
}  # fmt: skip


@pytest.mark.parametrize("proposer", ["F", "L"])
@pytest.mark.parametrize("name", CASES)
def test_what_happens_between_nodes(name, proposer):
    result = compare(CASES[name], proposer)
    assert not result.disagreements, result


@pytest.mark.parametrize(
    "name", [name for name in CASES if CASES[name]["information"] == "binomial"]
)
def test_the_checker_alone_refuses_what_the_solver_refutes(name):
    # the solver knows slopes, the checker values only: each must see the rival by itself
    solution = sm.solve(as_library_model(CASES[name]), proposer="L")
    passed = [eq.visit_probability for eq in solution.rejected if eq.certificate.passed]
    assert not passed


def test_a_pair_of_roots_beside_another_root():
    # the two larger ones were found by a search with 60 digits in plain Python, which shares no code
    model = sm.Model(
        alpha=0.79, beta=0.021, n=0.96, sigma=0.999999995, q=0.995, tau=0.0032, rho=1.14, r=0.99995,
        psi=2.96, k_max=1.21,
    )  # fmt: skip
    found = [eq.visit_probability for eq in sm.solve(model, proposer="L").equilibria]
    assert found[0] == 0
    assert found[1:] == pytest.approx([0.96504, 0.978499575, 0.98841533], abs=6e-6)
    assert found[2:] == pytest.approx([0.978499575, 0.98841533], abs=6e-9)
