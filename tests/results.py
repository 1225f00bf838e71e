"""One object of every kind that summitry hands to its users, by the name of its class."""

from __future__ import annotations

from functools import cache
from typing import Any

import summitry as sm

MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
STEPS = MODEL.replace(n=3, information=sm.Atoms([0.25, 0.5, 0.25], [0.4, 0.6, 0.8]))
NONE = STEPS.replace(q=0.1)  # with L proposing there is no equilibrium, and below there are three (T5)
THREE = sm.Model(
    alpha=10.908, beta=0.4495, n=5.254, tau=0.5899, rho=0.6174, r=0.1283, sigma=0.9778, q=0.7715,
    psi=1312.86,
)  # fmt: skip


@cache
def results() -> dict[str, Any]:
    """Make them, once for all tests."""
    solutions = sm.solve_protocols(MODEL)
    solution = solutions[1]
    eq = solution.equilibrium
    tree = sm.extensive_form(STEPS, concessions=3, cutoffs=3)
    found = sm.solve(STEPS, proposer="F").equilibrium
    audit = sm.audit(points=300, claims=["s7-closed-doors-U_L-F", "prop-4"], threads=1)
    played = sm.simulate(MODEL, eq, plays=1000, deviation={"concession": 0.7})
    return {
        "Model": MODEL,
        "Model with atoms": STEPS,
        "Model at a limit": MODEL.replace(psi="inf"),
        "Linear": sm.Linear(),
        "Binomial": sm.Binomial(),
        "Article": sm.Article(),
        "Atoms": STEPS.information,
        "Scenario": sm.load_scenario("korea-1964"),
        "Status": solution.status,
        "Gains": sm.who_gains(solution),
        "Solution": solution,
        "Solutions": solutions,
        "Solution without": sm.solve(NONE),
        "Solution with three": sm.solve(THREE),
        "Solution at a limit": sm.solve(MODEL.replace(psi="inf"), proposer="F"),
        "Equilibrium": eq,
        "Equilibrium on steps": found,
        "Certificate": eq.certificate,
        "Deviation": eq.certificate.best,
        "VisitSubgame": sm.visit_subgame(MODEL, visit_probability=0.5),
        "VisitSubgame without visits": sm.visit_subgame(MODEL, concession=0.01),
        "Simulation": sm.simulate(MODEL, eq, plays=1000),
        "Simulation of a deviation": played,
        "Comparison": played["gain"],
        "ExtensiveForm": tree,
        "TreeProfile": sm.profile_on_tree(
            sm.extensive_form(STEPS, proposer="F", concessions=3, cutoffs=3), found
        ),
        "Claim": sm.claims()["prop-4"],
        "Audit": audit,
        "Verdict": audit["prop-4"],
        "Verification": sm.verify(solution.to_dict()),
        "Verification that failed": sm.verify(altered(solution)),
    }


def altered(solution: sm.Solution) -> dict[str, Any]:
    """A saved result with a price that is not the equilibrium's."""
    saved = solution.to_dict()
    saved["equilibria"][0]["concession"] *= 1.5
    return saved
