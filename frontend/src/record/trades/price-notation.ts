// Prices as traders of an instrument write them: decimals to the tick, 32nds with their parts, 8ths of a grain.
import Big from "big.js";
import { number } from "@/ui/format";

const QUARTER_DIGITS = ["0", "", "2", "", "5", "", "7", ""];
const EIGHTH_DIGITS = ["0", "1", "2", "3", "5", "6", "7", "8"];
const EIGHTHS_OF_A_WHOLE = 8;
const THIRTY_SECONDS = 32;
const LONGEST_FRACTION = 12;

/** What of an instrument says how its prices are written. */
export interface Pricing {
  price_notation: string;
  tick_size: string;
}

/** A price in the notation of its instrument; a decimal where the notation has no digit for it. */
export function priceIn({ price_notation, tick_size }: Pricing, value: string): string {
  const marked = price_notation === "decimal" ? null : inParts(value, price_notation);
  return marked ?? inDecimals(value, tick_size);
}

function inDecimals(value: string, tick: string): string {
  const digits = Math.min(decimalsOf(tick), LONGEST_FRACTION);
  return number(value, { minimumFractionDigits: digits, maximumFractionDigits: LONGEST_FRACTION });
}

/** How many decimals prices of a tick have: two of 0.25, one of 0.5, none of 1. */
export function decimalsOf(tick: string): number {
  const [, fraction = ""] = tick.split(".");
  return fraction.replace(/0+$/, "").length;
}

function inParts(value: string, notation: string): string | null {
  const price = new Big(value);
  const whole = price.abs().round(0, Big.roundDown);
  const part = price.abs().minus(whole);
  const text = notation === "8ths" ? inEighths(part) : inThirtySeconds(part, notation);
  return text === null ? null : `${price.lt(0) ? "\u2212" : ""}${whole.toFixed()}'${text}`;
}

function inEighths(part: Big): string | null {
  const count = part.times(EIGHTHS_OF_A_WHOLE);
  return isWhole(count) ? count.toFixed() : null;
}

function inThirtySeconds(part: Big, notation: string): string | null {
  const count = part.times(THIRTY_SECONDS);
  const full = count.round(0, Big.roundDown);
  const rest = count.minus(full).times(EIGHTHS_OF_A_WHOLE);
  if (!isWhole(rest)) return null;
  const shown = full.toFixed().padStart(2, "0");
  if (notation === "32nds" && rest.eq(0)) return shown;
  const digits = notation === "32nds_eighth" ? EIGHTH_DIGITS : QUARTER_DIGITS;
  const digit = digits[rest.toNumber()];
  return digit ? shown + digit : null;
}

function isWhole(value: Big): boolean {
  return value.round(0, Big.roundDown).eq(value);
}
