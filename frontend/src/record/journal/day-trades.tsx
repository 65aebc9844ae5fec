// The trades that were entered on a day, each a line.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DirectionMark, TradeResult } from "@/record/trades/trade-figures";
import { RResult } from "@/ui/figures";
import { clock } from "@/ui/format";
import { useLook } from "@/ui/look";
import { Card, Loading } from "@/ui/page";
import { tradesEntered } from "./queries";

export function DayTrades({ day }: { day: string }) {
  const query = useQuery(tradesEntered(day));
  const unit = useLook((look) => look.unit);
  if (query.data?.length === 0)
    return <p className="text-sm text-muted">No trade was entered on this day.</p>;
  return (
    <Card
      title="Trades"
      actions={
        <Link
          to="/trades"
          search={{ day_from: day, day_to: day }}
          className="text-sm text-primary hover:underline pointer-coarse:py-3"
        >
          In the table
        </Link>
      }
    >
      <Loading query={query} rows={2}>
        {(trades) => (
          <ul className="-my-2">
            {trades.map((trade) => (
              <li key={trade.id} className="border-t border-line first:border-0">
                <Link
                  to="/trades/$tradeId"
                  params={{ tradeId: trade.id }}
                  search={{ day_from: day, day_to: day }}
                  className="figures flex min-h-9 flex-wrap items-center gap-x-4 hover:underline pointer-coarse:min-h-11"
                >
                  <span className="text-sm text-muted">{clock(trade.entry_time)}</span>
                  <span className="font-medium">{trade.contract}</span>
                  <DirectionMark direction={trade.direction} />
                  <span className="flex-1 truncate text-sm text-secondary max-sm:invisible">
                    {[trade.setup, trade.emotional_state].filter(Boolean).join(", ")}
                  </span>
                  {unit !== "r" && (
                    <span className="max-sm:hidden">
                      <RResult value={trade.r_multiple} />
                    </span>
                  )}
                  <span className="min-w-28 text-right">
                    <TradeResult trade={trade} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loading>
    </Card>
  );
}
