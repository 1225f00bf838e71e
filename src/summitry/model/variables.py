"""Registry of output variables: one place for their long names, symbols, units and sources."""

from __future__ import annotations

from typing import Any, NamedTuple

from .conversion import is_missing
from .faults import closest, shown


class Variable(NamedTuple):
    """One number that an equilibrium reports."""

    long_name: str
    symbol: str
    unit: str
    source: str

    def attributes(self) -> dict[str, str]:
        """Attributes of a labelled array, so that a plot of it labels itself."""
        return {
            "long_name": self.long_name, "symbol": self.symbol, "units": self.unit,
            "source": self.source,
        }  # fmt: skip


VARIABLES: dict[str, Variable] = {
    "concession": Variable("price of the visit", "z", "payoff", "T3, T5"),
    "concession_above_cost": Variable("price less F's fixed cost", "z − τ", "payoff", "T3"),
    "visit_probability": Variable("chance of a visit after a deal", "v", "probability", "T2"),
    "no_visit_probability": Variable("chance of no visit after a deal", "1 − v", "probability", "T2"),
    "threshold": Variable("lowest signal at which F visits", "a", "signals", "T2, T5"),
    "threshold_share": Variable("chance of a visit at that signal", "share", "probability", "T6"),
    "weakness_prior": Variable("perceived weakness before", "k₀", "probability", "T1"),
    "weakness_visit": Variable("perceived weakness after a visit", "κ", "probability", "T2, T5"),
    "weakness_no_visit": Variable("perceived weakness without one", "k_N", "probability", "T5"),
    "removal_visit": Variable("removal risk after a visit", "κ²/c", "probability", "T5"),
    "removal_salient": Variable("removal risk given S=1", "Pr(removed | S=1)", "probability", "T5"),
    "removal_not_salient": Variable("removal risk given S=0", "Pr(removed | S=0)", "probability", "T5"),
    "removal_ex_ante": Variable("removal risk ex ante", "E[k²]/c", "probability", "T5"),
    "removal_isolated": Variable("removal risk in isolation", "k₀²/c", "probability", "T5"),
    "payoff_F": Variable("F's payoff (S=1)", "U_F", "payoff", "T5"),
    "payoff_L_salient": Variable("L's payoff (S=1)", "U_L | S=1", "payoff", "T5"),
    "payoff_L_not_salient": Variable("L's payoff (S=0)", "U_L | S=0", "payoff", "T5"),
    "payoff_L_isolated": Variable("L's payoff in isolation", "Ψ(1 − k₀²/c)", "payoff", "T5"),
    "payoff_C": Variable("C's payoff ex ante", "U_C", "payoff", "T5"),
    "max_gain": Variable("largest gain from a deviation", "max gain", "payoff", "T5"),
}  # fmt: skip

PLAY_VARIABLES: dict[str, Variable] = {
    "salient": Variable("F wants a favour", "S", "yes/no", "T1"),
    "strength": Variable("L's strength; missing where the signal does not fix it", "θ", "probability", "T1"),
    "weakness": Variable("chance that a challenge removes L", "1 − θ", "probability", "T1, T2"),
    "signal": Variable("F's signal; for atoms the rank from the weakest", "A", "signals", "T2"),
    "deal": Variable("a deal is struck", "deal", "yes/no", "T1"),
    "price": Variable("price of the deal; missing without one", "z", "payoff", "T1"),
    "visit": Variable("F visits", "visit", "yes/no", "T1"),
    "revealed": Variable("C sees the price", "revealed", "yes/no", "T1"),
    "cutoff": Variable("highest cost at which C challenges", "k", "payoff", "T1"),
    "cost": Variable("C's cost of a challenge", "K", "payoff", "T1"),
    "challenge": Variable("C challenges", "challenge", "yes/no", "T1"),
    "removed": Variable("L is removed", "removed", "yes/no", "T1"),
    "kept": Variable("F has the concession in the end", "kept", "yes/no", "T1"),
    "payoff_L": Variable("L's payoff", "U_L", "payoff", "T1"),
    "payoff_F": Variable("F's payoff", "U_F", "payoff", "T1"),
    "payoff_C": Variable("C's payoff", "U_C", "payoff", "T1"),
}  # fmt: skip

# fields of a model, where they are coordinates; their domains are in `summitry.model.parameters.FIELDS`
FIELD_VARIABLES: dict[str, Variable] = {
    "alpha": Variable("prior evidence of strength", "α", "pieces of evidence", "T1"),
    "beta": Variable("prior evidence of weakness", "β", "pieces of evidence", "T1"),
    "n": Variable("precision of F's intelligence", "n", "pieces of evidence", "T1"),
    "sigma": Variable("expected salience", "σ", "probability", "T1"),
    "q": Variable("concession transparency", "q", "probability", "T1"),
    "tau": Variable("F's fixed cost of a visit", "τ", "F's payoff", "T1"),
    "rho": Variable("F's reputational cost", "ρ", "F's payoff", "T1"),
    "r": Variable("retention", "r", "probability", "T1"),
    "psi": Variable("L's benefit from office", "Ψ", "L's payoff", "T1"),
    "k_max": Variable("highest cost of a challenge", "c", "C's payoff", "T1"),
}
PROPOSER = Variable("proposer", "proposer", "F or L", "T1")

# what a row of many models has beside its equilibria
STATUS = Variable("answer", "status", "code", "T5")
COUNT = Variable("number of equilibria", "equilibria", "1", "T5, T6")
WHO_GAINS = Variable("who gains over isolation when F wants a favour", "who gains", "code", "T5")

# what pictures show beside the variables of an equilibrium: places on the weakness curve, deals, gains
PICTURE_VARIABLES: dict[str, Variable] = {
    "prior_mean": Variable("L's expected strength", "α/(α+β)", "probability", "T1"),
    "prior_evidence": Variable("evidence behind the prior", "α+β", "pieces of evidence", "T1"),
    "gain_L": Variable("L's gain over isolation (S=1)", "ΔU_L", "payoff", "T5"),
    "gain_L_rescaled": Variable("L's gain over isolation", "ΔU_L/Ψ", "per unit of Ψ", "T5"),
    "gain_L_ex_ante": Variable("L's gain over isolation ex ante", "E[ΔU_L]", "payoff", "T5"),
    "gain_C": Variable("C's gain over isolation ex ante", "ΔU_C", "payoff", "T5"),
    "removal_no_visit": Variable("removal risk without a visit", "ν²/c", "probability", "T4"),
    "removal_open": Variable("removal risk once a deal is known", "D", "probability", "T4"),
    "deviation": Variable("chance of a visit after another deal", "v′", "probability", "T5"),
    "deviation_price": Variable("price of that deal", "ζ(v′)", "payoff", "T5"),
    "deviation_gain_L": Variable("L's gain from that deal over rejecting it", "W(v′; v*)", "payoff", "T5"),
    "deviation_payoff_F": Variable("F's payoff from that deal", "U_F(v′; v*)", "payoff", "T5"),
    "step_probability": Variable("chance of this step", "Pr", "probability", "T1"),
}  # fmt: skip


def chosen_variables(wanted: Any, faults: list[str]) -> list[str]:
    """Read which variables of an equilibrium somebody wants, in the order asked for; None is all of them.

    Faults are added to ``faults``.
    """
    if wanted is None:
        return list(VARIABLES)
    if isinstance(wanted, str) or is_missing(wanted) or not hasattr(wanted, "__iter__"):
        faults.append(
            f"variables = {shown(wanted)} is no list of names. Write for example "
            "variables=['concession', 'visit_probability']."
        )
        return []
    names, known = list(wanted), {name: name for name in VARIABLES}
    for name in dict.fromkeys(map(str, names)):
        if name not in known:
            near = closest(name, known)
            hint = f"Did you mean {near}? " if near else ""
            faults.append(
                f"variables names {shown(name)}, which is none. {hint}They are {', '.join(VARIABLES)}; "
                "status and equilibrium_count are always there."
            )
        elif names.count(name) > 1:
            faults.append(f"variables names {name} more than once. Name it once.")
    return [str(name) for name in names]
