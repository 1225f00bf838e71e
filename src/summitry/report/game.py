"""The report's account of the model: players, timing, parameters, the equations that are solved (T1–T5)."""

from __future__ import annotations

import html

from ..model.parameters import FIELDS
from .mathml import mathml

_WORDS = """
<p><b>L</b> governs and may fall. <b>C</b>, a challenger at home, would like to remove L. <b>F</b> leads
a foreign power, can visit L, and may want a favour. L's strength θ, the chance to survive a challenge,
is unknown to all: it is Beta(α, β). What matters is the <i>weakness</i> 1 − θ, in the prior k₀ =
β/(α+β).</p> <ol><li>Nature decides whether F wants a favour: S = 1 with probability σ. L and F see S; C
sees it only if bargaining is <i>open</i>.</li> <li>If S = 1 the proposer, L or F, names a concession z
≥ 0; the other accepts or rejects. C sees all of it if bargaining is open, nothing if it is
<i>closed</i>.</li> <li>After a deal F sees a signal A of L's strength and visits or not. The deal binds
L to pay z if F visits. It does not bind F to visit.</li> <li>C sees whether F visited, and behind
closed doors learns z after a visit with probability q. She draws a cost K, uniform on [0, c], and
challenges or not. L, if challenged, is removed with probability 1 − θ.</li></ol> <p>C gets 1 if L is
removed, less K if she challenged. L gets Ψ in office, less z if F visited. F gets nothing without a
visit; with one she gets z − τ if L survives, and if L falls she keeps z with probability r only and
loses ρ. C challenges if and only if K ≤ k, where k is the weakness that she perceives.</p>
"""
# statement, formula, source
_EQUATIONS = (
    ("F visits the strongest types (Lemma 1). Let v be the chance of a visit after a deal, m(v) the "
     "weakness of the marginal visitor; weakness after a visit and without one, if C knows the deal",
     "κ(v) = {M(v)}/{v} , ν(v) = {k_{0} − M(v)}/{1 − v} , M(v) = ∫_{0}^{v} m(s) d s", "T2"),
    ("The concession that makes the marginal visitor indifferent where C perceives k after a visit",
     "ζ(k,m) = {τ + ρ P}/{1 − (1 − r) P} , P = {k m}/{c}", "eq. 2, T3"),
    ("Open bargaining: average removal risk, which no deal with some visits lowers (Prop. 4, 5)",
     "D(v) = {v κ^{2} + (1 − v) ν^{2}}/{c} ≥ {k_{0}^{2}}/{c}", "T4"),
    ("Closed bargaining: what C perceives without a visit when she expects visits v*",
     "k_{N} = {k_{0} − σ M(v^{*})}/{1 − σ v^{*}}", "T5"),
    ("A deal with other visits v′ is seen by C with probability q; average weakness after a visit",
     "k\u0304(v′) = q κ(v′) + (1 − q) κ(v^{*})", "T5"),
    ("What L gains from it over rejecting it",
     "W(v′;v^{*}) = {Ψ}/{c} M(v′) (k_{N} − k\u0304(v′)) − v′ ζ(k\u0304(v′),m(v′))", "T5"),
    ("F proposes (Prop. 6): F asks for the most that L accepts, and no v′ above v* is acceptable",
     "{Ψ}/{c} · {κ (k_{0} − κ)}/{1 − σ v} = ζ(κ,m)", "F-eq, T5"),
    ("L proposes (Prop. 7, with finite Ψ): v* is the best of all deals against C's conjecture, and "
     "worth its price",
     "v^{*} = argmax_{v′} W(v′;v^{*}) , W(v^{*};v^{*}) ≥ 0", "L-eq, T5"),
)  # fmt: skip


def section() -> str:
    """Write the section."""
    equations = "".join(
        f"<li><p>{html.escape(words)}:</p>{_formula(formula)}"
        f"<small>docs/model.md, {html.escape(source)}</small></li>"
        for words, formula, source in _EQUATIONS
    )
    fields = "".join(
        f"<tr><td>{html.escape(field.symbol)}</td><td><code>{field.name}</code></td>"
        f"<td>{html.escape(field.meaning)}</td><td>{html.escape(field.domain)}</td></tr>"
        for field in FIELDS
    )
    return (
        f"<section id=model><h2>The model</h2>{_WORDS}"
        "<h3>Parameters</h3><div class=wide><table "
        "class=words><tr><th>symbol</th><th>field</th><th>meaning</th>"
        f"<th>allowed</th></tr>{fields}</table></div>"
        f"<h3>Equations</h3><ol class=equations>{equations}</ol>"
        "<p>By iterated expectations the risk of removal before S is drawn is E[k²]/c, never below "
        "k₀²/c, under every "
        "protocol: information never helps L ex ante. A deal is <i>mutually beneficial</i> if L, "
        "when F wants a favour, "
        "and F both gain over isolation; it is a <i>resource curse</i> if L then loses.</p></section>"
    )


def _formula(text: str) -> str:
    return mathml(text).replace("<math ", f'<math aria-label="{html.escape(text, quote=True)}" ', 1)
