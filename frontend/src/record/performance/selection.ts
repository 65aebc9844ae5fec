// From the filter of the address to what reports and questions of the API take: the same trades in both.
import type { components, operations } from "@/api/generated/openapi";
import { filterOf, SHARED } from "@/record/filters/trade-filter";

export type Search = Record<string, string | undefined>;
export type Selection = NonNullable<operations["performance_read_performance"]["parameters"]["query"]>;
export type Slice = components["schemas"]["TradeSlice"];
export type Filters = components["schemas"]["Filters"];

export function selectionOf(search: Search): Selection {
  return filterOf(search, SHARED) as Selection; // the server checks what an address says
}

export interface NamesOfIds {
  account(id: string): string | undefined;
  strategy(id: string): string | undefined;
}

/** The same trades as a selection of the language of questions, which calls accounts and strategies by name. */
export function sliceOf(search: Search, names: NamesOfIds): Slice {
  const filter = filterOf(search, SHARED);
  const only: Filters = {
    ...(filter.instrument && { instruments: [filter.instrument] }),
    ...(filter.setup && { setups: [filter.setup] }),
    ...(filter.tag && { tags: [filter.tag] }),
    ...(filter.emotion && { emotions: [filter.emotion] }),
    ...(filter.direction && { direction: filter.direction as Filters["direction"] }),
    ...listed("strategies", filter.strategy ?? (filter.strategy_id && names.strategy(filter.strategy_id))),
    ...listed("accounts", filter.account_id && names.account(filter.account_id)),
  };
  return {
    day_from: filter.day_from ?? null,
    day_to: filter.day_to ?? null,
    trade_type: (filter.trade_type as Slice["trade_type"]) ?? "real",
    only,
  };
}

function listed(name: "strategies" | "accounts", word: string | undefined): Filters {
  return word ? { [name]: [word] } : {};
}

/** The days that are in both spans. */
export function narrowed(slice: Slice, day_from: string, day_to: string): Slice {
  const from = slice.day_from && slice.day_from > day_from ? slice.day_from : day_from;
  const to = slice.day_to && slice.day_to < day_to ? slice.day_to : day_to;
  return { ...slice, day_from: from, day_to: to };
}
