import { describe, expect, it } from "vitest";
import type { Figure, Performance } from "../queries";
import { resultIn } from "./result-in-unit";

function figure(values: Partial<Figure>): Figure {
  return {
    value: null,
    unit: "ratio",
    currency: null,
    formula: "",
    n: 0,
    interval: null,
    excluded: [],
    reason: null,
    small_sample: false,
    as_of: "2026-11-30T12:00:00Z",
    basis: "trades",
    ...values,
  };
}

const interval = { low: -0.25, high: 0.75, confidence: 0.95, method: "bootstrap_bca" as const };
const report = {
  currency: "USD",
  starting_equity: "10000",
  realised: {
    basis: "fills",
    results: 7,
    net: "900",
    of_other_trades: "400",
    on_other_days: "0",
    left_out: [],
  },
  metrics: {
    net_pnl: figure({ value: "500", n: 4 }),
    expectancy: figure({ value: 0.5, n: 4, interval }),
  },
} as unknown as Performance;

describe("the result in each unit", () => {
  it("is the money of the closed trades, or of all that was realised", () => {
    expect(resultIn("money", report, "trades")).toMatchObject({ value: "500", n: 4 });
    expect(resultIn("money", report, "fills")).toMatchObject({ value: "900", n: 7 });
  });

  it("is the sum of R with its interval", () => {
    expect(resultIn("r", report, "trades")).toMatchObject({ value: 2, interval: { low: -1, high: 3 } });
  });

  it("is a share of the starting equity, and none without one", () => {
    expect(resultIn("percent", report, "trades")?.value).toBeCloseTo(0.05);
    const none = resultIn("percent", { ...report, starting_equity: null }, "trades");
    expect(none).toMatchObject({ value: null, reason: "no_starting_equity" });
  });
});
