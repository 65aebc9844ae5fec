// What the coach said first or kept back, whether it helps, and what the trader allows, as queries.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

type Schemas = components["schemas"];
export type Nudge = Schemas["NudgeOut"];
export type NudgeKind = Schemas["NudgeKind"];
export type Arm = Schemas["NudgeArm"];
export type Feedback = Schemas["Feedback"];
export type KindEfficacy = Schemas["NudgeKindOut"];
export type Effect = Schemas["EffectOut"];
export type NudgePreferences = Schemas["NudgePreferencesOut"];
export type SetPreferences = Schemas["SetPreferences"];

const PAGE = 30;

export interface NudgeFilter {
  kind?: NudgeKind;
  arm?: Arm;
}

export function nudgeList(filter: NudgeFilter) {
  return infiniteQueryOptions({
    queryKey: ["nudges", "list", filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, cursor: pageParam, limit: PAGE };
      return contentOf(api.GET("/api/trading/coaching/nudges", { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function nudgePreferences() {
  return queryOptions({
    queryKey: ["nudges", "preferences"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/coaching/nudges/preferences", { signal })),
  });
}

export function nudgeEfficacy() {
  return queryOptions({
    queryKey: ["nudges", "efficacy"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/coaching/nudges/efficacy", { signal })),
  });
}

export function writeNudgePreferences(body: SetPreferences) {
  return contentOf(api.PUT("/api/trading/coaching/nudges/preferences", { body }));
}

export function giveFeedback(id: string, feedback: Feedback) {
  const params = { path: { nudge_id: id } };
  return contentOf(
    api.POST("/api/trading/coaching/nudges/{nudge_id}/feedback", { params, body: { feedback } }),
  );
}

export function nudgesChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["nudges"] });
}
