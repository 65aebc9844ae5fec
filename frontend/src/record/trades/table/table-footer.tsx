// Sums under the table: of all trades of the filter, also of those that are not loaded; or of the selected ones.
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import type { components } from "@/api/generated/openapi";
import { accounts } from "@/record/filters/choices";
import { useFilter } from "@/record/filters/use-filter";
import { Button } from "@/ui/button";
import { Money, Result, RResult } from "@/ui/figures";
import { type Trade, totalsOf } from "../queries";
import { sumsOf } from "./sums";

interface FooterProps {
  selected: readonly Trade[];
  hasMore: boolean;
  isLoading: boolean;
  loadMore: () => void;
}

export function TableFooter({ selected, hasMore, isLoading, loadMore }: FooterProps) {
  return (
    <section
      aria-label="Sums"
      className="flex min-h-10 flex-wrap items-center gap-x-6 gap-y-1 bg-surface px-4 py-1.5 text-sm sm:px-6"
    >
      {selected.length > 0 ? <SumsOfSelected trades={selected} /> : <SumsOfFilter />}
      {hasMore && (
        <Button kind="quiet" className="ml-auto text-sm" isBusy={isLoading} onClick={loadMore}>
          Load more
        </Button>
      )}
    </section>
  );
}

function SumsOfFilter() {
  const { search } = useFilter();
  const { data: totals, isError } = useQuery(totalsOf(search));
  if (isError) return <span className="text-muted">The sums could not be read.</span>;
  if (!totals) return <span className="text-muted">Adding up</span>;
  return (
    <>
      <span className="figures font-medium">{countWords(totals.trades)}</span>
      {totals.open > 0 && <Sum name="Open">{totals.open}</Sum>}
      {totals.win_rate !== null && (
        <Sum name="Won, lost">
          {totals.wins} / {totals.losses} ({Math.round(totals.win_rate * 100)}%)
        </Sum>
      )}
      {totals.net.map(({ currency, net }) => (
        <Sum key={currency} name="Net">
          <Result value={net} currency={currency} />
        </Sum>
      ))}
      {totals.r !== null && (
        <Sum name={totals.r_trades === totals.closed ? "R" : `R of ${totals.r_trades}`}>
          <RResult value={totals.r} />
        </Sum>
      )}
      <LeftOut totals={totals} />
    </>
  );
}

const LEFT_OUT = { open: "open", training: "in training", paper: "on paper" } as const;

function LeftOut({ totals }: { totals: components["schemas"]["TotalsOut"] }) {
  const withoutRate = totals.net.reduce((sum, { no_rate }) => sum + no_rate, 0);
  const parts = totals.left_out.filter(({ n }) => n > 0).map(({ n, reason }) => `${n} ${LEFT_OUT[reason]}`);
  return (
    <>
      {parts.length > 0 && (
        <span className="text-muted">Left out, as in the reports: {parts.join(", ")}</span>
      )}
      {withoutRate > 0 && <span className="text-muted">{withoutRate} without a rate, not in the sum</span>}
    </>
  );
}

function SumsOfSelected({ trades }: { trades: readonly Trade[] }) {
  const { data: known } = useQuery(accounts());
  const paper = useMemo(
    () => new Set(known?.filter(({ kind }) => kind === "paper").map(({ id }) => id)),
    [known],
  );
  const sums = sumsOf(trades, paper);
  return (
    <>
      <span className="figures font-medium">{countWords(trades.length)} selected</span>
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
    </>
  );
}

function countWords(count: number): string {
  return count === 1 ? "1 trade" : `${count} trades`;
}

function Sum({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="figures inline-flex items-baseline gap-1.5 whitespace-nowrap">
      <span className="text-muted">{name}</span>
      {children}
    </span>
  );
}
