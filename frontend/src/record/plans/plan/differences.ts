// What two versions of a plan differ in, in words. Pure.
import { moment, named, number } from "@/ui/format";

const WORDS: Readonly<Record<string, string>> = {
  stop_loss_level: "Stop",
  take_profit_targets: "Targets",
  position_size: "Size",
  risk_amount: "Most at risk",
  setup_description: "The idea",
  entry_criteria: "Criteria",
  stop_loss_reasoning: "Why the stop is there",
  exit_rule: "How else it ends",
  invalidation_criteria: "Wrong if",
  confidence_score: "How sure",
  strategy_id: "Strategy",
  account_id: "Account",
  expires_at: "Good until",
  trade_type: "Kind",
};
const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const IDS = new Set(["strategy_id", "account_id"]);

export function termName(field: string): string {
  return WORDS[field] ?? named(field);
}

/** A term of a plan as it is read; ids by `nameOf`. */
export function termWords(field: string, value: unknown, nameOf: (id: string) => string | undefined): string {
  if (value === null || value === undefined || value === "") return "nothing";
  if (Array.isArray(value)) return value.map((one) => termWords(field, one, nameOf)).join("; ");
  if (typeof value === "object") {
    const { low, high } = value as { low?: unknown; high?: unknown };
    return `${termWords(field, low, nameOf)} to ${termWords(field, high, nameOf)}`;
  }
  const text = String(value);
  if (IDS.has(field)) return nameOf(text) ?? "another one";
  if (field === "expires_at") return moment(text);
  return DECIMAL.test(text) ? number(text) : text;
}

export interface Difference {
  field: string;
  one: unknown;
  other: unknown;
}

/** Of two lists what is gone and what is new; null where one is no list, or only the order is another. */
export function listDifference(one: unknown, other: unknown): { gone: unknown[]; added: unknown[] } | null {
  if (!Array.isArray(one) || !Array.isArray(other)) return null;
  const gone: unknown[] = one.filter((item) => !other.includes(item));
  const added: unknown[] = other.filter((item) => !one.includes(item));
  return gone.length + added.length > 0 ? { gone, added } : null;
}

/** The terms that differ, in the order in which they stand. */
export function differencesOf(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): Difference[] {
  const fields = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return fields
    .map((field) => ({ field, one: one[field] ?? null, other: other[field] ?? null }))
    .filter((term) => JSON.stringify(term.one) !== JSON.stringify(term.other));
}
