// What was said against what came: a point a bin with its interval, the diagonal where both agree, and a table of the same.
import { useState } from "react";
import { number, percent } from "@/ui/format";
import type { Scores } from "./queries";

type Bin = Scores["bins"][number];
const SIZE = 320;
const EDGE = 36;
const INNER = SIZE - 2 * EDGE;

const across = (share: number) => EDGE + share * INNER;
const up = (share: number) => SIZE - EDGE - share * INNER;

export function Reliability({ bins }: { bins: readonly Bin[] }) {
  const decided = bins.filter((bin) => bin.n > 0 && bin.said !== null && bin.came !== null);
  const [cursor, setCursor] = useState(0);
  const current = decided[Math.min(cursor, decided.length - 1)];
  const move = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setCursor((place) => Math.max(0, Math.min(decided.length - 1, place + step)));
  };
  return (
    <figure className="grid gap-3">
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        className="w-full max-w-md"
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the points
        tabIndex={0}
        aria-label={sentenceOf(decided)}
        onKeyDown={move}
      >
        <Axes />
        <line
          x1={across(0)}
          y1={up(0)}
          x2={across(1)}
          y2={up(1)}
          className="stroke-muted"
          strokeDasharray="4 4"
        />
        {decided.map((bin) => (
          <Point key={bin.low} bin={bin} isCurrent={bin === current} />
        ))}
      </svg>
      <figcaption className="text-sm text-secondary" aria-live="polite">
        {current ? wordsOf(current) : sentenceOf(decided)}
      </figcaption>
      <BinTable bins={decided} />
    </figure>
  );
}

function Axes() {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <g className="fill-muted text-[10px]">
      {ticks.map((share) => (
        <g key={share}>
          <line
            x1={across(share)}
            y1={up(0)}
            x2={across(share)}
            y2={up(1)}
            className="stroke-line"
            strokeWidth="0.5"
          />
          <line
            x1={across(0)}
            y1={up(share)}
            x2={across(1)}
            y2={up(share)}
            className="stroke-line"
            strokeWidth="0.5"
          />
          <text x={across(share)} y={SIZE - EDGE + 14} textAnchor="middle">
            {percent(share, 0)}
          </text>
          <text x={EDGE - 5} y={up(share) + 3} textAnchor="end">
            {percent(share, 0)}
          </text>
        </g>
      ))}
      <text x={SIZE / 2} y={SIZE - 4} textAnchor="middle">
        said
      </text>
      <text x={10} y={SIZE / 2} textAnchor="middle" transform={`rotate(-90 10 ${SIZE / 2})`}>
        came
      </text>
    </g>
  );
}

function Point({ bin, isCurrent }: { bin: Bin; isCurrent: boolean }) {
  const x = across(bin.said ?? 0);
  const { interval } = bin;
  return (
    <g className={isCurrent ? "fill-primary stroke-primary" : "fill-secondary stroke-secondary"}>
      {interval && (
        <line x1={x} x2={x} y1={up(Number(interval.low))} y2={up(Number(interval.high))} strokeWidth="1.5" />
      )}
      <circle cx={x} cy={up(bin.came ?? 0)} r={Math.min(10, 3 + Math.sqrt(bin.n))} stroke="none" />
    </g>
  );
}

function BinTable({ bins }: { bins: readonly Bin[] }) {
  return (
    <details>
      <summary className="text-sm text-muted">The same as a table</summary>
      <table className="figures mt-2 w-full text-right text-sm">
        <thead>
          <tr className="text-muted">
            <th className="text-left font-normal">Said between</th>
            <th className="font-normal">Said</th>
            <th className="font-normal">Came</th>
            <th className="font-normal">N</th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin) => (
            <tr key={bin.low} className="border-t border-line">
              <td className="text-left">
                {percent(bin.low, 0)} and {percent(bin.high, 0)}
              </td>
              <td>{percent(bin.said ?? 0, 0)}</td>
              <td>{percent(bin.came ?? 0, 0)}</td>
              <td>{number(bin.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function wordsOf(bin: Bin): string {
  return `Said ${percent(bin.said ?? 0, 0)}, came ${percent(bin.came ?? 0, 0)}: ${bin.hits} of ${bin.n}.`;
}

/** The diagram in one sentence. */
export function sentenceOf(bins: readonly Bin[]): string {
  if (bins.length === 0) return "No verdict is decided yet.";
  const count = bins.reduce((sum, bin) => sum + bin.n, 0);
  const said = bins.reduce((sum, bin) => sum + bin.n * (bin.said ?? 0), 0) / count;
  const came = bins.reduce((sum, bin) => sum + bin.n * (bin.came ?? 0), 0) / count;
  const way = came > said ? "less than" : "more than";
  return `${number(count)} decided verdicts: ${percent(said, 0)} was said on average and ${percent(came, 0)} came, ${
    Math.abs(said - came) < 0.03 ? "about as it came" : `so ${way} it deserved was said`
  }.`;
}
