// Where a notification leads: to what it is about. Pure.
import type { Notification } from "./queries";

interface Subject {
  path: string;
  search?: Record<string, string>;
  words: string;
}

/** The kind of a notification, and with it what it says. */
type Told = KindAndData<Notification>;
type KindAndData<Kind> = Kind extends Notification ? Pick<Kind, "kind" | "data"> : never;

export function subjectOf({ kind, data }: Told): Subject | null {
  switch (kind) {
    case "plan_expired":
      return { path: `/plans/${data.plan_id}`, words: "See the plan" };
    case "pattern":
      return { path: "/patterns", search: { event: data.event_id }, words: "See the evidence" };
    case "nudge":
    case "weekly_review":
      return { path: "/patterns", search: { part: "nudges" }, words: "See why it was said" };
    case "session_caution":
      return { path: "/rulebook", words: "See the rulebook" };
    case "session_locked":
      return { path: "/rulebook", words: "See why" };
    case "ai_budget":
      return { path: "/settings", words: "See the budget" };
    case "webhook_disabled":
      return { path: "/settings", words: "See the webhook" };
    default:
      return null;
  }
}
