// What a day of the calendar shows: its result, its mood, its words.
import { MINUS, number, place } from "@/ui/format";
import type { Unit } from "@/ui/look";
import type { JournalDay } from "../queries";

export interface DayResult {
  readonly amount: number;
  readonly text: string;
  readonly isMoney: boolean;
}

/** In money where the unit is money and there is one currency; else in R. */
export function resultOf(day: JournalDay, unit: Unit): DayResult | null {
  const [money, ...others] = day.money;
  if (unit === "money" && money && others.length === 0) {
    const amount = Number(money.net);
    const text = number(money.net, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
    return { amount, text, isMoney: true };
  }
  if (day.net_r === null) return null;
  const text = number(day.net_r, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  return { amount: Number(day.net_r), text: `${text}R`, isMoney: false };
}

export function entriesOfDay({ entries }: JournalDay): number {
  return entries.daily + entries.free + entries.review;
}

/** A day in a sentence, for those who do not see its marks. */
export function dayInSentence(day: JournalDay, result: DayResult | null, hidesMoney: boolean): string {
  const parts: string[] = [];
  const written = entriesOfDay(day);
  if (written > 0) parts.push(`${written} ${written === 1 ? "entry" : "entries"}`);
  if (day.check_in) parts.push(day.check_in === "late" ? "checked in late" : "checked in");
  if (day.mood !== null) parts.push(`mood ${day.mood} of 5`);
  if (day.trades > 0) parts.push(`${day.trades} ${day.trades === 1 ? "trade" : "trades"}`);
  if (result && !(result.isMoney && hidesMoney)) {
    parts.push(
      `result ${result.text}${result.isMoney ? ` ${day.money[0]?.currency ?? place.currency}` : ""}`,
    );
  }
  return parts.join(", ").replaceAll(MINUS, "minus ");
}
