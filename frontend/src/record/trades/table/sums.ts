// Sums over the trades that are loaded, exactly: money by its currency, R over those that have one.
import Big from "big.js";
import type { Trade } from "../queries";

export interface Sums {
  trades: number;
  open: number;
  wins: number;
  losses: number;
  /** Net results by the currency of their accounts. */
  net: readonly (readonly [currency: string, amount: string])[];
  fees: readonly (readonly [currency: string, amount: string])[];
  r: string | null;
  /** How many trades have an R. */
  withR: number;
  /** Closed trades whose result no account's currency is known for. */
  leftOut: number;
  /** Trades without money at risk that are not in the sums: practice and money are never added up. */
  practice: number;
  /** Whether all of it is practice. */
  isPractice: boolean;
}

class MoneyByCurrency {
  private readonly amounts = new Map<string, Big>();

  add(currency: string, amount: string): void {
    this.amounts.set(currency, (this.amounts.get(currency) ?? new Big(0)).plus(amount));
  }

  list(): (readonly [string, string])[] {
    return [...this.amounts].map(([currency, amount]) => [currency, amount.toFixed()]);
  }
}

/** `paper` are the ids of accounts without money. */
export function sumsOf(all: readonly Trade[], paper: ReadonlySet<string> = new Set()): Sums {
  const isPractice = (trade: Trade) => trade.trade_type === "training" || paper.has(trade.account_id);
  const real = all.filter((trade) => !isPractice(trade));
  if (real.length === 0) return { ...addedUp(all), practice: 0, isPractice: all.length > 0 };
  return { ...addedUp(real), practice: all.length - real.length, isPractice: false };
}

function addedUp(trades: readonly Trade[]): Omit<Sums, "practice" | "isPractice"> {
  const net = new MoneyByCurrency();
  const fees = new MoneyByCurrency();
  const rs = trades.map((trade) => trade.r_multiple).filter((r) => r !== null);
  for (const trade of trades) {
    if (trade.pnl_account !== null) net.add(trade.account_currency, trade.pnl_account);
    if (Number(trade.fees) !== 0) fees.add(trade.currency, trade.fees);
    for (const [currency, amount] of Object.entries(trade.other_fees)) fees.add(currency, amount);
  }
  const isClosed = (trade: Trade) => trade.status === "closed";
  return {
    trades: trades.length,
    open: trades.filter((trade) => !isClosed(trade)).length,
    wins: trades.filter(({ outcome }) => outcome === "win").length,
    losses: trades.filter(({ outcome }) => outcome === "loss").length,
    net: net.list(),
    fees: fees.list(),
    r: rs.length ? rs.reduce((sum, r) => sum.plus(r), new Big(0)).toFixed() : null,
    withR: rs.length,
    leftOut: trades.filter((trade) => isClosed(trade) && trade.pnl_account === null).length,
  };
}
