"""Two thousand hostile requests: only clean refusals, and a server that is as before."""

from __future__ import annotations

import json
import resource
from collections import Counter

from explorer.hostile import COUNT, KINDS, requests
from explorer.server import get, raw, running

REFUSALS = {400, 403, 404, 405, 413, 414, 431}
GOOD = "/api/view?alpha=2&beta=3&n=12&tau=0.1&rho=0.8&r=0.4&sigma=0.35&q=0.6&psi=30&points=5"


def refused(request: bytes, answer: bytes) -> int:
    """Check that an answer is one whole refusal, and give its status."""
    head, blank, body = answer.partition(b"\r\n\r\n")
    assert blank, (request[:300], answer[:300])
    first = head.split(b"\r\n")[0].split()
    assert first[0] == b"HTTP/1.1"
    status = int(first[1])
    assert status in REFUSALS, (request[:300], answer[:600])
    assert b"Traceback" not in answer
    assert b"/site-packages/" not in answer
    if b"application/json" in head:
        faults = json.loads(body)["faults"]
        assert faults
        assert all(isinstance(fault, str) and len(fault) < 2000 for fault in faults)
    return status


def megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kB on Linux, more elsewhere


def test_hostile_requests_get_clean_refusals_and_harm_nothing():
    statuses: Counter[int] = Counter()
    used = 0.0
    with running() as port:
        before = get(port, GOOD)
        assert before[0] == 200
        for i, (_, request) in enumerate(requests()):
            statuses[refused(request, raw(port, request))] += 1
            if i == COUNT // 4:
                used = megabytes()
        after = get(port, GOOD)
    assert after[0] == 200
    assert after[2] == before[2]
    assert megabytes() - used < 32
    assert set(statuses) == REFUSALS


def test_the_attacks_are_many_and_always_the_same():
    first, again = list(requests()), list(requests())
    assert first == again
    assert len(first) == COUNT
    assert len({request for _, request in first}) > COUNT / 2
    assert {name for name, _ in first} == {kind.__name__ for kind in KINDS}


def test_what_breaks_off_is_forgotten():
    with running() as port:
        for part in (
            b"",
            b"GET",
            b"GET /api/meta HTTP/1.1\r\n",
            b"GET /api/meta HTTP/1.1\r\nHost: 127",
        ):
            assert raw(port, part, hang_up=True) == b""
        assert get(port, "/api/style.css")[0] == 200
