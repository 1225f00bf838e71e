"""Two thousand hostile requests, each as the bytes on the wire; seeded, so always the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_from_bytes

COUNT = 2000
FIELDS = ("alpha", "beta", "n", "sigma", "q", "tau", "rho", "r", "psi", "k_max")
PATHS = ("/api/view", "/api/map", "/api/play", "/api/export")
# no field has one of these
JUNK = (
    "NaN", "-inf", "-1", "-1e-300", "1e99999", "1e400", "9" * 39, "9" * 400, "0x10", "1_000", "１２", "٣",
    "", " ", "\x00", "0.5\x00", "true", "null", "[]", "{}", "[0.5]", '"0.5"', "0,5,5", "1e", "e5",
    "--1", "+-1",
    "'; DROP TABLE models; --", "../../etc/passwd", "<script>alert(1)</script>", "${jndi:ldap://x}",
    "{{7*7}}", "%00", "%", "%zz", "½", "∞∞", "\u202e0.5", "\U0001f600", "1e-99999x", "0.5 or 1=1",
    "__import__('os')", "1/3", "1+1j", "-0x1p3", "1" + "0" * 300, "-" * 60,
)  # fmt: skip
NUMBERED = {
    "/api/view": ("points", "equilibrium"),
    "/api/map": ("nx", "ny"),
    "/api/play": ("seed", "equilibrium"),
    "/api/export": ("points", "nx", "equilibrium"),
}
SIZES = ("0.5", "-1", "1e9", "99999999999", "1e3", "inf", "nan", "2.0", "", "0x5", "９", "9" * 60)
WORDS = ("", "X", "\x00", "l", "LL", "open,open", "../", "é", "\u0000F", "none", "[]", "F;L", " L")
CHOICES = {
    "/api/view": ("protocol", "variable", "parameter", "parts", "format", "log", "kind"),
    "/api/map": ("x", "y", "format", "x_log", "kind"),
    "/api/play": ("protocol", "role", "decision", "kind"),
    "/api/export": ("what", "picture", "variable", "kind"),
}
METHODS = (
    "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GETT",
    "HEADX", "BREW",
)  # fmt: skip
TRICKS = (
    "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../app.py",
    "/.git/config",
    "/api/../explorer/app.py", "//etc/passwd", "//evil.example/api/view", "/api//view",
    "/api/view/", "/API/VIEW",
    "/api/view%00", "/api/view;x=1", "/index.html%00.js", "/assets/..%5c..%5capp.py",
    "/\\..\\app.py", "/~root",
    "/%ff%fe", "/%", "/%zz", "/api/export/../../x", "/favicon.ico/..", "/wp-admin.php",
    "/api/%6deta/", "/*",
    "http://evil.example/", "/api/meta/..;/x", "/static/index.html", "/src/summitry/explorer/app.py",
)  # fmt: skip
ATOMS = (
    "", ":", ",", "1", "1:", ":1", "0.5:0.4", "0.5:0.4,0.5", "0.5:0.4:0.1", "nan:0.5,0.5:0.5",
    "0.5:inf,0.5:0.5",
    "-0.5:0.5,1.5:0.5", "0.5:0,0.5:1", "0.5:0.1,0.5:0.2", ",".join(["0.01:0.5"] * 100), "a:b,c:d",
    "0.5:0.4,0.5:0.6,", "1:0.5\x00", "0.5:0.5;0.5:0.5", "1e999:0.5,1:0.5", "0.5:0.0001,0.5:0.9999",
)  # fmt: skip
HOSTS = (
    "", "evil.example", "127.0.0.1.evil.example", "localhost:port", "localhost:1234567", "127.1", "0.0.0.0",
    "[::]", "localhost, evil.example", "127.0.0.1@evil.example", "xn--localhost", "\x7f", "a" * 300,
)  # fmt: skip


def wire(target: str, *headers: str, method: str = "GET", host: str = "127.0.0.1") -> bytes:
    """Write a request; what cannot stand in one is left as it is."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogatepass")


def pair(name: str, value: str, dice: random.Random) -> str:
    """Write one key, percent-encoded; now and then as it is, if it can stand there."""
    bare = value.isascii() and value.isprintable() and not set(value) & set(" #&%+")
    return (
        f"{quote(name, safe='')}={value if bare and dice.random() < 0.5 else quote(value, safe='')}"
    )


def bad_value(dice: random.Random) -> bytes:
    path = dice.choice(PATHS)
    return wire(f"{path}?{pair(dice.choice(FIELDS), dice.choice(JUNK), dice)}")


def several_bad_values(dice: random.Random) -> bytes:
    names = dice.sample(FIELDS, dice.randint(2, 10))
    query = "&".join(pair(name, dice.choice(JUNK), dice) for name in names)
    return wire(f"{dice.choice(PATHS)}?{query}")


def bad_size(dice: random.Random) -> bytes:
    path = dice.choice(PATHS)
    return wire(f"{path}?{pair(dice.choice(NUMBERED[path]), dice.choice(SIZES), dice)}")


def bad_word(dice: random.Random) -> bytes:
    path = dice.choice(PATHS)
    return wire(f"{path}?{pair(dice.choice(CHOICES[path]), dice.choice(WORDS), dice)}")


def unknown_key(dice: random.Random) -> bytes:
    name = "".join(
        chr(dice.choice((dice.randint(33, 126), dice.randint(161, 0x2FFF)))) for _ in range(8)
    )
    return wire(f"{dice.choice((*PATHS, '/api/meta', '/api'))}?{pair('x' + name, '1', dice)}")


def repeated_key(dice: random.Random) -> bytes:
    name = dice.choice(FIELDS)
    return wire(f"{dice.choice(PATHS)}?{name}=0.5&{name}={dice.choice(('0.5', '', '1'))}")


def broken_query(dice: random.Random) -> bytes:
    parts = (
        "sigma",
        "&&",
        "=",
        "=1",
        "&",
        "sigma=0.1&",
        "%ff=1",
        "sigma=%ff",
        "&".join(["q=1"] * 60),
        "%00",
        "?",
    )
    return wire(f"{dice.choice(PATHS)}?{dice.choice(parts)}")


def random_query(dice: random.Random) -> bytes:
    noise = quote_from_bytes(dice.randbytes(dice.randint(1, 200)))
    return wire(f"{dice.choice(PATHS)}?{noise}")


def bad_atoms(dice: random.Random) -> bytes:
    return wire(f"{dice.choice(PATHS)}?kind=atoms&{pair('atoms', dice.choice(ATOMS), dice)}")


def wrong_method(dice: random.Random) -> bytes:
    return wire(dice.choice((*PATHS, "/", "/nowhere")), method=dice.choice(METHODS))


def body(dice: random.Random) -> bytes:
    content = dice.randbytes(dice.randint(1, 2000))
    return wire(dice.choice(PATHS), f"Content-Length: {len(content)}") + content


def chunks(dice: random.Random) -> bytes:
    return wire(dice.choice(PATHS), "Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n"


def path_trick(dice: random.Random) -> bytes:
    return wire(dice.choice(TRICKS) + dice.choice(("", "?x=1", "?sigma=0.5")))


def random_path(dice: random.Random) -> bytes:
    return wire("/" + quote_from_bytes(dice.randbytes(dice.randint(1, 80)), safe="/.;:"))


def wrong_host(dice: random.Random) -> bytes:
    return wire(dice.choice((*PATHS, "/api")), host=dice.choice(HOSTS))


def too_large(dice: random.Random) -> bytes:
    kind = dice.randrange(4)
    if kind == 0:
        return wire("/" + "a" * dice.randint(201, 30_000))
    if kind == 1:
        return wire("/api/view?sigma=" + "1" * dice.randint(4097, 30_000))
    if kind == 2:
        return wire("/api/meta", "X-Large: " + "x" * dice.randint(17_000, 60_000))
    return wire("/api/meta", *(f"X-{i}: {i}" for i in range(dice.randint(65, 500))))


def two_hosts(dice: random.Random) -> bytes:
    return wire(dice.choice(PATHS), "Host: evil.example")


def bad_header(dice: random.Random) -> bytes:
    lines = ("Content-Length: -1", "Content-Length: 1e3", "Content-Length: 5\r\nContent-Length: 6",
    "X\x00: 1",
             "X: \x00", ": none", "no colon", "Transfer-Encoding: gzip, chunked", "X\t: 1",
             "Sec-Fetch-Site: cross-site")  # fmt: skip
    return wire(dice.choice(PATHS), dice.choice(lines))


def garbage(dice: random.Random) -> bytes:
    noise = bytes(dice.randint(128, 255) for _ in range(dice.randint(1, 300)))
    return dice.choice((
        noise + b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00" + noise + b"\r\n\r\n", b"GET\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x00" * 100 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"GET / HTTP/1.1\nHost x\n\n", b"G\x00T / HTTP/1.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /é HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"x" * 40_000,
    ))  # fmt: skip


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    bad_value, several_bad_values, bad_size, bad_word, unknown_key, repeated_key, broken_query,
    random_query,
    bad_atoms, wrong_method, body, chunks, path_trick, random_path, wrong_host, too_large,
    two_hosts, bad_header,
    garbage,
)  # fmt: skip


def requests(seed: int = 2024) -> Iterator[tuple[str, bytes]]:
    """Give the name of each kind of attack and the bytes, all kinds in turn."""
    dice = random.Random(seed)
    for i in range(COUNT):
        kind = KINDS[i % len(KINDS)]
        yield kind.__name__, kind(dice)
