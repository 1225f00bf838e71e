"""`audit`: every claim of the article over Sobol draws of the whole parameter space (T8)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from ..claims.claim import Claim
from ..claims.sample import Sample
from ..model.extras import need_packages
from ..model.faults import InputError, closest, kind_of, shown, whole_number_faults
from ..model.given import GivenModel, model_of
from ..model.information import Binomial
from ..model.parameters import Model
from .draws import blocks
from .result import Audit
from .tally import Run, judge, needs_of
from .verdict import Judge, at_model

Progress = Callable[[int, int], None]
ATTACK = 10_000


def audit(
    *,
    points: int = 10_000,
    attack: int = ATTACK,
    seed: int = 0,
    claims: Iterable[str | Claim] | None = None,
    at: GivenModel | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    attack_progress: Progress | None = None,
) -> Audit:
    """Check the article's claims: draw models from the whole parameter space, then search for refutations.

    Every model is solved and certified. A claim that no draw refutes is attacked, unless the documentation
    proves it; so is each condition under which a claim that fails is said to hold.

    Parameters
    ----------
    points
        How many models are drawn. Expensive claims are evaluated at a fixed share of them.
    attack
        At how many models each statement is attacked at most, an expensive claim at its share of them; 0 for
        no attack.
    seed
        The same seed gives the same draws and the same attacks; more points begin with the same draws.
    claims
        Ids, or claims of your own (`Claim`); all of `summitry.claims` by default.
    at
        Judge the claims at this model instead of draws; without ``claims``, those for its kind of signal.
    threads
        How many threads solve; by default as many as the machine has cores. The bits do not depend on it.
    progress
        Called with the points done and wanted.
    attack_progress
        Called with the models of all attacks done and wanted.

    Returns
    -------
    Audit
        A verdict on every claim. An interruption (Ctrl-C) ends the draws or the attacks; what was done is
        returned, with ``interrupted`` set.

    Raises
    ------
    InputError
        For an unknown claim or a number out of range, all faults at once; or if SciPy, the optional
        extra ``audit``, is missing.

    Examples
    --------
    >>> import summitry as sm
    >>> found = sm.audit(points=256, claims=["prop-4", "s7-closed-doors-U_L-F"], threads=1)
    >>> [(claim.id, claim.verdict) for claim in found.claims]
    [('prop-4', 'proved'), ('s7-closed-doors-U_L-F', 'holds where')]
    """
    chosen, model = _chosen(points, attack, seed, claims, threads, at)
    start = time.perf_counter()
    if model is not None:
        return _at(model, chosen if claims is not None else _fitting(chosen, model), start)
    need_packages("an audit", "audit", "scipy")
    run = Run(chosen, threads or os.cpu_count() or 1)
    interrupted = False
    try:
        for done in run.add_all(blocks(points, seed)):
            if progress is not None:
                progress(done, points)
    except KeyboardInterrupt:
        interrupted = True
    judging = Judge(run, 0 if interrupted else attack, seed, run.threads, attack_progress)
    verdicts = judging.verdicts(chosen)
    return Audit(
        claims=verdicts, points=run.done, points_wanted=points, attack=attack, seed=seed,
        interrupted=interrupted or judging.interrupted, seconds=time.perf_counter() - start,
    )  # fmt: skip


def _fitting(claims: list[Claim], model: Model) -> list[Claim]:
    """Leave out the claims on the other kind of signal."""
    kind = "binomial" if isinstance(model.information, Binomial) else "linear"
    return [claim for claim in claims if claim.information == kind]


def _at(model: Model, chosen: list[Claim], start: float) -> Audit:
    """Judge claims at one model."""
    run, sample = Run(chosen, 1), Sample.of(model)
    sample.prepare(needs_of(chosen))
    for claim in chosen:
        run.count(judge(claim, sample))
    verdicts = tuple(at_model(claim, run, model.information) for claim in chosen)
    return Audit(
        claims=verdicts, points=1, points_wanted=1, attack=0, seed=0, interrupted=False,
        seconds=time.perf_counter() - start,
    )  # fmt: skip


def _chosen(
    points: object, attack: object, seed: object, ids: Iterable[str | Claim] | None, threads: object,
    at: object,
) -> tuple[list[Claim], Model | None]:  # fmt: skip
    """Find the claims by their ids and the model, and check the options; all faults at once."""
    from ..claims import claims as every

    known = every()
    faults: list[str] = []
    faults += whole_number_faults("points", points, 1, example=10_000)
    faults += whole_number_faults("attack", attack, 0, example=20_000)
    faults += whole_number_faults("seed", seed, 0, example=1)
    if threads is not None:
        faults += whole_number_faults("threads", threads, 1, example=2)
    model = None
    if at is not None:
        try:
            model = model_of(at, "audit")
        except InputError as error:
            faults += (fault.replace("model =", "at =", 1) for fault in error.faults)
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
    chosen = [claim for id, claim in known.items() if id in wanted and id not in own]
    return [*chosen, *own.values()], model
