"""A fit as text, tables, LaTeX, files, pictures and a page: nothing is lost, and no caveat is left out."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import summitry as sm
from summitry.estimation.fit_figures import prepare_coefficients
from summitry.estimation.fit_files import fit_from_dict


def test_the_tidy_table_has_the_numbers_of_the_fit(fit):
    table = fit.tidy().set_index("term")
    assert list(table)[:6] == [
        "estimate",
        "std.error",
        "statistic",
        "p.value",
        "conf.low",
        "conf.high",
    ]
    assert table["estimate"].tolist() == fit.params.tolist()
    half = (table["conf.high"] - table["conf.low"]) / 2
    np.testing.assert_allclose(half, 1.959964 * table["std.error"], rtol=1e-6)
    row = table.loc["sigma:x2"]
    assert row["statistic"] == pytest.approx(row["estimate"] / row["std.error"])
    assert row["p.value"] == pytest.approx(math.erfc(abs(row["statistic"]) / math.sqrt(2)))


def test_the_glance_is_one_row_that_agrees_with_the_fit(fit):
    (row,) = fit.glance().to_dict("records")
    assert row["AIC"] == pytest.approx(-2 * row["logLik"] + 2 * row["df"])
    assert row["BIC"] == pytest.approx(-2 * row["logLik"] + math.log(row["nobs"]) * row["df"])
    assert (row["nobs"], row["n.clusters"], row["proposer"]) == (6_000, 500, "L")


def test_the_summary_says_what_must_be_known(fit):
    said = fit.summary()
    for name in fit.params.index:
        assert re.search(rf"^{re.escape(name)} +", said, re.MULTILINE)
    unlearned = [name for name, value in fit.contraction.items() if value < 0.5]
    assert f"Not learned from these data, but believed: {', '.join(unlearned)}." in said
    for words in ("of 1 starts reach this maximum", "Given: r = 0.5, cost_spread = 0.5.", "are certified",
                  "several equilibria", "(RR"):  # fmt: skip
        assert words in said


def test_values_are_on_the_fields_own_scale(fit):
    from summitry.estimation.fit_table import rows

    shown = {row[0]: row[5] for row in rows(fit)}
    assert float(shown["k_max:Intercept"]) == pytest.approx(
        math.exp(fit.params["k_max:Intercept"]), rel=0.01
    )
    sigma = fit.params["sigma:Intercept"]
    assert float(shown["sigma:Intercept"]) == pytest.approx(1 / (1 + math.exp(-sigma)), rel=0.01)
    assert shown["sigma:x2"] == "-"


def test_without_covariates_there_is_a_rank_and_no_standard_error(bare):
    said = bare.summary()
    assert re.search(r"The data alone have rank [1-5] of 8", said)
    assert "NO STANDARD ERRORS" in said and "s.e." not in said
    assert prepare_coefficients([bare])["low"].isna().all()


def test_a_search_that_did_not_converge_is_no_estimate(fit):
    said = replace(fit, converged=False, message="the steps ran out").summary()
    assert "NOT CONVERGED: the steps ran out. These numbers are no estimates." in said


def test_removals_alone_come_with_a_warning(fit):
    specification = replace(fit.specification, challenged=None)
    assert (
        "normal intervals cover too little" in replace(fit, specification=specification).summary()
    )


def test_latex_has_a_row_for_each_parameter(fit):
    latex = fit.to_latex()
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}") == 1
    body = latex.split(r"\midrule")[1].split(r"\bottomrule")[0].strip().splitlines()
    assert len(body) == fit.df_model
    assert body[0].startswith(r"$\mathrm{logit}\, k_{0}$ & $")
    assert r"$\ln (\alpha +\beta)$" in latex
    assert latex.isascii() or not re.findall(r"[α-ωΑ-Ω₀-₉]", latex)


def test_a_saved_fit_does_what_the_fit_did(fit, tmp_path):
    fit.save(tmp_path / "fit.json")
    loaded = sm.load_fit(tmp_path / "fit.json")
    assert loaded.summary() == fit.summary()
    pd.testing.assert_frame_equal(loaded.tidy(), fit.tidy())
    pd.testing.assert_frame_equal(loaded.cov_params("opg"), fit.cov_params("opg"))
    here, there = (one.counterfactual(sigma="×0.5", draws=20) for one in (fit, loaded))
    pd.testing.assert_frame_equal(here.table, there.table)
    assert loaded.to_dict() == fit.to_dict()
    with pytest.raises(sm.InputError, match="was loaded from a file"):
        loaded.predict({"x1": [0.0], "x2": [0.0], "x3": [0.0]})


def test_a_fit_without_standard_errors_can_be_saved(bare):
    document = json.loads(json.dumps(bare.to_dict(), allow_nan=False))
    assert fit_from_dict(document).summary() == bare.summary()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"format": 2}, "format = 2 is unknown"), ({"kind": "cake"}, "but no fit"),
     ({"params": None}, "missing or damaged"), ({"data": {}}, "missing or damaged"),
     ({"params": {"sigma:x2": 1.0}}, "are not those of its data")],
)  # fmt: skip
def test_a_damaged_file_is_refused(fit, change, words):
    with pytest.raises(sm.InputError, match=words):
        fit_from_dict(fit.to_dict() | change)


@pytest.mark.parametrize(
    ("text", "words"), [("{", "it is no JSON"), (None, "it cannot be read"), ("[]", "no fit")]
)
def test_what_is_no_file_of_a_fit(tmp_path, text, words):
    if text is not None:
        (tmp_path / "fit.json").write_text(text)
    with pytest.raises(sm.InputError, match=words):
        sm.load_fit(tmp_path / "fit.json")


def test_pictures_hold_every_parameter_and_mark_what_was_not_learned(fit, bare):
    table = prepare_coefficients([fit, bare])
    assert len(table) == fit.df_model + bare.df_model
    figure = sm.plot_coefficients([fit, bare])
    (ax,) = figure.axes
    assert len(ax.get_yticklabels()) == fit.df_model
    names = [text.get_text() for legend in figure.subfigs[1].legends for text in legend.get_texts()]
    assert "not learned from these data" in names


def test_a_counterfactual_is_drawn_by_what_it_rests_on(fit):
    found = [
        fit.counterfactual(draws=20, **changes) for changes in ({"bargaining": "open"}, {"n": "×2"})
    ]
    figure = sm.plot_counterfactuals(found)
    names = [text.get_text() for legend in figure.subfigs[1].legends for text in legend.get_texts()]
    assert names == ["from the data", "mostly assumption"]
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.get_yticklabels()] == ["bargaining open", "n ×2"]


@pytest.mark.parametrize("given", [3, [], ["fit"]])
def test_what_is_no_fit_is_not_drawn(given):
    for plot in (sm.plot_coefficients, sm.plot_counterfactuals):
        with pytest.raises(sm.InputError, match="or a list of them"):
            plot(given)


def test_the_page_is_self_contained_and_holds_everything(fit, panel):
    reduced = sm.reduced_form(
        panel, covariates="x1 + x2 + x3", challenged="challenged", cluster="leader"
    )
    changed = fit.counterfactual(sigma="×0.5", draws=20)
    page = sm.fit_page(fit, reduced=reduced, counterfactuals=[changed])
    assert not re.findall(r"""(?:src|href)=["']?(?!["'#])""", page)
    assert page.index("Before anything is solved") < page.index("<h2>Estimates")
    for sentence in (*reduced.findings(), *fit.identification().words):
        assert sentence.replace("'", "&#39;").replace("<", "&lt;").replace(">", "&gt;") in page
    assert page.count("<svg role=") == 4


def test_a_fit_that_an_earlier_version_saved_opens_and_means_the_same():
    # raise FORMAT in fit_files.py, and add a file here, when the form of a saved fit changes
    from summitry.estimation.likelihood import evaluate

    path = Path(__file__).resolve().parents[1] / "cases" / "fit_format_1.json"
    saved = json.loads(path.read_text("utf-8"))
    loaded = sm.load_fit(path)
    assert loaded.nobs == 3_000 and loaded.params.to_dict() == saved["params"]
    again = evaluate(loaded.data, loaded.params.to_numpy(), 1)
    assert again.llf == pytest.approx(saved["llf"], abs=1e-6)
    assert loaded.counterfactual(bargaining="open", draws=0).table.loc["visits", "changed"] == 0.0
