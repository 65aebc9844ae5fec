// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { orAnew } from "./part";

const GONE = new TypeError("Failed to fetch dynamically imported module: /assets/memory-part-1.js");
const reload = vi.fn();

function outcomeOf(load: () => Promise<unknown>): Promise<unknown> {
  const soon = new Promise((resolve) => setTimeout(resolve, 20, "still waiting"));
  return Promise.race([load().catch((error: unknown) => error), soon]);
}

describe("a part that is gone", () => {
  beforeEach(() => {
    sessionStorage.clear();
    reload.mockClear();
    vi.stubGlobal("location", { reload });
    vi.stubGlobal("navigator", { onLine: true });
  });

  it("begins the page anew once, and fails the second time", async () => {
    const load = orAnew(() => Promise.reject(GONE));

    expect(await outcomeOf(load)).toBe("still waiting");
    expect(await outcomeOf(load)).toBe(GONE);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("does not take the page away where the line is gone", async () => {
    vi.stubGlobal("navigator", { onLine: false });

    expect(await outcomeOf(orAnew(() => Promise.reject(GONE)))).toBe(GONE);
    expect(reload).not.toHaveBeenCalled();
  });

  it("is handed on where it comes", async () => {
    expect(await outcomeOf(orAnew(() => Promise.resolve("a part")))).toBe("a part");
    expect(reload).not.toHaveBeenCalled();
  });
});
