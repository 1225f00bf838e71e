import { expect, test } from "vitest";
import { MessageSolve, type Reply } from "../src/message";
import { Queue, Refusal } from "../src/transport";

class Kernel {
  sent: { id: number; path: string; query: string }[] = [];
  private heard: ((content: Reply, buffers: DataView[]) => void) | null = null;
  get(): Record<string, never> {
    return {};
  }
  send(content: unknown): void {
    this.sent.push(content as Kernel["sent"][number]);
  }
  on(_event: string, heard: (content: Reply, buffers: DataView[]) => void): void {
    this.heard = heard;
  }
  off(): void {
    this.heard = null;
  }
  answer(id: number, status: number, text: string): void {
    const bytes = new TextEncoder().encode(`__${text}`);
    this.heard?.({ id, status, type: "application/json" }, [new DataView(bytes.buffer, 2)]);
  }
}

test("answers find their questions, whatever their order, and faults are refusals", async () => {
  const kernel = new Kernel();
  const solve = new MessageSolve(kernel);
  const [a, b, c] = [solve.ask("/api/view", "q=0"), solve.ask("/api/view", "q=1"), solve.ask("/api/view", "q=2")];
  kernel.answer(2, 200, "two");
  kernel.answer(1, 200, "one");
  kernel.answer(3, 400, '{"faults": ["q = 2 is above 1."]}');
  expect(new TextDecoder().decode((await a).bytes)).toBe("one");
  expect(new TextDecoder().decode((await b).bytes)).toBe("two");
  await expect(c).rejects.toEqual(new Refusal(400, ["q = 2 is above 1."]));
  expect(kernel.sent.map((one) => one.query)).toEqual(["q=0", "q=1", "q=2"]);
});

test("one request runs, and of those that wait only the newest", async () => {
  const ran: string[] = [];
  const gates: (() => void)[] = [];
  const queue = new Queue((error) => {
    throw error;
  });
  const job = (name: string) => async () => {
    ran.push(name);
    await new Promise<void>((open) => gates.push(open));
  };
  for (const name of ["one", "two", "three"]) queue.push("view", job(name), true);
  expect(ran).toEqual(["one"]);
  gates[0]?.();
  await new Promise((done) => setTimeout(done));
  expect(ran).toEqual(["one", "three"]);
  gates[1]?.();
});

test("an urgent request stops the fine map that runs, and drops the one that waits", async () => {
  let stopped = false;
  const ran: string[] = [];
  const queue = new Queue((error) => {
    throw error;
  });
  queue.push(
    "map",
    (signal) =>
      new Promise((_done, failed) =>
        signal.addEventListener("abort", () => {
          stopped = true;
          failed(signal.reason);
        }),
      ),
  );
  queue.push("other", async () => void ran.push("other"));
  queue.push("view", async () => void ran.push("view"), true);
  await new Promise((done) => setTimeout(done));
  expect([stopped, ran]).toEqual([true, ["view"]]);
});
