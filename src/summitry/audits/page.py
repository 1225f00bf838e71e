"""An audit as one self-contained HTML page."""

from __future__ import annotations

import html
from importlib.metadata import version

from .result import FAILS, Audit, Verdict

STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:auto;padding:1rem;overflow-wrap:break-word}
h1,h2{line-height:1.2}small{opacity:.75}.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem}
td,th{padding:.3rem .6rem;border-bottom:1px solid #8886;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td:first-child{min-width:9rem}td:nth-child(2){min-width:15rem}td:last-child{min-width:12rem}
summary{cursor:pointer}pre{font-size:.75rem;overflow-x:auto}
@media print{body{font-size:9pt;max-width:none}table{font-size:7pt}tr{break-inside:avoid}}
"""
_HEADS = ("claim", "statement", "points", "applies", "fails", "worst margin", "verdict")


def table(audit: Audit) -> str:
    """Write the verdicts as an HTML table, with counterexamples to unfold."""
    heads = "".join(
        f"<th{' class=n' if 2 <= i <= 5 else ''}>{h}</th>" for i, h in enumerate(_HEADS)
    )
    return (
        f"<div class=wide><table><tr>{heads}</tr>{''.join(map(_row, audit.claims))}</table></div>"
    )


def _row(claim: Verdict) -> str:
    margin = "–" if claim.worst_margin is None else f"{claim.worst_margin:.2g}".replace("-", "−")
    numbers = [f"{claim.points:,}", f"{claim.applicable:,}", f"{claim.failures:,}", margin]
    cells = "".join(f"<td class=n>{number}</td>" for number in numbers)
    words = html.escape(claim.verdict)
    if claim.condition:
        words = html.escape(claim.condition) if claim.verdict == FAILS else (
            f"{words} {html.escape(claim.condition)}"
        )  # fmt: skip
    if claim.condition_found:
        words += f"<br><small>{claim.condition_found.coverage:.0%} of the applicable fresh points, none of "
        words += f"{claim.condition_found.points:,} fails</small>"
    if claim.boundary and claim.verdict == FAILS:
        words += f"<br><small>{claim.boundary.found_by}, balanced accuracy on fresh points "
        words += f"{claim.boundary.accuracy:.0%}</small>"
    texts = "".join(f"<pre>{html.escape(example.toml)}</pre>" for example in claim.counterexamples)
    if texts:
        words += f"<details><summary>{len(claim.counterexamples)} counterexamples</summary>{texts}</details>"
    control = f"Control: {claim.control['statement']}: "
    control += "refuted" if claim.control.get("refuted") else "not refuted at these points"
    region = claim.region[:1].upper() + claim.region[1:]
    about = f"{claim.source}. {region}. {control}."
    return (
        f"<tr id='{claim.id}'><td><code>{claim.id}</code></td><td>{html.escape(claim.statement)}."
        f"<br><small>{html.escape(about)}</small></td>{cells}<td>{words}</td></tr>"
    )


def page(audit: Audit) -> str:
    """Write the page.

    Parameters
    ----------
    audit
        What `summitry.audit` gives.
    """
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
        f"content='width=device-width'><title>The article's claims, audited</title><style>{STYLE}</style>"
        "<h1>The article's claims, audited</h1><p>Malis &amp; Smith, Quid Pro Quo Diplomacy (Games 2024). "
        "A claim fails where its margin is negative by more than its error bound. Each claim has a control, "
        "a false neighbour that the same code must refute on the same points.</p>"
        f"<p>{html.escape(audit.summary())}</p>{table(audit)}"
        f"<footer><small>summitry {version('summitry')}, {audit.seconds:.0f} s</small></footer></html>"
    )
