// The names of accounts, for streams of the record: real money and practice, and two accounts, are never mixed.
import { useQuery } from "@tanstack/react-query";
import { tradingAccounts } from "@/record/trades/accounts";
import type { Learning } from "./queries";

type Stream = Pick<Learning, "account_id" | "trade_type">;

export interface Names {
  accounts: readonly (readonly [id: string, name: string])[];
  streamOf(stream: Stream): string;
}

export function useNames(): Names {
  const { data } = useQuery(tradingAccounts());
  const accounts = (data?.items ?? []).map(({ id, name }) => [id, name] as const);
  const streamOf = ({ account_id, trade_type }: Stream) => {
    const name = accounts.find(([id]) => id === account_id)?.[1] ?? "an account";
    return trade_type === "training" ? `${name} (training)` : name;
  };
  return { accounts, streamOf };
}
