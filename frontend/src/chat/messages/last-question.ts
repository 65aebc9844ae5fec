// The trader's last message, to be said in other words.
import { newId } from "@/api/client";
import { turnsOf } from "@/live/conversation-log";
import { conversations } from "@/live/conversations";
import { useOpenWork } from "./open-work";

/** Open the last message of a conversation for new words; nothing where there is none. */
export function beginRewording(conversationId: string): void {
  const log = conversations.known(conversationId)?.current().log;
  const last =
    log &&
    turnsOf(log)
      .findLast((turn) => turn.wordings[0]?.question)
      ?.wordings.at(-1)?.question;
  if (!last) return;
  useOpenWork.getState().reword(last.id, { words: last.content, clientMessageId: newId() });
}
