"""Equilibria of one model under one bargaining protocol (T3–T6).

In: a `Model`, a protocol and an off-path rule. Out: a `Solution` with its status, every `Equilibrium` and the
certificate of each; the visit subgame, who gains, the weakness curve, a summary in words and a table.
"""
