// What the detectors say, in a trader's words. Pure.
import { number, percent } from "@/ui/format";
import type { IntervalRow } from "@/ui/interval-plot";
import type { Answer, Finding, Pattern, PatternStatus, Severity, Trait } from "./queries";

export const STATUSES: Record<PatternStatus, string> = {
  learning: "Learning",
  active: "Active",
  improving: "Improving",
  resolved: "Resolved",
};

export const SEVERITIES: Record<Severity, string> = { mild: "Mild", marked: "Marked", severe: "Severe" };

export const ANSWERS: Record<Answer, string> = { yes: "Yes", no: "No", was_planned: "Was planned" };

/** What an answer does, said right after it. */
export const COMES_OF: Record<Answer, string> = {
  yes: "Yes: it counts, and the detector stays as watchful.",
  no: "No: it counts no more, and the detector becomes stricter.",
  was_planned: "Was planned: it counts no more.",
};

const LEARNS_UNTIL = 20; // positions; the server says how many are missing of them

/** "8 of 20 positions". */
export function learned(positions: number, missing: number): string {
  const needed = missing > 0 ? positions + missing : LEARNS_UNTIL;
  return `${number(Math.min(positions, needed))} of ${number(needed)} positions`;
}

/** A share in words where no whole percentage says it. */
export function share(rate: string | number): string {
  if (Number(rate) === 0) return "never";
  return Number(rate) < 0.005 ? "under 1%" : percent(rate, 0);
}

/** "7 of 60 lately": how often it was seen, short. */
export function often(pattern: Pattern): string {
  const { lately, overall } = pattern.frequency;
  const rate = lately.value ?? overall.value;
  if (rate === null) return "not known yet";
  const last = `the last ${number(lately.n || overall.n)}`;
  return Number(rate) === 0 ? `not once in ${last}` : `${share(rate)} of ${last}`;
}

/** Which way it goes: claimed only where the intervals of both spans lie apart. */
export function trend(pattern: Pattern): "more" | "less" | "same" | null {
  const { lately, before } = pattern.frequency;
  if (!lately.interval || !before.interval) return null;
  if (Number(lately.interval.high) < Number(before.interval.low)) return "less";
  return Number(lately.interval.low) > Number(before.interval.high) ? "more" : "same";
}

const GUARDS: Record<string, string> = {
  one_position: "one position in several fills",
  planned_reentry: "a re-entry that was planned",
  planned_ladder: "a ladder of entries that was planned",
  planned_size: "a size that was planned",
  planned_widening: "a wider stop that was planned",
  bracket_rearm: "a bracket that armed itself again",
  small_loss: "a loss too small to matter",
  automated: "orders that a machine sent",
  breakout_plan: "a breakout that was planned",
  wider_stop: "a wider stop for the worse price",
  gap_at_open: "a gap at the open",
  gap_through_stop: "a gap through the stop",
  risk_not_lots: "a larger size with the same risk",
  decisions_not_fills: "fills of one decision",
  market_range: "a market that moved more",
  time_stop: "a stop by time",
  exit_rule: "an exit rule of the plan",
  trailing_stop: "a trailing stop",
  weighted_by_size: "parts that were closed earlier",
  rolled: "a rolled contract",
  replaced: "an order that was replaced",
  cancelled_with_exit: "a stop cancelled with the exit",
  usual_slippage: "your usual slippage",
  news: "news",
  session_end: "the end of the session",
  invalidation: "a plan that had become invalid",
  terms_not_notes: "edits of mere notes",
  event_time: "edits that were made before the entry",
  instrument_mix: "other instruments at that time",
  one_outlier: "one single trade",
  exchange_zone: "another clock than that of the exchange",
  one_decision: "fills of one decision",
  soft_evidence_alone: "soft signs alone",
  session_of_its_own: "signs of another session",
};

/** What could have excused it, was known, and did not. */
export function guardWords(guards: readonly string[]): string {
  return guards.map((guard) => GUARDS[guard] ?? guard.replaceAll("_", " ")).join(", ");
}

const REASONS: Record<string, string> = {
  too_few: "too few positions",
  no_variation: "nothing varies",
  no_marks: "prices on the way are not on record",
  no_r: "its trade has no R",
  no_others: "there is nothing to compare it with",
};

export function reasonWords(reason: string): string {
  return REASONS[reason] ?? reason.replaceAll("_", " ");
}

/** The figure of a test in its unit. */
export function traitFigure(value: number, unit: string): string {
  if (unit === "share") return percent(value, 0);
  if (unit === "ratio") return `${number(value, { maximumFractionDigits: 2 })}\u00d7`;
  const digits = { maximumFractionDigits: 2 };
  if (unit === "R") return `${number(value, { ...digits, signDisplay: "exceptZero" })}R`;
  return `${number(value, digits)} ${unit.replaceAll("_", " ")}`;
}

/** Tests that found something, and all others. */
export function splitTraits(traits: readonly Trait[]): [found: Trait[], others: Trait[]] {
  return [
    traits.filter(({ status }) => status === "found"),
    traits.filter(({ status }) => status !== "found"),
  ];
}

/** What a pattern is called: its description up to the figures. */
export function headingOf({ description }: Pick<Pattern, "description">): string {
  return description.split(/: (?:once|\d)/)[0] ?? description;
}

/** How strict a detector has become by the answers. */
export function strictnessWords(strictness: number): string {
  if (strictness === 0) return "It asks for as much as with everybody.";
  return `Your answers made it stricter: ${percent(strictness, 0)} of the way to saying nothing.`;
}

/** How often it was seen, as rows on one scale. */
export function frequencyRows({ frequency }: Pick<Pattern, "frequency">): IntervalRow[] {
  const { overall, lately, before, window } = frequency;
  const rows = [
    { words: "Before", metric: before },
    { words: `The latest ${number(window)}`, metric: lately },
    { words: "In all", metric: overall },
  ];
  return rows
    .filter(({ metric }) => metric.n > 0)
    .map(({ words, metric }) => ({
      words,
      value: metric.value === null ? null : Number(metric.value),
      low: metric.interval ? Number(metric.interval.low) : null,
      high: metric.interval ? Number(metric.interval.high) : null,
      n: metric.n,
    }));
}

/** Patterns by the part of the record that they are drawn from, real money first; their order stays. */
export function byStream(patterns: readonly Pattern[]): [Pattern, ...Pattern[]][] {
  const streams = new Map<string, [Pattern, ...Pattern[]]>();
  for (const pattern of patterns) {
    const name = `${pattern.trade_type}:${pattern.account_id}`;
    const before = streams.get(name);
    if (before) before.push(pattern);
    else streams.set(name, [pattern]);
  }
  return [...streams.values()].sort(([one], [other]) => rank(one) - rank(other));
}

function rank({ trade_type }: Pattern): number {
  return trade_type === "real" ? 0 : 1;
}

/** A finding as it is once it is answered; others as they are. */
export function withAnswer<F extends Finding>(finding: F, id: string, answer: Answer): F {
  if (finding.id !== id) return finding;
  return { ...finding, answer, counts: finding.status === "fired" && answer === "yes" };
}

/** Whether it counts, and why not. */
export function countsWords(finding: Pick<Finding, "counts" | "status" | "answer">): string {
  if (finding.status === "withdrawn")
    return "Withdrawn: the detector does not find it any more, so it does not count.";
  if (finding.counts)
    return finding.answer === "yes" ? "It counts, as you confirmed." : "It counts until you say otherwise.";
  return "It does not count: not in how often, and not in what it cost. You can answer otherwise at any time.";
}

/** Whether a moment is later than another; what never was is before all others. */
export function isLater(moment: string | null | undefined, other: string | null): boolean {
  if (moment === null || moment === undefined) return false;
  return other === null || Date.parse(moment) > Date.parse(other);
}
