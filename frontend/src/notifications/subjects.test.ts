import { describe, expect, it } from "vitest";
import { subjectOf } from "./subjects";

describe("where a notification leads", () => {
  it("leads to the finding that it is about", () => {
    const found = { event_id: "e1", detector: "revenge", severity: "marked", answer: "" } as const;
    expect(subjectOf({ kind: "pattern", data: { ...found, trade_ids: [] } })).toMatchObject({
      path: "/patterns",
      search: { event: "e1" },
    });
  });

  it("leads to the plan that is over", () => {
    const data = { plan_id: "p1", title: "ES morning" };
    expect(subjectOf({ kind: "plan_expired", data })?.path).toBe("/plans/p1");
  });

  it("leads to why a review was written", () => {
    const data = { nudge_id: "n1", nudge_kind: "weekly_review" } as const;
    expect(subjectOf({ kind: "weekly_review", data })?.search).toEqual({ part: "nudges" });
  });

  it("leads to where its kind is told of, else nowhere", () => {
    const data = { rule: "daily_loss", reason: "", until: "2026-11-30T22:00:00Z" } as const;
    expect(subjectOf({ kind: "session_locked", data })?.path).toBe("/rulebook");
    expect(subjectOf({ kind: "test", data: {} })).toBeNull();
  });
});
