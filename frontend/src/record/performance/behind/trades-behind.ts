// Asks for the trades behind a part of a report: the closed ones that the report counts, latest exit first.
import { queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import { heavyRead } from "@/api/heavy-reads";
import type { Trade } from "@/record/trades/queries";
import type { Slice } from "../selection";
import { type Behind, isInBin, written } from "./behind";

const ROWS_OF_A_PAGE = 200;
const MOST_PAGES = 25; // 5,000 trades are looked through at the most

export interface TradesBehind {
  trades: readonly Trade[];
  /** Trades that were not looked through. */
  more: number;
}

export function tradesBehind(behind: Behind, slice: Slice) {
  return queryOptions({
    queryKey: ["reports", "behind", written(behind), slice],
    queryFn: ({ signal }) => readAll(behind, slice, signal),
  });
}

/** A page ends on a day, with which the next one begins: what is on both is taken once. */
async function readAll(behind: Behind, slice: Slice, signal: AbortSignal): Promise<TradesBehind> {
  const trades = new Map<string, Trade>();
  let part = slice;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, more } = await readPage(part, signal);
    const before = trades.size;
    for (const trade of items) trades.set(trade.id, trade);
    const last = items.at(-1)?.exit_day;
    if (more === 0 || !last || trades.size === before) return { trades: tradesOf(behind, trades), more };
    part = { ...part, day_to: last };
  }
  return { trades: tradesOf(behind, trades), more: (await readPage(part, signal)).more };
}

function readPage(slice: Slice, signal: AbortSignal) {
  const query = { selection: JSON.stringify(slice), limit: ROWS_OF_A_PAGE };
  return heavyRead(signal, () =>
    contentOf(api.GET("/api/trading/query/trades", { params: { query }, signal })),
  );
}

function tradesOf(behind: Behind, trades: ReadonlyMap<string, Trade>): Trade[] {
  const all = [...trades.values()];
  if (behind.kind !== "r") return all;
  return all.filter(({ r_multiple }) => isInBin(r_multiple, behind.from, behind.to));
}
