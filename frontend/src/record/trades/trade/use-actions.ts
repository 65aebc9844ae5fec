// Doing something to the trade of a page: its dialog, what is said after it, and how it is taken back.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { say } from "@/ui/toast";
import { voidEvent } from "../changes";
import { eventsOf, type Trade, tradesChanged } from "../queries";
import type { Action } from "./actions";

export interface Actions {
  /** The action whose dialog is open. */
  current: Action | null;
  begin(action: Action): void;
  close(): void;
  finish(answer: unknown): void;
}

export function useActions(trade: Trade): Actions {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [current, begin] = useState<Action | null>(null);

  const takeBack = async (after: number) => {
    const { items } = await queries.fetchQuery({ ...eventsOf(trade.id), staleTime: 0 });
    const added = items.filter(({ seq, kind }) => seq > after && kind !== "voided");
    for (const event of added.toReversed()) await voidEvent(trade.id, event.id, "Undone at once");
    await tradesChanged(queries);
  };

  const finish = async (answer: unknown) => {
    const { items } = await queries.ensureQueryData(eventsOf(trade.id));
    const last = Math.max(0, ...items.map(({ seq }) => seq));
    const said = current?.said ?? "Done";
    begin(null);
    await tradesChanged(queries);
    const opened = openedBy(answer);
    if (opened) {
      void navigate({ to: "/trades/$tradeId", params: { tradeId: opened.id } });
      say(`${said}. This is the trade that came of it.`);
      return;
    }
    const undo = () => void takeBack(last).catch((error: unknown) => say(wordsOf(error), { isError: true }));
    say(said, canBeUndone(said) ? { undo } : {});
  };

  return { current, begin, close: () => begin(null), finish: (answer) => void finish(answer) };
}

function canBeUndone(said: string): boolean {
  return said !== "Taken back" && said !== "Corrected";
}

function openedBy(answer: unknown): { id: string } | null {
  if (typeof answer !== "object" || answer === null || !("opened" in answer)) return null;
  const { opened } = answer;
  if (typeof opened !== "object" || opened === null || !("id" in opened)) return null;
  return typeof opened.id === "string" ? { id: opened.id } : null;
}
