// What the coach remembers of the trader, as queries, and what the trader does about it.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

type Schemas = components["schemas"];
export type Memory = Schemas["MemoryOut"];
export type MemoryWhole = Schemas["MemoryWhole"];
export type MemoryKind = Schemas["MemoryKind"];
export type MemoryStatus = Schemas["MemoryStatus"];
export type Sharing = Schemas["Sharing"];
export type TeachMemory = Schemas["TeachMemory"];
export type CorrectMemory = Schemas["CorrectMemory"];

const PAGE = 50;

export interface MemoryFilter {
  kind?: MemoryKind;
  status?: MemoryStatus;
}

export function memoryList(filter: MemoryFilter) {
  return infiniteQueryOptions({
    queryKey: ["memory", "list", filter],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...filter, cursor: pageParam, limit: PAGE };
      return contentOf(api.GET("/api/trading/coaching/memory", { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function memoryWhole(id: string) {
  return queryOptions({
    queryKey: ["memory", "whole", id],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/coaching/memory/{memory_id}", { params: { path: { memory_id: id } }, signal }),
      ),
  });
}

/** In which conversation a message stands. */
export function messagePlace(id: string) {
  return queryOptions({
    queryKey: ["messages", id, "place"],
    queryFn: async ({ signal }) => {
      const params = { path: { message_id: id } };
      const message = await contentOf(api.GET("/api/messages/{message_id}", { params, signal }));
      return message.conversation_id;
    },
    staleTime: Number.POSITIVE_INFINITY, // a message never moves
  });
}

export function coachSettings() {
  return queryOptions({
    queryKey: ["coach", "settings"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/coaching/settings", { signal })),
  });
}

export function teach(body: TeachMemory) {
  return contentOf(api.POST("/api/trading/coaching/memory", { body }));
}

export function correct(id: string, body: CorrectMemory) {
  const params = { path: { memory_id: id } };
  return contentOf(api.PATCH("/api/trading/coaching/memory/{memory_id}", { params, body }));
}

export function confirm(id: string) {
  const params = { path: { memory_id: id } };
  return contentOf(api.POST("/api/trading/coaching/memory/{memory_id}/confirm", { params }));
}

export function forget(id: string) {
  const params = { path: { memory_id: id } };
  return contentOf(api.DELETE("/api/trading/coaching/memory/{memory_id}", { params }));
}

export function forgetEverything() {
  return contentOf(api.DELETE("/api/trading/coaching/memory"));
}

export function memoryChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["memory"] });
}
