import { expect, test } from "vitest";
import { spread } from "../src/engine/axes";
import { dice, nature } from "../src/engine/chance";
import { follow } from "../src/engine/lines";
import type { Problem } from "../src/engine/model";
import { apart, filled, general } from "../src/engine/text";

test("numbers are written as Python's format g writes them", () => {
  const said = [0.6274523163, 1e-7, 123456.7, 100, 0.0001, 0.00001234, 9.9999, -0.5, 0, Infinity, NaN];
  expect(said.map((x) => general(x, 4))).toEqual([
    "0.6275", "1e-07", "1.235e+05", "100", "0.0001", "1.234e-05", "10", "-0.5", "0", "inf", "nan",
  ]);
});

test("two numbers get as many digits as tell them apart", () => {
  expect(apart(0.4, 0.390258)).toEqual(["0.4", "0.39"]);
  expect(apart(0.5, 0.4999999)).toEqual(["0.5", "0.4999999"]);
  expect(apart(0.16, 0.160039, true)).toEqual(["16.000%", "16.004%"]);
  expect(apart(0.25, 0.25)).toEqual(["0.25", "0.25"]);
});

test("a template takes its values by name", () => {
  expect(filled("{a} and {b}, {a}", { a: "x", b: "y" })).toBe("x and y, x");
});

test("branches keep to their nearest neighbours, no visits is branch 0, and v = 1 is one of its own", () => {
  const at = (v: number, sure = false) => ({ v, sure });
  const rows = [
    [at(0), at(0.2), at(0.8)],
    [at(0.22), at(0.79), null],
    [at(0.78), at(1, true), null],
    [null, null, null],
    [at(0.77), null, null],
  ];
  // the equilibrium near 0.2 ends; the one after a gap begins anew with the lowest free branch
  expect(follow(rows)).toEqual([
    [0, 1, 2],
    [1, 2, 0],
    [2, 3, 0],
    [0, 0, 0],
    [1, 0, 0],
  ]);
});

test("certain visits do not continue a branch of likely ones", () => {
  expect(follow([[{ v: 0.95, sure: false }], [{ v: 1, sure: true }]])).toEqual([[1], [2]]);
});

test("an axis ends where it says, at equal ratios if it is logarithmic, and counts are whole and once each", () => {
  const axis = { name: "n", symbol: "n", meaning: "", from: 1, to: 100, log: true };
  expect([...spread(axis, 3, false)]).toEqual([1, 10, 100]);
  expect([...spread({ ...axis, from: 0.5, to: 4, log: false }, 8, true)]).toEqual([1, 2, 3, 4]);
});

test("what Nature draws has the means of the model", () => {
  const game = { alpha: 0.4, beta: 1.2, n: 9, kind: "linear", atoms: null };
  const roll = dice(7);
  const plays = Array.from({ length: 20_000 }, () => nature({ game } as unknown as Problem, roll));
  const mean = (pick: (one: (typeof plays)[number]) => number): number =>
    plays.reduce((sum, one) => sum + pick(one), 0) / plays.length;
  expect(mean((one) => one.strength ?? NaN)).toBeCloseTo(0.25, 2);
  expect(mean((one) => one.signal) / 9).toBeCloseTo(0.25, 2);
  // E[θ | A] = (α + A)/(α + β + n), so the covariance of θ and A/n is n/(α+β+n) of the variance of θ
  const product = mean((one) => ((one.strength ?? NaN) * one.signal) / 9);
  const variance = (0.4 * 1.2) / (1.6 ** 2 * 2.6);
  expect((product - 0.0625) / variance).toBeCloseTo(9 / 10.6, 1);
});
