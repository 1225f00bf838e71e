"""Gambit, the field's own software, as a witness: `make witness-gambit`.

1. judged    our equilibria on game trees, given to Gambit with their own price and cut-offs on the grid
2. nearest   the same with the nearest points of ever finer grids only
3. timing    A.4: F sees its signal before bargaining
4. solved    small trees given to Gambit's own algorithms: what they find, how long they take
5. kinds     every equilibrium, pure and mixed, of 32 games, judged by Gambit
6. mixed     mixtures that are computed without the solver, and whether Gambit finds one by itself

    python benchmarks/witness_gambit.py [--part judged ...] [--limit SECONDS]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections import Counter

import pygambit

import mixed_equilibria
import summitry as sm
from mixed_equilibria import case
from summitry.game_tree import tree as t
from summitry.game_tree.gambit import gambit_game
from summitry.game_tree.profile import TreeProfile

SCENARIOS = (
    ("blair-gaddafi-2007", 8), ("bush-poland-2003", 8), ("korea-1964", 8), ("nasser-1955", 6),
    ("obama-aliyev-2016", 8), ("obama-bongo-2011", 8), ("trump-zelensky-2019", 6),
    ("uniform-example", 8),
)  # fmt: skip
SIZES = ((1, 1, 1), (2, 1, 1), (2, 3, 3), (4, 4, 5), (8, 10, 9), (8, 24, 26))  # n, prices, cut-offs
METHODS = (
    "enumpure", "ipa", "gnm", "simpdiv", "liap", "logit", "enumpoly", "liap_agent", "enumpure_agent",
)  # fmt: skip
SAME = 1e-4  # gains below this count as none for answers of Gambit's, some of which are approximate


def profile_of(model, eq, prices, cutoffs, timing="standard", exact=True) -> TreeProfile:
    tree = sm.extensive_form(
        model, bargaining=eq.bargaining, proposer=eq.proposer, concessions=prices, cutoffs=cutoffs,
        timing=timing, equilibrium=eq if exact else None,
    )  # fmt: skip
    return sm.profile_on_tree(tree, eq)


def judged() -> bool:
    """Regret with the equilibrium on the grid, at three sizes."""
    print("agent_max_regret (and after every price imposed) with the equilibrium on the grid")
    print(
        f"{'scenario':24}{'proposer':>9}{'nodes':>8}{'regret':>10}{'imposed':>10}{'ours':>10}{'s':>7}"
    )
    worst, largest = 0.0, (0, 0.0)
    for name, n in SCENARIOS:
        model = case(name, n)
        for proposer in "FL":
            for eq in sm.solve(model, proposer=proposer).equilibria:
                for size in (3, 10, 27):
                    profile = profile_of(model, eq, size, size)
                    seen = sm.gambit_verdict(profile)
                    worst = max(worst, seen.agent_max_regret, seen.imposed_max_regret)
                    largest = max(largest, (seen.nodes, seen.seconds))
                    print(
                        f"{name:24}{proposer:>9}{seen.nodes:8}{seen.agent_max_regret:10.1e}"
                        f"{seen.imposed_max_regret:10.1e}{profile.max_regret:10.1e}{seen.seconds:7.2f}",
                        flush=True,
                    )
    print(
        f"largest regret {worst:.1e}; largest tree {largest[0]} nodes, judged in {largest[1]:.1f} s\n"
    )
    return worst <= 1e-9 and largest[0] >= 20_000 and largest[1] < 60


def nearest() -> bool:
    """Regret on grids that hold neither the price nor the cut-offs: the worst of five shifts."""
    print("agent_max_regret on the nearest grid points, worst of five shifted grids")
    meshes = (6, 18, 54)
    print(f"{'scenario':24}{'proposer':>9}" + "".join(f"{f'{m} x {m}':>11}" for m in meshes))
    good = True
    for name, _ in SCENARIOS:
        model = case(name, 3)
        for proposer in "FL":
            solution = sm.solve(model, proposer=proposer)
            if not solution.equilibria:
                continue
            eq = solution.equilibria[0]
            ends = sm.extensive_form(model, proposer=proposer, concessions=2, cutoffs=2)
            row = []
            for mesh in meshes:
                found = 0.0
                for shift in (0.1, 0.3, 0.5, 0.7, 0.9):
                    grids = [
                        [low + (high - low) * (i + shift) / mesh for i in range(mesh)]
                        for low, high in (ends.concessions, ends.cutoffs)
                    ]
                    profile = profile_of(model, eq, *grids, exact=False)
                    found = max(found, sm.gambit_verdict(profile).agent_max_regret)
                row.append(found)
            good = good and row[-1] < row[0]
            print(f"{name:24}{proposer:>9}" + "".join(f"{x:11.1e}" for x in row), flush=True)
    print()
    return good


def timing() -> bool:
    """A.4: the pooling profile, with passive beliefs, and L proposing unchanged."""
    print("F sees its signal before bargaining (A.4); every price is named by all types alike")
    print(f"{'scenario':24}{'proposer':>9}{'nodes':>8}{'regret':>10}{'imposed':>10}")
    worst = 0.0
    for name, n in SCENARIOS:
        model = case(name, n)
        for proposer in "FL":
            for eq in sm.solve(model, proposer=proposer).equilibria:
                seen = sm.gambit_verdict(profile_of(model, eq, 8, 8, "informed"))
                worst = max(worst, seen.agent_max_regret, seen.imposed_max_regret)
                print(
                    f"{name:24}{proposer:>9}{seen.nodes:8}{seen.agent_max_regret:10.1e}"
                    f"{seen.imposed_max_regret:10.1e}",
                    flush=True,
                )
    print(f"largest regret {worst:.1e}\n")
    return worst <= 1e-9


# --- Gambit's own algorithms ---------------------------------------------------------------------


def run_method(game, method: str):
    nash = pygambit.nash
    return {
        "enumpure": lambda: nash.enumpure_solve(game),
        "enumpure_agent": lambda: nash.enumpure_agent_solve(game),
        "ipa": lambda: nash.ipa_solve(game),
        "gnm": lambda: nash.gnm_solve(game),
        "simpdiv": lambda: nash.simpdiv_solve(game.mixed_strategy_profile(rational=True)),
        "liap": lambda: nash.liap_solve(game.mixed_strategy_profile(), maxregret=1e-7),
        "liap_agent": lambda: nash.liap_agent_solve(game.mixed_behavior_profile(), maxregret=1e-7),
        "logit": lambda: nash.logit_solve(game),
        "enumpoly": lambda: nash.enumpoly_solve(game, stop_after=1),
    }[method]()


def path(profile: TreeProfile) -> list[float]:
    """What happens: the chance of every price accepted, and of a visit at it, given S = 1."""
    tree, reach = profile.tree, profile.reach()
    out = []
    for i in range(len(tree.concessions)):
        sets = [s for s in tree.infosets if s.role == t.VISIT and s.price == i]
        nodes = [tree.nodes[m] for s in sets for m in s.members]
        out.append(sum(reach[m] for s in sets for m in s.members) / tree.model.sigma)
        out.append(sum(reach[node.children[0]] for node in nodes) / tree.model.sigma)
    return out


def kind_of(found: TreeProfile, ours: TreeProfile) -> str:
    """Say whether an answer of Gambit's is our equilibrium, and if not why."""
    if found.max_regret > SAME:
        return "no equilibrium"
    alike = max(abs(a - b) for a, b in zip(path(found), path(ours), strict=True)) < 1e-3
    credible = max(found.imposed_regrets().values()) <= SAME
    if alike:
        return "ours" if credible else "ours on the path"
    return "another path, credible" if credible else "another path, empty threat"


def work(task: dict) -> None:
    """Solve one tree with one of Gambit's algorithms, in a process that can be stopped."""
    if task.get("mixed"):
        [support] = [one for one in mixed_equilibria.SUPPORTS if one.title == task["mixed"]]
        ours = mixed_equilibria.mixed_on_tree(mixed_equilibria.solve_support(support), 0, 0)
    else:
        model = case("korea-1964", task["n"])
        eq = sm.solve(model, proposer=task["proposer"]).equilibrium
        ours = profile_of(model, eq, task["prices"], task["cutoffs"])
    game = gambit_game(ours.tree)
    print(json.dumps({"nodes": len(ours.tree.nodes)}), flush=True)
    start = time.perf_counter()
    try:
        answers = list(run_method(game, task["method"]).equilibria)
        seconds = time.perf_counter() - start
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"[:70]}), flush=True)
        return
    kinds: Counter[str] = Counter()
    labels = [s.label for s in ours.tree.infosets]
    profiles = []
    for answer in answers[:400]:
        played = answer if hasattr(answer, "agent_max_regret") else answer.as_behavior()
        behaviour = list(ours.behaviour)
        for infoset in game.infosets:
            moves = [float(played[action]) for action in infoset.actions]
            # Sets that a player's own strategy excludes are left open by Gambit: ours stands in there.
            if sum(moves) > 0.5:
                total = sum(moves)
                behaviour[labels.index(infoset.label)] = tuple(m / total for m in moves)
        profiles.append(TreeProfile(ours.tree, tuple(behaviour)))
        kinds[kind_of(profiles[-1], ours)] += 1
    mixture = ""
    if task.get("mixed") and profiles:
        best = min(profiles, key=lambda p: p.max_regret)
        shown = {
            s.label: [round(p, 4) for p in best.behaviour[i]]
            for i, s in enumerate(ours.tree.infosets)
            if s.role in (t.PROPOSAL, t.ANSWER, t.ABSENT, t.UNSEEN)
        }
        mixture = f"regret {best.max_regret:.1e} {shown}"
    print(
        json.dumps({"seconds": seconds, "found": len(answers), "kinds": kinds, "mixture": mixture}),
        flush=True,
    )


def timed(task: dict, limit: float) -> dict:
    """Run a task in a process of its own for so long."""
    command = [sys.executable, __file__, "--worker", json.dumps(task)]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        output, _ = running.communicate(timeout=limit + 6)  # starting takes some seconds
    except subprocess.TimeoutExpired:
        running.kill()
        output, _ = running.communicate()
        return {"nodes": "?", "late": True} | _merged(output)
    out = {"nodes": "?"} | _merged(output)
    if "seconds" not in out and "error" not in out:
        out["error"] = f"ended with code {running.returncode}"
    return out


def _merged(output: str) -> dict:
    out: dict = {}
    for line in output.splitlines():
        if line.startswith("{"):
            out |= json.loads(line)
    return out


def our_seconds(model, proposer: str) -> float:
    """Time of one certified equilibrium from scratch, kernels loaded."""
    sm.solve(model, proposer=proposer)
    times = []
    for _ in range(15):
        start = time.perf_counter()
        found = sm.solve(model, proposer=proposer).equilibria
        times.append((time.perf_counter() - start) / len(found))
    return statistics.median(times)


def solved(limit: float, proposers: str) -> bool:
    """Gambit's algorithms on trees of 60 to 20,000 nodes that hold our equilibrium."""
    print(f"Gambit's own algorithms on korea-1964 with binomial signals, at most {limit:g} s each")
    print(
        "kinds: ours; ours on the path (but somebody would not do what is prescribed off it); another"
    )
    print(
        "path, credible (every move after every price is best: other beliefs, or the coarse grid);"
    )
    print("another path, empty threat (held up by a move that is not best where it is not reached)")
    print(f"{'proposer':>8}{'nodes':>7} {'method':15}{'seconds':>9}{'answers':>8}  which")
    done: set[str] = set()
    for proposer in proposers:
        tired: set[str] = set()  # did not end on some tree
        able: set[str] = set()  # ended on some tree: these are tried on the largest one too
        for n, prices, cutoffs in SIZES:
            fastest = None
            largest = (n, prices, cutoffs) == SIZES[-1]
            for method in METHODS:
                if method in tired and not (largest and method in able):
                    continue
                task = {
                    "n": n, "prices": prices, "cutoffs": cutoffs, "proposer": proposer, "method": method
                }  # fmt: skip
                row = timed(task, limit)
                nodes = row["nodes"]
                if "seconds" in row:
                    seconds = row["seconds"]
                    able.add(method)
                    which = ", ".join(f"{k}: {c}" for k, c in row["kinds"].items()) or "none"
                    good = sum(c for k, c in row["kinds"].items() if k != "no equilibrium")
                    if good and (fastest is None or seconds < fastest[0]):
                        fastest = (seconds, method)
                    if "ours" in row["kinds"]:
                        done.add(proposer)
                    text = f"{seconds:9.2f}{row['found']:8}  {which}"
                else:
                    tired.add(method)
                    text = f"{'-':>9}{'-':>8}  {row.get('error', f'not ended in {limit:g} s')}"
                print(f"{proposer:>8}{nodes:>7} {method:15}{text}", flush=True)
            model = case("korea-1964", n)
            mine = our_seconds(model, proposer)
            eq = sm.solve(model, proposer=proposer).equilibrium
            nodes = len(profile_of(model, eq, prices, cutoffs).tree.nodes)
            if fastest:
                ratio = fastest[0] / mine
                print(
                    f"         ours {mine * 1e3:.2f} ms; {fastest[1]} takes {ratio:.0f} times as long"
                )
            else:
                print(
                    f"{proposer:>8}{nodes:>7} {'ours':15}{mine:9.5f}{1:8}  none of Gambit's methods answered"
                )
        print(f"         {', '.join(sorted(tired))}: not tried on every larger tree")
    print(f"proposers for which a method returned ours: {', '.join(sorted(done)) or 'none'}\n")
    return True  # a finding, not a check: these trees have other equilibria too


# --- every kind of equilibrium --------------------------------------------------------------------


def kinds() -> bool:
    """Judge every equilibrium of the models of docs/mixed-equilibria.md that have coin flips."""
    print("every equilibrium, pure and mixed, unexpected visits read as the smallest belief (T11)")
    models = {
        support.title: support.model
        for support in mixed_equilibria.SUPPORTS
        if isinstance(support.model.information, sm.Binomial)
    }
    worst: dict[str, float] = {}
    counts: Counter[str] = Counter()
    for title, model in models.items():
        for proposer in "FL":
            solution = sm.solve(model, proposer=proposer, strategies="mixed", off_path="smallest")
            found = (*solution.equilibria, *solution.mixed)
            regrets = []
            for eq in found:
                profile = profile_of(model, eq, 6, 6)
                seen = sm.gambit_verdict(profile)
                regrets.append(
                    max(seen.agent_max_regret, seen.imposed_max_regret, profile.max_regret)
                )
                name = f"{proposer}: {eq.kind}"
                counts[name] += 1
                worst[name] = max(worst.get(name, 0.0), regrets[-1])
            listed = ", ".join(eq.kind for eq in found)
            print(f"{title:28} {proposer} {max(regrets):9.1e}  {listed}", flush=True)
    print(f"{2 * len(models)} games; largest regret by kind, after every price imposed too:")
    for name, regret in sorted(worst.items()):
        print(f"    {name:24}{counts[name]:4}{regret:10.1e}")
    print()
    return max(worst.values()) <= 1e-12


# --- mixed equilibria ----------------------------------------------------------------------------


def mixed(limit: float) -> bool:
    """Mixed equilibria: computed from their conditions, judged by Gambit."""
    print("mixed equilibria, judged by Gambit on trees that hold their prices and C's answers")
    good = True
    for support in mixed_equilibria.SUPPORTS:
        if not isinstance(support.model.information, sm.Binomial):
            continue  # a tree needs finitely many signals
        found = mixed_equilibria.solve_support(support)
        profile = mixed_equilibria.mixed_on_tree(found, 12, 10)
        seen = sm.gambit_verdict(profile)
        worst = max(seen.agent_max_regret, seen.imposed_max_regret, profile.max_regret)
        good = good and worst < 1e-8
        print(
            f"{support.title:28} {support.proposer} {seen.nodes} nodes, regret {seen.agent_max_regret:.1e}, "
            f"imposed {seen.imposed_max_regret:.1e}, whole strategies {profile.max_regret:.1e}",
            flush=True,
        )
    print("\nGambit's own algorithms on sarkozy-gaddafi-2007, n=3, with two prices and C's answers")
    for method in METHODS:
        task = {"mixed": "sarkozy-gaddafi-2007, n=3", "method": method}
        row = timed(task, limit)
        if "seconds" in row:
            which = ", ".join(f"{k}: {c}" for k, c in row["kinds"].items()) or "none"
            print(f"{row['nodes']:>7} {method:15}{row['seconds']:9.2f}{row['found']:6}  {which}")
            if row["mixture"]:
                print(f"        {row['mixture']}", flush=True)
        else:
            print(f"{row['nodes']:>7} {method:15}{row.get('error', f'not ended in {limit:g} s')}")
    print()
    return good


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Gambit judges our equilibria and solves small trees."
    )
    parts = ("judged", "nearest", "timing", "kinds", "solved", "mixed")
    parser.add_argument("--part", nargs="*", choices=parts, default=parts)
    parser.add_argument(
        "--limit", type=float, default=120.0, help="seconds for one run of Gambit's"
    )
    parser.add_argument("--proposer", choices=("F", "L", "FL"), default="FL", help="of part solved")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        work(json.loads(chosen.worker))
        return 0
    print(f"summitry {sm.__version__}, pygambit {pygambit.__version__}\n")
    start, bad = time.perf_counter(), []
    for part in chosen.part:
        options = {"solved": (chosen.limit, chosen.proposer), "mixed": (chosen.limit,)}.get(
            part, ()
        )
        if not globals()[part](*options):
            bad.append(part)
    print(
        f"{time.perf_counter() - start:.0f} s; "
        + (f"FAILED: {', '.join(bad)}" if bad else "all hold")
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
