"""Sweeps: one model solved over a grid, at Sobol points or row by row, in memory or in a Zarr store.

In: a model, the fields that vary, or a TOML file that says both. Out: a labelled `xarray.Dataset`.
The order to read: `spec` (what is computed), `points`, `solve`, `layout`, `store`, `run`, `sweep`.
"""
