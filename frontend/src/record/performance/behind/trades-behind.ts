// The trades behind a part of a report, as an address of the table: as many there as the report counts.
import { SHARED } from "@/record/filters/trade-filter";
import { MINUS, number } from "@/ui/format";
import type { ExclusionReason, Falls, GroupBy, Rolling, Runs } from "../queries";
import type { Search } from "../selection";

/** The report that is shown: its filter, and the currency in which it adds up. */
export interface Shown {
  readonly search: Search;
  readonly currency: string;
}

/** All trades that a report counts. */
export function tradesCounted({ search, currency }: Shown): Search {
  const shared = SHARED.map((name) => [name, search[name]]).filter(([, value]) => value);
  return { trade_type: "real", ...Object.fromEntries(shared), day_of: "exit", currency, sort: "-exit_time" };
}

export function tradesOfGroup(shown: Shown, by: GroupBy, key: string | null): Search {
  return { ...tradesCounted(shown), group_by: by, group_key: key ?? undefined };
}

type Line = readonly [by: GroupBy, key: string | null];

export function tradesOfCell(shown: Shown, [by, key]: Line, [crossBy, crossKey]: Line): Search {
  return { ...tradesOfGroup(shown, by, key), cross_by: crossBy, cross_key: crossKey ?? undefined };
}

export function tradesOfDay(shown: Shown, day: string): Search {
  return { ...tradesCounted(shown), day_from: day, day_to: day };
}

/** A bin takes its lower edge; the filter of the page may be narrower than the bin. */
export function tradesOfBin(shown: Shown, from: number | null, to: number | null): Search {
  const all = tradesCounted(shown);
  const least = [from, numberOf(all.r_from)].filter((edge) => edge !== null);
  const below = [to, numberOf(all.r_below)].filter((edge) => edge !== null);
  return {
    ...all,
    r_from: least.length ? String(Math.max(...least)) : undefined,
    r_below: below.length ? String(Math.min(...below)) : undefined,
  };
}

/** Wins or losses in a row. The filter of the page may name an outcome: it is the same one. */
export function tradesOfRun(shown: Shown, run: Runs["items"][number]): Search {
  return {
    ...tradesCounted(shown),
    outcome: run.kind === "wins" ? "win" : "loss",
    closed_since: run.first_trade_id,
    closed_until: run.last_trade_id,
  };
}

/** The trades of one point of the figures over the last so many trades: as many as the window has. */
export function tradesOfWindow(shown: Shown, point: Rolling["points"][number]): Search {
  const { first_trade_id: closed_since, trade_id: closed_until } = point;
  return { ...tradesCounted(shown), closed_since, closed_until };
}

/** The trades that realised money while it was below its high, by whatever happened to them then. */
export function tradesOfFall(shown: Shown, fall: Falls["items"][number]): Search {
  const { first_time: realised_from, last_time: realised_until } = fall;
  return { ...tradesCounted(shown), day_of: "result", realised_from, realised_until };
}

export interface Excluded {
  readonly reason: ExclusionReason;
  /** Left out of R, where it would be left out of money otherwise. */
  readonly isOfR: boolean;
}

export function tradesExcluded(shown: Shown, { reason, isOfR }: Excluded): Search {
  return { ...tradesCounted(shown), excluded: reason, of_r: isOfR ? "true" : undefined };
}

export function binInWords(from: number | null, to: number | null): string {
  if (from === null) return `below ${edge(to ?? 0)}`;
  if (to === null) return `${edge(from)} and more`;
  return `${edge(from)} to ${edge(to)}`;
}

function edge(value: number): string {
  return `${number(value, { signDisplay: "exceptZero" }).replace("-", MINUS)}R`;
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || !Number.isFinite(Number(text)) ? null : Number(text);
}
