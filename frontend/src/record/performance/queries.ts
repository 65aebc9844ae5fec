// Reports of the selected trades, as queries. What is old stays, dimmed, while a changed filter is asked for.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";
import type { Selection } from "./selection";

type Schemas = components["schemas"];
export type Performance = Schemas["PerformanceOut"];
export type Figure = Schemas["FigureOut"];
export type Metric = Schemas["MetricOut"];
export type Days = Schemas["DaysOut"];
export type Day = Schemas["DayOut"];
export type Histogram = Schemas["HistogramOut"];
export type Groups = Schemas["GroupsOut"];
export type Group = Schemas["GroupOut"];
export type GroupBy = Schemas["GroupBy"];
export type Simulation = Schemas["SimulationOut"];

const FRESH_MILLISECONDS = 60_000; // `performance_updated` tells of changes
const shared = { placeholderData: keepPreviousData, staleTime: FRESH_MILLISECONDS };

export function performanceOf(selection: Selection) {
  return queryOptions({
    queryKey: ["reports", "performance", selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/performance", { params: { query: selection }, signal })),
      ),
    ...shared,
  });
}

export function daysOf(selection: Selection) {
  return queryOptions({
    queryKey: ["reports", "days", selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/reports/days", { params: { query: selection }, signal })),
      ),
    ...shared,
  });
}

export function histogramOf(selection: Selection) {
  return queryOptions({
    queryKey: ["reports", "histogram", selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/reports/r-histogram", { params: { query: selection }, signal })),
      ),
    ...shared,
  });
}

export function groupsOf(selection: Selection, by: GroupBy) {
  return queryOptions({
    queryKey: ["reports", "groups", by, selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(
          api.GET("/api/trading/reports/groups", { params: { query: { ...selection, by } }, signal }),
        ),
      ),
    ...shared,
  });
}

export interface Bet {
  risk_percent: number;
  ruin_percent: number;
  horizon: number;
}

export function simulationOf(selection: Selection, bet: Bet) {
  return queryOptions({
    queryKey: ["reports", "simulation", selection, bet],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(
          api.GET("/api/trading/reports/simulation", { params: { query: { ...selection, ...bet } }, signal }),
        ),
      ),
    ...shared,
  });
}

export type CrossTable = Schemas["CrossTableOut"];
export type Cell = Schemas["CellOut"];
export type Line = Schemas["LineOut"];
export type Rolling = Schemas["RollingOut"];
export type Falls = Schemas["DrawdownsOut"];
export type Runs = Schemas["RunsOut"];
export type ExclusionReason = Schemas["ExclusionReason"];

export function crossTableOf(selection: Selection, by: [GroupBy, GroupBy]) {
  return queryOptions({
    queryKey: ["reports", "cross-table", by, selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(
          api.GET("/api/trading/reports/cross-table", { params: { query: { ...selection, by } }, signal }),
        ),
      ),
    ...shared,
  });
}

export function rollingOf(selection: Selection, window: number) {
  return queryOptions({
    queryKey: ["reports", "rolling", window, selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(
          api.GET("/api/trading/reports/rolling", { params: { query: { ...selection, window } }, signal }),
        ),
      ),
    ...shared,
  });
}

export function fallsOf(selection: Selection) {
  return queryOptions({
    queryKey: ["reports", "drawdowns", selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/reports/drawdowns", { params: { query: selection }, signal })),
      ),
    ...shared,
  });
}

export function runsOf(selection: Selection) {
  return queryOptions({
    queryKey: ["reports", "streaks", selection],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(
          api.GET("/api/trading/reports/streaks", { params: { query: { ...selection, limit: 8 } }, signal }),
        ),
      ),
    ...shared,
  });
}
