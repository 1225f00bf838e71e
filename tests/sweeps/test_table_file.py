"""Lists from other programs: however a program writes a table, its numbers and its labels are the table's."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas
import pytest

import summitry as sm
from summitry.sweeps.file import read_spec
from summitry.sweeps.table_file import read_table

TABLE = {
    "country": ["Ghana", "Côte d'Ivoire", 'a "quoted", name'], "year": [1999, 2003, 2019],
    "sigma": [0.1234567890123456, 0.5, math.nan], "psi": [30.0, math.inf, 1e-3],
}  # fmt: skip
SPEC = '[model]\nscenario = "uniform-example"\n\n[list]\nfile = "points.csv"\n'


def written(
    separator: str, decimal: str, rows: str, missing: str, quoting: bool, ending: str
) -> str:
    """The table as a program would write it: one of R's, pandas' or a spreadsheet's ways."""

    def cell(value) -> str:
        if isinstance(value, str):
            return '"' + value.replace('"', '""') + '"'
        text = (
            missing if value != value else repr(value).replace("inf", "Inf").replace(".", decimal)
        )
        return f'"{text}"' if quoting or decimal == separator else text

    names = [f'"{name}"' for name in TABLE]
    head = {"none": names, "unnamed": ['""', *names], "uncounted": names}[rows]
    lines = [
        ([] if rows == "none" else [f'"{k}"']) + [cell(value) for value in row]
        for k, row in enumerate(zip(*TABLE.values(), strict=True), 1)
    ]
    return ending.join(separator.join(line) for line in [head, *lines]) + ending


WAYS = [
    way
    for way in product(
        (",", ";", "\t", " "), (".", ","), ("none", "unnamed", "uncounted"), ("", "NA", "nan", "."),
        (False, True), ("\n", "\r\n"),
    )
    if not (way[0] == " " and way[3] == "" and not way[4])  # an empty cell between spaces is no cell
]  # fmt: skip


@pytest.mark.parametrize(
    ("separator", "decimal", "rows", "missing", "quoting", "ending"), WAYS, ids=repr
)
def test_a_table_is_the_same_however_it_is_written(
    separator, decimal, rows, missing, quoting, ending, tmp_path
):
    text = written(separator, decimal, rows, missing, quoting, ending)
    (tmp_path / "points.csv").write_bytes(("\ufeff" + text).encode())
    columns, faults = read_table(tmp_path / "points.csv")
    assert not faults
    for name, values in TABLE.items():
        np.testing.assert_array_equal(columns[name], np.array(values))
    assert columns["year"].dtype == np.int64
    assert set(columns) - set(TABLE) == (set() if rows == "none" else {"point"})


def test_codes_keep_their_zeros_and_lines_may_be_empty(tmp_path):
    (tmp_path / "p.csv").write_text("fips,sigma\n00501,0.5\n\n90210,0.25\n")
    columns, _ = read_table(tmp_path / "p.csv")
    assert columns["fips"].tolist() == ["00501", "90210"] and columns["sigma"].tolist() == [
        0.5,
        0.25,
    ]


@pytest.mark.parametrize("bad", ["many", "1.5.2", "1e", "yes", "TRUE", "0.5%", "1j", "0,5"])
@pytest.mark.parametrize("line", [2, 5, 70_000])
def test_one_bad_cell_is_one_fault_with_its_place(bad, line, tmp_path):
    rows = [["0.25", "0.5"] for _ in range(max(line, 6))]
    rows[line - 2][1] = f'"{bad}"'
    text = "\n".join(["sigma,q", *(",".join(row) for row in rows)])
    (tmp_path / "points.csv").write_text(text)
    (tmp_path / "spec.toml").write_text(SPEC)
    with pytest.raises(sm.InputError) as caught:
        read_spec(tmp_path / "spec.toml")
    (fault,) = caught.value.faults
    assert fault.startswith(f"[list] file points.csv: line {line}, q: {bad!r} is not a number")


def test_columns_that_are_no_fields_label_the_answer(tmp_path):
    (tmp_path / "points.csv").write_text(written(";", ",", "unnamed", "NA", False, "\r\n"), "utf-8")
    (tmp_path / "spec.toml").write_text(SPEC)
    from summitry.sweeps.dataset import stored
    from summitry.sweeps.sweep import write

    spec = read_spec(tmp_path / "spec.toml")
    write(spec, tmp_path / "a.zarr", False, None, 1, False, None)
    answer = stored(tmp_path / "a.zarr", spec)
    assert answer.status.values.tolist() == [1, 1, 7]
    table = answer.isel(equilibrium=0).to_dataframe()
    assert table["country"].tolist() == TABLE["country"] and table["year"].tolist() == TABLE["year"]
    one = sm.solve("uniform-example", sigma=0.5, psi="inf").equilibria[0]
    assert table["visit_probability"].iloc[1] == one.visit_probability


@pytest.mark.parametrize("library", ["csv", "dict", "pandas", "store"])
def test_labels_stand_beside_the_points_wherever_they_come_from(library, tmp_path):
    labels = {"country": ["Ghana", "Peru"], "year": [1999, 2003]}
    fields = {"sigma": [0.1, 0.5]} | labels
    given = pandas.DataFrame(fields) if library == "pandas" else fields
    out = tmp_path / "a.zarr" if library == "store" else None
    if library == "csv":
        pandas.DataFrame(fields).to_csv(tmp_path / "p.csv", index=False)
        given = read_table(tmp_path / "p.csv")[0]
    answer = sm.sweep("uniform-example", given, design="list", out=out, chunk=1)
    for name, values in labels.items():
        assert answer[name].dims == ("point",) and answer[name].values.tolist() == values
