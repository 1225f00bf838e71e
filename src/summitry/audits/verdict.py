"""From counts, proofs and attacks to a verdict on each claim (T8)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..claims.claim import Claim, Condition, Evaluate
from ..claims.sample import Sample
from ..model.information import Binomial, Information, Linear
from .attack import Attack, attack
from .result import (
    FAILS,
    HOLDS,
    NOWHERE,
    PROVED,
    SURVIVED,
    WHERE,
    Counterexample,
    HoldsWhere,
    Verdict,
)
from .tally import Run, Tally

Table = NDArray[np.float64]
EXAMPLES = 5
_DIGITS = (2, 3, 4, 6, 9)
_AS_BAD = 0.99  # share of a failure's margin that a rounded counterexample must keep


def information_of(claim: Claim) -> Information:
    """Return the signal of the draws that a claim is judged on."""
    return Binomial() if claim.information == "binomial" else Linear()


class Judge:
    """Reaches verdicts after the draws, by attacking what they did not refute.

    Parameters
    ----------
    run
        The draws.
    models
        Budget of each attack; 0 for none.
    seed, threads
        As for `audit`.
    progress
        Called with the models of the attacks done and wanted.
    """

    def __init__(
        self, run: Run, models: int, seed: int, threads: int,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:  # fmt: skip
        self.run, self.models, self.seed, self.threads = run, models, seed, threads
        self.progress = progress
        self.interrupted = False
        self._done = self._wanted = 0

    def verdicts(self, claims: list[Claim]) -> tuple[Verdict, ...]:
        """Judge claims; an interruption ends the attacks, and what was not attacked says so."""
        for claim in claims:
            if self.run.tallies[claim.id].failures or claim.refuted_by:
                self._wanted += sum(not c.proof for c in claim.conditions) * (self.models // claim.share)
            elif not claim.proof:
                self._wanted += self.models // claim.share
        return tuple(self._verdict(claim) for claim in claims)

    def _verdict(self, claim: Claim) -> Verdict:
        tally = self.run.tallies[claim.id]
        failed = np.vstack([tally.failed, *_known(claim)])
        found: Attack | None = None
        if not len(failed) and not claim.proof:
            found, row = self._attack(claim, claim.evaluate, "", tally.starts(), claim.id)
            if found and row is not None:
                margin = claim.evaluate(Sample(row[None], information_of(claim))).margin
                failed = np.column_stack([row[None], margin])
        conditions: tuple[HoldsWhere, ...] = ()
        if len(failed):
            conditions = tuple(self._conditions(claim, failed))
            verdict = WHERE if conditions else FAILS
        elif not tally.applicable and not (found and found.applicable):
            verdict = NOWHERE
        else:
            verdict = PROVED if claim.proof else SURVIVED
        return _summary(
            claim, tally, verdict, failed, conditions, found, self.run.controls[claim.id]
        )

    def _conditions(self, claim: Claim, failed: Table) -> Iterator[HoldsWhere]:
        """Go through the conditions that neither a draw nor an attack refutes."""
        for condition, tally in zip(claim.conditions, self.run.conditions[claim.id], strict=True):
            if tally.failures:
                continue
            found: Attack | None = None
            if not condition.proof:
                starts = np.vstack([tally.starts(), failed[:64, :-1]])
                name = f"{claim.id} {condition.text}"
                found, row = self._attack(claim, condition.evaluate, condition.into, starts, name)
                if row is not None:
                    continue
            if tally.applicable or (found and found.applicable):
                yield _holds_where(condition, tally, found)

    def _attack(
        self, claim: Claim, evaluate: Evaluate, into: str, starts: Table, name: str
    ) -> tuple[Attack | None, Table | None]:
        """Attack a statement, unless there is no budget or the user has had enough."""
        if not self.models or self.interrupted:
            return None, None
        start, wanted = self._done, self._wanted

        def step(models: int) -> None:
            if self.progress:
                self.progress(start + models, max(wanted, start + models))

        models = max(self.models // claim.share, 1)
        self._done += models
        try:
            return attack(
                evaluate, into=into, information=information_of(claim), starts=starts, models=models,
                seed=(self.seed, zlib.crc32(name.encode())), threads=self.threads, progress=step,
            )  # fmt: skip
        except KeyboardInterrupt:
            self.interrupted = True
            return None, None


def _holds_where(condition: Condition, tally: Tally, found: Attack | None) -> HoldsWhere:
    return HoldsWhere(
        text=condition.text, proof=condition.proof, draws=tally.applicable, attack=found
    )


def _known(claim: Claim) -> Iterator[Table]:
    """Evaluate the counterexample that a claim names; it must be one still."""
    if claim.refuted_by:
        row = np.array([claim.refuted_by])
        found = claim.evaluate(Sample(row, information_of(claim)))
        if found.fails.any():
            yield np.column_stack([row, found.margin])


def at_model(claim: Claim, run: Run, information: Information) -> Verdict:
    """Judge a claim at the one model of a run."""
    tally = run.tallies[claim.id]
    verdict = NOWHERE if not tally.applicable else FAILS if tally.failures else HOLDS
    return _summary(
        claim, tally, verdict, tally.failed, (), None, run.controls[claim.id], information
    )


def _summary(
    claim: Claim, tally: Tally, verdict: str, failed: Table, conditions: tuple[HoldsWhere, ...],
    found: Attack | None, control: int, information: Information | None = None,
) -> Verdict:  # fmt: skip
    """Gather what is known of one claim."""
    examples = tuple(examples_of(claim, failed, information or information_of(claim)))
    margins = [tally.worst, *(example.margin for example in examples)]
    if found and found.worst_margin is not None:
        margins.append(found.worst_margin)
    worst = min(margins)
    return Verdict(
        id=claim.id, statement=claim.statement, source=claim.source, region=claim.region,
        points=tally.points, applicable=tally.applicable, failures=tally.failures, ties=tally.ties,
        worst_margin=None if np.isinf(worst) else worst, median_margin=tally.median(),
        verdict=verdict, proof=claim.proof, conditions=conditions, attack=found,
        counterexamples=examples, article_condition=claim.condition, unit=claim.unit,
        control={
            "statement": claim.control_statement, "failures": control, "refuted": control > 0,
        },
    )  # fmt: skip


def examples_of(claim: Claim, failed: Table, information: Information) -> Iterator[Counterexample]:
    """Choose the worst failure and others up to the middling one, with as few digits as fail as badly.

    Parameters
    ----------
    claim
        What fails.
    failed
        Models at which it does, with their margins in the last column.
    information
        Their signal.
    """
    if not len(failed):
        return
    every = failed[np.argsort(failed[:, -1], kind="stable")]
    chosen = np.unique(np.linspace(0, len(every) // 2, EXAMPLES).astype(int))[:EXAMPLES]
    for row, margin in zip(every[chosen, :-1], every[chosen, -1], strict=True):
        tried = np.array([[float(f"{x:.{digits}g}") for x in row] for digits in _DIGITS] + [row])
        sample = Sample(tried, information)
        found = claim.evaluate(sample)
        good = found.fails & (found.margin <= _AS_BAD * margin)
        if not good.any():
            continue  # cannot happen: the last row is the failure itself
        first = int(np.argmax(good))
        model = sample.model(first)
        text = model.to_toml(
            title=f"Counterexample to {claim.id}",
            note=f"Here it is not true that: {claim.statement}. "
            f"Margin {found.margin[first]:.6g}. Check it: summitry audit --claim {claim.id} --at FILE",
        )
        yield Counterexample(model=model.to_dict(), margin=float(found.margin[first]), toml=text)
