// The cells of a map as one path per outcome: runs of equal cells become one rectangle, so that ten
// thousand cells cost a few hundred numbers and stay sharp at any size. Over them lie the outlines of the regions,
// half way between points with different answers, which leave no stairs; cells show where three regions meet.

import { contours } from "d3-contour";
import { s } from "../dom";
import type { Numbers } from "../table";
import type { CellSpec } from "./charts";

/** Borders between points of an axis, in pixels: half way between neighbours. */
function borders(values: Numbers, scale: (value: number) => number): number[] {
  const at = Array.from(values, scale);
  const first = at[0] ?? 0;
  const last = at[at.length - 1] ?? 0;
  const inner = at.slice(1).map((here, i) => (here + (at[i] ?? here)) / 2);
  return [first, ...inner, last].map((p) => Math.round(p * 4) / 4);
}

export function cells(spec: CellSpec, scales: Record<"x" | "y", (value: number) => number>): SVGElement {
  const xs = borders(spec.xs, scales.x);
  const ys = borders(spec.ys, scales.y);
  const nx = spec.xs.length;
  const paths = new Map<number, string[]>();
  for (let j = 0; j < spec.ys.length; j++) {
    for (let i = 0; i < nx;) {
      const code = spec.codes[j * nx + i] as number;
      let end = i + 1;
      while (end < nx && spec.codes[j * nx + end] === code) end++;
      const [left, right, low, high] = [xs[i], xs[end], ys[j], ys[j + 1]];
      const run = `M${left} ${low}H${right}V${high}H${left}Z`;
      paths.get(code)?.push(run) ?? paths.set(code, [run]);
      i = end;
    }
  }
  const drawn = [...paths].map(([code, runs]) =>
    s("path", { class: `o-${code}`, d: runs.join(""), fill: `var(--o-${code})` }),
  );
  const plain = s("g", { class: "cells", "shape-rendering": "crispEdges" }, ...drawn);
  return s("g", { class: "inside" }, plain, ...outlines(spec, scales, [...paths.keys()]));
}

/** The regions as outlines, where the points of both axes are equally far apart on the paper. */
function outlines(spec: CellSpec, scales: Record<"x" | "y", (value: number) => number>, codes: number[]): SVGElement[] {
  const [across, up] = [even(spec.xs, scales.x), even(spec.ys, scales.y)];
  if (!across || !up || codes.length < 2) return [];
  const of = contours().size([spec.xs.length, spec.ys.length]);
  const drawn = codes.map((code) => {
    const inside = Uint8Array.from(spec.codes, (one) => Number(one === code));
    const rings = of.contour(inside, 0.5).coordinates.flat();
    const d = rings.map((ring) => `M${ring.map(([x, y]) => `${across(x)} ${up(y)}`).join("L")}Z`).join("");
    return s("path", { d, fill: `var(--o-${code})`, "fill-rule": "evenodd" });
  });
  return [s("g", { class: "outlines" }, ...drawn)];
}

/** Pixels of the places that d3-contour counts: point i is at i + ½; null if the points are not equally far apart. */
function even(values: Numbers, scale: (value: number) => number): ((place: number) => number) | null {
  const [first, last] = [scale(values[0] ?? NaN), scale(values[values.length - 1] ?? NaN)];
  const step = (last - first) / (values.length - 1);
  if (Array.from(values).some((value, i) => Math.abs(scale(value) - first - i * step) > 0.05 * Math.abs(step))) return null;
  const most = values.length - 1;
  return (place) => Number((first + step * Math.min(most, Math.max(0, place - 0.5))).toFixed(2));
}
