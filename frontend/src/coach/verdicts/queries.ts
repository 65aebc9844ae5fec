// Verdicts and how good they were, as queries.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";

type Schemas = components["schemas"];
export type Scores = Schemas["ScoresOut"];
export type ScoreBy = Schemas["ScoreBy"];
export type Verdict = Schemas["VerdictOut"];
export type VerdictKind = Schemas["VerdictKind"];

const PAGE = 50;

export interface ScoreFilter {
  engine?: string;
  instrument?: string;
  setup?: string;
  by: ScoreBy;
}

export function verdictScores(filter: ScoreFilter) {
  return queryOptions({
    queryKey: ["verdicts", "scores", filter],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/verdicts/scores", { params: { query: filter }, signal })),
    placeholderData: (before) => before,
  });
}

export type VerdictSort = Schemas["VerdictSort"];
export type Decided = Schemas["VerdictResult"];

export interface ListFilter {
  verdict?: VerdictKind;
  decided?: Decided;
  instrument?: string;
  engine?: string;
  day_from?: string;
  day_to?: string;
  sort?: VerdictSort;
}

export function verdictList(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: ["verdicts", "list", filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, cursor: pageParam, limit: PAGE };
      return contentOf(api.GET("/api/verdicts", { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function verdictOutcome(id: string) {
  return queryOptions({
    queryKey: ["verdicts", "outcome", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/verdicts/{verdict_id}/outcome", { params: { path: { verdict_id: id } }, signal }),
      ),
  });
}

export type OverTime = Schemas["ScoresOverTime"];
export type Misses = Schemas["Misses"];
type Of = Omit<ScoreFilter, "by">;

export function scoresOverTime(filter: Of) {
  return queryOptions({
    queryKey: ["verdicts", "over-time", filter],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/verdicts/scores/over-time", { params: { query: filter }, signal })),
      ),
    placeholderData: (before) => before,
  });
}

export function missesOf(filter: Of) {
  return queryOptions({
    queryKey: ["verdicts", "misses", filter],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/verdicts/misses", { params: { query: { ...filter, limit: 10 } }, signal })),
      ),
    placeholderData: (before) => before,
  });
}
