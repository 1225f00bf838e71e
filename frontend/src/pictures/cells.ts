// The cells of a map as one path per outcome: runs of equal cells become one rectangle, so that ten
// thousand cells cost a few hundred numbers and stay sharp at any size.

import { s } from "../dom";
import type { Numbers } from "../table";
import type { MapSpec } from "./charts";

/** Borders between points of an axis, in pixels: half way between neighbours. */
function borders(values: Numbers, scale: (value: number) => number): number[] {
  const at = Array.from(values, scale);
  const first = at[0] ?? 0;
  const last = at[at.length - 1] ?? 0;
  const inner = at.slice(1).map((here, i) => (here + (at[i] ?? here)) / 2);
  return [first, ...inner, last].map((p) => Math.round(p * 4) / 4);
}

export function cells(spec: MapSpec, scales: Record<"x" | "y", (value: number) => number>): SVGElement {
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
  return s("g", { class: "cells", "shape-rendering": "crispEdges" }, ...drawn);
}
