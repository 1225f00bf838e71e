"""`summitry reciprocal`: swaps and sequences on the command line."""

from __future__ import annotations

import json

import pytest

import summitry as sm
from summitry.cli.application import _run


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = _run(["reciprocal", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_pair_is_solved_and_its_swaps_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for name in sm.reciprocal.list_pairs():
        code, out, _ = run(capsys, name)
        assert code == 0
        assert "one-sided approval" in out
        assert "stable under approval dynamics" in out


def test_json_holds_what_the_library_finds(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "uniform-example", "korea-1964", "--sigma", "0.3", "--json")
    right = sm.reciprocal.swap("uniform-example", "korea-1964", 0.3).to_dict()
    assert code == 0
    assert json.loads(out) == json.loads(json.dumps(right))


def test_a_sequence_is_solved(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "uniform-example", "uniform-example", "--eta", "0.3", "--visit-probability", "0.5"
    )
    assert code == 0
    assert "cost of reneging, R" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("uniform-example",), ["a second one is missing", "sarkozy-gaddafi"]),
        (("uniform-example", "korea-1964"), ["--sigma is missing, and the models differ"]),
        (
            ("sarkozy-gaddafi", "--eta", "2", "--reneging-cost", "-1"),
            ["--eta 2.0", "--reneging-cost -1.0"],
        ),
        (("sarkozy-gaddafi", "--reneging-cost", "1"), ["belong to a sequence"]),
        (
            ("sarkozy-gaddafi", "--sigma", "much", "--side-payment", "x"),
            ["--sigma 'much'", "--side-payment 'x'"],
        ),
        (("nowhere.toml", "uniform-article"), ["nowhere"]),
        (("uniform-example", "uniform-article", "--sigma", "0.2"), ["model_2: psi = inf"]),
    ],
)
def test_bad_input_exits_with_2_and_names_every_fault(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: list[str]
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert not out
    for word in words:
        assert word in err
    assert "Traceback" not in err


def test_an_unknown_pair_is_refused() -> None:
    with pytest.raises(sm.InputError, match="pair = 'sarkozy' is unknown"):
        sm.reciprocal.load_pair("sarkozy")
