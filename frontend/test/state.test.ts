import { expect, test } from "vitest";
import { number, parse, typed } from "../src/format";
import type { Meta } from "../src/api";
import { History, fromHash, toHash, type State } from "../src/state";

const BASE: State = {
  model: { alpha: 2, beta: 3, n: 12, sigma: 0.35, q: 0.6, tau: 0.1, rho: 0.8, r: 0.4, psi: 30, k_max: 1 },
  kind: "linear",
  atoms: "0.5:0.4,0.5:0.8",
  cost: "uniform",
  strategies: "pure",
  off_path: "strongest",
  power: "",
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

const field = (name: string) => ({ name, rule: `${name} must be a number.` });
const META = {
  fields: Object.keys(BASE.model).map(field),
  kinds: [{ name: "linear" }, { name: "atoms" }],
  variables: { concession: {}, payoff_F: {} },
  axes: ["sigma", "q", "n", "tau", "psi"].map((name) => ({ name })),
} as unknown as Meta;

test("an address holds the whole state", () => {
  const state: State = {
    ...BASE,
    model: { ...BASE.model, psi: Infinity, tau: 1e-7 },
    kind: "atoms",
    atoms: "0.25:0.3,0.75:0.7",
    cost: "never:0.1:beta:2:4",
    strategies: "mixed",
    off_path: "0.55",
    power: "0.3",
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
  expect(fromHash(`#${toHash(state)}`, BASE, META)).toEqual({ state, faults: [] });
});

test("what an address says wrongly is said, and the rest is taken", () => {
  const { state, faults } = fromHash("#sigma=abc&q=0.5&protocol=X&variable=<script>&step=99&evil=1&q=0.7", BASE, META);
  expect(state).toEqual({ ...BASE, model: { ...BASE.model, q: 0.5 } });
  expect(faults.map((one) => one.split(" ")[0])).toEqual(["“q”", "sigma", "protocol", "variable", "step", "“evil”"]);
});

test("a map of one parameter by itself is refused", () => {
  const { state, faults } = fromHash("#mapX=q", BASE, META);
  expect([state.mapX, state.mapY, faults.length]).toEqual(["q", "sigma", 1]);
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
