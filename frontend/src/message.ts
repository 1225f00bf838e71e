// The same questions as messages to a Jupyter kernel: each has a number, and its answer comes back with
// that number and its bytes in a buffer.

import type { ModelData } from "./api";
import { refusal, type Answer, type Solve } from "./transport";

/** What anywidget gives a widget, as far as it is used here. */
export interface WidgetModel {
  get(name: "start"): ModelData | Record<string, never>;
  send(content: unknown): void;
  on(event: "msg:custom", heard: (content: Reply, buffers: DataView[]) => void): void;
  off(event: "msg:custom", heard: (content: Reply, buffers: DataView[]) => void): void;
}

export interface Reply {
  id: number;
  status: number;
  type: string;
}

interface Waiting {
  done: (answer: Answer) => void;
  failed: (error: unknown) => void;
}

export class MessageSolve implements Solve {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(private readonly model: WidgetModel) {
    model.on("msg:custom", this.hear);
  }

  address(): null {
    return null;
  }

  ask(path: string, query: string, signal?: AbortSignal): Promise<Answer> {
    const id = ++this.last;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      // nobody can stop the kernel's work, but its answer is no longer waited for
      signal?.addEventListener("abort", () => {
        this.waiting.delete(id);
        failed(signal.reason);
      });
      this.model.send({ id, path, query });
    });
  }

  close(): void {
    this.model.off("msg:custom", this.hear);
  }

  private readonly hear = (content: Reply, buffers: DataView[]): void => {
    const waiting = this.waiting.get(content.id);
    if (!waiting) return;
    this.waiting.delete(content.id);
    const view = buffers[0];
    // a copy: numbers in a frame must start at multiples of 8, and a buffer of a message need not
    const bytes = view
      ? (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) as ArrayBuffer)
      : new ArrayBuffer(0);
    if (content.status === 200) waiting.done({ bytes, type: content.type });
    else waiting.failed(refusal(content.status, bytes));
  };
}
