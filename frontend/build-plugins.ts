// What the build adds to Vite's: compressed copies of every file, and the list of files that the service worker keeps.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSED = new Set([".js", ".css", ".html", ".svg", ".json", ".webmanifest"]);
const SMALLEST = 512; // bytes below which a compressed copy saves nothing

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** `.br` and `.gz` beside each file whose kind compresses well. */
export function compressedCopies(): Plugin {
  let folder = "";
  return {
    name: "compressed-copies",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const file of filesOf(folder)) {
        if (!COMPRESSED.has(extname(file))) continue;
        const content = readFileSync(file);
        if (content.length < SMALLEST) continue;
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        writeFileSync(`${file}.br`, brotliCompressSync(content, quality));
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** Puts the names of the shell's files and the build's own name into the service worker. */
export function serviceWorkerFiles(): Plugin {
  let folder = "";
  return {
    name: "service-worker-files",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      const worker = join(folder, "service-worker.js");
      const kept = filesOf(folder)
        .map((file) => relative(folder, file))
        .filter((name) => /^assets\/.*\.(?:js|css|woff2)$/.test(name) || /^icon/.test(name))
        .sort();
      const index = readFileSync(join(folder, "index.html"));
      const name = createHash("sha256").update(index).update(kept.join()).digest("hex").slice(0, 12);
      const source = readFileSync(worker, "utf8");
      const list = JSON.stringify(["/", ...kept.map((file) => `/${file}`)]);
      writeFileSync(worker, source.replace('"BUILD"', JSON.stringify(name)).replace('["FILES"]', list));
    },
  };
}
