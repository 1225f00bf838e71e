// Drawing a small tree of moves with numbers on its branches.

import { s } from "../dom";

export interface Stop {
  id: string;
  step: number; // when, 0 to 3
  lane: number; // where across, 0 to 2
  lines: string[];
  kind: "nature" | "move" | "end";
}

export interface Branch {
  from: string;
  to: string;
  label: string[];
  chance: number; // its thickness
}

interface Layout {
  wide: boolean;
  w: number;
  h: number;
  at: Map<string, [number, number]>;
}

const LINE = 16;

/** How wide a stop's box is: on a narrow page the first two, alone in their rows, may be wider. */
function widthOf(stop: Stop, { wide, w }: Layout): number {
  return !wide && stop.step < 2 ? 1.6 * w : w;
}

export function renderTree(stops: Stop[], branches: Branch[], width: number): SVGSVGElement {
  const wide = width >= 660;
  const w = wide ? Math.min(176, width / 4 - 56) : Math.min(150, width / 3 - 8);
  const height = wide ? 300 : 470;
  const place = (stop: Stop): [number, number] =>
    wide
      ? [w / 2 + 3 + (stop.step * (width - w - 6)) / 3, 46 + stop.lane * 102]
      : [w / 2 + 2 + (stop.lane * (width - w - 4)) / 2, 36 + stop.step * 130];
  const layout: Layout = { wide, w, h: 62, at: new Map(stops.map((stop) => [stop.id, place(stop)])) };
  const node = s("svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    class: wide ? "drawing timeline" : "drawing timeline narrow",
  });
  const drawn = branches.map((branch) => drawBranch(branch, layout));
  node.append(...drawn.map((one) => one.line), blind(layout), ...stops.map((stop) => drawStop(stop, layout)));
  for (const { label } of drawn) if (label) node.append(label);
  return node;
}

function drawBranch(branch: Branch, { at, wide, w, h }: Layout): { line: SVGElement; label: SVGElement | null } {
  const [x1, y1] = at.get(branch.from) ?? [0, 0];
  const [x2, y2] = at.get(branch.to) ?? [0, 0];
  const [ax, ay] = wide ? [x1 + w / 2, y1] : [x1, y1 + h / 2];
  const [bx, by] = wide ? [x2 - w / 2, y2] : [x2, y2 - h / 2];
  const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
  const d = wide
    ? `M${ax} ${ay}C${mx} ${ay} ${mx} ${by} ${bx} ${by}`
    : `M${ax} ${ay}C${ax} ${my} ${bx} ${my} ${bx} ${by}`;
  const line = s("path", {
    d,
    fill: "none",
    stroke: "var(--branch)",
    "stroke-width": 1 + 7 * Math.max(0, branch.chance),
    "stroke-opacity": branch.chance > 0 ? 1 : 0.35,
  });
  if (!branch.label.length) return { line, label: null };
  const text = {
    "text-anchor": "middle",
    class: "branch-label",
    fill: "var(--ink)",
    stroke: "var(--paper)",
    "stroke-width": 5,
    "paint-order": "stroke",
  };
  const label = s(
    "g",
    {},
    ...branch.label.map((words, i) =>
      s("text", { ...text, x: mx, y: my + 4 + (i - (branch.label.length - 1) / 2) * LINE }, words),
    ),
  );
  return { line, label };
}

/** The dashed line that joins what C cannot tell apart. */
function blind({ at, wide, w, h }: Layout): SVGElement {
  const [x1, y1] = at.get("no") ?? [0, 0];
  const [x2, y2] = at.get("idle") ?? [0, 0];
  const ends = wide ? { x1, y1: y1 + h / 2, x2, y2: y2 - h / 2 } : { x1: x1 + w / 2, y1, x2: x2 - w / 2, y2 };
  return s("line", { ...ends, stroke: "var(--ink)", "stroke-width": 1.5, "stroke-dasharray": "3 4" });
}

function drawStop(stop: Stop, layout: Layout): SVGElement {
  const { at, h } = layout;
  const w = widthOf(stop, layout);
  const [x, y] = at.get(stop.id) ?? [0, 0];
  const lines = stop.lines.flatMap((line) => broken(line, w / 7.3));
  const height = Math.max(h, lines.length * LINE + 12);
  const text = lines.map((line, i) =>
    s(
      "text",
      {
        x,
        y: y + (i - (lines.length - 1) / 2) * LINE + 4,
        "text-anchor": "middle",
        class: /[=:%]/.test(line) ? "stop-number" : "stop-text",
        fill: "var(--ink)",
      },
      ...lowered(line),
    ),
  );
  return s(
    "g",
    {},
    s("rect", {
      x: x - w / 2,
      y: y - height / 2,
      width: w,
      height,
      rx: 5,
      fill: `var(--${stop.kind})`,
      stroke: "var(--rule)",
    }),
    ...text,
  );
}

/** Break a line that a narrow box cannot hold. */
function broken(line: string, most: number): string[] {
  const out: string[] = [];
  let now = "";
  for (const word of line.split(" ")) {
    if (now && `${now} ${word}`.length > most) [now] = [word, out.push(now)];
    else now = now ? `${now} ${word}` : word;
  }
  return [...out, now];
}

/** k_N with its N below the line. */
function lowered(line: string): (Node | string)[] {
  const [before = "", after] = line.split("k_N");
  if (after === undefined) return [line];
  return [`${before}k`, s("tspan", { dy: 3, "font-size": "0.75em" }, "N"), s("tspan", { dy: -3 }, after)];
}
