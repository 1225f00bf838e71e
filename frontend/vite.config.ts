import { defineConfig } from "vite";

// The page: one HTML file, its script and its style, all from the same server (relative addresses, so
// that it works under any prefix, such as a notebook server's proxy).
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/summitry/explorer/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // a data: address would need its own line in the content policy
  },
});
