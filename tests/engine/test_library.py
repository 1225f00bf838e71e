"""The compiled engine as a file: which instructions it takes, and what is said when it cannot be had."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import summitry as sm
from summitry import engine
from summitry.model.parameters import NAMES

batch = importlib.import_module("summitry.batch.table")
loading = importlib.import_module("summitry.engine.library")  # a function has the same name
VARIABLE = "SUMMITRY_INSTRUCTION_SET"
SETS = ("baseline", "avx2", "avx512")  # from the narrowest to the widest
SOLVE = """
import json, numpy as np, summitry as sm
import summitry as sm
from summitry import engine
rng = np.random.default_rng(5)
rows = 600
fields = dict(
    alpha=np.exp(rng.uniform(-1, 3, rows)), beta=np.exp(rng.uniform(-1, 3, rows)), n=rng.uniform(1, 20, rows),
    tau=rng.uniform(0, 1, rows), rho=rng.uniform(0.01, 2, rows), r=rng.uniform(0, 1, rows),
    sigma=rng.uniform(0, 1, rows), q=rng.uniform(0, 1, rows), psi=2 * 1000 ** rng.uniform(0, 1, rows),
)
many = sm.solve_many(fields, proposer="both", equilibria=3, cost=LAW)
names = [name for name in many.data_vars if many[name].dtype.kind == "f" and name != "max_gain"]
print(json.dumps({
    "set": engine.instruction_set(),
    "statuses": many["status"].values.ravel().tolist(),
    "counts": many["equilibrium_count"].values.ravel().tolist(),
    "numbers": [x.hex() for name in names for x in many[name].values.ravel().tolist()],
}))
"""


def run(code: str, chosen: str) -> subprocess.CompletedProcess[str]:
    """Run Python with an instruction set chosen, in a process of its own: the engine chooses once."""
    environment = os.environ | {VARIABLE: chosen}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


def available() -> tuple[str, ...]:
    """Return the instruction sets of this machine."""
    done = run("from summitry import engine; print(engine.instruction_set())", "")
    return SETS[: 1 + SETS.index(done.stdout.strip())]


@pytest.mark.parametrize("law", ["sm.Uniform()", "sm.Beta(2, 4)"])
def test_instruction_sets_give_the_same_answers(law):
    code = SOLVE.replace("LAW", law)
    answers = {name: json.loads(run(code, name).stdout) for name in available()}
    baseline = answers["baseline"]
    reference = np.array([float.fromhex(x) for x in baseline["numbers"]])
    for name, answer in answers.items():
        assert answer["set"] == name
        assert answer["statuses"] == baseline["statuses"]
        assert answer["counts"] == baseline["counts"]
        numbers = np.array([float.fromhex(x) for x in answer["numbers"]])
        np.testing.assert_allclose(numbers, reference, rtol=1e-9, atol=0.0)
        # the baseline does not fuse products: few numbers, ill-conditioned ones, differ by more than rounding
        assert np.mean(np.abs(numbers - reference) > 1e-13 * np.abs(reference)) < 1e-3
    fused = [answer["numbers"] for name, answer in answers.items() if name != "baseline"]
    assert all(numbers == fused[0] for numbers in fused)


@pytest.mark.parametrize(
    "call", ["engine.instruction_set()", "engine.linear_curve(2.0, 3.0, 0.5, 0.5)"]
)
def test_an_unknown_instruction_set_is_refused_with_what_to_do(call):
    code = f"""
import summitry as sm
from summitry import engine
try:
    {call}
except engine.EngineError as error:
    print(error)
"""
    done = run(code, "mmx")
    assert done.returncode == 0, done.stderr
    assert VARIABLE in done.stdout
    assert "write baseline, avx2 or avx512, or unset it" in done.stdout


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Look for the engine in a file of this folder, and forget the one that is loaded."""
    path = tmp_path / "libsummitry.so"
    monkeypatch.setattr(loading, "_path", lambda: path)
    for function in (loading.library, loading._functions):
        function.cache_clear()
    yield path
    for function in (loading.library, loading._functions):
        function.cache_clear()


@pytest.mark.parametrize("content", [None, b"", b"no library"], ids=["missing", "empty", "damaged"])
def test_an_engine_that_cannot_be_loaded_is_an_error_with_what_to_do(elsewhere, content):
    if content is not None:
        elsewhere.write_bytes(content)
    with pytest.raises(engine.EngineError, match=r"libsummitry\.so cannot be loaded.*pip install"):
        engine.instruction_set()
    with pytest.raises(engine.EngineError, match="pip install"):
        engine.linear_curve(2.0, 3.0, 0.5, 0.5)


def test_an_engine_of_another_version_is_refused(monkeypatch):
    class Other:
        """A library with another interface."""

        @staticmethod
        def summitry_interface_version() -> int:
            return 999

    monkeypatch.setattr(loading.ctypes, "CDLL", lambda _: Other)
    loading.library.cache_clear()
    try:
        with pytest.raises(engine.EngineError, match=r"another version of summitry\. Install"):
            loading.library()
    finally:
        loading.library.cache_clear()


@pytest.mark.parametrize("code", sorted(loading._FAILURES))
def test_every_failure_of_the_interface_is_an_error_in_words(monkeypatch, code):
    monkeypatch.setattr(loading, "_functions", lambda: {"points": lambda *_: code})
    with pytest.raises(engine.EngineError) as caught:
        loading.call("points")
    assert str(caught.value) == loading._FAILURES[code]


def test_a_payoff_that_the_engine_does_not_know_is_refused():
    numbers = np.ones(10)
    at = loading.address(numbers)
    with pytest.raises(engine.EngineError, match="please report it"):
        loading.call("payoffs", at, 7, 1, at, at, at, None)


def test_an_information_structure_that_the_engine_does_not_know_is_refused():
    with pytest.raises(engine.EngineError, match="please report it"):
        engine.solve_many(engine.Request(information=7), engine.Answers(), ctypes.c_int(0))


GAME = engine.make_game(psi=30, k_max=1, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6)
CODED = {  # every call of the engine with a number that stands for something, and the numbers that do
    "grid": (lambda curve, code: engine.scan_grid(curve, code), (0, 1)),
    "solve": (lambda curve, code: engine.solve(GAME, curve, 12.0, code, 0.2, 0.0), (0, 1)),
    "limit": (lambda curve, code: engine.limit(GAME, curve, 12.0, code, 0.2, 0.0), (0, 1)),
    "certify": (
        lambda curve, code: engine.certify(
            GAME, curve, 12.0, False, code, 0.2, 0.0, (engine.INSIDE, 0, 0.0)
        ),
        (0, 1),
    ),
    "candidate": (
        lambda curve, code: engine.certify(
            GAME, curve, 12.0, False, engine.PROPOSER_L, 0.2, 0.0, (code, 0, 0.0)
        ),
        (-1, 0, 1),
    ),
    "assessment": (
        lambda curve, code: engine.check(
            GAME, curve, engine.Assessment(False, code, True, 0, 0.0, 0.4, 0.5, 0.7)
        ),
        (0, 1),
    ),
    "protocol": (lambda curve, code: solve_table([code], engine.STRONGEST), (0, 1, 2, 3)),
    "off-path rule": (lambda curve, code: solve_table([engine.PROPOSER_L], code), (0, 1, 2, 3)),
}


def solve_table(protocols, rule):
    row = np.array([[2.0, 3.0, 12.0, 0.35, 0.6, 0.1, 0.8, 0.4, 30.0, 1.0]])
    return batch.solve_table(row, sm.Linear(), np.array(protocols, np.int64), rule, 0.5, 1, 1)


@pytest.mark.parametrize("code", [-7, -2, -1, 0, 1, 2, 3, 7, 2**31, 2**40])
@pytest.mark.parametrize("name", CODED)
def test_a_number_that_stands_for_nothing_is_refused(name, code):
    call, known = CODED[name]
    curve = engine.linear_curve(2.0, 3.0, 5 / 17, 12 / 17)
    if code in known:
        call(curve, code)
        return
    if name == "off-path rule" and code > 7:
        code = 7  # a wider number has no place in the request
    with pytest.raises(engine.EngineError, match="please report it"):
        call(curve, code)


def test_the_identity_is_the_same_for_the_same_file_only(monkeypatch, tmp_path):
    engine.identity.cache_clear()
    here = engine.identity()
    copy = tmp_path / "copy"
    copy.write_bytes(loading._path().read_bytes())
    monkeypatch.setattr(loading, "_path", lambda: copy)
    try:
        engine.identity.cache_clear()
        assert engine.identity() == here
        copy.write_bytes(copy.read_bytes() + b" ")
        engine.identity.cache_clear()
        assert engine.identity() != here
    finally:
        engine.identity.cache_clear()


def test_the_columns_of_a_table_are_the_fields_in_the_engine_too():
    source = Path(__file__).parents[2] / "engine" / "batch" / "answers.hpp"
    listed = source.read_text("utf-8").partition("enum Column")[2].partition("{")[2].partition("}")[0]
    fields = list(NAMES[:-2])  # information and cost are no columns
    assert [name.strip().removeprefix("column_") for name in listed.split(",")] == fields
