import { describe, expect, it } from "vitest";
import { extentOf, piecesOf, type RollingPoint } from "./rolling-line";

const point = (profit_factor: number | null): RollingPoint => ({
  number: 1,
  trade_id: "x",
  first_trade_id: "w",
  exit_time: "2026-09-01T14:00:00Z",
  win_rate: 0.5,
  win_rate_interval: null,
  expectancy: 0,
  with_r: 0,
  profit_factor,
  net_pnl: "0",
});

describe("a rolling figure as a line", () => {
  it("holds the line of indifference and breaks where there is nothing", () => {
    const points = [point(2), point(3), point(null), point(1.5)];
    const extent = extentOf(points, "profit_factor");
    expect(extent).toEqual({ low: 1, high: 3 });
    expect(piecesOf(points, "profit_factor", extent)).toEqual([
      [
        [0, 0.5],
        [1 / 3, 0],
      ],
      [[1, 0.75]],
    ]);
  });

  it("gives an even line some room", () => {
    expect(extentOf([point(1)], "profit_factor")).toEqual({ low: 0.5, high: 1.5 });
    expect(extentOf([], "expectancy")).toEqual({ low: -0.5, high: 0.5 });
  });
});
