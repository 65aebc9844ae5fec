// The figures of a report: what they are called, and what they are counted in.
import type { Performance } from "../queries";

export type FigureKind =
  | "money"
  | "amount"
  | "share"
  | "fall"
  | "r"
  | "ratio"
  | "count"
  | "streak"
  | "points";

export interface FigureName {
  readonly name: keyof Performance["metrics"];
  readonly words: string;
  readonly kind: FigureKind;
}

export const HEADLINE: readonly FigureName[] = [
  { name: "expectancy", words: "Expectancy", kind: "r" },
  { name: "win_rate", words: "Win rate", kind: "share" },
  { name: "profit_factor", words: "Profit factor", kind: "ratio" },
  { name: "max_drawdown", words: "Deepest fall", kind: "fall" },
];

export const MORE: readonly FigureName[] = [
  { name: "payoff", words: "Payoff", kind: "ratio" },
  { name: "average_win", words: "Average win", kind: "money" },
  { name: "average_loss", words: "Average loss", kind: "money" },
  { name: "sqn", words: "System quality", kind: "ratio" },
  { name: "max_drawdown_money", words: "Deepest fall in money", kind: "money" },
  { name: "recovery_factor", words: "Recovery", kind: "ratio" },
  { name: "ulcer_index", words: "Ulcer index", kind: "points" },
  { name: "sharpe", words: "Sharpe", kind: "ratio" },
  { name: "sortino", words: "Sortino", kind: "ratio" },
  { name: "kelly_half", words: "Half of cautious Kelly", kind: "share" },
  { name: "current_streak", words: "Running streak", kind: "streak" },
  { name: "longest_winning_streak", words: "Longest winning streak", kind: "count" },
  { name: "longest_losing_streak", words: "Longest losing streak", kind: "count" },
];

/** A streak in words: below zero they are losses. */
export function streakInWords(value: number): string {
  if (value === 0) return "none";
  const count = Math.abs(value);
  const [single, many] = value > 0 ? ["win", "wins"] : ["loss", "losses"];
  return `${count} ${count === 1 ? single : many}`;
}
