import { expect, test } from "vitest";
import { barsOf, highest, sentenceOf } from "./pattern-months";
import type { PatternMonth } from "./queries";

function month(starts_on: string, flagged: number, n: number): PatternMonth {
  const value = n === 0 ? null : flagged / n;
  return { starts_on, flagged, share: { value, n, interval: null } } as unknown as PatternMonth;
}

const MONTHS = [month("2026-01-01", 1, 10), month("2026-02-01", 0, 0), month("2026-03-01", 2, 5)];

test("the highest month is as high as the picture, and one without a position has no bar", () => {
  expect(barsOf(MONTHS).map(({ height }) => height)).toEqual([0.25, null, 1]);
  expect(barsOf(MONTHS).map(({ x }) => x)).toEqual([0, 1 / 3, 2 / 3]);
});

test("months that do not show it are flat", () => {
  expect(highest([month("2026-01-01", 0, 9)])).toBe(0.01);
  expect(barsOf([month("2026-01-01", 0, 9)])[0]?.height).toBe(0);
});

test("a month says of how many positions it speaks", () => {
  expect(sentenceOf(month("2026-03-01", 2, 5))).toContain("2 of 5 positions, 40%");
  expect(sentenceOf(month("2026-03-01", 0, 1))).toContain("0 of 1 position, 0%");
  expect(sentenceOf(month("2026-02-01", 0, 0))).toContain("no position");
});
