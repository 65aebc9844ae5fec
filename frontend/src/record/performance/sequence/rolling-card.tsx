// Win rate, mean R and profit factor over the last so many trades, as a line with a cursor by keys and a table.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { inR, moment, number, percent } from "@/ui/format";
import { Card, Loading } from "@/ui/page";
import { Segments } from "@/ui/segments";
import { tradesOfWindow } from "../behind/trades-behind";
import { useShown } from "../behind/use-shown";
import { type Rolling, rollingOf } from "../queries";
import type { Selection } from "../selection";
import { extentOf, piecesOf, type RollingFigure, type RollingPoint } from "./rolling-line";

const FIGURES: readonly (readonly [RollingFigure, string])[] = [
  ["win_rate", "Win rate"],
  ["expectancy", "Mean R"],
  ["profit_factor", "Profit factor"],
];
const WINDOWS = ["10", "20", "50", "100"];
const WIDTH = 900;
const HEIGHT = 180;

function shown(figure: RollingFigure, value: number | null): string {
  if (value === null) return "\u2013";
  if (figure === "win_rate") return percent(value, 0);
  if (figure === "expectancy") return inR(value);
  return number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function RollingCard({
  selection,
  window: asked,
  changeWindow,
}: {
  selection: Selection;
  window: string | undefined;
  changeWindow: (window: string) => void;
}) {
  const window = WINDOWS.includes(asked ?? "") ? Number(asked) : 20;
  const query = useQuery(rollingOf(selection, window));
  const [figure, setFigure] = useState<RollingFigure>("win_rate");
  return (
    <Card
      title={`Over the last ${number(window)} trades`}
      actions={
        <span className="flex flex-wrap gap-2">
          <select
            aria-label="Trades in a window"
            value={String(window)}
            onChange={(event) => changeWindow(event.target.value)}
            className="min-h-8 rounded-md border border-line bg-ground px-2 text-text pointer-coarse:min-h-11"
          >
            {WINDOWS.map((many) => (
              <option key={many} value={many}>
                {many} trades
              </option>
            ))}
          </select>
          <Segments label="Figure" value={figure} options={FIGURES} choose={setFigure} />
        </span>
      }
    >
      <Loading query={query} rows={4}>
        {(rolling) =>
          rolling.points.length === 0 ? (
            <p className="text-muted">
              {number(rolling.window)} closed trades make the first point; there are {number(rolling.trades)}.
            </p>
          ) : (
            <Line rolling={rolling} figure={figure} />
          )
        }
      </Loading>
    </Card>
  );
}

function Line({ rolling, figure }: { rolling: Rolling; figure: RollingFigure }) {
  const { points, thinned } = rolling;
  const shownReport = useShown();
  const [cursor, setCursor] = useState<number | null>(null);
  const place = Math.min(cursor ?? points.length - 1, points.length - 1);
  const extent = extentOf(points, figure);
  const y = (value: number) => (1 - (value - extent.low) / (extent.high - extent.low)) * HEIGHT;
  const even = figure === "win_rate" ? 0.5 : figure === "expectancy" ? 0 : 1;
  const walk = (event: React.KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: place - 1,
      ArrowRight: place + 1,
      Home: 0,
      End: points.length,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCursor(Math.max(0, Math.min(points.length - 1, next)));
  };
  const point = points[place];
  const words = sentenceOf(points, figure);
  return (
    <figure className="grid grid-cols-1 gap-2">
      <div
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the trades
        tabIndex={0}
        aria-label={`${words} Arrow keys walk through the trades.`}
        onKeyDown={walk}
        className="rounded-md"
      >
        <svg
          viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`}
          preserveAspectRatio="none"
          className="h-44 w-full"
          aria-hidden="true"
        >
          <line
            x1="0"
            x2={WIDTH}
            y1={y(even)}
            y2={y(even)}
            stroke="var(--muted)"
            strokeDasharray="4 4"
            vectorEffect="non-scaling-stroke"
          />
          {piecesOf(points, figure, extent).map((piece) => (
            <polyline
              key={piece[0]?.join()}
              points={piece.map(([x, up]) => `${x * WIDTH},${up * HEIGHT}`).join(" ")}
              fill="none"
              stroke="var(--primary)"
              strokeWidth="1.75"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          <line
            x1={(place / Math.max(1, points.length - 1)) * WIDTH}
            x2={(place / Math.max(1, points.length - 1)) * WIDTH}
            y1="0"
            y2={HEIGHT}
            stroke="var(--secondary)"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      <figcaption className="figures min-h-6 text-sm text-secondary" aria-live="polite">
        {point &&
          `Up to ${moment(point.exit_time)}: ${shown(figure, point[figure])}${intervalOf(point, figure)}. `}
        {words}
        {thinned > 1 && ` One of ${number(thinned)} trades is drawn.`}
      </figcaption>
      {point && (
        <Link
          to="/trades"
          search={tradesOfWindow(shownReport, point)}
          className="justify-self-start text-sm text-primary hover:underline pointer-coarse:py-3"
        >
          The {number(rolling.window)} trades of this point
        </Link>
      )}
      <Table points={points} />
    </figure>
  );
}

function intervalOf({ win_rate_interval: interval }: RollingPoint, figure: RollingFigure): string {
  if (figure !== "win_rate" || interval === null) return "";
  return ` (${percent(Number(interval.low), 0)} to ${percent(Number(interval.high), 0)})`;
}

function sentenceOf(points: readonly RollingPoint[], figure: RollingFigure): string {
  const known = points.map((point) => point[figure]).filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return "There is no figure in any window.";
  return `Now ${shown(figure, last)}; between ${shown(figure, Math.min(...known))} and ${shown(figure, Math.max(...known))} before.`;
}

function Table({ points }: { points: readonly RollingPoint[] }) {
  const shownReport = useShown();
  const [isOpen, open] = useState(false);
  return (
    <details className="text-sm" onToggle={(event) => open(event.currentTarget.open)}>
      <summary className="text-xs text-muted pointer-coarse:py-3.5">The same as a table</summary>
      {isOpen && (
        <div className="mt-2 max-h-80 overflow-y-auto">
          <table className="figures w-full text-right">
            <thead className="sticky top-0 bg-surface text-xs text-muted">
              <tr>
                <th className="text-left font-normal">Up to</th>
                {FIGURES.map(([name, words]) => (
                  <th key={name} className="pl-6 font-normal">
                    {words}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.number} className="border-t border-line">
                  <td className="text-left">
                    <Link
                      to="/trades"
                      search={tradesOfWindow(shownReport, point)}
                      className="hover:underline"
                    >
                      {moment(point.exit_time)}
                    </Link>
                  </td>
                  {FIGURES.map(([name]) => (
                    <td key={name} className="pl-6">
                      {shown(name, point[name])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
