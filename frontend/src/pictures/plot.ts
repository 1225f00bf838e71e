// The pictures by Observable Plot. Plot puts a <style> element into each drawing, which the page's content
// policy would block; its few rules are in the page's own style sheet, so it is taken out before the
// drawing enters the page.

import { axisX, axisY, dot, line, plot, rect, ruleX, ruleY, type Markish, type PlotOptions } from "@observablehq/plot";
import { s } from "../dom";
import { DASHES, larger, MARKERS } from "../palette";
import type { Axis, Charts, CurveSpec, Drawn, FrameSpec, Gap, Mark, Series } from "./charts";

const LEFT = 50; // room for the ticks' numbers, where they need no more
const DIGIT = 6.9; // pixels of a digit of the ticks

/** Room about the picture, for the size that its letters have. */
function margins(): { marginTop: number; marginRight: number; marginBottom: number } {
  const size = larger();
  return { marginTop: Math.round(27 * size), marginRight: 14, marginBottom: Math.round(34 * size) };
}
const colour = (key: string): string => (key.startsWith("was") ? "var(--k-was)" : `var(--k-${key})`);

interface Scale {
  apply: (value: number) => number;
  invert?: (p: number) => number;
  range?: number[];
}

function scale(axis: Axis): NonNullable<PlotOptions["x"]> {
  return {
    label: null,
    type: axis.log ? "log" : "linear",
    ...(axis.domain ? { domain: axis.domain } : {}),
    ...(axis.zero ? { zero: true } : {}),
  };
}

/** Ticks that do not crowd: on a log axis only powers and their halves. */
function axes(spec: { width: number; height: number; x: Axis; y: Axis }, left: number): Markish[] {
  const tick = { tickSize: 4, tickPadding: 4, fontVariant: "tabular-nums" as const };
  const format = (axis: Axis) => (axis.log ? { tickFormat: short } : {});
  return [
    axisX({
      ...tick,
      tickPadding: larger() > 1 ? 10 : tick.tickPadding, // clear of the lowest number beside the picture
      ...format(spec.x),
      ticks: spec.x.ticks ?? Math.max(3, spec.width / 90),
      label: spec.x.label,
      labelAnchor: "right",
      labelArrow: "none",
    }),
    axisY({
      ...tick,
      ...format(spec.y),
      ticks: spec.y.ticks ?? Math.max(3, spec.height / 50),
      label: spec.y.label,
      labelAnchor: "top",
      labelArrow: "none",
      labelOffset: left - 4,
    }),
  ];
}

function short(x: number): string {
  return x >= 1000 ? `${x / 1000}k` : String(Number(x.toPrecision(3)));
}

function strokes(series: Series): Markish[] {
  const channels = { x: series.x as unknown as number[], y: series.y as unknown as number[] };
  const data = { length: series.x.length };
  const dashes = DASHES[series.key.replace("was ", "")];
  const marks: Markish[] = [
    line(data, {
      ...channels,
      stroke: colour(series.key),
      strokeWidth: 2,
      ...(dashes ? { strokeDasharray: dashes } : {}),
    }),
  ];
  const lone = alone(series);
  if (lone.length) marks.push(dot(lone, { x: "x", y: "y", r: 1.6, fill: colour(series.key) }));
  return marks;
}

/** Points with a gap on either side: a line would not show them. */
function alone({ x, y }: Series): { x: number; y: number }[] {
  const out: { x: number; y: number }[] = [];
  for (let i = 0; i < y.length; i++) {
    const here = y[i] as number;
    if (Number.isFinite(here) && !Number.isFinite(y[i - 1] ?? NaN) && !Number.isFinite(y[i + 1] ?? NaN)) {
      out.push({ x: x[i] as number, y: here });
    }
  }
  return out;
}

function points(marks: Mark[]): Markish[] {
  return marks.map((one) =>
    dot([one], {
      x: "x",
      y: "y",
      r: 5,
      symbol: MARKERS[one.key] ?? "circle",
      fill: colour(one.key),
      stroke: "var(--paper)",
      strokeWidth: 1.5,
    }),
  );
}

/** One strip per protocol, on top of each other, at the foot of the picture. */
function strips(gaps: Gap[], spec: CurveSpec): Markish {
  const keys = [...new Set(gaps.map((gap) => gap.key))];
  return (_index, scales) => {
    const x = scales.x as unknown as (value: number) => number;
    const base = spec.height - margins().marginBottom;
    const bars = gaps.map((gap) =>
      s("rect", {
        x: x(gap.from),
        width: Math.max(1, x(gap.to) - x(gap.from)),
        height: 5,
        y: base - 7 - 7 * keys.indexOf(gap.key),
        fill: colour(gap.key),
        opacity: 0.55,
      }),
    );
    return s("g", { class: "gaps" }, ...bars);
  };
}

function draw(options: PlotOptions): Drawn {
  const node = plot({ ...margins(), ...options, className: "pl" }) as unknown as SVGSVGElement;
  const scaleOf = (node as unknown as ReturnType<typeof plot>).scale.bind(node);
  const [x, y] = [scaleOf("x"), scaleOf("y")] as unknown as [Scale, Scale];
  node.querySelectorAll("style").forEach((style) => style.remove());
  const inside = (range: number[] | undefined, p: number): boolean =>
    !!range && p >= Math.min(...range) - 1 && p <= Math.max(...range) + 1;
  return {
    node,
    to: (vx, vy) => [x.apply(vx), y.apply(vy)],
    at: (px, py) =>
      x.invert && y.invert && inside(x.range, px) && inside(y.range, py) ? { x: x.invert(px), y: y.invert(py) } : null,
  };
}

const rooms = new Map<string, number>(); // what each axis needed last: it seldom changes from one drawing to the next

/** Draw with room for the longest number on the y axis. */
function roomy({ width, y }: FrameSpec, drawWith: (left: number) => Drawn): Drawn {
  const axis = `${y.label} ${width}`;
  const left = rooms.get(axis) ?? LEFT;
  const drawn = drawWith(left);
  const labels = drawn.node.querySelectorAll('[aria-label="y-axis tick label"] text');
  const longest = Math.max(0, ...Array.from(labels, (label) => label.textContent?.length ?? 0));
  const needed = Math.max(LEFT, Math.ceil(12 + DIGIT * larger() * longest));
  rooms.set(axis, needed);
  return needed === left ? drawn : drawWith(needed);
}

/** The axis of lines that are level up to rounding: one about them, not one across the last digits. */
function level({ y, series, marks = [] }: CurveSpec): [number, number] | null {
  if (y.domain || y.log) return null;
  const all = [...series.flatMap((one) => Array.from(one.y)), ...marks.map((one) => one.y)].filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (!all.length || high - low > 1e-9 * size) return null;
  const room = size / 2 || 1;
  return [low - room, high + room];
}

export const plotCharts: Charts = {
  curves(spec) {
    const rules: Markish[] = [];
    const flat = level(spec);
    if (spec.level !== undefined) rules.push(ruleY([spec.level], { stroke: "var(--rule)", strokeDasharray: "2 2" }));
    if (spec.was !== undefined) rules.push(ruleX([spec.was], { stroke: "var(--k-was)", strokeDasharray: "4 3" }));
    if (spec.now !== undefined) rules.push(ruleX([spec.now], { stroke: "var(--now)", strokeWidth: 1 }));
    if (spec.gaps?.length) rules.push(strips(spec.gaps, spec));
    const lines = [...rules, ...spec.series.flatMap(strokes), ...points(spec.marks ?? [])];
    return roomy(spec, (marginLeft) =>
      draw({
        width: spec.width,
        height: spec.height,
        marginLeft,
        x: scale(spec.x),
        y: flat ? { ...scale(spec.y), domain: flat } : { ...scale(spec.y), nice: true },
        marks: [...axes(spec, marginLeft), ...lines],
      }),
    );
  },

  frame(spec) {
    const frame = {
      x1: () => spec.x.domain?.[0],
      x2: () => spec.x.domain?.[1],
      y1: () => spec.y.domain?.[0],
      y2: () => spec.y.domain?.[1],
    };
    return roomy(spec, (marginLeft) =>
      draw({
        width: spec.width,
        height: spec.height,
        marginLeft,
        x: scale(spec.x),
        y: scale(spec.y),
        marks: [
          ...axes(spec, marginLeft),
          rect([0], { ...frame, fill: "none", stroke: "var(--rule)" }),
        ],
      }),
    );
  },
};
