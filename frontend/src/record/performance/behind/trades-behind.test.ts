import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import {
  binInWords,
  tradesExcluded,
  tradesOfBin,
  tradesOfCell,
  tradesOfDay,
  tradesOfFall,
  tradesOfWindow,
} from "./trades-behind";

formatFor({ locale: "en" });
const shown = { search: { day_from: "2026-11-04", tag: "a|b", by: "hour", r_from: "0.75" }, currency: "USD" };
const all = {
  trade_type: "real",
  day_from: "2026-11-04",
  tag: "a|b",
  r_from: "0.75",
  day_of: "exit",
  currency: "USD",
  sort: "-exit_time",
};

describe("the trades behind a part of a report", () => {
  it("have the filter of the report and its currency, and nothing else of the page", () => {
    expect(tradesOfDay(shown, "2026-11-05")).toEqual({
      ...all,
      day_from: "2026-11-05",
      day_to: "2026-11-05",
    });
  });

  it("are of two groups where they are a cell; a group without a key has none", () => {
    const cell = tradesOfCell(shown, ["setup", null], ["hour", "09"]);
    expect(cell).toEqual({
      ...all,
      group_by: "setup",
      group_key: undefined,
      cross_by: "hour",
      cross_key: "09",
    });
  });

  it("are not more than the filter takes of a bin", () => {
    expect(tradesOfBin(shown, 0.5, 1)).toEqual({ ...all, r_from: "0.75", r_below: "1" });
    expect(tradesOfBin({ ...shown, search: {} }, null, -5)).toMatchObject({
      r_from: undefined,
      r_below: "-5",
    });
  });

  it("are those of a window, and those that realised money in a fall", () => {
    const point = { first_trade_id: "one", trade_id: "ten" } as Parameters<typeof tradesOfWindow>[1];
    expect(tradesOfWindow(shown, point)).toEqual({ ...all, closed_since: "one", closed_until: "ten" });
    const fall = { first_time: "10:00", last_time: "12:00" } as Parameters<typeof tradesOfFall>[1];
    expect(tradesOfFall(shown, fall)).toEqual({
      ...all,
      day_of: "result",
      realised_from: "10:00",
      realised_until: "12:00",
    });
  });

  it("are left out of R or of money", () => {
    expect(tradesExcluded(shown, { reason: "no_rate", isOfR: true })).toMatchObject({ of_r: "true" });
    expect(tradesExcluded(shown, { reason: "no_rate", isOfR: false }).of_r).toBeUndefined();
  });

  it("have edges in words", () => {
    expect(binInWords(-1, -0.5)).toBe("\u22121R to \u22120.5R");
    expect(binInWords(10, null)).toBe("+10R and more");
  });
});
