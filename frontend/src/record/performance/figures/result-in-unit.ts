// One result in money, in R or in percent of the starting equity, each with its own evidence.
import type { Unit } from "@/ui/look";
import type { Metric } from "@/ui/metric";
import type { Figure, Performance } from "../queries";

export type Basis = "trades" | "fills";
export type ResultMetric = Metric;

/** The sum of R: the mean times its N, with the interval of the mean drawn out as far. */
export function totalR(expectancy: Figure): ResultMetric {
  const { value, n, interval } = expectancy;
  return {
    ...expectancy,
    formula: "sum of R: mean(R) * N",
    value: value === null ? null : Number(value) * n,
    interval: interval && {
      ...interval,
      low: Number(interval.low) * n,
      high: Number(interval.high) * n,
    },
  };
}

/** The net result by closed trades, or by what was realised on the days. */
export function netOf(report: Performance, basis: Basis): ResultMetric {
  const net = report.metrics.net_pnl;
  if (basis === "trades") return net;
  const { realised } = report;
  return {
    ...net,
    value: realised.results > 0 ? realised.net : null,
    formula: "sum of what exits, dividends and financing realised on these days, also of trades still held",
    n: realised.results,
    excluded: realised.left_out,
    interval: null,
    reason: realised.results > 0 ? null : "no_results",
  };
}

function shareOf(net: ResultMetric, start: string | null): ResultMetric {
  const hasStart = start !== null && Number(start) > 0;
  const share = hasStart && net.value !== null ? Number(net.value) / Number(start) : null;
  return {
    ...net,
    value: share,
    unit: "share",
    currency: null,
    interval: null,
    formula: `${net.formula}, over the equity before the first result`,
    reason: net.reason ?? (hasStart ? null : "no_starting_equity"),
  };
}

export function resultIn(unit: Unit, report: Performance, basis: Basis): ResultMetric {
  if (unit === "r") return totalR(report.metrics.expectancy);
  const net = netOf(report, basis);
  return unit === "percent" ? shareOf(net, report.starting_equity) : net;
}
