// Where a notification leads: to what it is about. Pure.
import type { Notification, NotificationKind } from "./queries";

interface Subject {
  path: string;
  search?: Record<string, string>;
  words: string;
}

const PLACES: Partial<Record<NotificationKind, Subject>> = {
  session_caution: { path: "/rulebook", words: "See the rulebook" },
  session_locked: { path: "/rulebook", words: "See why" },
  pattern: { path: "/patterns", words: "See the evidence" },
  nudge: { path: "/patterns", words: "See the evidence" },
  weekly_review: { path: "/performance", words: "See the week" },
  ai_budget: { path: "/settings", words: "See the budget" },
  webhook_disabled: { path: "/settings", words: "See the webhook" },
};

export function subjectOf({ kind, data }: Pick<Notification, "kind" | "data">): Subject | null {
  if (typeof data.plan_id === "string") return { path: `/plans/${data.plan_id}`, words: "See the plan" };
  if (typeof data.event_id === "string")
    return { path: "/patterns", search: { event: data.event_id }, words: "See the evidence" };
  if (typeof data.nudge_id === "string")
    return { path: "/patterns", search: { part: "nudges" }, words: "See why it was said" };
  if (typeof data.trade_id === "string") return { path: `/trades/${data.trade_id}`, words: "See the trade" };
  return PLACES[kind] ?? null;
}
