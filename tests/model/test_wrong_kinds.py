"""Wrong kinds of things for every argument of every public function: each is refused, or has a meaning."""

from __future__ import annotations

import inspect
import math
from pathlib import Path

import numpy as np
import pandas
import polars
import pytest
import xarray

import summitry as sm

PARAMETERS = dict(alpha=1, beta=1, n=4, tau=0.1, rho=1, r=0.5, sigma=0.2, q=0.8, psi=30)
MODEL = sm.Model(**PARAMETERS)
STEPS = MODEL.replace(information=sm.Binomial())
SOLUTION = sm.solve(STEPS)
EQUILIBRIUM = SOLUTION.equilibrium
TREE = sm.extensive_form(STEPS, concessions=2, cutoffs=2)


class Opaque:
    """Something of a user's own, which has nothing in common with a model."""


WRONG = {
    "None": None, "0": 0, "-3": -3, "2.5": 2.5, "NaN": math.nan, "huge": 10**400, "True": True, "complex": 1j,
    "text": "trump", "empty text": "", "bytes": b"2", "list": [1, 2], "empty list": [],
    "list of None": [None], "list of text": ["a"], "ragged list": [[1], [2, 3]], "tuple": (),
    "dict": {"a": 1}, "empty dict": {},
    "dict of parameters": PARAMETERS, "set": {1}, "range": range(3), "object": Opaque(), "module": math,
    "numpy": np, "class": sm.Model, "function": len, "masked": np.ma.masked, "array": np.array([0.2, 0.3]),
    "array of text": np.array(["a"]), "number of numpy": np.float32(0.5), "time": np.timedelta64(3, "ns"),
    "NA": pandas.NA, "Series": pandas.Series([0.1, 0.2]), "DataFrame": pandas.DataFrame({"a": [1, 2]}),
    "empty DataFrame": pandas.DataFrame(), "frame of polars": polars.DataFrame({"a": [1, 2]}),
    "column of polars": polars.Series([0.1, None]), "DataArray": xarray.DataArray([0.1, 0.2]),
    "Dataset": xarray.Dataset({"a": 1}), "model": MODEL, "list of models": [MODEL, MODEL],
    "scenario": sm.load_scenario("korea-1964"), "solution": SOLUTION, "equilibrium": EQUILIBRIUM,
    "tree": TREE, "path": Path("nowhere"), "error": ValueError("x"),
}  # fmt: skip
# a good call of each public function; every argument in turn becomes each of the above
CALLS = {
    sm.solve: dict(model=MODEL, bargaining="closed", proposer="L", off_path="prior", sigma=0.3),
    sm.solve_protocols: dict(model=MODEL, protocols=[("closed", "L")], off_path="prior"),
    sm.check: dict(
        model=MODEL, bargaining="closed", proposer="L", concession=0.6, visit_probability=0.8,
        no_visit_probability=0.2, weakness_visit=0.3, weakness_no_visit=0.3, off_path="prior",
    ),
    sm.visit_subgame: dict(model=MODEL, concession=0.3),
    sm.who_gains: dict(answer=SOLUTION),
    sm.solve_many: dict(
        fields=PARAMETERS, bargaining="closed", proposer="L", off_path="prior", information=sm.Linear(),
        equilibria=1, variables=["concession"], threads=1,
    ),
    sm.to_dataframe: dict(answer=sm.solve_many(PARAMETERS)),
    sm.sweep: dict(
        model=MODEL, fields={"sigma": [0.1]}, design="grid", points=None, seed=0, bargaining="closed",
        proposer="L", off_path="prior", equilibria=1, chunk=1, threads=1,
    ),
    sm.simulate: dict(
        model=STEPS, equilibrium=EQUILIBRIUM, plays=10, seed=0, deviation={"visit_probability": 0.5},
        threads=1,
    ),
    sm.payoff_of: dict(model=STEPS, equilibrium=EQUILIBRIUM, deviation={"visit_probability": 0.5}),
    sm.visit_payoff: dict(model=STEPS, equilibrium=EQUILIBRIUM, signal=1),
    sm.challenge_payoff: dict(model=STEPS, equilibrium=EQUILIBRIUM, cutoff=0.5, visit=True),
    sm.extensive_form: dict(
        model=STEPS, bargaining="closed", proposer="L", concessions=2, cutoffs=2, equilibrium=EQUILIBRIUM,
        timing="standard", max_nodes=1000,
    ),
    sm.profile_on_tree: dict(tree=TREE, equilibrium=EQUILIBRIUM),
    sm.gambit_game: dict(tree=TREE),
    sm.gambit_verdict: dict(profile=None),
    sm.read_efg: dict(path="nowhere.efg"),
    sm.load_scenario: dict(name="korea-1964"),
    sm.more_informative: dict(a=MODEL, b=MODEL),
    sm.audit: dict(points=8, seed=0, attack=8, claims=["prop-4"], at=None, threads=1),
    sm.verify: dict(document={}),
    sm.steps_curve: dict(probabilities=[0.5, 0.5], weaknesses=[0.4, 0.6]),
    sm.Model: PARAMETERS | dict(k_max=1, information=sm.Linear()),
    sm.Model.from_dict: dict(data=PARAMETERS),
    sm.Model.from_toml: dict(path="nowhere.toml"),
    sm.Model.from_toml_text: dict(text=""),
    MODEL.replace: dict(sigma=0.3, information=sm.Linear()),
    sm.Scenario.from_toml: dict(path="nowhere.toml"),
    sm.Scenario.from_toml_text: dict(text=""),
    sm.WeaknessCurve: dict(model=MODEL),
    sm.WeaknessCurve(MODEL).m: dict(visits=0.5),
    sm.WeaknessCurve(MODEL).visit_probability: dict(threshold=0.5),
    sm.Atoms: dict(probabilities=[0.5, 0.5], weaknesses=[0.4, 0.6]),
}  # fmt: skip
# their bad inputs are tests/estimation's
FITS = (
    sm.estimate, sm.reduced_form, sm.simulate_panel, sm.load_fit, sm.vuong, sm.fit_page,
    sm.plot_coefficients, sm.plot_counterfactuals,
)  # fmt: skip
UNENDING = (sm.audit, "points", "huge")  # nothing is wrong with it
CASES = [(call, name) for call, arguments in CALLS.items() for name in arguments]


def name_of(case) -> str:
    return getattr(case, "__qualname__", case)


@pytest.mark.parametrize(("call", "argument"), CASES, ids=name_of)
def test_a_wrong_kind_of_thing_is_taken_or_is_an_input_error(call, argument, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    strange = {}
    for kind, thing in WRONG.items():
        if (call, argument, kind) == UNENDING:
            continue
        try:
            call(**CALLS[call] | {argument: thing})
        except sm.InputError as error:
            assert all(error.faults)
        except ImportError as error:  # with a tree of its own Gambit would be asked
            assert "pygambit" in str(error)
        except Exception as error:
            strange[kind] = repr(error)
    assert not strange
    assert list(tmp_path.iterdir()) == []


def test_every_public_function_is_called():
    """Those left out take nothing from the user, or functions of the user's own; `FITS` take seconds each."""
    functions = {getattr(sm, name) for name in sm.__all__ if inspect.isfunction(getattr(sm, name))}
    assert functions - CALLS.keys() == {sm.claims, sm.list_scenarios, sm.density_curve, *FITS}
