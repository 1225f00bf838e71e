"""`reduced_form`: what a panel says of the model before anything is solved (T12)."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.arguments import number_faults
from ..model.faults import InputError, shown, whole_number_faults
from .clusters import cluster_faults, clustered_covariance
from .observed import NAMES
from .panel import GivenPanel, Panel, make_panel
from .reduced_form_result import Estimate, ReducedForm
from .two_logits import Logits, fit_logits

_DRAWS = 1_000
_FEW = 25  # removals after a visit below which the normal approximation is in doubt
_NORMAL = NormalDist()


def reduced_form(
    panel: GivenPanel, *, visit: str = "visit", removed: str = "removed", challenged: str | None = None,
    covariates: str = "1", cluster: str | None = None, level: float = 0.95, seed: int = 0,
) -> ReducedForm:  # fmt: skip
    """Estimate what a panel says of the model without solving it: identities of closed bargaining (T12).

    C's beliefs are right on the path, so that Pr(R = 1 | V, x) = k_V²/c, whatever the other parameters are
    and whoever proposes. Hence p, R₀ and R₁ alone give κ/k_N, removal in isolation, and what opening
    bargaining or abolishing visits would change.

    Parameters
    ----------
    panel
        A frame of pandas or polars, columns by name, or the path of a Parquet, CSV or Stata file; a row for
        each leader and period.
    visit
        Column that is 1 if F visits in the period, else 0.
    removed
        Column that is 1 if L is removed in the *next* period. In the same period a leader who falls early
        cannot be visited late, which looks as if visits protected (immortal-time bias).
    challenged
        Column that is 1 if L is challenged in the next period; None if challenges are not observed.
    covariates
        A formula of x, which all players know: two logits, of V on x and of R on x and V (with challenges two
        more), then averages over the panel's rows. ``"1"`` compares rows as they are.
    cluster
        Column whose groups, such as leaders or countries, are independent of each other; by default the rows.
    level
        Of the intervals.
    seed
        Of the draws behind the interval of the effect, whose estimate is never above 0 and so not normal.

    Returns
    -------
    ReducedForm
        The estimates with clustered standard errors and intervals, and what they mean.

    Raises
    ------
    InputError
        With all faults of the panel at once, or if a logit has no finite estimate.

    Examples
    --------
    >>> import summitry as sm
    >>> panel = sm.simulate_panel(rows=20_000, seed=1)
    >>> found = sm.reduced_form(panel, covariates="x1 + x2 + x3", cluster="leader")
    >>> found["effect"].estimate < 0 < found["salience_bound"].estimate
    True
    """
    faults = number_faults("level", level, 0.5, 0.999, example=0.95)
    faults += whole_number_faults("seed", seed, 0, None, example=1)
    never = {"covariates": ("visit", "removed")}
    try:
        made = make_panel(
            panel, visit=visit, removed=removed, challenged=challenged, cluster=cluster,
            formulas={"covariates": covariates}, never_separated=never, where="reduced_form",
        )  # fmt: skip
    except InputError as error:
        raise InputError([*faults, *error.faults], "reduced_form") from None
    design = made.designs["covariates"]
    faults += _count_faults(made, removed, visit)
    faults += cluster_faults(made.clusters, len(design.names) + 1, cluster)
    if "Intercept" not in design.names:
        faults.append(
            f"covariates = {shown(covariates)} has no constant. Leave out 0 and -1: a constant is understood."
        )
    if faults:
        raise InputError(faults, "reduced_form")
    try:
        logits = fit_logits(made, design.matrix, design.names)
    except InputError as error:
        raise InputError(error.faults, "reduced_form") from None
    estimates = _estimates(logits, made, float(level), int(seed))
    gain = 2.0 * (logits.fits[1].llf - logits.llf_without_visit)
    return ReducedForm(
        estimates={estimate.name: estimate for estimate in estimates}, counts=_counts(made),
        covariates=covariates, columns=len(design.names), cluster=cluster, clusters=made.clusters,
        nobs=made.used, rows=made.rows, dropped=dict(made.dropped), level=float(level), seed=int(seed),
        llf=logits.fits[0].llf + logits.fits[1].llf, visit_test=gain, notes=_notes(made, covariates),
    )  # fmt: skip


def _count_faults(panel: Panel, removed: str, visit: str) -> list[str]:
    """Return which of the four outcomes (and of challenges after a visit and without) never happen."""
    faults = []
    for value, words in ((1.0, f"with {visit} = 1"), (0.0, f"with {visit} = 0")):
        among = panel.visit == value
        if not panel.removed[among].any():
            faults.append(
                f"no row {words} has {removed} = 1, so that κ/k_N is {'0' if value else 'infinite'} and has "
                "no interval. Use a wider definition of removal, a longer period or more leaders."
            )
        if panel.challenged is not None:
            tried = among & (panel.challenged == 1.0)
            if tried.any() and panel.removed[tried].all():
                faults.append(
                    f"every challenge {words} removes the leader, so that the challenge test has no "
                    "interval. Use a wider definition of challenges, or leave challenged out."
                )
    return faults


def _counts(panel: Panel) -> dict[str, int]:
    """Count rows by outcome."""
    visit = panel.visit == 1.0
    events = {"rows": np.ones(panel.used, bool), "removals": panel.removed == 1.0}
    if panel.challenged is not None:
        events["challenges"] = panel.challenged == 1.0
    return {
        f"{name}_{side}": int((event & among).sum())
        for name, event in events.items()
        for side, among in (("visit", visit), ("no_visit", ~visit))
    }


def _notes(panel: Panel, covariates: str) -> tuple[str, ...]:
    """Return what a reader of the numbers must know of the panel."""
    notes = []
    if panel.dropped_words():
        notes.append(panel.dropped_words())
    count = _counts(panel)["removals_visit"]
    if count < _FEW:
        few = "one removal" if count == 1 else f"{count} removals"
        notes.append(f"Only {few} after a visit: intervals for κ/k_N rest on few events.")
    if covariates.strip() == "1":
        notes.append(
            "Without covariates leaders of unlike strength are compared. (E1) holds given x: pooled, the "
            "risk ratio may exceed 1 even where the model is true, since F may prefer to visit weak leaders."
        )
    if panel.clusters < 30:
        notes.append(
            f"With {panel.clusters} clusters, clustered standard errors tend to be too small."
        )
    return tuple(notes)


def _estimates(logits: Logits, panel: Panel, level: float, seed: int) -> list[Estimate]:
    """Compute every number with its standard error and interval."""
    means = dict(zip(NAMES, logits.means(logits.coefficients), strict=False))
    influence = dict(zip(NAMES, logits.means_influence().T, strict=False))
    z = _NORMAL.inv_cdf(0.5 + 0.5 * level)

    def error(contributions: NDArray[np.float64]) -> float:
        column = contributions[:, np.newaxis]
        return math.sqrt(clustered_covariance(column, panel.cluster, panel.clusters)[0, 0])

    def share(name: str) -> Estimate:
        """Return a probability, its interval symmetric on the scale of log-odds."""
        value, se = means[name], error(influence[name])
        odds, width = math.log(value / (1.0 - value)), z * se / (value * (1.0 - value))
        low, high = (1.0 / (1.0 + math.exp(-(odds + side * width))) for side in (-1.0, 1.0))
        return Estimate(name, value, se, low, high)

    def ratio(name: str, **powers: float) -> Estimate:
        """Return a product of powers of means, its interval symmetric on the scale of logarithms."""
        log = math.fsum(power * math.log(means[part]) for part, power in powers.items())
        parts = [power * influence[part] / means[part] for part, power in powers.items()]
        se, value = error(np.sum(parts, axis=0)), math.exp(log)
        return Estimate(
            name, value, value * se, value * math.exp(-z * se), value * math.exp(z * se)
        )

    found = [share("visit"), share("removal_no_visit"), share("removal_visit")]
    found.append(ratio("risk_ratio", removal_visit=1.0, removal_no_visit=-1.0))
    found.append(ratio("belief_ratio", removal_visit=0.5, removal_no_visit=-0.5))
    found.append(share("removal_ex_ante"))
    means["removal_isolated"] = means["removal_ex_ante"] + means["effect"]
    influence["removal_isolated"] = influence["removal_ex_ante"] + influence["effect"]
    found.append(share("removal_isolated"))
    found += _effects(logits, means, level, seed)
    found.append(share("salience_bound"))
    if panel.challenged is not None:
        found += [share(name) for name in NAMES[6:]]
        for side in ("no_visit", "visit"):
            parts = {f"success_{side}": 1.0, f"challenge_{side}": -1.0}
            found.append(ratio(f"k_max_{side}", **parts))
        found.append(_challenge_test(means, influence, error, z))
    return [Estimate(one.name, *map(float, one[1:])) for one in found]


def _effects(logits: Logits, means: dict[str, Any], level: float, seed: int) -> list[Estimate]:
    """Return the effect of opening or abolishing, and its size relative to removal ex ante.

    The effect is minus a square, whose root has the sign of R₀ − R₁: the quantiles of the signed draws are
    mapped back, so that the interval reaches 0 where the data do not tell the sign.
    """
    draws = logits.draws(_DRAWS, seed)
    drawn = {name: draws[:, k] for k, name in enumerate(NAMES[: draws.shape[1]])}
    sign = np.sign(drawn["removal_no_visit"] - drawn["removal_visit"])
    ends = (0.5 - 0.5 * level, 0.5 + 0.5 * level)
    found = []
    for name, scale, base in (
        ("effect", 1.0, np.ones(_DRAWS)),
        ("effect_relative", means["removal_ex_ante"], drawn["removal_ex_ante"]),
    ):
        low, high = np.quantile(sign * -drawn["effect"] / base, ends)
        most, least = max(abs(low), abs(high)), min(abs(low), abs(high))
        least = 0.0 if low < 0.0 < high else least
        spread = float(np.std(drawn["effect"] / base))
        found.append(
            Estimate(name, means["effect"] / scale, spread, 0.0 - float(most), 0.0 - float(least))
        )
    return found


def _challenge_test(means: Any, influence: Any, error: Any, z: float) -> Estimate:
    """Return (E2): the log of the ratio of ratios, which is 0 if C's cost is uniform."""
    signs = {
        "success_visit": 1,
        "success_no_visit": -1,
        "challenge_visit": -1,
        "challenge_no_visit": 1,
    }
    value = math.fsum(sign * math.log(means[name]) for name, sign in signs.items())
    se = error(
        np.sum([sign * influence[name] / means[name] for name, sign in signs.items()], axis=0)
    )
    return Estimate("challenge_test", value, se, value - z * se, value + z * se)
