// Parts of the app that are loaded when they are first shown.
import { inTab } from "@/api/kept";

const BEGUN_ANEW = "coach.begun-anew-for";
const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 15_000;

/**
 * A part that cannot be fetched because the line or the server is gone is waited for, and takes nothing else of the page
 * away. Where the server is there and the part is not, this fails.
 */
export function onceServed<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return async () => {
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
      try {
        return await load();
      } catch (error) {
        if (await isServed()) throw error;
      }
      await nextChance(pause);
    }
  };
}

/**
 * The same; where the app was rebuilt while this tab was open, and a part that is to be shown is gone, the page begins
 * anew, once for each part; drafts are kept. What is only fetched ahead never does that. The router does it for screens.
 */
export function orAnew<Part>(load: () => Promise<Part>): () => Promise<Part> {
  const part = onceServed(load);
  return () => part().catch(beginAnew);
}

function beginAnew(error: unknown): Promise<never> {
  const part = error instanceof Error ? error.message : String(error); // it names the file
  if (inTab.getItem(BEGUN_ANEW) === part) throw error;
  inTab.setItem(BEGUN_ANEW, part);
  location.reload();
  return new Promise<never>(() => undefined);
}

/** Whether who serves the app answers now. */
async function isServed(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    return (await fetch("/", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** After a while, or when the line is back. */
function nextChance(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go);
  });
}
