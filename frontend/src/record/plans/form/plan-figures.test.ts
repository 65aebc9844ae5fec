import { describe, expect, it } from "vitest";
import { figuresOf, type PricesTyped, shareOf, sizeFor } from "./plan-figures";

const ES_MULTIPLIER = "50";
const LONG: PricesTyped = {
  direction: "long",
  entries: ["4500", "4501"],
  stop: "4495",
  targets: ["4510", "4520"],
  size: "2",
  riskAmount: "",
};

describe("figures of a plan", () => {
  it("reckons a long zone from its upper edge", () => {
    const figures = figuresOf(LONG, ES_MULTIPLIER);
    expect(figures.riskPerUnit).toBe("300"); // 6 points of 50
    expect(figures.risk).toBe("600");
    expect(figures.ratios).toEqual(["1.50", "3.17"]); // 9 / 6 and 19 / 6
    expect(figures.rewards).toEqual(["900", "1900"]);
    expect(figures.problems).toEqual({});
  });

  it("reckons a short zone from its lower edge, in whatever order it is typed", () => {
    const short: PricesTyped = {
      ...LONG,
      direction: "short",
      entries: ["4501", "4500"],
      stop: "4505",
      targets: ["4490"],
    };
    expect(figuresOf(short, ES_MULTIPLIER).ratios).toEqual(["2.00"]);
    expect(figuresOf(short, ES_MULTIPLIER).risk).toBe("500");
  });

  it("keeps the ratio where the instrument is not known yet", () => {
    const figures = figuresOf(LONG, undefined);
    expect(figures.ratios).toEqual(["1.50", "3.17"]);
    expect(figures.risk).toBeNull();
  });

  it("says nothing while something is missing", () => {
    expect(figuresOf({ ...LONG, entries: ["4500", ""] }, ES_MULTIPLIER).ratios).toEqual([null, null]);
    expect(figuresOf({ ...LONG, direction: "" }, ES_MULTIPLIER).risk).toBeNull();
    expect(figuresOf({ ...LONG, stop: "110'16" }, ES_MULTIPLIER).risk).toBeNull();
  });

  it("tells what stands on the wrong side at its field", () => {
    const inside = figuresOf({ ...LONG, stop: "4500.5" }, ES_MULTIPLIER);
    expect(inside.problems.stop_loss_level).toContain("below");
    const near = figuresOf({ ...LONG, targets: ["4510", "4500.5"] }, ES_MULTIPLIER);
    expect(Object.keys(near.problems)).toEqual(["take_profit_targets.1"]);
    expect(figuresOf({ ...LONG, stop: "4510" }, ES_MULTIPLIER).ratios).toEqual([null, null]);
  });

  it("finds the largest size that loses no more than the amount", () => {
    expect(figuresOf({ ...LONG, riskAmount: "1000" }, ES_MULTIPLIER).sizeForRisk).toBe("3");
    expect(figuresOf({ ...LONG, riskAmount: "299" }, ES_MULTIPLIER).sizeForRisk).toBeNull();
    expect(sizeFor("100", "30", "0.01")).toBe("3.33");
  });

  it("keeps decimals exact", () => {
    const tight = { ...LONG, entries: ["0.3"], stop: "0.1", targets: ["0.7"], size: "3" };
    expect(figuresOf(tight, "1")).toMatchObject({ riskPerUnit: "0.2", risk: "0.6", ratios: ["2.00"] });
    expect(shareOf("50000", "0.5")).toBe("250");
  });
});
