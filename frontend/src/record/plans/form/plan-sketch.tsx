// A plan as a picture of its prices: what is risked, what is aimed at, where the entry may be.
import { inR, number } from "@/ui/format";
import { type SketchedPrices, type SketchLevel, sketchOf } from "./sketch";

const WIDTH = 340;
const HEIGHT = 220;
const LABELS = 176; // the part at the right with the words
const LABEL_HEIGHT = 18;
const RIGHT = WIDTH - LABELS;
const COLOURS: Record<SketchLevel["kind"], string> = {
  target: "var(--profit)",
  entry: "var(--text)",
  stop: "var(--loss)",
};

export function PlanSketch({ prices }: { prices: SketchedPrices }) {
  const sketch = sketchOf(prices, LABEL_HEIGHT / HEIGHT);
  if (sketch === null) return null;
  const words = sketch.levels.map(
    ({ name, price, r }) => `${name} ${number(price)}${r === null ? "" : `, ${inR(r)}`}`,
  );
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`A ${prices.direction} plan. ${words.join("; ")}.`}
      className="w-full max-w-md"
    >
      <Area from={sketch.reward} colour="var(--profit)" />
      <Area from={sketch.risk} colour="var(--loss)" />
      {sketch.entry && (
        <rect
          x={0}
          y={sketch.entry[0] * HEIGHT - 1}
          width={RIGHT}
          height={(sketch.entry[1] - sketch.entry[0]) * HEIGHT + 2}
          fill="var(--primary)"
          opacity="0.55"
        />
      )}
      {sketch.levels.map((level) => (
        <LevelLine key={`${level.name} ${level.price}`} level={level} />
      ))}
    </svg>
  );
}

function Area({ from, colour }: { from: readonly [number, number] | null; colour: string }) {
  if (from === null) return null;
  return (
    <rect
      x={0}
      y={from[0] * HEIGHT}
      width={RIGHT}
      height={(from[1] - from[0]) * HEIGHT}
      fill={colour}
      opacity="0.12"
    />
  );
}

function LevelLine({ level }: { level: SketchLevel }) {
  const [y, labelY] = [level.y * HEIGHT, level.labelY * HEIGHT];
  const colour = COLOURS[level.kind];
  const dashes = { target: "2 3", entry: undefined, stop: "6 3" }[level.kind];
  return (
    <g>
      <path
        d={`M0 ${y} H${RIGHT} L${RIGHT + 12} ${labelY}`}
        fill="none"
        stroke={colour}
        strokeWidth="1.5"
        strokeDasharray={dashes}
        opacity="0.75"
      />
      <text x={RIGHT + 16} y={labelY} dy="0.35em" fontSize="12" fill="var(--muted)">
        {level.name}
      </text>
      <text
        x={WIDTH - 48}
        y={labelY}
        dy="0.35em"
        fontSize="12"
        textAnchor="end"
        fill={colour}
        className="figures font-mono"
      >
        {number(level.price)}
      </text>
      {level.r !== null && level.kind !== "entry" && (
        <text
          x={WIDTH}
          y={labelY}
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
