import { describe, expect, it } from "vitest";
import { sketchOf } from "./sketch";

const LONG = {
  direction: "long",
  entries: ["4500", "4501"],
  stop: "4495",
  targets: ["4510", "4520"],
} as const;

describe("the picture of a plan", () => {
  it("puts the highest price at the top and reckons R from the worse edge", () => {
    const sketch = sketchOf(LONG, 0);
    expect(sketch?.levels.map(({ name }) => name)).toEqual([
      "Target 2",
      "Target 1",
      "Entry",
      "Entry",
      "Stop",
    ]);
    expect(sketch?.levels.map(({ r }) => r?.toFixed(2))).toEqual(["3.17", "1.50", "0.00", "-0.17", "-1.00"]);
  });

  it("turns a short plan over", () => {
    const short = { direction: "short", entries: ["4500"], stop: "4505", targets: ["4490"] } as const;
    expect(sketchOf(short, 0)?.levels.map(({ name, r }) => [name, r])).toEqual([
      ["Stop", -1],
      ["Entry", 0],
      ["Target", 2],
    ]);
  });

  it("keeps words apart and inside", () => {
    const levels = sketchOf(LONG, 0.15)?.levels ?? [];
    for (const [place, level] of levels.slice(1).entries()) {
      expect(level.labelY - (levels[place]?.labelY ?? 0)).toBeGreaterThanOrEqual(0.149);
    }
    expect(levels.at(-1)?.labelY).toBeLessThanOrEqual(1);
  });

  it("shows nothing while one price is known", () => {
    expect(sketchOf({ ...LONG, entries: [""], targets: [""] }, 0)).toBeNull();
    expect(sketchOf({ ...LONG, direction: "" }, 0)).toBeNull();
  });
});
