import { describe, expect, it } from "vitest";
import { rowsOf } from "./compared-rows";
import type { ComparedFigure, ComparisonAnswer, Measure } from "./queries";

function figure(measure: Measure, value: string | number | null, n = 4): ComparedFigure {
  const interval = measure === "expectancy" ? { low: -1, high: 2, confidence: 0.95, method: "t" } : null;
  return { measure, value, n, interval, unit: "number", basis: "trades" } as unknown as ComparedFigure;
}

function answer(currency: string): ComparisonAnswer {
  const of = (net: string, factor: number | null) => [
    figure("trades", 4),
    figure("net_pnl", net),
    figure("expectancy", 0.5),
    figure("profit_factor", factor),
  ];
  return {
    one: { currency: "USD", trades: 4, left_out: [], figures: of("0.3", 2) },
    other: { currency, trades: 4, left_out: [], figures: of("0.1", null) },
    differences: [figure("expectancy", 0)],
    in_both: 0,
  } as unknown as ComparisonAnswer;
}

describe("the lines of a comparison", () => {
  it("subtract exactly, and take the difference of the API where it has one", () => {
    const [, net, total, , expectancy, factor] = rowsOf(answer("USD"));
    expect(net?.difference?.value).toBe("0.2");
    expect([total?.one?.value, total?.one?.interval?.low, total?.difference?.value]).toEqual([2, -4, "0"]);
    expect(expectancy?.difference?.interval?.high).toBe(2);
    expect(factor?.difference).toBeNull();
  });

  it("subtract no money of another currency", () => {
    expect(rowsOf(answer("EUR"))[1]?.difference).toBeNull();
  });
});
