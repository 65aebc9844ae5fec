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
export type DayTrade = Schemas["TradeOut"];
export type DayEvent = Schemas["DayEvent"];
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

/** All of one day in one answer; its parts are made of the same. */
function dayOf(day: string) {
  return {
    queryKey: ["journal", "day", day] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      heavyRead(signal, () =>
        contentOf(api.GET("/api/trading/journal/days/{day}", { params: { path: { day } }, signal })),
      ),
  };
}

export function entriesOf(day: string) {
  return queryOptions({ ...dayOf(day), select: ({ entries }) => entries });
}

/** The check-in of a day; null where there is none. */
export function checkInOf(day: string) {
  return queryOptions({ ...dayOf(day), select: ({ check_in }): CheckIn | null => check_in });
}

/** What was traded on a day, and what happened to it then. */
export function tradingOf(day: string) {
  return queryOptions({ ...dayOf(day), select: ({ trades, events }) => ({ trades, events }) });
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

export function journalChanged(queries: QueryClient): Promise<void> {
  const isOfJournal = (key: unknown) => key === "journal" || key === "today";
  return queries.invalidateQueries({ predicate: ({ queryKey }) => isOfJournal(queryKey[0]) });
}
