// What the calculator can be asked of a form that is not filled in yet. Pure.
import type { components } from "@/api/generated/openapi";
import type { PlanValues } from "./plan-fields";

export type Calculate = components["schemas"]["Calculate"];

/** What the calculator can be asked by now; null while something that it needs is missing. */
export function questionOf(values: PlanValues): Calculate | null {
  const given = (text: string) => (text.trim() === "" ? null : text.trim());
  const entry_price = values.entry_by === "price" ? given(values.entry_price) : null;
  const { low, high } = values.entry_zone;
  const zone = values.entry_by === "zone" && given(low) && given(high) ? { low, high } : null;
  const instrument = given(values.instrument);
  const stop = given(values.stop_loss_level);
  if (values.direction === "" || !instrument || !stop || (entry_price === null && zone === null)) return null;
  return {
    instrument,
    direction: values.direction,
    entry_price,
    entry_zone: zone,
    stop_loss_level: stop,
    take_profit_targets: values.take_profit_targets.filter((target) => target.trim() !== ""),
    position_size: given(values.position_size),
    risk_amount: given(values.risk_amount),
    account_id: given(values.account_id),
  };
}
