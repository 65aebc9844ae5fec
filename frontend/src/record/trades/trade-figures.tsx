// Figures of a trade as they stand in tables and headers: results in the unit of the look, prices in their notation.

import { Numeral, Result, RResult } from "@/ui/figures";
import { number } from "@/ui/format";
import { useLook } from "@/ui/look";
import { type Pricing, priceIn } from "./price-notation";
import type { Trade } from "./queries";

/** The result of a trade in money, R or percent; "Open" while it has none. */
export function TradeResult({ trade }: { trade: Trade }) {
  const unit = useLook((look) => look.unit);
  if (trade.status === "open") return <OpenMark />;
  if (unit === "r") return <RResult value={trade.r_multiple} />;
  if (unit === "percent") return <PercentResult value={trade.pnl_percentage} />;
  return <Result value={trade.pnl} currency={trade.currency} />;
}

/** A result in percent of what was put in: "+0.16%". */
export function PercentResult({ value }: { value: string | null }) {
  if (value === null) return <Numeral value={null} />;
  const amount = Number(value); // of the sign alone
  const [mark, colour] =
    amount > 0 ? ["\u25b2", "text-profit"] : amount < 0 ? ["\u25bc", "text-loss"] : ["", "text-secondary"];
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return (
    <span className={`figures whitespace-nowrap ${colour}`}>
      <span aria-hidden="true" className="mr-1 text-[0.7em]">
        {mark}
      </span>
      {number(value, { ...digits, signDisplay: "exceptZero" })}%
    </span>
  );
}

export function OpenMark() {
  return (
    <span className="inline-flex items-center gap-1.5 text-primary">
      <span aria-hidden="true" className="size-2 rounded-full border-2 border-current" />
      Open
    </span>
  );
}

/** A price as traders of the instrument write it. */
export function PriceFigure({ of, value }: { of: Pricing; value: string | null | undefined }) {
  if (value === null || value === undefined) return <Numeral value={null} />;
  return <span className="figures font-mono text-[0.93em] whitespace-nowrap">{priceIn(of, value)}</span>;
}

/** Which way, as a word with an arrow; it is no result and has no colour of one. */
export function DirectionMark({ direction }: { direction: Trade["direction"] }) {
  return (
    <span className="inline-flex items-center gap-1 text-secondary">
      <span aria-hidden="true">{direction === "long" ? "\u2197" : "\u2198"}</span>
      {direction === "long" ? "Long" : "Short"}
    </span>
  );
}
