"""Progress lines: plain and few in a log, one that is rewritten on a terminal, rates without the start-up."""

from __future__ import annotations

import io
import sys
import types

import pytest

from summitry.cli import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets."""
    now = types.SimpleNamespace(moment=0.0)
    now.monotonic = lambda: now.moment
    monkeypatch.setattr(progress, "time", now)
    return now


def shown(monkeypatch, screen, clock, steps) -> list[str]:
    """Return what is on standard error after progress at these moments: (moment, done, total, kept)."""
    monkeypatch.setattr(sys, "stderr", screen)
    clock.moment = 0.0
    line = progress.ProgressLine("points")
    for moment, *count in steps:
        clock.moment = moment
        line(*count)
    return screen.getvalue()


def test_rate_and_time_left_count_from_the_first_call_and_not_what_was_there(monkeypatch, clock):
    steps = [(100.0, 0, 192), (115.0, 100, 192, 40), (131.0, 160, 192, 40)]
    assert shown(monkeypatch, io.StringIO(), clock, steps).splitlines() == [
        "0 of 192 points",
        "100 of 192 points (40 from before), 4 a second, 23 s left",
        "160 of 192 points (40 from before), 4 a second, 8 s left",
    ]


def test_a_log_of_a_long_run_is_short_and_has_plain_lines(monkeypatch, clock):
    """A day at two reports a second: lines first ten seconds apart, then a tenth of the time."""
    day = 86_400
    steps = [(0.5 * step, step, 2 * day) for step in range(2 * day + 1)]
    written = shown(monkeypatch, io.StringIO(), clock, steps)
    assert "\r" not in written and written.endswith("\n")
    assert 50 < written.count("\n") < 100
    assert written.splitlines()[0].startswith("20 of 172,800 points")
    assert written.splitlines()[-1] == "172,800 of 172,800 points, 2 a second, 0 s left"


def test_a_short_run_writes_its_last_line_only(monkeypatch, clock):
    steps = [(0.1, 10, 30), (0.2, 20, 30), (0.3, 30, 30)]
    assert shown(monkeypatch, io.StringIO(), clock, steps) == (
        "30 of 30 points, 100 a second, 0 s left\n"
    )


def test_a_terminal_has_one_line_whose_rest_is_wiped_out(monkeypatch, clock):
    steps = [(1.0, 0, 9), (2.0, 1, 9), (2.1, 2, 9), (3.0, 9, 9)]
    written = shown(monkeypatch, Terminal(), clock, steps)
    lines = written.split("\r")
    assert lines[0] == "" and written.count("\n") == 1 and written.endswith("\n")
    assert [line.rstrip() for line in lines[1:]] == [
        "0 of 9 points", "1 of 9 points, 1 a second, 8 s left", "9 of 9 points, 4 a second, 0 s left",
    ]  # fmt: skip
    assert len(lines[3].rstrip("\n")) >= len(lines[2])
