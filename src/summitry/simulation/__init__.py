"""The game played many times from its primitives (T1, T2), as a check on what the solver derives.

In: a model, one of its equilibria, perhaps one player's strategy replaced. Out: simulated means beside the
equilibrium's values (`Simulation`), single plays as a dataset or a Parquet file, exact expected payoffs.
"""
