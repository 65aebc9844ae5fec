// Trades changed by one call, with one undo. What is deleted goes to the trash, from where it can be brought back.
import type { QueryClient } from "@tanstack/react-query";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { changeTrades, undoChange } from "./changes";
import { type Trade, tradesChanged } from "./queries";

type Change = Parameters<typeof changeTrades>[0];
const MOST_AT_ONCE = 500;

/** Change trades, say what was done, and offer to undo it. */
export async function changeTogether(
  trades: readonly Trade[],
  change: Omit<Change, "trade_ids">,
  { words, queries }: { words: string; queries: QueryClient },
): Promise<void> {
  const changes: string[] = [];
  const refusals: string[] = [];
  let done = 0;
  try {
    for (let first = 0; first < trades.length; first += MOST_AT_ONCE) {
      const trade_ids = trades.slice(first, first + MOST_AT_ONCE).map(({ id }) => id);
      const answer = await changeTrades({ ...change, trade_ids });
      done += answer.done;
      if (answer.change_id) changes.push(answer.change_id);
      for (const { state, detail } of answer.items) if (state === "refused") refusals.push(detail ?? "");
    }
  } catch (error) {
    refusals.push(wordsOf(error));
  }
  await tradesChanged(queries);
  const count = done === 1 ? "1 trade" : `${done} trades`;
  const undo = async () => {
    try {
      for (const id of changes) await undoChange(id);
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
    await tradesChanged(queries);
  };
  if (changes.length) say(`${words}: ${count}`, { undo: () => void undo() });
  else if (refusals.length === 0) say(`${words}: nothing to change`);
  if (refusals.length) say(`${refusals.length} not changed. ${refusals[0]}`, { isError: true });
}

/** Delete trades; it can be undone at once, and from the trash for 30 days. */
export function deleteTogether(trades: readonly Trade[], queries: QueryClient): Promise<void> {
  return changeTogether(trades, { action: "delete" }, { words: "Deleted", queries });
}
