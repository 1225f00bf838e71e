// What the server says, as types. Its own page (api) documents each field.

import type { Frame } from "./frame";

export type ProtocolId = "open" | "F" | "L";
export const PROTOCOLS: readonly ProtocolId[] = ["open", "F", "L"];

export interface Field {
  name: string;
  symbol: string;
  meaning: string;
  unit: string;
  lower: number;
  upper: number | "inf";
  lower_inclusive: boolean;
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

export type ModelData = Record<string, number | string | null | { kind: string; [key: string]: unknown }> & {
  information: { kind: string; [key: string]: unknown };
};

export interface Meta {
  version: string;
  default_scenario: string;
  fields: Field[];
  kinds: { name: string; meaning: string; uses_n: boolean }[];
  variables: Record<string, Variable>;
  axes: AxisMeta[];
  protocols: { id: ProtocolId; label: string }[];
  statuses: Outcome[];
  outcomes: Outcome[];
  scenarios: Scenario[];
  limits: Record<string, number>;
  bibtex: string;
}

export interface Deviation {
  player: string;
  decision: string;
  gain: number;
  to: string;
}

export interface Equilibrium {
  kind: string;
  visit_probability: number;
  concession: number | null;
  threshold: number | null;
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
  certificate: { max_gain: number; allowed: number; passed: boolean; deviations: Deviation[] };
  reasons: Record<string, string>;
  is_resource_curse: boolean;
  is_mutually_beneficial: boolean;
}

export interface Solution {
  bargaining: string;
  proposer: string;
  status: string;
  status_sentence: string;
  equilibria: Equilibrium[];
  rejected: Equilibrium[];
  notes: string[];
  reasons: Record<string, string>;
  summary: string;
}

export interface ViewHeader {
  protocol: ProtocolId;
  equilibrium: number;
  solve?: Solution[];
  line?: { variable: string; parameter: string } & Record<string, unknown>;
  landscape?: Record<string, unknown> | null;
  timeline?: TimelineNodes | null;
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

export type View = Frame<ViewHeader>;
export type MapFrame = Frame<MapHeader>;

/** A value of an equilibrium by its name, or null where it is undefined. */
export function valueOf(eq: Equilibrium, name: string): number | null {
  if (name === "max_gain") return eq.certificate.max_gain;
  const value = (eq as unknown as Record<string, unknown>)[name];
  return typeof value === "number" ? value : null;
}
