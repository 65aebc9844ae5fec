// By what trades can be put together, in a trader's words.
import type { GroupBy } from "../queries";

export const BY: readonly (readonly [GroupBy, string])[] = [
  ["setup", "Setup"],
  ["instrument", "Instrument"],
  ["direction", "Direction"],
  ["weekday", "Weekday"],
  ["hour", "Hour of entry"],
  ["session", "Session"],
  ["holding", "Holding time"],
  ["emotion", "Feeling"],
  ["tag", "Tag"],
  ["strategy", "Strategy"],
  ["adherence", "Plan kept, 0 to 100"],
  ["account", "Account"],
  ["month", "Month"],
  ["week", "Week"],
  ["trade_type", "Real or training"],
];

export function byOf(text: string | undefined): GroupBy {
  return BY.find(([name]) => name === text)?.[0] ?? "setup";
}

export function wordsOf(by: GroupBy): string {
  return BY.find(([name]) => name === by)?.[1] ?? by;
}
