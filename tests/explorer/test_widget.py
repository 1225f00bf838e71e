"""The explorer inside Jupyter: its model from Python, and what a saved notebook keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from matplotlib.image import imread as read_image

import summitry as sm
from summitry.explorer import widget
from summitry.model.installation import install_command

MODEL = sm.load_scenario("korea-1964").model


@pytest.fixture
def built(monkeypatch):
    """A page that is built, whatever is in this copy."""
    monkeypatch.setattr(widget.Explorer, "_esm", "export default { render() {} }")
    monkeypatch.setattr(widget.Explorer, "_css", "")


def test_its_model_is_read_and_set(built):
    shown = widget.Explorer(MODEL)
    assert shown.model == MODEL
    shown.model = MODEL.replace(psi="inf", information=sm.Binomial(), n=8)
    assert shown.state["psi"] == "inf"
    assert shown.model == MODEL.replace(psi="inf", information=sm.Binomial(), n=8)
    assert widget.Explorer().model == sm.load_scenario("uniform-example").model


def test_what_the_page_sends_is_read_like_any_model(built):
    shown = widget.Explorer(MODEL)
    shown.state = {**shown.state, "sigma": 0.25}
    assert shown.model == MODEL.replace(sigma=0.25)
    shown.state = {**shown.state, "sigma": 2.0}
    with pytest.raises(sm.InputError, match=r"sigma = 2\.0 is above 1"):
        _ = shown.model


@pytest.mark.parametrize("wrong", [3, None, "korea-1964", {"sigma": 1}])
def test_only_a_model_can_be_set(built, wrong):
    shown = widget.Explorer(MODEL)
    with pytest.raises(sm.InputError, match="is not a Model"):
        shown.model = wrong
    assert shown.model == MODEL


def test_bad_arguments_get_one_error_with_every_fault(monkeypatch):
    monkeypatch.setattr(widget.Explorer, "_esm", "")
    with pytest.raises(sm.InputError) as error:
        widget.Explorer(3)  # type: ignore[arg-type]
    assert len(error.value.faults) == 2
    assert "Run: " in error.value.faults[0]
    assert error.value.faults[1].startswith("model = 3 is not a Model.")


def test_without_anywidget_it_says_what_to_install():
    code = "import sys; sys.modules['anywidget'] = None; import summitry.explorer.widget"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f"Run: {install_command('jupyter')}" in done.stderr


@pytest.mark.parametrize("model", [None, MODEL])
def test_a_saved_notebook_keeps_the_answers_where_no_widget_can_run(built, model):
    shown = widget.Explorer(model)
    data, _ = shown._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data  # where it can run, it does
    asked = model or sm.load_scenario("uniform-example").model
    for solution in sm.solve_protocols(asked):
        for eq in solution.equilibria:
            assert f"{eq.payoff_L_salient:.6g}" in data["text/html"]
    assert "<script" not in data["text/html"]
    drawn = re.search(r'<img alt="[^"]+" src="data:image/png;base64,([^"]+)">', data["text/html"])
    colours = read_image(BytesIO(b64decode(drawn.group(1))), format="png")[..., :3].reshape(-1, 3)
    assert len(np.unique(colours, axis=0)) > 50  # lines, no empty frame
    assert data["text/plain"] == f"<Explorer at {asked!r}>"


def test_without_matplotlib_a_saved_notebook_keeps_the_table(built, monkeypatch):
    for name in ("matplotlib", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, name, None)
    data, _ = widget.Explorer(MODEL)._repr_mimebundle_()
    assert "<table" in data["text/html"]
    assert "<img" not in data["text/html"]
