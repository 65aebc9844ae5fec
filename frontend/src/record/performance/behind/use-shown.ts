// The report that is on the screen, for links to its trades.
import { createContext, useContext, useMemo } from "react";
import { useFilter } from "@/record/filters/use-filter";
import type { Shown } from "./trades-behind";

/** The currency in which the report adds up. */
export const ReportCurrency = createContext("USD");

export function useShown(): Shown {
  const { search } = useFilter();
  const currency = useContext(ReportCurrency);
  return useMemo(() => ({ search, currency }), [search, currency]);
}
