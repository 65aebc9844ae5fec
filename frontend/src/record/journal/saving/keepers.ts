// The two keepers of the journal, of entries and of check-ins, and how each is sent.
import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { api, contentOf } from "@/api/client";
import { whenOver, windowIsOver } from "@/api/sign-in";
import { connection } from "@/live/connection";
import { type KeptWriting, readWritings } from "@/live/local-database";
import { bodyOf, type CheckInValues, saysSomething } from "../check-in/check-in-values";
import { changesOf, type EntryValues, isWorthSending, newEntryOf } from "../entries/entry-values";
import { journalChanged } from "../queries";
import { Keeper, type Writing } from "./keeper";
import { keepLastMoment, takeLastMoment } from "./last-moment";

const CHECK_IN = "check-in:";
let client: QueryClient | null = null;

function changed(): void {
  if (client) void journalChanged(client);
}

async function sendEntry(writing: Writing<EntryValues>, values: EntryValues, key: string): Promise<string> {
  const header = { "Idempotency-Key": key };
  if (writing.id === null) {
    const body = newEntryOf(writing.day, values);
    const written = await contentOf(api.POST("/api/trading/journal", { params: { header }, body }));
    versions.set(written.id, written.version);
    return written.id;
  }
  const version = versions.get(writing.id);
  const meant = version === undefined ? {} : { "If-Match": `"${version}"` };
  const params = { header: { ...header, ...meant }, path: { entry_id: writing.id } };
  const body = changesOf(writing.saved, values);
  const { id, version: written } = await contentOf(
    api.PATCH("/api/trading/journal/{entry_id}", { params, body }),
  );
  versions.set(id, written);
  return id;
}

/** By entry the version that what is typed stands on; none: whatever there is. */
const versions = new Map<string, number>();

/** What is typed from now on stands on this version; null: on whatever there is. */
export function standOn(id: string, version: number | null): void {
  if (version === null) versions.delete(id);
  else versions.set(id, version);
}

export const entryKeeper = new Keeper<EntryValues>({ isWorthSending, send: sendEntry, sent: changed });

export const checkInKeeper = new Keeper<CheckInValues>({
  isWorthSending: saysSomething,
  send: async ({ day }, values, key) => {
    const params = { path: { day }, header: { "Idempotency-Key": key } };
    await contentOf(api.PUT("/api/trading/journal/check-ins/{day}", { params, body: bodyOf(values) }));
    return null;
  },
  sent: changed,
});

export function checkInPlace(day: string): string {
  return CHECK_IN + day;
}

let resumed: Promise<void> | null = null;

/** What this device still has to send is taken up, once a window. */
async function resume(): Promise<void> {
  const last = takeLastMoment();
  const places = new Set(last.map(({ place }) => place));
  const before = await readWritings().catch(() => []);
  const kept = [...last, ...before.filter(({ place }) => !places.has(place))];
  const isCheckIn = ({ place }: KeptWriting) => place.startsWith(CHECK_IN);
  checkInKeeper.resume(kept.filter(isCheckIn) as KeptWriting<CheckInValues>[]);
  entryKeeper.resume(kept.filter((writing) => !isCheckIn(writing)) as KeptWriting<EntryValues>[]);
  const again = () => {
    if (connection.current() === "live") void saveAll();
  };
  connection.watch(again);
  addEventListener("online", () => void saveAll());
}

/** Send all that was typed; whether the server has it now. */
export async function saveAll(): Promise<boolean> {
  await Promise.all([entryKeeper.saveAll(), checkInKeeper.saveAll()]);
  return entryKeeper.unsaved().length + checkInKeeper.unsaved().length === 0;
}

/** Whether what this device kept is read: nothing is shown before, so that nothing is typed over it. */
export function useKeptWritings(queries: QueryClient): boolean {
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    client = queries;
    resumed ??= resume();
    void resumed.then(() => setRead(true));
  }, [queries]);
  return isRead;
}

export function useEntryWritings(): Readonly<Record<string, Writing<EntryValues>>> {
  return useStore(entryKeeper.store);
}

export function useWriting<Values extends object>(
  keeper: Keeper<Values>,
  place: string,
): Writing<Values> | undefined {
  return useStore(keeper.store, (writings) => writings[place]);
}

addEventListener("pagehide", () => {
  if (windowIsOver()) return;
  keepLastMoment([...entryKeeper.unsaved(), ...checkInKeeper.unsaved()]);
});

whenOver(() => {
  resumed = null;
  entryKeeper.clear();
  checkInKeeper.clear();
});
