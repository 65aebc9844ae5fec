import { describe, expect, it } from "vitest";
import type { NamesOfIds, Slice } from "../selection";
import { asideOf, canCompare, daysBefore, filterAside, otherSlice } from "./other-selection";

const names: NamesOfIds = { account: () => "Main", strategy: () => "Opening drive" };

describe("what a selection is compared with", () => {
  it("is as many days before", () => {
    const slice = { day_from: "2026-03-01", day_to: "2026-03-31" } as Slice;
    expect(daysBefore(slice)).toMatchObject({ day_from: "2026-01-29", day_to: "2026-02-28" });
    expect(daysBefore({ day_from: "2026-03-01" } as Slice)).toBeNull();
  });

  it("is everything that any part of the filter leaves out", () => {
    const other = otherSlice("rest", { instrument: "ES", strategy_id: "7" }, names);
    expect(other?.excluding).toEqual({ instruments: ["ES"], strategies: ["Opening drive"] });
    expect(other?.only).toEqual({});
  });

  it("is only what can be asked for", () => {
    expect(canCompare("rest", { day_from: "2026-03-01" })).toBe(false);
    expect(canCompare("before", { day_from: "2026-03-01" })).toBe(false);
    expect(canCompare("training", { trade_type: "training" })).toBe(false);
    expect(otherSlice("before", {}, names)).toBeNull();
    expect(otherSlice("nothing", {}, names)).toBeNull();
  });

  it("is one that was put aside, as a word in the address", () => {
    const aside = asideOf({ instrument: "ES", setup: "a & b", behind: "r:0:1" });
    expect(filterAside(aside)).toEqual({ instrument: "ES", setup: "a & b" });
    expect(otherSlice(asideOf({}), {}, names)?.only).toEqual({});
  });
});
