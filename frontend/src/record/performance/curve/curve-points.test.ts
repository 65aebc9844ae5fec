import { describe, expect, it } from "vitest";
import type { Day, Group } from "../queries";
import { moneyPoints, rPoints, sharePoints, summaryOf } from "./curve-points";

const day = (day: string, net: string, equity: string, drawdown: string) =>
  ({ day, net, equity, drawdown, flows: "0", results: 1, trades: 1, entered: 1 }) as Day;
const DAYS = [
  day("2026-11-02", "100.10", "1100.10", "0"),
  day("2026-11-03", "-300.20", "799.90", "-300.20"),
  day("2026-11-04", "50", "849.90", "-250.20"),
];

describe("the curve", () => {
  it("is the equity of the record in money", () => {
    expect(moneyPoints(DAYS).map(({ value }) => value)).toEqual(["1100.10", "799.90", "849.90"]);
  });

  it("is the sum of results over the starting equity in percent", () => {
    const points = sharePoints(DAYS, "1000");
    expect(points.map(({ value }) => Number(value))).toEqual([0.1001, -0.2001, -0.1501]);
    expect(Number(points[1]?.fall)).toBe(-0.3002);
    expect(sharePoints(DAYS, "0")).toEqual([]);
  });

  it("adds up R by day and falls from its highest point, which begins at zero", () => {
    const group = (key: string | null, value: number | null, n: number) =>
      ({ key, metrics: { expectancy: { value, n } } }) as unknown as Group;
    const points = rPoints([
      group("2026-11-02", -0.5, 2),
      group("2026-11-03", 1.5, 2),
      group("2026-11-04", null, 0),
    ]);
    expect(points.map(({ value, fall }) => [Number(value), Number(fall)])).toEqual([
      [-1, -1],
      [2, 0],
    ]);
  });

  it("tells its first, last and deepest day", () => {
    const summary = summaryOf(moneyPoints(DAYS));
    expect([summary?.first.day, summary?.last.day, summary?.deepest.day]).toEqual([
      "2026-11-02",
      "2026-11-04",
      "2026-11-03",
    ]);
    expect(summaryOf([])).toBeNull();
  });
});
