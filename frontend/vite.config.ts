import { defineConfig } from "vite";

// The page: one HTML file, its script and its style, its engine, all from the same place
// (relative addresses, so that it works under any prefix).
export default defineConfig({
  base: "./",
  worker: { format: "es" },
  build: {
    outDir: "../src/summitry/explorer/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // a data: address would need its own line in the content policy
  },
});
