// What AI cost: today's budget, the days, and by what it was spent.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, contentOf } from "@/api/client";
import { day, moment, money, named, number } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";

const DOLLARS = { currency: "USD" };

function aiUsage() {
  return queryOptions({
    queryKey: ["ai", "usage"],
    queryFn: ({ signal }) => contentOf(api.GET("/api/ai/usage", { signal })),
  });
}

export function AiPart() {
  const query = useQuery(aiUsage());
  return (
    <Loading query={query}>
      {({ today, by_day, by_feature, fallbacks, total, day_from, day_to }) => (
        <>
          <Card title="Today">
            <Budget limit={Number(today.limit)} used={Number(today.spent) + Number(today.reserved)} />
            <p className="figures">
              {money(today.spent, DOLLARS)} spent, {money(today.reserved, DOLLARS)} held for answers under
              way, {money(today.left, DOLLARS)} left of {money(today.limit, DOLLARS)}. It begins anew{" "}
              {moment(today.resets_at)}.
            </p>
            <p className="text-secondary">
              It cannot be exceeded: when it is used up, the rules answer, and say so.
            </p>
          </Card>
          <Card title={`${day(day_from)} to ${day(day_to)}`}>
            <p className="figures">
              {number(total.calls)} calls, {money(total.cost, DOLLARS)}
            </p>
            <UsageTable
              rows={by_feature.map((row) => ({ ...row, name: named(row.feature) }))}
              title="By what it was for"
            />
            <UsageTable rows={by_day.map((row) => ({ ...row, name: day(row.day) }))} title="By day" />
            {fallbacks.length > 0 && (
              <p className="text-secondary">
                The rules stepped in:{" "}
                {fallbacks
                  .map(({ reason, count }) => `${named(reason).toLowerCase()} ${number(count)}`)
                  .join(", ")}
                .
              </p>
            )}
          </Card>
        </>
      )}
    </Loading>
  );
}

function Budget({ limit, used }: { limit: number; used: number }) {
  const part = limit > 0 ? Math.min(1, used / limit) : 0;
  return (
    <progress
      className="h-2 w-full accent-(--button)"
      max={1}
      value={part}
      aria-label="Part of today's budget that is used"
    />
  );
}

interface UsageRow {
  name: string;
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost: string;
}

function UsageTable({ rows, title }: { rows: readonly UsageRow[]; title: string }) {
  if (rows.length === 0) return null;
  return (
    <Sideways label={title}>
      <table className="figures w-full text-right">
        <caption className="py-1 text-left text-sm text-muted">{title}</caption>
        <thead>
          <tr className="text-sm text-muted">
            <th className="text-left font-normal">For</th>
            <th className="font-normal">Calls</th>
            <th className="font-normal">Tokens in</th>
            <th className="font-normal">Tokens out</th>
            <th className="font-normal">Cost</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className="h-9 border-t border-line">
              <td className="text-left">{row.name}</td>
              <td>{number(row.calls)}</td>
              <td>{number(row.input_tokens)}</td>
              <td>{number(row.output_tokens)}</td>
              <td>{money(row.cost, DOLLARS)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
