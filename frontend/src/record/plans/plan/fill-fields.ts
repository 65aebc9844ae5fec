// The fields of a fill, begun from the draft of the trade that the plan would become. Pure.
import type { ExecutePlan } from "../changes";
import type { Plan } from "../queries";

export interface FillValues {
  entry_price: string;
  position_size: string;
  stop_price: string;
  target_price: string;
  entry_time: string;
  fees: string;
  emotional_state: string;
  notes: string;
}

export const EMPTY_FILL: FillValues = {
  entry_price: "",
  position_size: "",
  stop_price: "",
  target_price: "",
  entry_time: "",
  fees: "",
  emotional_state: "",
  notes: "",
};

/** What the draft knows; what it does not know of the prices is the plan's. */
export function fillOf(draft: Readonly<Record<string, unknown>>, plan: Plan): FillValues {
  const text = (name: string, planned = "") => {
    const value = draft[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : planned;
  };
  return {
    ...EMPTY_FILL,
    entry_price: text("entry_price"),
    position_size: text("position_size", plan.position_size),
    stop_price: text("stop_price", plan.stop_loss_level),
    target_price: text("target_price", plan.take_profit_targets[0]),
  };
}

/** What is sent: what is empty is left out, and so as planned. */
export function fillRequest(values: FillValues, instant: (local: string) => string): ExecutePlan {
  const { entry_time, ...rest } = values;
  const said = Object.entries(rest)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "");
  return { ...Object.fromEntries(said), ...(entry_time ? { entry_time: instant(entry_time) } : {}) };
}
