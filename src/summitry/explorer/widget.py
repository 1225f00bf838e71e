"""The explorer inside Jupyter: the same page with the same engine, its model read and set from Python."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from ..equilibrium.solution import plain
from ..equilibrium.solve import solve_protocols
from ..figures.files import render
from ..figures.make import make_figure
from ..model.extras import require
from ..model.faults import InputError, shown
from ..model.parameters import Model
from .files import missing_page, static
from .meta import default_model, meta

require("summitry.explorer.widget", "jupyter", "anywidget", "traitlets")
import anywidget  # noqa: E402
import traitlets  # noqa: E402

_STATIC = "<p>The explorer stood here. Run the cell again for the page itself.</p>"


def _file(name: str) -> str:
    found = static() / name
    return found.read_text("utf-8") if found.is_file() else ""


class Explorer(anywidget.AnyWidget):
    """The explorer's page as a widget of Jupyter; `model` is the game that its controls say.

    Parameters
    ----------
    model
        Where it starts; by default the scenario uniform-example.

    Raises
    ------
    InputError
        If ``model`` is no `Model`, or the page is not built in this copy.

    Examples
    --------
    In a notebook, as the last line of a cell::

        from summitry.explorer.widget import Explorer
        page = Explorer(sm.load_scenario("trump-zelensky-2019").model)
        page

    In a later cell, after moving its controls, and to move them::

        sm.solve(page.model)
        page.model = page.model.replace(sigma=0.9)
    """

    _esm = _file("widget.js")
    _css = _file("widget.css")
    state = traitlets.Dict().tag(sync=True)
    meta = traitlets.Dict().tag(sync=True)

    def __init__(self, model: Model | None = None) -> None:
        faults = [] if self._esm else [missing_page()]
        faults += [] if model is None else _model_faults(model, "Explorer(", ")")
        if faults:
            raise InputError(faults, "Explorer")
        super().__init__(state=(model or default_model()).to_dict(), meta=plain(meta()))

    @property
    def model(self) -> Model:
        """The game that the page shows; set it to move the page's controls.

        Raises
        ------
        InputError
            If what is set is no `Model`.
        """
        return Model.from_dict(self.state)

    @model.setter
    def model(self, model: Model) -> None:
        if faults := _model_faults(model, "page.model = ", ""):
            raise InputError(faults, "Explorer")
        self.state = model.to_dict()

    def __repr__(self) -> str:
        return f"<Explorer at {self.model!r}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add a picture and a table of the answers, for a saved notebook that is read where nothing runs."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        page = _picture(self.model) + solve_protocols(self.model)._repr_html_() + _STATIC
        return bundle[0] | {"text/html": page}, bundle[1]


def _picture(model: Model) -> str:
    """Draw price and chance of a visit against n, as the page does; nothing where matplotlib is missing."""
    try:
        figure, _ = make_figure("lines", model)
    except InputError:
        return ""
    image = b64encode(render(figure, "png")).decode()
    return f'<img alt="Price and chance of a visit, by protocol" src="data:image/png;base64,{image}">'


def _model_faults(model: object, before: str, after: str) -> list[str]:
    """Return what is wrong with something that must be a model; nothing if it is one."""
    if isinstance(model, Model):
        return []
    return [
        f"model = {shown(model)} is not a Model. Write for example "
        f'{before}summitry.load_scenario("uniform-example").model{after}.'
    ]
