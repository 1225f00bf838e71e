// What the pictures of one model need: the model along its curve, every other deal, the moves of the game.

import type { Arrays, Equilibrium, Solution, TimelineNodes } from "../api";
import { ABSENCE_CUTOFF, CERTIFICATE } from "./certificate";
import { STEPS, type Points } from "./curve";
import type { Problem } from "./model";
import { general } from "./text";

const POINTS = 201;
const STEPS_IN_FULL = 50; // a signal with more steps is drawn by its step ends
const TRACED = [
  "threshold", "visit_probability", "no_visit_probability", "concession", "weakness_visit",
  "weakness_no_visit", "removal_visit", "removal_no_visit", "removal_open", "removal_salient",
  "removal_not_salient", "payoff_F", "payoff_L_salient", "payoff_L_isolated", "removal_isolated",
];
const CURVE = [
  "threshold", "visit_probability", "concession", "removal_visit", "weakness_visit", "weakness_no_visit",
  "removal_salient", "payoff_F", "payoff_L_salient",
];
const OPEN = ["threshold", "removal_open"];

const vector = (values: Float64Array) => ({ values, shape: [values.length] });

/** Numbers from 0 to 1, ever denser towards both ends, where the model's functions are steep. */
function shares(points: number): number[] {
  return Array.from({ length: points }, (_, i) => (i === points - 1 ? 1 : Math.sin((Math.PI / 2) * (i / (points - 1))) ** 2));
}

const logOdds = (share: number): number => Math.log(share) - Math.log1p(-share);

function merge(...lists: Points[]): Points {
  const all = lists.flatMap((one) => Array.from(one.x, (x, i) => [one.segment[i] ?? 0, x] as const));
  all.sort((a, b) => a[0] - b[0] || (a[1] === b[1] ? 0 : a[1] - b[1]));
  return { segment: Float64Array.from(all, (one) => one[0]), x: Float64Array.from(all, (one) => one[1]) };
}

/** Points in order of v that spread evenly over the thresholds, ends and step ends included. */
function byThreshold({ curve }: Problem): Points {
  if (curve.kind !== STEPS)
    return { segment: new Float64Array(POINTS), x: Float64Array.from(shares(POINTS), logOdds) };
  const inside = curve.segments <= STEPS_IN_FULL ? Math.max(2, Math.floor(POINTS / curve.segments)) : 2;
  const count = Math.min(curve.segments, POINTS);
  const steps = [...new Set(Array.from({ length: count }, (_, i) => Math.floor((i * (curve.segments - 1)) / Math.max(1, count - 1))))];
  const places = steps.flatMap((step) =>
    Array.from({ length: inside }, (_, i) => [step, logOdds(i / (inside - 1))] as const),
  );
  return { segment: Float64Array.from(places, (one) => one[0]), x: Float64Array.from(places, (one) => one[1]) };
}

/** Points in order of v that spread over the visit probabilities, step ends included. */
function byVisits({ curve }: Problem): Points {
  let v = shares(POINTS);
  if (curve.kind === STEPS && curve.segments <= POINTS)
    v = [...new Set([...v, ...curve.ends].map((x) => Math.min(1, Math.max(0, x))))].sort((a, b) => a - b);
  return curve.locate(v, v.map((x) => 1 - x));
}

/** The model along its curve, C expecting the deal of each point; an equilibrium is one of the points. */
export function alongCurve(problem: Problem, solutions: Solution[]): Arrays {
  const { library: lib, curve } = problem;
  const own = solutions.flatMap((one) => one.equilibria).filter((eq) => eq.visit_probability > 0);
  const located = curve.locate(own.map((eq) => eq.visit_probability), own.map((eq) => eq.no_visit_probability));
  const at = merge(byThreshold(problem), located);
  const size = at.x.length;
  const out = lib.scratch(() => {
    const table = lib.doubles(TRACED.length * size);
    problem.call("trace", lib.doubles(curve.array), BigInt(size), lib.doubles(at.segment), lib.doubles(at.x), table);
    return lib.read(table, TRACED.length * size);
  });
  const column = (name: string): Float64Array => {
    const i = TRACED.indexOf(name);
    return out.slice(i * size, (i + 1) * size);
  };
  const named = (prefix: string, names: string[]): [string, Arrays[string]][] =>
    names.map((name) => [`${prefix}.${name}`, vector(column(name))]);
  return Object.fromEntries([...named("curve", CURVE), ...named("open", OPEN)]);
}

interface Followed {
  deviation: Float64Array;
  deviation_price: Float64Array;
  deviation_gain_L: Float64Array;
  deviation_payoff_F: Float64Array;
  kept: Float64Array; // share of a higher price that F keeps in expectation
}

/** What follows deals at points of the curve while C believes in an equilibrium (T5). */
export function followed(problem: Problem, eq: Equilibrium, at: Points): Followed {
  const { library: lib, curve, belief } = problem;
  return lib.scratch(() => {
    const deal = eq.visit_probability > 0;
    const own = curve.locate([eq.visit_probability], [eq.no_visit_probability]);
    const [segment, x] = [own.segment[0] ?? 0, own.x[0] ?? 0];
    const reading = deal ? curve.point(segment, x).kappa : belief;
    const sides = [eq.bargaining === "open" ? 1 : 0, eq.proposer === "L" ? 1 : 0, deal ? 1 : 0];
    const given = [...sides, segment, x, deal ? (eq.concession ?? NaN) : NaN, reading, 0];
    const [shape, size] = [lib.doubles(curve.array), at.x.length];
    const judged = lib.doubles(CERTIFICATE);
    problem.call("check", shape, lib.doubles(given), judged);
    given[7] = lib.read(judged, CERTIFICATE)[ABSENCE_CUTOFF] ?? NaN; // what Bayes' rule gives for this visit rule
    const out = lib.doubles(5 * size);
    const places = [lib.doubles(at.segment), lib.doubles(at.x)];
    problem.call("continuations", shape, lib.doubles(given), BigInt(size), ...places, out);
    const part = (i: number): Float64Array => lib.read(out + 8 * i * size, size);
    return {
      deviation: part(0),
      deviation_price: part(1),
      deviation_gain_L: part(2),
      deviation_payoff_F: part(3),
      kept: part(4),
    };
  });
}

/** Every deal against the equilibrium that is shown; its own is marked. */
export function landscape(problem: Problem, eq: Equilibrium): { own: { v: number; gain: number }; arrays: Arrays } {
  const { curve } = problem;
  const proposal = eq.certificate.deviations.find((one) => one.decision === problem.meta.sentences.decisions[3]);
  const best = proposal?.values["visit_probability"] ?? 0;
  const marked = curve.locate(
    [eq.visit_probability, best],
    [eq.no_visit_probability, best === eq.visit_probability ? eq.no_visit_probability : 1 - best],
  );
  const table = followed(problem, eq, merge(byVisits(problem), marked));
  const own = followed(problem, eq, marked);
  const arrays = Object.entries(table).filter(([name]) => name !== "kept");
  // F may stop above the least price for its visits (T6): the deal that is struck has its own payoffs
  const struck = eq.concession !== null && Math.abs(eq.concession - (own.deviation_price[0] ?? 0)) > 1e-12 * eq.concession;
  const gain = struck ? eq.payoff_L_salient - eq.payoff_L_not_salient : (own.deviation_gain_L[0] ?? NaN);
  return {
    own: { v: own.deviation[0] ?? NaN, gain },
    arrays: Object.fromEntries(arrays.map(([name, values]) => [`landscape.${name}`, vector(values)])),
  };
}

/** The moves of the game with an equilibrium's numbers, parents first. */
export function timeline(problem: Problem, eq: Equilibrium): TimelineNodes {
  const { curve, game } = problem;
  const located = curve.locate([eq.visit_probability], [eq.no_visit_probability]);
  const { kappa, spread } = curve.point(located.segment[0] ?? 0, located.x[0] ?? 0);
  const out: TimelineNodes = {
    node: [], parent: [], step_probability: [], reached: [], weakness: [], challenge: [], removal: [], words: [],
  };
  const add = (node: string, parent: string, step: number, words: string, weakness: number | null = null): void => {
    const from = out.node.indexOf(parent);
    out.node.push(node);
    out.parent.push(parent);
    out.step_probability.push(step);
    out.reached.push((from < 0 ? 1 : (out.reached[from] ?? 0)) * step);
    out.weakness.push(weakness);
    out.challenge.push(null);
    out.removal.push(null);
    out.words.push(words);
  };
  const end = (parent: string, k: number, w: number): void => {
    const [challenge, removal] = [problem.payoff(0, k, 1), problem.payoff(0, k, w)];
    add(`${parent}-end`, parent, 1, `challenge ${general(challenge, 3)}, L removed ${general(removal, 3)}`, k);
    out.challenge.splice(-1, 1, challenge);
    out.removal.splice(-1, 1, removal);
  };
  const unseen = (node: string, parent: string, step: number, words: string, w: number): void => {
    add(node, parent, step, words);
    add(`${node}-seen`, node, 1, "no visit", eq.weakness_no_visit);
    end(`${node}-seen`, eq.weakness_no_visit, w);
  };
  add("salient", "", game.sigma, "F wants a favour");
  if (eq.concession === null) unseen("refused", "salient", 1, "no deal", curve.k0);
  else {
    add("deal", "salient", 1, `${eq.proposer} names z = ${general(eq.concession, 3)}`);
    add("visit", "deal", eq.visit_probability, "F visits");
    for (const [name, chance, words] of [["seen", game.q, "a visit and z"], ["unseen", 1 - game.q, "a visit"]] as const) {
      add(`visit-${name}`, "visit", chance, words, kappa);
      end(`visit-${name}`, eq.weakness_visit, kappa);
    }
    unseen("away", "deal", eq.no_visit_probability, "F stays away", kappa + spread);
  }
  unseen("idle", "", 1 - game.sigma, "F wants none", curve.k0);
  return out;
}
