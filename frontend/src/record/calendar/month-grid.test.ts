import { describe, expect, it } from "vitest";
import { isDay, isMonth, lastDayOf, monthMoved, moved, weekdaysFrom, weeksOf } from "./month-grid";

describe("a month as weeks", () => {
  it("begins on the Monday before its first day and ends on the Sunday after its last", () => {
    const weeks = weeksOf("2026-11");
    expect(weeks[0]).toEqual([
      "2026-10-26",
      "2026-10-27",
      "2026-10-28",
      "2026-10-29",
      "2026-10-30",
      "2026-10-31",
      "2026-11-01",
    ]);
    expect(weeks.at(-1)?.[0]).toBe("2026-11-30");
    expect(weeks).toHaveLength(6);
  });

  it("has four weeks where a February of 28 days begins on a Monday", () => {
    expect(weeksOf("2027-02")).toHaveLength(4);
  });

  it("knows the turn of the year and leap days", () => {
    expect(monthMoved("2026-01", -1)).toBe("2025-12");
    expect(lastDayOf("2028-02")).toBe("2028-02-29");
    expect(moved("2026-12-31", 1)).toBe("2027-01-01");
  });

  it("takes no text that is no day or month", () => {
    expect(isMonth("2026-13")).toBe(false);
    expect(isDay("2026-02-30")).toBe(false);
    expect(isDay("2026-02-28")).toBe(true);
  });
});

describe("weeks that begin on another day", () => {
  it.each([
    ["monday", "2026-10-26", "2026-12-06"],
    ["sunday", "2026-11-01", "2026-12-05"],
    ["saturday", "2026-10-31", "2026-12-04"],
  ] as const)("%s", (first, from, until) => {
    const weeks = weeksOf("2026-11", first);
    expect([weeks[0]?.[0], weeks.at(-1)?.at(-1)]).toEqual([from, until]);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
  });

  it("names its days in their order", () => {
    expect(weekdaysFrom("sunday")).toEqual(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]);
    expect(weekdaysFrom("saturday")[0]).toBe("Sat");
  });
});
