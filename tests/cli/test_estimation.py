"""`summitry estimate` and `summitry reduced-form`: what is printed and written is what the library gives."""

from __future__ import annotations

import json
import sys

import pandas as pd
import pytest

import summitry as sm
from summitry.cli import main

EXAMPLE = ["estimate", "--example"]


def run(monkeypatch, capsys, *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["summitry", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capsys.readouterr().out


@pytest.fixture
def folder(tmp_path, monkeypatch, capsys):
    """A folder with a panel and the packaged example, which asks for one start."""
    monkeypatch.chdir(tmp_path)
    sm.simulate_panel(rows=4_000, seed=1).to_csv("panel.csv", index=False)
    code, text = run(monkeypatch, capsys, *EXAMPLE)
    assert code == 0
    (tmp_path / "spec.toml").write_text(text.replace("starts = 5", "starts = 1"), "utf-8")
    return tmp_path


def test_the_example_estimates_prints_and_writes_everything(folder, monkeypatch, capsys):
    outputs = ("--tidy", "t.csv", "--latex", "t.tex", "--html", "t.html", "--save", "t.json")
    code, printed = run(monkeypatch, capsys, "estimate", "spec.toml", *outputs)
    fit = sm.load_fit("t.json")
    assert code == (0 if fit.converged else 1)
    assert fit.summary() in printed
    assert printed.index("Reduced form") < printed.index("Closed bargaining, L proposes")
    assert "bargaining open: removals" in printed and "written: t.csv" in printed
    read = pd.read_csv("t.csv")
    assert read["estimate"].tolist() == pytest.approx(fit.params.tolist(), rel=1e-12)
    assert pd.read_csv("t-glance.csv")["nobs"].tolist() == [4_000]
    assert (folder / "t.tex").read_text("utf-8") == fit.to_latex()
    assert "<h1>" in (folder / "t.html").read_text("utf-8")


def test_json_holds_the_reduced_form_the_fit_and_counterfactuals(folder, monkeypatch, capsys):
    _, printed = run(monkeypatch, capsys, "estimate", "spec.toml", "--json")
    document = json.loads(printed)
    assert document["reduced_form"]["nobs"] == document["fit"]["nobs"] == 4_000
    assert [row["term"] for row in document["estimates"]][:2] == [
        "weakness_prior:Intercept", "weakness_prior:x1",
    ]  # fmt: skip
    assert [one["label"] for one in document["counterfactuals"]] == [
        "from the data",
        "given the protocol",
    ]


def test_the_reduced_form_is_the_librarys(folder, monkeypatch, capsys):
    options = ("--covariates", "x1 + x2", "--challenged", "challenged", "--cluster", "leader")
    code, printed = run(
        monkeypatch, capsys, "reduced-form", "panel.csv", *options, "--tidy", "r.csv"
    )
    found = sm.reduced_form(
        "panel.csv", covariates="x1 + x2", challenged="challenged", cluster="leader"
    )
    assert code == 0 and found.summary() in printed
    assert pd.read_csv("r.csv")["term"].tolist() == list(found.estimates)
    _, printed = run(monkeypatch, capsys, "reduced-form", "panel.csv", *options, "--json")
    assert json.loads(printed) == json.loads(json.dumps(found.to_dict()))
