// One play of the game in which the visitor decides for one player and the others play the equilibrium. What a
// choice is worth comes from the engine's payoffs and continuations; that the equilibrium's is best, from its certificate.

import type { Equilibrium, Played, PlayAsk, Solution } from "../api";
import { Refusal } from "../refusal";
import { dice, nature, type Nature } from "./chance";
import { isUniform } from "../law";
import { STEPS } from "./curve";
import type { Problem } from "./model";
import { followed } from "./scenes";
import { chosen, listed, solutionOf } from "./shown";
import { general } from "./text";

const MOST_PLAYS = 2048;
const QUESTIONS = {
  price: "Which concession do you name for the visit?",
  answer: "Do you accept?",
  visit: "Do you visit?",
  challenge: "Up to which cost of a challenge would you challenge L?",
} as const;
type Decision = keyof typeof QUESTIONS;
const four = (x: number): string => general(x, 4);

/** What the others do, and F too unless the visitor is F. */
interface Plan {
  deal: boolean;
  price: number;
  threshold: number; // F visits at a signal above it
  share: number; // F's chance of a visit at that very signal
  seen: number; // C's cut-off after a visit whose price she sees
  unseen: number;
  absent: number;
}

interface Draw {
  salient: boolean;
  nature: Nature;
  mix: number;
  reveal: number;
  cost: number;
  removal: number;
  keep: number;
}

interface Outcome extends Draw {
  deal: boolean;
  visit: boolean;
  revealed: boolean;
  cutoff: number;
  challenge: boolean;
  removed: boolean;
  kept: boolean;
}

interface Table {
  problem: Problem;
  eq: Equilibrium;
  ask: PlayAsk;
  decision: Decision;
  draw: Draw;
  own: Outcome; // what the equilibrium itself does in this play
}

function draws(problem: Problem, seed: number, favour: boolean): Draw {
  const roll = dice(seed);
  for (let i = 0; i < MOST_PLAYS; i++) {
    const salient = roll() < problem.game.sigma;
    const drawn = { salient, nature: nature(problem, roll), mix: roll(), reveal: roll() };
    const draw = { ...drawn, cost: costAt(problem, roll()), removal: roll(), keep: roll() };
    if (salient || !favour) return draw;
  }
  throw new Refusal([
    `F never wanted a favour in ${MOST_PLAYS} plays (sigma = ${problem.game.sigma}), so there was nothing to decide. Raise sigma, or play C.`,
  ]);
}

/** The cost of a challenge that C's stays below with a given chance; what would never be paid is infinite. */
function costAt(problem: Problem, chance: number): number {
  const { k_max: scale, law } = problem.game;
  if (isUniform(law)) return scale * chance;
  let [low, high] = [0, 1]; // nobody challenges above 1, the most that there is to gain
  if (problem.payoff(4, high, 1) <= chance) return Infinity;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    [low, high] = problem.payoff(4, middle, 1) < chance ? [middle, high] : [low, middle];
  }
  return high;
}

function plan(eq: Equilibrium): Plan {
  return {
    deal: eq.concession !== null,
    price: eq.concession ?? 0,
    threshold: eq.threshold ?? Infinity,
    share: eq.threshold === null ? 0 : (eq.threshold_share ?? 1),
    seen: eq.weakness_visit,
    unseen: eq.weakness_visit,
    absent: eq.weakness_no_visit,
  };
}

function carryOut(problem: Problem, draw: Draw, plan: Plan, open: boolean): Outcome {
  const { signal, weakness } = draw.nature;
  const deal = draw.salient && plan.deal;
  const visit = deal && (signal > plan.threshold || (signal === plan.threshold && draw.mix < plan.share));
  const revealed = visit && (open || draw.reveal < problem.game.q);
  const cutoff = revealed ? plan.seen : visit ? plan.unseen : plan.absent;
  const challenge = draw.cost <= cutoff;
  const removed = challenge && draw.removal < weakness;
  const kept = visit && (!removed || draw.keep < problem.game.r);
  return { ...draw, deal, visit, revealed, cutoff, challenge, removed, kept };
}

function table(problem: Problem, solutions: Solution[], ask: PlayAsk): Table {
  const solution = solutionOf(solutions, ask.protocol);
  const index = chosen(solutions, ask.protocol, ask.equilibrium);
  const eq = index === null || !solution ? undefined : listed(solution)[index];
  if (eq?.offers.length)
    throw new Refusal(["the game is played in pure strategies only, with a proposer who is known. Choose another equilibrium or protocol."]);
  if (!eq || eq.kind === "limit")
    throw new Refusal([`there is nothing to play here: ${solution?.status_sentence}. Choose another protocol or other values.`]);
  const decision: Decision = ask.role === "C" ? "challenge" : ask.role === "F" ? "visit" : eq.proposer === "L" ? "price" : "answer";
  if (eq.concession === null && (decision === "answer" || decision === "visit"))
    throw new Refusal([`in this equilibrium no deal is struck, so ${ask.role} has nothing to decide. Choose another protocol, or play L or C.`]);
  if (problem.game.kind === "article")
    throw new Refusal(["the article’s own density says nothing of strength and signal together, so it cannot be played. Choose another signal."]);
  const draw = draws(problem, ask.seed, ask.role !== "C");
  return { problem, eq, ask, decision, draw, own: carryOut(problem, draw, plan(eq), ask.protocol === "open") };
}

/** Draw the play, say what the player sees, and after a choice what came of it. */
export function play(problem: Problem, solutions: Solution[], ask: PlayAsk): Played {
  const at = table(problem, solutions, ask);
  const asked = {
    role: ask.role,
    decision: at.decision,
    situation: situation(at),
    question: QUESTIONS[at.decision],
    choice: control(at),
  };
  return ask.choice === null ? { ...asked, outcome: null } : { ...asked, outcome: outcome(at, ask.choice) };
}

/** What the player knows, and nothing more. */
function situation({ problem, eq, ask, decision, own }: Table): string[] {
  const { game } = problem;
  if (ask.role === "C") {
    const price = own.revealed ? `you see that L pays ${four(eq.concession ?? 0)}.` : "you do not know what L paid.";
    return [
      "You are C, who may challenge L.",
      `Before anything happened you thought that a challenge would succeed with chance ${four(eq.weakness_prior)}.`,
      own.visit ? `F visited, and ${price}` : "F did not visit.",
      eq.concession === null
        ? "In this equilibrium visits are never bought."
        : "The others play the equilibrium: a deal whenever F wants a favour, and a visit to strong leaders.",
    ];
  }
  const lines = [ask.role === "L" ? "You are L, the leader at home." : "You are F, the foreign leader.", "F wants a favour from L."];
  if (decision === "answer") lines.push(`${eq.proposer} names a price of ${four(eq.concession ?? 0)} for a visit.`);
  if (decision === "price") lines.push("You name the price; the other accepts or refuses.");
  if (decision === "visit") {
    const scale = game.atoms ? ", counted from the weakest, 0" : `, where ${game.n} is the strongest`;
    lines.push(
      `The deal is struck: L pays ${four(eq.concession ?? 0)} if you visit.`,
      `Your intelligence about L is the signal A = ${four(own.nature.signal)}${scale}.`,
      `A visit costs you ${game.tau}, and ${game.rho} more if L is removed after it.`,
    );
  }
  return lines;
}

/** The control with which the visitor answers; its range says nothing about the equilibrium. */
function control({ problem, decision }: Table): Played["choice"] {
  if (decision === "answer" || decision === "visit") return { kind: "yesno", label: QUESTIONS[decision] };
  if (decision === "challenge") return { kind: "number", to: isUniform(problem.game.law) ? problem.game.k_max : 1, label: "highest cost K" };
  return { kind: "number", to: Number((1.5 * highestPrice(problem)).toPrecision(2)), label: "concession z", none: "no deal" };
}

/** The price at which F visits whatever it knows: z(1), from the engine. */
function highestPrice(problem: Problem): number {
  const { library: lib, curve } = problem;
  return lib.scratch(() => {
    const [k, out] = [lib.doubles([curve.k0]), lib.doubles(2)];
    const last = curve.point(curve.segments - 1, Infinity).m;
    problem.call("concession", 1n, k, lib.doubles([last]), out);
    return lib.read(out, 1)[0] ?? 1;
  });
}

/** What follows when the proposer names another price: the last visits that it still induces (T5). */
function pricing({ problem, eq }: Table, price: number) {
  const { curve, game } = problem;
  const at = (segment: number, x: number) =>
    followed(problem, eq, { segment: Float64Array.of(segment), x: Float64Array.of(x) });
  const induces = (segment: number, x: number): boolean => (at(segment, x).deviation_price[0] ?? Infinity) <= price;
  let [first, last] = [-1, curve.segments];
  while (last - first > 1) {
    const middle = (first + last) >> 1;
    [first, last] = induces(middle, -Infinity) ? [middle, last] : [first, middle];
  }
  let [segment, x] = [Math.max(0, first), first < 0 ? -Infinity : Infinity];
  if (first >= 0 && !induces(first, Infinity)) {
    let [low, high] = [-700, 700];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      [low, high] = induces(first, middle) ? [middle, high] : [low, middle];
    }
    x = low;
  }
  const found = at(segment, x);
  const v = found.deviation[0] ?? 0;
  const beyond = v > 0 ? price - (found.deviation_price[0] ?? 0) : 0; // F may get more than the least price
  const gainL = v > 0 ? (found.deviation_gain_L[0] ?? 0) - (game.psi === Infinity ? 0 : v * beyond) : 0;
  const payoffF = v > 0 ? (found.deviation_payoff_F[0] ?? 0) + beyond * (found.kept[0] ?? 0) : 0;
  return { segment, x, v, gainL, payoffF };
}

function threshold({ problem }: Table, segment: number, x: number): { threshold: number; share: number } {
  const { library: lib, curve, game } = problem;
  const a = lib.scratch(() => {
    const out = lib.doubles(1);
    lib.call("threshold", lib.doubles(curve.array), game.n, 1n, lib.doubles([segment]), lib.doubles([x]), out);
    return lib.read(out, 1)[0] ?? NaN;
  });
  return { threshold: a, share: curve.kind === STEPS ? 1 / (1 + Math.exp(-x)) : 1 };
}

interface Worth {
  yours: number;
  best: number;
  choice: string; // the best one
  text: string;
  plan: Plan; // what is played with the visitor's choice
}

function worth(at: Table, choice: string): Worth {
  const { decision } = at;
  if (decision === "visit") return visiting(at, choice === "yes");
  if (decision === "challenge") return challenging(at, Number(choice));
  if (decision === "answer") return answering(at, choice === "yes");
  return naming(at, choice === "none" ? null : Number(choice));
}

function visiting({ problem, eq, own }: Table, yes: boolean): Worth {
  const { curve, game } = problem;
  const { signal } = own.nature;
  const steps = curve.kind === STEPS;
  const x = Math.log((game.n - signal) / signal);
  const weakness = steps ? (curve.weakness[curve.segments - 1 - signal] ?? NaN) : curve.point(0, x).m;
  const value = problem.payoff(2, eq.concession ?? 0, problem.payoff(0, eq.weakness_visit, weakness));
  const forced = { ...plan(eq), threshold: yes ? -Infinity : Infinity, share: 0 };
  return {
    yours: yes ? value : 0,
    best: Math.max(value, 0),
    choice: value > 0 ? "yes" : "no",
    text: `At this signal a visit is worth ${four(value)} to you and staying away 0; you should visit from A = ${four(eq.threshold ?? NaN)} on.`,
    plan: forced,
  };
}

function challenging({ problem, eq, own }: Table, cutoff: number): Worth {
  const belief = own.visit ? eq.weakness_visit : eq.weakness_no_visit;
  return {
    yours: problem.payoff(3, cutoff, belief),
    best: problem.payoff(3, belief, belief),
    choice: general(belief, 6),
    text: `After ${own.visit ? "a visit" : "no visit"} a challenge succeeds with chance ${four(belief)} in your eyes: it pays at every cost below that, and at none above.`,
    plan: { ...plan(eq), seen: cutoff, unseen: cutoff, absent: cutoff },
  };
}

function answering({ eq, ask }: Table, yes: boolean): Worth {
  const [accepted, refused] = ask.role === "L" ? [eq.payoff_L_salient, eq.payoff_L_not_salient] : [eq.payoff_F, 0];
  return {
    yours: yes ? accepted : refused,
    best: accepted,
    choice: "yes",
    text: "To accept: the search over all deviations finds that refusing gains you nothing.",
    plan: { ...plan(eq), deal: yes },
  };
}

function naming(at: Table, price: number | null): Worth {
  const { eq } = at;
  const own = eq.payoff_L_salient; // the visitor names prices as L
  const text =
    `The search over all deviations finds no price that gains you more than ${Math.max(eq.certificate.max_gain, 0).toExponential(1)}: ` +
    "F accepts or refuses it and visits as is best, and C cannot respond to a price that she does not see.";
  const best = { best: own, choice: eq.concession === null ? "none" : general(eq.concession, 10), text };
  if (price === null) return { ...best, yours: eq.payoff_L_not_salient, plan: { ...plan(eq), deal: false } };
  if (general(price, 12) === general(eq.concession ?? NaN, 12)) return { ...best, yours: own, plan: plan(eq) };
  const after = pricing(at, price);
  const { kappa } = at.problem.curve.point(after.segment, after.x);
  const rule = after.v > 0 ? threshold(at, after.segment, after.x) : { threshold: Infinity, share: 0 };
  const plans = { ...plan(eq), deal: true, price, ...rule, seen: kappa };
  return { ...best, yours: eq.payoff_L_not_salient + after.gainL, plan: plans };
}

function outcome(at: Table, choice: string): NonNullable<Played["outcome"]> {
  const { problem, eq, ask } = at;
  const { game } = problem;
  const { yours, best, choice: own, text, plan: played } = worth(at, choice);
  const drawn = carryOut(problem, at.draw, played, ask.protocol === "open");
  const paid = drawn.visit ? played.price : 0;
  const realised = {
    L: game.psi === Infinity ? Number(!drawn.removed) : game.psi * Number(!drawn.removed) - paid,
    F: (drawn.kept ? played.price : 0) - (drawn.visit ? game.tau + (drawn.removed ? game.rho : 0) : 0),
    C: Number(drawn.removed) - (drawn.challenge ? drawn.cost : 0),
  };
  const gain = best - yours;
  const unit = ask.role === "L" ? eq.payoff_unit_L : "payoff";
  return {
    chosen: choice,
    steps: steps(drawn, played.price),
    payoff: { realised, expected: yours, unit },
    best: { choice: own, expected: best, text },
    gain: gain > eq.certificate.allowed ? gain : 0,
  };
}

/** What happened, in order. */
function steps(drawn: Outcome, price: number): string[] {
  const said = [
    !drawn.salient ? "F wanted no favour this time."
    : drawn.deal ? `A deal was struck: ${four(price)} for a visit.`
    : "No deal was struck.",
  ];
  if (drawn.deal) said.push(drawn.visit ? "F visited." : "F stayed away.");
  if (drawn.visit) said.push(drawn.revealed ? "C saw the price." : "C did not see the price.");
  const verb = drawn.challenge ? "challenged" : "did not challenge";
  const cost = drawn.cost === Infinity ? "more than a challenge could ever be worth" : four(drawn.cost);
  said.push(`C’s cost of a challenge was ${cost}; C ${verb} (up to ${four(drawn.cutoff)}).`);
  if (drawn.challenge) said.push(drawn.removed ? "L was removed." : "L survived the challenge.");
  if (drawn.nature.strength !== null) said.push(`L’s strength was θ = ${four(drawn.nature.strength)}.`);
  return said;
}
