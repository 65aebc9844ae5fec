// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Away, type Problem, Refused } from "@/api/problem";
import { Keeper, type Sender, type Writing } from "./keeper";

const kept = new Map<string, unknown>();
vi.mock("@/live/local-database", () => ({
  keepWriting: async (writing: { place: string }) => void kept.set(writing.place, structuredClone(writing)),
  dropWriting: async (place: string) => void kept.delete(place),
}));

interface Words {
  body: string;
}
let calls: { body: string; key: string; id: string | null }[] = [];
let answer: () => Promise<string>;
const sender: Sender<Words> = {
  isWorthSending: ({ body }) => body !== "",
  send: async (writing: Writing<Words>, { body }, key) => {
    calls.push({ body, key, id: writing.id });
    return answer();
  },
  sent: () => undefined,
};

function begun(): Keeper<Words> {
  const keeper = new Keeper(sender);
  keeper.begin("new:1", "2026-11-30", null, null, { body: "" });
  return keeper;
}

beforeEach(() => {
  vi.useFakeTimers();
  kept.clear();
  calls = [];
  answer = async () => "7";
});
afterEach(() => vi.useRealTimers());

describe("what is typed in the journal", () => {
  it("is kept at once, sent after a pause, and kept no longer when the server has it", async () => {
    const keeper = begun();
    keeper.change("new:1", { body: "I waited" });
    expect(kept.get("new:1")).toMatchObject({ values: { body: "I waited" } });
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.change("new:1", { body: "I waited." });
    await vi.advanceTimersByTimeAsync(1_300);
    expect(calls.map(({ body }) => body)).toEqual(["I waited."]);
    expect(keeper.of("new:1")).toMatchObject({ state: "saved", id: "7" });
    expect(kept.size).toBe(0);
  });

  it("is sent as a change to the same entry when more was typed meanwhile", async () => {
    const keeper = begun();
    let arrive: (id: string) => void = () => undefined;
    answer = () => new Promise((resolve) => (arrive = resolve));
    keeper.change("new:1", { body: "one" });
    await vi.advanceTimersByTimeAsync(1_300);
    keeper.change("new:1", { body: "one two" });
    answer = async () => "7";
    arrive("7");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls.map(({ body, id }) => [body, id])).toEqual([
      ["one", null],
      ["one two", "7"],
    ]);
  });

  it("goes again with the same key and the same words while the server is away, then what came later", async () => {
    const keeper = begun();
    answer = async () => {
      throw new Away();
    };
    keeper.change("new:1", { body: "first" });
    await vi.advanceTimersByTimeAsync(1_300);
    expect(keeper.of("new:1")?.state).toBe("kept");
    keeper.change("new:1", { body: "first and more" });
    answer = async () => "7";
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls.map(({ body }) => body)).toEqual(["first", "first", "first and more"]);
    expect(calls[1]?.key).toBe(calls[0]?.key);
    expect(calls[2]?.key).not.toBe(calls[0]?.key);
    expect(keeper.of("new:1")?.state).toBe("saved");
  });

  it("is taken up after a reload and sent", async () => {
    const keeper = new Keeper(sender);
    const sending = { key: "k", values: { body: "before" } };
    keeper.resume([{ place: "new:2", day: "2026-11-30", id: null, values: { body: "before it" }, sending }]);
    await vi.advanceTimersByTimeAsync(100);
    expect(calls.map(({ body, key }) => [body, key === "k"])).toEqual([
      ["before", true],
      ["before it", false],
    ]);
  });

  it("stays, with words, where the server refuses it, and is not sent again by itself", async () => {
    const keeper = begun();
    answer = async () => {
      throw new Refused({
        code: "x",
        detail: "This day has one.",
        status: 409,
        errors: [],
      } as unknown as Problem);
    };
    keeper.change("new:1", { body: "words" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(1);
    expect(keeper.of("new:1")).toMatchObject({ state: "refused", why: "This day has one." });
    expect(kept.has("new:1")).toBe(true);
  });

  it("is not sent while there is nothing in it", async () => {
    const keeper = begun();
    keeper.change("new:1", { body: "" });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls).toHaveLength(0);
  });
});
