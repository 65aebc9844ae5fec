// What was typed in the moment before a page goes: the device's database has no time for it, the tab's own memory has.
import { inTab } from "@/api/kept";
import { ownerId, whenOver } from "@/api/sign-in";
import type { KeptWriting } from "@/live/local-database";

const NAME = "coach.journal";

interface LastMoment {
  owner: string;
  writings: KeptWriting[];
}

export function keepLastMoment(writings: readonly KeptWriting[]): void {
  const owner = ownerId();
  if (owner === null || writings.length === 0) return;
  inTab.setItem(NAME, JSON.stringify({ owner, writings }));
}

/** What the tab kept of this owner; it is taken out by this. */
export function takeLastMoment(): KeptWriting[] {
  const text = inTab.getItem(NAME);
  inTab.removeItem(NAME);
  if (text === null) return [];
  const kept = JSON.parse(text) as LastMoment;
  return kept.owner === ownerId() ? kept.writings : [];
}

whenOver(() => inTab.removeItem(NAME));
