// The trades behind a part of a report, as a word in the address: `r:0.5:1`, `day:2026-11-30`, `group:weekday:Monday`.
import { lastDayOf, moved } from "@/record/calendar/month-grid";
import { day as dayInWords, MINUS, named, number } from "@/ui/format";
import type { GroupBy } from "../queries";
import { type Filters, narrowed, type Slice } from "../selection";

export type Behind =
  | { readonly kind: "r"; readonly from: number | null; readonly to: number | null }
  | { readonly kind: "day"; readonly day: string }
  | { readonly kind: "group"; readonly by: GroupBy; readonly key: string };

export function written(behind: Behind): string {
  if (behind.kind === "r") return `r:${behind.from ?? ""}:${behind.to ?? ""}`;
  if (behind.kind === "day") return `day:${behind.day}`;
  return `group:${behind.by}:${behind.key}`;
}

/** What a word of an address names; null where it names nothing. */
export function read(text: string | undefined): Behind | null {
  const [kind, first = "", ...rest] = (text ?? "").split(":");
  const last = rest.join(":");
  if (kind === "r") return { kind, from: edgeOf(first), to: edgeOf(last) };
  if (kind === "day" && /^\d{4}-\d{2}-\d{2}$/.test(first)) return { kind, day: first };
  if (kind === "group" && isLinked(first) && last) return { kind, by: first, key: last };
  return null;
}

function edgeOf(text: string): number | null {
  return text === "" || !Number.isFinite(Number(text)) ? null : Number(text);
}

/** Whether an R lies in a bin; a bin takes its lower edge. */
export function isInBin(r: string | null, from: number | null, to: number | null): boolean {
  if (r === null) return false;
  const value = Number(r);
  return (from === null || value >= from) && (to === null || value < to);
}

export function binInWords(from: number | null, to: number | null): string {
  if (from === null) return `below ${edge(to ?? 0)}`;
  if (to === null) return `${edge(from)} and more`;
  return `${edge(from)} to ${edge(to)}`;
}

function edge(value: number): string {
  return `${number(value, { signDisplay: "exceptZero" }).replace("-", MINUS)}R`;
}

export function titleOf(behind: Behind, label?: string): string {
  if (behind.kind === "r") return `Trades of ${binInWords(behind.from, behind.to)}`;
  if (behind.kind === "day") return `Closed on ${dayInWords(behind.day)}`;
  return `Trades: ${label ?? keyInWords(behind.by, behind.key)}`;
}

export function keyInWords(by: GroupBy, key: string): string {
  if (by === "hour") return `${key}:00`;
  if (by === "day") return dayInWords(key);
  if (by === "week") return `Week of ${dayInWords(key)}`;
  if (by === "adherence") return key === "100" ? "100" : `${key} to ${Number(key) + 19}`;
  return FREE.has(by) ? key : named(key);
}

const FREE = new Set<GroupBy>(["instrument", "setup", "tag", "emotion", "strategy", "account", "month"]);

type Narrow = (slice: Slice, key: string, label: string) => Slice;
const only = (values: (key: string, label: string) => Filters): Narrow => {
  return (slice, key, label) => ({ ...slice, only: { ...slice.only, ...values(key, label) } });
};
const HOLDINGS: Readonly<Record<string, readonly [number, number | null]>> = {
  "under 1 minute": [0, 60],
  "1 to 5 minutes": [60, 300],
  "5 to 30 minutes": [300, 1_800],
  "30 minutes to 4 hours": [1_800, 14_400],
  "4 to 24 hours": [14_400, 86_400],
  "over a day": [86_400, null],
};

const NARROWING: Readonly<Record<GroupBy, Narrow>> = {
  instrument: only((key) => ({ instruments: [key] })),
  direction: only((key) => ({ direction: key as Filters["direction"] })),
  setup: only((key) => ({ setups: [key] })),
  strategy: only((_, label) => ({ strategies: [label] })),
  account: only((_, label) => ({ accounts: [label] })),
  tag: only((key) => ({ tags: [key] })),
  emotion: only((key) => ({ emotions: [key] })),
  hour: only((key) => ({
    hours: [{ minute_from: Number(key) * 60, minute_to: Number(key) * 60 + 60 }],
  })),
  session: only((key) => ({ sessions: [key] as Filters["sessions"] })),
  weekday: only((key) => ({ weekdays: [key.toLowerCase()] as Filters["weekdays"] })),
  holding: only((key) => ({ holding_minutes: minutesOf(key) })),
  adherence: only((key) => ({
    adherence: { at_least: key, at_most: key === "100" ? null : String(Number(key) + 19) },
  })),
  trade_type: (slice, key) => ({ ...slice, trade_type: key as Slice["trade_type"] }),
  day: (slice, key) => narrowed(slice, key, key),
  week: (slice, key) => narrowed(slice, key, moved(key, 6)),
  month: (slice, key) => narrowed(slice, `${key}-01`, lastDayOf(key)),
};

function isLinked(name: string): name is GroupBy {
  return Object.hasOwn(NARROWING, name);
}

/** Holding times are whole seconds, and a bin is without its upper edge. */
function minutesOf(key: string): Filters["holding_minutes"] {
  const [from, to] = HOLDINGS[key] ?? [0, null];
  return { at_least: (from / 60).toString(), at_most: to === null ? null : ((to - 0.6) / 60).toFixed(4) };
}

/** The selection that holds the trades; of R a part of them is still to be kept. */
export function sliceBehind(behind: Behind, slice: Slice, label: string): Slice {
  if (behind.kind === "r") return slice;
  if (behind.kind === "day") return narrowed(slice, behind.day, behind.day);
  return NARROWING[behind.by](slice, behind.key, label);
}
