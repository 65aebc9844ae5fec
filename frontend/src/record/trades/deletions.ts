// Trades that are about to be deleted. The server deletes for good, so it is told only when the undo is over.
import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { wordsOf } from "@/api/problem";
import { whenOver } from "@/api/sign-in";
import { say } from "@/ui/toast";
import { deleteTrade } from "./changes";
import { type Trade, tradesChanged } from "./queries";

const UNDO_MILLISECONDS = 6_000; // a little longer than the words about it are shown

/** The ids of trades that are shown no more. */
export const useDeletions = create<{ ids: ReadonlySet<string> }>()(() => ({ ids: new Set<string>() }));

const waiting = new Map<string, { ids: readonly string[]; finish: () => void }>();

function hide(ids: readonly string[]): void {
  useDeletions.setState(({ ids: hidden }) => ({ ids: new Set([...hidden, ...ids]) }));
}

function show(ids: readonly string[]): void {
  useDeletions.setState(({ ids: hidden }) => ({
    ids: new Set([...hidden].filter((id) => !ids.includes(id))),
  }));
}

/** Delete trades after a moment in which it can be undone; leaving the app does it at once. */
export function deleteSoon(trades: readonly Trade[], queries: QueryClient): void {
  const ids = trades.map(({ id }) => id);
  const key = ids.join();
  hide(ids);
  const work = async () => {
    if (!waiting.delete(key)) return;
    const failures = await deleteAll(ids);
    await tradesChanged(queries);
    show(ids);
    if (failures.length) say(failures[0] ?? "", { isError: true });
  };
  const timer = setTimeout(() => void work(), UNDO_MILLISECONDS);
  waiting.set(key, { ids, finish: () => void work() });
  say(words(trades), {
    undo: () => {
      clearTimeout(timer);
      if (waiting.delete(key)) show(ids);
    },
  });
}

function words(trades: readonly Trade[]): string {
  const [first] = trades;
  if (trades.length === 1 && first) return `Deleted: ${first.direction} ${first.contract}`;
  return `${trades.length} trades deleted`;
}

async function deleteAll(ids: readonly string[]): Promise<string[]> {
  const failures: string[] = [];
  for (const id of ids) await deleteTrade(id).catch((error: unknown) => failures.push(wordsOf(error)));
  return failures;
}

function finishAll(): void {
  for (const { finish } of waiting.values()) finish();
}
addEventListener("pagehide", finishAll);
whenOver(() => {
  waiting.clear();
  useDeletions.setState({ ids: new Set() });
});
