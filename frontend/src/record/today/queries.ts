// What the start of a day asks for: one query for each part, so that one that fails does not hide the others.
import { queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

type Schemas = components["schemas"];
export type CheckIn = Schemas["CheckInOut"];
export type WriteCheckIn = Schemas["WriteCheckIn"];
export type Nudge = Schemas["NudgeOut"];
export type Pattern = Schemas["PatternOut"];

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

export function aiBudget() {
  return queryOptions({
    queryKey: ["ai", "today"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/ai/usage", { signal })),
    select: ({ today }) => today,
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
