// Trades and what belongs to them, as queries.
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components, operations } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";
import { filterOf, queryOfFilter } from "@/record/filters/trade-filter";

export type Trade = components["schemas"]["TradeOut"];
export type TradeSort = components["schemas"]["TradeSort"];
export type TradeEvent = components["schemas"]["TradeEventOut"];
export type TradeWarning = components["schemas"]["TradeWarning"];
type TradePage = components["schemas"]["TradePage"];
type TradeQuery = NonNullable<operations["trades_list_trades"]["parameters"]["query"]>;
type TotalsQuery = NonNullable<operations["trades_read_totals"]["parameters"]["query"]>;
type NeighboursQuery = NonNullable<operations["trades_read_neighbours"]["parameters"]["query"]>;
type Search = Record<string, string | undefined>;

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

const SORTED_BY: readonly string[] = [
  "entry_time",
  "exit_time",
  "pnl",
  "r_multiple",
  "risk_amount",
  "position_size",
  "hold_seconds",
  "plan_adherence_score",
  "instrument",
  "direction",
  "setup",
  "emotional_state",
  "status",
];
const MOST_SORTS = 4;

function isSort(word: string): word is TradeSort {
  return SORTED_BY.includes(word.replace(/^-/, ""));
}

/** How an address sorts, one order after the other; the latest entry first where it says nothing that is known. */
export function sortsOf(search: Search): TradeSort[] {
  const sorts = (search.sort ?? "").split(",").filter(isSort).slice(0, MOST_SORTS);
  return sorts.length ? sorts : ["-entry_time"];
}

function selectionOf(search: Search): TotalsQuery {
  return queryOfFilter(filterOf(search)) as TotalsQuery; // the server checks what an address says
}

/** The trades of an address as the API is asked for them, in its order. */
export function orderedSelectionOf(search: Search): NeighboursQuery {
  return { ...selectionOf(search), sort: sortsOf(search) };
}

/** The trades of an address, by pages. */
export function tradeList(search: Search) {
  const query: TradeQuery = orderedSelectionOf(search);
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

/** Sums over all trades of an address, also those that are not loaded. */
export function totalsOf(search: Search) {
  const query = selectionOf(search);
  return queryOptions({
    queryKey: ["trades", "totals", query],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/trades/totals", { params: { query }, signal })),
      ),
  });
}

/** Where a trade stands among those of an address. */
export function neighboursOf(trade_id: string, search: Search) {
  const query = orderedSelectionOf(search);
  return queryOptions({
    queryKey: ["trades", "neighbours", trade_id, query],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(
          api.GET("/api/trading/trades/{trade_id}/neighbours", {
            params: { path: { trade_id }, query },
            signal,
          }),
        ),
      ),
  });
}

export function savedViews() {
  return queryOptions({
    queryKey: ["trade-views"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/trades/views", { signal })),
    select: ({ items }) => items,
  });
}

/** Trades that were deleted in the last 30 days. */
export function deletedTrades() {
  return queryOptions({
    queryKey: ["trades", "deleted"],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/trades/deleted", { params: { query: { limit: 200 } }, signal })),
    select: ({ items }) => items,
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
