// The game as a timeline: who moves when, with this equilibrium's numbers on the branches. On a wide page
// time runs to the right, on a narrow one downwards.

import { PROTOCOLS, type Equilibrium, type View } from "../api";
import { s } from "../dom";
import { number, percent } from "../format";
import { shownOf } from "../cards";
import type { State } from "../state";
import { labelOf, type Context } from "./context";
import { Picture, type Column } from "./picture";

const TEXTS = {
  id: "timeline",
  title: "The game, move by move",
  hint: "This equilibrium’s numbers on the branches. C cannot tell apart what the dashed line joins.",
};

interface Stop {
  id: string;
  step: number; // when, 0 to 4
  lane: number; // where across, 0 to 2
  lines: string[];
  kind: "nature" | "move" | "end";
}
interface Branch {
  from: string;
  to: string;
  label: string;
  chance: number; // its thickness
}

export class Timeline extends Picture {
  constructor(private readonly context: Context) {
    super(TEXTS);
  }

  draw(view: View, state: State): void {
    const solution = view.header.solve?.[PROTOCOLS.indexOf(state.protocol)];
    const eq = solution?.equilibria[solution ? shownOf(solution, state, state.protocol) : 0];
    const label = labelOf(this.context.meta, state.protocol);
    if (!solution || !eq) return this.empty(`No numbers to put on the branches: ${label}: ${solution?.status_sentence ?? ""}.`);
    const { stops, branches } = tree(eq, state);
    const node = render(stops, branches, this.width);
    this.show(node, `${label}. ${told(eq, state)}`, () => table(branches, stops));
  }
}

function tree(eq: Equilibrium, state: State): { stops: Stop[]; branches: Branch[] } {
  const sigma = state.model["sigma"] ?? 0;
  const q = state.model["q"] ?? 0;
  const c = state.model["k_max"] ?? 1;
  const v = eq.visit_probability;
  const deal = eq.concession !== null && v > 0;
  const proposer = state.protocol === "open" ? state.proposer : state.protocol;
  const saw = state.protocol === "open" ? "C has seen the deal" : `C sees the price: ${percent(q, 0)}`;
  const risk = (k: number): string => percent((k * k) / c);
  const stops: Stop[] = [
    { id: "S", step: 0, lane: 1, kind: "nature", lines: ["Does F want", "a favour?"] },
    { id: "deal", step: 1, lane: 0.5, kind: "move", lines: deal ? [`${proposer} proposes`, `z = ${number(eq.concession, 3)}, agreed`] : [`${proposer} proposes`, "no deal"] },
    { id: "A", step: 2, lane: 0.5, kind: "move", lines: deal ? ["F reads signal A:", eq.threshold === null ? "visit?" : `A ≥ ${number(eq.threshold, 3)}?`] : ["F stays away", ""] },
    { id: "no", step: 3, lane: 1, kind: "move", lines: ["no visit; C thinks", `k_N = ${number(eq.weakness_no_visit, 3)}`] },
    { id: "none", step: 3, lane: 2, kind: "move", lines: ["no visit; C thinks", `k_N = ${number(eq.weakness_no_visit, 3)}`] },
    { id: "no-end", step: 4, lane: 1, kind: "end", lines: [`C challenges: ${percent(eq.weakness_no_visit / c)}`, `L removed: ${deal ? percent(spurned(eq)) : percent(eq.removal_salient)}`] },
    { id: "none-end", step: 4, lane: 2, kind: "end", lines: [`C challenges: ${percent(eq.weakness_no_visit / c)}`, `L removed: ${percent(eq.removal_not_salient)}`] },
  ]; // prettier-ignore
  const branches: Branch[] = [
    { from: "S", to: "deal", label: `yes, σ = ${number(sigma, 3)}`, chance: sigma },
    { from: "S", to: "none", label: `no, 1 − σ = ${number(1 - sigma, 3)}`, chance: 1 - sigma },
    { from: "deal", to: "A", label: "", chance: sigma },
    { from: "A", to: "no", label: deal ? `no, ${number(1 - v, 3)}` : "", chance: sigma * (1 - v) },
    { from: "no", to: "no-end", label: "", chance: sigma * (1 - v) },
    { from: "none", to: "none-end", label: "", chance: 1 - sigma },
  ];
  if (deal) {
    stops.push({ id: "visit", step: 3, lane: 0, kind: "move", lines: [saw, `κ = ${number(eq.weakness_visit, 3)}`] });
    stops.push({ id: "visit-end", step: 4, lane: 0, kind: "end", lines: [`C challenges: ${percent(eq.weakness_visit / c)}`, `L removed: ${risk(eq.weakness_visit)}`] });
    branches.push({ from: "A", to: "visit", label: `visit, v = ${number(v, 3)}`, chance: sigma * v }, { from: "visit", to: "visit-end", label: "", chance: sigma * v });
  }
  return { stops, branches };
}

/** Removal after a deal without a visit, from what the solver reports for S = 1 as a whole. */
function spurned(eq: Equilibrium): number {
  const v = eq.visit_probability;
  return v < 1 ? (eq.removal_salient - v * (eq.removal_visit ?? 0)) / (1 - v) : NaN;
}

function told(eq: Equilibrium, state: State): string {
  const sigma = number(state.model["sigma"], 3);
  if (eq.concession === null) return `F wants a favour with probability ${sigma}; no deal is struck, nobody visits, and C keeps her prior ${number(eq.weakness_prior, 3)}.`;
  return `F wants a favour with probability ${sigma}; then a deal at price ${number(eq.concession, 3)}; then a visit with probability ${number(eq.visit_probability, 3)}. C thinks L’s weakness ${number(eq.weakness_visit, 3)} after a visit and ${number(eq.weakness_no_visit, 3)} without one.`;
}

function table(branches: Branch[], stops: Stop[]): Column[] {
  const words = (id: string): string => stops.find((stop) => stop.id === id)?.lines.filter(Boolean).join(" ") ?? id;
  return [
    { name: "from", values: branches.map((one) => words(one.from)) },
    { name: "branch", values: branches.map((one) => one.label) },
    { name: "to", values: branches.map((one) => words(one.to)) },
    { name: "probability", values: branches.map((one) => one.chance) },
  ];
}

function render(stops: Stop[], branches: Branch[], width: number): SVGSVGElement {
  const wide = width >= 640;
  const box = wide ? { w: Math.min(150, width / 5 - 26), h: 46 } : { w: Math.min(116, width / 3 - 8), h: 46 };
  const height = wide ? 290 : 5 * 92;
  const place = (stop: Stop): [number, number] =>
    wide
      ? [box.w / 2 + 4 + (stop.step * (width - box.w - 8)) / 4, 48 + stop.lane * 96]
      : [box.w / 2 + 2 + (stop.lane * (width - box.w - 4)) / 2, 30 + stop.step * 92];
  const at = new Map(stops.map((stop) => [stop.id, place(stop)]));
  const node = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "drawing timeline" });
  for (const branch of branches) node.append(...drawBranch(branch, at, wide, box));
  node.append(blind(at, wide, box));
  for (const stop of stops) node.append(drawStop(stop, at.get(stop.id) ?? [0, 0], box));
  return node;
}

function drawBranch(branch: Branch, at: Map<string, [number, number]>, wide: boolean, box: { w: number; h: number }): SVGElement[] {
  const [x1, y1] = at.get(branch.from) ?? [0, 0];
  const [x2, y2] = at.get(branch.to) ?? [0, 0];
  const [a, b] = wide ? [[x1 + box.w / 2, y1], [x2 - box.w / 2, y2]] : [[x1, y1 + box.h / 2], [x2, y2 - box.h / 2]]; // prettier-ignore
  const [ax, ay, bx, by] = [a?.[0] ?? 0, a?.[1] ?? 0, b?.[0] ?? 0, b?.[1] ?? 0];
  const path = wide ? `M${ax} ${ay}C${(ax + bx) / 2} ${ay} ${(ax + bx) / 2} ${by} ${bx} ${by}` : `M${ax} ${ay}C${ax} ${(ay + by) / 2} ${bx} ${(ay + by) / 2} ${bx} ${by}`;
  const line = s("path", { d: path, fill: "none", stroke: "var(--branch)", "stroke-width": 1 + 7 * Math.max(0, branch.chance), "stroke-opacity": branch.chance > 0 ? 1 : 0.35 });
  if (!branch.label) return [line];
  const text = { class: "branch-label", "text-anchor": "middle", fill: "var(--ink)", stroke: "var(--paper)", "stroke-width": 4, "paint-order": "stroke" };
  // a long branch carries its label near its end, where branches have parted
  const t = wide && bx - ax > 200 ? 0.62 : 0.55;
  return [line, s("text", { ...text, x: ax + (bx - ax) * t, y: ay + (by - ay) * (wide ? t : 0.5) + 4 }, branch.label)];
}

/** The dashed line that joins what C cannot tell apart. */
function blind(at: Map<string, [number, number]>, wide: boolean, box: { w: number; h: number }): SVGElement {
  const [x1, y1] = at.get("no") ?? [0, 0];
  const [x2, y2] = at.get("none") ?? [0, 0];
  const ends = wide ? { x1, y1: y1 + box.h / 2, x2, y2: y2 - box.h / 2 } : { x1: x1 + box.w / 2, y1, x2: x2 - box.w / 2, y2 };
  return s("line", { ...ends, stroke: "var(--ink)", "stroke-width": 1.5, "stroke-dasharray": "3 4" });
}

function drawStop(stop: Stop, [x, y]: [number, number], { w, h }: { w: number; h: number }): SVGElement {
  const fill = stop.kind === "end" ? "var(--end)" : stop.kind === "nature" ? "var(--nature)" : "var(--move)";
  const lines = stop.lines.filter(Boolean);
  const text = lines.map((line, i) =>
    s("text", { x, y: y + (i - (lines.length - 1) / 2) * 16 + 4, "text-anchor": "middle", class: i ? "stop-number" : "stop-text", fill: "var(--ink)" }, line),
  );
  return s("g", {}, s("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: 5, fill, stroke: "var(--rule)" }), ...text);
}
