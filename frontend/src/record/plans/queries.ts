// Plans and what belongs to them, as queries.
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components, operations } from "@/api/generated/openapi";
import { selectionOf, stateFilter, stateOf } from "./plan-search";

type Schemas = components["schemas"];
export type Plan = Schemas["PlanOut"];
export type PlanStatus = Schemas["PlanStatus"];
export type PlanTerms = Schemas["PlanTerms"];
export type PlanVersion = Schemas["PlanVersionOut"];
export type PlanTemplate = Schemas["PlanTemplate"];
export type AdherenceReport = Schemas["AdherenceReport"];
export type Suggestion = Schemas["Suggestion"];
export type Mark = Schemas["MarkOut"];
type CountQuery = NonNullable<operations["plans_count_plans"]["parameters"]["query"]>;
type PlanQuery = NonNullable<operations["plans_list_plans"]["parameters"]["query"]>;

const ROWS_OF_A_PAGE = 30;
const DEPENDENT = new Set<unknown>(["plans", "trades", "reports", "rulebook", "today", "patterns"]);

/** The plans of an address, by pages. */
export function planList(search: Record<string, string | undefined>) {
  const query = {
    ...stateFilter(stateOf(search)),
    ...selectionOf(search),
    ...(search.sort ? { sort: search.sort } : {}),
  } as PlanQuery; // the server checks what an address says
  return infiniteQueryOptions({
    queryKey: ["plans", "list", query],
    queryFn: ({ pageParam, signal }) => {
      const page = { ...query, limit: ROWS_OF_A_PAGE, cursor: pageParam ?? undefined };
      return contentOf(api.GET("/api/trading/plans", { params: { query: page }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** How many plans of an address stand where. */
export function planCounts(search: Record<string, string | undefined>) {
  const query = selectionOf(search) as CountQuery; // the server checks what an address says
  return queryOptions({
    queryKey: ["plans", "counts", query],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/plans/counts", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** What was said of a plan; only the last word on each subject counts. */
export function marksOf(id: string) {
  return queryOptions({
    queryKey: ["plans", "marks", id],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/plans/{plan_id}/marks", { ...at(id), signal })),
    select: ({ items }) => items,
  });
}

/** Plans that wait, those that end first before the others. */
export function waitingPlans(limit: number) {
  return queryOptions({
    queryKey: ["plans", "waiting", limit],
    queryFn: ({ signal }) => {
      const query = { status: "pending", sort: "expires_at", limit } as const;
      return contentOf(api.GET("/api/trading/plans", { params: { query }, signal }));
    },
  });
}

const at = (plan_id: string) => ({ params: { path: { plan_id } } });

export function planOf(id: string) {
  return queryOptions({
    queryKey: ["plans", "plan", id],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/plans/{plan_id}", { ...at(id), signal })),
  });
}

export function versionsOf(id: string) {
  return queryOptions({
    queryKey: ["plans", "versions", id],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/plans/{plan_id}/versions", { ...at(id), signal })),
    select: ({ items }) => items,
  });
}

/** The trade that the plan would become, and what that still needs. */
export function draftOf(id: string) {
  return queryOptions({
    queryKey: ["plans", "draft", id],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/plans/{plan_id}/draft", { ...at(id), signal })),
    staleTime: 0,
  });
}

export function suggestions() {
  return queryOptions({
    queryKey: ["plans", "suggestions"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/plans/suggestions", { signal })),
    select: ({ items }) => items,
    staleTime: 60_000,
  });
}

export function templateOf(strategyId: string) {
  return queryOptions({
    queryKey: ["plans", "template", strategyId],
    queryFn: ({ signal }) => {
      const params = { path: { strategy_id: strategyId } };
      return contentOf(api.GET("/api/trading/plans/templates/{strategy_id}", { params, signal }));
    },
    staleTime: 60_000,
  });
}

/** Of the instrument and the direction that the list of plans is narrowed to. */
export function adherenceReport(search: Record<string, string | undefined>) {
  const { instrument, direction } = selectionOf(search);
  const query = {
    instrument: instrument ? [instrument] : undefined,
    direction: direction as "long" | "short" | undefined,
  };
  return queryOptions({
    queryKey: ["plans", "report", query],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/plans/adherence", { params: { query }, signal })),
    staleTime: 60_000,
  });
}

/** The verdicts on a plan, the latest first. */
export function verdictsOfPlan(id: string) {
  return queryOptions({
    queryKey: ["verdicts", "plan", id],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/verdicts", { params: { query: { plan_id: id, limit: 1 } }, signal })),
    select: ({ items }) => items,
  });
}

/** Trades of the plan's market and side that follow no plan yet, the latest first. */
export function freeTrades({ instrument, direction, trade_type }: Plan) {
  const plan_match = ["unplanned" as const];
  const query = { instrument: [instrument], direction, trade_type, plan_match, limit: 10 };
  return queryOptions({
    queryKey: ["trades", "free", query],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/trades", { params: { query }, signal })),
    select: ({ items }) => items,
  });
}

/** A plan has changed: ask anew for all that is made of plans. */
export function plansChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ queryKey }) => DEPENDENT.has(queryKey[0]) });
}
