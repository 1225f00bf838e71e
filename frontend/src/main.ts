import "./style/page.css";
import type { Meta } from "./api";
import { mount } from "./app";
import engine from "./engine/engine.wasm?url";
import EngineWorker from "./engine/worker?worker";
import { WorkerSolve, type Solve } from "./transport";

async function load(): Promise<[Meta, Solve]> {
  const answer = await fetch("./meta.json");
  if (!answer.ok) throw new Error(`meta.json is not beside the page (${answer.status}): write the folder with “summitry explore --out”`);
  const meta = (await answer.json()) as Meta;
  return [meta, new WorkerSolve(new EngineWorker(), meta, new URL(engine, document.baseURI).href)];
}

const root = document.getElementById("app");
if (root) void mount(root, load, { address: true });
if ("serviceWorker" in navigator && location.protocol.startsWith("http")) void keep().catch(() => undefined);

/** Have the browser keep what this page has loaded, so that it opens without a network too. */
async function keep(): Promise<void> {
  await navigator.serviceWorker.register("./offline.js");
  const { active } = await navigator.serviceWorker.ready;
  const own = new URL("./", document.baseURI).href;
  await new Promise((done) => window.setTimeout(done, 1000)); // the parts that come late
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const all = [own, new URL(engine, document.baseURI).href, ...loaded.filter((url) => url.startsWith(own))];
  active?.postMessage([...new Set(all)]);
}
