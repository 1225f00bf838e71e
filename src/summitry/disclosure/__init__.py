"""Who reveals the price, and what that makes of offers (T13.5).

What for: deals that C may learn of because somebody chooses to prove them. In: a game, its curve, who may
prove what. Out: which prices C sees, L's best offer, and the equilibria as numbers; nothing is worded here.
"""
