"""Estimation: a panel of leaders, visits and removals against the model (T12).

In: a table with a row for each leader and period. Out: what the data say without a solver (`reduced_form`),
the parameters with what the data teach about each (`estimate`), and panels simulated from known parameters.
"""
