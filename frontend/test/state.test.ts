import { expect, test } from "vitest";
import { decode } from "../src/frame";
import { number, parse, typed } from "../src/format";
import { History, fromHash, toHash, type State } from "../src/state";

const BASE: State = {
  model: { alpha: 2, beta: 3, n: 12, sigma: 0.35, q: 0.6, tau: 0.1, rho: 0.8, r: 0.4, psi: 30, k_max: 1 },
  kind: "linear",
  atoms: "0.5:0.4,0.5:0.8",
  all: true,
  protocol: "L",
  proposer: "L",
  equilibrium: 0,
  prior: "shape",
  variable: "concession",
  parameter: "sigma",
  mapX: "sigma",
  mapY: "q",
  step: 0,
  play: "",
};

test("an address holds the whole state", () => {
  const state: State = {
    ...BASE,
    model: { ...BASE.model, psi: Infinity, tau: 1e-7 },
    kind: "atoms",
    atoms: "0.25:0.3,0.75:0.7",
    all: false,
    protocol: "F",
    proposer: "F",
    equilibrium: 2,
    prior: "mean",
    variable: "payoff_F",
    parameter: "psi",
    mapX: "n",
    mapY: "tau",
    step: 3,
    play: "C",
  };
  expect(fromHash(`#${toHash(state)}`, BASE)).toEqual(state);
});

test("a hostile address changes nothing but what it says well", () => {
  const read = fromHash("#sigma=abc&q=0.5&protocol=X&variable=<script>&step=99&evil=1", BASE);
  expect(read).toEqual({ ...BASE, model: { ...BASE.model, q: 0.5 } });
});

test("undo gives back the state before, redo the state after, a new change forgets the redone", () => {
  const later = { ...BASE, all: false };
  const history = new History(BASE);
  history.settle(BASE);
  expect(history.canUndo).toBe(false);
  history.settle(later);
  expect(history.undo()).toBe(BASE);
  expect(history.redo()).toBe(later);
  history.undo();
  history.settle({ ...BASE, equilibrium: 1 });
  expect(history.canRedo).toBe(false);
});

test("numbers are read as people type them and written as they read them", () => {
  expect([parse("0,5"), parse("−2"), parse("∞"), parse("1e-3")]).toEqual([0.5, -2, Infinity, 0.001]);
  expect(parse("")).toBeNaN();
  expect([number(0.21483751), number(1e-7), number(-3), number(null)]).toEqual(["0.2148", "1e−7", "−3", "–"]);
  expect([typed(0.1 + 0.2), typed(30)]).toEqual(["0.3", "30"]);
});

test("a frame gives back its header and arrays", () => {
  const header = {
    a: 1,
    arrays: { x: { dtype: "float64", shape: [2], offset: 0 }, u: { dtype: "uint8", shape: [1, 2], offset: 16 } },
  };
  let text = JSON.stringify(header);
  text += " ".repeat((8 - ((8 + text.length) % 8)) % 8);
  const bytes = new Uint8Array(8 + text.length + 24);
  bytes.set(new TextEncoder().encode("SMT1"));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(new TextEncoder().encode(text), 8);
  bytes.set(new Uint8Array(new Float64Array([0.5, NaN]).buffer), 8 + text.length);
  bytes.set([7, 9], 8 + text.length + 16);
  const frame = decode<{ a: number }>(bytes.buffer);
  expect(frame.header.a).toBe(1);
  expect([...frame.arrays["x"]!.values]).toEqual([0.5, NaN]);
  expect([...frame.arrays["u"]!.values]).toEqual([7, 9]);
  expect(() => decode(new ArrayBuffer(8))).toThrow("SMT1");
});
