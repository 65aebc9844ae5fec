// Figures with their intervals on one scale: a line from the low to the high end, a point where the figure is.
import { useState } from "react";

export interface IntervalRow {
  readonly words: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

const WIDTH = 200;
const HEIGHT = 18;
const EDGE = 6;

/** The ends of a scale that shows all of them, and zero. */
export function scaleOf(rows: readonly IntervalRow[]): [low: number, high: number] {
  const ends = rows.flatMap(({ value, low, high }) => [value, low, high]).filter((end) => end !== null);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  return low === high ? [low, low + 1] : [low, high];
}

/** One row's drawing: decoration beside words that say the same. */
export function IntervalMark({
  row,
  scale,
  isCurrent = false,
}: {
  row: IntervalRow;
  scale: readonly [number, number];
  isCurrent?: boolean;
}) {
  const [low, high] = scale;
  const across = (value: number) => EDGE + ((value - low) / (high - low)) * (WIDTH - 2 * EDGE);
  const middle = HEIGHT / 2;
  const colour = isCurrent ? "stroke-primary fill-primary" : "stroke-secondary fill-secondary";
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="h-4.5 w-full"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <line
        x1={across(0)}
        x2={across(0)}
        y1={0}
        y2={HEIGHT}
        className="stroke-muted"
        strokeDasharray="2 2"
        vectorEffect="non-scaling-stroke"
      />
      {row.low !== null && row.high !== null && (
        <line
          x1={across(row.low)}
          x2={across(row.high)}
          y1={middle}
          y2={middle}
          className={colour}
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      )}
      {row.value !== null && (
        <line
          x1={across(row.value)}
          x2={across(row.value)}
          y1={middle - 5}
          y2={middle + 5}
          className={colour}
          strokeWidth="4"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}

/** Rows on one scale as a table, walked through with the arrow keys; `show` writes a figure. */
export function IntervalTable({
  caption,
  rows,
  show,
}: {
  caption: string;
  rows: readonly IntervalRow[];
  show: (value: number) => string;
}) {
  const [cursor, setCursor] = useState<number | null>(null);
  const scale = scaleOf(rows);
  const move = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setCursor((place) => Math.max(0, Math.min(rows.length - 1, (place ?? -step) + step)));
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the rows
    <table className="figures w-full" tabIndex={0} onKeyDown={move} onBlur={() => setCursor(null)}>
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only">
        <tr>
          <th>Span</th>
          <th>Drawing</th>
          <th>Figure</th>
          <th>95% interval</th>
          <th>N</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          <tr key={row.words} className={`h-8 ${place === cursor ? "bg-raised" : ""}`}>
            <th scope="row" className="text-left text-sm font-normal whitespace-nowrap text-muted">
              {row.words}
            </th>
            <td className="w-full min-w-16 px-3">
              <IntervalMark row={row} scale={scale} isCurrent={place === cursor} />
            </td>
            <td className="text-right font-medium whitespace-nowrap">
              {row.value === null ? "\u2013" : show(row.value)}
            </td>
            <td className="hidden pl-3 text-right text-sm whitespace-nowrap text-muted sm:table-cell">
              {row.low !== null && row.high !== null && `${show(row.low)} to ${show(row.high)}`}
            </td>
            <td className="pl-3 text-right text-sm whitespace-nowrap text-muted">N {row.n}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
