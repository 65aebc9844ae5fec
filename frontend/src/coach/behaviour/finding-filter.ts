// The filter of all findings, as it stands in the address. Pure.
import { DETECTORS } from "./detector-words";
import type { Answered, Detector, FindingFilter, Severity } from "./queries";

type Search = Readonly<Record<string, string | undefined>>;
export type FilterName = keyof FindingFilter;

export const SEVERITY_CHOICES: readonly (readonly [Severity, string])[] = [
  ["mild", "Mild or more"],
  ["marked", "Marked or more"],
  ["severe", "Severe"],
];
export const ANSWER_CHOICES: readonly (readonly [Answered, string])[] = [
  ["none", "Without an answer"],
  ["any", "With an answer"],
  ["yes", "Yes"],
  ["no", "No"],
  ["was_planned", "Was planned"],
];
export const FILTER_NAMES: readonly FilterName[] = [
  "detector",
  "severity",
  "answer",
  "account_id",
  "trade_id",
  "day_from",
  "day_to",
];

/** What of an address filters findings; what the server does not know is left out. */
export function findingFilterOf(search: Search): FindingFilter {
  const { account_id, trade_id, day_from, day_to } = search;
  return {
    detector: chosen<Detector>(DETECTORS, search.detector),
    severity: chosen<Severity>(SEVERITY_CHOICES, search.severity),
    answer: chosen<Answered>(ANSWER_CHOICES, search.answer),
    account_id,
    trade_id,
    day_from,
    day_to,
  };
}

function chosen<Value extends string>(
  choices: readonly (readonly [Value, string])[],
  value: string | undefined,
): Value | undefined {
  return choices.find(([name]) => name === value)?.[0];
}

export function isFiltered(filter: FindingFilter): boolean {
  return FILTER_NAMES.some((name) => filter[name] !== undefined);
}
