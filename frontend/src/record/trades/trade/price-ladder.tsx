// The trade as a picture of its prices: what was risked, what was aimed at, where stop and exits went. No candles.
import { inR, number } from "@/ui/format";
import { NARROW, useMatches } from "@/ui/media";
import { priceIn } from "../price-notation";
import type { Trade, TradeEvent } from "../queries";
import { type Ladder, type Level, ladderOf, type Point } from "./ladder";

const LABELS = 204; // the part at the right with the words
const LABEL_HEIGHT = 18;
const LEFT = 2;
const LARGE = { width: 640, height: 300 }; // in units of the picture, about pixels
const SMALL = { width: 350, height: 210 };

const COLOURS: Record<Level["name"], string> = {
  Target: "var(--profit)",
  Entry: "var(--text)",
  "First stop": "var(--loss)",
  Stop: "var(--loss)",
  Exit: "var(--primary)",
};

export function PriceLadder({
  trade,
  events,
  isSmall = false,
}: {
  trade: Trade;
  events: readonly TradeEvent[];
  isSmall?: boolean;
}) {
  const isNarrow = useMatches(NARROW);
  const { width, height } = isSmall || isNarrow ? SMALL : LARGE;
  const ladder = ladderOf(trade, events, LABEL_HEIGHT / height);
  if (ladder === null) {
    return (
      <p className="text-sm text-muted">
        One price alone. With a stop, a target or an exit there is a picture.
      </p>
    );
  }
  return (
    <figure className="grid gap-2">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={sentence(trade, ladder)}
        className="w-full"
      >
        <Picture trade={trade} ladder={ladder} width={width} height={height} />
      </svg>
      <LadderTable trade={trade} ladder={ladder} />
    </figure>
  );
}

function Picture({
  trade,
  ladder,
  width,
  height,
}: {
  trade: Trade;
  ladder: Ladder;
  width: number;
  height: number;
}) {
  const right = width - LABELS;
  const x = (part: number) => LEFT + 14 + part * (right - LEFT - 40);
  const y = (part: number) => part * height;
  const path = (points: readonly Point[]) =>
    points.map((point, place) => `${place === 0 ? "M" : "L"}${x(point.x)} ${y(point.y)}`).join(" ");
  return (
    <>
      <Zone from={ladder.entryY} to={ladder.targetY} colour="var(--profit)" {...{ right, height }} />
      <Zone from={ladder.entryY} to={ladder.firstStopY} colour="var(--loss)" {...{ right, height }} />
      {ladder.levels.map((level) => (
        <LevelLine key={level.name} level={level} trade={trade} right={right} y={y} />
      ))}
      <path
        d={path(ladder.target)}
        fill="none"
        stroke="var(--profit)"
        strokeWidth="2"
        strokeDasharray="2 4"
      />
      <path d={path(ladder.stop)} fill="none" stroke="var(--loss)" strokeWidth="2" strokeDasharray="6 4" />
      <path d={path(ladder.fills)} fill="none" stroke="var(--muted)" strokeWidth="1.5" />
      {ladder.fills.map((fill) => (
        <FillMark
          key={fill.event.id}
          isEntry={fill.isEntry}
          x={x(fill.x)}
          y={y(fill.y)}
          isLong={trade.direction === "long"}
        />
      ))}
    </>
  );
}

function Zone({
  from,
  to,
  colour,
  right,
  height,
}: {
  from: number;
  to: number | null;
  colour: string;
  right: number;
  height: number;
}) {
  if (to === null) return null;
  return (
    <rect
      x={LEFT}
      y={Math.min(from, to) * height}
      width={right - LEFT}
      height={Math.abs(to - from) * height}
      fill={colour}
      opacity="0.09"
    />
  );
}

function LevelLine({
  level,
  trade,
  right,
  y,
}: {
  level: Level;
  trade: Trade;
  right: number;
  y: (part: number) => number;
}) {
  const colour = COLOURS[level.name];
  const labelX = right + 16;
  return (
    <g>
      <line
        x1={LEFT}
        x2={right}
        y1={y(level.y)}
        y2={y(level.y)}
        stroke={colour}
        strokeWidth="1"
        opacity="0.35"
      />
      <path
        d={`M${right} ${y(level.y)} L${labelX - 4} ${y(level.labelY)}`}
        stroke={colour}
        strokeWidth="1"
        opacity="0.35"
      />
      <text x={labelX} y={y(level.labelY)} dy="0.35em" fontSize="13" fill="var(--muted)">
        {level.name}
      </text>
      <text
        x={right + LABELS - 52}
        y={y(level.labelY)}
        dy="0.35em"
        fontSize="13"
        textAnchor="end"
        fill={colour}
        className="figures font-mono"
      >
        {priceIn(trade, level.price)}
      </text>
      {level.r !== null && level.name !== "Entry" && (
        <text
          x={right + LABELS - 2}
          y={y(level.labelY)}
          dy="0.35em"
          fontSize="12"
          textAnchor="end"
          fill="var(--muted)"
          className="figures"
        >
          {inR(level.r)}
        </text>
      )}
    </g>
  );
}

/** An entry is a filled triangle in the direction of the trade, an exit a hollow one the other way. */
function FillMark({ isEntry, isLong, x, y }: { isEntry: boolean; isLong: boolean; x: number; y: number }) {
  const isUp = isEntry === isLong;
  const shape = isUp ? "M0 -7 L7 6 L-7 6 Z" : "M0 7 L7 -6 L-7 -6 Z";
  return (
    <path
      d={shape}
      transform={`translate(${x} ${y})`}
      fill={isEntry ? "var(--text)" : "var(--surface)"}
      stroke={isEntry ? "var(--surface)" : "var(--primary)"}
      strokeWidth="2"
    />
  );
}

function sentence(trade: Trade, ladder: Ladder): string {
  const levels = ladder.levels.map(({ name, price, r }) => {
    const distance = r === null || name === "Entry" ? "" : `, ${inR(r)} from the entry`;
    return `${name} ${priceIn(trade, price)}${distance}`;
  });
  const exits = ladder.fills.filter(({ isEntry }) => !isEntry).length;
  return `Price ladder of a ${trade.direction} trade. ${levels.join("; ")}. ${exits} exits.`;
}

function LadderTable({ trade, ladder }: { trade: Trade; ladder: Ladder }) {
  return (
    <details className="text-sm">
      <summary className="w-fit rounded py-1 text-xs text-muted pointer-coarse:py-3">
        Prices as a table. Moments are in order, not to scale.
      </summary>
      <table className="mt-2 w-full">
        <thead className="text-left text-xs text-muted">
          <tr>
            <th scope="col">What</th>
            <th scope="col" className="text-right">
              Price
            </th>
            <th scope="col" className="text-right">
              From the entry
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          {ladder.levels.map(({ name, price, r }) => (
            <tr key={name}>
              <td>{name}</td>
              <td className="text-right font-mono">{priceIn(trade, price)}</td>
              <td className="text-right">{r === null ? "" : inR(r)}</td>
            </tr>
          ))}
          {ladder.fills.map(({ event, isEntry, price, quantity }) => (
            <tr key={event.id}>
              <td>
                {isEntry ? "Entry of" : "Exit of"} {number(quantity)}
              </td>
              <td className="text-right font-mono">{priceIn(trade, price)}</td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
