// A rulebook as sentences with numbers. Pure.
import { money, number, percent } from "@/ui/format";
import type { Limits } from "./queries";

type Amount = { amount?: string | null; percent?: string | null; r?: string | null } | null | undefined;

/** One amount, however it was given: "2% of the account", "500.00 USD", "3 R". */
export function amountWords(limit: Amount): string | null {
  if (!limit) return null;
  if (limit.percent) return `${percent(Number(limit.percent) / 100, 2)} of the account`;
  if (limit.amount) return money(limit.amount);
  return limit.r ? `${number(limit.r)} R` : null;
}

function plural(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** What the limits say, in the order in which they matter in a day. */
export function sentencesOf(limits: Limits): string[] {
  const sentences = [
    withAmount(limits.risk_per_trade, (amount) => `At most ${amount} at risk in a trade.`),
    withAmount(limits.daily_loss, (amount) => `The day is over at a loss of ${amount}.`),
    withAmount(limits.weekly_loss, (amount) => `The week is over at a loss of ${amount}.`),
    withCount(limits.trades_per_day, (count) => `At most ${plural(count, "trade", "trades")} a day.`),
    withCount(
      limits.losses_in_a_row,
      (count) => `The day is over after ${plural(count, "loss", "losses")} in a row.`,
    ),
    coolingOff(limits),
    ...Object.entries(limits.position_size ?? {}).map(([symbol, size]) => sizeSentence(symbol, size)),
    withCount(
      limits.open_positions,
      (count) => `At most ${plural(count, "open position", "open positions")}.`,
    ),
    withAmount(limits.open_risk, (amount) => `At most ${amount} at risk in all open positions.`),
    withAmount(
      limits.correlated_risk,
      (amount) => `At most ${amount} at risk in markets that move together.`,
    ),
    limits.instruments && `Only ${limits.instruments.join(", ") || "nothing"}.`,
    ...(limits.sessions ?? []).map(windowSentence),
    ...(limits.news ?? []).map((window) => `Nothing around ${window.name}.`),
    limits.minimum_risk_reward && `At least ${number(limits.minimum_risk_reward)} to 1 to the first target.`,
    limits.stop_required && "No trade without a stop.",
    limits.plan_required && "No trade without a plan.",
  ];
  return sentences.filter((sentence): sentence is string => Boolean(sentence));
}

function withAmount(limit: Amount, say: (amount: string) => string): string | null {
  const amount = amountWords(limit);
  return amount && say(amount);
}

function withCount(count: number | null | undefined, say: (count: number) => string): string | null {
  return typeof count === "number" ? say(count) : null;
}

function coolingOff({ cooling_off_minutes, cooling_off_after_losses = 1 }: Limits): string | null {
  if (!cooling_off_minutes) return null;
  const losses =
    cooling_off_after_losses === 1 ? "a loss" : `${number(cooling_off_after_losses)} losses in a row`;
  return `A pause of ${plural(cooling_off_minutes, "minute", "minutes")} after ${losses}.`;
}

function sizeSentence(symbol: string, size: string): string {
  return symbol === "*" ? `At most ${number(size)} of anything else.` : `At most ${number(size)} ${symbol}.`;
}

type TradingWindow = NonNullable<Limits["sessions"]>[number];

function windowSentence(window: TradingWindow): string {
  const days = window.days?.map((day) => day.charAt(0).toUpperCase() + day.slice(1)).join(", ");
  return `Entries only from ${window.start.slice(0, 5)} to ${window.end.slice(0, 5)}${days ? `, ${days}` : ""}.`;
}
