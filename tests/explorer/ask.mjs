// The page's engine without a page: its own worker, run by Node. Questions as lines of JSON in, answers out.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [worker, engine, meta] = process.argv.slice(2);
const plain = (_, value) =>
  ArrayBuffer.isView(value) ? Array.from(value) : Object.is(value, NaN) ? "nan" : value === Infinity ? "inf" : value === -Infinity ? "-inf" : value;
let open = 1; // what keeps the process: the input, and every question
const close = () => (open -= 1) || process.stdout.write("", () => process.exit(0)); // the worker's channel would stay
globalThis.self = { postMessage: (reply) => process.stdout.write(`${JSON.stringify(reply, plain)}\n`, close) };
await import(pathToFileURL(worker).href);
const bytes = readFileSync(engine);
const start = { meta: JSON.parse(readFileSync(meta, "utf8")), engine: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
self.onmessage({ data: { start } });
for await (const line of createInterface({ input: process.stdin })) {
  open += 1;
  self.onmessage({ data: JSON.parse(line, (_, value) => (value === "inf" ? Infinity : value === "nan" ? NaN : value)) });
}
close();
