"""The tolerances that Python and the engine share are the same numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from summitry.model import tolerances

HEADER = Path(__file__).parents[2] / "engine" / "numeric" / "tolerances.hpp"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gain_tolerance", tolerances.GAIN),
        ("gain_tolerance_per_psi", tolerances.GAIN_PER_PSI),
        ("acceptance_tolerance", tolerances.ACCEPTANCE),
        ("price_tolerance", 1e-9),  # T5: never more than 1e-9 of the price
    ],
)
def test_a_certificate_allows_what_the_engine_allows(name, value):
    found = re.search(rf"constexpr double {name} = ([^;]+);", HEADER.read_text(encoding="utf-8"))
    assert found
    assert float(found[1]) == value
