// What mood, energy, focus, stress and sleep have to do with R: low against high, with how sure that is.
import { useQuery } from "@tanstack/react-query";
import { extentOf } from "@/record/performance/groups/group-order";
import { IntervalBar } from "@/record/performance/groups/interval-bar";
import { RResult } from "@/ui/figures";
import { inR, named, number } from "@/ui/format";
import { Why } from "@/ui/metric";
import { Card, Loading } from "@/ui/page";
import { type MoodReport, moodReport } from "./queries";

export function MoodCard() {
  const query = useQuery(moodReport());
  return (
    <Card title="How you come, and what it brings">
      <Loading query={query} rows={6}>
        {(report) => {
          const hasAny = report.measures.some(({ groups }) => groups.some(({ n }) => n > 0));
          if (!hasAny) {
            return (
              <p className="text-muted">
                Nothing to compare yet: it takes check-ins that were written before the first trade of their
                day.
              </p>
            );
          }
          return <Report report={report} />;
        }}
      </Loading>
    </Card>
  );
}

function Report({ report }: { report: MoodReport }) {
  const all = report.measures.flatMap(({ groups }) =>
    groups.map(({ mean_r }) => ({ metrics: { expectancy: mean_r } })),
  );
  const extent = extentOf(all);
  return (
    <>
      <div className="grid grid-cols-1 gap-x-8 gap-y-5 xl:grid-cols-2">
        {report.measures.map(({ measure, groups, difference }) => (
          <section key={measure} aria-label={nameOf(measure)}>
            <h3 className="font-medium">{nameOf(measure)}</h3>
            <table className="figures w-full text-right text-sm">
              <thead className="sr-only">
                <tr>
                  <th>Level</th>
                  <th>Mean R</th>
                  <th>Bar</th>
                  <th>Trades and days</th>
                </tr>
              </thead>
              <tbody>
                {groups.map(({ level, n, days, mean_r }) => (
                  <tr
                    key={level}
                    className={`h-8 border-t border-line first:border-0 ${mean_r.small_sample ? "text-muted" : ""}`}
                  >
                    <th scope="row" className="text-left font-normal whitespace-nowrap text-secondary">
                      {named(level)}
                    </th>
                    <td className="w-20">
                      <RResult value={mean_r.value} />
                    </td>
                    <td className="pl-3">
                      <IntervalBar metric={mean_r} extent={extent} />
                    </td>
                    <td className="text-xs whitespace-nowrap text-muted">
                      N {number(n)}, {number(days)} days
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
              High minus low: <RResult value={difference.value} />
              <Why name={`${nameOf(measure)}, high minus low`} metric={difference} show={inR} />
            </p>
          </section>
        ))}
      </div>
      <p className="text-xs text-muted">
        Trades of one day are not independent, and a difference is no cause. Only check-ins written before the
        first trade count.
      </p>
    </>
  );
}

function nameOf(measure: string): string {
  return measure === "sleep_hours" ? "Sleep" : named(measure);
}
