import { describe, expect, it } from "vitest";
import type { Group } from "../queries";
import { extentOf, sorted } from "./group-order";

function group(key: string | null, value: number | null, isFew: boolean, reach = 0): Group {
  const interval = value === null ? null : { low: value - reach, high: value + reach };
  return { key, metrics: { expectancy: { value, interval, small_sample: isFew } } } as unknown as Group;
}

describe("groups", () => {
  it("stand with the best mean first, few trades later, and no key last", () => {
    const groups = [
      group(null, 9, false),
      group("lucky", 3, true),
      group("b", -0.2, false),
      group("a", 0.4, false),
    ];
    expect(sorted(groups).map(({ key }) => key)).toEqual(["a", "b", "lucky", null]);
  });

  it("share one scale that reaches over every interval, but not without end", () => {
    expect(extentOf([group("a", 0.4, false, 0.5)])).toBeCloseTo(0.9);
    expect(extentOf([group("a", 0.1, false)])).toBe(0.5);
    expect(extentOf([group("a", 1, true, 40)])).toBe(3);
    expect(extentOf([group("a", null, true)])).toBe(0.5);
  });
});
