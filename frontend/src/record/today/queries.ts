// What the start of a day asks for: all of it in one request, and each part by itself where it changes later or where that
// request fails, so that a part that fails does not hide the others.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";
import { waitingPlans } from "@/record/plans/queries";
import { rulebookState } from "@/record/rulebook/queries";

type Schemas = components["schemas"];
export type CheckIn = Schemas["CheckInOut"];
export type WriteCheckIn = Schemas["WriteCheckIn"];
export type Nudge = Schemas["NudgeOut"];
export type Pattern = Schemas["PatternOut"];

export type Promised = Schemas["CommitmentToday"];
type Overview = Schemas["TodayOverview"];

export const SHOWN_PLANS = 5;

/** The whole start of the day; what it brings is what the parts show at first. */
export function overview(queries: QueryClient) {
  return queryOptions({
    queryKey: ["today"],
    queryFn: async ({ signal }) => {
      const told = await contentOf(api.GET("/api/today", { signal }));
      handOut(queries, told);
      return told;
    },
    retry: false,
  });
}

function handOut(queries: QueryClient, told: Overview): void {
  const { plans, trades, check_in } = told;
  const page = { next_cursor: null };
  const more = (shown: number, of: number) => (of > shown ? "more" : null);
  queries.setQueryData(rulebookState().queryKey, told.state);
  queries.setQueryData(currentLimits().queryKey, told.rulebook);
  queries.setQueryData(promises().queryKey, told.commitments);
  queries.setQueryData(checkInOf(check_in.day).queryKey, check_in.check_in);
  queries.setQueryData(waitingPlans(SHOWN_PLANS).queryKey, {
    items: plans.items,
    next_cursor: more(plans.items.length, plans.pending),
  });
  queries.setQueryData(openTrades().queryKey, {
    items: trades.items,
    day_of: "entry",
    left_out: [],
    next_cursor: more(trades.items.length, trades.open),
  });
  queries.setQueryData(unreadNotifications().queryKey, { ...page, ...told.notifications });
  queries.setQueryData(budgetKey, told.budget);
  queries.setQueryData(nudges().queryKey, { ...page, items: told.nudges });
}

/** The limits that count now; null where there are none. */
export function currentLimits() {
  return queryOptions({
    queryKey: ["rulebook", "current"],
    queryFn: async ({ signal }) => (await contentOf(api.GET("/api/trading/rulebook", { signal }))).current,
  });
}

/** What the trader has promised, and what of it holds now. */
export function promises() {
  return queryOptions({
    queryKey: ["rulebook", "promises"],
    queryFn: async ({ signal }) => (await contentOf(api.GET("/api/today", { signal }))).commitments,
  });
}

/** The check-in of a day; null where nothing was said yet. */
export function checkInOf(day: string) {
  return queryOptions({
    queryKey: ["journal", "check-in", day],
    queryFn: async ({ signal }): Promise<CheckIn | null> => {
      const params = { query: { day_from: day, day_to: day } }; // by its own address, a day without one is a fault
      const { items } = await contentOf(api.GET("/api/trading/journal/check-ins", { params, signal }));
      return items[0] ?? null;
    },
  });
}

export function writeCheckIn(day: string, body: WriteCheckIn): Promise<CheckIn> {
  const params = { path: { day } };
  return contentOf(api.PUT("/api/trading/journal/check-ins/{day}", { params, body }));
}

export function openTrades() {
  return queryOptions({
    queryKey: ["trades", "open"],
    queryFn: ({ signal }) => {
      const query = { status: "open", trade_type: "real", limit: 20 } as const;
      return contentOf(api.GET("/api/trading/trades", { params: { query }, signal }));
    },
  });
}

export function unreadNotifications() {
  return queryOptions({
    queryKey: ["notifications", "list", "today"],
    queryFn: ({ signal }) =>
      contentOf(api.GET("/api/notifications", { params: { query: { unread: true, limit: 4 } }, signal })),
  });
}

const budgetKey = ["ai", "left today"];

export function aiBudget() {
  return queryOptions({
    queryKey: budgetKey,
    queryFn: async ({ signal }) => (await contentOf(api.GET("/api/ai/usage", { signal }))).today,
  });
}

export function patterns() {
  return queryOptions({
    queryKey: ["patterns", "today"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/coaching/patterns", { signal })),
  });
}

export function answerPattern(id: string, answer: Schemas["TraderAnswer"]) {
  const params = { path: { pattern_id: id } };
  return contentOf(
    api.POST("/api/trading/coaching/patterns/{pattern_id}/answer", { params, body: { answer } }),
  );
}

export function nudges() {
  return queryOptions({
    queryKey: ["patterns", "nudges", "today"],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/coaching/nudges", { params: { query: { arm: "sent", limit: 5 } }, signal }),
      ),
  });
}

export function giveFeedback(id: string, feedback: Schemas["Feedback"]) {
  const params = { path: { nudge_id: id } };
  return contentOf(
    api.POST("/api/trading/coaching/nudges/{nudge_id}/feedback", { params, body: { feedback } }),
  );
}
