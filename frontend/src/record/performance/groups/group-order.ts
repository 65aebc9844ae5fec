// The order of groups, and how far their intervals reach.
import type { Group, GroupBy, Metric } from "../queries";

/** Groups that have an order of their own: it is kept. */
export const ORDERED: ReadonlySet<GroupBy> = new Set<GroupBy>([
  "weekday",
  "hour",
  "session",
  "holding",
  "adherence",
  "month",
  "week",
  "day",
]);

/** The best mean R first; groups of few trades after all others, that without a key last. */
export function sorted(groups: readonly Group[]): Group[] {
  return groups.toSorted((one, other) => placeOf(one) - placeOf(other) || meanOf(other) - meanOf(one));
}

function placeOf({ key, metrics }: Group): number {
  if (key === null) return 2;
  return metrics.expectancy?.small_sample === false ? 0 : 1;
}

function meanOf({ metrics }: Group): number {
  return Number(metrics.expectancy?.value ?? Number.NEGATIVE_INFINITY);
}

const LEAST = 0.5;
const MOST = 3; // a group of two trades does not flatten all others

/** What has a mean R, maybe. */
interface Measured {
  metrics: { expectancy?: Metric };
}

/** The R at both ends of every bar. */
export function extentOf(groups: readonly Measured[]): number {
  const reaches = groups.flatMap(({ metrics }) => {
    const { expectancy } = metrics;
    if (!expectancy || expectancy.value === null) return [];
    const { interval, value } = expectancy;
    return [value, interval?.low ?? 0, interval?.high ?? 0].map((edge) => Math.abs(Number(edge)));
  });
  return Math.min(MOST, Math.max(LEAST, ...reaches));
}
