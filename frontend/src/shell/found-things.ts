// What the search over everything finds: put together by kind, each with its address. Pure.
import type { components } from "@/api/generated/openapi";
import { day, moment, named } from "@/ui/format";
import type { IconName } from "@/ui/icons";

export type FoundThing = components["schemas"]["FoundThing"];
export type FoundKind = components["schemas"]["FoundKind"];

const LEAST_LETTERS = 2;

const SHOWN_OF_EACH = 4;

export const KINDS: Readonly<Record<FoundKind, { words: string; icon: IconName }>> = {
  message: { words: "Messages", icon: "coach" },
  trade: { words: "Trades", icon: "trades" },
  plan: { words: "Plans", icon: "plan" },
  journal: { words: "Journal", icon: "journal" },
  pattern: { words: "Patterns", icon: "patterns" },
  memory: { words: "Memory", icon: "today" },
};
const ORDER: readonly FoundKind[] = ["message", "trade", "plan", "journal", "pattern", "memory"];

/** Whether there is enough to look for. */
export function isAskable(words: string): boolean {
  return words.trim().length >= LEAST_LETTERS;
}

export interface KindFound {
  readonly kind: FoundKind;
  readonly things: readonly FoundThing[];
  readonly hasMore: boolean;
}

/** The first of each kind of which something was found, or may be found where more is looked through. */
export function byKind(things: readonly FoundThing[], more: readonly FoundKind[]): KindFound[] {
  return ORDER.map((kind) => {
    const own = things.filter((thing) => thing.kind === kind);
    const hasMore = more.includes(kind) || own.length > SHOWN_OF_EACH;
    return { kind, things: own.slice(0, SHOWN_OF_EACH), hasMore };
  }).filter(({ things: own, hasMore }) => own.length > 0 || hasMore);
}

export interface Address {
  readonly to: string;
  readonly search: Readonly<Record<string, string>>;
}

/** Where something that was found is opened. */
export function addressOfThing(thing: FoundThing): Address {
  switch (thing.kind) {
    case "message":
      return { to: `/coach/${thing.conversation_id}`, search: { message: thing.id } };
    case "trade":
      return { to: `/trades/${thing.id}`, search: {} };
    case "plan":
      return { to: `/plans/${thing.id}`, search: {} };
    case "journal":
      return { to: "/journal", search: thing.day ? { day: thing.day } : {} };
    case "pattern":
      return { to: "/patterns", search: { part: "patterns", pattern: thing.id } };
    case "memory":
      return { to: "/patterns", search: { part: "memory", memory: thing.id } };
  }
}

/** What it is called in a list: its title, or its day where it has none. */
export function nameOf(thing: FoundThing): string {
  if (thing.kind === "journal") return thing.title || "An entry";
  if (thing.kind === "pattern" || thing.kind === "memory") return named(thing.title);
  return thing.title || KINDS[thing.kind].words;
}

export function whenOf(thing: FoundThing): string {
  return thing.kind === "journal" && thing.day ? day(thing.day) : moment(thing.at);
}
