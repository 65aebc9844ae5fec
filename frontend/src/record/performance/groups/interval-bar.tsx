// A mean as a bar from zero, with its interval as a whisker; filled above zero, hollow below.
import type { Metric } from "../queries";

const WIDTH = 160;
const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;

export function IntervalBar({ metric, extent }: { metric: Metric; extent: number }) {
  if (metric.value === null) return <span className="text-xs text-muted">{"\u2013"}</span>;
  const x = (value: string | number) => {
    const part = Math.max(-1, Math.min(1, Number(value) / extent));
    return WIDTH / 2 + (part * (WIDTH - 4)) / 2;
  };
  const zero = x(0);
  const end = x(metric.value);
  const isGain = end >= zero;
  const colour = isGain ? "var(--profit)" : "var(--loss)";
  const { interval } = metric;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-5 w-40 shrink-0" aria-hidden="true">
      <line x1={zero} x2={zero} y1="0" y2={HEIGHT} stroke="var(--muted)" strokeWidth="1" />
      <rect
        x={Math.min(zero, end)}
        y={MIDDLE - 5}
        width={Math.max(1, Math.abs(end - zero))}
        height="10"
        fill={colour}
        fillOpacity={isGain ? 0.75 : 0.25}
        stroke={colour}
        strokeWidth="1"
      />
      {interval && (
        <g stroke="var(--secondary)" strokeWidth="1.25">
          <line x1={x(interval.low)} x2={x(interval.high)} y1={MIDDLE} y2={MIDDLE} />
          <line x1={x(interval.low)} x2={x(interval.low)} y1={MIDDLE - 3} y2={MIDDLE + 3} />
          <line x1={x(interval.high)} x2={x(interval.high)} y1={MIDDLE - 3} y2={MIDDLE + 3} />
        </g>
      )}
    </svg>
  );
}
