# ruff: noqa: I001
# The public names, each with the module that defines it, in the order of the reference. `__init__.py` reads
# this file when the package is imported, and so do type checkers and editors: it is the only list.

from .model.parameters import Model as Model
from .model.faults import InputError as InputError
from .model.faults import StoppedError as StoppedError
from .model.information import Information as Information
from .model.information import Linear as Linear
from .model.information import Binomial as Binomial
from .model.information import Article as Article
from .model.information import Atoms as Atoms
from .model.cost_laws import CostLaw as CostLaw
from .model.cost_laws import Uniform as Uniform
from .model.cost_laws import Power as Power
from .model.cost_laws import Beta as Beta
from .model.cost_laws import Kumaraswamy as Kumaraswamy
from .model.cost_laws import Exponential as Exponential
from .model.cost_laws import Lognormal as Lognormal
from .model.cost_laws import Never as Never
from .model.cost_table import CostTable as CostTable
from .model.experiments import steps_curve as steps_curve
from .model.experiments import density_curve as density_curve
from .model.scenarios import Scenario as Scenario
from .model.scenarios import load_scenario as load_scenario
from .model.scenarios import list_scenarios as list_scenarios
from .equilibrium.solve import solve as solve
from .equilibrium.solve import solve_protocols as solve_protocols
from .equilibrium.solution import Solution as Solution
from .equilibrium.solutions import Solutions as Solutions
from .equilibrium.solution import Equilibrium as Equilibrium
from .equilibrium.solution import NoUniqueEquilibriumError as NoUniqueEquilibriumError
from .equilibrium.mixed import MixedEquilibrium as MixedEquilibrium
from .equilibrium.mixed import Offer as Offer
from .equilibrium.status import Status as Status
from .equilibrium.certificate import Certificate as Certificate
from .equilibrium.certificate import Deviation as Deviation
from .equilibrium.check import check as check
from .equilibrium.visit_subgame import visit_subgame as visit_subgame
from .equilibrium.visit_subgame import VisitSubgame as VisitSubgame
from .equilibrium.gains import who_gains as who_gains
from .equilibrium.gains import Gains as Gains
from .equilibrium.weakness_curve import WeaknessCurve as WeaknessCurve
from .batch.solve_many import solve_many as solve_many
from .batch.frame import to_dataframe as to_dataframe
from .sweeps.sweep import sweep as sweep
from .simulation.monte_carlo import simulate as simulate
from .simulation.monte_carlo import Simulation as Simulation
from .simulation.expected_payoffs import payoff_of as payoff_of
from .simulation.expected_payoffs import visit_payoff as visit_payoff
from .simulation.expected_payoffs import challenge_payoff as challenge_payoff
from .game_tree.build import extensive_form as extensive_form
from .game_tree.tree import ExtensiveForm as ExtensiveForm
from .game_tree.profile import TreeProfile as TreeProfile
from .game_tree.equilibrium_on_tree import profile_on_tree as profile_on_tree
from .game_tree.efg import read_efg as read_efg
from .game_tree.gambit import gambit_game as gambit_game
from .game_tree.gambit import gambit_verdict as gambit_verdict
from .game_tree.gambit import GambitVerdict as GambitVerdict
from .claims import claims as claims
from .claims import Claim as Claim
from .audits.run import audit as audit
from .audits.result import Audit as Audit
from .equilibrium.saved import verify as verify
from .verification.reader import Verification as Verification

__version__: str
