// The head of a trade's page: what it was, and its figures with the reason beside one that is missing.
import type { ReactNode } from "react";
import { Money, Numeral, Result, RResult } from "@/ui/figures";
import { duration, moment, named } from "@/ui/format";
import { useLook } from "@/ui/look";
import type { Trade } from "../queries";
import { OpenMark, PercentResult, PriceFigure, TradeResult } from "../trade-figures";

export function TradeFigures({ trade }: { trade: Trade }) {
  const unit = useLook((look) => look.unit);
  const isOpen = trade.status === "open";
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-md border border-line bg-surface p-4 sm:flex sm:flex-wrap sm:justify-between">
      <Figure name="Result" reason={trade.pnl_reason} isMain>
        {isOpen ? <OpenMark /> : <TradeResult trade={trade} />}
      </Figure>
      {isOpen && Number(trade.realised_pnl) !== 0 && (
        <Figure name="So far">
          <Result value={trade.realised_pnl} currency={trade.currency} />
        </Figure>
      )}
      {unit === "r" ? (
        <Figure name="Money">
          <Result value={trade.pnl} currency={trade.currency} />
        </Figure>
      ) : (
        <Figure name="R" reason={trade.r_reason}>
          <RResult value={trade.r_multiple} />
        </Figure>
      )}
      <Figure name="Risk" reason={trade.risk_reason}>
        <Money value={trade.risk_amount} currency={trade.currency} />
      </Figure>
      <Figure name="Size">
        <Numeral value={trade.position_size} />
        {isOpen && trade.open_size !== trade.position_size && (
          <span className="text-sm text-muted"> ({trade.open_size} held)</span>
        )}
      </Figure>
      <Figure name="Entry to exit">
        <PriceFigure of={trade} value={trade.entry_price} />
        {trade.exit_price !== null && (
          <>
            <span className="text-muted"> {"\u2192"} </span>
            <PriceFigure of={trade} value={trade.exit_price} />
          </>
        )}
      </Figure>
      <Figure name="Fees">
        <Money value={trade.fees} currency={trade.currency} />
        {Object.entries(trade.other_fees).map(([currency, amount]) => (
          <span key={currency}>
            {" + "}
            <Money value={amount} currency={currency} />
          </span>
        ))}
      </Figure>
      <Figure name="Held">{trade.hold_seconds === null ? "Still held" : duration(trade.hold_seconds)}</Figure>
    </dl>
  );
}

/** What is seldom looked at. */
export function MoreFigures({ trade }: { trade: Trade }) {
  const { currency } = trade;
  return (
    <details className="text-sm">
      <summary className="w-fit rounded py-1 text-secondary pointer-coarse:py-3">All figures</summary>
      <dl className="mt-3 grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Figure name="Before costs">
          <Result value={trade.pnl_gross} currency={currency} />
        </Figure>
        <Figure name="Of what was put in">
          <PercentResult value={trade.pnl_percentage} />
        </Figure>
        <Figure name="In the account" reason={trade.pnl_account_reason}>
          <Result value={trade.pnl_account} currency={trade.account_currency} />
        </Figure>
        <Figure name="R on the last stop" reason={trade.managed_r_reason}>
          <RResult value={trade.managed_r} />
        </Figure>
        <Figure name="Slippage of the entry">
          <Numeral value={trade.entry_slippage} />
        </Figure>
        <Figure name="Slippage in money">
          <Money value={trade.slippage_amount} currency={currency} />
        </Figure>
        <Figure name="Worst of the way" reason={trade.excursion_reason}>
          <RResult value={trade.mae} />
        </Figure>
        <Figure name="Best of the way" reason={trade.excursion_reason}>
          <RResult value={trade.mfe} />
        </Figure>
        <Figure name="Dividends">
          <Money value={trade.dividends} currency={currency} />
        </Figure>
        <Figure name="Financing">
          <Money value={trade.financing} currency={currency} />
        </Figure>
        <Figure name="Most held at a time">
          <Numeral value={trade.max_size} />
        </Figure>
        <Figure name="Session day">{trade.entry_day}</Figure>
      </dl>
    </details>
  );
}

function Figure({
  name,
  reason,
  isMain = false,
  children,
}: {
  name: string;
  reason?: string | null;
  isMain?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className={`figures ${isMain ? "text-lg font-semibold" : "font-medium"}`}>
        {children}
        {reason && <span className="block text-xs font-normal text-muted">{named(reason)}</span>}
      </dd>
    </div>
  );
}

/** When and where, in one line under the name. */
export function TradeLine({ trade, account }: { trade: Trade; account: string | undefined }) {
  const parts = [
    trade.exit_time ? `${moment(trade.entry_time)} to ${moment(trade.exit_time)}` : moment(trade.entry_time),
    account ?? null,
    trade.trade_type === "training" ? "Training" : null,
    trade.exchange,
    trade.source === "manual" ? null : `From ${named(trade.source).toLowerCase()}`,
  ].filter(Boolean);
  return <p className="figures text-sm text-secondary">{parts.join(" \u00b7 ")}</p>;
}
