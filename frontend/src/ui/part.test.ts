// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { orAnew } from "./part";

const GONE = new TypeError("Failed to fetch dynamically imported module: /assets/memory-part-1.js");
const reload = vi.fn();
const served = vi.fn();

function outcomeOf(load: () => Promise<unknown>): Promise<unknown> {
  const soon = new Promise((resolve) => setTimeout(resolve, 20, "still waiting"));
  return Promise.race([load().catch((error: unknown) => error), soon]);
}

describe("a part that is gone", () => {
  beforeEach(() => {
    sessionStorage.clear();
    reload.mockClear();
    served.mockResolvedValue({ ok: true });
    vi.stubGlobal("location", { reload });
    vi.stubGlobal("navigator", { onLine: true });
    vi.stubGlobal("fetch", served);
  });
  afterEach(() => vi.useRealTimers());

  it("begins the page anew once, and fails the second time", async () => {
    const load = orAnew(() => Promise.reject(GONE));

    expect(await outcomeOf(load)).toBe("still waiting");
    expect(await outcomeOf(load)).toBe(GONE);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["the line is gone", () => vi.stubGlobal("navigator", { onLine: false })],
    ["nobody answers", () => served.mockRejectedValue(new TypeError("Failed to fetch"))],
    ["the server is starting", () => served.mockResolvedValue({ ok: false })],
  ])("is waited for and takes no page away where %s", async (_, breakIt) => {
    vi.useFakeTimers();
    breakIt();
    const load = vi.fn().mockRejectedValueOnce(GONE).mockRejectedValueOnce(GONE).mockResolvedValue("a part");

    const part = orAnew(load)();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(await part).toBe("a part");
    expect(load).toHaveBeenCalledTimes(3);
    expect(reload).not.toHaveBeenCalled();
  });

  it("is asked for at once when the line is back", async () => {
    vi.stubGlobal("navigator", { onLine: false });
    const load = vi.fn().mockRejectedValueOnce(GONE).mockResolvedValue("a part");

    const part = orAnew(load)();
    await new Promise((resolve) => setTimeout(resolve, 5));
    dispatchEvent(new Event("online"));

    expect(await outcomeOf(() => part)).toBe("a part");
  });

  it("is handed on where it comes", async () => {
    expect(await outcomeOf(orAnew(() => Promise.resolve("a part")))).toBe("a part");
    expect(reload).not.toHaveBeenCalled();
  });
});
