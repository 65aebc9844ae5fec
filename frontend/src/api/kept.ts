// What this browser keeps for the app: on the device, or in this tab. Where keeping is forbidden or there is no room left,
// this window remembers by itself until it is closed, and `keepsNothing` says so.
type Area = "localStorage" | "sessionStorage";

class Kept {
  private readonly remembered = new Map<string, string | null>();

  constructor(private readonly area: Area) {}

  getItem = (name: string): string | null => {
    const remembered = this.remembered.get(name);
    if (remembered !== undefined) return remembered;
    try {
      return window[this.area].getItem(name);
    } catch {
      return null;
    }
  };

  setItem = (name: string, value: string): void => {
    try {
      window[this.area].setItem(name, value);
      this.remembered.delete(name);
    } catch {
      this.remembered.set(name, value);
      refused();
    }
  };

  removeItem = (name: string): void => {
    try {
      window[this.area].removeItem(name);
      this.remembered.delete(name);
    } catch {
      this.remembered.set(name, null);
    }
  };
}

export const onDevice = new Kept("localStorage");
export const inTab = new Kept("sessionStorage");

let isRefused = false;
const watchers = new Set<() => void>();

function refused(): void {
  if (isRefused) return;
  isRefused = true;
  for (const work of watchers) work();
}

/** Whether the browser refused to keep something. */
export function keepsNothing(): boolean {
  return isRefused;
}

export function watchKeeping(work: () => void): () => void {
  watchers.add(work);
  return () => watchers.delete(work);
}
