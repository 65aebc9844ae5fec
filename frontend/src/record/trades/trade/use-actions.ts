// Doing something to the trade of a page: its dialog, what is said after it, and how it is taken back.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { useLook } from "@/ui/look";
import { say } from "@/ui/toast";
import { voidEvent } from "../changes";
import { eventsOf, type Trade, type TradeEvent, tradesChanged } from "../queries";
import type { Action } from "./actions";
import { sentenceOf } from "./event-words";

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

  const takeBack = async (added: readonly TradeEvent[]) => {
    for (const event of added.toReversed()) await voidEvent(trade.id, event.id, "Undone at once");
    await tradesChanged(queries);
  };

  const finish = async (answer: unknown) => {
    const action = current;
    const before = await queries.ensureQueryData(eventsOf(trade.id));
    begin(null);
    const after = await queries.fetchQuery({ ...eventsOf(trade.id), staleTime: 0 });
    const known = new Set(before.items.map(({ id }) => id));
    const added = after.items.filter(({ id, kind }) => !known.has(id) && kind !== "voided");
    void tradesChanged(queries);
    const [first] = added;
    const hidesMoney = useLook.getState().hidesMoney;
    const said = action?.isFinal || !first ? (action?.said ?? "Done") : sentenceOf(first, trade, hidesMoney);
    const opened = openedBy(answer);
    if (opened) {
      void navigate({ to: "/trades/$tradeId", params: { tradeId: opened.id } });
      say(`${said}. This is the trade that came of it.`);
      return;
    }
    const undo = () => void takeBack(added).catch((error: unknown) => say(wordsOf(error), { isError: true }));
    say(said, action?.isFinal ? {} : { undo });
  };

  return { current, begin, close: () => begin(null), finish: (answer) => void finish(answer) };
}

function openedBy(answer: unknown): { id: string } | null {
  if (typeof answer !== "object" || answer === null || !("opened" in answer)) return null;
  const { opened } = answer;
  if (typeof opened !== "object" || opened === null || !("id" in opened)) return null;
  return typeof opened.id === "string" ? { id: opened.id } : null;
}
