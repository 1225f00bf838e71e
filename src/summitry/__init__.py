"""summitry: every equilibrium of quid pro quo diplomacy, found and certified.

The reference implementation of Malis & Smith, "Quid Pro Quo Diplomacy" (Games 2024). Names are loaded when
they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .audit import audit as audit
    from .audit_result import Audit as Audit
    from .certificate import Certificate as Certificate
    from .certificate import Deviation as Deviation
    from .check import check as check
    from .claims import Claim as Claim
    from .claims import claims as claims
    from .efg import read_efg as read_efg
    from .errors import InputError as InputError
    from .errors import StoppedError as StoppedError
    from .experiments import density_curve as density_curve
    from .experiments import steps_curve as steps_curve
    from .extensive_form import extensive_form as extensive_form
    from .gains import Gains as Gains
    from .gains import who_gains as who_gains
    from .gambit import GambitVerdict as GambitVerdict
    from .gambit import gambit_game as gambit_game
    from .gambit import gambit_verdict as gambit_verdict
    from .information import Article as Article
    from .information import Atoms as Atoms
    from .information import Binomial as Binomial
    from .information import Information as Information
    from .information import Linear as Linear
    from .many import solve_many as solve_many
    from .model import Model as Model
    from .prospects import challenge_payoff as challenge_payoff
    from .prospects import payoff_of as payoff_of
    from .prospects import visit_payoff as visit_payoff
    from .scenario import Scenario as Scenario
    from .scenario import list_scenarios as list_scenarios
    from .scenario import load_scenario as load_scenario
    from .simulate import Simulation as Simulation
    from .simulate import simulate as simulate
    from .solution import Equilibrium as Equilibrium
    from .solution import NoUniqueEquilibriumError as NoUniqueEquilibriumError
    from .solution import Solution as Solution
    from .solution import Status as Status
    from .solve import solve as solve
    from .solve import solve_protocols as solve_protocols
    from .subgame import VisitSubgame as VisitSubgame
    from .subgame import visit_subgame as visit_subgame
    from .tree import ExtensiveForm as ExtensiveForm
    from .tree_mapping import profile_on_tree as profile_on_tree
    from .tree_profile import TreeProfile as TreeProfile
    from .verify import Verification as Verification
    from .verify import verify as verify
    from .weakness import WeaknessCurve as WeaknessCurve

_HOME = {
    "Model": "model",
    "InputError": "errors",
    "Information": "information",
    "Linear": "information",
    "Binomial": "information",
    "Article": "information",
    "Atoms": "information",
    "steps_curve": "experiments",
    "density_curve": "experiments",
    "solve": "solve",
    "solve_protocols": "solve",
    "solve_many": "many",
    "who_gains": "gains",
    "Gains": "gains",
    "sweep": "sweep",
    "StoppedError": "errors",
    "audit": "audit",
    "Audit": "audit_result",
    "claims": "claims",
    "Claim": "claims",
    "check": "check",
    "verify": "verify",
    "Verification": "verify",
    "visit_subgame": "subgame",
    "VisitSubgame": "subgame",
    "WeaknessCurve": "weakness",
    "simulate": "simulate",
    "Simulation": "simulate",
    "payoff_of": "prospects",
    "visit_payoff": "prospects",
    "challenge_payoff": "prospects",
    "extensive_form": "extensive_form",
    "read_efg": "efg",
    "gambit_game": "gambit",
    "gambit_verdict": "gambit",
    "GambitVerdict": "gambit",
    "ExtensiveForm": "tree",
    "profile_on_tree": "tree_mapping",
    "TreeProfile": "tree_profile",
    "Solution": "solution",
    "Equilibrium": "solution",
    "Status": "solution",
    "NoUniqueEquilibriumError": "solution",
    "Certificate": "certificate",
    "Deviation": "certificate",
    "Scenario": "scenario",
    "load_scenario": "scenario",
    "list_scenarios": "scenario",
}
__all__ = sorted([*_HOME, "__version__"])


class _Package(ModuleType):
    """The package itself: ``summitry.solve`` stays the function, whoever imports the module of that name.

    Python binds a submodule to its package when it is first imported, which would replace the function.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("summitry")
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
