// From the filter of the address to what reports and questions of the API take: the same trades in both.
import type { components, operations } from "@/api/generated/openapi";
import { filterOf, queryOfFilter, SHARED, type TradeFilter, valuesOf } from "@/record/filters/trade-filter";

export type Search = Record<string, string | undefined>;
export type Selection = NonNullable<operations["performance_read_performance"]["parameters"]["query"]>;
export type Filters = components["schemas"]["Filters"];

export function selectionOf(search: Search): Selection {
  return queryOfFilter(filterOf(search, SHARED)) as Selection; // the server checks what an address says
}

export interface NamesOfIds {
  account(id: string): string | undefined;
  strategy(id: string): string | undefined;
}

/** What trades are as the language of questions says it, which calls accounts and strategies by name. */
export function filtersOf(search: Search, names: NamesOfIds): Filters {
  const filter = filterOf(search, SHARED);
  const hours = valuesOf(filter.hour).map((hour) => Number(hour) * 60);
  return {
    ...listed("instruments", valuesOf(filter.instrument)),
    ...listed("setups", valuesOf(filter.setup)),
    ...listed("tags", valuesOf(filter.tag)),
    ...listed("emotions", valuesOf(filter.emotion)),
    ...listed("strategies", strategiesOf(filter, names)),
    ...listed("accounts", namesOf(filter.account_id, names.account)),
    ...listed("weekdays", valuesOf(filter.weekday)),
    ...listed("outcomes", valuesOf(filter.outcome)),
    ...listed("plans", valuesOf(filter.plan_match)),
    ...(hours.length > 0 && {
      hours: hours.map((from) => ({ minute_from: from, minute_to: from + 60 })),
    }),
    ...(filter.direction && { direction: filter.direction as Filters["direction"] }),
  };
}

type ListName =
  | "instruments"
  | "setups"
  | "tags"
  | "emotions"
  | "strategies"
  | "accounts"
  | "weekdays"
  | "outcomes"
  | "plans";

function listed(name: ListName, words: readonly string[]): Filters {
  return words.length > 0 ? { [name]: words } : {};
}

function strategiesOf(filter: TradeFilter, names: NamesOfIds): readonly string[] {
  return filter.strategy ? [filter.strategy] : namesOf(filter.strategy_id, names.strategy);
}

function namesOf(ids: string | undefined, nameOf: (id: string) => string | undefined): readonly string[] {
  return valuesOf(ids).flatMap((id) => nameOf(id) ?? []);
}
