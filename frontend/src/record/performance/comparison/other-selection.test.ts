import { describe, expect, it } from "vitest";
import { sideOf } from "@/record/comparison/sides";
import type { NamesOfIds } from "../selection";
import { asideOf, canCompare, daysBefore, filterAside, otherAsText } from "./other-selection";

const names: NamesOfIds = { account: () => "Main", strategy: () => "Opening drive" };

describe("what a selection is compared with", () => {
  it("is as many days before", () => {
    const days = { day_from: "2026-03-01", day_to: "2026-03-31" };
    expect(daysBefore(days)).toEqual({ day_from: "2026-01-29", day_to: "2026-02-28" });
    const before = sideOf(otherAsText("before", { ...days, tag: "a|b" }, names) ?? "");
    expect(before.filter).toEqual({ tag: "a|b", day_from: "2026-01-29", day_to: "2026-02-28" });
  });

  it("is everything that any part of the filter leaves out", () => {
    const search = { instrument: "ES|NQ", strategy_id: "7", hour: "9", weekday: "monday" };
    const rest = sideOf(otherAsText("rest", search, names) ?? "");
    expect(rest.excluding).toEqual({
      instruments: ["ES", "NQ"],
      strategies: ["Opening drive"],
      hours: [{ minute_from: 540, minute_to: 600 }],
      weekdays: ["monday"],
    });
    expect(rest.filter).toEqual({});
    expect(canCompare("rest", { ...search, q: "late" })).toBe(false);
  });

  it("is only what can be asked for", () => {
    expect(canCompare("rest", { day_from: "2026-03-01" })).toBe(false);
    expect(canCompare("before", { day_from: "2026-03-01" })).toBe(false);
    expect(canCompare("training", { trade_type: "training" })).toBe(false);
    expect(otherAsText("before", {}, names)).toBeNull();
    expect(otherAsText("nothing", {}, names)).toBeNull();
  });

  it("is one that was put aside, as a word in the address", () => {
    const aside = asideOf({ instrument: "ES", setup: "a & b", behind: "r:0:1" });
    expect(filterAside(aside)).toEqual({ instrument: "ES", setup: "a & b" });
    expect(otherAsText(asideOf({}), {}, names)).toBe("all=1");
  });
});
