// Trades and what belongs to them, as queries.
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components, operations } from "@/api/generated/openapi";
import { filterOf } from "@/record/filters/trade-filter";

export type Trade = components["schemas"]["TradeOut"];
export type TradeSort = components["schemas"]["TradeSort"];
export type TradeEvent = components["schemas"]["TradeEventOut"];
export type TradeWarning = components["schemas"]["TradeWarning"];
type TradePage = components["schemas"]["TradePage"];
type TradeQuery = NonNullable<operations["trades_list_trades"]["parameters"]["query"]>;

const ROWS_OF_A_PAGE = 100;
const DEPENDENT = new Set<unknown>([
  "trades",
  "accounts",
  "performance",
  "reports",
  "rulebook",
  "plans",
  "today",
  "journal",
  "patterns",
]);

export const SORTS = [
  "-entry_time",
  "entry_time",
  "-exit_time",
  "exit_time",
  "-pnl",
  "pnl",
  "-r_multiple",
  "r_multiple",
] as const satisfies readonly TradeSort[];

/** How an address sorts; the latest entry first where it says nothing that is known. */
export function sortOf(search: Record<string, string | undefined>): TradeSort {
  return SORTS.find((sort) => sort === search.sort) ?? "-entry_time";
}

/** The trades of an address, by pages. */
export function tradeList(search: Record<string, string | undefined>) {
  const query = { ...filterOf(search), sort: sortOf(search) } as TradeQuery; // the server checks what an address says
  return infiniteQueryOptions({
    queryKey: ["trades", "list", query],
    queryFn: ({ pageParam, signal }) => {
      const page = { ...query, limit: ROWS_OF_A_PAGE, cursor: pageParam ?? undefined };
      return contentOf(api.GET("/api/trading/trades", { params: { query: page }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function tradeOf(id: string) {
  return queryOptions({
    queryKey: ["trades", "trade", id],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/trades/{trade_id}", { params: { path: { trade_id: id } }, signal })),
  });
}

/** A trade that a list has loaded already: something to show while it is asked for itself. */
export function loadedTrade(queries: QueryClient, id: string): Trade | undefined {
  const lists = queries.getQueriesData<InfiniteData<TradePage>>({ queryKey: ["trades", "list"] });
  return lists
    .flatMap(([, list]) => list?.pages ?? [])
    .flatMap((page) => page.items)
    .find((trade) => trade.id === id);
}

export function eventsOf(id: string) {
  return queryOptions({
    queryKey: ["trades", "events", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/trades/{trade_id}/events", { params: { path: { trade_id: id } }, signal }),
      ),
    select: ({ items }) => items,
  });
}

export function picturesOf(id: string) {
  return queryOptions({
    queryKey: ["trades", "pictures", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/trades/{trade_id}/attachments", { params: { path: { trade_id: id } }, signal }),
      ),
    select: ({ items }) => items,
  });
}

export function ruleChecksOf(id: string) {
  return queryOptions({
    queryKey: ["trades", "checks", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/trades/{trade_id}/rules", { params: { path: { trade_id: id } }, signal }),
      ),
    select: ({ items }) => items,
  });
}

/** What the rulebook says of a trade, as things stood at its entry. */
export function rulebookReportOf(id: string) {
  return queryOptions({
    queryKey: ["trades", "rulebook", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/rulebook/trades/{trade_id}", { params: { path: { trade_id: id } }, signal }),
      ),
  });
}

export function adherenceOf(planId: string) {
  return queryOptions({
    queryKey: ["plans", "adherence", planId],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/plans/{plan_id}/adherence", { params: { path: { plan_id: planId } }, signal }),
      ),
    retry: false, // a plan without a score says so
  });
}

/** The verdicts on a trade, the latest first. */
export function verdictsOf(id: string) {
  return queryOptions({
    queryKey: ["verdicts", "trade", id],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/verdicts", { params: { query: { trade_id: id, limit: 1 } }, signal })),
    select: ({ items }) => items,
  });
}

/** A trade has changed: ask anew for all that is made of trades. */
export function tradesChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ queryKey }) => DEPENDENT.has(queryKey[0]) });
}
