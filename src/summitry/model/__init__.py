"""The model: parameters, information structures, scenarios and their files, checked once at the border.

In: keyword arguments, dicts, TOML files. Out: `Model`, `Scenario`, weakness curves, and `InputError` where
the input is no model. The registry of output variables and every numerical tolerance are here too (T1, T2).
"""
