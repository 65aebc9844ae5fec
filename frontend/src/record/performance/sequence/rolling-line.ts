// A rolling figure as a line: places in a picture of one by one, and what it says in a sentence. Pure.
import type { Rolling } from "../queries";

export type RollingFigure = "win_rate" | "expectancy" | "profit_factor";
export type RollingPoint = Rolling["points"][number];

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** The values from the lowest to the highest, with the line of indifference in it; an even one has some room. */
export function extentOf(points: readonly RollingPoint[], figure: RollingFigure): Extent {
  const values = points.map((point) => point[figure]).filter((value) => value !== null);
  const even = figure === "win_rate" ? 0.5 : figure === "expectancy" ? 0 : 1;
  const low = Math.min(even, ...values);
  const high = Math.max(even, ...values);
  return low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}

/** The pieces of the line, each an array of [x, y] from 0 to 1; it is broken where there is no figure. */
export function piecesOf(
  points: readonly RollingPoint[],
  figure: RollingFigure,
  { low, high }: Extent,
): readonly (readonly (readonly [number, number])[])[] {
  const pieces: [number, number][][] = [[]];
  points.forEach((point, place) => {
    const value = point[figure];
    if (value === null) pieces.push([]);
    else pieces.at(-1)?.push([place / Math.max(1, points.length - 1), 1 - (value - low) / (high - low)]);
  });
  return pieces.filter((piece) => piece.length > 0);
}
