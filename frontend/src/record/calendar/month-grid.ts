// Months as weeks, which begin on the day that the trader says. Days are calendar days without a zone, `2026-11-30`; months are `2026-11`.

export type FirstDay = "monday" | "sunday" | "saturday";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const PLACES: Record<FirstDay, number> = { monday: 0, saturday: 5, sunday: 6 };

/** The names of the days of a week, in its order. */
export function weekdaysFrom(first: FirstDay): string[] {
  return [...WEEKDAYS.slice(PLACES[first]), ...WEEKDAYS.slice(0, PLACES[first])];
}

/** The weeks that a month touches, each of seven days; days of its neighbours too. */
export function weeksOf(month: string, firstDay: FirstDay = "monday"): string[][] {
  const before = (weekdayOf(`${month}-01`) - PLACES[firstDay] + 7) % 7;
  const first = moved(`${month}-01`, -before);
  const weeks: string[][] = [];
  for (let start = first; weeks.length === 0 || start.startsWith(month); start = moved(start, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, place) => moved(start, place)));
  }
  return weeks;
}

/** From 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
}

export function moved(day: string, days: number): string {
  const instant = new Date(`${day}T12:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10);
}

export function monthMoved(month: string, months: number): string {
  const [year = 0, place = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, place - 1 + months, 1)).toISOString().slice(0, 7);
}

export function lastDayOf(month: string): string {
  return moved(`${monthMoved(month, 1)}-01`, -1);
}

export function isMonth(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(text);
}

export function isDay(text: string | undefined): text is string {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T12:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text;
}
