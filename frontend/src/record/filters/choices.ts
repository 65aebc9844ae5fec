// What can be chosen in a filter: accounts, strategies, and the words that the record already uses.
import { type InfiniteData, type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";
import type { FilterName } from "./trade-filter";

const SELDOM_MILLISECONDS = 300_000;

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

const WORDS = { instrument: "instruments", setup: "setups", tag: "tags", emotion: "emotions" } as const;

/** The words that trades have for a kind, the most used first. */
export function usedWords(by: keyof typeof WORDS) {
  return queryOptions({
    queryKey: ["trades", "words"],
    queryFn: ({ signal }) =>
      heavyRead(signal, () => contentOf(api.GET("/api/trading/trades/words", { signal }))),
    select: (words) => words[WORDS[by]].map(({ value }) => value),
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
