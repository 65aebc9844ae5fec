// Reports and searches are heavy: the server makes two at a time for a trader, so a window asks for no more at once.
import { Refused } from "./problem";

const AT_A_TIME = 2;
const TRIES = 4; // other windows of the trader take slots, too
const PAUSE_MILLISECONDS = 800;
const FOR_NOW = new Set(["reads.too_many", "reads.busy"]);

let running = 0;
const waiting: (() => void)[] = [];

/** Do a heavy read when there is room for it; again after a moment where another window took the room. */
export async function heavyRead<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (running >= AT_A_TIME) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    signal.throwIfAborted();
    return await again(work, signal);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

async function again<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isForNow = error instanceof Refused && FOR_NOW.has(error.code);
      if (!isForNow || tries === TRIES || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * PAUSE_MILLISECONDS));
    }
  }
}
