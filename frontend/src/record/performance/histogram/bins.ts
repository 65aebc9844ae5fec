// The bins of the histogram of R that are worth showing, in order, with what lies beyond its ends.
import { percent } from "@/ui/format";
import { binInWords } from "../behind/trades-behind";
import type { Histogram } from "../queries";

export interface Bin {
  /** Its lower edge, which it takes; null below all bins. */
  readonly from: number | null;
  readonly to: number | null;
  readonly count: number;
}

const ALWAYS_FROM = -1;
const ALWAYS_TO = 2; // a stop and a good target are on every picture

export function binsOf({ edges, counts, below, above }: Histogram): Bin[] {
  const bins = counts.map((count, place) => ({
    from: edges[place] ?? 0,
    to: edges[place + 1] ?? 0,
    count,
  }));
  const isShown = ({ from, to, count }: (typeof bins)[number]) =>
    count > 0 || (from >= ALWAYS_FROM && to <= ALWAYS_TO);
  const first = below > 0 ? 0 : bins.findIndex(isShown);
  const last = above > 0 ? bins.length - 1 : bins.findLastIndex(isShown);
  const shown: Bin[] = bins.slice(Math.max(first, 0), last + 1);
  if (below > 0) shown.unshift({ from: null, to: edges[0] ?? 0, count: below });
  if (above > 0) shown.push({ from: edges.at(-1) ?? 0, to: null, count: above });
  return shown;
}

export function totalOf(bins: readonly Bin[]): number {
  return bins.reduce((sum, { count }) => sum + count, 0);
}

/** Whether a bin lies above zero, below it, or nowhere of both. */
export function sideOf({ from, to }: Bin): "profit" | "loss" {
  return from !== null && from >= 0 && (to === null || to > 0) ? "profit" : "loss";
}

export function histogramInWords(bins: readonly Bin[]): string {
  const total = totalOf(bins);
  if (total === 0) return "No closed trade has an R yet: R needs a stop.";
  const most = bins.reduce((one, other) => (other.count > one.count ? other : one));
  const losses = totalOf(bins.filter((bin) => sideOf(bin) === "loss"));
  return `${total} trades have an R: ${percent(losses / total, 0)} below zero; most often ${binInWords(most.from, most.to)}, ${most.count} times.`;
}
