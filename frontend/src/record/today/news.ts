// What of the coach's findings is new enough for the start of a day. Pure.
import type { Nudge, Pattern } from "./queries";

const WEEK_MILLISECONDS = 7 * 86_400_000;
const SHOWN = 3;

function isRecent(time: string, now: Date): boolean {
  return now.getTime() - new Date(time).getTime() < WEEK_MILLISECONDS;
}

/** Patterns that showed in the last week and are not over, the gravest first. */
export function newPatterns(patterns: readonly Pattern[], now: Date = new Date()): Pattern[] {
  return patterns
    .filter(({ status, last_seen }) => status !== "resolved" && isRecent(last_seen, now))
    .toSorted((one, other) => other.severity - one.severity)
    .slice(0, SHOWN);
}

/** Nudges of the last week, those without a word on them first. */
export function recentNudges(nudges: readonly Nudge[], now: Date = new Date()): Nudge[] {
  return nudges
    .filter(({ decided_at }) => isRecent(decided_at, now))
    .toSorted((one, other) => Number(one.feedback !== null) - Number(other.feedback !== null))
    .slice(0, SHOWN);
}
