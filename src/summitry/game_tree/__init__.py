"""The game of T1 as a finite tree, for the field's own software, and equilibria on it.

In: a model with finitely many signals, a protocol, grids of prices and cut-offs, perhaps an equilibrium.
Out: an `ExtensiveForm`, a Gambit file, a `TreeProfile` with its regrets, and Gambit's own verdict on it.
"""
