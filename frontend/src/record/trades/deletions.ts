// Trades that are about to be deleted. The server deletes for good, so it is told only when the undo is over.

import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { inTab } from "@/api/kept";
import { Refused, wordsOf } from "@/api/problem";
import { ownerId, whenOver } from "@/api/sign-in";
import { say } from "@/ui/toast";
import { deleteTrade } from "./changes";
import { type Trade, tradesChanged } from "./queries";

const UNDO_MILLISECONDS = 6_000; // a little longer than the words about it are shown

/** The ids of trades that are shown no more. */
export const useDeletions = create<{ ids: ReadonlySet<string> }>()(() => ({ ids: new Set<string>() }));

const KEPT = "coach.deletions"; // of this window: what a reload cut off is finished after it
const waiting = new Map<string, () => void>();

function hide(ids: readonly string[]): void {
  useDeletions.setState(({ ids: hidden }) => ({ ids: new Set([...hidden, ...ids]) }));
}

function show(ids: readonly string[]): void {
  useDeletions.setState(({ ids: hidden }) => ({
    ids: new Set([...hidden].filter((id) => !ids.includes(id))),
  }));
}

interface Kept {
  owner: string | null;
  ids: readonly string[];
}

function keptIds(): readonly string[] {
  try {
    const kept = JSON.parse(inTab.getItem(KEPT) ?? "null") as Kept | null;
    return kept !== null && kept.owner === ownerId() ? kept.ids : [];
  } catch {
    return [];
  }
}

function keep(ids: readonly string[]): void {
  const kept: Kept = { owner: ownerId(), ids };
  inTab.setItem(KEPT, JSON.stringify(kept));
}

function forget(ids: readonly string[]): void {
  keep(keptIds().filter((id) => !ids.includes(id)));
}

/** Finish what this window began to delete before it was loaded anew. */
export async function finishDeletions(queries: QueryClient): Promise<void> {
  const ids = keptIds().filter((id) => !useDeletions.getState().ids.has(id));
  if (ids.length) await finish(ids, queries);
}

async function finish(ids: readonly string[], queries: QueryClient): Promise<void> {
  hide(ids);
  const [failure] = await deleteAll(ids);
  forget(ids);
  await tradesChanged(queries);
  show(ids);
  if (failure) say(failure, { isError: true });
}

/** Delete trades after a moment in which it can be undone; leaving the app does it at once. */
export function deleteSoon(trades: readonly Trade[], queries: QueryClient): void {
  const ids = trades.map(({ id }) => id);
  const key = ids.join();
  hide(ids);
  keep([...keptIds(), ...ids]);
  const work = async () => {
    if (waiting.delete(key)) await finish(ids, queries);
  };
  const timer = setTimeout(() => void work(), UNDO_MILLISECONDS);
  waiting.set(key, () => void work());
  say(words(trades), {
    undo: () => {
      clearTimeout(timer);
      if (!waiting.delete(key)) return;
      forget(ids);
      show(ids);
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
  for (const id of ids) {
    await deleteTrade(id).catch((error: unknown) => {
      const isGone = error instanceof Refused && error.problem.status === 404;
      if (!isGone) failures.push(wordsOf(error));
    });
  }
  return failures;
}

function finishAll(): void {
  for (const work of waiting.values()) work();
}
addEventListener("pagehide", finishAll);
whenOver(() => {
  waiting.clear();
  useDeletions.setState({ ids: new Set() });
});
