// The filter of the page that is shown: read from its address, changed by going to another one.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { createContext, useContext, useMemo } from "react";
import { type FilterName, filterOf, searchWith, searchWithoutFilter, type TradeFilter } from "./trade-filter";

type Search = Record<string, string | undefined>;

export interface FilterInUse {
  /** Everything that stands in the address. */
  search: Search;
  filter: TradeFilter;
  change(values: Search): void;
  clear(): void;
}

interface Place {
  readonly search: Search;
  go(search: Search): void;
}

/** Where a filter stands if not in the address by itself: a page with two of them. */
export const FilterPlace = createContext<Place | null>(null);

/** `names` are those that the page can be filtered by. */
export function useFilter(names?: readonly FilterName[]): FilterInUse {
  const place = useContext(FilterPlace);
  const address: Search = useSearch({ strict: false });
  const search = place?.search ?? address;
  const navigate = useNavigate();
  const filter = useMemo(() => filterOf(search, names), [search, names]);
  const go = (next: Search) =>
    place ? place.go(next) : void navigate({ to: ".", search: next, replace: true });
  return {
    search,
    filter,
    change: (values) => go(searchWith(search, values)),
    clear: () => go(searchWithoutFilter(search)),
  };
}
