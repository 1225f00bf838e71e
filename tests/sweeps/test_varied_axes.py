"""Sweeps over λ of a random proposer, and over the numbers of C's cost law."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import xarray

import summitry as sm
from summitry.cli import main
from summitry.sweeps.file import read_spec
from sweeps.designs import MODEL, tree

LAW = MODEL.replace(cost=sm.Exponential(1))
RATES, POWERS = [0.5, 1.0, 1.5, 2.0, 4.0], [0, 0.3, 0.7, 1]
GRID = {"cost.rate": RATES, "power": POWERS}


def test_a_grid_has_the_answers_of_each_point():
    swept = sm.sweep(LAW, GRID, proposer="random")
    assert swept["status"].dims == ("cost.rate", "power")
    for rate in RATES:
        for power in POWERS:
            one = sm.solve_many(
                {**LAW.to_dict(), "cost": None, "information": None}, cost=sm.Exponential(rate),
                proposer="random", power=power,
            )  # fmt: skip
            here = swept.sel({"cost.rate": rate, "power": power})
            for name in one.data_vars:
                slots = () if name in ("status", "equilibrium_count") else (slice(one.sizes["equilibrium"]),)
                np.testing.assert_array_equal(here[name].values[slots], one[name].values)


@pytest.mark.parametrize(
    ("design", "fields"),
    [
        ("grid", GRID), ("sobol", {"cost.rate": (0.5, 4, "log"), "power": (0, 1)}),
        ("list", {"cost.rate": [0.5, 1, 0.5, 2, -1, 3], "power": [0, 0.5, 2, 0.9, 0.1, 1],
                  "name": list("abcdef")}),
    ],
)  # fmt: skip
def test_chunks_and_an_interruption_change_no_byte(tmp_path, design, fields):
    options = {"design": design, "proposer": "random"} | ({"points": 11} if design == "sobol" else {})
    whole = sm.sweep(LAW, fields, **options)
    stored = sm.sweep(LAW, fields, **options, chunk=4, out=tmp_path / "a.zarr")
    for name in whole.variables:
        np.testing.assert_array_equal(whole[name].values, stored[name].values)
    before = tree(tmp_path / "a.zarr")
    gone = [file for file in sorted((tmp_path / "a.zarr" / "status").rglob("c.*"))][::2]
    for file in gone:
        file.unlink()
    said = []
    sm.sweep(
        LAW, fields, **options, chunk=4, out=tmp_path / "a.zarr", resume=True,
        progress=lambda now: said.append(now.kept),
    )  # fmt: skip
    assert len(gone) > 0 and 0 < said[-1] < whole["status"].size
    assert tree(tmp_path / "a.zarr") == before
    with pytest.raises(sm.InputError, match=r"cost\.rate"):
        other = LAW.replace(cost=sm.Exponential(3))
        sm.sweep(other, fields, **options, chunk=4, out=tmp_path / "a.zarr", resume=True)


def test_a_frame_of_a_sweep_names_both_axes():
    table = sm.to_dataframe(sm.sweep(LAW, GRID, proposer="random"))
    assert {"cost.rate", "power", "concession_1", "concession_2"} <= set(table.columns)
    prices = table[table["cost.rate"] == 1.0].set_index("power")["concession_2"]
    assert np.isnan(prices[0]) and np.isnan(prices[1]) and prices[0.3] > prices[0.7]


FILE = """\
[model]
scenario = "uniform-example"

[cost]
law = "exponential"
rate = 1

[grid]
power = { from = 0, to = 1, points = 3 }
cost.rate = [0.5, { from = 1, to = 4, points = 2, scale = "log" }]

[sweep]
proposer = "random"
"""


def test_the_command_line_sweeps_both(tmp_path, monkeypatch, capsys):
    (tmp_path / "spec.toml").write_text(FILE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["summitry", "sweep", "spec.toml", "--out", "a.zarr"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert "9 points, closed bargaining, random proposing" in capsys.readouterr().out
    found = xarray.open_zarr("a.zarr")
    model = sm.load_scenario("uniform-example").model.replace(cost=sm.Exponential(4))
    (one,) = sm.solve(model, proposer="random", power=0.5).mixed
    here = found.sel({"cost.rate": 4, "power": 0.5}).isel(equilibrium=0)
    assert float(here["concession_1"]) == one.offers[0].concession
    quoted = FILE.replace("cost.rate = [", '"cost.rate" = [')
    (tmp_path / "quoted.toml").write_text(quoted, "utf-8")
    specs = [read_spec(tmp_path / name) for name in ("spec.toml", "quoted.toml")]
    assert specs[0].to_dict() == specs[1].to_dict()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("cost.rate = [0.5", "cost.p = [0.5", "[grid] cost.p is no number of the law of C's cost"),
        ("rate = [0.5", "rate = [-1", "[grid] cost.rate, value 1 = -1 is below 0.01"),
        ("to = 1, points = 3", "to = 2, points = 3", "[grid] power, value 3 = 2.0 is above 1"),
        ('"random"', '"L"', "[grid] power varies, but nobody draws the proposer"),
        ('"random"', '"random"\npower = 0.5', "Leave one of the two out"),
    ],
)
def test_bad_axes_are_named(tmp_path, old, new, words):
    (tmp_path / "spec.toml").write_text(FILE.replace(old, new), "utf-8")
    with pytest.raises(sm.InputError) as error:
        read_spec(tmp_path / "spec.toml")
    assert words in str(error.value)


def test_a_csv_file_may_hold_both(tmp_path):
    rows = "sigma;cost.rate;power;who\n0,1;0,5;0,3;x\n0,2;2;0,9;y\n"
    (tmp_path / "points.csv").write_text(rows, "utf-8")
    text = FILE[: FILE.index("[grid]")] + '[list]\nfile = "points.csv"\n[sweep]\nproposer = "random"\n'
    (tmp_path / "spec.toml").write_text(text, "utf-8")
    spec = read_spec(tmp_path / "spec.toml")
    assert spec.values["power"].tolist() == [0.3, 0.9] and spec.values["cost.rate"].tolist() == [0.5, 2]
    assert spec.labels["who"].tolist() == ["x", "y"]
