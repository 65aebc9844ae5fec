// The trade that the plan became, or those that it could be.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { wordsOf } from "@/api/problem";
import { tradeOf } from "@/record/trades/queries";
import { PriceFigure, TradeResult } from "@/record/trades/trade-figures";
import { Button } from "@/ui/button";
import { moment, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { say } from "@/ui/toast";
import { unlinkTrade } from "../changes";
import { freeTrades, type Plan, plansChanged } from "../queries";
import { useLink } from "../suggestions-card";

export function TradeCard({ plan }: { plan: Plan }) {
  if (plan.trade_id !== null) return <LinkedTrade plan={plan} tradeId={plan.trade_id} />;
  return <FreeTrades plan={plan} />;
}

function LinkedTrade({ plan, tradeId }: { plan: Plan; tradeId: string }) {
  const query = useQuery(tradeOf(tradeId));
  const queries = useQueryClient();
  const link = useLink();
  const unlink = useMutation({
    mutationFn: () => unlinkTrade(plan.id),
    onSuccess: async () => {
      await plansChanged(queries);
      say("Taken apart.", { undo: () => link.mutate({ planId: plan.id, tradeId }) });
    },
    onError: (error) => say(wordsOf(error), { isError: true }),
  });
  return (
    <Card
      title="The trade"
      actions={
        <Button kind="quiet" className="text-sm" isBusy={unlink.isPending} onClick={() => unlink.mutate()}>
          Take apart
        </Button>
      }
    >
      <Loading query={query} rows={1}>
        {(trade) => (
          <Link
            to="/trades/$tradeId"
            params={{ tradeId: trade.id }}
            search={{}}
            className="grid gap-1 rounded-md border border-line p-3 hover:border-muted"
          >
            <span className="flex items-baseline gap-3">
              <span className="font-mono font-medium">{trade.contract}</span>
              <span className="text-sm text-secondary">
                <span className="figures">{number(trade.max_size)}</span> at{" "}
                <PriceFigure of={trade} value={trade.entry_price} />
              </span>
              <span className="ml-auto">
                <TradeResult trade={trade} />
              </span>
            </span>
            <span className="text-sm text-muted">{moment(trade.entry_time)}</span>
          </Link>
        )}
      </Loading>
    </Card>
  );
}

function FreeTrades({ plan }: { plan: Plan }) {
  const [isOpen, open] = useState(false);
  return (
    <Card title="The trade">
      <p className="text-sm text-secondary">
        {plan.status === "pending"
          ? "No trade follows it yet. Execute it when you are filled, or name a trade that is in the record."
          : "No trade followed it."}
      </p>
      {isOpen ? (
        <TradeChoice plan={plan} />
      ) : (
        <Button className="justify-self-start" onClick={() => open(true)}>
          Link a trade
        </Button>
      )}
    </Card>
  );
}

function TradeChoice({ plan }: { plan: Plan }) {
  const query = useQuery(freeTrades(plan));
  const link = useLink();
  return (
    <Loading query={query} rows={2}>
      {(trades) =>
        trades.length === 0 ? (
          <p className="text-sm text-muted">
            Every {plan.direction} trade of {plan.instrument} has a plan, or there is none.
          </p>
        ) : (
          <ul className="grid gap-1" aria-label="Trades without a plan">
            {trades.map((trade) => (
              <li
                key={trade.id}
                className="flex items-center gap-3 border-t border-line/60 py-1.5 first:border-0"
              >
                <span className="min-w-0 flex-1 text-sm">
                  <span className="figures">{number(trade.max_size)}</span> at{" "}
                  <PriceFigure of={trade} value={trade.entry_price} />
                  <span className="block text-xs text-muted">{moment(trade.entry_time)}</span>
                </span>
                <span className="text-sm">
                  <TradeResult trade={trade} />
                </span>
                <Button
                  className="text-sm"
                  isBusy={link.isPending}
                  onClick={() => link.mutate({ planId: plan.id, tradeId: trade.id })}
                >
                  Link
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </Loading>
  );
}
