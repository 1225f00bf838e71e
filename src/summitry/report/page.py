"""The report's page: one file that loads nothing, for paper, phone, light and dark."""

from __future__ import annotations

import html
from importlib.metadata import version

from .pictures import colour_rules

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem;overflow-wrap:break-word;
background:var(--cffffff);color:var(--c000000)}
h1,h2,h3{line-height:1.2}h2{margin-top:3rem}h3{margin-top:2rem}ul,ol{padding-left:1.3rem}small{opacity:.8}
a{color:var(--c0072b2)}.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem}
td,th{padding:.2rem .6rem;border-bottom:1px solid #8886;text-align:left;vertical-align:top}
.numbers td,.numbers th{text-align:right;white-space:nowrap}
.numbers td:first-child,.numbers th:first-child{text-align:left;white-space:normal;position:sticky;left:0;
background:var(--cffffff)}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
figure{margin:2rem 0}figcaption{font-size:.9em;max-width:44rem}svg{fill:var(--c000000)}
figure svg{width:100%;height:auto;max-width:44rem;display:block}.narrow{display:none}
.pictures{display:flex;flex-wrap:wrap;gap:1rem}
.pictures svg{flex:1 1 18rem;min-width:0;max-width:28rem;height:auto}
math{font-size:1.1rem;margin:.4rem 0;overflow-x:auto;overflow-y:hidden;max-width:100%}
.equations li{margin-bottom:1rem}.equations p{margin:.2rem 0}
summary{cursor:pointer;margin:.5rem 0}
pre{font-size:.75rem;overflow-x:auto;border-left:3px solid #8886;padding-left:.7rem}
.tally{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.6rem}
.v{font-weight:600;white-space:nowrap}
.fails{color:#b3261e}.holds-under{color:#8a5a00}.holds{color:#146c43}.condition{margin:.3rem 0}
@media screen and (prefers-color-scheme:dark){
.fails{color:#ff8a80}.holds-under{color:#ffc46b}.holds{color:#7ddba9}}
@media screen and (max-width:40rem){body{padding:.7rem}.broad{display:none}.narrow{display:block}
.claims thead{display:none}.claims,.claims tbody,.claims tr,.claims td{display:block;width:auto}
.claims tr{border-bottom:1px solid #8886;padding:.5rem 0}
.claims td{border:0;padding:.1rem 0;text-align:left}
.claims td.n{display:inline-block;margin-right:1rem;font-size:.8rem}
.claims td.n::before{content:attr(data-l) " ";opacity:.7}
.numbers{font-size:.75rem}.numbers td,.numbers th,.words td,.words th{padding:.2rem .3rem}
.numbers td:first-child{min-width:7rem}.numbers th{white-space:normal}}
@media print{@page{margin:15mm}
body{font-size:9pt;line-height:1.35;padding:0;max-width:none}table{font-size:7.5pt}
section{break-before:page}.case{break-before:auto}nav+section{break-before:auto}h2{margin-top:0}
h2,h3{break-after:avoid}p{margin:.5em 0}td,th{padding:1px 6px}
.numbers td:first-child{position:static}tr,svg,figure{break-inside:avoid}.wide{overflow:visible}
figure svg{max-width:13cm}.pictures svg{flex:0 1 45%;max-width:45%}
nav{columns:2}a{color:inherit;text-decoration:none}pre{white-space:pre-wrap}}
"""


def page(
    *, abstract: str, game: str, figures: str, claims: str, cases: str, contents: str, methods: str,
    letters: str,
) -> str:  # fmt: skip
    """Put the sections together."""
    title = "Quid pro quo diplomacy, reproduced"
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
        f"content='width=device-width,initial-scale=1'><title>{title}</title>"
        f"<style>{colour_rules()}{_STYLE}</style>{letters}<h1>{title}</h1>"
        "<p>The model, figures and claims of Malis &amp; Smith, “Quid Pro Quo Diplomacy” "
        "(<i>Games</i> 2024, 15(2), 14), "
        "solved, certified and audited.</p>"
        f"{abstract}<nav><ul><li><a href='#model'>The model</a></li><li><a "
        "href='#figures'>Figures</a></li>"
        "<li><a href='#claims'>The claims, audited</a></li><li><a href='#scenarios'>Scenarios</a>"
        f"<ul>{contents}</ul></li><li><a href='#methods'>Methods and versions</a></li></ul></nav>"
        f"{game}<section id=figures><h2>Figures</h2>{figures}</section>{claims}"
        "<section id=scenarios><h2>Scenarios</h2><p>Stylised cases of the article, each under "
        "every bargaining protocol. "
        f"The largest gain from any deviation certifies an equilibrium.</p>{cases}</section>{methods}"
        f"<footer><small>summitry {html.escape(version('summitry'))}</small></footer></html>"
    )
