import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressedCopies, serviceWorkerFiles } from "./build-plugins.ts";

const API = process.env.API ?? "http://127.0.0.1:5000"; // of `vite dev`

export default defineConfig({
  plugins: [react(), tailwindcss(), serviceWorkerFiles(), compressedCopies()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: process.env.BUILD_FOLDER ?? ".build/next",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the Content-Security-Policy takes no data: scripts or fonts
    manifest: true,
    target: "es2023",
  },
  server: { proxy: { "/api": API, "/media": API, "/health": API, "/socket.io": { target: API, ws: true } } },
});
