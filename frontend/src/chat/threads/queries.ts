// What a conversation is about, as a query; every answer says it anew.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { Message } from "@/live/events";

export function threadOf(conversationId: string) {
  return queryOptions({
    queryKey: ["conversations", "thread", conversationId],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/conversations/{conversation_id}/thread", {
          params: { path: { conversation_id: conversationId } },
          signal,
        }),
      ),
  });
}

/** An answer that came knows better than what was asked for before it. */
export function hearOfThread(queries: QueryClient, { conversation_id, understood }: Message): void {
  if (!understood) return;
  const { queryKey } = threadOf(conversation_id);
  void queries.cancelQueries({ queryKey });
  const about = understood.about ?? null;
  queries.setQueryData(queryKey, (thread) =>
    thread
      ? { ...thread, about }
      : { about, asked: null, idea: null, plan_id: null, query: null, trade_id: null },
  );
}
