import { describe, expect, it } from "vitest";
import type { Cell } from "../queries";
import { cellsByPlace, extremesOf, fullestPlace, largestOf, moved, strengthOf } from "./grid";

function cell(row: number, column: number, mean: number | null, small = false): Cell {
  const figure = { value: mean, n: 40, interval: null, reason: null, small_sample: small };
  return {
    row,
    column,
    trades: small ? 3 : 40,
    net_pnl: "0",
    r: null,
    with_r: 0,
    win_rate: figure,
    expectancy: figure,
    small_sample: small,
  };
}

describe("a grid of two groupings", () => {
  it("is walked by arrows and stays within", () => {
    const place = { row: 0, column: 1 };
    expect(moved(place, "ArrowUp", 3, 4)).toEqual({ row: 0, column: 1 });
    expect(moved(place, "ArrowDown", 3, 4)).toEqual({ row: 1, column: 1 });
    expect(moved(place, "End", 3, 4)).toEqual({ row: 0, column: 3 });
    expect(moved(place, "Home", 3, 4)).toEqual({ row: 0, column: 0 });
    expect(moved(place, "x", 3, 4)).toBeNull();
  });

  it("is entered at the cell of the most trades", () => {
    const cells = [cell(0, 1, 1, true), cell(2, 3, 1), cell(3, 0, 1)];
    expect(fullestPlace({ cells })).toEqual({ row: 2, column: 3 });
    expect(fullestPlace({ cells: [] })).toEqual({ row: 0, column: 0 });
  });

  it("colours by mean R, and lets few trades set no scale", () => {
    const cells = [cell(0, 0, 0.5), cell(0, 1, -1), cell(1, 0, 9, true), cell(1, 1, null)];
    const largest = largestOf(cells);
    expect(largest).toBe(1);
    expect(cells.map((one) => strengthOf(one, largest))).toEqual([0.5, -1, 1, 0]);
  });

  it("calls nothing best or worst that has too few trades", () => {
    const cells = [cell(0, 0, 0.5), cell(0, 1, -1), cell(1, 0, 9, true)];
    expect(extremesOf(cells)).toEqual({ best: cells[0], worst: cells[1] });
    expect(extremesOf([cell(0, 0, 1), cell(1, 0, 9, true)])).toBeNull();
  });

  it("finds a cell by its place", () => {
    expect(cellsByPlace({ cells: [cell(2, 3, 1)] }).get("2:3")?.expectancy.value).toBe(1);
  });
});
