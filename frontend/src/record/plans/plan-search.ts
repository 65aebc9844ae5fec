// What an address says of the list of plans. Pure.
import { moment } from "@/ui/format";
import type { PlanStatus } from "./queries";

export const STATES = ["pending", "executed", "cancelled", "expired", "all"] as const;
export type ListedState = (typeof STATES)[number];

export const STATE_WORDS: Record<ListedState, string> = {
  pending: "Alive",
  executed: "Executed",
  cancelled: "Cancelled",
  expired: "Expired",
  all: "All",
};

export const SORTS = [
  ["-created_at", "Latest first"],
  ["created_at", "Oldest first"],
  ["-updated_at", "Last changed first"],
  ["updated_at", "Longest unchanged first"],
  ["expires_at", "First to expire"],
  ["-expires_at", "Last to expire"],
] as const;

/** The state that is listed: what is alive where the address names none that is known. */
export function stateOf(search: Record<string, string | undefined>): ListedState {
  return STATES.find((state) => state === search.status) ?? "pending";
}

export function instrumentOf(text: string): string {
  return text.trim().toUpperCase();
}

const DAY_MILLISECONDS = 86_400_000;

/** Whether a plan that waits ends within a day. */
export function endsSoon(
  plan: { status: PlanStatus; expires_at?: string | null },
  now: Date = new Date(),
): boolean {
  if (plan.status !== "pending" || !plan.expires_at) return false;
  return new Date(plan.expires_at).getTime() - now.getTime() < DAY_MILLISECONDS;
}

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;

/** The server's words, with their instants on the trader's clock. */
export function withMoments(words: string): string {
  return words.replace(INSTANT, (instant) => moment(instant));
}
