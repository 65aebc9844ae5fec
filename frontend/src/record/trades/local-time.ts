// Times as the trader's clock shows them, in the zone of the record and not in that of the device.

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function wallOf(instant: Date, zone: string): Wall {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}

function asUtc({ year, month, day, hour, minute, second }: Wall): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const two = (value: number) => String(value).padStart(2, "0");

/** An instant as a clock of the zone shows it, to the second: `2026-11-30T14:05:00`. */
export function localOf(instant: Date, zone: string): string {
  const { year, month, day, hour, minute, second } = wallOf(instant, zone);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/**
 * The instant that a clock of the zone shows as `2026-11-30T14:05`, or null where the text is no such time. An hour
 * that comes twice in autumn is the first one; one that is left out in spring is the hour after it.
 */
export function instantOf(local: string, zone: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(local);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const wanted = asUtc({ year, month, day, hour, minute, second });
  const offsetAt = (instant: number) => asUtc(wallOf(new Date(instant), zone)) - instant;
  const before = wanted - offsetAt(wanted - 86_400_000);
  const after = wanted - offsetAt(wanted + 86_400_000);
  const fitting = [before, after].filter((instant) => instant + offsetAt(instant) === wanted);
  return new Date(fitting.length ? Math.min(...fitting) : before);
}
