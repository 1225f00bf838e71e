"""What a report says of the source that it was made with."""

from __future__ import annotations

import pytest

from summitry.report import methods


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A package that is no clone, and that pip knows no repository of."""
    monkeypatch.setattr(methods, "__file__", str(tmp_path / "report" / "methods.py"))
    monkeypatch.setattr(methods, "_installed_commit", lambda: "")
    (tmp_path / "report").mkdir()
    return tmp_path


def test_a_wheel_says_the_commit_it_was_built_from(elsewhere):
    (elsewhere / "commit.txt").write_text("0123456789ab-dirty\n")
    assert methods.made()["commit"] == "0123456789ab-dirty"


def test_without_a_commit_none_is_named(elsewhere):
    assert "commit" not in methods.made()


def test_the_day_can_be_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert methods.made()["date"] == "1970-01-02"
