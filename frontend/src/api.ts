// What the library knows (meta.json, written by Python) and what the engine answers, as types.

import type { Framed } from "./table";
export type { Arrays, Numbers, Table } from "./table";

export type ProtocolId = "open" | "F" | "L" | "random";
/** In the order of a view's answers; the last only if Nature may draw the proposer. */
export const PROTOCOLS: readonly ProtocolId[] = ["open", "F", "L", "random"];
/** Those that are always there, and that lines are drawn of. */
export const USUAL: readonly ProtocolId[] = ["open", "F", "L"];

export interface Field {
  name: string;
  symbol: string;
  meaning: string;
  unit: string;
  lower: number;
  upper: number | "inf";
  lower_inclusive: boolean;
  least: number;
  greatest: number;
  section: string; // of a scenario file
  rule: string; // what is allowed, in a sentence
  may_be_infinite: boolean;
  default: number | "inf";
  slider: { from: number; to: number; log: boolean };
}

/** A parameter along which a line or a map can run; beside the fields, the prior's mean and evidence. */
export interface AxisMeta {
  name: string;
  symbol: string;
  meaning: string;
  from: number;
  to: number;
  log: boolean;
}

export interface Variable {
  long_name: string;
  symbol: string;
  unit: string;
  source: string;
  formula: string;
}

export interface Outcome {
  code: number;
  id: string;
  label: string;
  meaning?: string;
}

export interface Scenario {
  name: string;
  title: string;
  years?: string;
  source: string;
  note: string;
  model: ModelData;
}

export type ModelData = Record<string, number | string | null | undefined | Record<string, unknown>> & {
  information: { kind: string; [key: string]: unknown };
  cost?: { law: string; [key: string]: unknown };
};

/** A law of C's cost, and its numbers with the least value that each may have (1000 is the largest). */
export interface CostLaw {
  name: string;
  call: string; // of the library
  meaning: string;
  numbers: { name: string; least: number; usual: number; slider: { from: number; to: number; log: boolean } }[];
}

/** Sentences of the library with places for numbers: src/summitry/model/sentences.json. */
export interface Sentences {
  decisions: string[];
  deviation: Record<"answer" | "none" | "proposal" | "visits" | "cutoff", string>;
  summary: Record<
    | "label" | "fails" | "proposing" | "choosing" | "unit" | "supported" | "unsupported" | "no_visit" | "visits"
    | "almost" | "beliefs" | "learns_nothing" | "stays" | "falls" | "rises" | "would_rise" | "unchanged" | "curse"
    | "mutual" | "as_well" | "isolation" | "risk_same" | "risk_above" | "rare" | "no_pair" | "label_random",
    string
  >;
  mixed: Record<
    | "F" | "L" | "offer" | "accepts" | "or" | "nothing" | "tipping" | "whole" | "random" | "none" | "unexplained" | "unsearched"
    | "salience" | "no_salience",
    string
  >;
  notes: Record<"unbounded" | "disputed" | "exact" | "near", string>;
  reasons: {
    no_visits: Record<string, string>;
    continuous: string;
    several: string;
    no_reading_open: string;
    no_reading_closed: string;
  };
  no_cost: string;
}

export interface Meta {
  version: string;
  default_scenario: string;
  fields: Field[];
  kinds: { name: string; meaning: string; uses_n: boolean; limits: Record<string, [number, number]> }[];
  cost_laws: CostLaw[];
  any_scale: { least: number; rule: string }; // of k_max, for other laws than the uniform one
  mixed_kinds: Record<string, string>; // by the engine's number of a kind and the proposer
  variables: Record<string, Variable>;
  axes: AxisMeta[];
  protocols: { id: ProtocolId; label: string; bargaining: string; proposer: string }[];
  statuses: Outcome[];
  outcomes: Outcome[];
  gains_by_status: Record<string, string>;
  scenarios: Scenario[];
  sections: Record<string, string>;
  sentences: Sentences;
  tolerances: { gain: number; tie: number };
  limits: Record<string, number>;
  result_format: string;
  bibtex: string;
}

export interface Deviation {
  player: string;
  decision: string;
  gain: number;
  unit: string;
  to: string;
  values: Partial<Record<"visit_probability" | "concession" | "weakness", number>>;
}

export interface Certificate {
  max_gain: number;
  allowed: number;
  passed: boolean;
  deviations: Deviation[];
}

/** One deal of an equilibrium, and how often it is struck. */
export interface Offer {
  struck: number;
  offered: number;
  accepted: number;
  visit_probability: number;
  no_visit_probability: number;
  weakness_visit: number;
  concession: number;
  concession_above_cost: number;
  threshold: number;
  threshold_share: number | null;
  payoff_F: number;
}

export interface Equilibrium {
  kind: string;
  bargaining: string;
  proposer: "F" | "L" | "random";
  off_path: OffPath;
  visit_probability: number;
  no_visit_probability: number;
  concession: number | null;
  threshold: number | null;
  threshold_share: number | null;
  concession_above_cost: number | null;
  weakness_prior: number;
  weakness_visit: number;
  weakness_no_visit: number;
  removal_visit: number | null;
  removal_salient: number;
  removal_not_salient: number;
  removal_ex_ante: number;
  removal_isolated: number;
  payoff_F: number;
  payoff_L_salient: number;
  payoff_L_not_salient: number;
  payoff_L_isolated: number;
  payoff_C: number;
  payoff_unit_L: string;
  certificate: Certificate;
  reasons: Record<string, string>;
  offers: Offer[]; // of an equilibrium in mixed strategies, or with a random proposer
  index: number | null; // -1 for a tipping point; null where only pure strategies were looked for
  is_resource_curse: boolean;
  is_mutually_beneficial: boolean;
}

export type OffPath = string | number;

export interface Solution {
  bargaining: string;
  proposer: string;
  off_path: OffPath;
  strategies: "pure" | "mixed";
  power: number | null; // the chance that F proposes, where Nature draws
  mixed: Equilibrium[];
  status: string;
  status_sentence: string;
  equilibria: Equilibrium[];
  rejected: Equilibrium[];
  notes: string[];
  supporting_reading: number | null;
  supports_no_visits: Record<string, boolean>;
  reasons: Record<string, string>;
  summary: string;
}

export interface ViewHeader {
  protocol: ProtocolId;
  equilibrium: number | null;
  solve: Solution[];
  line: { variable: string; parameter: string };
  landscape: { own: { v: number; gain: number } } | null;
  timeline: TimelineNodes | null;
}

/** The moves of the game as a tree, one entry a node in each list. */
export interface TimelineNodes {
  node: string[];
  parent: string[];
  step_probability: number[];
  reached: number[];
  weakness: (number | null)[];
  challenge: (number | null)[];
  removal: (number | null)[];
  words: string[];
}

export interface MapHeader {
  x: string;
  y: string;
  nx: number;
  ny: number;
  protocols: ProtocolId[];
}

export type View = Framed<ViewHeader>;
export type MapFrame = Framed<MapHeader>;

/** A model as a question names it, and for what it is solved. */
export interface GivenModel {
  values: Record<string, number>;
  kind: string;
  atoms: string; // probability:weakness, … for kind = atoms
  cost: string; // the law of C's cost: its name and numbers, with colons
  strategies: string; // pure or mixed
  off_path: string; // strongest, prior, smallest, or a weakness
  power: string; // the chance that F proposes; empty where nobody draws
  proposer: string; // under open bargaining, where it matters for other laws than the uniform one
}

interface AskedModel {
  model: GivenModel;
}
interface Chosen extends AskedModel {
  protocol: ProtocolId;
  equilibrium: number;
}
export interface ViewAsk extends Chosen {
  kind: "view";
  variable: string;
  parameter: string;
}
export interface MapAsk extends AskedModel {
  kind: "map";
  x: string;
  y: string;
  side: number;
}
export interface PlayAsk extends Chosen {
  kind: "play";
  role: "L" | "F" | "C";
  seed: number;
  choice: string | null; // a number, yes, no or none; null to be asked
}
export interface FileAsk extends Chosen {
  kind: "file";
  what: "toml" | "python" | "json";
  variable: string;
  parameter: string;
  mapX: string;
  mapY: string;
}
export type Ask = ViewAsk | MapAsk | PlayAsk | FileAsk;

/** What a play looks like to the visitor, and after a choice what came of it. */
export interface Played {
  role: "L" | "F" | "C";
  decision: string;
  situation: string[];
  question: string;
  choice: { kind: "number" | "yesno"; to?: number; label: string; none?: string };
  outcome: {
    chosen: string;
    steps: string[];
    payoff: { realised: Record<"L" | "F" | "C", number>; expected: number; unit: string };
    best: { choice: string; expected: number; text: string };
    gain: number;
  } | null;
}

export interface Answers {
  view: View;
  map: MapFrame;
  play: Played;
  file: string;
}

/** A value of an equilibrium by its name, or null where it is undefined. */
export function valueOf(eq: Equilibrium, name: string): number | null {
  if (name === "max_gain") return eq.certificate.max_gain;
  const value = (eq as unknown as Record<string, unknown>)[name];
  return typeof value === "number" ? value : null;
}
