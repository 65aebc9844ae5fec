// The few figures that matter most, each with why; and behind a press all others.

import { Result } from "@/ui/figures";
import { inR, named, number } from "@/ui/format";
import { type Unit, useLook } from "@/ui/look";
import { MetricTile, Why } from "@/ui/metric";
import { Segments } from "@/ui/segments";
import type { Performance } from "../queries";
import { HEADLINE, MORE } from "./figure-names";
import { type Basis, resultIn } from "./result-in-unit";
import { plainOf, ShareResult, showOf } from "./shown-figure";

const UNITS: readonly (readonly [Unit, string])[] = [
  ["money", "Money"],
  ["r", "R"],
  ["percent", "%"],
];
const BASES: readonly (readonly [Basis, string])[] = [
  ["trades", "By trades"],
  ["fills", "By realised days"],
];
const NAMES: Record<Unit, string> = { money: "Net result", r: "Total R", percent: "Net return" };

export function UnitSwitch() {
  const { unit, change } = useLook();
  return <Segments label="Unit" value={unit} options={UNITS} choose={(next) => change({ unit: next })} />;
}

export function Headline({
  report,
  basis,
  changeBasis,
}: {
  report: Performance;
  basis: Basis;
  changeBasis: (basis: Basis) => void;
}) {
  const unit = useLook((look) => look.unit);
  const result = resultIn(unit, report, basis);
  const show =
    unit === "percent"
      ? (value: string | number) => <ShareResult value={value} />
      : showOf(unit === "r" ? "r" : "money", report.currency);
  return (
    <section aria-label="Headline figures" className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-secondary">
        <Counted report={report} />
        {unit !== "r" && (
          <Segments label="Basis of the result" value={basis} options={BASES} choose={changeBasis} />
        )}
      </div>
      <div className="grid grid-cols-2 gap-3 *:first:max-lg:col-span-2 lg:grid-cols-5">
        <MetricTile name={NAMES[unit]} metric={result} show={show} plain={unit === "r" ? inR : show} />
        {HEADLINE.map(({ name, words, kind }) => (
          <MetricTile
            key={name}
            name={words}
            metric={report.metrics[name]}
            show={showOf(kind, report.currency)}
            plain={plainOf(kind, report.currency)}
          />
        ))}
      </div>
      {unit !== "r" && <BasisNote report={report} basis={basis} />}
      <MoreFigures report={report} />
    </section>
  );
}

function Counted({ report }: { report: Performance }) {
  const left = report.left_out.map(({ n, reason }) => `${number(n)} ${named(reason).toLowerCase()}`);
  return (
    <p className="flex-1">
      <strong className="figures font-medium text-text">{number(report.trades)}</strong>{" "}
      {report.trades === 1 ? "closed trade counts" : "closed trades count"}
      {left.length > 0 && `; left out: ${left.join(", ")}`}.
    </p>
  );
}

/** Why the two bases differ, where they do. */
function BasisNote({ report, basis }: { report: Performance; basis: Basis }) {
  const { of_other_trades, on_other_days } = report.realised;
  if (Number(of_other_trades) === 0 && Number(on_other_days) === 0) return null;
  const { currency } = report;
  return (
    <p className="text-sm text-muted">
      {basis === "fills" ? "Of this, " : "By realised days, "}
      <Result value={of_other_trades} currency={currency} /> is of trades that were not closed on these days;{" "}
      <Result value={on_other_days} currency={currency} /> of the closed ones was realised on other days.
    </p>
  );
}

function MoreFigures({ report }: { report: Performance }) {
  return (
    <details className="group rounded-md border border-line bg-surface">
      <summary className="flex min-h-10 items-center px-4 text-sm text-secondary">
        All figures: streaks, falls, ratios
      </summary>
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line p-4 sm:grid-cols-2 lg:grid-cols-3">
        {MORE.map(({ name, words, kind }) => {
          const metric = report.metrics[name];
          const show = showOf(kind, report.currency);
          return (
            <div key={name} className="flex items-baseline gap-3">
              <dt className="flex-1 text-secondary">{words}</dt>
              <dd className="figures flex flex-col items-end text-right">
                <span className="font-medium">
                  {metric.value === null ? (
                    <span className="text-sm text-muted">
                      {metric.reason ? named(metric.reason) : "Not known yet"}
                    </span>
                  ) : (
                    show(metric.value)
                  )}
                </span>
                <Why name={words} metric={metric} show={show} />
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}
