"""Cost thresholds and equilibria by cost, against the certified solver (T12)."""

from __future__ import annotations

import numpy as np
import pytest

from estimation.certified import most_visits
from summitry import engine

PROPOSERS = (engine.PROPOSER_F, engine.PROPOSER_L)


def draws(count, seed):
    """Models around T12's test point, as wide as any iterate of a fit; τ is not used."""
    random = np.random.default_rng(seed)

    def expit(x):
        return 1.0 / (1.0 + np.exp(-x))

    k0, sigma, q = (expit(m + random.normal(0.0, 0.8, count)) for m in (-0.8, -1.4, 0.4))
    s, n, rho, psi = (
        np.exp(m + random.normal(0.0, 0.5, count)) for m in (np.log(6), np.log(12), np.log(2), 4.8)
    )
    c = np.exp(3.0 + random.normal(0.0, 0.7, count))
    columns = (
        s * (1.0 - k0),
        s * k0,
        n,
        sigma,
        q,
        np.ones(count),
        rho * c,
        np.full(count, 0.5),
        psi * c,
        c,
    )
    return np.column_stack(columns)


@pytest.mark.parametrize("proposer", PROPOSERS)
def test_a_threshold_divides_costs_with_visits_from_costs_without(proposer):
    table = draws(400, 3)
    found = engine.cost_thresholds(table, proposer)
    some = found.binding != engine.BINDS_NEVER
    assert some.mean() > 0.9
    costs = np.where(some, found.cost, 1.0)[:, None] * np.array([1.0 - 1e-9, 1.0 + 1e-9])
    v = most_visits(table, proposer, costs)[:, :, 0]
    inside = some & (found.binding != engine.BINDS_AT_ENTRY)  # there v itself falls to 0
    assert np.isfinite(v[inside, 0]).all()
    assert np.isnan(v[some, 1]).all()
    assert np.isnan(v[~some]).all()


@pytest.mark.parametrize("proposer", PROPOSERS)
def test_equilibria_by_cost_are_the_certified_ones_with_most_visits(proposer):
    table = draws(150, 4)
    found = engine.cost_thresholds(table, proposer)
    table, threshold = table[found.cost > 0.0], found.cost[found.cost > 0.0]
    costs = threshold[:, None] * np.linspace(0.02, 0.999, 20)  # more than are solved together
    mine = engine.visits_at_costs(table, proposer, costs)
    expected = most_visits(table, proposer, costs)
    assert np.array_equal(np.isnan(expected), np.isnan(mine.beliefs))
    assert np.nanmax(np.abs(mine.beliefs - expected)) < 1e-11
    bare = engine.visits_at_costs(table, proposer, costs, slopes=False)
    assert np.array_equal(bare.beliefs[..., 0], mine.beliefs[..., 0], equal_nan=True) or (
        np.nanmax(np.abs(bare.beliefs - mine.beliefs)) < 1e-13
    )


@pytest.mark.parametrize("proposer", PROPOSERS)
@pytest.mark.parametrize("column", [k for k in range(10) if k != engine.TAU])
def test_slopes_of_thresholds_and_beliefs_are_those_of_differences(proposer, column):
    table = draws(60, 5)
    found = engine.cost_thresholds(table, proposer)
    table, slopes = table[found.cost > 0.0], found.slopes[found.cost > 0.0]
    costs = found.cost[found.cost > 0.0][:, None] * np.linspace(0.1, 0.9, 4)
    beliefs = engine.visits_at_costs(table, proposer, costs)
    step = 1e-4 * table[:, column]
    thresholds, moved = [], []
    for side in (1.0, -1.0):
        other = table.copy()
        other[:, column] += side * step
        thresholds.append(engine.cost_thresholds(other, proposer).cost)
        moved.append(most_visits(other, proposer, costs))
    rise = (thresholds[0] - thresholds[1]) / (2.0 * step)
    size = np.abs(slopes[:, column] * table[:, column]) + 1e-3 * found.cost[found.cost > 0.0]
    assert np.quantile(np.abs(rise - slopes[:, column]) * table[:, column] / size, 0.99) < 1e-5
    rise = (moved[0] - moved[1]) / (2.0 * step)[:, None, None]
    error = np.abs(rise - beliefs.slopes[..., column]) * table[:, None, None, column]
    assert np.nanquantile(error, 0.99) < 1e-6


def test_gains_bind_in_the_way_that_is_said():
    """Where F would ask for more at the threshold, so would L pay for a little more: both bind there."""
    table = draws(300, 6)
    of_f, of_l = (engine.cost_thresholds(table, proposer) for proposer in PROPOSERS)
    both = (of_f.binding == 3) & (of_l.binding == 3) & (of_f.visit > 1e-3)
    assert both.sum() > 100
    assert np.abs(of_f.cost[both] / of_l.cost[both] - 1.0).max() < 1e-12  # T_F(v) = T_L(v) (E3)
