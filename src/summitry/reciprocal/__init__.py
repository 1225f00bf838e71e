"""Visits in return (T13.6): two leaders, two challengers, two weakness curves.

What for: who swaps visits, who owes one, and whether leaders who pool what they know can still signal.
In: two models. Out: every equilibrium of a swap, a sequence of two visits, the collusion theorem computed.
"""

from .pairs import PairOfScenarios, list_pairs, load_pair
from .pooling import Pooled, pooled
from .sequences import Sequence, sequence
from .solution import SwapEquilibrium, SwapSolution
from .swaps import swap

__all__ = [
    "PairOfScenarios",
    "Pooled",
    "Sequence",
    "SwapEquilibrium",
    "SwapSolution",
    "list_pairs",
    "load_pair",
    "pooled",
    "sequence",
    "swap",
]
