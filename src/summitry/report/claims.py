"""The report's table of claims: verdicts, conditions, counterexamples, controls (T8)."""

from __future__ import annotations

import csv
import html
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Claim = Mapping[str, Any]
_ORDER = ("fails", "holds under", "holds", "not applicable")
_SIGNS = {"holds": "✓", "holds under": "◐", "fails": "✗", "not applicable": "–"}
_COLUMNS = (
    "id", "source", "statement", "region", "points", "applicable", "failures", "ties", "worst_margin",
    "median_margin", "verdict", "condition",
)  # fmt: skip


def section(audit: Mapping[str, Any]) -> str:
    """Write the section from ``sm.audit(…).to_dict()``."""
    claims: Sequence[Claim] = audit["claims"]
    counts = Counter(str(claim["verdict"]) for claim in claims)
    tally = "".join(
        f"<li class='v {_kind(verdict)}'>{_SIGNS[verdict]} <b>{counts[verdict]}</b> {verdict}</li>"
        for verdict in _ORDER
        if counts[verdict]
    )
    most = max((int(claim["points"]) for claim in claims), default=0)
    weak = [
        str(c["id"])
        for c in claims
        if c["applicable"] and not (c.get("control") or {}).get("refuted", True)
    ]
    controls = (
        "Every claim has a deliberately false neighbour; the audit refutes all of them."
        if not weak
        else "Every claim has a deliberately false neighbour; not refuted at these points: "
        f"{html.escape(', '.join(weak))}."
    )
    failing = [claim for claim in claims if claim["verdict"] != "holds"]
    return (
        "<section id=claims><h2>The claims, audited</h2>"
        f"<p>{len(claims)} statements of the article and beyond it, each at up to {most:,} models "
        "drawn from the whole "
        f"parameter space (seed {audit.get('seed', 0)}), every model solved and certified. A margin "
        "is negative where a "
        f"statement fails by more than the error bound of the comparison. {controls}</p>"
        f"<ul class=tally>{tally}</ul>"
        "<h3>What does not hold as it stands</h3>"
        f"{_table(failing) if failing else '<p>Nothing: every statement holds at every point.</p>'}"
        f"<h3>All statements</h3>{''.join(_group(*pair) for pair in _by_source(claims))}</section>"
    )


def _kind(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _by_source(claims: Sequence[Claim]) -> list[tuple[str, list[Claim]]]:
    """Group by source, in the order of the article."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(str(claim["source"]), []).append(claim)
    return list(groups.items())


def _group(source: str, claims: Sequence[Claim]) -> str:
    counts = Counter(str(claim["verdict"]) for claim in claims)
    words = ", ".join(f"{counts[verdict]} {verdict}" for verdict in _ORDER[::-1] if counts[verdict])
    return (
        f"<details class=group open><summary><b>{html.escape(source)}</b> "
        f"<small>{html.escape(words)}</small></summary>"
        f"{_table(claims, brief=True)}</details>"
    )


def _table(claims: Sequence[Claim], *, brief: bool = False) -> str:
    """Write claims as a table, or on a phone as cards."""
    rows = "".join(_row(claim, brief) for claim in claims)
    heads = ("verdict", "statement", "applies at", "fails at", "worst margin")
    head = "".join(
        f"<th{' class=n' if place > 1 else ''}>{words}</th>" for place, words in enumerate(heads)
    )
    return f"<table class=claims><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(claim: Claim, brief: bool) -> str:
    verdict = str(claim["verdict"])
    about = f"<code>{html.escape(str(claim['id']))}</code> · {html.escape(str(claim['source']))}"
    words = f"{html.escape(str(claim['statement']))}.<br><small>{about}</small>"
    if claim.get("condition"):
        words += f"<p class=condition>{html.escape(_sentence(str(claim['condition'])))}{_found(claim)}</p>"
    if not brief:
        words += _counterexamples(claim)
    margin = claim.get("worst_margin")
    shown = "–" if margin is None else f"{margin:.2g}".replace("-", "−")
    anchor = "" if brief else f" id='claim-{html.escape(str(claim['id']), quote=True)}'"
    return (
        f"<tr{anchor}><td class='v {_kind(verdict)}'>{_SIGNS.get(verdict, '')} "
        f"{html.escape(verdict)}</td>"
        f"<td>{words}</td><td class=n data-l='applies at'>{claim['applicable']:,}</td>"
        f"<td class=n data-l='fails at'>{claim['failures']:,}</td>"
        f"<td class=n data-l='worst margin'>{shown}</td></tr>"
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _found(claim: Claim) -> str:
    """Say how a condition or boundary was found, and how good it is on fresh points."""
    found = claim.get("condition_found") or claim.get("boundary")
    if not found:
        return ""
    if claim["verdict"] == "fails" and found.get("accuracy") is not None:
        words = f"{found['found_by']}; right on {found['accuracy']:.0%} of fresh points"
    else:
        words = f"{found['found_by']}; {found['failures']:,} failures at "
        words += f"{found['points']:,} fresh points that meet it"
    return f" <small>({html.escape(words)})</small>"


def _counterexamples(claim: Claim) -> str:
    examples = claim.get("counterexamples") or []
    if not examples:
        return ""
    texts = "".join(f"<pre>{html.escape(str(example['toml']))}</pre>" for example in examples[:2])
    more = f" The other {len(examples) - 2} are in claims.json." if len(examples) > 2 else ""
    return (
        f"<details><summary>counterexample{'s' if len(examples) > 1 else ''}: margin "
        f"{examples[0]['margin']:.3g}</summary>{texts}<p><small>Save one as case.toml: "
        "<code>summitry audit --claim "
        f"{html.escape(str(claim['id']))} --at case.toml</code>.{more}</small></p></details>"
    )


def table_csv(audit: Mapping[str, Any]) -> str:
    """One row for each claim, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_COLUMNS, "counterexamples", "control_refuted"])
    for claim in audit["claims"]:
        row = ["" if claim.get(name) is None else claim.get(name) for name in _COLUMNS]
        control = claim.get("control") or {}
        writer.writerow([*row, len(claim.get("counterexamples") or []), control.get("refuted", "")])
    return text.getvalue()
