"""Shared by all tests."""

from __future__ import annotations

import pytest

import summitry as sm


@pytest.fixture(scope="session", autouse=True)
def engine_is_loaded():
    """Load the compiled engine first: a model drawn with Atoms needs it, and drawing is timed."""
    assert not sm.Atoms([0.5, 0.5], [0.4, 0.6]).faults(alpha=1, beta=1, n=None)
