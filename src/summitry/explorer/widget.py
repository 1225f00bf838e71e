"""The explorer inside Jupyter: the same page, which asks the kernel by messages instead of a server."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..equilibrium.solve import solve_protocols
from ..model.extras import require
from ..model.faults import InputError, shown
from ..model.parameters import Model
from ..model.scenarios import load_scenario
from .answers import Answer, answer, refused
from .query import DEFAULT_SCENARIO
from .static import missing_page

require("summitry.explorer.widget", "jupyter", "anywidget", "traitlets")
import anywidget  # noqa: E402
import traitlets  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 200  # characters of a path
_STATIC = "<p>The explorer started here. Run the cell again for the page itself.</p>"


def _file(name: str) -> str:
    found = files("summitry.explorer") / "static" / name
    return found.read_text("utf-8") if found.is_file() else ""


def reply(content: Any) -> tuple[dict[str, Any], bytes]:
    """Answer one message: ``{id, path, query}`` gives ``{id, status, type}`` and the bytes.

    Examples
    --------
    >>> head, body = reply({"id": 7, "path": "/api/view", "query": "sigma=2"})
    >>> head["id"], head["status"], body[:12]
    (7, 400, b'{"faults": [')
    """
    content = content if isinstance(content, dict) else {}
    number, path, query = (content.get(name) for name in ("id", "path", "query"))
    if not isinstance(path, str) or not isinstance(query, str) or len(path) > _LONGEST:
        made: Answer = refused(400, f"{shown(content)} is no question. Send id, path and query.")
    else:
        made = answer(path, query)
    return {"id": number, "status": made.status, "type": made.media}, made.body


class Explorer(anywidget.AnyWidget):
    """The explorer's page as a widget of Jupyter.

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
        Explorer(sm.load_scenario("trump-zelensky-2019").model)
    """

    _esm = _file("widget.js")
    _css = _file("widget.css")
    start = traitlets.Dict().tag(sync=True)

    def __init__(self, model: Model | None = None) -> None:
        faults = [] if self._esm else [missing_page()]
        given: object = model
        if given is not None and not isinstance(given, Model):
            faults.append(
                f"model = {shown(given)} is not a Model. Write for example "
                'Explorer(summitry.load_scenario("uniform-example").model).'
            )
        if faults:
            raise InputError(faults, "Explorer")
        super().__init__(start=model.to_dict() if model else {})
        self.on_msg(self._asked)

    def __repr__(self) -> str:
        return f"<Explorer that starts at {self._model!r}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add the answers as a table, for a saved notebook that is read where nothing runs."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        page = solve_protocols(self._model)._repr_html_() + _STATIC
        return bundle[0] | {"text/html": page}, bundle[1]

    @property
    def _model(self) -> Model:
        return Model.from_dict(self.start) if self.start else load_scenario(DEFAULT_SCENARIO).model

    def _asked(self, _: Any, content: Any, buffers: Sequence[Any]) -> None:
        head, body = reply(content)
        self.send(head, [body])
