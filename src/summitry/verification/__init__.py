"""The independent reader: judges a saved result by deriving the game again, without the solver.

In: a result as `summitry solve --json` prints it. Out: `Verification`, a verdict and a line per finding. Of
the rest of summitry it uses `model/` alone. Read `curve`, `payoffs`, `beliefs`, `deviations`, in this order.
"""
