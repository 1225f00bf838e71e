// The engine in a thread of its own. A map is solved band by band; every other question is answered between two bands.

import type { Ask, Meta } from "../api";
import { Refusal } from "../refusal";
import { Library } from "./library";
import { Solver } from "./solver";

export type Request = { start: { meta: Meta; engine: string | ArrayBuffer } } | { id: number; ask: Ask } | { stop: number };
export type Reply = { id: number; answer: unknown } | { id: number; faults: string[] };

const port = self as unknown as { postMessage: (reply: Reply) => void; onmessage: (event: MessageEvent<Request>) => void };
let solver: Promise<Solver>;
const stopped = new Set<number>();
const pause = new MessageChannel(); // quicker than a timer, and lets messages in between
const paused: (() => void)[] = [];
pause.port1.onmessage = () => paused.shift()?.();

async function start({ meta, engine }: { meta: Meta; engine: string | ArrayBuffer }): Promise<Solver> {
  const bytes = typeof engine === "string" ? await (await fetch(engine)).arrayBuffer() : engine;
  return new Solver(await Library.from(await WebAssembly.compile(bytes)), meta);
}

async function answer(id: number, ask: Ask): Promise<void> {
  try {
    const running = (await solver).answer(ask);
    for (let step = running.next(); ; step = running.next()) {
      if (step.done) return port.postMessage({ id, answer: step.value });
      await new Promise<void>((done) => {
        paused.push(done);
        pause.port2.postMessage(0);
      });
      if (stopped.delete(id)) return port.postMessage({ id, faults: [] });
    }
  } catch (error) {
    port.postMessage({ id, faults: error instanceof Refusal ? error.faults : [`The engine failed: ${String(error)}.`] });
  }
}

port.onmessage = ({ data }) => {
  if ("start" in data) solver = start(data.start);
  else if ("stop" in data) stopped.add(data.stop);
  else void answer(data.id, data.ask);
};
