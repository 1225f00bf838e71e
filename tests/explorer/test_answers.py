"""The explorer's answers are the library's: same numbers, same checks, nothing lost on the way."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import summitry as sm
from summitry.explorer import maps
from summitry.explorer.answers import answer
from summitry.explorer.axes import SLIDERS
from summitry.explorer.frame import decode, encode
from summitry.figures import AXES, prepare_map
from summitry.model.parameters import FIELDS
from summitry.model.variables import VARIABLES

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
        for shown, eq, saved in zip(
            part["equilibria"], solution.equilibria, own["equilibria"], strict=True
        ):
            certificate = json.loads(json.dumps(eq.certificate.to_dict()))
            assert shown == json.loads(json.dumps(saved)) | {"certificate": certificate}
        assert part["status_sentence"] == solution.status.value
        assert part["summary"] == solution.summary()
        assert part["status"] == own["status"]


def test_a_line_has_the_numbers_of_single_solutions_and_says_why_there_are_gaps():
    header, arrays = view(CASE + "&variable=removal_visit&parameter=tau&from=0&to=9&points=7")
    assert arrays["line.value"].shape[::2] == (3, 7)
    for place, name in enumerate(header["protocols"]):
        values, status = arrays["line.value"][place], arrays["line.status"][place]
        for i, tau in enumerate(arrays["line.x"]):
            bargaining, proposer = ("open", "L") if name == "open" else ("closed", name)
            found = sm.solve(MODEL.replace(tau=tau), bargaining=bargaining, proposer=proposer)
            there = {eq.removal_visit for eq in found.equilibria} - {None}
            assert set(values[:, i][~np.isnan(values[:, i])]) == there
            assert arrays["line.count"][place, i] == len(found.equilibria)
            assert (status[i] == 0) == (found.status is sm.Status.NONE)
            assert arrays["line.gains"][place, i] == sm.who_gains(found).code


def test_the_curve_passes_through_the_equilibria():
    header, arrays = view(CASE + "&parts=curve")
    for protocol, v, price in zip(
        header["curve"]["marks"]["protocol"],
        arrays["curve.marks.visit_probability"],
        arrays["curve.marks.concession"],
        strict=True,
    ):
        eq = sm.solve(MODEL, proposer=protocol).equilibrium
        assert (v, price) == pytest.approx((eq.visit_probability, eq.concession), rel=1e-12)
        near = np.abs(arrays["curve.visit_probability"] - v).argmin()
        assert arrays["curve.concession"][near] == pytest.approx(price, rel=1e-9)


def test_the_landscape_is_highest_at_the_equilibrium_when_l_proposes():
    header, arrays = view(CASE + "&parts=landscape&protocol=L")
    own = header["landscape"]["own"]
    assert own["deviation"] == pytest.approx(0.642167500144, rel=1e-10)  # T10
    assert arrays["landscape.deviation_gain_L"].max() <= own["deviation_gain_L"] + 1e-9
    assert header["landscape"]["max_gain"] <= header["landscape"]["allowed"]


def test_the_timeline_s_chances_add_up():
    header, _ = view(CASE + "&parts=timeline&protocol=F")
    ends = [i for i, stage in enumerate(header["timeline"]["stage"]) if stage == 4]
    assert sum(header["timeline"]["reached"][i] for i in ends) == pytest.approx(1, abs=1e-12)


def test_where_there_is_no_equilibrium_the_nearest_candidate_is_shown():
    query = (
        "kind=binomial&alpha=2&beta=3&n=3&tau=0.1&rho=0.8&r=0.4&sigma=0.35&q=0&psi=30&protocol=L"
    )
    header, arrays = view(query)
    solution = header["solve"][2]
    assert solution["status"] == "none"
    model = MODEL.replace(n=3, q=0, information=sm.Binomial())
    nearest = min(sm.solve(model, proposer="L").rejected, key=lambda eq: eq.max_gain)
    assert [eq["visit_probability"] for eq in solution["rejected"]] == [nearest.visit_probability]
    assert header["equilibrium"] is None
    assert header["landscape"] is None
    assert not [name for name in arrays if name.startswith("landscape")]


@pytest.mark.parametrize("grid", ["x=sigma&y=q", "x=psi&y=prior_mean", "x=alpha&y=tau"])
def test_a_map_in_bands_is_the_library_s_map(monkeypatch, grid):
    monkeypatch.setattr(maps, "SLICE", 1e-4)
    made = answer("/api/map", f"{CASE}&{grid}&nx=9&ny=13")
    header, arrays = decode(made.body)
    ends = {name: SLIDERS[header[name]] for name in "xy"}
    whole = prepare_map(
        MODEL, header["x"], header["y"], nx=9, ny=13, x_span=ends["x"][:2], y_span=ends["y"][:2],
        x_log=ends["x"][2], y_log=ends["y"][2],
    )  # fmt: skip
    np.testing.assert_allclose(arrays["map.y"], whole.y.values, rtol=1e-14, atol=1e-15)
    np.testing.assert_array_equal(arrays["map.x"], whole.x.values)
    np.testing.assert_array_equal(arrays["map.outcome"], whole.gains)
    np.testing.assert_allclose(arrays["map.concession"], whole.values["concession"], rtol=1e-6)


def test_infinite_psi_is_said_in_words_where_json_has_no_infinity():
    header, _ = view("psi=inf&parts=solve")
    assert header["model"]["psi"] == "inf"
    assert header["solve"][1]["status"] == "limit"


def test_json_has_the_numbers_of_the_frame():
    frame, arrays = view(CASE + "&points=5")
    listed = json.loads(answer("/api/view", CASE + "&points=5&format=json").body)
    lists = listed.pop("arrays")
    assert frame.pop("arrays").keys() == lists.keys() == arrays.keys()
    assert listed == frame
    for name, values in arrays.items():
        again = np.array(lists[name], float)  # null becomes NaN
        np.testing.assert_array_equal(again.reshape(values.shape), values)


def test_meta_names_everything_that_answers_speak_of():
    meta = json.loads(answer("/api/meta").body)
    assert [field["name"] for field in meta["fields"]] == [field.name for field in FIELDS]
    assert {code["id"] for code in meta["outcomes"]} == {word.name.lower() for word in sm.Gains}
    assert meta["variables"].keys() == VARIABLES.keys()
    assert all(about["formula"] for about in meta["variables"].values())
    assert {case["name"] for case in meta["scenarios"]} == set(sm.list_scenarios())
    assert {axis["name"] for axis in meta["axes"]} == set(AXES)
    for case in meta["scenarios"]:
        assert sm.Model.from_dict(case["model"]) == sm.load_scenario(case["name"]).model


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


@pytest.mark.parametrize(
    "query, words",
    [
        ("kind=binomial&n=201", "n = 201 takes too long with kind = 'binomial'"),
        ("kind=article&alpha=1000", "alpha = 1000 takes too long with kind = 'article'"),
        ("kind=binomial&parameter=n&to=1000000", "to = 1e6 takes too long"),
        ("kind=article&parameter=beta&from=1e-6", "from = 1e-6 takes too long"),
        ("kind=article&parameter=prior_evidence&to=1e6", "to = 1e6 takes too long"),
    ],
)
def test_signals_that_would_keep_a_page_waiting_are_refused(query, words):
    found = faults("/api/view", query)
    assert len(found) == 1
    assert found[0].startswith(words)


@pytest.mark.parametrize("kind", ["linear", "binomial", "article"])
@pytest.mark.parametrize("parameter", AXES)
def test_every_axis_has_a_range_that_can_be_drawn(kind, parameter):
    header, arrays = view(f"kind={kind}&parameter={parameter}&points=3&parts=line")
    assert header["line"]["parameter"] == parameter
    assert (np.diff(arrays["line.x"]) > 0).all()
    assert (arrays["line.status"] != 6).all()  # nowhere outside the model
