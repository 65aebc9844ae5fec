import { describe, expect, it } from "vitest";
import { formatFor } from "@/ui/format";
import type { Histogram } from "../queries";
import { binsOf, histogramInWords, sideOf, totalOf } from "./bins";

formatFor({ locale: "en" });
const edges = Array.from({ length: 31 }, (_, place) => -5 + place * 0.5);
function histogram(filled: Record<number, number>, below = 0, above = 0): Histogram {
  const counts = edges.slice(0, -1).map((edge) => filled[edge] ?? 0);
  return { edges, counts, below, above, excluded: [], version: 1, as_of: "" };
}

describe("the bins of R", () => {
  it("reach from the lowest to the highest that has trades, and over a stop and a target always", () => {
    const bins = binsOf(histogram({ [-1]: 3, 0.5: 2 }));
    expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([-1, 2]);
    expect(binsOf(histogram({ [-2.5]: 1, 6: 1 })).at(-1)).toEqual({ from: 6, to: 6.5, count: 1 });
  });

  it("have one more at each end for what lies beyond", () => {
    const bins = binsOf(histogram({ 0: 1 }, 2, 4));
    expect(bins[0]).toEqual({ from: null, to: -5, count: 2 });
    expect(bins.at(-1)).toEqual({ from: 10, to: null, count: 4 });
    expect(totalOf(bins)).toBe(7);
  });

  it("lie on one side of zero", () => {
    expect(sideOf({ from: -0.5, to: 0, count: 1 })).toBe("loss");
    expect(sideOf({ from: 0, to: 0.5, count: 1 })).toBe("profit");
    expect(sideOf({ from: null, to: -5, count: 1 })).toBe("loss");
    expect(sideOf({ from: 10, to: null, count: 1 })).toBe("profit");
  });

  it("are told in a sentence", () => {
    expect(histogramInWords(binsOf(histogram({ [-1]: 3, 1: 1 })))).toBe(
      "4 trades have an R: 75% below zero; most often \u22121R to \u22120.5R, 3 times.",
    );
  });
});
