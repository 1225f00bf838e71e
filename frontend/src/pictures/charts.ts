// What a picture needs from a drawing library, and nothing more. Only `plot.ts` knows which one it is.

import type { Numbers } from "../table";

export interface Axis {
  label: string;
  log?: boolean;
  domain?: [number, number];
  zero?: boolean; // the axis must show 0
  ticks?: number;
}

export interface Series {
  key: string; // names the line's colour and dashes, in the style sheet: open, F, L, other
  label: string;
  x: Numbers;
  y: Numbers;
}

export interface Mark {
  key: string;
  x: number;
  y: number;
}

/** Where a protocol has no equilibrium: a strip along the bottom instead of a line. */
export interface Gap {
  key: string;
  from: number;
  to: number;
}

export interface CurveSpec {
  width: number;
  height: number;
  x: Axis;
  y: Axis;
  series: Series[];
  marks?: Mark[];
  gaps?: Gap[];
  now?: number; // a vertical line at the page's own value
  was?: number; // another, where it was when the visitor pinned it
  level?: number; // a horizontal reference line
}

/** The frame of a map: the same for all of its answers. */
export interface FrameSpec {
  width: number;
  height: number;
  x: Axis;
  y: Axis;
}

/** What a map shows inside its frame. */
export interface CellSpec {
  xs: Numbers;
  ys: Numbers;
  codes: Numbers; // row by row, from the smallest y
}

/** A drawn picture, and the ways between points of it and the numbers on its axes. */
export interface Drawn {
  node: SVGSVGElement;
  to: (x: number, y: number) => [number, number];
  at: (px: number, py: number) => { x: number; y: number } | null;
}

export interface Charts {
  curves(spec: CurveSpec): Drawn;
  frame(spec: FrameSpec): Drawn;
}
