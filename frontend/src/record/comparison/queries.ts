// Two selections beside each other, as a query.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";
import { askedOf, sideOf } from "./sides";

type Schemas = components["schemas"];
export type ComparisonAnswer = Schemas["ComparisonAnswer"];
export type ComparedFigure = Schemas["AnsweredFigure"];
export type Metric = Schemas["MetricOut"];
export type Measure = Schemas["Measure"];

const MEASURES: Measure[] = [
  "trades",
  "net_pnl",
  "expectancy",
  "win_rate",
  "profit_factor",
  "payoff",
  "max_drawdown",
  "adherence",
];

export function comparisonOf(one: string | undefined, other: string | undefined) {
  const body = { measures: MEASURES, one: askedOf(sideOf(one)), other: askedOf(sideOf(other)) };
  return queryOptions({
    queryKey: ["reports", "two-selections", body],
    queryFn: ({ signal }) =>
      heavyRead(signal, () => contentOf(api.POST("/api/trading/query/comparison", { body, signal }))),
    placeholderData: keepPreviousData,
    staleTime: 60_000, // `performance_updated` tells of changes
  });
}
