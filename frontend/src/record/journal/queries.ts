// The journal as queries: months, entries of a day, check-ins, templates, questions and what moods have to do with R.
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { heavyRead } from "@/api/heavy-reads";
import { type FirstDay, weeksOf } from "@/record/calendar/month-grid";

type Schemas = components["schemas"];
export type Entry = Schemas["JournalEntryOut"];
export type EntryKind = Schemas["EntryKind"];
export type CheckIn = Schemas["CheckInOut"];
export type JournalDay = Schemas["JournalDay"];
export type Template = Schemas["TemplateOut"];
export type MoodReport = Schemas["MoodReport"];

const SELDOM_MILLISECONDS = 300_000;

/** A month with the days of its neighbours that stand in its weeks. */
export function monthOf(month: string, firstDay: FirstDay) {
  const days = weeksOf(month, firstDay).flat();
  const query = { day_from: days[0], day_to: days.at(-1) };
  return queryOptions({
    queryKey: ["journal", "month", month, firstDay],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/journal/calendar", { params: { query }, signal })),
      ),
    placeholderData: keepPreviousData,
  });
}

export function entriesOf(day: string) {
  const query = { day, sort: "created_at" as const, limit: 200 };
  return queryOptions({
    queryKey: ["journal", "entries", day],
    queryFn: ({ signal }) =>
      heavyRead(signal, () => contentOf(api.GET("/api/trading/journal", { params: { query }, signal }))),
    select: ({ items }) => items,
  });
}

/** The check-in of a day; null where there is none. */
export function checkInOf(day: string) {
  const query = { day_from: day, day_to: day };
  return queryOptions({
    queryKey: ["journal", "check-in", day],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/journal/check-ins", { params: { query }, signal })),
      ),
    select: ({ items }): CheckIn | null => items[0] ?? null,
  });
}

export function entriesWith(words: string) {
  return infiniteQueryOptions({
    queryKey: ["journal", "found", words],
    queryFn: ({ pageParam, signal }) => {
      const query = { q: words, limit: 30, cursor: pageParam ?? undefined };
      return heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/journal", { params: { query }, signal })),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: words !== "",
  });
}

export function deletedEntries() {
  const query = { deleted: true, sort: "-updated_at" as const, limit: 50 };
  return queryOptions({
    queryKey: ["journal", "deleted"],
    queryFn: ({ signal }) =>
      heavyRead(signal, () => contentOf(api.GET("/api/trading/journal", { params: { query }, signal }))),
    select: ({ items }) => items,
  });
}

export function templates() {
  return queryOptions({
    queryKey: ["journal", "templates"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/journal/templates", { signal })),
    select: ({ items }) => items,
    staleTime: SELDOM_MILLISECONDS,
  });
}

export function promptsOf(day: string) {
  return queryOptions({
    queryKey: ["journal", "prompts", day],
    queryFn: ({ signal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/journal/prompts", { params: { query: { day } }, signal })),
      ),
    select: ({ items }) => items,
  });
}

export function moodReport() {
  return queryOptions({
    queryKey: ["journal", "mood"],
    queryFn: ({ signal }) =>
      heavyRead(signal, () => contentOf(api.GET("/api/trading/journal/mood", { signal }))),
  });
}

/** Trades that were entered on a day. */
export function tradesEntered(day: string) {
  const query = { day_from: day, day_to: day, sort: ["entry_time" as const], limit: 200 };
  return queryOptions({
    queryKey: ["trades", "day", day],
    queryFn: ({ signal }) =>
      heavyRead(signal, () => contentOf(api.GET("/api/trading/trades", { params: { query }, signal }))),
    select: ({ items }) => items,
  });
}

export function journalChanged(queries: QueryClient): Promise<void> {
  const isOfJournal = (key: unknown) => key === "journal" || key === "today";
  return queries.invalidateQueries({ predicate: ({ queryKey }) => isOfJournal(queryKey[0]) });
}
