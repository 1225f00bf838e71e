"""`solve_many` says how far it is, and a call that raises ends it."""

from __future__ import annotations

import numpy as np
import pytest

import summitry as sm

BASE = dict(alpha=2, beta=3, tau=0.1, rho=0.8, r=0.4, q=0.6, psi=30)
SIGMA = np.linspace(0.0, 1.0, 40_000)


@pytest.mark.parametrize(
    "fields, options",
    [
        (BASE | {"n": 12, "sigma": SIGMA}, {"threads": 2}),
        (BASE | {"n": 12, "sigma": SIGMA[:7]}, {"threads": 1}),
        (BASE | {"n": 12, "sigma": [0.5, 2.0, np.nan]}, {}),
        (BASE | {"n": 3, "sigma": SIGMA[::40]}, {"information": sm.Binomial(), "threads": 2}),
        (
            BASE | {"sigma": SIGMA[::100], "n": np.repeat([2.0, 3.0, 4.0, 2.5], 100)},
            {"information": sm.Binomial(), "equilibria": 1},
        ),
        (
            BASE | {"sigma": SIGMA[:6], "alpha": [2, 2, 4, 4, -1, 2]},
            {"information": sm.Atoms([0.5, 0.5], [0.5, 0.7])},
        ),
    ],
)
def test_progress_rises_from_the_start_to_all_models_and_changes_nothing(fields, options):
    said: list[tuple[int, int]] = []
    answer = sm.solve_many(fields, progress=lambda *now: said.append(now), **options)
    rows = max(np.size(value) for value in fields.values())
    done = [count for count, _ in said]
    assert {total for _, total in said} == {rows}
    assert done == sorted(done) and done[-1] == rows and done[0] < rows
    assert answer.identical(sm.solve_many(fields, **options))


def test_a_call_that_raises_ends_the_run():
    said = []

    def stop(done, total):
        said.append(done)
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sm.solve_many(BASE | {"n": 12, "sigma": SIGMA}, progress=stop, threads=2)
    assert len(said) == 2 and said[1] < SIGMA.size
