"""Bad models, scenario files and names: each is refused with the message in the table."""

from __future__ import annotations

import pickle

import pytest

from cases.bad_models import BAD, Bad
from summitry.model.faults import InputError


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_message(bad: Bad, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        bad.action()
    assert str(caught.value) == bad.message
    assert caught.value.__cause__ is None  # nobody is shown a second traceback
    assert str(pickle.loads(pickle.dumps(caught.value))) == bad.message


def test_the_table_is_long_and_says_different_things():
    assert len({bad.name for bad in BAD}) == len(BAD) >= 60
    assert len({bad.message for bad in BAD}) >= 60


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_every_message_has_its_parts(bad: Bad):
    """What is wrong, what is allowed, what to do next: three sentences or clauses at least."""
    for fault in bad.message.split("\n  "):
        if not fault.endswith("faults"):
            assert fault.count(". ") + fault.count("; ") + fault.count("? ") >= 1
            assert fault.rstrip(".?")[-1] not in " ,:;"
