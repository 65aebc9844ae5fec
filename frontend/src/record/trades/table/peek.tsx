// A look at a trade beside the table, without leaving it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useFilter } from "@/record/filters/use-filter";
import { Button } from "@/ui/button";
import { Money, Numeral, RResult } from "@/ui/figures";
import { duration, moment, named } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { eventsOf, type Trade } from "../queries";
import { PriceLadder } from "../trade/price-ladder";
import { DirectionMark, PriceFigure, TradeResult } from "../trade-figures";

export function Peek({ trade, close }: { trade: Trade; close: () => void }) {
  const { search } = useFilter();
  const { data: events } = useQuery(eventsOf(trade.id));
  return (
    <aside
      aria-label={`${trade.direction} ${trade.contract}`}
      className="hidden w-90 shrink-0 flex-col gap-4 overflow-y-auto border-y border-l border-line bg-surface p-4 md:flex"
    >
      <div className="flex items-center gap-2">
        <h2 className="text-lg font-semibold">{trade.contract}</h2>
        <span className="flex-1 text-sm">
          <DirectionMark direction={trade.direction} />
        </span>
        <Link
          to="/trades/$tradeId"
          params={{ tradeId: trade.id }}
          search={search}
          className="text-sm text-primary hover:underline"
        >
          Open
        </Link>
        <Button kind="quiet" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </Button>
      </div>
      <div className="flex items-baseline gap-4 text-xl font-semibold">
        <TradeResult trade={trade} />
        {trade.r_multiple !== null && (
          <span className="text-base font-normal">
            <RResult value={trade.r_multiple} />
          </span>
        )}
      </div>
      <PriceLadder trade={trade} events={events ?? []} isSmall />
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
        <Row name="Entered">{moment(trade.entry_time)}</Row>
        {trade.exit_time && <Row name="Exited">{moment(trade.exit_time)}</Row>}
        {trade.hold_seconds !== null && <Row name="Held">{duration(trade.hold_seconds)}</Row>}
        <Row name="Size">
          <Numeral value={trade.position_size} />
        </Row>
        <Row name="Entry">
          <PriceFigure of={trade} value={trade.entry_price} />
        </Row>
        <Row name="Exit">
          <PriceFigure of={trade} value={trade.exit_price} />
        </Row>
        <Row name="Risk">
          <Money value={trade.risk_amount} currency={trade.currency} />
        </Row>
        <Row name="Fees">
          <Money value={trade.fees} currency={trade.currency} />
        </Row>
        <Row name="Plan">{named(trade.plan_match)}</Row>
        {trade.setup && <Row name="Setup">{trade.setup}</Row>}
        {trade.emotional_state && <Row name="Feeling">{trade.emotional_state}</Row>}
      </dl>
      {trade.notes && (
        <p className="border-t border-line pt-3 text-sm whitespace-pre-wrap text-secondary">{trade.notes}</p>
      )}
    </aside>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="figures text-right">{children}</dd>
    </>
  );
}
