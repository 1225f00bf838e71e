"""`simulate_panel`: panels played from known parameters, the ground truth of every estimate (T12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from .. import engine
from ..batch.table import protocol_codes, solve_table, variable_codes
from ..engine import Game
from ..equilibrium.check import check_protocol
from ..equilibrium.status import Status
from ..model.arguments import number_faults
from ..model.conversion import as_number
from ..model.extras import require
from ..model.faults import InputError, closest, kind_of, shown, whole_number_faults
from ..model.information import Linear
from ..model.parameters import FIELDS
from ..simulation.plays import play
from ..simulation.strategies import StrategyProfile
from .design import CONSTANT, column_fault
from .fields import INDICES, expit
from .panel import GivenPanel, read_panel
from .specification import FIELDS as FIELD_NAMES

if TYPE_CHECKING:
    import pandas

Values = NDArray[np.float64]
Columns = dict[str, NDArray[Any]]
LEVELS = np.linspace(-1.0, 1.0, 5)  # values of a covariate that is drawn
# the test point of T12 with one covariate in three indices
TEST_POINT: Mapping[str, float] = {
    "weakness_prior:Intercept": -0.8, "weakness_prior:x1": 0.5, "sigma:Intercept": -1.4, "sigma:x2": 0.5,
    "tau:x3": 0.5, "psi:Intercept": 4.8, "k_max:Intercept": 3.0, "n:Intercept": float(np.log(12.0)),
    "prior_strength:Intercept": float(np.log(6.0)), "rho:Intercept": float(np.log(2.0)), "q:Intercept": 0.4,
    "cost_spread:Intercept": float(np.log(0.5)), "r:Intercept": 0.0,
}  # fmt: skip
_SOLVED = ("concession", "threshold", "visit_probability", "weakness_visit", "weakness_no_visit")
_SELECTIONS = ("most", "fewest")
_DICE = ("salient", "mix", "reveal", "cost", "removal", "keep")


def simulate_panel(
    *, rows: int = 20_000, parameters: Mapping[str, float] | pandas.Series | None = None, proposer: str = "L",
    covariates: GivenPanel | None = None, rows_per_leader: int = 12, leader_effect: float = 0.0,
    selection: str = "most", latent: bool = False, seed: int = 0, threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pandas.DataFrame:  # fmt: skip
    """Simulate a panel: every row is one game of closed bargaining, solved, certified and played (T12).

    In each row Nature draws F's cost shock, S, L's strength and F's signal; F visits if the signal is above
    its threshold; C draws her cost and challenges by her belief. The probabilities (E1) are used nowhere.

    Parameters
    ----------
    rows
        How many; as many as ``covariates`` has, if it is given.
    parameters
        Coefficients on the scale of the indices, named ``"field:column"`` as in the ``params`` of a fit:
        log-odds for ``weakness_prior`` (k₀), ``sigma``, ``q`` and ``r``; logarithms for ``tau`` (its median),
        ``psi`` (Ψ/c), ``k_max`` (c), ``n``, ``prior_strength`` (α + β), ``rho`` (ρ/c) and ``cost_spread``
        (s_τ). Fields that are not named have the values of T12's test point; without any, its covariates are
        x1 in k₀, x2 in σ and x3 in τ, each with coefficient .5.
    proposer
        ``"F"`` or ``"L"``.
    covariates
        A panel whose columns the parameters name. By default they are drawn: each of −1, −½, 0, ½, 1 with the
        same chance, independently in each row.
    rows_per_leader
        How many consecutive rows are one leader's.
    leader_effect
        Standard deviation of a normal effect on the log-odds of k₀, the same in all rows of a leader:
        strength that the players know and the analyst does not.
    selection
        Which equilibrium is played where there are several: ``"most"`` or ``"fewest"`` visits.
    latent
        Whether the table has what no analyst sees: S, θ, the cost shock, the equilibrium.
    seed
        The same seed gives the same panel.
    threads, progress
        As for `solve_many`.

    Returns
    -------
    pandas.DataFrame
        ``leader``, ``period``, the covariates, ``visit``, ``challenged``, ``removed`` (0 or 1, in the next
        period) and ``concession``, the price of a visit, NaN without one.

    Raises
    ------
    InputError
        For unknown fields or columns, numbers out of range, and parameters that are no model in some row.

    Examples
    --------
    >>> import summitry as sm
    >>> panel = sm.simulate_panel(rows=1_000, seed=7)
    >>> list(panel.columns)
    ['leader', 'period', 'x1', 'x2', 'x3', 'visit', 'challenged', 'removed', 'concession']
    """
    require("simulate_panel", "estimation", "pandas")
    faults = check_protocol("closed", proposer)
    faults += whole_number_faults("rows", rows, 1, 10**8, example=20_000)
    faults += whole_number_faults("rows_per_leader", rows_per_leader, 1, None, example=12)
    faults += whole_number_faults("seed", seed, 0, None, example=1)
    faults += number_faults("leader_effect", leader_effect, example=0.6)
    if threads is not None:
        faults += whole_number_faults("threads", threads, 1, 1024, example=2)
    if selection not in _SELECTIONS:
        faults.append(
            f"selection = {shown(selection)} is unknown. It must be 'most' or 'fewest' (visits)."
        )
    named = _parameters(parameters, faults)
    if faults:
        raise InputError(faults, "simulate_panel")
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(int(seed)).spawn(5)]
    table = _covariates(named, covariates, int(rows), streams[0])
    count = len(next(iter(table.values()), range(int(rows))))
    leader = np.arange(count) // int(rows_per_leader)
    effect = float(leader_effect) * streams[1].standard_normal(int(leader[-1]) + 1)[leader]
    fields = _fields(named, table, count, effect, streams[2].standard_normal(count))
    solved = _solve(fields, proposer, selection, threads, progress)
    played = _play(fields, solved, streams[3], streams[4])
    return _frame(leader, int(rows_per_leader), table, fields, solved, played, latent)


def _parameters(given: Any, faults: list[str]) -> dict[str, float]:
    """Return all coefficients by name: those given, and the test point's for fields that are not named."""
    if given is None:
        return dict(TEST_POINT)
    if not hasattr(given, "items"):
        faults.append(
            f"parameters = {shown(given)} is {kind_of(given)}, not coefficients by name. Write for example "
            'parameters={"sigma:Intercept": -1.4}, or give the params of a fit.'
        )
        return {}
    named: dict[str, float] = {}
    for name, value in given.items():
        field, colon, column = str(name).partition(":")
        number = as_number(value)
        if field not in FIELD_NAMES or not colon or not column:
            meant = closest(field, {known: known for known in FIELD_NAMES})
            advice = f"Did you mean {meant}:{column or CONSTANT}?" if meant else ""
            faults.append(
                f"parameters: {shown(name)} is no 'field:column'. The fields are {', '.join(FIELD_NAMES)}. "
                + advice
            )
        elif number is None or not np.isfinite(number):
            faults.append(f"parameters: {name} = {shown(value)} is not a finite number.")
        elif (field, column) == ("tau", CONSTANT) and number != 0.0:
            faults.append(
                "parameters: tau has no constant: the median of τ at x = 0 is 1, the unit of all payoffs. "
                "Move it to psi and rho."
            )
        else:
            named[str(name)] = number
    fields = {name.partition(":")[0] for name in named}
    rest = {k: x for k, x in TEST_POINT.items() if k.partition(":")[0] not in fields}
    return {k: x for k, x in rest.items() if k.endswith(CONSTANT)} | named


def _covariates(
    named: Mapping[str, float], given: GivenPanel | None, rows: int, rng: np.random.Generator
) -> Columns:
    """Return the columns that the parameters name: those of a panel, or drawn."""
    wanted = list(dict.fromkeys(name.partition(":")[2] for name in named))
    wanted = [name for name in wanted if name != CONSTANT]
    if given is None:
        return {name: rng.choice(LEVELS, rows) for name in sorted(wanted)}
    from pandas.api.types import is_numeric_dtype

    frame = read_panel(given, "simulate_panel")
    faults = [
        column_fault(name, frame.columns, "parameters: ") for name in wanted if name not in frame
    ]
    if not len(frame):
        faults.append("covariates has no rows.")
    for name in wanted:
        if name in frame and not is_numeric_dtype(frame[name]):
            faults.append(
                f"covariates: {name} holds {frame[name].dtype}, not numbers. Code it in 0 and 1."
            )
        elif name in frame and not np.isfinite(frame[name].to_numpy(float)).all():
            faults.append(
                f"covariates: {name} is missing or infinite in some row. Drop these rows."
            )
    if faults:
        raise InputError(faults, "simulate_panel")
    return {str(name): frame[name].to_numpy() for name in frame.columns}


def _fields(
    named: Mapping[str, float], table: Columns, count: int, effect: Values, shock: Values
) -> dict[str, Values]:
    """Return the model's fields in each row, and the cost shock."""
    index = {name: np.zeros(count) for name in FIELD_NAMES}
    for name, coefficient in named.items():
        field, _, column = name.partition(":")
        index[field] += coefficient * (1.0 if column == CONSTANT else table[column])
    index["weakness_prior"] += effect
    with np.errstate(over="ignore"):
        value = {name: _value(name, x) for name, x in index.items()}
        c = value["k_max"]
        return {
            "alpha": (1.0 - value["weakness_prior"]) * value["prior_strength"],
            "beta": value["weakness_prior"] * value["prior_strength"],
            "n": value["n"], "sigma": value["sigma"], "q": value["q"],
            "tau": value["tau"] * np.exp(value["cost_spread"] * shock), "rho": value["rho"] * c,
            "r": value["r"], "psi": value["psi"] * c, "k_max": c, "shock": shock,
        }  # fmt: skip


def _value(name: str, index: Values) -> Values:
    """Return the values of a field from its index; that of r, which is never estimated, is log-odds."""
    link = "logit" if name == "r" else INDICES[name].link
    return expit(index) if link == "logit" else np.exp(index)


def _solve(
    fields: Mapping[str, Values], proposer: str, selection: str, threads: int | None,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Values]:  # fmt: skip
    """Solve every row and choose among its certified equilibria; no visits is one where C keeps the prior."""
    table = np.column_stack([fields[field.name] for field in FIELDS])
    answers = solve_table(
        table, Linear(), protocol_codes("closed", proposer), engine.PRIOR, threads=threads,
        columns=variable_codes(_SOLVED), progress=progress,
    )  # fmt: skip
    status, numbers = answers.status[0], answers.numbers[:, 0]
    answered = [kind.code for kind in Status if kind.is_a_count]
    strange = np.flatnonzero(~np.isin(status, answered))
    if strange.size:
        row = int(strange[0])
        values = ", ".join(f"{field.name} = {fields[field.name][row]:.4g}" for field in FIELDS)
        words = Status(list(Status)[status[row]]).value
        raise InputError(
            f"{strange.size:,} rows have no answer, the first of them row {row} ({values}): {words}. Choose "
            "parameters or covariates that are less extreme.",
            "simulate_panel",
        )
    visits = np.nan_to_num(numbers[:, :, _SOLVED.index("visit_probability")], nan=-1.0)
    order = visits if selection == "most" else np.where(visits < 0.0, np.inf, visits)
    chosen = order.argmax(axis=0) if selection == "most" else order.argmin(axis=0)
    picked = numbers[chosen, np.arange(len(table))]
    solved = {name: picked[:, k] for k, name in enumerate(_SOLVED)}
    solved["deal"] = np.nan_to_num(solved["visit_probability"]) > 0.0
    prior = fields["beta"] / (fields["alpha"] + fields["beta"])
    for name in (
        "weakness_visit",
        "weakness_no_visit",
    ):  # nothing is learned where no visit is sold
        solved[name] = np.where(solved["deal"], solved[name], prior)
    return solved


def _play(
    fields: Mapping[str, Values], solved: Mapping[str, Values], for_nature: np.random.Generator,
    for_dice: np.random.Generator,
) -> Columns:  # fmt: skip
    """Play every row's game once, by the simulation's own rules with an array for each number."""
    count = fields["alpha"].size
    priors = np.column_stack([fields[name] for name in ("alpha", "beta", "n")])
    distinct, which = np.unique(priors, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(which.ravel()))[:-1])
    nature: Columns = {"strength": np.empty(count), "signal": np.empty(count)}
    for (alpha, beta, n), members in zip(distinct.tolist(), groups, strict=True):
        drawn = Linear().draw(for_nature, members.size, alpha=alpha, beta=beta, n=n)
        for name in nature:
            nature[name][members] = drawn[name]
    dice = {name: for_dice.random(count) for name in _DICE}
    nature |= {
        "weakness": 1.0 - nature["strength"], "salient": dice["salient"] < fields["sigma"],
        "cost": fields["k_max"] * dice.pop("cost"),
    }  # fmt: skip
    absent, present = solved["weakness_no_visit"], solved["weakness_visit"]
    game = Game(*(cast(Any, fields.get(name, 1.0)) for name in Game._fields))
    game = game._replace(c=cast(Any, fields["k_max"]))
    threshold = np.where(solved["deal"], solved["threshold"], np.inf)
    profile = StrategyProfile(
        cast(Any, solved["deal"]), False, cast(Any, solved["concession"]), cast(Any, threshold), 0.0,
        *(cast(Any, cutoff) for cutoff in (present, present, absent, absent)),
    )  # fmt: skip
    return nature | play(game, profile, nature, dice)


def _frame(
    leader: NDArray[np.int64], length: int, table: Columns, fields: Mapping[str, Values],
    solved: Mapping[str, Values], played: Columns, latent: bool,
) -> pandas.DataFrame:  # fmt: skip
    """Lay out what an analyst sees and, if wanted, what none does."""
    import pandas

    visit = played["visit"]
    columns: Columns = {"leader": leader, "period": np.arange(leader.size) % length} | table
    columns |= {
        "visit": visit.astype(np.int8), "challenged": played["challenge"].astype(np.int8),
        "removed": played["removed"].astype(np.int8),
        "concession": np.where(visit, solved["concession"], np.nan),
    }  # fmt: skip
    if latent:
        columns |= {name: fields[name] for name in ("shock", *(field.name for field in FIELDS))}
        columns |= {name: solved[name] for name in _SOLVED if name != "concession"}
        columns |= {name: played[name] for name in ("salient", "strength", "signal", "cost")}
    return pandas.DataFrame(columns)
