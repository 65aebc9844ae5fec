// A plan as the fields of a form, and back. Names are those of the API, so that its refusals find their fields. Pure.
import { instantOf, localOf } from "@/record/trades/local-time";
import type { ChangePlan, MakePlan } from "../changes";
import type { PlanTemplate, PlanTerms } from "../queries";

export interface PlanValues {
  title: string;
  instrument: string;
  direction: "" | "long" | "short";
  entry_by: "price" | "zone";
  entry_price: string;
  entry_zone: { low: string; high: string };
  stop_loss_level: string;
  take_profit_targets: string[];
  position_size: string;
  risk_amount: string;
  setup_description: string;
  entry_criteria: string[];
  stop_loss_reasoning: string;
  exit_rule: string;
  invalidation_criteria: string;
  confidence_score: string;
  setup: string;
  strategy_id: string;
  account_id: string;
  trade_type: "real" | "training";
  expires_at: string;
}

export const EMPTY: PlanValues = {
  title: "",
  instrument: "",
  direction: "",
  entry_by: "price",
  entry_price: "",
  entry_zone: { low: "", high: "" },
  stop_loss_level: "",
  take_profit_targets: [""],
  position_size: "",
  risk_amount: "",
  setup_description: "",
  entry_criteria: [""],
  stop_loss_reasoning: "",
  exit_rule: "",
  invalidation_criteria: "",
  confidence_score: "",
  setup: "",
  strategy_id: "",
  account_id: "",
  trade_type: "real",
  expires_at: "",
};

/** The fields of what a version says; times as the trader's clock shows them. */
export function valuesOf(plan: PlanTerms, zone: string): PlanValues {
  return {
    ...EMPTY,
    title: plan.title,
    instrument: plan.instrument,
    direction: plan.direction,
    entry_by: plan.entry_zone ? "zone" : "price",
    entry_price: plan.entry_price ?? "",
    entry_zone: plan.entry_zone ?? EMPTY.entry_zone,
    stop_loss_level: plan.stop_loss_level,
    take_profit_targets: plan.take_profit_targets,
    position_size: plan.position_size,
    risk_amount: plan.risk_amount ?? "",
    setup_description: plan.setup_description,
    entry_criteria: plan.entry_criteria,
    stop_loss_reasoning: plan.stop_loss_reasoning ?? "",
    exit_rule: plan.exit_rule ?? "",
    invalidation_criteria: plan.invalidation_criteria ?? "",
    confidence_score: typeof plan.confidence_score === "number" ? String(plan.confidence_score) : "",
    setup: plan.setup ?? "",
    strategy_id: plan.strategy_id ?? "",
    account_id: plan.account_id ?? "",
    trade_type: plan.trade_type ?? "real",
    expires_at: plan.expires_at ? localOf(new Date(plan.expires_at), zone).slice(0, 16) : "",
  };
}

/** A strategy's words as the beginning of a plan; prices and what is written already stay. */
export function withTemplate(values: PlanValues, template: PlanTemplate): PlanValues {
  const isNew = values.entry_criteria.every((criterion) => criterion.trim() === "");
  return {
    ...values,
    strategy_id: template.strategy.id,
    title: values.title || template.title,
    setup: values.setup || template.setup.slice(0, 80),
    setup_description: values.setup_description || template.setup_description,
    entry_criteria: isNew && template.entry_criteria.length ? template.entry_criteria : values.entry_criteria,
    exit_rule: values.exit_rule || (template.exit_rule ?? ""),
  };
}

function filled(texts: readonly string[]): string[] {
  return texts.map((text) => text.trim()).filter(Boolean);
}

function entryOf({ entry_by, entry_price, entry_zone }: PlanValues) {
  if (entry_by === "price") return { entry_price: entry_price.trim() || null, entry_zone: null };
  const { low, high } = entry_zone;
  return { entry_price: null, entry_zone: low || high ? { low: low.trim(), high: high.trim() } : null };
}

function confidenceOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

/** All that is written; what is missing is sent empty, so that the server says so at its field. */
export function requestOf(values: PlanValues, zone: string): MakePlan {
  const { expires_at } = values;
  return {
    title: values.title,
    instrument: values.instrument,
    direction: values.direction as "long", // an empty one is refused at its field
    ...entryOf(values),
    stop_loss_level: values.stop_loss_level.trim(),
    take_profit_targets: filled(values.take_profit_targets),
    position_size: values.position_size.trim(),
    risk_amount: values.risk_amount.trim() || null,
    setup_description: values.setup_description,
    entry_criteria: filled(values.entry_criteria),
    stop_loss_reasoning: values.stop_loss_reasoning || null,
    exit_rule: values.exit_rule || null,
    invalidation_criteria: values.invalidation_criteria || null,
    confidence_score: confidenceOf(values.confidence_score),
    setup: values.setup || null,
    strategy_id: values.strategy_id || null,
    account_id: values.account_id || null,
    trade_type: values.trade_type,
    expires_at: expires_at ? (instantOf(expires_at, zone)?.toISOString() ?? expires_at) : null,
  };
}

/** What differs from the version that was read, with its number; null where nothing does. */
export function changeOf(
  before: { number: number; terms: PlanTerms },
  values: PlanValues,
  zone: string,
): ChangePlan | null {
  const was = requestOf(valuesOf(before.terms, zone), zone);
  const {
    instrument: _instrument,
    direction: _direction,
    trade_type: _kind,
    ...now
  } = requestOf(values, zone);
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof MakePlan]),
  );
  if (changed.length === 0) return null;
  return { version: before.number, ...Object.fromEntries(changed) };
}

/** The fields that were changed since a version was read: they go onto another one, and nothing else does. */
export function changedValues(read: PlanTerms, mine: PlanValues, zone: string): Partial<PlanValues> {
  const was = valuesOf(read, zone);
  const changed = Object.entries(mine).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof PlanValues]),
  );
  return Object.fromEntries(changed);
}

/** Every field that a refusal may name. */
export function fieldsOf(values: PlanValues): string[] {
  const numbered = (name: string, items: readonly string[]) => items.map((_, place) => `${name}.${place}`);
  return [
    ...Object.keys(EMPTY),
    "entry_zone.low",
    "entry_zone.high",
    ...numbered("take_profit_targets", values.take_profit_targets),
    ...numbered("entry_criteria", values.entry_criteria),
  ];
}

const LISTED = /^(take_profit_targets|entry_criteria)\.(\d+)$/;

/** The field of the form for one of the request, in which empty rows are left out. */
export function fieldOf(values: PlanValues): (path: string) => string {
  return (path) => {
    const [, name, number] = LISTED.exec(path) ?? [];
    if (name === undefined) return path;
    const rows = values[name as "entry_criteria" | "take_profit_targets"];
    const places = rows.flatMap((text, place) => (text.trim() ? [place] : []));
    return `${name}.${places[Number(number)] ?? number}`;
  };
}

/** What an earlier sitting typed, read from its text; null where it is no plan. */
export function valuesFrom(text: string): PlanValues | null {
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== "object" || kept === null || !("entry_criteria" in kept)) return null;
    return { ...EMPTY, ...(kept as Partial<PlanValues>) }; // what this form wrote
  } catch {
    return null;
  }
}
