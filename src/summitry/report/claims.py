"""The audit's verdicts as a table for the report: one row for each claim (T8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

_COLUMNS = (
    "id", "source", "statement", "region", "points", "applicable", "failures", "ties", "worst_margin",
    "median_margin", "unit", "verdict", "words", "condition", "proof",
)  # fmt: skip


def table_csv(audit: Mapping[str, Any]) -> str:
    """Write ``sm.audit(…).to_dict()`` as CSV, one row for each claim."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_COLUMNS, "counterexamples", "control_refuted"])
    for claim in audit["claims"]:
        row = ["" if claim.get(name) is None else claim.get(name) for name in _COLUMNS]
        control = claim.get("control") or {}
        writer.writerow([*row, len(claim.get("counterexamples") or []), control.get("refuted", "")])
    return text.getvalue()
