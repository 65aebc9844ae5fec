// By what trades can be put together, in a trader's words.
import type { GroupBy } from "../queries";

/** In the order of the list; one that is missing does not compile. Days are the calendar's and the curve's. */
const WORDS = {
  setup: "Setup",
  instrument: "Instrument",
  direction: "Direction",
  weekday: "Weekday",
  hour: "Hour of entry",
  session: "Session",
  holding: "Holding time",
  emotion: "Feeling",
  tag: "Tag",
  strategy: "Strategy",
  adherence: "Plan kept, 0 to 100",
  account: "Account",
  month: "Month",
  week: "Week",
  trade_type: "Real or training",
} satisfies Record<Exclude<GroupBy, "day">, string>;

export const BY = Object.entries(WORDS) as readonly (readonly [GroupBy, string])[];

export function byOf(text: string | undefined): GroupBy {
  return BY.find(([name]) => name === text)?.[0] ?? "setup";
}

export function wordsOf(by: GroupBy): string {
  return BY.find(([name]) => name === by)?.[1] ?? by;
}
