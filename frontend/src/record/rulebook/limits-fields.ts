// The limits of a rulebook as the fields of a form, and back. What the form does not show is kept as it was. Pure.
import type { Limits, WrittenLimits } from "./queries";

export interface LimitValues {
  risk_per_trade: string;
  daily_loss: string;
  weekly_loss: string;
  trades_per_day: string;
  losses_in_a_row: string;
  cooling_off_minutes: string;
  cooling_off_after_losses: string;
  open_positions: string;
  open_risk: string;
  minimum_risk_reward: string;
  instruments: string;
  largest_sizes: string;
  stop_required: boolean;
  plan_required: boolean;
  note: string;
}

type Amount = { amount?: string | null; percent?: string | null; r?: string | null } | null | undefined;

/** "2%", "500" or "3R". */
export function amountText(limit: Amount): string {
  if (!limit) return "";
  if (limit.percent) return `${limit.percent}%`;
  if (limit.amount) return limit.amount;
  return limit.r ? `${limit.r}R` : "";
}

/** "2%" is of the account, "3R" of the risk, anything else money; null where nothing is written. */
export function amountOf(text: string): { amount?: string; percent?: string; r?: string } | null {
  const written = text.replace(/[\s,]/g, "");
  if (written === "") return null;
  if (written.endsWith("%")) return { percent: written.slice(0, -1) };
  if (/r$/i.test(written)) return { r: written.slice(0, -1) };
  return { amount: written.replace(/^[^\d.-]+|[^\d.]+$/g, "") || written };
}

function countOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

function sizesText(sizes: Limits["position_size"] | undefined): string {
  return Object.entries(sizes ?? {})
    .map(([symbol, size]) => `${symbol} ${size}`)
    .join(", ");
}

function sizesOf(text: string): Record<string, string> {
  const pairs = text
    .split(/[,;\n]/)
    .map((part) => part.trim().split(/\s+/))
    .filter(([symbol]) => symbol);
  return Object.fromEntries(pairs.map(([symbol = "", size = ""]) => [symbol, size]));
}

export function valuesOf(limits: Limits | null): LimitValues {
  const text = (count: number | null | undefined) => (typeof count === "number" ? String(count) : "");
  return {
    risk_per_trade: amountText(limits?.risk_per_trade),
    daily_loss: amountText(limits?.daily_loss),
    weekly_loss: amountText(limits?.weekly_loss),
    trades_per_day: text(limits?.trades_per_day),
    losses_in_a_row: text(limits?.losses_in_a_row),
    cooling_off_minutes: text(limits?.cooling_off_minutes),
    cooling_off_after_losses: text(limits?.cooling_off_after_losses ?? 1),
    open_positions: text(limits?.open_positions),
    open_risk: amountText(limits?.open_risk),
    minimum_risk_reward: limits?.minimum_risk_reward ?? "",
    instruments: limits?.instruments?.join(", ") ?? "",
    largest_sizes: sizesText(limits?.position_size),
    stop_required: limits?.stop_required ?? false,
    plan_required: limits?.plan_required ?? false,
    note: "",
  };
}

export function limitsOf(values: LimitValues, before: Limits | null): WrittenLimits {
  const instruments = values.instruments.split(/[\s,;]+/).filter(Boolean);
  return {
    ...before,
    risk_per_trade: amountOf(values.risk_per_trade),
    daily_loss: amountOf(values.daily_loss),
    weekly_loss: amountOf(values.weekly_loss),
    trades_per_day: countOf(values.trades_per_day),
    losses_in_a_row: countOf(values.losses_in_a_row),
    cooling_off_minutes: countOf(values.cooling_off_minutes),
    cooling_off_after_losses: countOf(values.cooling_off_after_losses) ?? 1,
    open_positions: countOf(values.open_positions),
    open_risk: amountOf(values.open_risk),
    minimum_risk_reward: values.minimum_risk_reward.trim() || null,
    instruments: instruments.length > 0 ? instruments : null,
    position_size: sizesOf(values.largest_sizes),
    stop_required: values.stop_required,
    plan_required: values.plan_required,
  };
}
