// With what a selection is compared: its training trades, the days before, all other trades, or one that was put aside.

import { moved } from "@/record/calendar/month-grid";
import { sideOfSlice, textOfSide } from "@/record/comparison/sides";
import { filterOf, SHARED, type TradeFilter } from "@/record/filters/trade-filter";
import { type NamesOfIds, type Search, type Slice, sliceOf } from "../selection";

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
  if (kind === "rest") return Object.keys(filter).some((name) => OF_TRADES.has(name));
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
]);

/** The other selection as the API takes it; null where there is none. */
export function otherSlice(text: string | undefined, search: Search, names: NamesOfIds): Slice | null {
  const other = otherOf(text);
  if (other === null || !canCompare(other.kind, search)) return null;
  const slice = sliceOf(search, names);
  if (other.kind === "training") return { ...slice, trade_type: "training" };
  if (other.kind === "before") return daysBefore(slice);
  if (other.kind === "rest") return { ...slice, only: {}, excluding: slice.only };
  return sliceOf({ ...filterAside(other.aside) }, names);
}

/** The other selection as a word of the address of the page that compares; all trades where none is chosen. */
export function otherAsText(text: string | undefined, search: Search, names: NamesOfIds): string {
  const other = otherOf(text);
  if (other?.kind === "aside") return other.aside;
  const slice = otherSlice(text, search, names);
  return slice === null ? "all=1" : textOfSide(sideOfSlice(slice));
}

/** As many days, up to the one before the first. */
export function daysBefore(slice: Slice): Slice | null {
  const { day_from, day_to } = slice;
  if (!day_from || !day_to) return null;
  const length = (Date.parse(day_to) - Date.parse(day_from)) / 86_400_000 + 1;
  return { ...slice, day_from: moved(day_from, -length), day_to: moved(day_from, -1) };
}
