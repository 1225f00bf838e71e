// Outcomes against one parameter, for every protocol; several equilibria kept apart, gaps as gaps (T5).

import { USUAL, type Arrays, type Meta, type Table, type ViewAsk } from "../api";
import { along, notAlong, valuesOf } from "./axes";
import { solveMany, tableOf, valueAt, type Many } from "./many";
import type { Problem } from "./model";
import { LINE_POINTS } from "./sizes";

const JUMP = 0.3; // visit probabilities of neighbours further apart belong to different equilibria

interface Visit {
  v: number;
  sure: boolean; // v = 1 is a branch of its own: its price need not be a limit (T5, σ = 1)
}

/** The branch of each equilibrium of each row: 0 is no visits, any other keeps to its nearest neighbour. */
export function follow(rows: (Visit | null)[][]): number[][] {
  let before = new Map<number, Visit>();
  return rows.map((slots) => {
    const here = new Map<number, Visit>();
    const out = slots.map(() => 0);
    const left = new Map<number, Visit>();
    slots.forEach((visit, i) => visit && visit.v > 0 && left.set(i, visit));
    const pairs = [...left].flatMap(([i, visit]) =>
      [...before]
        .filter(([, old]) => old.sure === visit.sure)
        .map(([branch, old]) => ({ gap: Math.abs(visit.v - old.v), i, branch })),
    );
    pairs.sort((a, b) => a.gap - b.gap || a.i - b.i || a.branch - b.branch);
    for (const { gap, i, branch } of pairs) {
      const visit = left.get(i);
      if (gap > JUMP || !visit || here.has(branch)) continue;
      out[i] = branch;
      here.set(branch, visit);
      left.delete(i);
    }
    for (const [i, visit] of left) {
      let branch = 1;
      while (here.has(branch) || before.has(branch)) branch++;
      out[i] = branch;
      here.set(branch, visit);
    }
    before = here;
    return out;
  });
}

function branches(meta: Meta, many: Many, variable: string, points: number): number[][] {
  const slots = Array.from({ length: many.slots }, (_, slot) => slot);
  const visits = Array.from({ length: points }, (_, row) =>
    slots.map((slot) => {
      const v = valueAt(meta, many, "visit_probability", slot, row);
      return Number.isNaN(v) ? null : { v, sure: valueAt(meta, many, "no_visit_probability", slot, row) === 0 };
    }),
  );
  const found = follow(visits);
  const most = Math.max(1, ...found.flat());
  const table = Array.from({ length: most + 1 }, () => new Array<number>(points).fill(NaN));
  found.forEach((each, row) =>
    each.forEach((branch, slot) => {
      const line = table[branch];
      if (visits[row]?.[slot] && line) line[row] = valueAt(meta, many, variable, slot, row);
    }),
  );
  return table;
}

/** Solve along a line. */
export function line(problem: Problem, { variable, parameter }: Pick<ViewAsk, "variable" | "parameter">): Arrays {
  const { meta, game } = problem;
  if (notAlong(game.kind, parameter)) return {};
  const x = valuesOf(meta, game, parameter, LINE_POINTS);
  const rows = Array.from(x, (value) => along(game, parameter, value));
  const answers = solveMany(problem, tableOf(meta, game, rows), USUAL);
  const tables = answers.map((many) => branches(meta, many, variable, x.length));
  const most = Math.max(...tables.map((table) => table.length));
  const values = tables.flatMap((table) =>
    Array.from({ length: most }, (_, branch) => table[branch] ?? new Array<number>(x.length).fill(NaN)).flat(),
  );
  const codes = (pick: (many: Many) => ArrayLike<number>): Table => ({
    values: Uint8Array.from(answers.flatMap((many) => Array.from(pick(many)))),
    shape: [answers.length, x.length],
  });
  return {
    "line.x": { values: x, shape: [x.length] },
    "line.value": { values: Float64Array.from(values), shape: [answers.length, most, x.length] },
    "line.status": codes((many) => many.status),
    "line.count": codes((many) => many.count),
  };
}
