// Tables of models, solved by the engine's own loop (`summitry_solve_many`): for lines and maps.

import type { Field, Meta } from "../api";
import { isUniform } from "../law";
import { impossible, stepsCurve } from "./curve";
import type { Library } from "./library";
import type { Game, How } from "./game";
import type { Problem } from "./model";
import { gainOverIsolation } from "./solve";

/** The answers of one protocol: status and count of each row, and its equilibria's numbers by slot. */
export interface Many {
  status: Int8Array;
  count: number[];
  slots: number;
  numbers: Float64Array; // slots × rows × variables
  columns: Map<string, number>; // of the variables
}

const CODES: Record<string, number> = { F: 0, L: 1, open: 2 };
const INVALID = 6;
const FEW = 256; // a call with few rows takes little memory, which has to be cleared: of these it is called often
const LANES = 8; // rows that the engine solves abreast
const [FIRST, STOP] = [24, 32]; // where summitry_request holds them
const REQUEST = 112; // bytes of summitry_request where addresses have 4, as in WebAssembly

/** Rows of a table as models; `set` changes the game of each. */
export function tableOf(meta: Meta, game: Game, rows: readonly Partial<Game>[]): Float64Array {
  const names = meta.fields.map((field) => field.name as keyof Game);
  const table = new Float64Array(rows.length * names.length);
  rows.forEach((row, i) => {
    names.forEach((name, j) => (table[i * names.length + j] = (row[name] ?? game[name]) as number));
  });
  return table;
}

/** For a list of posteriors only the priors that agree with it are models (T2): those rows. */
function possible(library: Library, game: Game, table: Float64Array, columns: number): number[] | null {
  if (!game.atoms) return null;
  const { k0 } = stepsCurve(library, game.atoms);
  const known = new Map<string, boolean>();
  const fine = (alpha: number, beta: number): boolean => {
    const key = `${alpha} ${beta}`;
    if (!known.has(key)) {
      const agrees = Math.abs(k0 - beta / (alpha + beta)) <= 1e-9;
      known.set(key, agrees && impossible(library, { ...game, alpha, beta }) <= 1e-9);
    }
    return known.get(key) ?? false;
  };
  return Array.from({ length: table.length / columns }, (_, i) => i).filter((i) =>
    fine(table[i * columns] ?? 0, table[i * columns + 1] ?? 0),
  );
}

/** Solve every row of a table under some protocols. */
export function solveMany(problem: Problem, table: Float64Array, protocols: readonly string[], slots = 0): Many[] {
  const { library, meta, game } = problem;
  const fields = meta.fields.length;
  const rows = table.length / fields;
  const columns = new Map(Object.keys(meta.variables).map((name, i) => [name, i]));
  const wide = columns.size;
  const most = slots || (game.kind === "linear" ? 3 : 4);
  const answers = library.scratch(() => {
    const chosen = possible(library, game, table, fields);
    const size = protocols.length * rows;
    const [status, count, numbers] = [library.bytes(size), library.bytes(8 * size), library.doubles(most * size * wide)];
    const untouched = chosen !== null && chosen.length < rows;
    if (untouched) blank(library, { status, count, numbers }, size, most * size * wide);
    if (chosen === null || chosen.length) {
      const request = requestOf(problem, { table, rows, chosen, protocols, slots: most, wide });
      const where = library.bytes(12);
      [status, count, numbers].forEach((at, i) => library.view.setUint32(where + 4 * i, at, true));
      const all = chosen ? chosen.length : rows;
      const part = all < FEW ? LANES : all;
      for (let first = 0; first < all; first += part) {
        library.view.setBigInt64(request + FIRST, BigInt(first), true);
        library.view.setBigInt64(request + STOP, BigInt(Math.min(all, first + part)), true);
        library.call("solve_many", request, where, 0);
      }
    }
    return {
      status: library.readBytes(status, size),
      count: library.readLongs(count, size),
      numbers: library.read(numbers, most * size * wide),
    };
  });
  const needed = answers.count.reduce((a, b) => Math.max(a, b), 1);
  if (needed > most) return solveMany(problem, table, protocols, needed);
  return protocols.map((_, p) => {
    const part = new Float64Array(most * rows * wide);
    for (let slot = 0; slot < most; slot++) {
      const start = (slot * protocols.length + p) * rows * wide;
      part.set(answers.numbers.subarray(start, start + rows * wide), slot * rows * wide);
    }
    const own = [p * rows, (p + 1) * rows] as const;
    return { status: answers.status.slice(...own), count: answers.count.slice(...own), slots: most, numbers: part, columns };
  });
}

/** Rows that are no models stay as written here. */
function blank(library: Library, at: { status: number; count: number; numbers: number }, size: number, all: number): void {
  const { buffer } = library.view;
  new Int8Array(buffer, at.status, size).fill(INVALID);
  new BigInt64Array(buffer, at.count, size).fill(0n);
  new Float64Array(buffer, at.numbers, all).fill(NaN);
}

interface Asked {
  table: Float64Array;
  rows: number;
  chosen: number[] | null;
  protocols: readonly string[];
  slots: number;
  wide: number;
}

/** How unseen-price visits are read, as the engine numbers it. */
const ruleOf = (offPath: How["offPath"]): number =>
  typeof offPath === "number" ? 2 : ["strongest", "prior", "", "smallest"].indexOf(offPath);

const lowestOf = ({ meta, game }: Problem, { name, least }: Field): number =>
  name === "k_max" && !isUniform(game.law) ? meta.any_scale.least : least;

/** Write a `summitry_request`: the offsets are those of C where an address has 4 bytes. */
function requestOf(problem: Problem, asked: Asked): number {
  const { library, meta, game, how } = problem;
  const { rows, chosen, protocols } = asked;
  const highest = meta.fields.map((field) =>
    game.kind === "binomial" && field.name === "n" ? (meta.limits["binomial_n"] ?? 1e6) : field.greatest,
  );
  const addresses = {
    table: library.doubles(asked.table),
    chosen: chosen ? library.longs(chosen) : 0,
    curve: game.atoms || game.kind === "article" ? library.doubles(problem.curve.array) : 0,
    lowest: library.doubles(meta.fields.map((field) => lowestOf(problem, field))),
    highest: library.doubles(highest),
    infinite: library.doubles(meta.fields.map((field) => Number(field.may_be_infinite))),
    protocol: library.longs(protocols.map((id) => CODES[id] ?? 0)),
    column: library.longs(Array.from({ length: asked.wide }, (_, i) => i)),
  };
  const at = library.bytes(REQUEST);
  const { view } = library;
  const long = (offset: number, value: number): void => view.setBigInt64(at + offset, BigInt(value), true);
  const word = (offset: number, value: number): void => view.setUint32(at + offset, value, true);
  word(0, addresses.table);
  long(8, rows);
  word(16, addresses.chosen);
  word(40, addresses.curve ? 2 : game.kind === "binomial" ? 1 : 0);
  word(44, addresses.curve);
  word(48, addresses.lowest);
  word(52, addresses.highest);
  word(56, addresses.infinite);
  word(60, protocols.length);
  word(64, addresses.protocol);
  word(68, ruleOf(how.offPath));
  view.setFloat64(at + 72, typeof how.offPath === "number" ? how.offPath : 0, true);
  long(80, asked.slots);
  long(88, asked.wide);
  word(96, addresses.column);
  word(100, 0); // pure strategies
  word(104, library.shared(problem.law));
  return at;
}

/** A variable of every equilibrium, or L's gain over isolation. */
export function valueAt(meta: Meta, many: Many, name: string, slot: number, row: number): number {
  const start = (slot * many.status.length + row) * many.columns.size;
  const read = (one: string): number => many.numbers[start + (many.columns.get(one) ?? 0)] ?? NaN;
  if (name !== "gain_L") return read(name);
  return gainOverIsolation(meta, read("payoff_L_salient"), read("payoff_L_isolated"));
}

/** Codes of who gains, as `summitry.who_gains` classifies (T5). */
export function whoGains(meta: Meta, many: Many): Uint8Array {
  const code = (id: string): number => meta.outcomes.find((one) => one.id === id)?.code ?? 0;
  const byStatus = meta.statuses.map((one) => code(meta.gains_by_status[one.id] ?? "none"));
  const one = meta.statuses.find((word) => word.id === "one")?.code;
  const [noDeal, curse, mutual, neutral] = ["no_deal", "curse", "mutual", "neutral"].map(code) as [number, number, number, number];
  return Uint8Array.from(many.status, (status, row) => {
    if (status !== one) return byStatus[status] ?? 0;
    if (valueAt(meta, many, "visit_probability", 0, row) === 0) return noDeal;
    const gain = valueAt(meta, many, "gain_L", 0, row);
    if (gain < 0) return curse;
    return gain > 0 && valueAt(meta, many, "payoff_F", 0, row) > 0 ? mutual : neutral;
  });
}
