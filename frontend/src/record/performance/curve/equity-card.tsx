// The equity curve with its falls: a picture, a sentence, a cursor by keys, and a table.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { Money, Result, RResult } from "@/ui/figures";
import { day as dayInWords, inR, number, percent } from "@/ui/format";
import { type Unit, useLook } from "@/ui/look";
import { useMatches } from "@/ui/media";
import { Card, Loading } from "@/ui/page";
import { orAnew } from "@/ui/part";
import { ShareResult } from "../figures/shown-figure";
import { type Days, daysOf, groupsOf } from "../queries";
import type { Selection } from "../selection";
import { type CurvePoint, moneyPoints, rPoints, sharePoints, summaryOf, unitIsHidden } from "./curve-points";

const LineChart = lazy(orAnew(() => import("./line-chart")));

export function EquityCard({ selection, actions }: { selection: Selection; actions?: React.ReactNode }) {
  const unit = useLook((look) => look.unit);
  const days = useQuery(daysOf(selection));
  const byDay = useQuery({ ...groupsOf(selection, "day"), enabled: unit === "r" });
  return (
    <Card title={TITLES[unit]} actions={actions}>
      <Loading query={days} rows={6}>
        {(content) =>
          unit === "r" ? (
            <Loading query={byDay} rows={6}>
              {({ groups, more }) => (
                <>
                  <Curve points={rPoints(groups)} unit={unit} currency={content.currency} />
                  {more > 0 && (
                    <p className="text-sm text-muted">
                      {number(more)} later days are left out: R is told for the first 500 days. Choose fewer
                      days to see them.
                    </p>
                  )}
                </>
              )}
            </Loading>
          ) : (
            <Curve points={pointsOf(content, unit)} unit={unit} currency={content.currency} />
          )
        }
      </Loading>
    </Card>
  );
}

const TITLES: Record<Unit, string> = {
  money: "Equity and its falls",
  r: "R added up, and its falls",
  percent: "Return on the starting equity, and its falls",
};

function pointsOf(days: Days, unit: Unit): CurvePoint[] {
  return unit === "percent" ? sharePoints(days.days, days.start) : moneyPoints(days.days);
}

function Curve({
  points: fresh,
  unit,
  currency,
}: {
  points: readonly CurvePoint[];
  unit: Unit;
  currency: string;
}) {
  const key = fresh.map(({ day, value }) => day + value).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the points are others
  const points = useMemo(() => fresh, [key]);
  const [cursor, setCursor] = useState<number | null>(null);
  const look = useLook();
  const isLight = useMatches("(prefers-color-scheme: light)");
  const isHidden = unitIsHidden(unit, look.hidesMoney);
  const format = useCallback((value: number) => axisText(value, unit), [unit]);
  if (points.length === 0) {
    return <p className="text-muted">{unit === "percent" ? NO_START : "No result on these days."}</p>;
  }
  const move = (event: React.KeyboardEvent) => {
    const place = moved(cursor ?? points.length - 1, event.key, points.length);
    if (place === null) return;
    event.preventDefault();
    setCursor(place);
  };
  return (
    <figure className="grid grid-cols-1 gap-2">
      <div
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the days
        tabIndex={0}
        aria-label={`${sentence(points, unit, isHidden)} Arrow keys walk through the days.`}
        onKeyDown={move}
        className="rounded-md"
      >
        <Suspense fallback={<div className="h-72 animate-pulse rounded-md bg-raised sm:h-80" />}>
          <LineChart
            points={points}
            cursor={cursor}
            moveCursor={setCursor}
            format={format}
            hidesAxis={isHidden}
            colours={`${look.theme} ${look.palette} ${isLight}`}
          />
        </Suspense>
      </div>
      <figcaption className="figures min-h-6 text-sm text-secondary" aria-live="polite">
        <PointWords point={cursor === null ? undefined : points[cursor]} unit={unit} currency={currency}>
          {sentence(points, unit, isHidden)}
        </PointWords>
      </figcaption>
      <div className="flex flex-wrap gap-x-4">
        <CurveTable points={points} unit={unit} currency={currency} />
        <a
          href="https://www.tradingview.com/"
          target="_blank"
          rel="noreferrer"
          className="ml-auto text-xs text-muted underline pointer-coarse:py-3.5"
        >
          Charts by TradingView
        </a>
      </div>
    </figure>
  );
}

const NO_START =
  "Nothing is known to have been paid in, so there is no return. Add a deposit to the account.";

function moved(place: number, key: string, count: number): number | null {
  const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

function axisText(value: number, unit: Unit): string {
  if (unit === "r") return inR(value);
  return unit === "percent" ? percent(value) : number(value, { maximumFractionDigits: 0 });
}

function PointWords({
  point,
  unit,
  currency,
  children,
}: {
  point: CurvePoint | undefined;
  unit: Unit;
  currency: string;
  children: string;
}) {
  if (point === undefined) return children;
  return (
    <>
      {dayInWords(point.day)}: <Value value={point.result} unit={unit} currency={currency} />, then{" "}
      <Standing value={point.value} unit={unit} currency={currency} />; below the highest point:{" "}
      <Value value={point.fall} unit={unit} currency={currency} />
    </>
  );
}

function Value({ value, unit, currency }: { value: string; unit: Unit; currency: string }) {
  if (unit === "r") return <RResult value={value} />;
  return unit === "percent" ? <ShareResult value={value} /> : <Result value={value} currency={currency} />;
}

/** Where the curve stands: equity in money is no result. */
function Standing({ value, unit, currency }: { value: string; unit: Unit; currency: string }) {
  if (unit !== "money") return <Value value={value} unit={unit} currency={currency} />;
  return <Money value={value} currency={currency} />;
}

function sentence(points: readonly CurvePoint[], unit: Unit, isHidden: boolean): string {
  const summary = summaryOf(points);
  if (summary === null) return "No result on these days.";
  const { first, last, deepest } = summary;
  const days = `${number(points.length)} days from ${dayInWords(first.day)} to ${dayInWords(last.day)}`;
  if (Number(deepest.fall) === 0) return `${days}, without a fall.`;
  if (isHidden) return `${days}; deepest fall on ${dayInWords(deepest.day)}.`;
  const text = (value: string) => axisText(Number(value), unit);
  return `${days}, now at ${text(last.value)}; deepest fall ${text(deepest.fall)} on ${dayInWords(deepest.day)}.`;
}

function CurveTable({
  points,
  unit,
  currency,
}: {
  points: readonly CurvePoint[];
  unit: Unit;
  currency: string;
}) {
  const [isOpen, open] = useState(false);
  return (
    <details className="text-sm" onToggle={(event) => open(event.currentTarget.open)}>
      <summary className="text-xs text-muted pointer-coarse:py-3.5">The same as a table</summary>
      {isOpen && (
        <div className="mt-2 max-h-80 overflow-y-auto">
          <table className="figures w-full text-right">
            <thead className="sticky top-0 bg-surface text-xs text-muted">
              <tr>
                <th className="text-left font-normal">Day</th>
                <th className="pl-6 font-normal">Result</th>
                <th className="pl-6 font-normal">After it</th>
                <th className="pl-6 font-normal">Below the highest</th>
              </tr>
            </thead>
            <tbody>
              {points.map(({ day, result, value, fall }) => (
                <tr key={day} className="border-t border-line">
                  <td className="text-left">{dayInWords(day)}</td>
                  <td className="pl-6">
                    <Value value={result} unit={unit} currency={currency} />
                  </td>
                  <td className="pl-6">
                    <Standing value={value} unit={unit} currency={currency} />
                  </td>
                  <td className="pl-6">
                    <Value value={fall} unit={unit} currency={currency} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
