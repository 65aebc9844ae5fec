// Reliability through time: what was said of each month's verdicts beside what came, and the interval that it lies in.
import { useQuery } from "@tanstack/react-query";
import { number, percent } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { Sideways } from "@/ui/sideways";
import { type OverTime, scoresOverTime } from "./queries";

const MONTH = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });

export function OverTimeCard({
  filter,
}: {
  filter: { instrument?: string; setup?: string; engine?: string };
}) {
  const query = useQuery(scoresOverTime(filter));
  return (
    <Card title="Month by month">
      <Loading query={query} rows={4}>
        {({ periods }) => {
          const decided = periods.filter((period) => period.decided > 0);
          if (decided.length === 0) return <p className="text-muted">No verdict is decided yet.</p>;
          return <Months periods={decided} />;
        }}
      </Loading>
    </Card>
  );
}

function Months({ periods }: { periods: OverTime["periods"] }) {
  return (
    <Sideways label="Verdicts over time">
      <table className="figures w-full text-right text-sm">
        <thead className="text-xs text-muted">
          <tr>
            <th scope="col" className="text-left font-normal">
              Month
            </th>
            <th scope="col" className="font-normal">
              Decided
            </th>
            <th scope="col" className="font-normal">
              Said
            </th>
            <th scope="col" className="font-normal">
              Came
            </th>
            <th scope="col" className="w-44 pl-4 text-left font-normal">
              Said (line) in the interval of what came (bar)
            </th>
            <th scope="col" className="font-normal">
              Brier
            </th>
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <Month key={period.starts_on} period={period} />
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function Month({ period }: { period: OverTime["periods"][number] }) {
  const { hit_rate, said, brier, within } = period;
  return (
    <tr className={`h-9 border-t border-line ${hit_rate.small_sample ? "text-muted" : ""}`}>
      <th scope="row" className="text-left font-normal">
        {MONTH.format(new Date(`${period.starts_on}T12:00:00Z`))}
        {hit_rate.small_sample && <span className="ml-2 text-xs">few</span>}
      </th>
      <td>{number(period.decided)}</td>
      <td>{said === null ? "\u2013" : percent(said, 0)}</td>
      <td>{hit_rate.value === null ? "\u2013" : percent(hit_rate.value, 0)}</td>
      <td className="pl-4 text-left">
        <Interval period={period} />
        <span className={`ml-2 text-xs ${within === false ? "text-caution" : "text-muted"}`}>
          {within === false ? "outside" : within ? "within" : ""}
        </span>
      </td>
      <td>
        {brier.value === null
          ? "\u2013"
          : number(brier.value, { minimumFractionDigits: 3, maximumFractionDigits: 3 })}
      </td>
    </tr>
  );
}

function Interval({ period: { hit_rate, said } }: { period: OverTime["periods"][number] }) {
  const { interval } = hit_rate;
  if (interval === null || said === null) return null;
  const low = Number(interval.low) * 100;
  const high = Number(interval.high) * 100;
  return (
    <svg viewBox="0 0 100 12" className="inline-block h-3 w-24 align-middle" aria-hidden="true">
      <line x1="0" x2="100" y1="6" y2="6" stroke="var(--line)" />
      <rect
        x={low}
        y="3"
        width={Math.max(1, high - low)}
        height="6"
        fill="var(--primary)"
        fillOpacity="0.45"
      />
      <line x1={said * 100} x2={said * 100} y1="0" y2="12" stroke="var(--text)" strokeWidth="1.5" />
    </svg>
  );
}
