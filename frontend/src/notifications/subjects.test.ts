import { describe, expect, it } from "vitest";
import { subjectOf } from "./subjects";

describe("where a notification leads", () => {
  it("leads to the finding that it is about", () => {
    expect(subjectOf({ kind: "pattern", data: { event_id: "e1", detector: "revenge" } })).toMatchObject({
      path: "/patterns",
      search: { event: "e1" },
    });
  });

  it("leads to a plan before anything else", () => {
    expect(subjectOf({ kind: "plan_expired", data: { plan_id: "p1" } })?.path).toBe("/plans/p1");
  });

  it("leads to where its kind is told of, else nowhere", () => {
    expect(subjectOf({ kind: "session_locked", data: {} })?.path).toBe("/rulebook");
    expect(subjectOf({ kind: "test", data: {} })).toBeNull();
  });
});
