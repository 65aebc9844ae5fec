// The trades of a day, those that were entered on it and those that were closed on it, and what happened to them.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DirectionMark, TradeResult } from "@/record/trades/trade-figures";
import { RResult } from "@/ui/figures";
import { clock, day as dayInWords, number } from "@/ui/format";
import { useLook } from "@/ui/look";
import { Card, Loading } from "@/ui/page";
import { DayEvents } from "./day-events";
import { type DayTrade, tradingOf } from "./queries";

export function DayTrades({ day }: { day: string }) {
  const query = useQuery(tradingOf(day));
  if (query.data?.trades.length === 0)
    return <p className="text-sm text-muted">No trade was entered or closed on this day.</p>;
  return (
    <>
      <Card title="Trades" actions={query.data && <InTheTable day={day} trades={query.data.trades} />}>
        <Loading query={query} rows={2}>
          {({ trades }) => (
            <ul className="-my-2">
              {trades.map((trade) => (
                <TradeLine key={trade.id} trade={trade} day={day} />
              ))}
            </ul>
          )}
        </Loading>
      </Card>
      {query.data && <DayEvents {...query.data} />}
    </>
  );
}

/** Each link opens as many as it says. */
function InTheTable({ day, trades }: { day: string; trades: readonly DayTrade[] }) {
  const entered = trades.filter((trade) => trade.entry_day === day).length;
  const closed = trades.filter((trade) => trade.exit_day === day).length;
  const days = { day_from: day, day_to: day };
  const look = "text-sm text-primary hover:underline pointer-coarse:py-3";
  return (
    <>
      {entered > 0 && (
        <Link to="/trades" search={days} className={look}>
          {number(entered)} entered
        </Link>
      )}
      {closed > 0 && (
        <Link to="/trades" search={{ ...days, day_of: "exit", sort: "-exit_time" }} className={look}>
          {number(closed)} closed
        </Link>
      )}
    </>
  );
}

function TradeLine({ trade, day }: { trade: DayTrade; day: string }) {
  const unit = useLook((look) => look.unit);
  const isOfDay = trade.entry_day === day;
  const words = [isOfDay ? null : `since ${dayInWords(trade.entry_day)}`, trade.setup, trade.emotional_state];
  return (
    <li className="border-t border-line first:border-0">
      <Link
        to="/trades/$tradeId"
        params={{ tradeId: trade.id }}
        search={{ day_from: day, day_to: day, day_of: isOfDay ? undefined : "exit" }}
        className="figures flex min-h-9 flex-wrap items-center gap-x-4 hover:underline pointer-coarse:min-h-11"
      >
        <span className="text-sm text-muted">
          {clock(isOfDay ? trade.entry_time : (trade.exit_time ?? trade.entry_time))}
        </span>
        <span className="font-medium">{trade.contract}</span>
        <DirectionMark direction={trade.direction} />
        <span className="flex-1 truncate text-sm text-secondary max-sm:invisible">
          {words.filter(Boolean).join(", ")}
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
  );
}
