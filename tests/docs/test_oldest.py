"""`scripts/oldest.py`: the oldest versions that pyproject.toml admits."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_spec = importlib.util.spec_from_file_location("oldest", ROOT / "scripts" / "oldest.py")
oldest = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(oldest)


def test_bounds_are_collected_through_extras_and_the_highest_counts():
    project = {
        "name": "summitry",
        "dependencies": ["numpy>=1.26", 'rich>=13.8; python_version < "4"'],
        "optional-dependencies": {
            "data": ["xarray>=2024.1"],
            "sweep": ["summitry[data]", "dask[array]>=2024.8", "numpy>=1.9"],
            "all": ["summitry[data,sweep]", "xarray>=2023.9,<2027"],
        },
    }
    assert oldest.lowest(project, ["all"]) == {
        "numpy": "1.26", "rich": "13.8", "xarray": "2024.1", "dask": "2024.8",
    }  # fmt: skip


def test_a_requirement_without_a_bound_is_refused():
    project = {"name": "summitry", "dependencies": ["rich"], "optional-dependencies": {}}
    with pytest.raises(SystemExit, match="'rich' has no lower bound"):
        oldest.lowest(project, [])


@pytest.mark.parametrize("extra", PROJECT["optional-dependencies"])
def test_every_requirement_of_the_project_has_a_lower_bound(extra):
    assert oldest.lowest(PROJECT, [extra])


def test_every_package_that_is_known_to_break_has_an_upper_bound():
    (gambit,) = PROJECT["optional-dependencies"]["gambit"]
    from summitry.game_tree import gambit as module

    assert re.search(rf",<{module._TOO_NEW}$", gambit)
