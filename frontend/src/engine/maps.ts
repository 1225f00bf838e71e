// Who gains, over two parameters: a band of rows at a time, so that a slider is never kept waiting.

import type { MapAsk, MapFrame, ProtocolId } from "../api";
import { Refusal } from "../refusal";
import { along, notAlong, valuesOf } from "./axes";
import { solveMany, tableOf, valueAt, whoGains } from "./many";
import type { Problem } from "./model";

const SHOWN: readonly ProtocolId[] = ["F", "L"]; // with open bargaining there is never a deal
const VALUES = ["concession", "visit_probability", "gain_L"] as const;
const BAND = 288; // cells between two looks at what else is asked for: some 4 milliseconds of work

/** Solve a map; yields between bands, and returns the whole. */
export function* mapped(problem: Problem, ask: MapAsk): Generator<void, MapFrame> {
  const { meta, game } = problem;
  const why = notAlong(game.kind, ask.x) || notAlong(game.kind, ask.y);
  if (why) throw new Refusal([why]);
  const xs = valuesOf(meta, game, ask.x, ask.side);
  const ys = valuesOf(meta, game, ask.y, ask.side);
  const cells = xs.length * ys.length;
  const codes = new Uint8Array(SHOWN.length * cells);
  const values = VALUES.map(() => new Float32Array(SHOWN.length * cells).fill(NaN));
  const rows = Math.max(1, Math.round(BAND / xs.length));
  for (let row = 0; row < ys.length; row += rows) {
    const stop = Math.min(ys.length, row + rows);
    const models = Array.from(ys.subarray(row, stop)).flatMap((y) => {
      const up = { ...game, ...along(game, ask.y, y) };
      return Array.from(xs, (x) => along(up, ask.x, x)).map((across) => ({ ...along(game, ask.y, y), ...across }));
    });
    const answers = solveMany(problem, tableOf(meta, game, models), SHOWN);
    answers.forEach((many, p) => {
      const first = p * cells + row * xs.length;
      codes.set(whoGains(meta, many), first);
      VALUES.forEach((name, k) =>
        many.count.forEach((count, i) => {
          if (count === 1) (values[k] as Float32Array)[first + i] = valueAt(meta, many, name, 0, i);
        }),
      );
    });
    yield;
  }
  const shape = [SHOWN.length, ys.length, xs.length];
  const header = { x: ask.x, y: ask.y, nx: xs.length, ny: ys.length, protocols: [...SHOWN] };
  const tables = Object.fromEntries(VALUES.map((name, k) => [`map.${name}`, { values: values[k] as Float32Array, shape }]));
  return {
    header,
    arrays: {
      "map.x": { values: xs, shape: [xs.length] },
      "map.y": { values: ys, shape: [ys.length] },
      "map.outcome": { values: codes, shape },
      ...tables,
    },
  };
}
