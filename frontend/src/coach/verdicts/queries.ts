// Verdicts and how good they were, as queries.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

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

export function verdictList(verdict: VerdictKind | undefined) {
  return infiniteQueryOptions({
    queryKey: ["verdicts", "list", verdict],
    queryFn: ({ signal, pageParam }) => {
      const query = { verdict, cursor: pageParam, limit: PAGE };
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
