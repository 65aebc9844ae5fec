// Coaching sessions in words. Pure.
import type { CoachingSession, SessionStatus, SessionType } from "./queries";

export const TYPES: readonly (readonly [SessionType, string, string])[] = [
  ["psychology", "Psychology", "What goes on in you before, during and after a trade."],
  ["discipline", "Discipline", "Plans, rules and promises, and what keeps you from keeping them."],
  ["risk_management", "Risk", "Size, stops and limits, by your own record."],
];
export const STATUSES: readonly (readonly [SessionStatus, string])[] = [
  ["open", "Under way"],
  ["finished", "Finished"],
];
const PHASES: Record<CoachingSession["phase"], string> = {
  pre_market: "before the market",
  in_session: "in the session",
  post_market: "after the market",
};

export function typeWords(type: SessionType): string {
  return TYPES.find(([name]) => name === type)?.[1] ?? type;
}

export function phaseWords(phase: CoachingSession["phase"]): string {
  return PHASES[phase];
}

/** Whether the agreed step was kept; a promise's keeping is measured by the rulebook. */
export function stepWords(
  session: Pick<CoachingSession, "next_step" | "step_kept" | "commitment_id">,
): string | null {
  if (session.next_step === null) return null;
  if (session.commitment_id !== null) return "It is a promise: its keeping is measured.";
  if (session.step_kept === null) return "Not said yet whether it was kept.";
  return session.step_kept ? "You kept it." : "You did not keep it.";
}

/** Ids of patterns among what a session's answers stand on. */
export function patternIdsOf({
  patterns_identified,
}: Pick<CoachingSession, "patterns_identified">): string[] {
  return patterns_identified.flatMap((source) => {
    const [kind, id] = source.split(":");
    return kind === "pattern" && id ? [id] : [];
  });
}

/** Of five: "4 of 5". */
export function ratingWords(rating: number | null): string {
  return rating === null ? "not rated" : `${rating} of 5`;
}
