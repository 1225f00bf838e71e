"""Memory is lent again only when nobody holds it any more, and little of it waits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import summitry as sm
from summitry._old import memory

LARGE = 64  # numbers: enough to be lent, here


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch):
    monkeypatch.setattr(memory, "_free", {})
    monkeypatch.setattr(memory, "_LARGE", LARGE * 8)


def place(array):
    return array.__array_interface__["data"][0]


def test_what_nobody_holds_is_lent_again():
    first = memory.room((2, LARGE))
    where = place(first)
    del first
    again = memory.room((LARGE, 2))
    assert place(again) == where
    assert again.shape == (LARGE, 2)
    assert again.flags.c_contiguous
    assert again.flags.writeable


@pytest.mark.parametrize("part", [
    lambda x: x[1:2, ::3], lambda x: x.T, lambda x: x.reshape(-1)[-1:],
    lambda x: np.moveaxis(x[..., None], 0, -1), lambda x: memoryview(x),
    lambda x: x[0].view(np.int64), lambda x: None,
], ids=["part", "turned", "last", "moved", "buffer", "bits", "none"])  # fmt: skip
def test_memory_stays_with_whoever_holds_a_part_of_it(part):
    lent = memory.room((2, LARGE))
    lent[...] = np.arange(lent.size).reshape(lent.shape)
    held = part(lent)
    before = None if held is None else np.array(held)
    where = place(lent)
    del lent
    other = memory.room((2, LARGE))
    other[...] = -1.0
    assert (place(other) == where) == (held is None)
    if before is not None:
        assert np.array_equal(np.asarray(held), before)


def test_small_arrays_are_not_lent():
    small = memory.room((3, 4))
    assert small.base is None
    del small
    assert not memory._free


# the fixture's patches hold for all examples alike
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=12))
def test_no_two_holders_have_memory_in_common_and_little_waits(steps):
    """Whatever is taken and let go, in whatever order."""
    memory._free.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "KEPT", 60 * LARGE * 8)
        held = {}
        for number, (size, drop) in enumerate(steps):
            array = memory.room((size, LARGE))
            array[:, 0], array[-1, -1] = number, number
            held[number] = array
            del array
            for other, values in held.items():
                assert (values[:, 0] == other).all()
                assert values[-1, -1] == other
            if drop:
                held.pop(min(held))
            waits = [block.nbytes for block in memory._free.values()]
            assert sum(waits) <= 60 * LARGE * 8


def test_threads_do_not_share_what_they_hold():
    def use(number):
        for _ in range(500):
            array = memory.room((1 + number % 2, LARGE))
            array[:] = number
            if not (array[:] == number).all():
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(8)))


def test_answers_stay_when_others_are_solved():
    fields = {
        "alpha": 2.0, "beta": 3.0, "n": 12.0, "tau": 0.1, "rho": 0.8, "r": 0.4, "q": 0.6, "psi": 30.0,
        "sigma": np.linspace(0.0, 1.0, 8192),
    }  # fmt: skip
    prices = sm.solve_many(fields, proposer="both")["concession"]
    before = prices.values.copy()
    gains = sm.solve_many(fields | {"psi": 50.0}, proposer="both")["max_gain"]
    sm.solve_many(fields | {"psi": 90.0}, proposer="both")
    assert np.array_equal(prices.values, before, equal_nan=True)
    assert (gains.values[np.isfinite(gains.values)] < 1e-9).all()
