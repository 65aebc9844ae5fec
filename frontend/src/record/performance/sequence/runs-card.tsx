// Wins and losses in a row, the longest first.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Result, RResult } from "@/ui/figures";
import { day, number } from "@/ui/format";
import { useLook } from "@/ui/look";
import { Card, Loading } from "@/ui/page";
import { tradesOfRun } from "../behind/trades-behind";
import { useShown } from "../behind/use-shown";
import { type Runs, runsOf } from "../queries";
import type { Selection } from "../selection";

export function RunsCard({ selection }: { selection: Selection }) {
  const query = useQuery(runsOf(selection));
  return (
    <Card title="Streaks">
      <Loading query={query} rows={5}>
        {(runs) =>
          runs.items.length === 0 ? (
            <p className="text-muted">No two wins or losses came in a row.</p>
          ) : (
            <ul className="-my-1">
              {runs.items.map((run) => (
                <Run key={run.last_trade_id} run={run} currency={runs.currency} />
              ))}
            </ul>
          )
        }
      </Loading>
    </Card>
  );
}

function Run({ run, currency }: { run: Runs["items"][number]; currency: string }) {
  const unit = useLook((look) => look.unit);
  const isWon = run.kind === "wins";
  const shown = useShown();
  return (
    <li className="figures flex min-h-9 flex-wrap items-center gap-x-3 border-t border-line text-sm first:border-0 pointer-coarse:min-h-11">
      <span className={`min-w-24 font-medium ${isWon ? "text-profit" : "text-loss"}`}>
        <span aria-hidden="true">{isWon ? "▲" : "▼"} </span>
        {number(run.trades)} {isWon ? "wins" : "losses"}
      </span>
      <Link
        to="/trades"
        search={tradesOfRun(shown, run)}
        className="flex-1 text-secondary hover:underline max-sm:order-last max-sm:basis-full max-sm:pb-2"
      >
        {day(run.first_day)}
        {run.last_day !== run.first_day && ` to ${day(run.last_day)}`}
        {run.is_current && <span className="ml-2 text-xs text-muted">the last one</span>}
      </Link>
      {unit === "money" ? <Result value={run.net_pnl} currency={currency} /> : <RResult value={run.r} />}
    </li>
  );
}
