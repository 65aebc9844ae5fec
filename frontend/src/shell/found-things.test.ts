import { describe, expect, it } from "vitest";
import { addressOfThing, byKind, type FoundThing, isAskable, nameOf } from "./found-things";

const ID = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b";

function thing(kind: FoundThing["kind"], more: Partial<FoundThing> = {}): FoundThing {
  return {
    kind,
    id: ID,
    title: "",
    snippets: [],
    at: "2026-11-20T14:30:00Z",
    conversation_id: null,
    seq: null,
    day: null,
    ...more,
  };
}

describe("what was found", () => {
  it("stands by kind in one order, a kind that may have more without a find too", () => {
    const things = [thing("memory"), thing("trade"), thing("message"), thing("trade")];
    const kinds = byKind(things, ["trade", "plan"]).map(
      ({ kind, things: own, hasMore }) => [kind, own.length, hasMore] as const,
    );
    expect(kinds).toEqual([
      ["message", 1, false],
      ["trade", 2, true],
      ["plan", 0, true],
      ["memory", 1, false],
    ]);
    expect(byKind([], [])).toEqual([]);
  });

  it("is cut to the first few of each kind, and the rest is said to be there", () => {
    const [trades, ...others] = byKind(
      Array.from({ length: 5 }, () => thing("trade")),
      [],
    );
    expect(others).toEqual([]);
    expect([trades?.things.length, trades?.hasMore]).toEqual([4, true]);
  });

  it("is opened where it stands", () => {
    const message = thing("message", { conversation_id: "c", seq: 7 });
    expect(addressOfThing(message)).toEqual({ to: "/coach/c", search: { message: ID } });
    expect(addressOfThing(thing("trade")).to).toBe(`/trades/${ID}`);
    expect(addressOfThing(thing("plan")).to).toBe(`/plans/${ID}`);
    expect(addressOfThing(thing("journal", { day: "2026-11-20" })).search).toEqual({ day: "2026-11-20" });
    expect(addressOfThing(thing("pattern")).search).toEqual({ part: "patterns", pattern: ID });
    expect(addressOfThing(thing("memory")).search).toEqual({ part: "memory", memory: ID });
  });

  it("has a name in any case", () => {
    expect(nameOf(thing("journal"))).toBe("An entry");
    expect(nameOf(thing("pattern", { title: "revenge trading" }))).toBe("Revenge trading");
    expect(nameOf(thing("trade", { title: "ES long" }))).toBe("ES long");
  });
});

it("one letter is not looked for", () => {
  expect(isAskable(" a ")).toBe(false);
  expect(isAskable("ES")).toBe(true);
});
