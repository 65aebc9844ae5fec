// What is remembered, in words. Pure.
import { ago, number, percent } from "@/ui/format";
import type { Memory, MemoryKind, MemoryStatus, Sharing } from "./queries";

export const KINDS: readonly (readonly [MemoryKind, string])[] = [
  ["goal", "Goal"],
  ["rule", "Rule of thumb"],
  ["habit", "Habit"],
  ["trigger", "Trigger"],
  ["preference", "Preference"],
  ["fact", "Fact"],
];

export const STATUSES: readonly (readonly [MemoryStatus, string])[] = [
  ["kept", "Kept"],
  ["proposed", "Waiting for your yes"],
  ["forgotten", "Forgotten"],
];

export const SHARING: readonly (readonly [Sharing, string])[] = [
  ["any", "Any provider that answers"],
  ["none", "Nobody: it stays on this server"],
  ["some", "Only these providers"],
];

const SOURCES: Record<Memory["source"], string> = {
  chat: "You said it to the coach",
  trader: "You taught it",
  record: "You taught it from your record",
  session: "You took it from a coaching session",
  provider: "A provider read it from what you wrote",
};

export function kindWords(kind: MemoryKind): string {
  return KINDS.find(([name]) => name === kind)?.[1] ?? kind;
}

export function sourceWords({ source }: Pick<Memory, "source">): string {
  return SOURCES[source];
}

/** How much of it is left, and until when the coach goes by it. */
export function freshness(
  memory: Pick<Memory, "status" | "confidence_now" | "in_use" | "fades_at">,
  now: Date = new Date(),
): string {
  if (memory.status === "proposed") return "The coach does not use it until you confirm it.";
  if (!memory.in_use) return "Faded: the coach does not use it until you confirm it.";
  const left = `${percent(memory.confidence_now, 0)} sure`;
  return memory.fades_at === null ? left : `${left}, fades ${ago(memory.fades_at, now)}`;
}

/** Who may be told. */
export function sharingWords({ sharing, providers }: Pick<Memory, "sharing" | "providers">): string {
  if (sharing === "any") return "Any provider that answers may be told.";
  if (sharing === "none") return "No provider is told: only the rules on this server go by it.";
  return `Only ${providers.join(", ")} may be told.`;
}

const CARRIED: Record<string, string> = {
  told: "You said it there",
  cited: "An answer stands on it",
  given: "A provider was given it for this answer",
  words: "Its words occur there",
};

export interface Carrier {
  readonly messageId: string;
  readonly words: string;
}

/** Messages that carry it, as the server lists them; what is not one is left out. */
export function carriersOf(carried: readonly Readonly<Record<string, unknown>>[]): Carrier[] {
  return carried.flatMap(({ message_id, how }) =>
    typeof message_id === "string" && typeof how === "string"
      ? [{ messageId: message_id, words: CARRIED[how] ?? how }]
      : [],
  );
}

/** Where evidence leads: `trade:<id>` is a trade. */
export function evidencePlace(evidence: string): { kind: string; id: string } {
  const [kind = "", id = ""] = evidence.split(":");
  return { kind, id };
}

/** What is typed to forget all of it. */
export const FORGET_EVERYTHING = "forget everything";

export function isTypedRight(typed: string): boolean {
  return typed.trim().toLowerCase() === FORGET_EVERYTHING;
}

/** The same in sentences, with how fast it fades. */
export function howSure(memory: Memory): string {
  if (memory.status !== "kept" || !memory.in_use) return freshness(memory);
  return `${freshness(memory)}. Half of its weight is gone in ${number(memory.half_life_days)} days.`;
}

/** Names with commas or spaces between them. */
export function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}
