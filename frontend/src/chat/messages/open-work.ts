// What somebody does with one message before it is done: it outlives the row, which is not drawn while it is out of sight.
import { create } from "zustand";
import type { components } from "@/api/generated/openapi";

type QueryAnswer = components["schemas"]["QueryAnswer"];

/** Fields of a draft as they were filled in, by field. */
export interface Correction {
  readonly isOpen: boolean;
  readonly filled: Readonly<Record<string, string | boolean>>;
}

/** New words for a message of one's own. */
export interface Rewording {
  readonly words: string;
  readonly clientMessageId: string;
}

interface OpenWork {
  corrections: Readonly<Record<string, Correction>>;
  rewordings: Readonly<Record<string, Rewording>>;
  askedAgain: Readonly<Record<string, QueryAnswer>>;
  /** Words about an answer that are being written. */
  judgements: Readonly<Record<string, string>>;
  correct(messageId: string, correction: Correction): void;
  reword(messageId: string, rewording: Rewording | null): void;
  askAgain(messageId: string, answer: QueryAnswer | null): void;
  judge(messageId: string, words: string | null): void;
}

function put<T>(all: Readonly<Record<string, T>>, id: string, value: T | null): Record<string, T> {
  const { [id]: _, ...others } = all;
  return value === null ? others : { ...others, [id]: value };
}

export const useOpenWork = create<OpenWork>()((set) => ({
  corrections: {},
  rewordings: {},
  askedAgain: {},
  judgements: {},
  correct: (id, correction) => set((state) => ({ corrections: put(state.corrections, id, correction) })),
  reword: (id, rewording) => set((state) => ({ rewordings: put(state.rewordings, id, rewording) })),
  judge: (id, words) => set((state) => ({ judgements: put(state.judgements, id, words) })),
  askAgain: (id, answer) => set((state) => ({ askedAgain: put(state.askedAgain, id, answer) })),
}));
