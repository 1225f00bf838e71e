"""How each reported number is defined, for a reader who asks; the numbers come from the library (T3–T5)."""

from __future__ import annotations

FORMULAS: dict[str, str] = {
    "concession": "z = (τ + ρP) / (1 − (1−r)P) with P = κ·m(v)/c: at this price F's marginal visitor is "
    "indifferent. F as proposer asks for the highest price that L accepts, L offers the one she likes best",
    "concession_above_cost": "z − τ",
    "visit_probability": "v = Pr(F visits | S = 1, deal) = Pr(A ≥ a)",
    "no_visit_probability": "1 − v",
    "threshold": "a: F visits at a signal A of at least a",
    "threshold_share": "chance that F visits at the signal A = a itself, where signals come in steps",
    "weakness_prior": "k₀ = E[1 − θ] = β/(α+β)",
    "weakness_visit": "κ = E[1 − θ | visit] = M(v)/v",
    "weakness_no_visit": "k_N = E[1 − θ | no visit] = (k₀ − σM(v)) / (1 − σv)",
    "removal_visit": "κ²/c: C challenges with probability κ/c, and wins with probability κ in her eyes",
    "removal_salient": "[M(v)·κ + (k₀ − M(v))·k_N] / c",
    "removal_not_salient": "k_N·k₀/c",
    "removal_ex_ante": "E[k²]/c = σ·Pr(removed | S=1) + (1−σ)·Pr(removed | S=0), never below k₀²/c",
    "removal_isolated": "k₀²/c: nobody ever visits, and C keeps her prior",
    "payoff_F": "v·(z − τ) − ((1−r)z + ρ)·κ·M(v)/c",
    "payoff_L_salient": "Ψ·(1 − Pr(removed | S=1)) − v·z",
    "payoff_L_not_salient": "Ψ·(1 − k_N·k₀/c)",
    "payoff_L_isolated": "Ψ·(1 − k₀²/c)",
    "payoff_C": "E[k²]/(2c)",
    "max_gain": "the most that any player could gain by any unilateral deviation, found by a global search; "
    "an equilibrium has none beyond rounding",
}
