import { defineConfig } from "vite";

// The same page inside Jupyter: anywidget wants one module, which holds the engine too, and one style sheet.
export default defineConfig({
  worker: { format: "iife" },
  build: {
    outDir: "../src/summitry/explorer/static",
    emptyOutDir: false,
    copyPublicDir: false,
    target: "es2022",
    cssCodeSplit: false,
    lib: { entry: "src/widget.ts", formats: ["es"], fileName: () => "widget.js", cssFileName: "widget" },
    rollupOptions: { output: { inlineDynamicImports: true } },
  },
});
