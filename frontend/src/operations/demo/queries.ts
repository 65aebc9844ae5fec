// The demo account: whether anybody may look around, and its year, which a worker writes.
import { queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

export type DemoYear = components["schemas"]["DemoYearOut"];

const WRITING_MILLISECONDS = 3_000; // it is told by an event, which may be lost

/** Asked before anybody has signed in; where the server is away nothing is offered. */
export function demoOffer() {
  return queryOptions({
    queryKey: ["demo-offer"],
    queryFn: async ({ signal }) => {
      const answer = await fetch("/api/auth/demo", { signal });
      if (!answer.ok) return false;
      const { offered } = (await answer.json()) as components["schemas"]["DemoOffer"];
      return offered;
    },
    retry: false,
  });
}

export function demoYear() {
  return queryOptions({
    queryKey: ["demo-year"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/demo/year", { signal })),
    refetchInterval: ({ state }) => isUnderWay(state.data) && WRITING_MILLISECONDS,
  });
}

export function isUnderWay(year: DemoYear | undefined): boolean {
  return year?.state === "waiting" || year?.state === "writing";
}

export function askForYear(): Promise<DemoYear> {
  return contentOf(api.POST("/api/demo/year"));
}
