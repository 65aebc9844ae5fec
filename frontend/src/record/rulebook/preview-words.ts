// What limits would have blocked, in a sentence's parts. Pure.
import type { Preview } from "./queries";

/** Whether the trades that would have gone were worth more than nothing: then the limits would have cost. */
export function verdictOf({ blocked }: Preview): "saved" | "cost" | "neither" {
  const net = Number(blocked.net); // of the sign alone
  if (blocked.trades === 0 || net === 0) return "neither";
  return net < 0 ? "saved" : "cost";
}

/** The amount without its sign. */
export function sizeOf(amount: string): string {
  return amount.replace(/^-/, "");
}
