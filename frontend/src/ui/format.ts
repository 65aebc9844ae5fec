// Figures, days and times in the trader's language and zone. Money and prices stay decimal strings: nothing is rounded
// through a float.
export const MINUS = "\u2212";
export const NOTHING = "\u2013"; // where there is no figure

type DecimalText = `${number}`;

export interface Place {
  locale: string;
  zone: string;
  currency: string;
}

export let place: Place = {
  locale: navigator.language || "en",
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: "USD",
};

/** Set by whoever signs in: the zone and the currency of the record. */
export function formatFor(values: Partial<Place>): void {
  place = { ...place, ...values };
}

function minus(text: string): string {
  return text.replace("-", MINUS);
}

/** A number as it is, with the separators of the trader's language. */
export function number(value: string | number, options: Intl.NumberFormatOptions = {}): string {
  const format = new Intl.NumberFormat(place.locale, { maximumFractionDigits: 12, ...options });
  return minus(format.format(value as DecimalText));
}

/** Money: "+1,250.00 USD" where it is a result, "1,250.00 USD" where it is an amount. */
export function money(
  value: string | number,
  { currency = place.currency, isResult = false }: { currency?: string; isResult?: boolean } = {},
): string {
  const sign = isResult ? "exceptZero" : "auto";
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `${number(value, { ...digits, signDisplay: sign })}\u00a0${currency}`;
}

/** A multiple of the initial risk: "+1.25R". */
export function inR(value: string | number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `${number(value, { ...digits, signDisplay: "exceptZero" })}R`;
}

/** A ratio in percent: 0.534 is "53.4%". */
export function percent(ratio: string | number, digits = 1): string {
  return number(ratio, { style: "percent", minimumFractionDigits: 0, maximumFractionDigits: digits });
}

/** A price with all of its decimals. */
export function price(value: string | number): string {
  return number(value, { maximumFractionDigits: 12 });
}

function dated(value: string | Date, options: Intl.DateTimeFormatOptions): string {
  const instant = typeof value === "string" ? new Date(value) : value;
  return new Intl.DateTimeFormat(place.locale, options).format(instant);
}

/** An instant in the trader's zone: "Mon, Nov 30, 14:05". */
export function moment(value: string | Date): string {
  const options: Intl.DateTimeFormatOptions = {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: place.zone,
  };
  return dated(value, options);
}

/** The clock of an instant: "14:05". */
export function clock(value: string | Date): string {
  return dated(value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: place.zone });
}

/** A calendar day, which has no zone: "Mon, Nov 30, 2026". */
export function day(value: string): string {
  const options: Intl.DateTimeFormatOptions = {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
  };
  return dated(`${value}T12:00:00Z`, { ...options, timeZone: "UTC" });
}

/** The calendar day of an instant in the trader's zone, as `2026-11-30`. */
export function dayOf(value: string | Date): string {
  const instant = typeof value === "string" ? new Date(value) : value;
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  return new Intl.DateTimeFormat("en-CA", { ...options, timeZone: place.zone }).format(instant);
}

/** How long ago: "3 minutes ago". */
export function ago(value: string | Date, now: Date = new Date()): string {
  const instant = typeof value === "string" ? new Date(value) : value;
  const seconds = (instant.getTime() - now.getTime()) / 1_000;
  const format = new Intl.RelativeTimeFormat(place.locale, { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, "second");
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Seconds as a length of time: "1 h 05 min". */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A name of the API in words: "stop_moved" is "Stop moved". */
export function named(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
