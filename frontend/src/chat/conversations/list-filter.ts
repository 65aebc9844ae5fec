// Which conversations are listed: by words, by what they are about, pinned ones, archived ones. It stays while one goes from
// conversation to conversation.
import { create } from "zustand";
import type { components } from "@/api/generated/openapi";
import type { Conversation } from "@/live/events";

export type Mode = components["schemas"]["Mode"];

export interface ListFilter {
  readonly archived: boolean;
  readonly mode?: Mode;
  readonly pinned?: true;
  /** A part of the title. */
  readonly q?: string;
}

interface ListLook {
  words: string;
  filter: ListFilter;
  write(words: string): void;
  change(values: Partial<ListFilter>): void;
}

export const ALL: ListFilter = { archived: false };

export const useListLook = create<ListLook>()((set) => ({
  words: "",
  filter: ALL,
  write: (words) => set({ words }),
  change: (values) => set(({ filter }) => ({ filter: { ...filter, ...values } })),
}));

/** Whether the server has to look through many: such a read waits for its turn. */
export function isNarrowed({ mode, pinned, q }: ListFilter): boolean {
  return mode !== undefined || pinned !== undefined || q !== undefined;
}

/** Whether a conversation belongs to a list, as the server would say. */
export function belongsTo(filter: ListFilter, conversation: Conversation): boolean {
  return (
    conversation.archived === filter.archived &&
    (filter.mode === undefined || conversation.mode === filter.mode) &&
    (filter.pinned === undefined || conversation.pinned) &&
    (filter.q === undefined || conversation.title.toLowerCase().includes(filter.q.toLowerCase()))
  );
}
