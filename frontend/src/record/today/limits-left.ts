// What is left of the limits of a session, as far as its state tells. Pure.
import Big from "big.js";
import type { Limits, State } from "@/record/rulebook/queries";

export interface LimitLeft {
  rule: "daily_loss" | "trades_per_day" | "open_positions";
  name: string;
  unit: "money" | "r" | "count";
  used: string;
  most: string;
  left: string;
  /** How much of it is used, from 0 to 1. */
  part: number;
  /** From this part on the state is caution; null where there is no such mark. */
  cautionFrom: number | null;
}

/** Limits that the trader has and that nothing tells the use of. */
export interface LimitsLeft {
  bars: readonly LimitLeft[];
  /** What stands in the way of reckoning one, in words. */
  problem: string | null;
}

const NO_ACCOUNT_SIZE = "Put your account size into your profile: without it a percentage means nothing.";
const WHOLE = 100;

export function limitsLeft(
  limits: Limits,
  state: Pick<State, "net_result" | "r" | "trades_entered">,
  { accountSize, openPositions }: { accountSize: string | null; openPositions: number | null },
): LimitsLeft {
  const bars: LimitLeft[] = [];
  let problem: string | null = null;
  const { daily_loss: loss, trades_per_day, open_positions, caution_at_percent = 75 } = limits;
  if (loss) {
    const most = loss.r ?? loss.amount ?? shareOf(accountSize, loss.percent);
    if (most === null) problem = NO_ACCOUNT_SIZE;
    else {
      const result = loss.r ? state.r : state.net_result;
      bars.push({
        rule: "daily_loss",
        name: "Loss of the day",
        unit: loss.r ? "r" : "money",
        ...usedOf(lossOf(result), most),
        cautionFrom: caution_at_percent / WHOLE,
      });
    }
  }
  const count = (rule: LimitLeft["rule"], name: string, used: number | null, most?: number | null) => {
    if (typeof most !== "number" || used === null) return;
    bars.push({ rule, name, unit: "count", ...usedOf(new Big(used), String(most)), cautionFrom: null });
  };
  count("trades_per_day", "Trades", state.trades_entered, trades_per_day);
  count("open_positions", "Open positions", openPositions, open_positions);
  return { bars, problem };
}

function shareOf(account: string | null, percent: string | null | undefined): string | null {
  if (account === null || !percent) return null;
  return new Big(account).times(percent).div(WHOLE).toFixed();
}

function lossOf(result: string): Big {
  const lost = new Big(result).times(-1);
  return lost.gt(0) ? lost : new Big(0);
}

function usedOf(used: Big, most: string) {
  const limit = new Big(most);
  const left = limit.minus(used);
  return {
    used: used.toFixed(),
    most: limit.toFixed(),
    left: left.gt(0) ? left.toFixed() : "0",
    part: limit.lte(0) ? 1 : Math.min(1, used.div(limit).toNumber()),
  };
}
