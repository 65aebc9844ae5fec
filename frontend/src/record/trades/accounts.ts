// The accounts that trades are made on, as queries.
import { queryOptions } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import type { components } from "@/api/generated/openapi";

export type Account = components["schemas"]["AccountOut"];

export function tradingAccounts() {
  return queryOptions({
    queryKey: ["accounts"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/trading/accounts", { signal })),
  });
}

export function accountMovements(id: string) {
  return queryOptions({
    queryKey: ["accounts", id, "movements"],
    queryFn: ({ signal }) =>
      contentOf(
        api.GET("/api/trading/accounts/{account_id}/movements", {
          params: { path: { account_id: id } },
          signal,
        }),
      ),
  });
}
