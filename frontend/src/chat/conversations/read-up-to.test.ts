import { describe, expect, it } from "vitest";
import { forgetRead, noteRead, withoutRead } from "./read-up-to";

describe("what was read in this window", () => {
  it("counts as read in a list that was asked before the server heard of it", () => {
    expect(noteRead("one", 4)).toBe(true);
    expect(withoutRead({ id: "one", head: 4, unread: 1 }).unread).toBe(0);
    expect(withoutRead({ id: "one", head: 5, unread: 1 }).unread).toBe(1);
    expect(withoutRead({ id: "other", head: 4, unread: 2 }).unread).toBe(2);
  });

  it("is told once, and again where the server did not hear", () => {
    expect(noteRead("two", 3)).toBe(true);
    expect(noteRead("two", 3)).toBe(false);
    forgetRead("two");
    expect(noteRead("two", 3)).toBe(true);
  });
});
