// What is held.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Trade } from "@/record/trades/queries";
import { DirectionMark, PriceFigure } from "@/record/trades/trade-figures";
import { ago, moment, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { PartLink } from "./part-link";
import { openTrades } from "./queries";

export function TradesPart() {
  const query = useQuery(openTrades());
  return (
    <Card
      title="Open trades"
      actions={
        <PartLink to="/trades" search={{ status: "open" }}>
          All that is open
        </PartLink>
      }
    >
      <Loading query={query} rows={2}>
        {({ items, next_cursor }) =>
          items.length === 0 ? (
            <p className="text-sm text-muted">Nothing is open.</p>
          ) : (
            <>
              <ul className="grid">
                {items.map((trade) => (
                  <li key={trade.id} className="border-t border-line/60 first:border-0">
                    <TradeRow trade={trade} />
                  </li>
                ))}
              </ul>
              {next_cursor && <p className="text-sm text-muted">There are more.</p>}
            </>
          )
        }
      </Loading>
    </Card>
  );
}

function TradeRow({ trade }: { trade: Trade }) {
  return (
    <Link
      to="/trades/$tradeId"
      params={{ tradeId: trade.id }}
      search={{}}
      className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 rounded-md py-1.5 hover:bg-raised pointer-coarse:min-h-11"
    >
      <span className="font-mono text-sm font-medium">{trade.contract}</span>
      <DirectionMark direction={trade.direction} />
      <span className="flex-1 text-sm">
        <span className="figures">{number(trade.open_size)}</span> at{" "}
        <PriceFigure of={trade} value={trade.entry_price} />
      </span>
      {trade.stop_price === null ? (
        <span className="text-sm text-caution">No stop</span>
      ) : (
        <span className="text-sm text-secondary">
          stop <PriceFigure of={trade} value={trade.stop_price} />
        </span>
      )}
      <span className="text-sm text-muted" title={moment(trade.entry_time)}>
        {ago(trade.entry_time)}
      </span>
    </Link>
  );
}
