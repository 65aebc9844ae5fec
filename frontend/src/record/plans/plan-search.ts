// What an address says of the list of plans. Pure.
import { moment } from "@/ui/format";
import type { PlanStatus } from "./queries";

export const STATES = ["pending", "executed", "late", "drifted", "cancelled", "expired", "all"] as const;
export type ListedState = (typeof STATES)[number];

export const STATE_WORDS: Record<ListedState, string> = {
  pending: "Alive",
  executed: "Executed",
  late: "Late",
  drifted: "Drifted",
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

type Counts = Readonly<Record<Exclude<ListedState, "all"> | "total", number>>;

/** How many plans of a filter a state has. */
export function countOf(state: ListedState, counts: Counts): number {
  return counts[state === "all" ? "total" : state];
}

/** What of an address says which plans are meant, whatever became of them, as the API takes it. */
export function selectionOf({ instrument, direction, q }: Record<string, string | undefined>) {
  return {
    ...(instrument ? { instrument: instrumentOf(instrument) } : {}),
    ...(direction ? { direction } : {}),
    ...(q?.trim() ? { q: q.trim() } : {}),
  };
}

/** A state as the API takes it: late and drifted plans are executed ones that a trade followed so. */
export function stateFilter(state: ListedState): { status?: string; match?: string } {
  if (state === "all") return {};
  return state === "late" || state === "drifted" ? { match: state } : { status: state };
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
