import { defineConfig } from "vite";

// The same page inside Jupyter: anywidget wants one module and one style sheet.
export default defineConfig({
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
