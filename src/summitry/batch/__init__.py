"""Equilibria of many models at once.

In: numbers and arrays for the fields of a model, which are broadcast against each other. Out: a labelled
`xarray.Dataset` with every equilibrium of every model.
"""
