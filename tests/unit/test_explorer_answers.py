"""The explorer's answers are the library's: same numbers, same checks, nothing lost on the way."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import summitry as sm
from summitry.explorer.answers import answer
from summitry.explorer.frame import decode, encode

CASE = "alpha=2&beta=3&n=12&tau=0.1&rho=0.8&r=0.4&sigma=0.35&q=0.6&psi=30"
MODEL = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)


def view(query: str) -> tuple[dict, dict]:
    made = answer("/api/view", query)
    assert made.status == 200, made.body
    return decode(made.body)


def faults(path: str, query: str | bytes) -> list[str]:
    made = answer(path, query)
    assert made.status == 400
    return json.loads(made.body)["faults"]


def test_a_frame_keeps_every_bit_and_aligns_its_arrays():
    arrays = {
        "a": np.array([1.0, math.nan, math.pi]),
        "b": np.array([[1, 2, 3]], np.uint8),
        "c": np.array([0.1, 0.2], np.float32),
    }
    raw = encode({"note": "θ", "big": math.inf, "no": math.nan}, arrays)
    header, back = decode(raw)
    assert header["note"] == "θ"
    assert header["big"] == "inf"
    assert header["no"] is None
    for name, values in arrays.items():
        assert back[name].dtype == values.dtype
        np.testing.assert_array_equal(back[name], values)
        assert header["arrays"][name]["offset"] % 8 == 0
    assert (8 + int.from_bytes(raw[4:8], "little")) % 8 == 0


def test_the_view_has_the_library_s_numbers():
    header, _ = view(CASE + "&parts=solve")
    assert [part["id"] for part in header["solve"]] == ["open", "F", "L"]
    for part in header["solve"]:
        solution = sm.solve(MODEL, bargaining=part["bargaining"], proposer=part["proposer"])
        own = solution.to_dict()
        assert part["equilibria"] == json.loads(json.dumps(own["equilibria"]))
        assert part["summary"] == solution.summary()
        assert part["status"] == own["status"]


def test_a_line_has_the_numbers_of_single_solutions_and_says_why_there_are_gaps():
    header, arrays = view(CASE + "&variable=removal_visit&parameter=tau&from=0&to=9&points=7")
    assert header["line"]["at"] == 0.1
    assert arrays["line.value"].shape[::2] == (3, 7)
    for place, name in enumerate(header["protocols"]):
        values, status = arrays["line.value"][place], arrays["line.status"][place]
        for i, tau in enumerate(arrays["line.x"]):
            bargaining, proposer = ("open", "L") if name == "open" else ("closed", name)
            found = sm.solve(MODEL.replace(tau=tau), bargaining=bargaining, proposer=proposer)
            there = [eq.removal_visit for eq in found.equilibria]
            for slot, value in enumerate(values[:, i]):
                expected = there[slot] if slot < len(there) else None
                assert (math.isnan(value) and expected is None) or value == expected
            assert arrays["line.count"][place, i] == len(there)
            assert (status[i] == 0) == (found.status is sm.Status.NONE)


def test_all_faults_come_at_once_and_in_the_words_of_the_model():
    found = faults("/api/view", "sigma=2&tau=-1&weather=fine&q=0.1&q=0.2&protocol=X")
    with pytest.raises(sm.InputError) as error:
        sm.load_scenario("uniform-example").model.replace(sigma=2, tau=-1)
    assert set(error.value.faults) <= set(found)
    assert any(fault.startswith("weather = 'fine' is unknown.") for fault in found)
    assert any(fault.startswith("q is given twice, as '0.1' and '0.2'.") for fault in found)
    assert any(fault.startswith("protocol = 'X' is unknown.") for fault in found)
    assert len(found) == 5


def test_a_path_that_is_not_there_names_those_that_are():
    made = answer("/api/views")
    assert made.status == 404
    assert "/api/view" in json.loads(made.body)["faults"][0]
