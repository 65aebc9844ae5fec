// What can be chosen in a filter: accounts, strategies, and the words that the record already uses.
import { type InfiniteData, type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import type { FilterName } from "./trade-filter";

const SELDOM_MILLISECONDS = 300_000;

type GroupBy = components["schemas"]["GroupBy"];

export function accounts() {
  return queryOptions({
    queryKey: ["accounts"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/accounts", { signal })),
    select: ({ items }) => items,
  });
}

export function strategies() {
  return queryOptions({
    queryKey: ["strategies"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/strategies", { signal })),
    select: ({ items }) => items,
    staleTime: SELDOM_MILLISECONDS,
  });
}

/** The words that closed trades have for a kind, the most used first: the groups of a report. */
export function usedWords(by: Extract<GroupBy, "instrument" | "setup" | "tag" | "emotion">) {
  return queryOptions({
    queryKey: ["reports", "words", by],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/trading/reports/groups", { params: { query: { by } }, signal })),
    select: ({ groups }) =>
      groups
        .toSorted((one, other) => other.trades - one.trades)
        .map(({ key }) => key)
        .filter((key) => typeof key === "string"),
    staleTime: SELDOM_MILLISECONDS,
  });
}

type TradePage = components["schemas"]["TradePage"];

/** The same of the trades that this window has loaded: something to choose from while the report is on its way. */
export function loadedWords(queries: QueryClient, by: Parameters<typeof usedWords>[0]): string[] {
  const pages = queries
    .getQueriesData<InfiniteData<TradePage>>({ queryKey: ["trades", "list"] })
    .flatMap(([, data]) => data?.pages ?? []);
  const words = pages.flatMap((page) =>
    page.items.flatMap((trade) => {
      if (by === "tag") return trade.pattern_tags;
      return by === "emotion" ? trade.emotional_state : trade[by];
    }),
  );
  return [...new Set(words)].filter((word) => word !== null).toSorted();
}

/** The names of accounts and strategies by their ids, for chips. */
export function useNameOf(): (name: FilterName, id: string) => string | undefined {
  const { data: known } = useQuery(accounts());
  const { data: playbooks } = useQuery(strategies());
  return (name, id) => {
    if (name === "account_id") return known?.find((account) => account.id === id)?.name;
    if (name === "strategy_id") return playbooks?.find((strategy) => strategy.id === id)?.name;
    return undefined;
  };
}
