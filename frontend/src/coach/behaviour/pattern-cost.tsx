// What a pattern cost in R: claimed only where its interval leaves out zero.
import { RResult } from "@/ui/figures";
import { inR, number } from "@/ui/format";
import { IntervalMark, scaleOf } from "@/ui/interval-plot";
import type { Pattern } from "./queries";

type Cost = Pattern["cost"];

export const COMPARED: Record<Cost["against"], string> = {
  others: "your other trades",
  other_winners: "your other winners",
  other_losers: "your other losers",
  old_stop: "the stop that you moved",
  without_adds: "the same trades without the adds",
};

export function PatternCost({ cost }: { cost: Cost }) {
  const { r, interval } = cost;
  if (r === null || interval === null) {
    return (
      <>
        <p className="text-lg text-muted">Not known yet</p>
        <p className="text-xs text-muted">
          {number(cost.flagged)} {cost.flagged === 1 ? "trade shows" : "trades show"} it; too few to compare
          with {COMPARED[cost.against]}.
        </p>
      </>
    );
  }
  const low = Number(interval.low);
  const high = Number(interval.high);
  const row = { words: "Cost", value: r, low, high, n: cost.flagged };
  return (
    <>
      {cost.is_measurable ? (
        <p className="text-2xl font-semibold">
          <RResult value={r} />
        </p>
      ) : (
        <p className="text-lg text-muted">No measurable cost so far</p>
      )}
      <IntervalMark row={row} scale={scaleOf([row])} />
      <p className="figures text-sm text-secondary">
        {inR(low)} to {inR(high)} at {number(interval.confidence, { style: "percent" })}
        {!cost.is_measurable && ", which holds zero"}
      </p>
      <p className="figures text-xs text-muted">
        {number(cost.flagged)} trades
        {cost.mean_flagged !== null && ` at ${inR(cost.mean_flagged)} on average`}, against{" "}
        {COMPARED[cost.against]}
        {cost.mean_others !== null && ` at ${inR(cost.mean_others)}`}.
      </p>
    </>
  );
}
