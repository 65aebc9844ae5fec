import { expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import { countOf, endsSoon, selectionOf, stateFilter, stateOf, withMoments } from "./plan-search";

it("lists what is alive where the address names no state that is known", () => {
  expect(stateOf({})).toBe("pending");
  expect(stateOf({ status: "frozen" })).toBe("pending");
  expect(stateOf({ status: "expired" })).toBe("expired");
});

it("asks for late and drifted plans by how their trade followed them", () => {
  expect(stateFilter("drifted")).toEqual({ match: "drifted" });
  expect(stateFilter("expired")).toEqual({ status: "expired" });
  expect(stateFilter("all")).toEqual({});
});

it("counts a state, and all of them as the total", () => {
  const counts = { total: 9, pending: 1, executed: 5, late: 2, drifted: 1, cancelled: 2, expired: 1 };
  expect(countOf("late", counts)).toBe(2);
  expect(countOf("all", counts)).toBe(9);
});

it("selects by words and market, and by nothing that is empty", () => {
  expect(selectionOf({ q: "  opening drive ", instrument: "es", status: "late" })).toEqual({
    q: "opening drive",
    instrument: "ES",
  });
  expect(selectionOf({ q: " ", direction: "" })).toEqual({});
});

it("says moments on the trader's clock", () => {
  formatFor({ locale: "en-US", zone: "America/Chicago" });
  const words = withMoments("written before the fill, 2026-11-30T21:07:45.465177Z");
  expect(words).toContain("15:07");
  expect(words).not.toContain("T21");
  expect(withMoments("filled at 5041")).toBe("filled at 5041");
});

it("warns of a plan that ends within a day, while it is alive", () => {
  const now = new Date("2026-11-30T12:00:00Z");
  const plan = { status: "pending", expires_at: "2026-12-01T11:00:00Z" } as const;
  expect(endsSoon(plan, now)).toBe(true);
  expect(endsSoon({ ...plan, expires_at: "2026-12-02T12:00:00Z" }, now)).toBe(false);
  expect(endsSoon({ ...plan, status: "executed" }, now)).toBe(false);
  expect(endsSoon({ ...plan, expires_at: null }, now)).toBe(false);
});
