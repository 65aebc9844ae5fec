// One side of a comparison as a word of the address: a filter, and what only a question can say.
import type { components } from "@/api/generated/openapi";
import {
  filterOf,
  queryOfFilter,
  SHARED,
  type TradeFilter,
  textOfValues,
} from "@/record/filters/trade-filter";

type Schemas = components["schemas"];
export type ComparedTrades = Schemas["ComparedTrades"];
export type Filters = Schemas["Filters"];
type Slice = Schemas["TradeSlice"];
type Search = Readonly<Record<string, string | undefined>>;

export interface Side {
  readonly filter: TradeFilter;
  /** What a question says beyond a filter. */
  readonly only?: Filters;
  readonly excluding?: Filters;
}

export function sideOf(text: string | undefined): Side {
  const words = Object.fromEntries(new URLSearchParams(text));
  return {
    filter: filterOf(words, SHARED),
    only: filtersOf(words.only),
    excluding: filtersOf(words.excluding),
  };
}

/** A selection that limits nothing is a word, too: `all=1`. */
export function textOfSide({ filter, only, excluding }: Side): string {
  const words = new URLSearchParams(filterOf(filter, SHARED) as Record<string, string>);
  for (const [name, filters] of Object.entries({ only, excluding }))
    if (filters && Object.keys(filters).length > 0) words.set(name, JSON.stringify(filters));
  return words.toString() || "all=1";
}

export function textOfSearch(search: Search): string {
  return textOfSide({ filter: filterOf(search, SHARED) });
}

/** What the API is asked for; reports count real trades where no kind is named. */
export function askedOf({ filter, only, excluding }: Side): ComparedTrades {
  const kind = filter.trade_type ?? "real";
  const values = { ...queryOfFilter(filter), trade_type: kind === "all" ? null : kind, only, excluding };
  return values as ComparedTrades; // the server checks what an address says
}

const AS_FILTER: Readonly<Partial<Record<keyof Filters, keyof TradeFilter>>> = {
  instruments: "instrument",
  setups: "setup",
  tags: "tag",
  emotions: "emotion",
  weekdays: "weekday",
  outcomes: "outcome",
  plans: "plan_match",
};

/** The selection of a question; as a filter where a filter says the same. */
export function sideOfSlice(slice: Slice): Side {
  const filter: TradeFilter = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(slice.only ?? {}) as [keyof Filters, unknown][]) {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    const as = AS_FILTER[name];
    if (as && Array.isArray(value)) filter[as] = textOfValues(value.map(String));
    else if (name === "direction") filter.direction = String(value);
    else rest[name] = value;
  }
  if (slice.day_from) filter.day_from = slice.day_from;
  if (slice.day_to) filter.day_to = slice.day_to;
  if (slice.trade_type !== "real") filter.trade_type = slice.trade_type ?? "all";
  return { filter, only: rest as Filters, excluding: said(slice.excluding) };
}

/** The same without what is empty. */
function said(filters: Filters | undefined): Filters | undefined {
  const entries = Object.entries(filters ?? {});
  const full = entries.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return full.length > 0 ? (Object.fromEntries(full) as Filters) : undefined;
}

function filtersOf(text: string | undefined): Filters | undefined {
  if (!text) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? (read as Filters) : undefined;
  } catch {
    return undefined; // an address that was cut off
  }
}
