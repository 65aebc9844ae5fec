// All trades: a dense table by keyboard, with the filter that every page of trades has.
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { connection } from "@/live/connection";
import { DemoYearCard } from "@/operations/demo/demo-year";
import { accounts, strategies } from "@/record/filters/choices";
import { FilterBar } from "@/record/filters/filter-bar";
import { hasFilter } from "@/record/filters/trade-filter";
import { useFilter } from "@/record/filters/use-filter";
import { useOffered } from "@/shell/commands";
import { useKeys } from "@/shell/keys";
import { openLayer } from "@/shell/layer";
import { Button } from "@/ui/button";
import { NOTHING } from "@/ui/format";
import { FullPage } from "@/ui/full-page";
import { Icon } from "@/ui/icons";
import { NARROW, useMatches } from "@/ui/media";
import { EmptyState, ErrorNote, Skeleton } from "@/ui/page";
import { sortsOf, type Trade, tradeList, tradesChanged } from "./queries";
import { BulkBar } from "./table/bulk-bar";
import { ColumnChoice } from "./table/column-choice";
import type { Names } from "./table/columns";
import { ListActions } from "./table/list-actions";
import { Peek } from "./table/peek";
import { SavedViews } from "./table/saved-views";
import { useCursor, useSelection } from "./table/table-cursor";
import { TableFooter } from "./table/table-footer";
import { TradeTable } from "./table/trade-table";

const openLog = () => openLayer("log");

export function TradesScreen() {
  const { search, clear } = useFilter();
  useNewsOfTrades();
  const query = useInfiniteQuery(tradeList(search));
  const isNarrow = useMatches(NARROW);
  const trades = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  useOffered([
    { id: "trades.log", words: "Log a trade", key: "t", also: "new quick", group: "Trades", run: openLog },
  ]);
  useKeys({ n: openLog });
  return (
    <FullPage
      title="Trades"
      actions={
        <Button kind="primary" shortcut="t" onClick={openLog}>
          <Icon name="plus" />
          Log a trade
        </Button>
      }
    >
      <div className="px-4 empty:hidden sm:px-6">
        <DemoYearCard />
      </div>
      <div className="px-4 sm:px-6">
        <FilterBar>
          <SavedViews />
          {!isNarrow && <ColumnChoice />}
          <ListActions />
        </FilterBar>
      </div>
      {query.error && (
        <div className="px-4 sm:px-6">
          <ErrorNote error={query.error} retry={() => void query.refetch()} />
        </div>
      )}
      {trades === undefined && !query.error && (
        <div className="px-4 sm:px-6">
          <Skeleton rows={12} />
        </div>
      )}
      {trades?.length === 0 && !query.hasNextPage && (
        <div className="px-4 sm:px-6">{hasFilter(search) ? <NoneFits clear={clear} /> : <NoTradesYet />}</div>
      )}
      {trades && (trades.length > 0 || query.hasNextPage) && (
        <LoadedTrades
          trades={trades}
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          isOld={query.isPlaceholderData}
          loadMore={() => void query.fetchNextPage()}
        />
      )}
    </FullPage>
  );
}

function LoadedTrades({
  trades,
  hasMore,
  isLoading,
  loadMore,
}: {
  trades: readonly Trade[];
  hasMore: boolean;
  isLoading: boolean;
  isOld: boolean;
  loadMore: () => void;
}) {
  const { search, change } = useFilter();
  const navigate = useNavigate();
  const grid = useRef<HTMLDivElement>(null);
  const cursor = useCursor(trades);
  const selection = useSelection(trades);
  const [isPeeking, peek] = useState(false);
  const step = (steps: number) => {
    if (document.activeElement === grid.current) cursor.move(steps);
    grid.current?.focus();
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  useOffered([
    {
      id: "trades.peek",
      words: "Peek at the trade",
      key: "Space",
      group: "Trades",
      run: () => peek(!isPeeking),
    },
    {
      id: "trades.select",
      words: "Select the trade",
      key: "x",
      group: "Trades",
      run: () => cursor.trade && selection.toggle(cursor.trade),
    },
  ]);
  const open = (trade: Trade) =>
    void navigate({ to: "/trades/$tradeId", params: { tradeId: trade.id }, search });
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {selection.trades.length > 0 && <BulkBar selection={selection} />}
      <div className="flex min-h-0 flex-1">
        <TradeTable
          trades={trades}
          names={useNames()}
          sorts={sortsOf(search)}
          changeSorts={(sorts) => change({ sort: sorts.join(",") })}
          cursor={cursor}
          selection={selection}
          open={open}
          peek={() => peek(!isPeeking)}
          loadMore={hasMore && !isLoading ? loadMore : null}
          grid={grid}
        />
        {isPeeking && cursor.trade && <Peek trade={cursor.trade} close={() => peek(false)} />}
      </div>
      <TableFooter selected={selection.trades} hasMore={hasMore} isLoading={isLoading} loadMore={loadMore} />
    </div>
  );
}

function useNames(): Names {
  const { data: known } = useQuery(accounts());
  const { data: playbooks } = useQuery(strategies());
  return useMemo(
    () => ({
      account: (id) => known?.find((account) => account.id === id)?.name ?? NOTHING,
      strategy: (id) => playbooks?.find((strategy) => strategy.id === id)?.name ?? NOTHING,
    }),
    [known, playbooks],
  );
}

/** Another window, the coach or an import has changed the record. */
function useNewsOfTrades(): void {
  const queries = useQueryClient();
  useEffect(() => connection.on("performance_updated", () => void tradesChanged(queries)), [queries]);
}

function NoneFits({ clear }: { clear: () => void }) {
  return (
    <EmptyState title="No trade fits this filter." action={<Button onClick={clear}>Clear the filter</Button>}>
      <p>Take a part of it away, or choose other days.</p>
    </EmptyState>
  );
}

function NoTradesYet() {
  return (
    <EmptyState
      title="Your first trade is one line."
      action={
        <Button kind="primary" shortcut="t" onClick={openLog}>
          Log a trade
        </Button>
      }
    >
      <p>
        Press <kbd className="rounded border border-line px-1 font-mono text-xs">t</kbd> anywhere and type it
        as you would say it:
      </p>
      <p className="rounded bg-surface px-3 py-2 font-mono text-sm text-text">
        long ES 4500.25 stop 4490 target 4520 x2
      </p>
    </EmptyState>
  );
}
