// Spans of calendar days, as the address has them, and the few that have a name.
import { day as dayInWords, dayOf } from "@/ui/format";

export interface DaySpan {
  day_from?: string;
  day_to?: string;
}

export interface Preset {
  readonly words: string;
  readonly span: DaySpan;
}

function moved(day: string, days: number): string {
  const instant = new Date(`${day}T12:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10);
}

/** The first day of a month, `months` away from that of the day. */
function monthBegin(day: string, months = 0): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** Monday of the week of a day. */
function weekBegin(day: string): string {
  const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
  return moved(day, -weekday);
}

function quarterBegin(day: string): string {
  const month = Number(day.slice(5, 7));
  return monthBegin(day, -((month - 1) % 3));
}

/** The named spans that end with `today`, or before it. */
export function presets(today: string = dayOf(new Date())): readonly Preset[] {
  const week = weekBegin(today);
  const month = monthBegin(today);
  return [
    { words: "All days", span: {} },
    { words: "Today", span: { day_from: today, day_to: today } },
    { words: "Yesterday", span: { day_from: moved(today, -1), day_to: moved(today, -1) } },
    { words: "This week", span: { day_from: week, day_to: today } },
    { words: "Last week", span: { day_from: moved(week, -7), day_to: moved(week, -1) } },
    { words: "This month", span: { day_from: month, day_to: today } },
    { words: "Last month", span: { day_from: monthBegin(today, -1), day_to: moved(month, -1) } },
    { words: "Last 30 days", span: { day_from: moved(today, -29), day_to: today } },
    { words: "Last 90 days", span: { day_from: moved(today, -89), day_to: today } },
    { words: "This quarter", span: { day_from: quarterBegin(today), day_to: today } },
    { words: "This year", span: { day_from: `${today.slice(0, 4)}-01-01`, day_to: today } },
  ];
}

export function isSameSpan(one: DaySpan, other: DaySpan): boolean {
  return one.day_from === other.day_from && one.day_to === other.day_to;
}

/** A span in words: the name that it has, or its days. */
export function spanInWords(span: DaySpan, today: string = dayOf(new Date())): string {
  const named = presets(today).find((preset) => isSameSpan(preset.span, span));
  if (named) return named.words;
  const { day_from, day_to } = span;
  if (day_from !== undefined && day_from === day_to) return dayInWords(day_from);
  if (day_from === undefined) return `Until ${dayInWords(day_to ?? "")}`;
  if (day_to === undefined) return `From ${dayInWords(day_from)}`;
  return `${dayInWords(day_from)} to ${dayInWords(day_to)}`;
}
