// Coaching sessions and what came of them, as queries, and what is done with a session.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

type Schemas = components["schemas"];
export type CoachingSession = Schemas["SessionOut"];
export type SessionType = Schemas["SessionType"];
export type SessionStatus = Schemas["SessionStatus"];
export type StartSession = Schemas["StartSession"];
export type FinishSession = Schemas["FinishSession"];
export type Effectiveness = Schemas["EffectivenessOut"];
export type Commitment = Schemas["MakeCommitment"];

const PAGE = 30;

export interface SessionFilter {
  session_type?: SessionType;
  status?: SessionStatus;
}

export function sessionHistory(filter: SessionFilter) {
  return infiniteQueryOptions({
    queryKey: ["coaching", "history", filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, cursor: pageParam, limit: PAGE };
      return contentOf(api.GET("/api/trading/coaching/history", { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function effectiveness(days: number) {
  return queryOptions({
    queryKey: ["coaching", "effectiveness", days],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/coaching/effectiveness", { params: { query: { days } }, signal })),
    placeholderData: (before) => before,
  });
}

export function startSession(body: StartSession) {
  return contentOf(api.POST("/api/trading/coaching/session", { body }));
}

const at = (id: string) => ({ path: { coaching_session_id: id } });

export function finishSession(id: string, body: FinishSession) {
  return contentOf(
    api.POST("/api/trading/coaching/session/{coaching_session_id}/finish", { params: at(id), body }),
  );
}

export function confirmCommitment(id: string) {
  return contentOf(
    api.POST("/api/trading/coaching/session/{coaching_session_id}/commitment", { params: at(id) }),
  );
}

export function sayStep(id: string, kept: boolean) {
  return contentOf(
    api.POST("/api/trading/coaching/session/{coaching_session_id}/step", { params: at(id), body: { kept } }),
  );
}

export function sessionsChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["coaching"] });
}
