// Until when a plan is good, as choices of one press. Pure.
import { instantOf, localOf } from "@/record/trades/local-time";

const CLOSE = "17:00"; // the end of the New York day, in its own zone
const NEW_YORK = "America/New_York";
const FRIDAY = 5;

/** Local times as the field takes them, by their words; what is over is left out. */
export function expiryChoices(now: Date, zone: string): readonly (readonly [string, string])[] {
  const [today = ""] = localOf(now, NEW_YORK).split("T");
  const weekday = new Date(`${today}T12:00:00Z`).getUTCDay();
  const toFriday = (FRIDAY - weekday + 7) % 7;
  const inHours = (hours: number) => localOf(new Date(now.getTime() + hours * 3_600_000), zone).slice(0, 16);
  const choices: readonly (readonly [string, string | null])[] = [
    ["An hour", inHours(1)],
    ["New York close", closeOn(today, 0, now, zone)],
    ["A day", inHours(24)],
    ["Friday's close", closeOn(today, toFriday, now, zone)],
  ];
  return choices.flatMap(([words, value]) => (value === null ? [] : [[words, value] as const]));
}

function closeOn(day: string, days: number, now: Date, zone: string): string | null {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  const instant = instantOf(`${date.toISOString().slice(0, 10)}T${CLOSE}`, NEW_YORK);
  if (instant === null || instant <= now) return null;
  return localOf(instant, zone).slice(0, 16);
}
