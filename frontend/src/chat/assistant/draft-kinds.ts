// What a draft of each kind asks, and what is said when it is confirmed or put aside. Pure.

export interface DraftKind {
  readonly ask: string;
  readonly yes: string;
  readonly no: string;
  readonly done: string;
  readonly left: string;
}

const NO = { no: "No", left: "Not saved." };
const KINDS: Readonly<Record<string, DraftKind>> = {
  trade: {
    ask: "Did you take this trade?",
    yes: "Log it",
    no: "No, it was a question",
    done: "Logged as a trade.",
    left: "Not logged.",
  },
  exit: {
    ...NO,
    ask: "Record this exit?",
    yes: "Record it",
    done: "Recorded as an exit.",
    left: "Not recorded.",
  },
  level: {
    ...NO,
    ask: "Record this level?",
    yes: "Record it",
    done: "Recorded as moved.",
    left: "Not recorded.",
  },
  correction: {
    ...NO,
    ask: "Correct this trade?",
    yes: "Correct it",
    done: "Corrected on the record.",
    left: "Left as it was.",
  },
  deletion: {
    no: "Keep it",
    ask: "Delete this trade?",
    yes: "Delete it",
    done: "Deleted: it is in the trash for 30 days.",
    left: "Kept.",
  },
  plan: { ...NO, ask: "Save this plan?", yes: "Save it", done: "Saved as a plan." },
  commitment: { ...NO, ask: "Save this commitment?", yes: "Save it", done: "Saved as a commitment." },
  setting: { ...NO, ask: "Set this?", yes: "Set it", done: "Set.", left: "Not set." },
  limits: {
    ...NO,
    ask: "Write this into your rulebook?",
    yes: "Write it",
    done: "Written into your rulebook.",
    left: "Not written.",
  },
  check_in: {
    ...NO,
    ask: "Write this into your check-in?",
    yes: "Write it",
    done: "Written into your check-in.",
    left: "Not written.",
  },
  journal: {
    ...NO,
    ask: "Write this into your journal?",
    yes: "Write it",
    done: "Written into your journal.",
  },
};
const OTHER: DraftKind = { ...NO, ask: "Write this down?", yes: "Write it", done: "Written." };

export function kindOf(draft: { kind: string }): DraftKind {
  return KINDS[draft.kind] ?? OTHER;
}
