// A pattern month by month: bars in a picture of one by one, and what they say in words. Pure.
import { number, percent } from "@/ui/format";
import type { PatternMonth } from "./queries";

const MONTH = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });

export interface Bar {
  readonly x: number;
  readonly width: number;
  /** Of the highest share; null where the month has no position. */
  readonly height: number | null;
}

export function monthInWords({ starts_on }: Pick<PatternMonth, "starts_on">): string {
  return MONTH.format(new Date(`${starts_on}T12:00:00Z`));
}

export function shareOf({ share }: Pick<PatternMonth, "share">): number | null {
  return share.value === null ? null : Number(share.value);
}

/** The highest share, at least a little, so that months without it are flat and not full. */
export function highest(months: readonly PatternMonth[]): number {
  return Math.max(0.01, ...months.map((month) => shareOf(month) ?? 0));
}

export function barsOf(months: readonly PatternMonth[]): readonly Bar[] {
  const top = highest(months);
  const width = 1 / months.length;
  return months.map((month, place) => {
    const share = shareOf(month);
    return { x: place * width, width, height: share === null ? null : share / top };
  });
}

/** "Sep 2026: 3 of 41 positions, 7% (2% to 19%)". */
export function sentenceOf(month: PatternMonth): string {
  const { flagged, share } = month;
  const name = monthInWords(month);
  const value = shareOf(month);
  if (value === null) return `${name}: no position`;
  const positions = share.n === 1 ? "position" : "positions";
  const { interval } = share;
  const range = interval ? ` (${percent(interval.low, 0)} to ${percent(interval.high, 0)})` : "";
  return `${name}: ${number(flagged)} of ${number(share.n)} ${positions}, ${percent(value, 0)}${range}`;
}
