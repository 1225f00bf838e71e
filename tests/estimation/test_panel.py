"""Panels: every form that people have, rows dropped and counted, and bad ones refused with all faults."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import summitry as sm
from estimation.panels import counted, random_panel
from summitry.estimation.panel import make_panel, read_panel

FRAME = random_panel()


def refused(frame=FRAME, **options) -> tuple[str, ...]:
    with pytest.raises(sm.InputError) as error:
        make_panel(frame, **({"visit": "visit", "removed": "removed"} | options))
    return error.value.faults


@pytest.mark.parametrize(
    "form", ["pandas", "polars", "dict", "parquet", "csv", "semicolons", "stata"]
)
def test_every_form_holds_the_same_numbers(form, tmp_path):
    made = {
        "pandas": lambda: FRAME.set_index("leader", drop=False),
        "polars": lambda: pl.from_pandas(FRAME),
        "dict": lambda: {name: FRAME[name].tolist() for name in FRAME},
        "parquet": lambda: FRAME.to_parquet(tmp_path / "p.parquet"),
        "csv": lambda: FRAME.to_csv(tmp_path / "p.csv", index=False),
        "semicolons": lambda: FRAME.to_csv(tmp_path / "p.csv", index=False, sep=";", decimal=","),
        "stata": lambda: FRAME.to_stata(tmp_path / "p.dta", write_index=False),
    }[form]()
    given = made if made is not None else next(tmp_path.iterdir())
    read = read_panel(given)
    assert list(read) == list(FRAME)
    np.testing.assert_allclose(read["gdp"].to_numpy(float), FRAME["gdp"], rtol=1e-15)
    assert read["region"].tolist() == FRAME["region"].tolist()


def test_a_row_with_a_missing_value_is_dropped_everywhere_and_counted_once():
    frame = FRAME.astype({"visit": float})
    frame.loc[[1, 2], "x"] = np.nan
    frame.loc[[2, 3], "region"] = None
    frame.loc[4, "visit"] = np.nan
    panel = make_panel(
        frame, visit="visit", removed="removed", cluster="leader",
        formulas={"sigma": "x", "tau": "C(region)"}, without_constant=("tau",),
    )  # fmt: skip
    assert panel.dropped == {"visit": 1, "x": 2, "region": 1}
    assert panel.used == len(FRAME) - 4 == len(panel.frame) == len(panel.designs["tau"].matrix)
    np.testing.assert_array_equal(
        panel.designs["sigma"].matrix[:, 1], FRAME["x"].drop([1, 2, 3, 4])
    )
    assert panel.dropped_words() == (
        "4 of 400 rows dropped for missing values: visit 1, x 2, region 1."
    )


def test_an_index_without_constant_codes_groups_against_their_first_level():
    panel = make_panel(
        FRAME,
        visit="visit",
        removed="removed",
        formulas={"tau": "region"},
        without_constant=["tau"],
    )
    assert panel.designs["tau"].names == ("region[T.Asia]", "region[T.Europe]")


def test_a_design_makes_the_same_columns_of_other_data():
    design = make_panel(
        FRAME, visit="visit", removed="removed", formulas={"sigma": "center(x) + region"}
    ).designs["sigma"]
    other = FRAME[FRAME["region"] == "Asia"].head(3)
    made = design.on(other)
    np.testing.assert_allclose(
        made[:, design.names.index("center(x)")], other["x"] - FRAME["x"].mean()
    )
    assert made[:, design.names.index("region[T.Asia]")].tolist() == [1, 1, 1]
    with pytest.raises(sm.InputError, match="'x' is no column"):
        design.on(other.drop(columns="x"))


def test_all_misnamed_columns_are_named_at_once_with_what_was_meant():
    faults = refused(visit="vist", cluster="leaders", formulas={"sigma": "log(gdpp) + frob(x)"})
    assert "visit = 'vist' is no column of the panel. Did you mean visit?" in faults
    assert "cluster = 'leaders' is no column of the panel. Did you mean leader?" in faults
    assert any("frob is no function of formulas" in fault for fault in faults)
    assert any("'gdpp' is no column of the panel. Did you mean gdp?" in fault for fault in faults)


@pytest.mark.parametrize(
    ("formula", "words"),
    [("x ~ gdp", "only its right-hand side"), ("x +", "is no formula"), (3, "is a number, not a formula"),
     ("removed", "cannot explain itself"), ("log(x)", "is no finite number in"),
     ("open('/etc/passwd')", "open is no function of formulas"),
     ("I(x.__class__)", "x.__class__ is no function of formulas")],
)  # fmt: skip
def test_formulas_that_cannot_be(formula, words):
    (fault,) = refused(formulas={"sigma": formula})
    assert words in fault


def test_constant_and_collinear_columns_are_named():
    faults = refused(FRAME.assign(one=1.0), formulas={"sigma": "one + x + I(2 * x)"})
    assert "one is 1 in every row" in faults[0]
    assert "I(2 * x) follows exactly from Intercept, x (collinear)" in faults[1]


@pytest.mark.parametrize("level", ["Africa", "Asia"])
def test_a_group_without_visits_is_named_also_if_it_is_the_first_level(level):
    frame = FRAME.assign(visit=FRAME["visit"] * (FRAME["region"] != level))
    (fault,) = refused(frame, formulas={"tau": "region"}, without_constant=["tau"])
    group = "region = its first level" if level == "Africa" else "region = Asia"
    assert f"rows with {group} has a visit (separation)" in fault


@pytest.mark.parametrize(("value", "shown"), [(2, "2"), ("yes", "'yes'"), (0.5, "0.5")])
def test_outcomes_are_zeros_and_ones(value, shown):
    frame = FRAME.astype({"visit": object})
    frame.loc[7, "visit"] = value
    (fault,) = refused(frame)
    assert "neither 0 nor 1 (row 7: " in fault and shown in fault


def test_yes_no_values_and_nullable_numbers_are_outcomes():
    frame = counted()
    frame = frame.assign(visit=frame["visit"].astype(bool), removed=frame["removed"].astype("Int8"))
    panel = make_panel(frame, visit="visit", removed="removed")
    assert (panel.visit.sum(), panel.removed.sum()) == (200, 110)


def test_a_panel_without_visits_says_what_the_model_says_of_it():
    (fault,) = refused(FRAME.assign(visit=0))
    assert "Open bargaining predicts just that" in fault


def test_nobody_is_removed_without_a_challenge():
    (fault,) = refused(
        FRAME.assign(challenged=FRAME["challenged"] * (FRAME["x"] < 0)), challenged="challenged"
    )
    assert "rows have removed = 1 with challenged = 0" in fault


@pytest.mark.parametrize(
    ("given", "words"),
    [("nowhere.csv", "no such file"), ("panel.xls", "does not say what it is"), (3, "not a table"),
     ({"a": [1], "b": [1, 2]}, "make no table")],
)  # fmt: skip
def test_what_is_no_panel(given, words):
    with pytest.raises(sm.InputError, match=words):
        read_panel(given)


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "panel.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(sm.InputError, match=r"cannot be read as \.parquet"):
        read_panel(path)


def test_a_column_that_stands_twice_is_refused():
    with pytest.raises(sm.InputError, match="more than one column visit"):
        read_panel(pd.concat([FRAME, FRAME[["visit"]]], axis=1))
