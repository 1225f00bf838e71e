"""The explorer inside Jupyter: the same answers, as messages."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import summitry as sm
from summitry.explorer import widget
from summitry.explorer.answers import answer
from summitry.model.installation import install_command

MODEL = sm.load_scenario("korea-1964").model


@pytest.fixture
def built(monkeypatch):
    """A page that is built, whatever is in this copy."""
    monkeypatch.setattr(widget.Explorer, "_esm", "export default { render() {} }")
    monkeypatch.setattr(widget.Explorer, "_css", "")


def test_a_question_gets_the_server_s_bytes(built, monkeypatch):
    shown = widget.Explorer(MODEL)
    sent: list[Any] = []
    monkeypatch.setattr(shown, "send", lambda head, buffers: sent.append((head, buffers)))
    shown._asked(None, {"id": 3, "path": "/api/view", "query": "sigma=0.3&points=5"}, [])
    expected = answer("/api/view", "sigma=0.3&points=5")
    assert sent == [({"id": 3, "status": 200, "type": expected.media}, [expected.body])]


def test_it_starts_at_the_model_that_is_given(built):
    assert sm.Model.from_dict(widget.Explorer(MODEL).start) == MODEL
    assert widget.Explorer().start == {}


@pytest.mark.parametrize(
    "content",
    [
        None, 3, "x", [], {}, {"id": 1}, {"id": 1, "path": 2, "query": ""}, {"path": "/api", "query": None},
        {"id": 1, "path": "/api/" + "x" * 500, "query": ""}, {"id": 1, "path": "/etc/passwd", "query": ""},
        {"id": 1, "path": "/api/view", "query": "sigma=2"}, {"id": 1, "path": "/api/view", "query": "\ud800"},
    ],
    ids=repr,
)  # fmt: skip
def test_a_bad_question_is_refused(content):
    head, body = widget.reply(content)
    assert 400 <= head["status"] < 500
    assert json.loads(body)["faults"]


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
    assert data["text/plain"] == f"<Explorer that starts at {asked!r}>"
