// The forecasts that the market decided against, the surest first.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RResult } from "@/ui/figures";
import { day, number, percent } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { VerdictMark } from "@/ui/verdict-mark";
import { missesOf } from "./queries";

export function MissesCard({ filter }: { filter: { instrument?: string; setup?: string; engine?: string } }) {
  const query = useQuery(missesOf(filter));
  return (
    <Card title="Misses">
      <Loading query={query} rows={4}>
        {({ decided, missed, items, more }) => (
          <>
            <p className="text-sm text-secondary">
              {missed === 0
                ? `Of ${number(decided)} decided verdicts none leaned to the wrong side.`
                : `${number(missed)} of ${number(decided)} decided verdicts leaned to the wrong side. The surest first.`}
            </p>
            <ul className="-my-1">
              {items.map((miss) => (
                <li
                  key={miss.verdict_id}
                  className="figures flex min-h-9 flex-wrap items-center gap-x-4 border-t border-line text-sm first:border-0 pointer-coarse:min-h-11"
                >
                  <VerdictMark kind={miss.verdict} />
                  <span className="min-w-16 font-medium">{miss.instrument ?? "\u2013"}</span>
                  <span className="flex-1 text-secondary">
                    said {percent(miss.confidence / 100, 0)}, and{" "}
                    {miss.hit ? "the target came" : "the stop came first"}; told on{" "}
                    {day(miss.created_at.slice(0, 10))}
                  </span>
                  {miss.trade_id && (
                    <Link
                      to="/trades/$tradeId"
                      params={{ tradeId: miss.trade_id }}
                      className="hover:underline"
                    >
                      <RResult value={miss.r_multiple} />
                    </Link>
                  )}
                </li>
              ))}
            </ul>
            {more > 0 && <p className="text-sm text-muted">{number(more)} more are not listed.</p>}
          </>
        )}
      </Loading>
    </Card>
  );
}
