// How a question reaches the engine: by messages to its thread. `Queue` keeps one question of a kind in flight and
// remembers only the newest of those that wait.

import type { Answers, Ask, Meta } from "./api";
import type { Reply, Request } from "./engine/worker";
import { Refusal } from "./refusal";

export interface Solve {
  /** Ask; the promise fails with `Refusal` if the parameters are no model. */
  ask<K extends Ask["kind"]>(ask: Extract<Ask, { kind: K }>, signal?: AbortSignal): Promise<Answers[K]>;
}

interface Waiting {
  done: (answer: never) => void;
  failed: (error: unknown) => void;
}

export class WorkerSolve implements Solve {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** `engine` is the address of engine.wasm, or its bytes. */
  constructor(
    private readonly worker: Worker,
    meta: Meta,
    engine: string | ArrayBuffer,
  ) {
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.hear(data);
    worker.onerror = (event) => this.fail(new Error(event.message || "its thread did not start"));
    this.send({ start: { meta, engine } });
  }

  ask<K extends Ask["kind"]>(ask: Extract<Ask, { kind: K }>, signal?: AbortSignal): Promise<Answers[K]> {
    const id = ++this.last;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      signal?.addEventListener("abort", () => {
        if (!this.waiting.delete(id)) return;
        this.send({ stop: id });
        failed(signal.reason);
      });
      this.send({ id, ask });
    });
  }

  close(): void {
    this.worker.terminate();
  }

  private send(request: Request): void {
    this.worker.postMessage(request);
  }

  private hear(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ("answer" in reply) waiting?.done(reply.answer as never);
    else waiting?.failed(new Refusal(reply.faults));
  }

  private fail(error: Error): void {
    for (const one of this.waiting.values()) one.failed(error);
    this.waiting.clear();
  }
}

type Job = (signal: AbortSignal) => Promise<void>;

/** One question in flight; of those that wait only the newest. */
export class Queue {
  private waiting: Job | null = null;
  private running: AbortController | null = null;

  constructor(private readonly failed: (error: unknown) => void) {}

  /** Put a job in line; `urgent` stops the one that runs. */
  push(run: Job, urgent = false): void {
    this.waiting = run;
    if (urgent) this.running?.abort();
    void this.next();
  }

  /** Stop what runs and forget what waits. */
  stop(): void {
    this.waiting = null;
    this.running?.abort();
  }

  private async next(): Promise<void> {
    const run = this.waiting;
    if (this.running || !run) return;
    this.waiting = null;
    const stop = new AbortController();
    this.running = stop;
    try {
      await run(stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) this.failed(error);
    } finally {
      this.running = null;
    }
    void this.next();
  }
}
