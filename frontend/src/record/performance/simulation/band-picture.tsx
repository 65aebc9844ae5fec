// Many futures as bands of equity: between the 5th and the 95th of a hundred, and between the 25th and the 75th.
import { useState } from "react";
import { number } from "@/ui/format";
import type { Simulation } from "../queries";

const WIDTH = 560;
const HEIGHT = 240;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 8;
const TICKS = 4;

export function BandPicture({ simulation }: { simulation: Simulation }) {
  const { at, bands, horizon, percentiles } = simulation;
  const [cursor, setCursor] = useState(at.length - 1);
  const [lowest = [], low = [], middle = [], high = [], highest = []] = bands;
  const top = Math.max(...highest, 1) * 1.04;
  const bottom = Math.min(...lowest, 1) * 0.96;
  const x = (trade: number) => LEFT + (trade / horizon) * (WIDTH - LEFT - 8);
  const y = (equity: number) => TOP + ((top - equity) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  const line = (values: readonly number[]) =>
    values.map((value, place) => `${x(at[place] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`);
  const area = (one: readonly number[], other: readonly number[]) =>
    `M${line(one).join("L")}L${line(other).toReversed().join("L")}Z`;
  const walk = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setCursor((place) => Math.max(0, Math.min(at.length - 1, place + step)));
  };
  const words = bands
    .map((band, place) => `${percentiles[place]} of 100 end below ${share(band[cursor] ?? 1)}`)
    .filter((_, place) => place !== 1 && place !== 3);
  return (
    <figure className="grid grid-cols-1 gap-2">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full"
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the trades
        tabIndex={0}
        aria-label={`Bands of equity over ${horizon} trades. Arrow keys walk through them.`}
        onKeyDown={walk}
      >
        <Ticks top={top} bottom={bottom} y={y} horizon={horizon} x={x} />
        <path d={area(lowest, highest)} fill="var(--primary)" opacity="0.14" />
        <path d={area(low, high)} fill="var(--primary)" opacity="0.22" />
        <path d={`M${line(middle).join("L")}`} fill="none" stroke="var(--primary)" strokeWidth="2" />
        <line x1={LEFT} x2={WIDTH - 8} y1={y(1)} y2={y(1)} stroke="var(--muted)" strokeDasharray="4 4" />
        <line
          x1={x(at[cursor] ?? 0)}
          x2={x(at[cursor] ?? 0)}
          y1={TOP}
          y2={HEIGHT - BOTTOM}
          stroke="var(--muted)"
        />
      </svg>
      <figcaption className="figures text-sm text-secondary" aria-live="polite">
        After {number(at[cursor] ?? 0)} trades: {words.join("; ")} of the start.
      </figcaption>
    </figure>
  );
}

function share(equity: number): string {
  return number(equity, { style: "percent", maximumFractionDigits: 0 });
}

function Ticks({
  top,
  bottom,
  y,
  x,
  horizon,
}: {
  top: number;
  bottom: number;
  y: (equity: number) => number;
  x: (trade: number) => number;
  horizon: number;
}) {
  const places = Array.from({ length: TICKS + 1 }, (_, place) => place / TICKS);
  return (
    <g className="figures fill-muted text-[11px]">
      {places.map((place) => {
        const equity = bottom + place * (top - bottom);
        return (
          <g key={place}>
            <line
              x1={LEFT}
              x2={WIDTH - 8}
              y1={y(equity)}
              y2={y(equity)}
              stroke="var(--line)"
              strokeWidth="0.5"
            />
            <text x={LEFT - 6} y={y(equity) + 4} textAnchor="end">
              {share(equity)}
            </text>
            <text
              x={x(place * horizon)}
              y={HEIGHT - 6}
              textAnchor={place === 0 ? "start" : place === 1 ? "end" : "middle"}
            >
              {number(Math.round(place * horizon))}
            </text>
          </g>
        );
      })}
    </g>
  );
}
