// Several panels and a legend as one drawing, so that it is downloaded as it is seen.

import { s } from "../dom";
import { DASHES, larger, MARKERS, type Marker } from "../palette";
import type { Drawn } from "./charts";

export interface Key {
  key: string;
  label: string;
  shape: "line" | "box" | "mark";
}

const [ROW, LETTER, APART] = [18, 6.6, 18]; // height of a line of the legend, width of a letter, and between entries
const SHAPES: Record<Marker, string> = {
  square: "M-4-4h8v8h-8z",
  diamond: "M0-6.5 4.5 0 0 6.5-4.5 0z",
  triangle: "M0-5.5 5 4h-10z",
  circle: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
};

/** A legend that wraps; returns its height too. */
export function legend(keys: Key[], width: number): { node: SVGGElement; height: number } {
  const node = s("g", { class: "legend" });
  const size = larger();
  let [x, y] = [4, 12 * size];
  for (const one of keys) {
    const before = one.shape === "line" ? 26 : 20;
    const wide = before + one.label.length * LETTER * size;
    if (x + wide > width && x > 4) [x, y] = [4, y + ROW * size];
    const paint = one.shape === "box" ? `var(--o-${one.key})` : `var(--k-${one.key})`;
    const mark =
      one.shape === "mark"
        ? s("path", { d: SHAPES[MARKERS[one.key] ?? "circle"], transform: `translate(${x + 8} ${y - 4})`, fill: paint })
        : one.shape === "box"
          ? s("rect", { x, y: y - 9, width: 14, height: 11, fill: paint, stroke: "var(--rule)", "stroke-width": 0.5 })
          : s("line", {
              x1: x,
              x2: x + 20,
              y1: y - 4,
              y2: y - 4,
              stroke: paint,
              "stroke-width": 2,
              "stroke-dasharray": DASHES[one.key],
            });
    node.append(
      mark,
      s("text", { x: x + before, y, class: "legend-text", fill: "var(--ink)" }, one.label),
    );
    x += wide + APART;
  }
  return { node, height: y + 8 };
}

export interface Panel {
  drawn: Drawn;
  x: number;
  y: number;
  width: number;
  height: number;
  title?: string;
}

export interface Composed {
  node: SVGSVGElement;
  /** Where a mouse event lies in its panel's own numbers. */
  at: (event: MouseEvent) => { panel: number; x: number; y: number } | null;
  /** Where numbers of a panel lie in the drawing. */
  to: (panel: number, x: number, y: number) => [number, number];
}

/** Put panels into one drawing; a point of it is traced back to the panel it lies in. */
export function compose(width: number, keys: Key[], panels: Panel[]): Composed {
  const top = keys.length ? legend(keys, width) : null;
  const offset = top ? top.height + 4 : 0;
  const height = offset + Math.max(...panels.map((panel) => panel.y + panel.height));
  const node = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "drawing" });
  if (top) node.append(top.node);
  for (const panel of panels) put(node, panel, offset);
  const at = (event: MouseEvent) => {
    const box = node.getBoundingClientRect();
    const px = ((event.clientX - box.left) * width) / box.width;
    const py = ((event.clientY - box.top) * height) / box.height - offset;
    for (const [i, panel] of panels.entries()) {
      const found = panel.drawn.at(px - panel.x, py - panel.y);
      const within = px >= panel.x && px < panel.x + panel.width && py >= panel.y && py < panel.y + panel.height;
      if (found && within) return { panel: i, ...found };
    }
    return null;
  };
  const to = (i: number, x: number, y: number): [number, number] => {
    const panel = panels[i];
    const [px, py] = panel?.drawn.to(x, y) ?? [0, 0];
    return [px + (panel?.x ?? 0), py + (panel?.y ?? 0) + offset];
  };
  return { node, at, to };
}

function put(node: SVGSVGElement, panel: Panel, offset: number): void {
  const drawing = panel.drawn.node;
  drawing.setAttribute("x", String(panel.x));
  drawing.setAttribute("y", String(panel.y + offset));
  // the outer drawing speaks for its panels
  drawing.setAttribute("aria-hidden", "true");
  node.append(drawing);
  if (!panel.title) return;
  const place = { x: panel.x + panel.width - 14, y: panel.y + offset + 13, "text-anchor": "end" };
  node.append(s("text", { ...place, class: "panel-title", fill: "var(--ink)" }, panel.title));
}
