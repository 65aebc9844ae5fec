// What the browser has to load, beside what it may: `node size-budget.ts`, after a build. It fails above the budgets.
// Sizes are gzipped bytes of scripts and styles, with everything that they import before they run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

interface Part {
  file: string;
  css?: string[];
  imports?: string[];
  isEntry?: boolean;
}

const FOLDER = process.argv[2] ?? join(import.meta.dirname, ".build", "current");
const COACH = "src/chat/coach-screen.tsx";
// The shell loads these while nothing else is done (`loadLayers`, `Toasts`), so they are there before another screen is gone to.
const WHEN_IDLE = [
  "src/shell/palette.tsx",
  "src/record/trades/quick-log.tsx",
  "src/record/rulebook/may-i.tsx",
  "src/ui/dialog-window.tsx",
  "src/ui/toast-stack.tsx",
];
const MOST_FIRST = 200_000; // bytes until the coach can be used
const MOST_MORE = 60_000; // bytes of another screen: beyond the coach's, and opened by its address beyond `MOST_FIRST`

const parts = JSON.parse(readFileSync(join(FOLDER, ".vite", "manifest.json"), "utf8")) as Record<
  string,
  Part
>;

function filesOf(names: readonly string[], found = new Set<string>(), seen = new Set<string>()): Set<string> {
  for (const name of names) {
    const part = parts[name];
    if (part === undefined) throw new Error(`${name} is no part of the build.`);
    if (seen.has(name)) continue;
    seen.add(name);
    for (const file of [part.file, ...(part.css ?? [])]) found.add(file);
    filesOf(part.imports ?? [], found, seen);
  }
  return found;
}

function bytesOf(files: Iterable<string>): number {
  return [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(FOLDER, file)), { level: 9 }).length,
    0,
  );
}

const entries = Object.keys(parts).filter((name) => parts[name]?.isEntry);
const first = filesOf([...entries, COACH]);
const there = filesOf([...entries, COACH, ...WHEN_IDLE.filter((name) => name in parts)]);
const screens = Object.keys(parts).filter((name) => /-screen\.tsx$/.test(name) && name !== COACH);
const tooLarge: string[] = [];

function compare(what: string, bytes: number, most: number): void {
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB of ${(most / 1000).toFixed(0)}  ${what}`);
  if (bytes > most) tooLarge.push(what);
}

compare("the coach, first load", bytesOf(first), MOST_FIRST);
for (const screen of screens.sort()) {
  const own = filesOf([...entries, screen]);
  compare(`${screen}, gone to from the coach`, bytesOf(own.difference(there)), MOST_MORE);
  compare(`${screen}, opened by its address`, bytesOf(own), MOST_FIRST + MOST_MORE);
}
if (tooLarge.length > 0) {
  console.error(`Above the budget: ${tooLarge.join("; ")}.`);
  process.exit(1);
}
