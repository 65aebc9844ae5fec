// From the filter of the address to what reports and questions of the API take: the same trades in both.
import type { components, operations } from "@/api/generated/openapi";
import { filterOf, queryOfFilter, SHARED, type TradeFilter, valuesOf } from "@/record/filters/trade-filter";

export type Search = Record<string, string | undefined>;
export type Selection = NonNullable<operations["performance_read_performance"]["parameters"]["query"]>;
export type Slice = components["schemas"]["Slice-Input"];
export type Filters = components["schemas"]["Filters-Input"];

export function selectionOf(search: Search): Selection {
  return queryOfFilter(filterOf(search, SHARED)) as Selection; // the server checks what an address says
}

export interface NamesOfIds {
  account(id: string): string | undefined;
  strategy(id: string): string | undefined;
}

/** The same trades as a selection of the language of questions, which calls accounts and strategies by name. */
export function sliceOf(search: Search, names: NamesOfIds): Slice {
  const filter = filterOf(search, SHARED);
  const only: Filters = {
    ...listed("instruments", valuesOf(filter.instrument)),
    ...listed("setups", valuesOf(filter.setup)),
    ...listed("tags", valuesOf(filter.tag)),
    ...listed("emotions", valuesOf(filter.emotion)),
    ...listed("strategies", strategiesOf(filter, names)),
    ...listed("accounts", namesOf(filter.account_id, names.account)),
    ...(filter.direction && { direction: filter.direction as Filters["direction"] }),
  };
  return {
    day_from: filter.day_from ?? null,
    day_to: filter.day_to ?? null,
    trade_type: (filter.trade_type as Slice["trade_type"]) ?? "real",
    only,
  };
}

type ListName = "instruments" | "setups" | "tags" | "emotions" | "strategies" | "accounts";

function listed(name: ListName, words: readonly string[]): Filters {
  return words.length > 0 ? { [name]: words } : {};
}

function strategiesOf(filter: TradeFilter, names: NamesOfIds): readonly string[] {
  return filter.strategy ? [filter.strategy] : namesOf(filter.strategy_id, names.strategy);
}

function namesOf(ids: string | undefined, nameOf: (id: string) => string | undefined): readonly string[] {
  return valuesOf(ids).flatMap((id) => nameOf(id) ?? []);
}
