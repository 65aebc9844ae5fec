// What the rulebook says, as queries.
import { queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";

const AGAIN_MILLISECONDS = 60_000; // a lock ends by itself

export function rulebookState() {
  return queryOptions({
    queryKey: ["rulebook", "state"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/rulebook/state", { signal })),
    refetchInterval: AGAIN_MILLISECONDS,
  });
}
