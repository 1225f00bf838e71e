"""The reduced form on real data: visits by and to the US President, irregular removals, coups.

    python benchmarks/trial_data.py FOLDER

FOLDER holds `leader_month.parquet`, `leader_year.csv` and `country_year_open.csv`, which are not part of the
project. Two panels are made of them: half-years in office of leaders, and country-years with attempted coups.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import summitry as sm

COLUMNS = ("democracy", "gdp", "population")
COVARIATES = "democracy + gdp + population + pact + late + long"


def half_years(folder: Path) -> pd.DataFrame:
    """Half-years in office: a visit in one, an irregular removal in the next, covariates in quarters."""
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
        pact=("us_defense_pact", "first"), year=("year", "first"),
    ).reset_index().sort_values(["obsid", "half"])  # fmt: skip
    following = panel.groupby("obsid").shift(-1)
    panel["removed_next"] = np.where(
        following["half"] == panel["half"] + 1, following["removed"], np.nan
    )
    panel = panel.dropna(subset=["removed_next", *COLUMNS, "pact"]).reset_index(drop=True)
    for name in COLUMNS:  # quarters, each at its mean, in standard deviations
        quarter = pd.qcut(panel[name], 4, labels=False)
        mean = panel[name].groupby(quarter).transform("mean")
        panel[name] = (mean - mean.mean()) / mean.std()
    return panel.assign(
        late=(panel["year"] >= 1990).astype(int), long=(panel["half"] >= 4).astype(int)
    )


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
    print(
        sm.reduced_form(country_years(folder), challenged="challenged", cluster="gwcode").summary()
    )


if __name__ == "__main__":
    main()
