// What keeping to plans was worth: how trades came about, how well they kept, rule by rule.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { inR, named, number, percent } from "@/ui/format";
import { MetricTile } from "@/ui/metric";
import { Card, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { selectionOf } from "./plan-search";
import { type AdherenceReport, adherenceReport } from "./queries";
import { ScoreLine } from "./score-line";
import { usePlanSearch } from "./use-plan-search";

const MATCHES = [
  ["planned", "Planned", "written before the fill", "bg-profit"],
  ["drifted", "Drifted", "changed while the trade was open", "bg-fire"],
  ["late", "Late", "written after the fill", "bg-loss"],
  ["unplanned", "Unplanned", "no plan", "bg-muted"],
] as const;

export function AdherenceSection() {
  const { search } = usePlanSearch();
  const query = useQuery(adherenceReport(search));
  return (
    <Card title="How plans were kept">
      <Loading query={query} rows={3}>
        {(report) => {
          const count = MATCHES.reduce((sum, [name]) => sum + report[name], 0);
          if (count === 0) {
            return (
              <p className="text-muted">
                Once trades are closed, stands here how many were planned, how well you kept to it, and what
                planning was worth.
              </p>
            );
          }
          return (
            <>
              <Origins report={report} count={count} />
              <div className="grid gap-3 sm:grid-cols-3">
                <MetricTile name="Score" metric={report.score} show={(value) => number(value, ROUNDED)} />
                <MetricTile
                  name="Planned less unplanned, a trade"
                  metric={report.premium_of_planning}
                  show={inR}
                />
                <MetricTile
                  name="Scores of 80 and more less the others"
                  metric={report.premium_of_adherence}
                  show={inR}
                />
              </div>
              <ScoreLine points={report.over_time} />
              <RuleTable report={report} />
            </>
          );
        }}
      </Loading>
    </Card>
  );
}

const ROUNDED = { maximumFractionDigits: 0 };

/** Shares as one bar, each part a link to its trades. */
function Origins({ report, count }: { report: AdherenceReport; count: number }) {
  const { search } = usePlanSearch();
  const { instrument, direction } = selectionOf(search);
  return (
    <div className="grid gap-2">
      <div className="flex h-2.5 gap-0.5 overflow-hidden rounded-full" aria-hidden="true">
        {MATCHES.filter(([name]) => report[name] > 0).map(([name, , , colour]) => (
          <span key={name} className={colour} style={{ flexGrow: report[name] }} />
        ))}
      </div>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
        {MATCHES.map(([name, words, meaning, colour]) => (
          <li key={name}>
            <Link
              to="/trades"
              search={{ plan_match: name, status: "closed", trade_type: "real", instrument, direction }}
              className="grid rounded-md hover:bg-raised pointer-coarse:min-h-11"
            >
              <span className="flex items-baseline gap-2">
                <span aria-hidden="true" className={`size-2 self-center rounded-xs ${colour}`} />
                {words}
                <span className="figures font-semibold">{number(report[name])}</span>
                <span className="figures text-sm text-muted">{percent(report[name] / count, 0)}</span>
              </span>
              <span className="pl-4 text-xs text-muted">{meaning}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function RuleTable({ report }: { report: AdherenceReport }) {
  return (
    <Sideways label="Rules of adherence">
      <table className="figures w-full text-right text-sm">
        <caption className="sr-only">Rules of adherence</caption>
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="text-left font-normal">
              Rule
            </th>
            <th scope="col" className="font-normal">
              Weight
            </th>
            <th scope="col" className="font-normal">
              Kept
            </th>
            <th scope="col" className="font-normal">
              Broken
            </th>
            <th scope="col" className="hidden font-normal sm:table-cell">
              Not known
            </th>
            <th scope="col" className="font-normal">
              Share kept
            </th>
            <th scope="col" className="font-normal">
              Kept less broken
            </th>
          </tr>
        </thead>
        <tbody>
          {report.rules.map((rule) => (
            <tr key={rule.rule} className="h-9 border-t border-line/60">
              <th scope="row" className="text-left font-medium">
                {named(rule.rule)}
                {report.weights.hard_rules.includes(rule.rule) && (
                  <span className="ml-2 text-xs font-normal text-muted">
                    caps at {report.weights.hard_cap}
                  </span>
                )}
              </th>
              <td>{number(rule.weight)}</td>
              <td>{number(rule.followed)}</td>
              <td>{number(rule.broken)}</td>
              <td className="hidden sm:table-cell">{number(rule.unknown)}</td>
              <td>{rule.share.value === null ? "\u2013" : percent(rule.share.value, 0)}</td>
              <td title={`N ${rule.premium.n}`}>
                {rule.premium.value === null ? (
                  <span className="text-muted">
                    {rule.premium.reason ? named(rule.premium.reason) : "\u2013"}
                  </span>
                ) : (
                  inR(rule.premium.value)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}
