// What the page beside the coach is about: a trade, a plan or a day.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { api, contentOf } from "@/api/client";
import { day } from "@/ui/format";

export type PageSubject =
  | { kind: "trade"; id: string }
  | { kind: "plan"; id: string }
  | { kind: "day"; id: string };

const ID = "([0-9a-f-]{36})";
const TRADE = new RegExp(`^/trades/${ID}`);
const PLAN = new RegExp(`^/plans/${ID}`);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The subject of an address; null where a page is about nothing in particular. */
export function subjectOf(path: string, search: Readonly<Record<string, unknown>>): PageSubject | null {
  const trade = TRADE.exec(path)?.[1];
  if (trade) return { kind: "trade", id: trade };
  const plan = PLAN.exec(path)?.[1];
  if (plan) return { kind: "plan", id: plan };
  const shown = search.day;
  return path.startsWith("/journal") && typeof shown === "string" && DAY.test(shown)
    ? { kind: "day", id: shown }
    : null;
}

function subjectName(subject: PageSubject | null) {
  return queryOptions({
    queryKey: ["coach", "subject", subject?.kind, subject?.id],
    queryFn: async ({ signal }) => {
      if (subject?.kind === "trade") {
        const params = { path: { trade_id: subject.id } };
        const trade = await contentOf(api.GET("/api/trading/trades/{trade_id}", { params, signal }));
        return `${trade.instrument} ${trade.direction} ${trade.entry_price}`;
      }
      const params = { path: { plan_id: subject?.id ?? "" } };
      const plan = await contentOf(api.GET("/api/trading/plans/{plan_id}", { params, signal }));
      return `${plan.instrument} ${plan.direction ?? ""} ${plan.entry_price ?? ""}`.trim();
    },
    enabled: subject !== null && subject.kind !== "day",
  });
}

/** The subject of the page that is shown, with its name once it is known. */
export function usePageSubject(): { subject: PageSubject; name: string } | null {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const search = useRouterState({ select: (state) => state.location.search as Record<string, unknown> });
  const subject = subjectOf(path, search);
  const { data } = useQuery(subjectName(subject));
  if (subject === null) return null;
  return { subject, name: subject.kind === "day" ? day(subject.id) : (data ?? "") };
}
