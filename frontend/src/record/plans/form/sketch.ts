// The geometry of a plan's picture: its prices down the side by their worth. Pure.
import { isPlain } from "./plan-figures";

export interface SketchLevel {
  name: string;
  kind: "target" | "entry" | "stop";
  price: string;
  /** In R of the plan, from the worse edge of the entry; null where the entry is not known. */
  r: number | null;
  /** From 0, the top, to 1. */
  y: number;
  /** Where its words stand, so that no two lie over each other. */
  labelY: number;
}

export interface Sketch {
  levels: readonly SketchLevel[];
  /** The band of the entry, and the areas of reward and of risk. */
  entry: readonly [number, number] | null;
  reward: readonly [number, number] | null;
  risk: readonly [number, number] | null;
}

export interface SketchedPrices {
  direction: "" | "long" | "short";
  entries: readonly string[];
  stop: string;
  targets: readonly string[];
}

const MARGIN = 0.08;

/** Null where there are not two prices yet: there is nothing to compare. Numbers are for the picture alone. */
export function sketchOf(prices: SketchedPrices, labelGap: number): Sketch | null {
  const entries = prices.entries.filter(isPlain);
  const targets = prices.targets.filter(isPlain);
  const stops = [prices.stop].filter(isPlain);
  const all = [...entries, ...targets, ...stops].map(Number);
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  if (all.length < 2 || lowest === highest || prices.direction === "") return null;
  const y = (price: string) =>
    MARGIN + (1 - 2 * MARGIN) * (1 - (Number(price) - lowest) / (highest - lowest));
  const sign = prices.direction === "long" ? 1 : -1;
  const worse = entries.toSorted((one, other) => (Number(other) - Number(one)) * sign)[0];
  const [stop] = stops;
  const inR = (price: string) => {
    if (worse === undefined || stop === undefined) return null;
    const risk = (Number(worse) - Number(stop)) * sign;
    return risk > 0 ? ((Number(price) - Number(worse)) * sign) / risk + 0 : null;
  };
  const named = [
    ...targets.map((price, place) => ({
      name: targets.length > 1 ? `Target ${place + 1}` : "Target",
      kind: "target" as const,
      price,
    })),
    ...entries.map((price) => ({ name: "Entry", kind: "entry" as const, price })),
    ...stops.map((price) => ({ name: "Stop", kind: "stop" as const, price })),
  ];
  const edges = entries.map(y);
  const furthest = targets.toSorted((one, other) => (Number(other) - Number(one)) * sign)[0];
  const area = (price: string | undefined) =>
    worse === undefined || price === undefined ? null : between(y(worse), y(price));
  return {
    levels: apart(
      named.map((level) => ({ ...level, r: inR(level.price), y: y(level.price), labelY: y(level.price) })),
      labelGap,
    ),
    entry: edges.length === 0 ? null : [Math.min(...edges), Math.max(...edges)],
    reward: area(furthest),
    risk: area(stop),
  };
}

function between(one: number, other: number): readonly [number, number] {
  return [Math.min(one, other), Math.max(one, other)];
}

function apart(levels: readonly SketchLevel[], gap: number): readonly SketchLevel[] {
  const sorted = levels.toSorted((one, other) => one.y - other.y);
  let last = Number.NEGATIVE_INFINITY;
  const placed = sorted.map((level) => {
    last = Math.max(level.y, last + gap);
    return { ...level, labelY: last };
  });
  const over = Math.max(0, last - (1 - MARGIN / 2));
  return placed.map((level) => ({ ...level, labelY: level.labelY - over }));
}
