// The points of the curve: equity and its falls by day, in money, in R or as a share of the starting equity.
import Big from "big.js";
import type { Unit } from "@/ui/look";
import type { Day, Group } from "../queries";

export interface CurvePoint {
  readonly day: string;
  /** Of the day alone. */
  readonly result: string;
  /** After the day. */
  readonly value: string;
  /** Below the highest point so far; zero or less. */
  readonly fall: string;
}

/** Money as the record has it; with what was paid in and drawn out. */
export function moneyPoints(days: readonly Day[]): CurvePoint[] {
  return days.map(({ day, net, equity, drawdown }) => ({
    day,
    result: net,
    value: equity,
    fall: drawdown,
  }));
}

/** Results alone, over the starting equity; none where nothing was paid in. */
export function sharePoints(days: readonly Day[], start: string): CurvePoint[] {
  const base = new Big(start);
  if (base.lte(0)) return [];
  const over = (amount: string | Big) => new Big(amount).div(base).toFixed(8);
  let sum = new Big(0);
  return days.map(({ day, net, drawdown }) => {
    sum = sum.plus(net);
    return { day, result: over(net), value: over(sum), fall: over(drawdown) };
  });
}

/** R by the day of the last exit: the mean of the day's trades times their N, added up. */
export function rPoints(groups: readonly Group[]): CurvePoint[] {
  let sum = 0;
  let peak = 0;
  const points: CurvePoint[] = [];
  for (const { key, metrics } of groups) {
    const { expectancy } = metrics;
    if (key === null || !expectancy || expectancy.value === null) continue;
    const result = Number(expectancy.value) * expectancy.n;
    sum += result;
    peak = Math.max(peak, sum);
    points.push({
      day: key,
      result: result.toFixed(4),
      value: sum.toFixed(4),
      fall: (sum - peak).toFixed(4),
    });
  }
  return points;
}

export interface CurveSummary {
  first: CurvePoint;
  last: CurvePoint;
  deepest: CurvePoint;
}

export function summaryOf(points: readonly CurvePoint[]): CurveSummary | null {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const deepest = points.reduce((one, other) => (Number(other.fall) < Number(one.fall) ? other : one));
  return { first, last, deepest };
}

export function unitIsHidden(unit: Unit, hidesMoney: boolean): boolean {
  return unit === "money" && hidesMoney;
}
