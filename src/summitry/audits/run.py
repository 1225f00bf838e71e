"""`audit`: every claim of the article over Sobol draws of the whole parameter space (T8)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..claims.claim import Claim, evaluated
from ..claims.sample import NAMES, Need, Sample
from ..model.extras import need_packages
from ..model.faults import InputError, closest, kind_of, shown, whole_number_faults
from ..model.information import Binomial, Information, Linear
from ..model.parameters import Model
from .condition import LEAST, boundary, features, holds_where, judged
from .draws import blocks, with_counts
from .result import FAILS, HOLDS, NOWHERE, UNDER, Audit, Condition, Counterexample, Verdict

Table = NDArray[np.float64]
Progress = Callable[[int, int], None]
TRAINING = 16_384  # points from which a condition is sought, and fresh ones on which it is tried
FRESH = 1_000_003  # added to the seed for these
MEDIAN = 65_536  # applicable points of which the median is taken
KEPT = 4096  # failures kept for conditions and counterexamples
EXAMPLES = 5
_DIGITS = (2, 3, 4, 6)


def audit(
    *,
    points: int = 10_000,
    seed: int = 0,
    claims: Iterable[str | Claim] | None = None,
    at: Model | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Check the article's claims over Sobol draws of the whole parameter space, each solved and certified.

    Parameters
    ----------
    points
        How many models are drawn. Expensive claims are evaluated at a fixed share of them.
    seed
        The same seed gives the same draws; more points begin with the same ones.
    claims
        Ids, or claims of your own (`Claim`); all of `summitry.claims` by default.
    at
        Judge the claims at this model instead of draws; without ``claims``, those for its kind of signal.
    threads
        How many threads solve; by default as many as the machine has cores. The bits do not depend on it.
    progress
        Called with the points done and wanted.

    Returns
    -------
    Audit
        A verdict on every claim. An interruption (Ctrl-C) ends the draws; what was done is returned, with
        ``interrupted`` set.

    Raises
    ------
    InputError
        For an unknown claim or a number out of range, all faults at once; or if SciPy or scikit-learn, the
        optional extra ``audit``, is missing.

    Examples
    --------
    >>> import summitry as sm
    >>> found = sm.audit(points=256, claims=["prop-4", "s7-closed-doors-U_L-F"], threads=1)
    >>> [(claim.id, claim.verdict) for claim in found.claims]
    [('prop-4', 'holds'), ('s7-closed-doors-U_L-F', 'fails')]
    """
    chosen = _chosen(points, seed, claims, threads, at)
    start = time.perf_counter()
    if at is not None:
        return _at(at, chosen if claims is not None else _fitting(chosen, at), start)
    need_packages("an audit", "audit", "scipy", "sklearn")
    run = Run(chosen, threads or os.cpu_count() or 1)
    interrupted = False
    try:
        for table in blocks(points, seed):
            run.add(table)
            if progress is not None:
                progress(run.done, points)
    except KeyboardInterrupt:
        interrupted = True
    fresh = None
    failing = [claim for claim in chosen if run.tallies[claim.id].failures]
    if failing and not interrupted:
        fresh = Run(failing, run.threads)
        for table in blocks(min(points, TRAINING), seed + FRESH):
            fresh.add(table)
    verdicts = tuple(_verdict(claim, run, fresh) for claim in chosen)
    return Audit(
        claims=verdicts, points=run.done, points_wanted=points, seed=seed, interrupted=interrupted,
        seconds=time.perf_counter() - start,
    )  # fmt: skip


def _fitting(claims: list[Claim], model: Model) -> list[Claim]:
    """Leave out the claims on the other kind of signal."""
    kind = "binomial" if isinstance(model.information, Binomial) else "linear"
    return [claim for claim in claims if claim.information == kind]


def _at(model: Model, chosen: list[Claim], start: float) -> Audit:
    """Judge claims at one model."""
    run, sample = Run(chosen, 1), Sample.of(model)
    sample.prepare(_needs(chosen))
    for claim in chosen:
        run.tallies[claim.id].add(claim, sample)
    verdicts = tuple(_verdict(claim, run, None, model.information) for claim in chosen)
    return Audit(
        claims=verdicts, points=1, points_wanted=1, seed=0, interrupted=False,
        seconds=time.perf_counter() - start,
    )  # fmt: skip


def _chosen(
    points: object, seed: object, ids: Iterable[str | Claim] | None, threads: object, at: object
) -> list[Claim]:
    """Find the claims by their ids and check the options; all faults at once."""
    from ..claims import claims as every

    known = every()
    faults: list[str] = []
    faults += whole_number_faults("points", points, 1, example=10_000)
    faults += whole_number_faults("seed", seed, 0, example=1)
    if threads is not None:
        faults += whole_number_faults("threads", threads, 1, example=2)
    if at is not None and not isinstance(at, Model):
        faults.append(
            f"at = {shown(at)} is {kind_of(at)}, not a model. Write for example "
            "at=summitry.Model.from_toml('case.toml')."
        )
    if isinstance(ids, str | Claim):
        ids = [ids]
    try:
        wanted: list[Any] = list(known) if ids is None else list(ids)
    except TypeError:
        fault = f"claims = {shown(ids)} is {kind_of(ids)}, not a list of ids. Write for example"
        raise InputError([*faults, f"{fault} claims=['prop-4']."], where="audit") from None
    own = {claim.id: claim for claim in wanted if isinstance(claim, Claim)}
    for id in wanted:
        if not isinstance(id, Claim) and not (isinstance(id, str) and id in known):
            near = closest(str(id), {key.replace("-", "_").casefold(): key for key in known})
            hint = f"Did you mean {near}? " if near else ""
            faults.append(
                f"claim {shown(id)} is unknown. {hint}summitry.claims() lists the claims by id."
            )
    if not wanted:
        faults.append("claims is empty. Name at least one claim, or leave it out for all of them.")
    if faults:
        raise InputError(faults, where="audit")
    return [claim for id, claim in known.items() if id in wanted and id not in own] + list(
        own.values()
    )


@dataclass
class Tally:
    """What is kept of one claim while points go by."""

    points: int = 0
    applicable: int = 0
    failures: int = 0
    ties: int = 0
    worst: float = np.inf
    control_failures: int = 0
    margins: list[Table] = field(default_factory=list)
    rows: list[Table] = field(default_factory=list)  # training: applicable points
    counts: list[NDArray[np.int64]] = field(default_factory=list)  # their numbers of equilibria
    fails: list[NDArray[np.bool_]] = field(default_factory=list)
    failed: list[Table] = field(default_factory=list)  # failures and their margins
    _seen: int = 0
    _kept: int = 0

    def add(self, claim: Claim, sample: Sample) -> None:
        """Evaluate a claim and its control on a sample."""
        found, false = evaluated(claim.evaluate, sample), evaluated(claim.control, sample)
        applies, fails = found.applies, found.fails
        self.points += sample.rows
        self.applicable += int(applies.sum())
        self.failures += int(fails.sum())
        self.ties += int(found.ties.sum())
        self.control_failures += int(false.fails.sum())
        margins = found.margin[applies]
        if margins.size:
            self.worst = min(self.worst, float(margins.min()))
        if sum(part.size for part in self.margins) < MEDIAN:
            self.margins.append(margins)
        count = (
            sample.answer(*claim.needs[0]).count if claim.counts else np.ones(sample.rows, np.int64)
        )
        base = sample.at(claim.base)
        # failures are rare where they matter: all of them are kept for a while, others only at first
        keep = applies if self._seen < TRAINING else fails & (self._kept < KEPT)
        self._seen += sample.rows
        self._kept += int(fails.sum())
        if keep.any():
            self.rows.append(base[keep])
            self.counts.append(count[keep])
            self.fails.append(fails[keep])
        if fails.any():
            self.failed.append(np.column_stack([base[fails], found.margin[fails]]))
            if sum(map(len, self.failed)) > 2 * KEPT:
                every = np.concatenate(self.failed)
                self.failed = [every[np.argsort(every[:, -1], kind="stable")[:KEPT]]]

    def training(self, claim: Claim) -> tuple[Table, NDArray[np.bool_]]:
        """Return the features of the points kept and whether they fail."""
        if not self.rows:
            return np.empty((0, 1)), np.empty(0, bool)
        return (
            features(np.concatenate(self.rows), np.concatenate(self.counts), claim.about),
            np.concatenate(self.fails),
        )


class Run:
    """A pass over blocks of points: every model is solved once for all the claims on it."""

    def __init__(self, claims: list[Claim], threads: int) -> None:
        self.threads = threads
        self.done = 0
        self.tallies = {claim.id: Tally() for claim in claims}
        self._groups: dict[tuple[str, int], list[Claim]] = {}
        for claim in claims:
            self._groups.setdefault((claim.information, claim.share), []).append(claim)

    def add(self, table: Table) -> None:
        """Evaluate all claims on a block."""
        for (information, share), group in self._groups.items():
            # the first points of a block are as evenly spread as all of it; every share-th are not
            part = table[: max(1, len(table) // share)]
            steps = information == "binomial"
            sample = Sample(
                with_counts(part) if steps else part,
                Binomial() if steps else Linear(),
                self.threads,
            )
            sample.prepare(_needs(group))
            for claim in group:
                self.tallies[claim.id].add(claim, sample)
        self.done += len(table)


def _needs(claims: Iterable[Claim]) -> Iterator[Need]:
    for claim in claims:
        yield from claim.needs


def _verdict(
    claim: Claim, run: Run, fresh: Run | None, information: Information | None = None
) -> Verdict:
    """Summarise the outcome for one claim."""
    if information is None:
        information = Binomial() if claim.information == "binomial" else Linear()
    tally = run.tallies[claim.id]
    condition: Condition | None = None
    border: Condition | None = None
    verdict = HOLDS if tally.applicable else NOWHERE
    if tally.failures:
        verdict = FAILS
        if fresh is not None:
            condition, border = _conditions(claim, tally, fresh.tallies[claim.id])
            verdict = UNDER if condition else FAILS
    margins = np.concatenate(tally.margins) if tally.margins else np.empty(0)
    text = condition.text if condition else None
    if verdict == FAILS and border:
        text = f"fails mostly where {border.text}"
    return Verdict(
        id=claim.id, statement=claim.statement, source=claim.source, region=claim.region,
        points=tally.points, applicable=tally.applicable, failures=tally.failures, ties=tally.ties,
        worst_margin=tally.worst if tally.applicable else None,
        median_margin=float(np.median(margins)) if margins.size else None,
        verdict=verdict, condition=text, condition_found=condition, boundary=border,
        counterexamples=tuple(_examples(claim, tally, information)), article_condition=claim.condition,
        control={
            "statement": claim.control_statement, "failures": tally.control_failures,
            "refuted": tally.control_failures > 0,
        },
    )  # fmt: skip


def _conditions(
    claim: Claim, tally: Tally, fresh: Tally
) -> tuple[Condition | None, Condition | None]:
    """Search for where the claim holds and where it fails; test both conditions on fresh points."""
    x, fails = tally.training(claim)
    new, new_fails = fresh.training(claim)
    if fails.all() or not len(new):
        return None, None
    halves = holds_where(x, fails)
    found = judged(halves, new, new_fails) if halves else None
    if found and (found.failures or found.coverage < LEAST):
        found = None
    return found, boundary(x, fails, new, new_fails)


def _examples(claim: Claim, tally: Tally, information: Information) -> Iterator[Counterexample]:
    """Choose the worst failure and others up to the middling one, with as few digits as still fail."""
    if not tally.failed:
        return
    every = np.concatenate(tally.failed)
    every = every[np.argsort(every[:, -1], kind="stable")]
    chosen = np.unique(np.linspace(0, len(every) // 2, EXAMPLES).astype(int))[:EXAMPLES]
    for row in every[chosen, :-1]:
        tried = np.array([[float(f"{x:.{digits}g}") for x in row] for digits in _DIGITS] + [row])
        found = claim.evaluate(Sample(tried, information))
        if not found.fails.any():
            continue  # cannot happen: the last row is the failure itself
        first = int(np.argmax(found.fails))
        model = Model(
            **dict(zip(NAMES, map(float, tried[first]), strict=True)), information=information
        )
        text = model.to_toml(
            title=f"Counterexample to {claim.id}",
            note=f"Here it is not true that: {claim.statement}. "
            f"Margin {found.margin[first]:.6g}. Check it: summitry audit --claim {claim.id} --at FILE",
        )
        yield Counterexample(model=model.to_dict(), margin=float(found.margin[first]), toml=text)
