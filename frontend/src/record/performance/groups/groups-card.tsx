// The selected trades put together by one thing: each group with its N, its interval, and a bar to compare by eye.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { groupInWords } from "@/record/filters/group-words";
import { RResult } from "@/ui/figures";
import { inR, number, percent } from "@/ui/format";
import { useLook } from "@/ui/look";
import { Why } from "@/ui/metric";
import { Card, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { tradesOfGroup } from "../behind/trades-behind";
import { useShown } from "../behind/use-shown";
import { totalR } from "../figures/result-in-unit";
import { ShareResult, showOf } from "../figures/shown-figure";
import { type Group, type GroupBy, type Groups, groupsOf } from "../queries";
import type { Selection } from "../selection";
import { BY, byOf } from "./group-choices";
import { extentOf, ORDERED, sorted } from "./group-order";
import { IntervalBar } from "./interval-bar";

export function GroupsCard({
  selection,
  by,
  changeBy,
  start,
}: {
  selection: Selection;
  by: GroupBy;
  changeBy: (by: GroupBy) => void;
  /** The equity before the first result. */
  start: string | null;
}) {
  const query = useQuery(groupsOf(selection, by));
  return (
    <Card
      title="By what and when"
      actions={
        <label className="flex items-center gap-2 text-sm text-secondary">
          <span className="max-sm:sr-only">Put together by</span>
          <select
            value={by}
            onChange={(event) => changeBy(byOf(event.target.value))}
            className="min-h-8 rounded-md border border-line bg-ground px-2 text-text pointer-coarse:min-h-11"
          >
            {BY.map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <Loading query={query} rows={5}>
        {(content) =>
          content.groups.length === 0 ? (
            <p className="text-muted">No closed trade of this selection.</p>
          ) : (
            <div className={query.isPlaceholderData ? "opacity-60" : ""}>
              <GroupTable content={content} start={start} />
            </div>
          )
        }
      </Loading>
    </Card>
  );
}

function GroupTable({ content, start }: { content: Groups; start: string | null }) {
  const { by, groups, currency, more } = content;
  const rows = useMemo(() => (ORDERED.has(by) ? groups : sorted(groups)), [by, groups]);
  const extent = extentOf(groups);
  const isMoney = useLook((look) => look.unit);
  const head = { money: "Net", r: "Total R", percent: "Return" }[isMoney];
  return (
    <div className="grid grid-cols-1 gap-2">
      <Sideways label="Groups">
        <table className="figures w-full min-w-176 text-right pointer-coarse:text-sm">
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="w-36 text-left sm:w-44 font-normal">
                Group
              </th>
              <th scope="col" className="w-16 font-normal">
                Trades
              </th>
              <th scope="col" className="w-36 font-normal">
                {head}
              </th>
              <th scope="col" className="w-24 font-normal">
                Win rate
              </th>
              <th scope="col" className="w-24 font-normal">
                Mean R
              </th>
              <th scope="col" className="w-72 pl-4 text-left font-normal">
                Mean R with its 95% interval
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((group) => (
              <GroupRow
                key={group.key ?? ""}
                group={group}
                by={by}
                currency={currency}
                start={start}
                extent={extent}
              />
            ))}
          </tbody>
        </table>
      </Sideways>
      <p className="text-xs text-muted">
        Faded rows have too few trades to lean on. {more > 0 && `${number(more)} more groups are not shown.`}{" "}
        {by === "tag" && "A trade with several tags counts in each."}
        {rows.length > 4 && "The best of many groups is partly luck."}
      </p>
    </div>
  );
}

function GroupRow({
  group,
  by,
  currency,
  start,
  extent,
}: {
  group: Group;
  by: GroupBy;
  currency: string;
  start: string | null;
  extent: number;
}) {
  const { expectancy, win_rate } = group.metrics;
  const isFew = expectancy?.small_sample ?? true;
  const shown = useShown();
  const label = group.key === null ? "None" : (group.label ?? groupInWords(by, group.key));
  return (
    <tr className={`h-10 border-t border-line ${isFew ? "text-muted" : ""}`}>
      <th scope="row" className="text-left font-normal">
        <Link
          to="/trades"
          search={tradesOfGroup(shown, by, group.key)}
          className={`inline-flex min-h-8 items-center hover:underline pointer-coarse:min-h-11 ${group.key === null ? "text-muted" : ""}`}
        >
          {label}
        </Link>
        {isFew && <span className="ml-2 text-xs text-muted">few</span>}
      </th>
      <td>{number(group.trades)}</td>
      <td>
        <GroupResult group={group} currency={currency} start={start} />
      </td>
      <td>{win_rate?.value == null ? "\u2013" : percent(win_rate.value, 0)}</td>
      <td>{expectancy?.value == null ? "\u2013" : <RResult value={expectancy.value} />}</td>
      <td className="pl-4 text-left">
        {expectancy && (
          <span className="flex items-center gap-3">
            <IntervalBar metric={expectancy} extent={extent} />
            <span className="hidden whitespace-nowrap lg:inline">
              <Why name={`Mean R of ${label}`} metric={expectancy} show={inR} />
            </span>
          </span>
        )}
      </td>
    </tr>
  );
}

function GroupResult({ group, currency, start }: { group: Group; currency: string; start: string | null }) {
  const unit = useLook((look) => look.unit);
  const { expectancy, net_pnl } = group.metrics;
  if (unit === "r") return <RResult value={expectancy ? totalR(expectancy).value : null} />;
  const net = net_pnl?.value ?? null;
  if (unit === "money") return net === null ? "\u2013" : showOf("money", currency)(net);
  const hasStart = start !== null && Number(start) > 0 && net !== null;
  return <ShareResult value={hasStart ? Number(net) / Number(start) : null} />;
}
