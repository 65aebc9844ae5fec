// What the buttons of a conversation do. Acknowledgements are applied at once; the other windows hear of them by events.
import { useRouter } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { wordsOf } from "@/api/problem";
import { connection } from "@/live/connection";
import { conversations } from "@/live/conversations";
import type { Message } from "@/live/events";
import { outbox } from "@/live/outbox";
import { say } from "@/ui/toast";
import { useDrafts } from "../composer/drafts";
import { type Speaking, speak } from "../composer/use-composer";
import type { MessageActs } from "./acts";
import { judge, pressed, takeBack } from "./judging";
import { useOpenWork } from "./open-work";
import { type Choices, choicesToShow } from "./rows";

interface Surroundings {
  speaking: Speaking;
  choose(choices: Choices): void;
  jump(conversationId: string, messageId: string): void;
  focusInput(): void;
}

export function useMessageActs(around: Surroundings): MessageActs {
  const current = useRef(around);
  current.current = around;
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the acts stay the same object as long as the app runs
  return useMemo(() => actsWith(current), [router]);
}

function actsWith(around: { current: Surroundings }): MessageActs {
  return {
    say: (words) => void speak(around.current.speaking, { words, files: [] }),
    stop: (message) => void tried(stop(message.id)),
    again: (message) => void tried(again(message.id)),
    edit: async (message, words, clientMessageId) => {
      const body = { message_id: message.id, content: words, client_message_id: clientMessageId };
      return tried(
        connection.call("edit_message", body).then(({ message: edited, answer }) => take(edited, answer)),
      );
    },
    confirm: async (message, changes) => {
      const done = await connection.call("confirm_draft", { message_id: message.id, changes });
      take(done.message);
    },
    dismiss: async (message) => {
      const done = await connection.call("dismiss_draft", { message_id: message.id });
      take(done.message);
    },
    refresh: (message) => {
      conversations
        .known(message.conversation_id)
        ?.refresh(message.id)
        .catch(() => undefined);
    },
    choose: (branch, place) => around.current.choose({ [branch.of]: place }),
    show: (message, siblingId) =>
      void tried(bring(message, siblingId).then((choices) => around.current.choose(choices))),
    judge: (message, verdict) => void tried(toggle(message, verdict)),
    jump: (conversationId, messageId) => around.current.jump(conversationId, messageId),
    takeBack: (item) => {
      void outbox.takeBack(item.client_message_id);
      say("Taken back", { undo: () => void outbox.put(item) });
    },
    change: (item) => {
      void outbox.takeBack(item.client_message_id);
      const { of, keep } = useDrafts.getState();
      const draft = of(item.place);
      const words = [item.content, draft.words].filter(Boolean).join("\n");
      keep(item.place, { words, files: [...item.files, ...draft.files] });
      around.current.focusInput();
    },
  };
}

/** The choices that show a message beside another one, once both and what they answer are in the log. */
async function bring(message: Message, siblingId: string): Promise<Choices> {
  const conversation = conversations.known(message.conversation_id);
  if (!conversation) return {};
  const ids = [message.parent_message_id, siblingId].filter((id) => id != null);
  for (const id of ids) await conversation.reach(id);
  return choicesToShow(conversation.current().log, siblingId);
}

/** What is said of an answer at once; words may be added where it is said. */
async function toggle(message: Message, verdict: Parameters<MessageActs["judge"]>[1]): Promise<void> {
  const { judge: write } = useOpenWork.getState();
  if (pressed(message.feedback, verdict) === null) {
    const { words } = message.feedback ?? {};
    await takeBack(message);
    write(message.id, null);
    say("Taken back", { undo: () => void tried(judge(message, verdict, words ?? null)) });
    return;
  }
  await judge(message, verdict, null);
  write(message.id, "");
}

async function stop(messageId: string): Promise<void> {
  const { answer } = await connection.call("stop_generation", { message_id: messageId });
  take(answer);
}

async function again(messageId: string): Promise<void> {
  const { answer } = await connection.call("regenerate", { message_id: messageId });
  take(answer);
}

function take(...messages: Parameters<typeof conversations.apply>[0][]): void {
  for (const message of messages) conversations.apply(message);
}

/** Whether it was done; where it was not, why is said. */
async function tried(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    say(wordsOf(error), { isError: true });
    return false;
  }
}
