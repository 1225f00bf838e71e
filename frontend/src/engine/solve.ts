// Every protocol of one model, solved and certified by the engine; statuses as `summitry.equilibrium.solve` decides.

import type { Equilibrium, Meta, Solution } from "../api";
import { PROTOCOLS } from "../api";
import { CERTIFICATE, worded } from "./certificate";
import { TOO_SMALL } from "./library";
import type { Problem } from "./model";
import { explain } from "./words";

const NUMBERS = 20;
const [NO_DEAL, INSIDE] = [-1, 0];
const [LIMIT, UNBOUNDED] = [1, 2];
const OPTIONAL = ["threshold", "threshold_share", "concession", "concession_above_cost", "removal_visit"];

type Proposer = "F" | "L";
type Bare = Omit<Solution, "summary">;
const side = (proposer: Proposer): number => (proposer === "L" ? 1 : 0);

/** L's payoff less that of isolation; a difference within rounding is 0 (T5). */
export function gainOverIsolation(meta: Meta, payoff: number, isolated: number): number {
  const gain = payoff - isolated;
  return Math.abs(gain) > meta.tolerances.tie * (Math.abs(payoff) + Math.abs(isolated)) ? gain : 0;
}

interface Profile {
  bargaining: "open" | "closed";
  proposer: Proposer;
  kind: number;
  numbers: Float64Array;
  gains: Float64Array;
}

type Reported = Omit<Equilibrium, "kind" | "bargaining" | "proposer" | "off_path">;

/** Name the numbers of a profile; what is undefined is null, with its reason. */
function equilibrium({ meta, game }: Problem, { bargaining, proposer, kind, numbers, gains }: Profile): Equilibrium {
  const names = Object.keys(meta.variables).filter((name) => name !== "max_gain");
  const values: Record<string, number | null> = {};
  names.forEach((name, i) => {
    const value = numbers[i] ?? NaN;
    values[name] = OPTIONAL.includes(name) && Number.isNaN(value) ? null : value;
  });
  const visits = kind !== NO_DEAL;
  const eq = values as unknown as Reported;
  const gain = gainOverIsolation(meta, eq.payoff_L_salient, eq.payoff_L_isolated);
  const reasons = !visits
    ? meta.sentences.reasons.no_visits
    : eq.threshold_share === null
      ? { threshold_share: meta.sentences.reasons.continuous }
      : {};
  const profile = { kind: visits ? "visits" : "no visits", bargaining, proposer, off_path: "strongest" };
  return {
    ...profile,
    ...eq,
    payoff_unit_L: game.psi === Infinity ? "survival probability" : "payoff",
    reasons,
    is_resource_curse: gain < 0,
    is_mutually_beneficial: eq.visit_probability > 0 && eq.payoff_F > 0 && gain > 0,
    certificate: worded(meta, gains, proposer, visits, game.psi),
  };
}

function certified(problem: Problem, bargaining: "open" | "closed", proposer: Proposer, place: number[]): Equilibrium {
  const { library: lib, row, curve, belief, below } = problem;
  return lib.scratch(() => {
    const [numbers, gains] = [lib.doubles(NUMBERS), lib.doubles(CERTIFICATE)];
    const given = [bargaining === "open" ? 1 : 0, side(proposer), belief, below, lib.doubles(place), numbers, gains];
    lib.call("certify", lib.doubles(row), lib.doubles(curve.array), ...given);
    const kind = place[0] ?? NO_DEAL;
    const profile = { bargaining, proposer, kind, numbers: lib.read(numbers, NUMBERS), gains: lib.read(gains, CERTIFICATE) };
    return equilibrium(problem, profile);
  });
}

function answer(problem: Problem, rest: Omit<Bare, "off_path" | "status_sentence">): Solution {
  const sentence = problem.meta.statuses.find((one) => one.id === rest.status)?.label ?? "";
  const bare: Bare = { off_path: "strongest", ...rest, status_sentence: sentence };
  return { ...bare, summary: explain(problem.meta, bare) };
}

/** No deal is the equilibrium under open bargaining (Prop. 5), certified all the same. */
function open(problem: Problem): Solution {
  const { library: lib, row, curve } = problem;
  const eq = certified(problem, "open", "L", [NO_DEAL, 0, -Infinity]);
  const gain = lib.scratch(() => {
    const out = lib.doubles(1);
    lib.call("open_gain", lib.doubles(row), lib.doubles(curve.array), out);
    return lib.read(out, 1)[0] ?? NaN;
  });
  const agreed = eq.certificate.passed && !(gain > eq.certificate.allowed);
  return answer(problem, {
    bargaining: "open",
    proposer: "L",
    status: agreed ? "one" : "undecided",
    equilibria: agreed ? [eq] : [],
    rejected: agreed ? [] : [eq],
    notes: [],
    supporting_reading: null,
    supports_no_visits: {},
    reasons: { supporting_reading: problem.meta.sentences.reasons.no_reading_open },
  });
}

interface Found {
  table: Float64Array[];
  numbers: Float64Array[];
  gains: Float64Array[];
  special: number;
}

function candidates({ library: lib, row, curve, belief, below }: Problem, proposer: Proposer): Found {
  return lib.scratch(() => {
    const [count, special] = [lib.bytes(8), lib.bytes(8)];
    for (let capacity = 8; ; ) {
      const [table, numbers, gains] = [4, NUMBERS, CERTIFICATE].map((size) => lib.doubles(size * capacity)) as [
        number,
        number,
        number,
      ];
      const given = [side(proposer), belief, below, BigInt(capacity), count, table, numbers, gains, special];
      const code = lib.call("solve", lib.doubles(row), lib.doubles(curve.array), ...given);
      const found = lib.readLongs(count, 1)[0] ?? 0;
      if (code === TOO_SMALL) {
        capacity = found;
        continue;
      }
      const rows = (at: number, size: number): Float64Array[] =>
        Array.from({ length: found }, (_, i) => lib.read(at + 8 * size * i, size));
      return {
        table: rows(table, 4),
        numbers: rows(numbers, NUMBERS),
        gains: rows(gains, CERTIFICATE),
        special: lib.readInt(special),
      };
    }
  });
}

/** The limit v = 1, z = z(1) as Ψ grows, and the note that says whether it is exact (T5). */
function limit(problem: Problem, proposer: Proposer): { eq: Equilibrium; note: string } {
  const { library: lib, row, curve, belief, below, meta } = problem;
  return lib.scratch(() => {
    const [numbers, gains] = [lib.doubles(NUMBERS), lib.doubles(CERTIFICATE)];
    const [sequence, exact] = [lib.doubles(24), lib.bytes(8)];
    lib.call("limit", lib.doubles(row), lib.doubles(curve.array), side(proposer), belief, below, numbers, gains, sequence, exact);
    const profile = { bargaining: "closed" as const, proposer, kind: INSIDE };
    const eq = equilibrium(problem, {
      ...profile,
      numbers: lib.read(numbers, NUMBERS),
      gains: lib.read(gains, CERTIFICATE),
    });
    const { exact: yes, near } = meta.sentences.notes;
    return { eq: { ...eq, kind: "limit" }, note: lib.readInt(exact) ? yes : near };
  });
}

/** C's readings of an unexpected visit under which no visits stands (T5). */
function readings({ library: lib, row, curve, meta }: Problem) {
  const [strongest, prior, smallest = NaN] = lib.scratch(() => {
    const out = lib.doubles(3);
    lib.call("off_path_beliefs", lib.doubles(row), lib.doubles(curve.array), out);
    return lib.read(out, 3);
  });
  const none = Number.isNaN(smallest);
  return {
    supporting_reading: none ? null : smallest,
    supports_no_visits: { strongest: !!strongest, prior: !!prior },
    reasons: (none ? { supporting_reading: meta.sentences.reasons.no_reading_closed } : {}) as Record<string, string>,
  };
}

/** Hold no visits and every candidate with visits against all deviations (T5). */
function closed(problem: Problem, proposer: Proposer): Solution {
  const { notes: said } = problem.meta.sentences;
  const found = candidates(problem, proposer);
  const refuted: number[][] = [];
  const [kept, disputed]: [Equilibrium[], Equilibrium[]] = [[], []];
  found.table.forEach(([kind = 0, segment = 0, x = 0, isRefuted], i) => {
    if (isRefuted) return void refuted.push([kind, segment, x]);
    const [numbers, gains] = [found.numbers[i], found.gains[i]];
    if (!numbers || !gains) return;
    const eq = equilibrium(problem, { bargaining: "closed", proposer, kind, numbers, gains });
    (eq.certificate.passed ? kept : disputed).push(eq);
  });
  let status = kept.length === 0 ? "none" : kept.length === 1 ? "one" : "several";
  const notes: string[] = [];
  if (found.special === UNBOUNDED) {
    status = "unbounded";
    notes.push(said.unbounded);
  } else if (found.special === LIMIT) {
    status = "limit";
    const { eq, note } = limit(problem, proposer);
    kept.push(eq);
    notes.push(note);
  }
  if (disputed.length) {
    status = "undecided";
    notes.push(said.disputed);
  }
  // rejected candidates are looked at only where there is no equilibrium: the nearest
  let rejected: Equilibrium[] = [];
  if (status === "none") {
    const all = [...refuted.map((place) => certified(problem, "closed", proposer, place)), ...disputed];
    rejected = all.sort((a, b) => a.certificate.max_gain - b.certificate.max_gain).slice(0, 1);
  }
  return answer(problem, {
    bargaining: "closed",
    proposer,
    status,
    equilibria: kept,
    rejected,
    notes,
    ...readings(problem),
  });
}

/** Solve every protocol, in the order of `PROTOCOLS`. */
export function solveAll(problem: Problem): Solution[] {
  return PROTOCOLS.map((id) => (id === "open" ? open(problem) : closed(problem, id)));
}
