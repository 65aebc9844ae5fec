// Where the trader speaks: a conversation, or one that is about to begin; the page and the panel share it.
import { create } from "zustand";
import { isNewPlace, newPlace, outbox } from "@/live/outbox";

interface CoachPlace {
  /** The new conversation that is typed in, and the conversation that was looked at last. */
  fresh: string;
  last: string | null;
  /** New places that have become conversations. */
  known: Readonly<Record<string, string>>;
  look(place: string): void;
  beginAnew(): string;
  begun(place: string, conversationId: string): void;
}

export const usePlace = create<CoachPlace>()((set, get) => ({
  fresh: newPlace(),
  last: null,
  known: {},
  look: (place) => (isNewPlace(place) ? set({ fresh: place, last: place }) : set({ last: place })),
  beginAnew: () => {
    const isUsed = outbox.current().some((item) => item.place === get().fresh);
    const fresh = isUsed || get().known[get().fresh] ? newPlace() : get().fresh;
    set({ fresh, last: fresh });
    return fresh;
  },
  begun: (place, conversationId) =>
    set(({ known, last, fresh }) => ({
      known: { ...known, [place]: conversationId },
      last: last === place ? conversationId : last,
      fresh: fresh === place ? newPlace() : fresh,
    })),
}));
