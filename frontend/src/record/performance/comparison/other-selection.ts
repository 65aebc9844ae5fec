// With what a selection is compared: its training trades, the days before, all other trades, or one that was put aside.

import { moved } from "@/record/calendar/month-grid";
import { textOfSide } from "@/record/comparison/sides";
import { filterOf, SHARED, type TradeFilter } from "@/record/filters/trade-filter";
import { filtersOf, type NamesOfIds, type Search } from "../selection";

export type Other = "training" | "before" | "rest" | "aside";

/** A filter as one word of the address, and back. */
export function asideOf(search: Search): string {
  return new URLSearchParams(filterOf(search, SHARED) as Record<string, string>).toString() || "all=1";
}

export function filterAside(aside: string): TradeFilter {
  return filterOf(Object.fromEntries(new URLSearchParams(aside)), SHARED);
}

export function otherOf(text: string | undefined): { kind: Other; aside: string } | null {
  if (text === undefined) return null;
  if (text === "training" || text === "before" || text === "rest") return { kind: text, aside: "" };
  return text.includes("=") ? { kind: "aside", aside: text } : null;
}

export function canCompare(kind: Other, search: Search): boolean {
  const filter = filterOf(search, SHARED);
  if (kind === "training") return filter.trade_type !== "training";
  if (kind === "before") return filter.day_from !== undefined && filter.day_to !== undefined;
  if (kind === "rest") {
    const parts = Object.keys(filter);
    return parts.some((name) => OF_TRADES.has(name)) && !parts.some((name) => NOT_EXCLUDED.has(name));
  }
  return true;
}

const OF_TRADES = new Set([
  "instrument",
  "setup",
  "tag",
  "emotion",
  "direction",
  "strategy",
  "strategy_id",
  "account_id",
  "outcome",
  "plan_match",
  "hour",
  "weekday",
]);
const NOT_EXCLUDED = new Set(["r_from", "r_to", "r_below", "q"]); // no question can say "without these"

/** The other selection as a word of the address of the page that compares; null where there is none. */
export function otherAsText(text: string | undefined, search: Search, names: NamesOfIds): string | null {
  const other = otherOf(text);
  if (other === null || !canCompare(other.kind, search)) return null;
  const filter = filterOf(search, SHARED);
  if (other.kind === "aside") return other.aside;
  if (other.kind === "training") return textOfSide({ filter: { ...filter, trade_type: "training" } });
  if (other.kind === "before") return textOfSide({ filter: { ...filter, ...daysBefore(filter) } });
  const { day_from, day_to, trade_type } = filter;
  return textOfSide({ filter: { day_from, day_to, trade_type }, excluding: filtersOf(search, names) });
}

/** As many days, up to the one before the first. */
export function daysBefore({ day_from, day_to }: TradeFilter): Pick<TradeFilter, "day_from" | "day_to"> {
  if (!day_from || !day_to) return {};
  const length = (Date.parse(day_to) - Date.parse(day_from)) / 86_400_000 + 1;
  return { day_from: moved(day_from, -length), day_to: moved(day_from, -1) };
}
