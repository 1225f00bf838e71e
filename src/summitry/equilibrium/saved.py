"""Write results that `verify` can judge, and verify them: alone, or by solving again (T5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..model.faults import InputError
from ..model.saved_results import FORMAT, read_result
from ..verification.reader import Finding, Verification, joined, judge

if TYPE_CHECKING:
    from ..model.parameters import Model
    from ..verification.curve import Curve
    from .solution import Solution

_SAME = 1e-9  # relative: the same equilibrium found twice differs by no more


def result_document(
    model: Model, solutions: Iterable[Solution], labels: Mapping[str, str]
) -> dict[str, Any]:
    """Join the answers to several protocols of one model; `summitry solve --json` prints it.

    Parameters
    ----------
    model, solutions
        The game and its answers.
    labels
        Words of the user's own, such as the title of a scenario; `verify` leaves them aside.
    """
    answers = [solution.answer_dict() for solution in solutions]
    return {
        "format": FORMAT,
        "labels": dict(labels),
        "model": model.to_dict(),
        "solutions": answers,
    }


def verify(
    document: Mapping[str, Any], *, curve: Curve | None = None, complete: bool = False
) -> Verification:
    """Check a saved result by deriving the game again, independently of the solver.

    Every field is recomputed and compared, and every deviation searched. That no equilibrium with visits
    is missing cannot be seen in a result: ``complete=True`` solves the model again.

    Parameters
    ----------
    document
        What ``summitry solve --json`` prints, or `Solution.to_dict`, as a mapping.
    curve
        For an information structure of your own: its weakness curve, a `density_curve` or a `StepsCurve`
        of ``summitry.verification.curve``.
    complete
        Whether to solve again, with the engine, and compare the lists of equilibria.

    Returns
    -------
    Verification
        `passed`, a sentence per finding, and the `verdict`, which says what was not checked.

    Raises
    ------
    InputError
        If the document is not such a result, or its format is another version's; all faults are named.

    Examples
    --------
    >>> import summitry as sm
    >>> model = sm.Model(alpha=2, beta=3, n=12, tau=0.1, rho=0.8, r=0.4, sigma=0.35, q=0.6, psi=30)
    >>> saved = sm.solve(model, proposer="F").to_dict()
    >>> print(sm.verify(saved).verdict)
    verified: these are equilibria; that there are no others was not checked
    >>> print(sm.verify(saved, complete=True).verdict)
    verified: these are equilibria; solving again finds no others
    >>> saved["equilibria"][0]["concession"] += 0.01
    >>> sm.verify(saved).passed
    False
    """
    if complete and curve is not None:
        raise InputError(
            "complete = True cannot solve an information structure that is given by its curve alone. Leave "
            "complete out, and compare with sm.solve(model).",
            "verify",
        )
    found = judge(document, curve=curve)
    if not (complete and found.passed):
        return found
    model, answers = read_result(document)
    findings = [*found.findings, *_solved_again(model, answers)]
    return joined(findings, "these are equilibria; solving again finds no others")


def _solved_again(model: Model, answers: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """Compare the saved lists of equilibria with those of the engine."""
    from .solve import solve

    for answer in answers:
        protocol = {name: answer[name] for name in ("bargaining", "proposer", "off_path")}
        power = answer.get("power")
        strategies = "mixed" if "mixed" in answer and power is None else "pure"
        proofs = {name: answer[name] for name in ("disclosure", "reach") if name in answer}
        again = solve(
            model, **protocol, strategies=strategies, power=power, **proofs
        ).answer_dict()
        listed = [*answer["equilibria"], *answer.get("mixed", ())]
        right = [*again["equilibria"], *again.get("mixed", ())]
        same = answer["status"] == again["status"] and len(listed) == len(right)
        same = same and all(map(_is_same, listed, right))
        label = f"{answer['bargaining']} bargaining, {answer['proposer']} proposes"
        words = f"solved again: {again['status']}, {len(right)} equilibria"
        yield same, f"{label}: {words}{'' if same else f'; {len(listed)} are listed'}."


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two saved equilibria are one but for rounding."""
    names = ("visit_probability", "no_visit_probability", "concession")
    pairs = [(one.get(name) or 0.0, other.get(name) or 0.0) for name in names]
    return all(abs(x - y) <= _SAME * max(abs(x), abs(y)) for x, y in pairs)
