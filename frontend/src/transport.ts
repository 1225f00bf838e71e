// How a question reaches the solver. The page knows only `Solve`; over HTTP and inside Jupyter the same
// page runs. `Queue` keeps one request in flight and remembers only the newest of each kind.

export interface Answer {
  bytes: ArrayBuffer;
  type: string;
}

/** Ask for a path with a query; the promise fails with `Refusal` if the parameters are bad. */
export interface Solve {
  ask(path: string, query: string, signal?: AbortSignal): Promise<Answer>;
  /** Where a link or a download can point; null where there is no address (Jupyter). */
  address(path: string, query: string): string | null;
}

/** The server refuses: every fault of the request, in words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly faults: string[],
  ) {
    super(faults.join(" "));
  }
}

/** Read the faults of a refused request, whatever form the answer has. */
export function refusal(status: number, bytes: ArrayBuffer): Refusal {
  const text = new TextDecoder().decode(bytes);
  try {
    const faults = (JSON.parse(text) as { faults?: string[] }).faults;
    if (faults?.length) return new Refusal(status, faults);
  } catch {
    // not JSON: the sentence below says what there is to say
  }
  const busy = status === 429 || status === 503;
  return new Refusal(status, [
    busy
      ? "The server is busy. Move a control again in a moment."
      : `The server answered ${status}. ${text.slice(0, 200)}`,
  ]);
}

export function json<T>(answer: Answer): T {
  return JSON.parse(new TextDecoder().decode(answer.bytes)) as T;
}

/** Over HTTP, from the server that sent the page. */
export class HttpSolve implements Solve {
  constructor(private readonly base = ".") {}

  address(path: string, query: string): string {
    return `${this.base}${path}${query ? `?${query}` : ""}`;
  }

  async ask(path: string, query: string, signal?: AbortSignal): Promise<Answer> {
    const response = await fetch(this.address(path, query), signal ? { signal } : {});
    const bytes = await response.arrayBuffer();
    if (!response.ok) throw refusal(response.status, bytes);
    return { bytes, type: response.headers.get("content-type") ?? "" };
  }
}

interface Job {
  kind: string;
  run: (signal: AbortSignal) => Promise<void>;
}

/**
 * One request in flight. A newer job of a kind replaces the waiting one of that kind; an `urgent` job
 * also stops a running job of another kind (the fine map must not keep a slider waiting).
 */
export class Queue {
  private waiting: Job[] = [];
  private running: { job: Job; stop: AbortController } | null = null;

  constructor(private readonly failed: (error: unknown) => void) {}

  /** Whether nothing runs or waits. */
  get idle(): boolean {
    return !this.running && this.waiting.length === 0;
  }

  push(kind: string, run: Job["run"], urgent = false): void {
    const job = { kind, run };
    this.waiting = this.waiting.filter((one) => one.kind !== kind);
    if (urgent) {
      this.waiting = [job];
      if (this.running && this.running.job.kind !== kind) this.running.stop.abort();
    } else {
      this.waiting.push(job);
    }
    void this.next();
  }

  private async next(): Promise<void> {
    if (this.running) return;
    const job = this.waiting.shift();
    if (!job) return;
    const stop = new AbortController();
    this.running = { job, stop };
    try {
      await job.run(stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) this.failed(error);
    } finally {
      this.running = null;
    }
    void this.next();
  }
}
