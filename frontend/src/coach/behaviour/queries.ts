// What the detectors found, as queries, and what the trader answers to it.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

type Schemas = components["schemas"];
export type Pattern = Schemas["PatternOut"];
export type PatternMonth = Schemas["PatternMonth"];
export type PatternDetail = Schemas["PatternDetail"];
export type Patterns = Schemas["Patterns"];
export type Finding = Schemas["EventOut"];
export type FindingDetail = Schemas["EventDetail"];
export type Detector = Schemas["Detector"];
export type DetectorState = Schemas["DetectorOut"];
export type Learning = Schemas["LearningOut"];
export type Trait = Schemas["TraitOut"];
export type Severity = Schemas["Severity"];
export type Answer = Schemas["TraderAnswer"];
export type Answered = Schemas["AnsweredFilter"];
export type PatternStatus = Schemas["PatternStatus"];

const PAGE = 30;
const LOOK_AGAIN_MILLISECONDS = 2_000;

/** `isAwaited` while the detectors look: asked again and again until they have. */
export function patternList(isAwaited = false) {
  return queryOptions({
    queryKey: ["behaviour", "patterns"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/coaching/patterns", { signal })),
    refetchInterval: isAwaited ? LOOK_AGAIN_MILLISECONDS : (false as const),
  });
}

export function patternDetail(id: string) {
  return queryOptions({
    queryKey: ["behaviour", "pattern", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/coaching/patterns/{pattern_id}", {
          params: { path: { pattern_id: id } },
          signal,
        }),
      ),
  });
}

export interface FindingFilter {
  detector?: Detector;
  severity?: Severity;
  answer?: Answered;
  account_id?: string;
  trade_id?: string;
  day_from?: string;
  day_to?: string;
}

export function findingList(filter: FindingFilter) {
  return infiniteQueryOptions({
    queryKey: ["behaviour", "findings", filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, cursor: pageParam, limit: PAGE };
      return contentOf(api.GET("/api/trading/coaching/behaviour/events", { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function findingDetail(id: string) {
  return queryOptions({
    queryKey: ["behaviour", "finding", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/coaching/behaviour/events/{behaviour_event_id}", {
          params: { path: { behaviour_event_id: id } },
          signal,
        }),
      ),
  });
}

export function answerFinding(id: string, answer: Answer) {
  const params = { path: { behaviour_event_id: id } };
  const body = { answer };
  return contentOf(
    api.POST("/api/trading/coaching/behaviour/events/{behaviour_event_id}/answer", { params, body }),
  );
}

/** One answer to all findings of a pattern that have none. */
export function answerPattern(id: string, answer: Answer) {
  const params = { path: { pattern_id: id } };
  return contentOf(
    api.POST("/api/trading/coaching/patterns/{pattern_id}/answer", { params, body: { answer } }),
  );
}

export function lookAgain() {
  return contentOf(api.POST("/api/trading/coaching/behaviour/rerun"));
}

export function behaviourChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["behaviour"] });
}
