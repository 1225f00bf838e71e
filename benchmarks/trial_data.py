"""Reduced form and estimates on real data: visits by and to the US President, irregular removals, coups.

    python benchmarks/trial_data.py FOLDER

FOLDER holds `leader_month.parquet`, `leader_year.csv` and `country_year_open.csv`, which are not part of the
project. Two panels are made of them: half-years in office of leaders, and country-years with attempted coups.
It prints the reduced form of both, and for the first the log-likelihoods of the model with either proposer
beside those of two logits (T12).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import summitry as sm
from summitry.estimation.logit import fit_logit

THIRDS = ("democracy", "gdp", "population")
COLUMNS = (*THIRDS, "pact", "late", "tenure")
COVARIATES = " + ".join(COLUMNS)
FORMULAS = {
    "weakness_prior": "democracy + gdp + tenure", "sigma": "population + late", "tau": "pact + gdp",
}  # fmt: skip
GIVEN = {"n": 12.0, "prior_strength": 6.0, "rho": 2.0, "q": 0.6, "cost_spread": 0.5}


def half_years(folder: Path) -> pd.DataFrame:
    """Half-years in office: a visit in one, an irregular removal in the next, covariates in 342 cells.

    Democracy, income and population are in thirds, ln(1 + years in office) is in quarters, each at its mean
    and in standard deviations.
    """
    months = pd.read_parquet(folder / "leader_month.parquet")
    years = pd.read_csv(folder / "leader_year.csv", usecols=["gwcode", "year", "ln_pop"])
    months = months.merge(
        years.drop_duplicates(["gwcode", "year"]), on=["gwcode", "year"], how="left"
    )
    months = months.sort_values(["obsid", "year", "month"])
    months["half"] = months.groupby("obsid").cumcount() // 6
    panel = months.groupby(["obsid", "half"]).agg(
        country=("gwcode", "first"), visit=("visit", "max"), removed=("removed_irregular", "max"),
        democracy=("v2x_polyarchy_lag", "first"), gdp=("ln_gdppc", "first"), population=("ln_pop", "first"),
        pact=("us_defense_pact", "first"), year=("year", "first"), months=("tenure_months", "first"),
    ).reset_index().sort_values(["obsid", "half"])  # fmt: skip
    following = panel.groupby("obsid").shift(-1)
    panel["removed_next"] = np.where(
        following["half"] == panel["half"] + 1, following["removed"], np.nan
    )
    panel = panel.dropna(subset=["removed_next", *THIRDS, "pact"]).reset_index(drop=True)
    panel = panel.assign(
        late=(panel["year"] >= 1990).astype(int), tenure=np.log1p(panel["months"] / 12.0)
    )
    for name, groups in (*((name, 3) for name in THIRDS), ("tenure", 4)):
        group = pd.qcut(panel[name], groups, labels=False)
        mean = panel[name].groupby(group).transform("mean")
        panel[name] = (mean - mean.mean()) / mean.std()
    return panel


def structural(
    panel: pd.DataFrame,
    proposer: str = "L",
    *,
    in_c: bool = False,
    n: float = 12.0,
    starts: int = 8,
) -> sm.Fit:
    """The model of T12: what these data cannot teach is fixed, and the belief about c says nothing."""
    formulas = {**FORMULAS, "k_max": "democracy + gdp + tenure"} if in_c else FORMULAS
    return sm.estimate(
        panel, visit="visit", removed="removed_next", proposer=proposer, **formulas, given={**GIVEN, "n": n},
        beliefs={"k_max": (20.0, 1e3)}, cluster="country", starts=starts, threads=1,
    )  # fmt: skip


def two_logits(panel: pd.DataFrame) -> tuple[float, float]:
    """The log-likelihood of two logits, of V on x and of R on x, without and with V in that of R."""
    x = np.column_stack([np.ones(len(panel)), panel[list(COLUMNS)].to_numpy(float)])
    visit, removed = panel["visit"].to_numpy(float), panel["removed_next"].to_numpy(float)
    names = ("1", *COLUMNS, "visit")
    of_visits = fit_logit(x, visit, names[:-1], "visit").llf
    without = fit_logit(x, removed, names[:-1], "removed").llf
    beside = fit_logit(np.column_stack([x, visit]), removed, names, "removed").llf
    return of_visits + without, of_visits + beside


def country_years(folder: Path) -> pd.DataFrame:
    """Country-years: a visit in one, an attempted coup and a realized one in the next."""
    panel = pd.read_csv(folder / "country_year_open.csv").sort_values(["gwcode", "year"])
    following = panel.groupby("gwcode").shift(-1)
    ahead = following["year"] == panel["year"] + 1
    return panel.assign(
        challenged=following["coup_challenge"].where(ahead),
        removed=following["coup_removed"].where(ahead),
    )


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    if not (folder / "leader_month.parquet").is_file():
        sys.exit("Name the folder that holds leader_month.parquet: it is not part of the project.")
    panel = half_years(folder)
    print(f"{len(panel):,} half-years, {panel['obsid'].nunique():,} leaders\n")
    for covariates in ("1", COVARIATES):
        found = sm.reduced_form(
            panel, removed="removed_next", covariates=covariates, cluster="country"
        )
        print(found.summary(), "\n")
    print("two logits, without and with V in that of R: {:.2f}, {:.2f}".format(*two_logits(panel)))
    for in_c in (False, True):
        found = {proposer: structural(panel, proposer, in_c=in_c) for proposer in "LF"}
        for proposer, fit in found.items():
            words = f"{proposer}, {fit.df_model} parameters, {fit.cells} cells: {fit.llf:.2f}"
            words += f" ({fit.agreeing} of {len(fit.starts)} starts agree)"
            print(f"{words}; with fewest visits {fit.shares['llf_fewest']:.2f}")
            print(fit.counterfactual(bargaining="open"))
        print(sm.vuong(found["L"], found["F"]), "\n")
    for n in (1.5, 4.0, 40.0, 300.0):
        print(f"L, n = {n}: {structural(panel, n=n).llf:.2f}")
    print(
        sm.reduced_form(country_years(folder), challenged="challenged", cluster="gwcode").summary()
    )


if __name__ == "__main__":
    main()
