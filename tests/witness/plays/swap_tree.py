"""A small swap of visits as a finite tree, in Gambit's file format (T1); knows no formula of T13.

Signals are atoms. Nature draws S and both signals, each leader answers on the signal about the other,
then each
challenger, who saw a swap or none, takes one of several cut-offs. Strengths and costs are integrated out.
Imports nothing from the library.
"""

from fractions import Fraction
from itertools import product

PLAYERS = ("leader 1", "leader 2", "challenger 1", "challenger 2")


def payoffs(models, weak, swap, cut_offs):
    """Return the four payoffs when leaders have these weaknesses and challengers take these cut-offs."""
    removal = [k * w / m["k_max"] for k, w, m in zip(cut_offs, weak, models, strict=True)]
    out = []
    for i, m in enumerate(models):
        visit = m["tau"] + m["rho"] * removal[1 - i] if swap else 0.0
        out.append(m["psi"] * (1.0 - removal[i]) - visit)
    out += [
        (k * w - 0.5 * k * k) / m["k_max"] for k, w, m in zip(cut_offs, weak, models, strict=True)
    ]
    return out


def write_efg(models, signals, sigma, choices):
    """Return the tree as text.

    ``signals[i]`` lists (probability, weakness) of what j sees of i; ``choices[i]`` lists challenger i's
    cut-offs.
    """
    names = " ".join(f'"{player}"' for player in PLAYERS)
    lines, outcomes = [f'EFG 2 R "a swap of visits" {{ {names} }}'], [0]
    sizes = [len(s) for s in signals]
    branches = [
        (want, a, b, chance * signals[0][a][0] * signals[1][b][0])
        for want, chance in ((True, sigma), (False, 1.0 - sigma))
        for a, b in product(range(sizes[0]), range(sizes[1]))
    ]
    chances = [Fraction(p) for *_, p in branches]
    chances[-1] += 1 - sum(chances)  # Gambit wants exactly one
    named = zip(branches, chances, strict=True)
    moves = " ".join(f'"{int(w)}{a}{b}" {p}' for (w, a, b, _), p in named)
    lines.append(f'c "" 1 "nature" {{ {moves} }} 0')

    def challengers(a, b, swap):
        weak = signals[0][a][1], signals[1][b][1]
        sets = 1 if swap else 2
        listed = [" ".join(f'"{k!r}"' for k in cuts) for cuts in choices]
        lines.append(f'p "" 3 {sets} "C1 {swap}" {{ {listed[0]} }} 0')
        for k1 in choices[0]:
            lines.append(f'p "" 4 {sets} "C2 {swap}" {{ {listed[1]} }} 0')
            for k2 in choices[1]:
                outcomes[0] += 1
                values = ", ".join(map(repr, payoffs(models, weak, swap, (k1, k2))))
                lines.append(f't "" {outcomes[0]} "" {{ {values} }}')

    for want, a, b, _ in branches:
        if not want:
            challengers(a, b, False)
            continue
        lines.append(f'p "" 1 {b + 1} "1 sees {b}" {{ "yes" "no" }} 0')
        for one in (True, False):
            lines.append(f'p "" 2 {a + 1} "2 sees {a}" {{ "yes" "no" }} 0')
            for two in (True, False):
                challengers(a, b, one and two)
    return "\n".join(lines) + "\n"


def approvals(signals, v):
    """Return how often each signal is approved by a rule that approves a share v, the strongest first."""
    out, left = [], v
    for probability, _ in signals:
        share = min(max(left / probability, 0.0), 1.0)
        out.append(share)
        left -= probability
    return out


def regrets(models, signals, sigma, choices, yes, held):
    """Return each player's best gain at each information set, by playing the tree through.

    ``yes[i]`` are the approvals of i's signals, ``held[i]`` the places of challenger i's cut-offs (swap,
    none).
    """
    values = {}
    for want, a, b in product((True, False), range(len(signals[0])), range(len(signals[1]))):
        chance = (sigma if want else 1.0 - sigma) * signals[0][a][0] * signals[1][b][0]
        weak = signals[0][a][1], signals[1][b][1]
        for two, one in product((True, False), repeat=2):  # 2 answers on a, 1 on b
            p2 = (yes[0][a] if two else 1.0 - yes[0][a]) if want else float(two and one)
            p1 = (yes[1][b] if one else 1.0 - yes[1][b]) if want else 1.0
            swap = want and one and two
            at = 0 if swap else 1
            played = [choices[i][held[i][at]] for i in (0, 1)]
            found = payoffs(models, weak, swap, played)
            if want:
                _add(values, ("leader 1", b, one), chance * p2 * found[0])
                _add(values, ("leader 2", a, two), chance * p1 * found[1])
            for i in (0, 1):
                for place, k in enumerate(choices[i]):
                    tried = [k if j == i else played[j] for j in (0, 1)]
                    worth = payoffs(models, weak, swap, tried)[2 + i]
                    _add(values, (f"challenger {i + 1}", at, place), chance * p1 * p2 * worth)
    gains = {}
    for (player, place, _), worth in values.items():
        if player.startswith("leader"):
            share = yes[1][place] if player == "leader 1" else yes[0][place]
            own = share * values[player, place, True] + (1.0 - share) * values[player, place, False]
        else:
            own = values[player, place, held[int(player[-1]) - 1][place]]
        gains[player, place] = max(gains.get((player, place), 0.0), worth - own)
    return gains


def _add(values, key, amount):
    values[key] = values.get(key, 0.0) + amount
