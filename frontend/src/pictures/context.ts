// What every picture is given.

import type { Field, Meta, ProtocolId, Variable } from "../api";
import { PROTOCOLS } from "../api";
import type { State } from "../state";
import type { Store } from "../store";
import type { Axis, Charts } from "./charts";

export interface Context {
  meta: Meta;
  store: Store;
  charts: Charts;
}

export function fieldOf(meta: Meta, name: string): Field {
  const found = meta.fields.find((field) => field.name === name);
  if (!found) throw new Error(`the server knows no parameter ${name}`);
  return found;
}

export function variableOf(meta: Meta, name: string): Variable {
  return meta.variables[name] ?? { long_name: name, symbol: name, unit: "", source: "", formula: "" };
}

export const labelOf = (meta: Meta, id: ProtocolId): string => meta.protocols.find((one) => one.id === id)?.label ?? id;

/** The protocols that are shown now. */
export function shownProtocols(state: State): ProtocolId[] {
  return state.all ? [...PROTOCOLS] : [state.protocol];
}

/** An axis along a parameter's slider. */
export function parameterAxis(field: Field): Axis {
  return { label: field.symbol, log: field.slider.log, domain: [field.slider.from, field.slider.to] };
}

/** A parameter's own words, without the part that repeats its symbol. */
export function parameterChoices(meta: Meta): [string, string][] {
  return meta.fields.map((field) => [field.name, `${field.symbol}  ${brief(field.meaning)}`]);
}

export function brief(meaning: string): string {
  return meaning.replace(/^the /, "").replace(/,? i\.e\. .*$/, "").replace(/ \(.*\)$/, "");
}

export function clamp(x: number, [low, high]: [number, number]): number {
  return Math.min(high, Math.max(low, x));
}
