// How often a pattern showed month by month: bars with a cursor by keys, and the same as a table.
import { useState } from "react";
import { number, percent } from "@/ui/format";
import { Card } from "@/ui/page";
import { barsOf, highest, monthInWords, sentenceOf, shareOf } from "./pattern-months";
import type { PatternMonth } from "./queries";

const WIDTH = 600;
const HEIGHT = 96;
const FLAT = 1.5; // a month that did not show it is a line, one without positions is nothing

export function MonthsCard({ months }: { months: readonly PatternMonth[] }) {
  return (
    <Card title="Month by month">
      {months.length === 0 ? (
        <p className="text-muted">The months stand here after the next look at the record.</p>
      ) : (
        <Months months={months} />
      )}
    </Card>
  );
}

function Months({ months }: { months: readonly PatternMonth[] }) {
  const [cursor, setCursor] = useState<number | null>(null);
  const last = months.length - 1;
  const place = Math.min(cursor ?? last, last);
  const walk = (event: React.KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: last };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCursor(Math.max(0, Math.min(last, next)));
  };
  const month = months[place];
  const words = `${number(months.length)} months, at most ${percent(highest(months), 0)} of a month's positions.`;
  return (
    <figure className="grid grid-cols-1 gap-2">
      <div
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the months
        tabIndex={0}
        aria-label={`${words} Arrow keys walk through the months.`}
        onKeyDown={walk}
        className="rounded-md"
      >
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-24 w-full"
          aria-hidden="true"
        >
          {barsOf(months).map(({ x, width, height }, at) => {
            const tall = height === null ? 0 : Math.max(FLAT, height * HEIGHT);
            return (
              <g key={months[at]?.starts_on} onPointerEnter={() => setCursor(at)}>
                <rect x={x * WIDTH} y={0} width={width * WIDTH} height={HEIGHT} fill="transparent" />
                <rect
                  x={(x + width * 0.15) * WIDTH}
                  y={HEIGHT - tall}
                  width={width * 0.7 * WIDTH}
                  height={tall}
                  fill={at === place ? "var(--text)" : "var(--primary)"}
                />
              </g>
            );
          })}
        </svg>
      </div>
      <figcaption className="figures min-h-6 text-sm text-secondary" aria-live="polite">
        {month && `${sentenceOf(month)}.`}
      </figcaption>
      <Table months={months} />
    </figure>
  );
}

function Table({ months }: { months: readonly PatternMonth[] }) {
  return (
    <details className="text-sm">
      <summary className="text-xs text-muted pointer-coarse:py-3.5">The same as a table</summary>
      <div className="mt-2 max-h-80 overflow-y-auto">
        <table className="figures w-full text-right">
          <thead className="sticky top-0 bg-surface text-xs text-muted">
            <tr>
              <th scope="col" className="text-left font-normal">
                Month
              </th>
              <th scope="col" className="font-normal">
                Show it
              </th>
              <th scope="col" className="font-normal">
                Positions
              </th>
              <th scope="col" className="font-normal">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {months.map((month) => {
              const share = shareOf(month);
              return (
                <tr key={month.starts_on} className="border-t border-line">
                  <th scope="row" className="text-left font-normal">
                    {monthInWords(month)}
                  </th>
                  <td>{number(month.flagged)}</td>
                  <td>{number(month.share.n)}</td>
                  <td>{share === null ? "\u2013" : percent(share, 0)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
