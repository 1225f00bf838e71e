"""A fit: estimates, their covariance, and everything a reader must know before believing them (T12)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..model.faults import InputError, closest, shown
from .certification import Certificates
from .data import Data
from .design import Design
from .fields import Matrix
from .inference import COVARIANCES, Curvature, covariance, inverse, is_identified
from .specification import Specification

if TYPE_CHECKING:
    from os import PathLike

    import pandas

    from .counterfactuals import Counterfactual
    from .fit_comparison import Comparison
    from .identification import Identification
    from .profiles import Profile

LEARNED = 0.5  # contraction of a belief below which data are said to teach nothing about a field


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of a specification from a panel, made by `estimate`.

    Parameters are coefficients of indices, named ``"field:column"``: ``"k_max:Intercept"`` is ln c where all
    columns are 0. The names of attributes are those of statsmodels where it has the same thing.

    Attributes
    ----------
    specification
        What was estimated.
    params
        The estimates, a Series.
    llf, log_prior
        Log-likelihood of the data; log density of the beliefs, without its constant.
    nobs, df_model, cells, n_clusters
        Rows of the panel, free parameters, distinct rows of x, clusters.
    converged, message, iterations, decrement, rate
        Whether Newton's decrement g'I⁻¹g is below 1e-8, why the search ended, after how many steps; and the
        ratio of the last two decrements: near 1 means that the information is not the curvature, that is,
        that the model does not fit.
    starts
        A row for each start: the objective reached, whether it converged, whether it agrees with the best.
    cov_type
        Which covariance ``bse`` and ``conf_int`` use by default.
    shares, worst_gain, certified, unconfirmed
        Probabilities of no visit equilibrium, of several and of gaps, with ``llf_fewest``, and the selection
        rule; the largest gain of any deviation over all certificates; how many equilibria they certify; how
        many the solver did not confirm.
    dropped
        How many rows each column with missing values cost.
    data, designs
        The arrays of the likelihood; the formulas' matrices, by which `predict` reads other data (None in a
        fit that was loaded).
    """

    specification: Specification
    params: pandas.Series
    llf: float
    log_prior: float
    converged: bool
    message: str
    iterations: int
    decrement: float
    rate: float
    starts: pandas.DataFrame
    cov_type: str
    certificates: Certificates
    curvature: Curvature
    data_information: Matrix
    dropped: Mapping[str, int]
    data: Data
    designs: Mapping[str, Design] | None = None
    threads: int = 1

    # ------------------------------------------------------------------------------ numbers about the fit

    @property
    def nobs(self) -> int:
        """Rows of the panel that were used."""
        return self.data.rows

    @property
    def df_model(self) -> int:
        """Number of free parameters."""
        return len(self.params)

    @property
    def cells(self) -> int:
        """Number of distinct rows of x."""
        return self.data.cells

    @property
    def n_clusters(self) -> int:
        """Number of clusters."""
        return self.data.clusters

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return -2.0 * self.llf + 2.0 * self.df_model

    @property
    def bic(self) -> float:
        """Schwarz's criterion, with the number of rows."""
        return -2.0 * self.llf + math.log(self.nobs) * self.df_model

    @property
    def agreeing(self) -> int:
        """How many starts reached the best optimum."""
        return int(self.starts["agrees"].sum())

    @property
    def identified(self) -> bool:
        """Whether data determine every parameter that they say anything of, and beliefs the others.

        If not, nothing has a standard error: see `identification`.
        """
        return is_identified(self.data_information, self.data.belief_precision > 0.0)

    @property
    def shares(self) -> dict[str, Any]:
        """Probabilities of none, several and gaps; the log-likelihood under the other selection rule."""
        c = self.certificates
        return {"none": c.none, "several": c.several, "gaps": c.gaps, "llf_fewest": c.llf_fewest,
                "selection": "most visits"}  # fmt: skip

    @property
    def worst_gain(self) -> float:
        """Largest gain from a deviation over all certificates."""
        return self.certificates.worst_gain

    @property
    def certified(self) -> int:
        """How many equilibria with visits have a certificate."""
        return self.certificates.certified

    @property
    def unconfirmed(self) -> int:
        """At how many nodes and thresholds the solver found something else; 0 in a good fit."""
        return self.certificates.unconfirmed

    @property
    def contraction(self) -> pandas.Series:
        """1 − posterior variance / variance of the belief, for each field that is believed.

        Below .5 the data have not taught the field (T12).
        """
        import pandas

        posterior = np.diag(inverse(self.curvature.information))
        beliefs = {name: sd for name, (_, sd) in self.data.beliefs.items()}
        numbers = {
            name: 1.0 - posterior[self.params.index.get_loc(name)] / sd**2
            for name, sd in beliefs.items()
        }
        return pandas.Series(numbers, dtype=float, name="contraction")

    # ------------------------------------------------------------------------------------- inference

    def cov_params(self, kind: str | None = None) -> pandas.DataFrame:
        """Return the covariance of the estimates.

        Parameters
        ----------
        kind
            ``"cluster"`` (sandwich, beliefs counted as data), ``"opg"``, ``"hessian"`` or ``"expected"``; by
            default that of the fit. NaN where parameters are not identified.

        Raises
        ------
        InputError
            For another kind.
        """
        import pandas

        chosen = kind or self.cov_type
        if chosen not in COVARIANCES:
            raise InputError(
                f"kind = {shown(chosen)} is no covariance. It must be one of {', '.join(COVARIANCES)}.",
                "cov_params",
            )
        names = self.params.index
        found = covariance(chosen, self.curvature) if self.identified else np.nan
        return pandas.DataFrame(found, index=names, columns=names)

    @property
    def bse(self) -> pandas.Series:
        """Standard errors."""
        import pandas

        variances = np.diag(self.cov_params().to_numpy())
        return pandas.Series(np.sqrt(variances), index=self.params.index, name="bse")

    @property
    def tvalues(self) -> pandas.Series:
        """Estimates over their standard errors."""
        return (self.params / self.bse).rename("tvalues")

    @property
    def pvalues(self) -> pandas.Series:
        """Two-sided p-values of a coefficient of 0, by the normal distribution."""
        import pandas

        values = [math.erfc(abs(t) / math.sqrt(2.0)) for t in self.tvalues]
        return pandas.Series(values, index=self.params.index, name="pvalues")

    def conf_int(self, alpha: float = 0.05) -> pandas.DataFrame:
        """Return the ends of normal intervals, columns 0 and 1; see `profile` where these fail (T12)."""
        from statistics import NormalDist

        import pandas

        if not 0.0 < alpha < 1.0:
            raise InputError(
                f"alpha = {shown(alpha)} must be between 0 and 1, for example 0.05.", "conf_int"
            )
        width = NormalDist().inv_cdf(1.0 - alpha / 2.0) * self.bse
        return pandas.DataFrame({0: self.params - width, 1: self.params + width})

    # ------------------------------------------------------------------------------ what follows from it

    def profile(self, name: str, *, alpha: float = 0.05) -> Profile:
        """Return the likelihood-ratio interval of a parameter: see `profiles.profile`."""
        from .profiles import profile

        return profile(self, self._named(name), alpha)

    def identification(self) -> Identification:
        """Return what the data identify and what they do not: see `identification.identify`."""
        from .identification import identify

        return identify(self)

    def predict(self, newdata: Any = None, *, draws: int = 200, seed: int = 0) -> pandas.DataFrame:
        """Return the probabilities that the fit gives to the panel's rows or to other data."""
        from .counterfactuals import predict

        return predict(self, newdata, draws, seed)

    def compare_fit(self, by: str | Sequence[str] | None = None) -> Comparison:
        """Compare model and data by groups of the covariates, and with two logits."""
        from .fit_comparison import compare

        return compare(self, by)

    def counterfactual(self, *, draws: int = 200, seed: int = 0, **changes: Any) -> Counterfactual:
        """Return visits and removals if something were otherwise: see `counterfactuals.counterfactual`."""
        from .counterfactuals import counterfactual

        return counterfactual(self, changes, draws, seed)

    def _named(self, name: str) -> str:
        """Return the name of a parameter; a field alone stands for its only or its constant coefficient."""
        names = list(self.params.index)
        if name in names:
            return name
        if f"{name}:Intercept" in names:
            return f"{name}:Intercept"
        near = closest(str(name), {known.casefold(): known for known in names})
        hint = f"Did you mean {near}?" if near else f"They are {', '.join(names)}."
        raise InputError(f"{shown(name)} is no parameter of this fit. {hint}", "profile")

    # ------------------------------------------------------------------------------------------ output

    def __repr__(self) -> str:
        state = "" if self.converged else ", NOT CONVERGED"
        state += "" if self.identified else ", NOT IDENTIFIED"
        return (
            f"<Fit of {self.nobs:,} rows, {self.specification.proposer} proposes: {self.df_model} "
            f"parameters, llf {self.llf:.2f}{state}>"
        )

    def summary(self) -> str:
        """Return the estimates and what must be known of them as text."""
        from .fit_table import summary

        return summary(self)

    def tidy(self) -> pandas.DataFrame:
        """Return a row for each parameter, with the column names of R's broom."""
        from .fit_table import tidy

        return tidy(self)

    def glance(self) -> pandas.DataFrame:
        """Return one row about the whole fit, with the column names of R's broom."""
        from .fit_table import glance

        return glance(self)

    def to_latex(self) -> str:
        """Return the table of estimates for LaTeX (needs its package booktabs)."""
        from .fit_table import to_latex

        return to_latex(self)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, from which `load_fit` makes the fit again."""
        from .fit_files import fit_to_dict

        return fit_to_dict(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the fit to a file that `load_fit` reads, also in another version."""
        from .fit_files import save_fit

        save_fit(self, path)
