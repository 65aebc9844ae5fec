// What is being typed in each conversation, with its pictures: in memory for the screen, on the device through a reload.
import { create } from "zustand";
import { windowIsOver } from "@/api/sign-in";
import { type Draft, keepDraft, readDraft } from "@/live/local-database";
import { isNewPlace } from "@/live/outbox";

const KEPT_AFTER_MILLISECONDS = 250;
const NEW = "new"; // where a conversation that has not begun keeps its draft
export const EMPTY_DRAFT: Draft = { words: "", files: [] };

interface Drafts {
  drafts: Readonly<Record<string, Draft>>;
  of(place: string): Draft;
  /** Read what the device keeps for a place, unless something is typed there already. */
  load(place: string): Promise<void>;
  change(place: string, values: Partial<Draft>): void;
  keep(place: string, draft: Draft): void;
  /** What was typed in a new conversation goes on in the one that it has become. */
  move(from: string, to: string): void;
}

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** The place under which a draft is kept. */
export function draftPlace(place: string): string {
  return isNewPlace(place) ? NEW : place;
}

export const useDrafts = create<Drafts>()((set, get) => ({
  drafts: {},
  of: (place) => get().drafts[draftPlace(place)] ?? EMPTY_DRAFT,
  load: async (place) => {
    const key = draftPlace(place);
    if (get().drafts[key]) return;
    const kept = await readDraft(key).catch(() => null);
    if (!get().drafts[key]) set(({ drafts }) => ({ drafts: { ...drafts, [key]: kept ?? EMPTY_DRAFT } }));
  },
  change: (place, values) => get().keep(place, { ...get().of(place), ...values }),
  keep: (place, draft) => {
    const key = draftPlace(place);
    set(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } }));
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => store(key), KEPT_AFTER_MILLISECONDS),
    );
  },
  move: (from, to) => {
    const draft = get().of(from);
    if (draft.words === "" && draft.files.length === 0) return;
    get().keep(to, draft);
    get().keep(from, EMPTY_DRAFT);
  },
}));

function store(key: string): void {
  timers.delete(key);
  const draft = useDrafts.getState().drafts[key];
  if (draft === undefined || windowIsOver()) return;
  keepDraft(key, { words: draft.words, files: draft.files }).catch(() => undefined); // a device that keeps nothing
}

/** A page that is left keeps what was typed a moment ago. */
function storeAll(): void {
  for (const [key, timer] of timers) {
    clearTimeout(timer);
    store(key);
  }
}
addEventListener("pagehide", storeAll);
document.addEventListener("visibilitychange", storeAll);
