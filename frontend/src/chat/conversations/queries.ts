// The list of conversations, one of them, and the search through all, as queries; and how news changes them.
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";
import type { Conversation } from "@/live/events";
import { belongsTo, isNarrowed, type ListFilter } from "./list-filter";
import { withoutRead } from "./read-up-to";

type ConversationPage = components["schemas"]["ConversationPage"];
export type ListedConversation = components["schemas"]["ListedConversation"];
export type FoundMessage = components["schemas"]["FoundMessage"];
type Listed = InfiniteData<ConversationPage, string | null>;

const PAGE = 100;
const FOUND = 30;
const LIST = ["conversations", "list"];

export function conversationList(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: [...LIST, filter],
    queryFn: async ({ pageParam, signal }) => {
      const params = { query: { ...filter, limit: PAGE, cursor: pageParam } };
      const ask = () => contentOf(api.GET("/api/conversations", { params, signal }));
      const page = await (isNarrowed(filter) ? heavyRead(signal, ask) : ask());
      return { ...page, items: page.items.map(withoutRead) };
    },
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
    queryFn: ({ signal }) => {
      const params = { query: { q, limit: FOUND } };
      return heavyRead(signal, () => contentOf(api.GET("/api/conversations/search", { params, signal })));
    },
    enabled: q !== "",
  });
}

/** Put a conversation that is new or changed where it belongs. */
export function putConversation(queries: QueryClient, conversation: Conversation): void {
  queries.setQueryData(conversationHead(conversation.id).queryKey, conversation);
  changeLists(queries, (listed, filter) =>
    withConversation(listed, conversation, belongsTo(filter, conversation)),
  );
}

export function dropConversation(queries: QueryClient, id: string): void {
  changeLists(queries, (listed) => without(listed, id));
}

/** Nothing of a conversation is unread any more. */
export function putRead(queries: QueryClient, id: string): void {
  changeLists(queries, (listed) => {
    const pages = listed.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.id === id ? { ...item, unread: 0 } : item)),
    }));
    return { ...listed, pages };
  });
}

/** Ask anew how conversations end and what of them is unread. */
export function refreshLists(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: LIST });
}

function changeLists(queries: QueryClient, work: (listed: Listed, filter: ListFilter) => Listed): void {
  for (const { queryKey } of queries.getQueryCache().findAll({ queryKey: LIST })) {
    const filter = queryKey[LIST.length] as ListFilter;
    queries.setQueryData<Listed>(queryKey, (listed) => listed && work(listed, filter));
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
export function inOrder<T extends Conversation>(conversations: readonly T[]): T[] {
  return conversations.toSorted((one, other) => {
    if (one.pinned !== other.pinned) return one.pinned ? -1 : 1;
    return `${other.updated_at}${other.id}`.localeCompare(`${one.updated_at}${one.id}`);
  });
}
