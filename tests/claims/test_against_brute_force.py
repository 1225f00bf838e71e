"""What the audit counts and refutes, counted and refuted again by brute force, which knows no theorem.

A fast part of ``benchmarks/audit_witness.py``.
"""

import numpy as np
import pytest

from summitry.audits.draws import blocks, with_counts
from summitry.audits.tally import Run
from summitry.audits.verdict import examples_of
from summitry.claims import Sample, claims
from summitry.model.information import Binomial, Linear
from witness.brute_force.audited import as_model, count, outcomes, usual, worst_change

CLAIMS = claims()
NAMES = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
QUICK = {"points": 6000, "conjectures": 200}
FIRST = 100
STEPS = (1e-3, 5e-3, 2e-2)
COMPARISONS = [id for id, claim in CLAIMS.items() if claim.compares and not claim.base]


@pytest.fixture(scope="module")
def table():
    """Draws from the usual ranges: the brute force's grid underflows at wider priors."""
    return usual(next(blocks(1200, seed=11)))


def differences(rows, failing, proposer, information):
    """Rows on which brute force disagrees that no equilibrium exists, knife edges left out."""
    found = []
    for row, fails in zip(rows, failing, strict=True):
        model = as_model(row, information)
        number, near = count(model, proposer, **QUICK)
        if number is not None and (number == 0) != fails and not near:
            number, near = count(model, proposer)  # a finer grid
            if (number == 0) != fails and not near:
                found.append(model)
    return found


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_no_equilibrium_means_none(table, proposer):
    found = CLAIMS[f"beyond-existence-{proposer}"].evaluate(Sample(table, threads=1))
    looked = found.fails | (np.arange(len(table)) < FIRST)
    assert found.fails[looked].sum() > 25
    assert not differences(table[looked], found.fails[looked], proposer, "linear")


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_no_equilibrium_means_none_with_steps(table, proposer):
    rows = with_counts(table[:40])
    found = CLAIMS[f"beyond-existence-{proposer}-binomial"].evaluate(Sample(rows, Binomial()))
    assert not differences(rows, found.fails, proposer, "binomial")


@pytest.fixture(scope="module")
def tallies():
    chosen = [CLAIMS[id] for id in COMPARISONS]
    run = Run(chosen, threads=1)
    for part in blocks(8192, seed=5):
        run.add(part)
    return run.tallies


@pytest.mark.parametrize("id", COMPARISONS)
def test_a_comparison_that_fails_fails_by_brute_force(tallies, id):
    claim, tally = CLAIMS[id], tallies[id]
    if not tally.failures:
        assert tally.applicable > 0
        return
    quantity, change, sign = claim.compares
    proposer = claim.needs[0][1]
    for example in examples_of(claim, tally.failed, Linear()):
        model = as_model([float(example.model[name]) for name in NAMES])
        for step in STEPS:
            worst = worst_change(model, proposer, quantity, change, sign, step)
            if worst is not None and worst < 0.0:
                return  # one of the counterexamples, confirmed
    pytest.fail(f"{id}: none of the counterexamples fails by brute force")


@pytest.mark.parametrize("proposer", ["F", "L"])
def test_closed_doors_leave_l_worse_off_by_brute_force(table, proposer):
    found = CLAIMS[f"s7-closed-doors-U_L-{proposer}"].evaluate(Sample(table, threads=1))
    for row in table[found.fails & (found.margin < -1e-4)][:5]:
        rows = outcomes(as_model(row), proposer)
        assert (
            min(
                e["U_L"] + min(e["psi"], 1e300) * e["isolated"]
                for e in rows
                if np.isfinite(e["psi"])
            )
            < 0
        )
