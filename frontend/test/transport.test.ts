import { expect, test } from "vitest";
import { Refusal } from "../src/refusal";
import { Queue, WorkerSolve } from "../src/transport";
import type { Ask, Meta } from "../src/api";

class Thread {
  sent: { id?: number; ask?: Ask; stop?: number }[] = [];
  onmessage: (event: { data: unknown }) => void = () => undefined;
  onerror: (event: { message: string }) => void = () => undefined;
  postMessage(request: Thread["sent"][number]): void {
    this.sent.push(request);
  }
}

function started(): [Thread, WorkerSolve] {
  const thread = new Thread();
  return [thread, new WorkerSolve(thread as unknown as Worker, {} as Meta, "engine.wasm")];
}
const ask = (side: number): Extract<Ask, { kind: "map" }> => ({
  kind: "map",
  model: { values: {}, kind: "linear", atoms: "", cost: "uniform", strategies: "pure", off_path: "strongest", power: "", proposer: "L" },
  x: "sigma",
  y: "q",
  side,
});

test("answers find their questions, whatever their order, and faults are refusals", async () => {
  const [thread, solve] = started();
  const [a, b, c] = [solve.ask<"map">(ask(1)), solve.ask<"map">(ask(2)), solve.ask<"map">(ask(3))];
  thread.onmessage({ data: { id: 2, answer: "two" } });
  thread.onmessage({ data: { id: 1, answer: "one" } });
  thread.onmessage({ data: { id: 3, faults: ["q = 2 is above 1."] } });
  expect([await a, await b]).toEqual(["one", "two"]);
  await expect(c).rejects.toEqual(new Refusal(["q = 2 is above 1."]));
});

test("a question that nobody waits for any more is stopped", async () => {
  const [thread, solve] = started();
  const stop = new AbortController();
  const answer = solve.ask<"map">(ask(96), stop.signal);
  stop.abort();
  await expect(answer).rejects.toBe(stop.signal.reason);
  expect(thread.sent.at(-1)).toEqual({ stop: 1 });
});

test("a thread that does not start fails every question", async () => {
  const [thread, solve] = started();
  const answer = solve.ask<"map">(ask(24));
  thread.onerror({ message: "blocked" });
  await expect(answer).rejects.toThrow("blocked");
});

test("one job runs, and of those that wait only the newest", async () => {
  const ran: string[] = [];
  const gates: (() => void)[] = [];
  const queue = new Queue((error) => {
    throw error;
  });
  const job = (name: string) => async () => {
    ran.push(name);
    await new Promise<void>((open) => gates.push(open));
  };
  for (const name of ["one", "two", "three"]) queue.push(job(name));
  expect(ran).toEqual(["one"]);
  gates[0]?.();
  await new Promise((done) => setTimeout(done));
  expect(ran).toEqual(["one", "three"]);
  gates[1]?.();
});

test("an urgent job stops the one that runs", async () => {
  let stopped = false;
  const queue = new Queue((error) => {
    throw error;
  });
  queue.push(
    (signal) =>
      new Promise((_done, failed) =>
        signal.addEventListener("abort", () => {
          stopped = true;
          failed(signal.reason);
        }),
      ),
  );
  let ran = false;
  queue.push(async () => void (ran = true), true);
  await new Promise((done) => setTimeout(done));
  expect([stopped, ran]).toEqual([true, true]);
});
