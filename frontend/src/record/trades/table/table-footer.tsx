// Sums under the table: of the trades that are loaded, and it says so where there are more.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { accounts } from "@/record/filters/choices";
import { Button } from "@/ui/button";
import { Money, Result, RResult } from "@/ui/figures";
import type { Trade } from "../queries";
import { sumsOf } from "./sums";

export function TableFooter({
  trades,
  selected,
  hasMore,
  isLoading,
  loadMore,
}: {
  trades: readonly Trade[];
  selected: readonly Trade[];
  hasMore: boolean;
  isLoading: boolean;
  loadMore: () => void;
}) {
  const isOfSelected = selected.length > 0;
  const { data: known } = useQuery(accounts());
  const paper = useMemo(
    () => new Set(known?.filter(({ kind }) => kind === "paper").map(({ id }) => id)),
    [known],
  );
  const counted = isOfSelected ? selected : trades;
  const sums = sumsOf(counted, paper);
  return (
    <section
      aria-label="Sums"
      className="flex min-h-10 flex-wrap items-center gap-x-6 gap-y-1 bg-surface px-4 py-1.5 text-sm sm:px-6"
    >
      <span className="figures font-medium">{countWords(counted.length, { isOfSelected, hasMore })}</span>
      {sums.isPractice && <span className="text-caution">Practice, no money</span>}
      {sums.open > 0 && <Sum name="Open">{sums.open}</Sum>}
      {sums.wins + sums.losses > 0 && (
        <Sum name="Won, lost">
          {sums.wins} / {sums.losses}
        </Sum>
      )}
      {sums.net.map(([currency, amount]) => (
        <Sum key={currency} name="Net">
          <Result value={amount} currency={currency} />
        </Sum>
      ))}
      {sums.r !== null && (
        <Sum name={sums.withR === sums.trades - sums.open ? "R" : `R of ${sums.withR}`}>
          <RResult value={sums.r} />
        </Sum>
      )}
      <span className="hidden gap-x-6 sm:flex">
        {sums.fees.map(([currency, amount]) => (
          <Sum key={currency} name="Fees">
            <Money value={amount} currency={currency} />
          </Sum>
        ))}
      </span>
      {sums.practice > 0 && (
        <span className="text-muted">
          {sums.practice === 1 ? "1 practice trade" : `${sums.practice} practice trades`} not in the sums
        </span>
      )}
      {sums.leftOut > 0 && <span className="text-muted">{sums.leftOut} without a rate, not in the sum</span>}
      {hasMore && (
        <Button kind="quiet" className="ml-auto text-sm" isBusy={isLoading} onClick={loadMore}>
          Load more
        </Button>
      )}
    </section>
  );
}

function countWords(
  count: number,
  { isOfSelected, hasMore }: { isOfSelected: boolean; hasMore: boolean },
): string {
  const trades = count === 1 ? "1 trade" : `${count} trades`;
  if (isOfSelected) return `${trades} selected`;
  return hasMore ? `${trades} loaded, there are more` : trades;
}

function Sum({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="figures inline-flex items-baseline gap-1.5 whitespace-nowrap">
      <span className="text-muted">{name}</span>
      {children}
    </span>
  );
}
