"""Answers to several protocols side by side: as HTML, as LaTeX, as rows of a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from ..model.extras import require
from ..model.html_table import html_table
from ..model.latex import latex_number, latex_symbol, latex_table, latex_text
from ..model.parameters import NAMES
from ..model.variables import VARIABLES
from .offers import numbered
from .solution import Solution
from .table import columns, heading, rows

if TYPE_CHECKING:
    import pandas

    from .equilibrium import Equilibrium


class Solutions(tuple[Solution, ...]):
    """Solutions of several protocols: a tuple that is shown and written as one table.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> sm.solve_protocols(model)
    (<Solution open bargaining, L proposes: exactly one equilibrium exists, v = 0>,
     <Solution closed bargaining, F proposes: exactly one equilibrium exists, v = 0.896299>,
     <Solution closed bargaining, L proposes: exactly one equilibrium exists, v = 0.642168>)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "(" + ",\n ".join(map(repr, self)) + ("," if len(self) == 1 else "") + ")"

    def _repr_html_(self) -> str:
        head = ["", *(heading(solution, eq) for solution, eq in columns(self))]
        body = [[label, *texts] for label, texts in rows(self)]
        return html_table(
            repr(self[0].model) if self else "No solution",
            head,
            body,
            [solution.summary() for solution in self],
        )

    def to_latex(self) -> str:
        r"""Return a table for LaTeX, with a column for each equilibrium (needs its package booktabs).

        Examples
        --------
        >>> import summitry as sm
        >>> model = sm.load_scenario("uniform-example").model
        >>> print("\n".join(sm.solve_protocols(model).to_latex().splitlines()[:3]))
        \begin{tabular}{lrrr}
        \toprule
         & open & closed, F proposes & closed, L proposes \\
        """
        symbols = {
            f"{about.long_name}, {about.symbol}": f"{latex_text(about.long_name)}, "
            f"{latex_symbol(about.symbol)}"
            for about in VARIABLES.values()
        }
        return latex_table(
            ["", *(latex_text(heading(solution, eq)) for solution, eq in columns(self))],
            [
                [symbols.get(label, latex_text(label)), *map(latex_number, texts)]
                for label, texts in rows(self)
            ],
        )

    def to_dataframe(self) -> pandas.DataFrame:
        """Table of pandas with a row for each equilibrium, and one for a protocol that has none.

        It needs the ``data`` extra. Its columns are those of `to_csv`.
        """
        require("to_dataframe", "data", "pandas")
        import pandas

        table = pandas.DataFrame(self._records())
        return table.astype({"equilibrium": "Int64"})

    def to_csv(self) -> str:
        """Return CSV: the model's parameters, protocol, status, then the variables of the equilibrium.

        A protocol without an equilibrium has one row, whose last columns are empty. Where mixed strategies
        were asked for, the offers of each mixed equilibrium follow, numbered as in `solve_many`.
        """
        out = io.StringIO()
        records = self._records()
        writer = csv.DictWriter(out, list(records[0]) if records else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
        return out.getvalue()

    def _records(self) -> list[dict[str, Any]]:
        """List the rows of a table by column; what is undefined is None."""
        out = []
        proofs = any(solution.disclosure != "none" for solution in self)
        with_offers = any(solution.mixed or solution.strategies == "mixed" for solution in self)
        for solution in self:
            model = solution.model
            asked = {name: getattr(model, name) for name in NAMES} | {
                "information": repr(model.information),
                "bargaining": solution.bargaining, "proposer": solution.proposer,
                "off_path": solution.off_path, "status": solution.status.name.lower(),
            }  # fmt: skip
            if proofs:
                asked |= {"disclosure": solution.disclosure, "reach": solution.reach}
            found: tuple[Equilibrium | None, ...] = (*solution.equilibria, *solution.mixed)
            for number, eq in enumerate(found or (None,), 1):
                answer = {name: getattr(eq, name, None) for name in VARIABLES}
                kind = None if eq is None else eq.kind
                place = None if eq is None else number
                if with_offers:
                    offers = eq.offers if eq is not None and eq.is_mixed else ()
                    answer |= {"index": getattr(eq, "index", None)} | numbered(offers)
                out.append(asked | {"equilibrium": place, "kind": kind} | answer)
        return out
