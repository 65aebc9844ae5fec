// A figure with what makes it weak: its N, its interval, what was left out, and how it is made.
import { Popover } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import type { components } from "@/api/generated/openapi";
import { named, number } from "./format";

type Described = components["schemas"]["MetricOut"];
/** As the server tells it; a figure that the app makes of others may have reasons of its own. */
export type Metric = Omit<Described, "reason"> & { reason: Described["reason"] | "no_results" };
type Shown = (value: string | number) => ReactNode;

/** A name, a figure, and behind a press why it is that. */
export function MetricTile({
  name,
  metric,
  show,
  plain = show,
}: {
  name: string;
  metric: Metric;
  show: Shown;
  /** The ends of its interval, where they look quieter than the figure. */
  plain?: Shown;
}) {
  return (
    <div className="grid content-start gap-1 rounded-md border border-line bg-surface p-3">
      <p className="text-sm text-muted">{name}</p>
      <p className="figures text-2xl font-semibold">
        {metric.value === null ? <MissingFigure reason={metric.reason} /> : show(metric.value)}
      </p>
      <Why name={name} metric={metric} show={plain} />
    </div>
  );
}

function MissingFigure({ reason }: { reason: string | null }) {
  return <span className="text-base font-normal text-muted">{reason ? named(reason) : "Not known yet"}</span>;
}

/** "N 42, 95 % interval": opens the formula and what was left out. */
export function Why({ name, metric, show }: { name: string; metric: Metric; show: Shown }) {
  const { interval } = metric;
  return (
    <Popover.Root>
      <Popover.Trigger className="justify-self-start rounded-md text-left text-xs text-muted underline decoration-dotted underline-offset-4 pointer-coarse:-mb-3 pointer-coarse:py-3.5">
        <span className="sr-only">{name}: why? </span>N {number(metric.n)}
        {interval && (
          <>
            {", "}
            {show(interval.low)} to {show(interval.high)}
          </>
        )}
        {metric.small_sample && ", few"}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} className="z-50">
          <Popover.Popup className="grid max-w-[min(90vw,24rem)] gap-2 rounded-md border border-line bg-raised p-4 shadow-xl">
            <Popover.Title className="font-semibold">{name}</Popover.Title>
            <p className="text-sm">{metric.formula}</p>
            {interval && (
              <p className="text-sm">
                {number(interval.confidence, { style: "percent" })} interval: {show(interval.low)} to{" "}
                {show(interval.high)} ({named(interval.method).toLowerCase()})
              </p>
            )}
            {metric.small_sample && (
              <p className="text-sm text-caution">Too few to lean on: it may be chance.</p>
            )}
            <LeftOut metric={metric} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function LeftOut({ metric }: { metric: Metric }) {
  if (metric.excluded.length === 0) return <p className="text-sm text-muted">Nothing was left out.</p>;
  return (
    <ul className="list-disc pl-5 text-sm text-muted">
      {metric.excluded.map(({ reason, n }) => (
        <li key={reason}>
          {number(n)} left out: {named(reason).toLowerCase()}
        </li>
      ))}
    </ul>
  );
}
