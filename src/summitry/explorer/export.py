"""`/api/export`: what is on the page, to take along: scenario, program, result, table, reference."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from ..equilibrium.saved import result_document
from ..model.faults import plain
from .bibtex import bibtex
from .frame import to_json
from .maps import GRID_KEYS, Grid, read_grid
from .meta import PROTOCOLS
from .pictures import PICTURES, picture
from .query import MODEL_KEYS, Key, Query
from .view import CHOICE_KEYS, LINE_KEYS, View, read_view, solved

WHAT = ("toml", "python", "json", "csv", "bibtex")
EXPORT_KEYS = (
    *MODEL_KEYS,
    *CHOICE_KEYS,
    *LINE_KEYS,
    *GRID_KEYS,
    Key("what", "what to take along", WHAT, default="toml"),
    Key("picture", "for what=csv: whose data", PICTURES, default="line"),
)


@dataclass(frozen=True)
class Export:
    """What a request for an export asks for."""

    view: View
    grid: Grid
    what: str
    picture: str


def read_export(query: Query) -> Export:
    """Read a request; all its faults are raised at once."""
    view, grid = read_view(query), read_grid(query)
    what, name = query.choice("what"), query.choice("picture")
    query.close()
    assert view is not None
    return Export(view, grid, what, name)


def export(wanted: Export) -> tuple[bytes, str, str]:
    """Write an export: its bytes, its media type and a name for the file."""
    model = wanted.view.model
    if wanted.what == "toml":
        return model.to_toml(title=TITLE).encode(), "application/toml", "summitry-case.toml"
    if wanted.what == "bibtex":
        return bibtex().encode(), "application/x-bibtex", "summitry.bib"
    if wanted.what == "python":
        return program(wanted).encode(), "text/x-python", "summitry_view.py"
    if wanted.what == "json":
        return to_json(document(wanted.view)), "application/json", "summitry-result.json"
    data = picture(wanted.picture, wanted.view, wanted.grid)
    return data.to_csv().encode(), "text/csv", f"summitry-{data.name}.csv"


TITLE = "A case from the explorer"


def document(view: View) -> dict[str, Any]:
    """Return the result that `summitry solve --json` prints and `summitry verify` checks."""
    labels = {"scenario": "explorer", "title": TITLE}
    return result_document(view.model, solved(view.model).values(), labels)


def program(wanted: Export) -> str:
    """Write a program that gives the numbers of the page."""
    view, grid = wanted.view, wanted.grid
    bargaining, proposer, label = PROTOCOLS[view.protocol]
    model = repr(view.model).replace("information=", "information=sm.")
    line = view.line
    return f'''\
"""A view of the summitry explorer, as a program.

It needs summitry {version("summitry")} with its extra `data`.
"""

import summitry as sm
from summitry.figures import prepare_closed, prepare_landscape, prepare_lines, prepare_map

model = sm.{model}

# every protocol, with its meaning in words
for solution in sm.solve_protocols(model):
    print(solution.summary(), end="\\n\\n")

# the equilibrium that the page showed: {label}
solution = sm.solve(model, bargaining="{bargaining}", proposer="{proposer}")
if solution.equilibria:
    equilibrium = solution.equilibria[min({view.equilibrium}, len(solution.equilibria) - 1)]
    print("concession", equilibrium.concession)
    print("visit_probability", equilibrium.visit_probability)
    print("payoff_L_salient", equilibrium.payoff_L_salient)
    print("max_gain", equilibrium.max_gain)

# the pictures' data; .columns has arrays, .to_csv() and .write_csv(path) the table
curve = prepare_closed(model)
line = prepare_lines(
    model, "{line.name}", variables=["{view.variable}"], points={line.points},
    span={_pair(line.ends)}, log={line.log},
)
grid = prepare_map(
    model, "{grid.x.name}", "{grid.y.name}", nx={grid.x.points}, ny={grid.y.points},
    x_span={_pair(grid.x.ends)}, y_span={_pair(grid.y.ends)}, x_log={grid.x.log}, y_log={grid.y.log},
)
if solution.equilibria:
    landscape = prepare_landscape(solution, equilibrium=solution.equilibria.index(equilibrium))
line.write_csv("{line.name}.csv")
'''


def _pair(span: tuple[float, float]) -> str:
    return f"({plain(span[0])}, {plain(span[1])})"
