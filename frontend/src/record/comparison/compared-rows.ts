// The lines of a comparison: each figure of both sides, and the first less the second.
import Big from "big.js";
import type { ComparisonAnswer, Measure, Metric } from "./queries";

export type RowKind = "count" | "money" | "r" | "share" | "ratio" | "fall" | "points";

export interface Row {
  readonly words: string;
  readonly kind: RowKind;
  readonly one: Metric | undefined;
  readonly other: Metric | undefined;
  readonly difference: Metric | null;
}

export function rowsOf({ one, other, differences }: ComparisonAnswer): readonly Row[] {
  const isOneCurrency = one.currency === other.currency;
  const row = (words: string, kind: RowKind, measure: Measure, as = (metric: Metric) => metric): Row => {
    const [first, second] = [one, other].map(({ figures }) => {
      const figure = figures.find((each) => each.measure === measure);
      return figure && as(figure);
    });
    const known = as === same ? differences.find((each) => each.measure === measure) : undefined;
    const canSubtract = kind !== "money" || isOneCurrency;
    const plain = canSubtract ? subtracted(first, second) : null;
    return { words, kind, one: first, other: second, difference: known ?? plain };
  };
  const same = (metric: Metric) => metric;
  return [
    row("Trades", "count", "trades", same),
    row("Net result", "money", "net_pnl", same),
    row("Total R", "r", "expectancy", totalR),
    row("Win rate", "share", "win_rate", same),
    row("Expectancy", "r", "expectancy", same),
    row("Profit factor", "ratio", "profit_factor", same),
    row("Payoff", "ratio", "payoff", same),
    row("Deepest fall", "fall", "max_drawdown", same),
    row("Plan kept", "points", "adherence", same),
  ];
}

/** The mean times its N, and its interval as far. */
function totalR(mean: Metric): Metric {
  const { value, n, interval } = mean;
  const times = (edge: string | number) => Number(edge) * n;
  return {
    ...mean,
    formula: "sum of R: mean(R) * N",
    value: value === null ? null : times(value),
    interval: interval && { ...interval, low: times(interval.low), high: times(interval.high) },
  };
}

/** Without an interval: of this figure none is known for a difference. */
function subtracted(one: Metric | undefined, other: Metric | undefined): Metric | null {
  if (!one || !other || one.value === null || other.value === null) return null;
  const value = new Big(one.value).minus(other.value).toFixed();
  return { ...one, value, n: Math.min(one.n, other.n), interval: null, formula: "the first less the second" };
}
