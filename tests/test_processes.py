"""summitry in other processes: by cloudpickle, joblib and dask, from scripts that call it `sm`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import summitry as sm

WORKERS = Path(__file__).with_name("workers.py")
MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
PRICES = [sm.solve(MODEL.replace(q=q)).equilibrium.concession for q in (0.2, 0.6, 0.9)]
WAYS = ("global", "result", "within", "closure")


def run(*command: str, folder: Path) -> list:
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("how", ["loky", "dask"])
def test_functions_of_a_script_find_the_same_in_other_processes(how, tmp_path):
    assert PRICES[1] == pytest.approx(0.474265736539, abs=1e-11)  # T10
    assert run(str(WORKERS), how, folder=tmp_path) == [[way, PRICES, True] for way in WAYS]


def test_a_process_that_has_not_imported_summitry_calls_a_pickled_function(tmp_path):
    run(str(WORKERS), "cloudpickle", str(tmp_path), folder=tmp_path)
    code = (
        "import json, pickle, pathlib, sys\n"
        "assert 'summitry' not in sys.modules\n"
        f"for way in {WAYS!r}:\n"
        "    function = pickle.loads(pathlib.Path(way).read_bytes())\n"
        "    found = [function(q)[1] for q in (0.2, 0.6, 0.9)]\n"
        "    print(json.dumps([z.equilibrium.concession if way == 'result' else z for z in found]))\n"
    )
    assert run("-c", code, folder=tmp_path) == [PRICES] * len(WAYS)


def test_a_module_that_is_pickled_by_value_takes_the_package_along(tmp_path):
    (tmp_path / "helper.py").write_text(
        "import summitry as sm\n"
        "def price(model):\n    return sm.solve(model).equilibrium.concession\n"
    )
    code = (
        "import cloudpickle, helper, pathlib\n"
        "cloudpickle.register_pickle_by_value(helper)\n"
        "pathlib.Path('price').write_bytes(cloudpickle.dumps(helper.price))\n"
        "pathlib.Path('helper.py').unlink()\n"
    )
    run("-c", code, folder=tmp_path)
    code = (
        "import json, pickle, pathlib, summitry as sm\n"
        "function = pickle.loads(pathlib.Path('price').read_bytes())\n"
        f"model = sm.Model.from_dict({MODEL.to_dict()!r})\n"
        "print(json.dumps(function(model)))\n"
    )
    assert run("-B", "-c", code, folder=tmp_path) == [PRICES[1]]
