// Parameters along an axis, and models along it.

import type { AxisMeta, Meta } from "../api";
import type { Game } from "./game";

/** Points from one end to the other, at equal ratios if the axis is logarithmic. */
export function spread({ from, to, log }: AxisMeta, points: number, whole: boolean): Float64Array {
  const at = (i: number): number => {
    if (i === 0) return from;
    if (i === points - 1) return to;
    const t = i / (points - 1);
    return log ? from * (to / from) ** t : from + (to - from) * t;
  };
  const values = Array.from({ length: points }, (_, i) => at(i));
  if (!whole) return Float64Array.from(values);
  return Float64Array.from(new Set(values.map((x) => Math.max(1, Math.round(x)))));
}

/** Where an axis runs: along the parameter's slider, within what the information structure admits on a page. */
export function axisIn(meta: Meta, game: Game, name: string): AxisMeta {
  const axis = meta.axes.find((one) => one.name === name) ?? meta.axes[0];
  if (!axis) throw new Error("there is no axis");
  const [low, high] = meta.kinds.find((one) => one.name === game.kind)?.limits[name] ?? [-Infinity, Infinity];
  return { ...axis, from: Math.max(axis.from, low), to: Math.min(axis.to, high) };
}

/** Values along an axis. */
export function valuesOf(meta: Meta, game: Game, name: string, points: number): Float64Array {
  return spread(axisIn(meta, game, name), points, name === "n" && game.kind === "binomial");
}

/** Why nothing is drawn along an axis: each of its points would need a table of its own. */
export const notAlong = (kind: string, name: string): string =>
  kind === "article" && ["alpha", "beta", "n", "prior_mean", "prior_evidence"].includes(name)
    ? "With the article’s own density nothing is drawn along the prior or n, which would take long: choose another parameter."
    : "";

/** The parameters that an axis sets; the prior's mean and evidence move α and β together. */
export function along(game: Game, name: string, value: number): Partial<Game> {
  if (name !== "prior_mean" && name !== "prior_evidence") return { [name]: value };
  const evidence = name === "prior_evidence" ? value : game.alpha + game.beta;
  const mean = name === "prior_mean" ? value : game.alpha / (game.alpha + game.beta);
  return { alpha: evidence * mean, beta: evidence * (1 - mean) };
}
