// Work for the time when nothing else is done: what is not needed to begin with, but soon.
const LATEST_MILLISECONDS = 5_000;

/** Do this when the browser has nothing else to do; the answer calls it off. */
export function whenIdle(work: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(work, LATEST_MILLISECONDS);
    return () => clearTimeout(timer);
  }
  const id = requestIdleCallback(work, { timeout: LATEST_MILLISECONDS });
  return () => cancelIdleCallback(id);
}
