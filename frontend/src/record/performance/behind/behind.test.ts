import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import type { Slice } from "../selection";
import { isInBin, read, sliceBehind, titleOf, written } from "./behind";

formatFor({ locale: "en" });
const slice = { trade_type: "real", day_from: "2026-11-04", day_to: null } as Slice;

describe("the trades behind a part of a report", () => {
  it("are named in the address and read again", () => {
    for (const text of ["r:0.5:1", "r::-5", "r:10:", "day:2026-11-30", "group:setup:a: b"]) {
      const behind = read(text);
      expect(behind && written(behind)).toBe(text);
    }
    expect(read("group:nothing:x")).toBeNull();
    expect(read("elsewhere")).toBeNull();
  });

  it("take the lower edge of a bin and not the upper one", () => {
    expect(isInBin("0.5", 0.5, 1)).toBe(true);
    expect(isInBin("1", 0.5, 1)).toBe(false);
    expect(isInBin("-1", -1, -0.5)).toBe(true);
    expect(isInBin("-7.25", null, -5)).toBe(true);
    expect(isInBin(null, null, -5)).toBe(false);
  });

  it("stay within the days of the filter", () => {
    const month = sliceBehind({ kind: "group", by: "month", key: "2026-11" }, slice, "");
    expect([month.day_from, month.day_to]).toEqual(["2026-11-04", "2026-11-30"]);
  });

  it("are of whole hours, and of holding times without the upper edge", () => {
    const hour = sliceBehind({ kind: "group", by: "hour", key: "09" }, slice, "");
    expect(hour.only?.hours).toEqual([{ minute_from: 540, minute_to: 600 }]);
    const holding = sliceBehind({ kind: "group", by: "holding", key: "1 to 5 minutes" }, slice, "");
    expect(holding.only?.holding_minutes?.at_least).toBe("1");
    expect(Number(holding.only?.holding_minutes?.at_most) * 60).toBeLessThan(300);
    expect(Number(holding.only?.holding_minutes?.at_most) * 60).toBeGreaterThan(299);
  });

  it("have a title in words", () => {
    expect(titleOf({ kind: "r", from: -1, to: -0.5 })).toBe("Trades of \u22121R to \u22120.5R");
    expect(titleOf({ kind: "r", from: 10, to: null })).toBe("Trades of +10R and more");
  });
});
