// What can be done with messages, as the rows need it. The object stays the same, so that no row is drawn again for it.
import { createContext, useContext } from "react";
import type { Message } from "@/live/events";
import type { Unsent } from "@/live/local-database";
import type { Verdict } from "./judging";
import type { Branch } from "./rows";

export interface MessageActs {
  say(words: string): void;
  stop(message: Message): void;
  again(message: Message): void;
  edit(message: Message, words: string, clientMessageId: string): Promise<boolean>;
  /** Throws what the server refuses. */
  confirm(message: Message, changes: Record<string, unknown>): Promise<void>;
  dismiss(message: Message): Promise<void>;
  refresh(message: Message): void;
  choose(branch: Branch, place: number): void;
  /** Have a message that stands beside another one in the log, and show it. */
  show(message: Message, siblingId: string): void;
  /** Say of an answer that it helped or was wrong; the same again takes it back. */
  judge(message: Message, verdict: Verdict): void;
  jump(conversationId: string, messageId: string): void;
  takeBack(item: Unsent): void;
  /** Change an unsent message: its words go back to the input. */
  change(item: Unsent): void;
}

export const MessageActsContext = createContext<MessageActs | null>(null);

export function useActs(): MessageActs {
  const acts = useContext(MessageActsContext);
  if (acts === null) throw new Error("There is no conversation here.");
  return acts;
}
