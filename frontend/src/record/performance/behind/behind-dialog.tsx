// The trades behind a bar, a day or a group, over the report that they are of.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Trade } from "@/record/trades/queries";
import { sumsOf } from "@/record/trades/table/sums";
import { DirectionMark, TradeResult } from "@/record/trades/trade-figures";
import { Dialog } from "@/ui/dialog";
import { Result, RResult } from "@/ui/figures";
import { moment, number } from "@/ui/format";
import { Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import type { Slice } from "../selection";
import { type Behind, sliceBehind, titleOf } from "./behind";
import { tradesBehind } from "./trades-behind";

export function BehindDialog({
  behind,
  slice,
  label,
  close,
}: {
  behind: Behind;
  slice: Slice;
  /** The name of the group where its key is only an id. */
  label: string | undefined;
  close: () => void;
}) {
  const query = useQuery(tradesBehind(behind, sliceBehind(behind, slice, label ?? "")));
  return (
    <Dialog title={titleOf(behind, label)} isOpen close={close} wide>
      <Loading query={query} rows={6}>
        {({ trades, more }) => (
          <>
            <Sums trades={trades} />
            {trades.length > 0 && <TradeRows trades={trades} />}
            {more > 0 && (
              <p className="text-sm text-caution">
                {number(more)} earlier trades were not looked through. Choose fewer days to see them.
              </p>
            )}
            {behind.kind === "day" && (
              <Link
                to="/journal"
                search={{ day: behind.day }}
                className="justify-self-start text-sm text-primary underline"
              >
                The journal of this day
              </Link>
            )}
          </>
        )}
      </Loading>
    </Dialog>
  );
}

function Sums({ trades }: { trades: readonly Trade[] }) {
  const sums = sumsOf(trades);
  return (
    <p className="figures flex flex-wrap gap-x-5 text-secondary">
      <span>
        {number(trades.length)} {trades.length === 1 ? "closed trade" : "closed trades"}
      </span>
      <span>
        {number(sums.wins)} won, {number(sums.losses)} lost
      </span>
      {sums.net.map(([currency, amount]) => (
        <Result key={currency} value={amount} currency={currency} />
      ))}
      {sums.r !== null && <RResult value={sums.r} />}
    </p>
  );
}

function TradeRows({ trades }: { trades: readonly Trade[] }) {
  return (
    <Sideways label="Trades behind this figure" className="max-h-[60dvh] overflow-auto">
      <table className="figures w-full text-right text-sm">
        <thead className="sticky top-0 bg-surface text-xs text-muted">
          <tr>
            <th scope="col" className="text-left font-normal">
              Trade
            </th>
            <th scope="col" className="text-left font-normal">
              Closed
            </th>
            <th scope="col" className="hidden text-left font-normal sm:table-cell">
              Setup
            </th>
            <th scope="col" className="font-normal">
              R
            </th>
            <th scope="col" className="font-normal">
              Result
            </th>
          </tr>
        </thead>
        <tbody>
          {trades.map((trade) => (
            <tr key={trade.id} className="h-9 border-t border-line">
              <td className="text-left">
                <Link
                  to="/trades/$tradeId"
                  params={{ tradeId: trade.id }}
                  className="inline-flex min-h-9 items-center gap-2 font-medium whitespace-nowrap hover:underline pointer-coarse:min-h-11"
                >
                  {trade.contract}
                  <span className="max-sm:sr-only">
                    <DirectionMark direction={trade.direction} />
                  </span>
                </Link>
              </td>
              <td className="text-left whitespace-nowrap text-secondary max-sm:text-xs">
                {trade.exit_time && moment(trade.exit_time)}
              </td>
              <td className="hidden text-left text-secondary sm:table-cell">{trade.setup}</td>
              <td>
                <RResult value={trade.r_multiple} />
              </td>
              <td className="pl-4">
                <TradeResult trade={trade} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
