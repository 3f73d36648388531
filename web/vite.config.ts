/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { mockServer } from "./dev/mock-server";

/** Where the development server forwards to when a real server should answer. */
const backend = process.env["CARILLON_DEV_BACKEND"];

export default defineConfig({
  plugins: [react(), ...(backend === undefined ? [mockServer()] : [])],
  ...(backend === undefined
    ? {}
    : {
        server: {
          proxy: { "/app": { target: backend, ws: true, changeOrigin: false } },
        },
      }),
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    // The content security policy allows no data: fonts or scripts; keep every asset a file.
    assetsInlineLimit: 0,
    // The console's component library is one large, lazily loaded chunk by nature.
    chunkSizeWarningLimit: 1500,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    setupFiles: ["src/test/setup.ts"],
    testTimeout: 30_000,
  },
});
