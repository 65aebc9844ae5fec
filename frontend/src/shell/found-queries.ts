// The search over everything, as queries: the first of each kind, or one kind page by page.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import { heavyRead } from "@/api/heavy-reads";
import type { FoundKind } from "./found-things";

const OF_EACH = 20; // of every kind at first: the server looks through as many candidates, and some have not the words
const PAGE = 30; // of one kind

export function everything(words: string) {
  return queryOptions({
    queryKey: ["search", words],
    queryFn: ({ signal }) => {
      const params = { query: { q: words, limit: OF_EACH } };
      return heavyRead(signal, () => contentOf(api.GET("/api/search", { params, signal })));
    },
    retry: false,
  });
}

export function ofKind(words: string, kind: FoundKind) {
  return infiniteQueryOptions({
    queryKey: ["search", words, kind],
    queryFn: ({ signal, pageParam }) => {
      const params = { query: { q: words, kind, limit: PAGE, cursor: pageParam } };
      return heavyRead(signal, () => contentOf(api.GET("/api/search", { params, signal })));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    retry: false,
  });
}
