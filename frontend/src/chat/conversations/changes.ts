// What a trader does to a conversation: name, pin, archive, delete, switch what it is about.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { create } from "zustand";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { wordsOf } from "@/api/problem";
import type { Conversation } from "@/live/events";
import { say } from "@/ui/toast";
import { dropConversation, putConversation } from "./queries";

export type Mode = components["schemas"]["Mode"];
type Change = components["schemas"]["ChangeConversation"];

const UNDO_MILLISECONDS = 5_000;

/** Conversations that are deleted as soon as their undo has passed; they are shown no more. */
export const useLeaving = create<{ ids: ReadonlySet<string> }>()(() => ({ ids: new Set() }));

export interface ConversationChanges {
  rename(conversation: Conversation, title: string): Promise<void>;
  pin(conversation: Conversation): Promise<void>;
  archive(conversation: Conversation): Promise<void>;
  switchMode(id: string, mode: Mode): Promise<void>;
  remove(conversation: Conversation, putBack?: () => void): void;
}

export function useConversationChanges(): ConversationChanges {
  const queries = useQueryClient();
  return useMemo(() => changesWith(queries), [queries]);
}

function changesWith(queries: QueryClient): ConversationChanges {
  const change = async (id: string, body: Change, words?: string, undo?: () => void) => {
    try {
      const path = { conversation_id: id };
      const changed = api.PATCH("/api/conversations/{conversation_id}", { params: { path }, body });
      putConversation(queries, await contentOf(changed));
      if (words) say(words, { undo });
    } catch (error) {
      say(wordsOf(error), { isError: true });
    }
  };
  return {
    rename: (conversation, title) => change(conversation.id, { title }),
    pin: (conversation) => change(conversation.id, { pinned: !conversation.pinned }),
    archive: ({ id, archived }) =>
      change(id, { archived: !archived }, archived ? "Back in the list" : "Archived", () => {
        void change(id, { archived });
      }),
    switchMode: (id, mode) => change(id, { mode }),
    remove: (conversation, putBack) => removeLater(queries, conversation, putBack),
  };
}

function removeLater(queries: QueryClient, conversation: Conversation, putBack?: () => void): void {
  const { id } = conversation;
  leave(id, true);
  const timer = setTimeout(() => void removeNow(queries, id), UNDO_MILLISECONDS);
  const undo = () => {
    clearTimeout(timer);
    leave(id, false);
    putBack?.();
  };
  say("Conversation deleted", { undo });
}

async function removeNow(queries: QueryClient, id: string): Promise<void> {
  try {
    const path = { conversation_id: id };
    await api.DELETE("/api/conversations/{conversation_id}", { params: { path } });
    dropConversation(queries, id);
  } catch (error) {
    say(wordsOf(error), { isError: true });
  }
  leave(id, false);
}

function leave(id: string, isLeaving: boolean): void {
  const ids = new Set(useLeaving.getState().ids);
  if (isLeaving) ids.add(id);
  else ids.delete(id);
  useLeaving.setState({ ids });
}
