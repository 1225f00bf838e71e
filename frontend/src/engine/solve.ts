// Every protocol of one model, solved and certified by the engine; statuses as `summitry.equilibrium.solve` decides.

import type { Equilibrium, Meta, Offer, ProtocolId, Solution } from "../api";
import { PROTOCOLS } from "../api";
import { CERTIFICATE, worded } from "./certificate";
import { isUniform } from "../law";
import { TOO_SMALL, type Library } from "./library";
import { Problem } from "./model";
import { filled, general } from "./text";
import { explain } from "./words";

const NUMBERS = 20;
export const MIXED_NUMBERS = 30; // the numbers, kind and index, and four of each offer
const [KIND, INDEX] = [NUMBERS, NUMBERS + 1];
const [OFFERS, OFFER, DEAL_OR_NONE] = [2, 13, 4];
const OFFERED: readonly (keyof Offer)[] = [
  "struck", "offered", "accepted", "visit_probability", "no_visit_probability", "weakness_visit", "concession",
  "concession_above_cost", "threshold", "threshold_share", "payoff_F",
];
const NEARLY_SURE = 1 - 1e-9; // a salience that is nearly one
const [NO_DEAL, INSIDE] = [-1, 0];
const [LIMIT, UNBOUNDED] = [1, 2];
const OPTIONAL = ["threshold", "threshold_share", "concession", "concession_above_cost", "removal_visit"];

type Proposer = "F" | "L";
type Bare = Omit<Solution, "summary">;
const RANDOM = "random proposer"; // the kind of a profile of two deals
const side = (proposer: Proposer | "random"): number => (proposer === "L" ? 1 : 0);

/** L's payoff less that of isolation; a difference within rounding is 0 (T5). */
export function gainOverIsolation(meta: Meta, payoff: number, isolated: number): number {
  const gain = payoff - isolated;
  return Math.abs(gain) > meta.tolerances.tie * (Math.abs(payoff) + Math.abs(isolated)) ? gain : 0;
}

interface Profile {
  bargaining: "open" | "closed";
  proposer: Proposer | "random";
  kind: string;
  numbers: Float64Array;
  gains: Float64Array;
  offers?: Offer[];
  index?: number;
}

const wordOf = (kind: number): string => (kind === NO_DEAL ? "no visits" : "visits");

type Reported = Omit<Equilibrium, "kind" | "bargaining" | "proposer" | "off_path" | "offers" | "index">;

/** Name the numbers of a profile; what is undefined is null, with its reason. */
function equilibrium({ meta, game, how }: Problem, profile: Profile): Equilibrium {
  const { bargaining, proposer, kind, numbers, gains, offers = [], index = null } = profile;
  const names = Object.keys(meta.variables).filter((name) => name !== "max_gain");
  const values: Record<string, number | null> = {};
  names.forEach((name, i) => {
    const value = numbers[i] ?? NaN;
    values[name] = OPTIONAL.includes(name) && Number.isNaN(value) ? null : value;
  });
  const visits = kind !== wordOf(NO_DEAL);
  const eq = values as unknown as Reported;
  const gain = gainOverIsolation(meta, eq.payoff_L_salient, eq.payoff_L_isolated);
  const said = meta.sentences.reasons;
  const several = ["threshold", "threshold_share", "concession", "concession_above_cost"];
  const reasons =
    !visits ? said.no_visits
    : offers.length > 1 ? Object.fromEntries(several.map((name) => [name, said.several]))
    : eq.threshold_share === null ? { threshold_share: said.continuous }
    : {};
  return {
    ...{ kind, bargaining, proposer, off_path: how.offPath, offers, index },
    ...eq,
    payoff_unit_L: game.psi === Infinity ? "survival probability" : "payoff",
    reasons,
    is_resource_curse: gain < 0,
    is_mutually_beneficial: eq.visit_probability > 0 && eq.payoff_F > 0 && gain > 0,
    certificate: worded(meta, gains, proposer, visits, game.psi),
  };
}

function certified(problem: Problem, bargaining: "open" | "closed", proposer: Proposer | "random", place: number[]): Equilibrium {
  const { library: lib, curve, belief, below } = problem;
  return lib.scratch(() => {
    const [numbers, gains] = [lib.doubles(NUMBERS), lib.doubles(CERTIFICATE)];
    const given = [bargaining === "open" ? 1 : 0, side(proposer), belief, below, lib.doubles(place), numbers, gains];
    problem.call("certify", lib.doubles(curve.array), ...given);
    const kind = wordOf(place[0] ?? NO_DEAL);
    const profile = { bargaining, proposer, kind, numbers: lib.read(numbers, NUMBERS), gains: lib.read(gains, CERTIFICATE) };
    return equilibrium(problem, profile);
  });
}

type Rest = Partial<Bare> & Pick<Bare, "bargaining" | "proposer" | "status" | "equilibria">;

/** An answer with its words; what is not said is as in pure strategies. */
function answer({ meta, how }: Problem, rest: Rest): Solution {
  const sentence = meta.statuses.find((one) => one.id === rest.status)?.label ?? "";
  const usual = { strategies: "pure" as const, power: null, mixed: [], rejected: [], notes: [], reasons: {} };
  const none = { supporting_reading: null, supports_no_visits: {}, status_sentence: sentence };
  const bare: Bare = { off_path: how.offPath, ...usual, ...none, ...rest };
  if (bare.strategies === "mixed" && bare.status === "none") bare.status_sentence = meta.sentences.mixed.none;
  return { ...bare, summary: explain(meta, bare) };
}

/** Certify what open bargaining leads to: no deal (Prop. 5), or a deal where φ is not convex (T13.1). */
function open(problem: Problem, proposer: Proposer): Solution {
  const { library: lib, curve, meta } = problem;
  const { place, isLimit, gain } = lib.scratch(() => {
    const [candidate, flag, out, shape] = [lib.doubles(3), lib.bytes(8), lib.doubles(1), lib.doubles(curve.array)];
    problem.call("open_deal", shape, side(proposer), candidate, flag);
    problem.call("open_gain", shape, out);
    return { place: Array.from(lib.read(candidate, 3)), isLimit: !!lib.readInt(flag), gain: lib.read(out, 1)[0] ?? NaN };
  });
  const found = certified(problem, "open", proposer, place);
  const eq = isLimit ? { ...found, kind: "limit" } : found;
  const agreed = eq.certificate.passed && !(eq.concession === null && gain > eq.certificate.allowed);
  return answer(problem, {
    bargaining: "open",
    proposer,
    strategies: problem.mixes ? "mixed" : "pure",
    status: !agreed ? "undecided" : isLimit ? "limit" : "one",
    equilibria: agreed ? [eq] : [],
    rejected: agreed ? [] : [eq],
    reasons: { supporting_reading: meta.sentences.reasons.no_reading_open },
  });
}

interface Found {
  table: Float64Array[];
  numbers: Float64Array[];
  gains: Float64Array[];
  special: number;
}

function candidates(problem: Problem, proposer: Proposer): Found {
  const { library: lib, curve, belief, below } = problem;
  return lib.scratch(() => {
    const [count, special] = [lib.bytes(8), lib.bytes(8)];
    for (let capacity = 8; ; ) {
      const [table, numbers, gains] = [4, NUMBERS, CERTIFICATE].map((size) => lib.doubles(size * capacity)) as [
        number,
        number,
        number,
      ];
      const given = [side(proposer), belief, below, BigInt(capacity), count, table, numbers, gains, special];
      const code = problem.call("solve", lib.doubles(curve.array), ...given);
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
  const { library: lib, curve, belief, below, meta } = problem;
  return lib.scratch(() => {
    const [numbers, gains] = [lib.doubles(NUMBERS), lib.doubles(CERTIFICATE)];
    const [sequence, exact] = [lib.doubles(24), lib.bytes(8)];
    problem.call("limit", lib.doubles(curve.array), side(proposer), belief, below, numbers, gains, sequence, exact);
    const profile = { bargaining: "closed" as const, proposer, kind: wordOf(INSIDE) };
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
function readings(problem: Problem) {
  const { meta } = problem;
  const { strongest, prior, smallest } = problem.offPathBeliefs();
  const none = Number.isNaN(smallest);
  return {
    supporting_reading: none ? null : smallest,
    supports_no_visits: { strongest, prior },
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
    const eq = equilibrium(problem, { bargaining: "closed", proposer, kind: wordOf(kind), numbers, gains });
    (eq.certificate.passed ? kept : disputed).push(eq);
  });
  let status = statusOf(kept.length);
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
  const pure: Rest = { bargaining: "closed", proposer, status, equilibria: kept, rejected, notes, ...readings(problem) };
  return answer(problem, problem.mixes ? withMixed(problem, pure, proposer) : pure);
}

const statusOf = (count: number): string => (count === 0 ? "none" : count === 1 ? "one" : "several");

interface Profiles {
  rows: Float64Array[];
  offers: Offer[][];
  gains: Float64Array[];
  pure: number[]; // indices of the pure equilibria
  unexplained: number;
}

/** Call an engine's function that lists profiles of several deals, with room for as many as there are. */
function profiles(problem: Problem, call: (room: { capacity: bigint; count: number; at: number[] }) => number, known = 0): Profiles {
  const { library: lib } = problem;
  return lib.scratch(() => {
    const [count, unexplained] = [lib.bytes(8), lib.bytes(8)];
    for (let capacity = Math.max(32, known); ; capacity *= 4) {
      const [rows, gains, indices] = [MIXED_NUMBERS, CERTIFICATE, 1].map((size) => lib.doubles(size * capacity)) as [number, number, number];
      const offers = lib.doubles(new Float64Array(capacity * OFFERS * OFFER).fill(NaN));
      if (call({ capacity: BigInt(capacity), count, at: [rows, offers, gains, indices, unexplained] }) === TOO_SMALL) continue;
      const found = Array.from({ length: lib.readLongs(count, 1)[0] ?? 0 }, (_, i) => i);
      return {
        rows: found.map((i) => lib.read(rows + 8 * MIXED_NUMBERS * i, MIXED_NUMBERS)),
        gains: found.map((i) => lib.read(gains + 8 * CERTIFICATE * i, CERTIFICATE)),
        offers: found.map((i) => offersAt(lib, offers + 8 * OFFER * OFFERS * i)),
        pure: Array.from(lib.read(indices, known)),
        unexplained: lib.readInt(unexplained),
      };
    }
  });
}

/** The offers of a profile; where there are fewer than it has room for, the rest is no number. */
function offersAt(lib: Library, at: number): Offer[] {
  const rows = Array.from({ length: OFFERS }, (_, j) => lib.read(at + 8 * OFFER * j, OFFER));
  return rows.filter((row) => !Number.isNaN(row[0])).map(offerOf);
}

function offerOf(row: Float64Array): Offer {
  const values = Object.fromEntries(OFFERED.map((name, i) => [name, row[i] ?? NaN])) as unknown as Offer;
  return { ...values, threshold_share: Number.isNaN(values.threshold_share) ? null : values.threshold_share };
}

const byVisits = (a: Equilibrium, b: Equilibrium): number => a.visit_probability - b.visit_probability;

/** The mixtures of a proposer's offers; the pure equilibria are known. */
function mixtures(problem: Problem, proposer: Proposer): Profiles {
  const { library: lib, curve } = problem;
  const { table } = candidates(problem, proposer);
  const known = table.filter(([, , , refuted]) => !refuted).length;
  const find = ({ capacity, count, at }: { capacity: bigint; count: number; at: number[] }): number => {
    const pure = lib.doubles(table.flatMap((row) => Array.from(row)));
    return problem.call("mixed", lib.doubles(curve.array), side(proposer), BigInt(table.length), pure, capacity, count, ...at);
  };
  return profiles(problem, find, known);
}

/** Add the equilibria in mixed strategies, and count again (T11). */
function withMixed(problem: Problem, pure: Rest, proposer: Proposer): Rest {
  const { meta, game, how } = problem;
  const said = meta.sentences.mixed;
  const found = mixtures(problem, proposer);
  const limit = game.psi === Infinity; // then nothing is mixed where φ is convex (T11, b)
  const all = (limit ? [] : found.rows).map((numbers, i) => {
    const kind = meta.mixed_kinds[`${numbers[KIND]}${proposer}`] ?? "";
    const rest = { offers: found.offers[i] ?? [], index: numbers[INDEX] ?? NaN, gains: found.gains[i] as Float64Array };
    return equilibrium(problem, { bargaining: "closed", proposer, kind, numbers, ...rest });
  });
  const mixed = all.filter((eq) => eq.certificate.passed).sort(byVisits);
  let [status, notes] = [pure.status, [...(pure.notes ?? [])]];
  if (["none", "one", "several"].includes(status)) status = statusOf(pure.equilibria.length + mixed.length);
  // read as the smallest belief there always is an equilibrium (T11 (g)): an empty list is a failed search
  const failed = how.offPath === "smallest" && !limit && status === "none";
  if (found.unexplained > 0 || mixed.length < all.length || failed) [status, notes] = ["undecided", [...notes, limit ? said.unsearched : said.unexplained]];
  else if (status === "none") notes.push(salience(problem));
  const known = !limit && found.pure.length === pure.equilibria.length; // else an equilibrium is in dispute
  const equilibria = pure.equilibria.map((eq, i) => (known ? { ...eq, index: found.pure[i] ?? null } : eq));
  return { ...pure, strategies: "mixed", status, notes, equilibria, mixed };
}

/** Why nothing is an equilibrium: the salience is too low for a deal that is struck at times (T11, h). */
function salience(problem: Problem): string {
  const { meta, game } = problem;
  const nearlySure = new Problem(problem.library, meta, { ...game, sigma: NEARLY_SURE }, problem.how);
  const found = mixtures(nearlySure, "L");
  const struck = found.offers.filter((_, i) => found.rows[i]?.[KIND] === DEAL_OR_NONE).map((offers) => offers[0]?.struck ?? NaN);
  if (!struck.length) return meta.sentences.mixed.no_salience;
  const least = general(Math.min(...struck) * NEARLY_SURE, 6);
  return filled(meta.sentences.mixed.salience, { least, sigma: general(game.sigma, 6) });
}

/** Find every equilibrium in which Nature draws who proposes (T13.3); at power 0 and 1 one leader always does. */
function random(problem: Problem, power: number): Solution {
  const { library: lib, curve } = problem;
  const shared = { bargaining: "closed", proposer: "random", power };
  if (power === 0 || power === 1) return closed(problem, power ? "F" : "L");
  if (problem.unworked)
    return { ...answer(problem, { ...shared, status: "unworked", equilibria: [] }), status_sentence: problem.unworked, summary: problem.unworked };
  const found = profiles(problem, ({ capacity, count, at: [rows = 0, offers = 0, gains = 0] }) =>
    problem.call("random_proposer", lib.doubles(curve.array), power, capacity, count, rows, offers, gains));
  const mixed = found.rows.map((numbers, i) => {
    const rest = { offers: found.offers[i] ?? [], gains: found.gains[i] as Float64Array };
    return equilibrium(problem, { bargaining: "closed", proposer: "random", kind: RANDOM, numbers, ...rest });
  });
  const stands = candidates(problem, "L").table.some(([kind, , , refuted]) => kind === NO_DEAL && !refuted);
  const equilibria = stands ? [certified(problem, "closed", "random", [NO_DEAL, 0, -Infinity])] : [];
  const passed = [...equilibria, ...mixed].every((eq) => eq.certificate.passed);
  const status = passed ? statusOf(equilibria.length + mixed.length) : "undecided";
  return answer(problem, { ...shared, status, equilibria, mixed: mixed.sort(byVisits), ...readings(problem) });
}

/** Solve every protocol, in the order of `PROTOCOLS`; the last only if Nature may draw the proposer. */
export function solveAll(problem: Problem): Solution[] {
  const { power, proposer } = problem.how;
  const one = (id: ProtocolId): Solution[] => {
    if (id === "random") return power === null ? [] : [random(problem, power)];
    return [id === "open" ? open(problem, isUniform(problem.game.law) ? "L" : proposer) : closed(problem, id)];
  };
  return PROTOCOLS.flatMap(one);
}

/** Every protocol as the library solves them: deals in the open with either proposer where that matters. */
export function solveProtocols(problem: Problem): Solution[] {
  const [, ...rest] = solveAll(problem);
  const proposers: Proposer[] = isUniform(problem.game.law) ? ["L"] : ["F", "L"];
  return [...proposers.map((proposer) => open(problem, proposer)), ...rest];
}
