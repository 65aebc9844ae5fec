// The search over everything while one types: after a moment's rest, and what is asked no more is given up.
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { everything, ofKind } from "./found-queries";
import { byKind, type FoundKind, isAskable, type KindFound } from "./found-things";

const RESTED_MILLISECONDS = 200;
const MOST_EMPTY_PAGES = 10; // a page of which nothing has the words is followed by the next, so many times

export interface Found {
  readonly kinds: readonly KindFound[];
  readonly state: "idle" | "asking" | "done" | "failed";
  readonly error: unknown;
  /** Whether what is shown was found for words of before. */
  readonly isStale: boolean;
  more(): void;
}

export function useFound(typed: string, only: FoundKind | null): Found {
  const words = typed.trim();
  const rested = useRested(words);
  const isAsked = isAskable(words);
  const all = useQuery({
    ...everything(rested),
    enabled: isAskable(rested) && only === null,
    placeholderData: keepPreviousData,
  });
  const some = useInfiniteQuery({ ...ofKind(rested, only ?? "message"), enabled: only !== null });
  const pages = some.data?.pages ?? [];
  const isEmptySoFar = only !== null && pages.every(({ items }) => items.length === 0);
  const goesOn = isEmptySoFar && some.hasNextPage && !some.isFetching && pages.length < MOST_EMPTY_PAGES;
  const { fetchNextPage } = some;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  const query = only === null ? all : some;
  const isStale = rested !== words || (only === null && all.isPlaceholderData);
  if (!isAsked) return { kinds: [], state: "idle", error: null, isStale: false, more: () => undefined };
  return {
    kinds: only === null ? byKind(all.data?.items ?? [], all.data?.more ?? []) : kindOf(only, some),
    state: query.isFetching || rested !== words ? "asking" : query.isError ? "failed" : "done",
    error: query.error,
    isStale,
    more: () => void fetchNextPage(),
  };
}

function kindOf(
  kind: FoundKind,
  { data, hasNextPage }: { data?: { pages: { items: KindFound["things"] }[] }; hasNextPage: boolean },
): KindFound[] {
  const things = data?.pages.flatMap((page) => page.items) ?? [];
  return [{ kind, things, hasMore: hasNextPage }];
}

function useRested(value: string): string {
  const [rested, rest] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => rest(value), RESTED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
