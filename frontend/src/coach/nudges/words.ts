// Nudges in words: their kinds, what came of them, and whether they help. Pure.
import { inR, number, percent } from "@/ui/format";
import type {
  Arm,
  Effect,
  Feedback,
  KindEfficacy,
  Nudge,
  NudgeKind,
  NudgePreferences,
  SetPreferences,
} from "./queries";

export const KINDS: readonly (readonly [NudgeKind, string, string])[] = [
  ["before_open", "Before the open", "Half an hour before your session: your limits, promises and patterns."],
  ["after_losses", "After losses in a row", "What such runs cost you before, and what you promised then."],
  ["near_limit", "Near your daily limit", "How little is left of it."],
  ["after_close", "After the close", "What the session came to, for your review."],
  ["weekly_review", "The week", "What the week came to, and how your limits were kept."],
];
export const ARMS: readonly (readonly [Arm, string])[] = [
  ["sent", "Said"],
  ["withheld", "Kept back"],
];
export const FEEDBACKS: readonly (readonly [Feedback, string])[] = [
  ["helpful", "Helpful"],
  ["not_helpful", "Not helpful"],
  ["stop", "No more of this kind"],
];

export function kindWords(kind: NudgeKind): string {
  return KINDS.find(([name]) => name === kind)?.[1] ?? kind;
}

/** Outcomes that are yes or no, in words: what 1 and 0 mean. */
const YES_OR_NO: Partial<Record<NudgeKind, readonly [yes: string, no: string]>> = {
  before_open: ["a limit was broken or a pattern shown", "no limit broken, no pattern shown"],
  near_limit: ["the daily loss was reached", "the daily loss was not reached"],
  after_close: ["the session was reviewed", "the session was not reviewed"],
};

/** What came of a nudge, or why nobody knows yet. */
export function outcomeWords(
  nudge: Pick<Nudge, "kind" | "outcome" | "outcome_reason" | "measured_at">,
): string {
  const { kind, outcome, outcome_reason } = nudge;
  if (nudge.measured_at === null) return "Not measured yet.";
  if (outcome === null)
    return `Not decided: ${(outcome_reason ?? "nothing to measure").replaceAll("_", " ")}.`;
  const words = YES_OR_NO[kind];
  if (words) return `What came: ${outcome >= 0.5 ? words[0] : words[1]}.`;
  if (kind === "after_losses") return `What came: ${inR(outcome)} in the rest of the session.`;
  return `What came: ${percent(outcome, 0)} of trades kept every limit.`;
}

/** A figure of a kind's measure: R of what follows losses, else a share. */
export function measured(kind: NudgeKind, value: number): string {
  return kind === "after_losses" ? inR(value) : percent(value, 0);
}

/** A difference of it: "-12 points" of shares, R of results. */
export function difference(kind: NudgeKind, value: number): string {
  if (kind === "after_losses") return inR(value);
  return `${number(value * 100, { maximumFractionDigits: 0, signDisplay: "exceptZero" })} pts`;
}

/** The comparison that counts: with withheld ones once it has an interval, else with the time before. */
export function countingEffect(kind: KindEfficacy): { against: "withheld" | "before"; effect: Effect } {
  if (kind.against_withheld.interval !== null) return { against: "withheld", effect: kind.against_withheld };
  return { against: "before", effect: kind.against_before };
}

/** What is written: all that was allowed, with what changes. Retired kinds stay retired unless they are brought back. */
export function preferencesWith(current: NudgePreferences, changes: Partial<SetPreferences>): SetPreferences {
  const { is_on, kinds_off, most_a_day, during_open_trades, is_experiment } = current;
  return { is_on, kinds_off, most_a_day, during_open_trades, is_experiment, bring_back: [], ...changes };
}

/** The kinds that are off, with one of them switched. */
export function switched(off: readonly NudgeKind[], kind: NudgeKind, isWanted: boolean): NudgeKind[] {
  const others = off.filter((name) => name !== kind);
  return isWanted ? others : [...others, kind];
}
