// The score over time as bars, with a cursor of the arrow keys and the figures as a table.
import { useState } from "react";
import { number } from "@/ui/format";
import type { AdherenceReport } from "./queries";

type Point = AdherenceReport["over_time"][number];
const HEIGHT = 64;
const STEP = 14;
const WHOLE = 100;

export function ScoreLine({ points }: { points: readonly Point[] }) {
  const [place, go] = useState<number | null>(null);
  if (points.length < 2) return null;
  const current = place === null ? undefined : points[place];
  const move = (steps: number) =>
    go(Math.min(points.length - 1, Math.max(0, (place ?? (steps > 0 ? -1 : points.length)) + steps)));
  const [first, last] = [points[0], points.at(-1)];
  return (
    <figure className="grid gap-1">
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-xs text-muted">
        <span>Score by week</span>
        <span className="figures" aria-live="polite">
          {current && wordsOf(current)}
        </span>
      </figcaption>
      <svg
        role="img"
        viewBox={`0 0 ${points.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor of a chart is walked by the arrow keys
        tabIndex={0}
        aria-label={`Score by week, ${points.length} weeks. First ${first && wordsOf(first)}; last ${last && wordsOf(last)}. Arrow keys read each.`}
        onKeyDown={(event) => {
          if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
          event.preventDefault();
          move(event.key === "ArrowRight" ? 1 : -1);
        }}
        onPointerLeave={() => go(null)}
        className="h-16 w-full rounded-xs"
      >
        {points.map(({ period, score }, at) => (
          <g key={period} onPointerEnter={() => go(at)}>
            <rect x={at * STEP} y={0} width={STEP} height={HEIGHT} fill="transparent" />
            <rect
              x={at * STEP + 1}
              y={HEIGHT - Math.max(1, (score / WHOLE) * HEIGHT)}
              width={STEP - 2}
              height={Math.max(1, (score / WHOLE) * HEIGHT)}
              fill="var(--primary)"
              opacity={place === null || place === at ? 0.75 : 0.35}
            />
          </g>
        ))}
      </svg>
      <details className="text-sm">
        <summary className="text-xs text-muted">As a table</summary>
        <table className="figures mt-1 w-full max-w-sm text-right">
          <thead className="text-xs text-muted">
            <tr>
              <th scope="col" className="text-left font-normal">
                Week
              </th>
              <th scope="col" className="font-normal">
                Trades
              </th>
              <th scope="col" className="font-normal">
                Score
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ period, trades, score }) => (
              <tr key={period}>
                <td className="text-left">{period}</td>
                <td>{number(trades)}</td>
                <td>{rounded(score)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function rounded(score: number): string {
  return number(score, { maximumFractionDigits: 0 });
}

function wordsOf({ period, score, trades }: Point): string {
  return `${period}: ${rounded(score)} of ${WHOLE}, ${number(trades)} ${trades === 1 ? "trade" : "trades"}`;
}
