// What every picture is given.

import type { AxisMeta, Meta, ProtocolId, Variable } from "../api";
import { USUAL } from "../api";
import type { State } from "../state";
import type { Store } from "../store";
import type { Axis, Charts } from "./charts";

export interface Context {
  meta: Meta;
  store: Store;
  charts: Charts;
}

export function axisOf(meta: Meta, name: string): AxisMeta {
  const found = meta.axes.find((axis) => axis.name === name);
  if (!found) throw new Error(`the page knows no parameter ${name}`);
  return found;
}

export function variableOf(meta: Meta, name: string): Variable {
  return meta.variables[name] ?? { long_name: name, symbol: name, unit: "", source: "", formula: "" };
}

/** A variable in words, with its symbol where that can be written in one line. */
export function titled({ long_name, symbol }: Variable): string {
  return symbol.includes("_") ? long_name : `${long_name}, ${symbol}`;
}

/** A variable on an axis: in words, and its unit where the words do not say it. */
export function labelled(variable: Variable): string {
  const { long_name, unit } = variable;
  return long_name.includes(unit) ? titled(variable) : `${titled(variable)}  (${unit})`;
}

export const labelOf = (meta: Meta, id: ProtocolId): string => meta.protocols.find((one) => one.id === id)?.label ?? id;

/** The protocols that are shown now. */
export function shownProtocols(state: State): ProtocolId[] {
  if (!state.all) return [state.protocol];
  return state.power === "" ? [...USUAL] : [...USUAL, "random"];
}

/** Why a picture of one equilibrium is not there. */
export const ONLY_PURE =
  "Drawn in pure strategies only, with a proposer who is known: the offers of this equilibrium stand with the numbers.";

/** What a picture that follows many models cannot follow: said under it. */
export function leftOut(state: State): string {
  const said = [
    state.strategies === "mixed" && "pure strategies only",
    state.power !== "" && "only protocols whose proposer is known",
  ].filter(Boolean);
  return said.length ? ` Drawn here: ${said.join(", and ")}.` : "";
}

/** An axis along a parameter's slider. */
export function parameterAxis({ symbol, log, from, to }: AxisMeta): Axis {
  return { label: symbol, log, domain: [from, to] };
}

export function parameterChoices(meta: Meta): [string, string][] {
  return meta.axes.map((axis) => [axis.name, `${axis.symbol}  ${brief(axis.meaning)}`]);
}

/** Where the page is on an axis. */
export function place(state: State, name: string): number {
  const { alpha = 1, beta = 1 } = state.model;
  if (name === "prior_mean") return alpha / (alpha + beta);
  if (name === "prior_evidence") return alpha + beta;
  return state.model[name] ?? NaN;
}

/** The change of the model that moves the page there. */
export function move(state: State, name: string, value: number): Record<string, number> {
  const there = Number(value.toPrecision(3));
  const [mean, evidence] = [place(state, "prior_mean"), place(state, "prior_evidence")];
  if (name !== "prior_mean" && name !== "prior_evidence")
    return { [name]: state.kind === "binomial" && name === "n" ? Math.round(there) : there };
  const [m, e] = name === "prior_mean" ? [there, evidence] : [mean, there];
  return { alpha: Number((m * e).toPrecision(8)), beta: Number(((1 - m) * e).toPrecision(8)) };
}

export function brief(meaning: string): string {
  return meaning
    .replace(/^the /, "")
    .replace(/,? i\.e\. .*$/, "")
    .replace(/ \(.*\)$/, "");
}

export function clamp(x: number, [low, high]: [number, number]): number {
  return Math.min(high, Math.max(low, x));
}
