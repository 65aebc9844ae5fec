// The list of conversations, one of them, and the search through all, as queries; and how news changes them.
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import type { Conversation } from "@/live/events";

type ConversationPage = components["schemas"]["ConversationPage"];
export type FoundMessage = components["schemas"]["FoundMessage"];
type Listed = InfiniteData<ConversationPage, string | null>;

const PAGE = 100;
const FOUND = 30;

export function conversationList(archived: boolean) {
  return infiniteQueryOptions({
    queryKey: ["conversations", "list", archived],
    queryFn: ({ pageParam, signal }) =>
      contentOf(
        api.GET("/api/conversations", {
          params: { query: { archived, limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function conversationHead(id: string) {
  return queryOptions({
    queryKey: ["conversations", "head", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/conversations/{conversation_id}", {
          params: { path: { conversation_id: id } },
          signal,
        }),
      ),
  });
}

export function messageSearch(q: string) {
  return queryOptions({
    queryKey: ["conversations", "search", q],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/conversations/search", { params: { query: { q, limit: FOUND } }, signal })),
    enabled: q !== "",
  });
}

/** Put a conversation that is new or changed where it belongs. */
export function putConversation(queries: QueryClient, conversation: Conversation): void {
  queries.setQueryData(conversationHead(conversation.id).queryKey, conversation);
  for (const archived of [false, true]) {
    queries.setQueryData<Listed>(
      conversationList(archived).queryKey,
      (listed) => listed && withConversation(listed, conversation, conversation.archived === archived),
    );
  }
}

export function dropConversation(queries: QueryClient, id: string): void {
  for (const archived of [false, true]) {
    queries.setQueryData<Listed>(
      conversationList(archived).queryKey,
      (listed) => listed && without(listed, id),
    );
  }
}

function withConversation(listed: Listed, conversation: Conversation, belongs: boolean): Listed {
  const others = without(listed, conversation.id);
  const [first, ...rest] = others.pages;
  const before = listed.pages.flatMap(({ items }) => items).find(({ id }) => id === conversation.id);
  const { last_line = null, last_type = null, unread = 0 } = before ?? {};
  if (!belongs || first === undefined) return others;
  return {
    ...others,
    pages: [
      { ...first, items: [{ ...conversation, last_line, last_type, unread }, ...first.items] },
      ...rest,
    ],
  };
}

function without(listed: Listed, id: string): Listed {
  const pages = listed.pages.map((page) => ({
    ...page,
    items: page.items.filter((conversation) => conversation.id !== id),
  }));
  return { ...listed, pages };
}

/** Pinned ones first, then the latest. */
export function inOrder(conversations: readonly Conversation[]): Conversation[] {
  return conversations.toSorted((one, other) => {
    if (one.pinned !== other.pinned) return one.pinned ? -1 : 1;
    return `${other.updated_at}${other.id}`.localeCompare(`${one.updated_at}${one.id}`);
  });
}
