// What the selected trades came to: figures with why, curve, histogram, calendar, groups, another selection, futures.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { connection } from "@/live/connection";
import { DemoYearCard } from "@/operations/demo/demo-year";
import { accounts, strategies } from "@/record/filters/choices";
import { FilterBar } from "@/record/filters/filter-bar";
import { hasFilter, SHARED } from "@/record/filters/trade-filter";
import { useFilter } from "@/record/filters/use-filter";
import { tradesChanged } from "@/record/trades/queries";
import { openLayer } from "@/shell/layer";
import { Button } from "@/ui/button";
import { clock, number } from "@/ui/format";
import { EmptyState, Loading, Page } from "@/ui/page";
import { AskBox } from "./ask-box";
import { tradesCounted } from "./behind/trades-behind";
import { ReportCurrency } from "./behind/use-shown";
import { CalendarCard } from "./calendar-card";
import { ComparisonCard } from "./comparison/comparison-card";
import { CrossTableCard } from "./cross-table/cross-table-card";
import { EquityCard } from "./curve/equity-card";
import { Downloads } from "./downloads";
import { ExcludedPart } from "./excluded/excluded-part";
import { Headline, UnitSwitch } from "./figures/headline";
import { byOf } from "./groups/group-choices";
import { GroupsCard } from "./groups/groups-card";
import { HistogramCard } from "./histogram/histogram-card";
import { type Performance, performanceOf } from "./queries";
import { type NamesOfIds, selectionOf } from "./selection";
import { FallsCard } from "./sequence/falls-card";
import { RollingCard } from "./sequence/rolling-card";
import { RunsCard } from "./sequence/runs-card";
import { SimulationCard } from "./simulation/simulation-card";

const MEANINGFUL = 20; // closed trades; below, most figures may be chance

export function PerformanceScreen() {
  const { search, clear } = useFilter(SHARED);
  const selection = useMemo(() => selectionOf(search), [search]);
  const report = useQuery(performanceOf(selection));
  useNewsOfTrades();
  return (
    <Page title="Performance" actions={<UnitSwitch />}>
      <DemoYearCard />
      <FilterBar names={SHARED}>
        <Downloads selection={selection} />
      </FilterBar>
      <Loading query={report} rows={8}>
        {(content) => {
          const isEmpty = content.trades === 0 && content.realised.results === 0;
          if (isEmpty) return hasFilter(search, SHARED) ? <NoneFits clear={clear} /> : <NoTradesYet />;
          return (
            <div
              className={`grid grid-cols-1 gap-5 ${report.isPlaceholderData ? "opacity-60" : ""}`}
              aria-busy={report.isPlaceholderData}
            >
              <Report report={content} isOld={report.isPlaceholderData} />
            </div>
          );
        }}
      </Loading>
    </Page>
  );
}

function Report({ report, isOld }: { report: Performance; isOld: boolean }) {
  const { search, change } = useFilter(SHARED);
  const selection = useMemo(() => selectionOf(search), [search]);
  const names = useNames();
  const basis = search.basis === "fills" ? "fills" : "trades";
  return (
    <ReportCurrency value={report.currency}>
      <Headline
        report={report}
        basis={basis}
        changeBasis={(next) => change({ basis: next === "trades" ? undefined : next })}
      />
      {report.trades < MEANINGFUL && (
        <p className="rounded-md border border-dashed border-line p-3 text-sm text-secondary">
          {number(MEANINGFUL - report.trades)} more closed trades until these figures begin to mean something.
          Until then they may be chance.
        </p>
      )}
      <ExcludedPart report={report} />
      <AskBox />
      <EquityCard selection={selection} />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <FallsCard selection={selection} />
        <RunsCard selection={selection} />
      </div>
      <RollingCard
        selection={selection}
        window={search.window}
        changeWindow={(window) => change({ window })}
      />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <HistogramCard selection={selection} />
        <CalendarCard selection={selection} month={search.month} changeMonth={(month) => change({ month })} />
      </div>
      <GroupsCard
        selection={selection}
        by={byOf(search.by)}
        changeBy={(by) => change({ by })}
        start={report.starting_equity}
      />
      <CrossTableCard
        selection={selection}
        rows={byOf(search.rows ?? "setup")}
        columns={byOf(search.columns ?? "hour")}
        change={change}
      />
      <ComparisonCard names={names} />
      <SimulationCard selection={selection} />
      <p className="text-xs text-muted" role="status">
        {isOld ? "Updating" : `As of ${clock(report.as_of)}, in ${report.currency}.`}{" "}
        <Link
          to="/trades"
          search={tradesCounted({ search, currency: report.currency })}
          className="inline-flex items-center underline pointer-coarse:min-h-11"
        >
          These trades in the table
        </Link>
      </p>
    </ReportCurrency>
  );
}

function useNames(): NamesOfIds {
  const { data: known } = useQuery(accounts());
  const { data: playbooks } = useQuery(strategies());
  return useMemo(
    () => ({
      account: (id) => known?.find((account) => account.id === id)?.name,
      strategy: (id) => playbooks?.find((strategy) => strategy.id === id)?.name,
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
    <EmptyState
      title="No closed trade fits this filter."
      action={<Button onClick={clear}>Clear the filter</Button>}
    >
      <p>Take a part of it away, or choose other days.</p>
    </EmptyState>
  );
}

function NoTradesYet() {
  return (
    <EmptyState
      title={`${MEANINGFUL} closed trades until this means something.`}
      action={
        <Button kind="primary" shortcut="t" onClick={() => openLayer("log")}>
          Log a trade
        </Button>
      }
    >
      <p>
        Then this page tells what they came to: the equity curve and its falls, what you make by setup, hour
        and weekday, each with how sure it is. Give every trade a stop, so that it has an R.
      </p>
    </EmptyState>
  );
}
