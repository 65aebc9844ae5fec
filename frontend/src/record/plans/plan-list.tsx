// Plans in rows: what, where, what it pays and what it risks, and until when. j and k move, Enter opens.
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { DirectionMark } from "@/record/trades/trade-figures";
import { useKeys } from "@/shell/keys";
import { Button } from "@/ui/button";
import { Money, Numeral } from "@/ui/figures";
import { ago, moment, number } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { MatchMark, StatusMark } from "./plan-marks";
import { endsSoon } from "./plan-search";
import type { Plan } from "./queries";

const COLUMNS =
  "grid-cols-[minmax(0,1fr)_auto] @3xl:grid-cols-[minmax(0,1fr)_4.5rem_9.5rem_4.5rem_10.5rem] @5xl:grid-cols-[minmax(0,1fr)_4.5rem_10rem_5rem_5rem_4.5rem_7rem_10.5rem]";

export function PlanList({
  plans,
  hasMore,
  isLoading,
  loadMore,
}: {
  plans: readonly Plan[];
  hasMore: boolean;
  isLoading: boolean;
  loadMore: () => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const move = (steps: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a[data-row]") ?? [])];
    const place = links.indexOf(document.activeElement as HTMLElement);
    const next = place === -1 ? (steps > 0 ? 0 : links.length - 1) : place + steps;
    links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  return (
    <section
      aria-label="Plans"
      className="@container overflow-hidden rounded-md border border-line bg-surface"
    >
      <div
        aria-hidden="true"
        className={`hidden gap-x-3 border-b border-line px-3 py-1.5 text-xs text-muted @3xl:grid ${COLUMNS}`}
      >
        <span>Plan</span>
        <span>Side</span>
        <span className="text-right">Entry</span>
        <span className="hidden text-right @5xl:block">Stop</span>
        <span className="hidden text-right @5xl:block">Target</span>
        <span className="text-right">R:R</span>
        <span className="hidden text-right @5xl:block">At risk</span>
        <span className="pl-2">State</span>
      </div>
      <ul ref={list}>
        {plans.map((plan) => (
          <li key={plan.id} className="border-b border-line/60 last:border-0">
            <PlanRow plan={plan} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <div className="border-t border-line p-2">
          <Button kind="quiet" className="w-full" isBusy={isLoading} onClick={loadMore}>
            Show more
          </Button>
        </div>
      )}
    </section>
  );
}

function PlanRow({ plan }: { plan: Plan }) {
  const [target] = plan.take_profit_targets;
  const [ratio] = plan.risk_reward;
  return (
    <Link
      to="/plans/$planId"
      params={{ planId: plan.id }}
      data-row
      className={`grid min-h-10 items-center gap-x-3 gap-y-1 px-3 py-1.5 -outline-offset-2 hover:bg-raised ${COLUMNS}`}
    >
      <span className="min-w-0 truncate">
        <span className="mr-2 font-mono text-sm font-medium">{plan.instrument}</span>
        {plan.title}
        {plan.version > 1 && <span className="ml-2 text-xs text-muted">v{plan.version}</span>}
      </span>
      <span className="text-right text-sm @3xl:text-left">
        <DirectionMark direction={plan.direction} />
      </span>
      <span className="hidden text-right text-sm @3xl:block">
        <EntryFigure plan={plan} />
      </span>
      <span className="hidden text-right text-sm @5xl:block">
        <Numeral value={plan.stop_loss_level} />
      </span>
      <span className="hidden text-right text-sm @5xl:block">
        <Numeral value={target} />
      </span>
      <span className="figures hidden text-right text-sm @3xl:block">
        {ratio ? `${ratioText(ratio)}` : ""}
      </span>
      <span className="hidden text-right text-sm @5xl:block">
        <Money value={plan.risk_amount} currency={plan.currency} />
      </span>
      <span className="@3xl:pl-2">
        <StateCell plan={plan} />
      </span>
      <span className="figures text-right text-sm text-secondary @3xl:hidden">
        {ratio && `${ratioText(ratio)}`}
      </span>
    </Link>
  );
}

export function EntryFigure({ plan }: { plan: Pick<Plan, "entry_price" | "entry_zone"> }) {
  const { entry_price, entry_zone } = plan;
  if (!entry_zone) return <Numeral value={entry_price} />;
  return (
    <span className="whitespace-nowrap">
      <Numeral value={entry_zone.low} />
      <span className="text-muted"> to </span>
      <Numeral value={entry_zone.high} />
    </span>
  );
}

function StateCell({ plan }: { plan: Plan }) {
  if (plan.status !== "pending") {
    const ended = plan.executed_at ?? plan.cancelled_at ?? plan.expires_at;
    return (
      <span className="flex items-center gap-1.5 whitespace-nowrap" title={ended ? moment(ended) : undefined}>
        <StatusMark status={plan.status} />
        {(plan.match === "late" || plan.match === "drifted") && <MatchMark match={plan.match} />}
        {ended && <span className="text-xs text-muted">{ago(ended)}</span>}
      </span>
    );
  }
  if (!plan.expires_at) return <StatusMark status="pending" />;
  return (
    <span
      className={`inline-flex items-center gap-1.5 text-sm whitespace-nowrap ${endsSoon(plan) ? "text-caution" : "text-secondary"}`}
      title={moment(plan.expires_at)}
    >
      <Icon name="clock" />
      ends {ago(plan.expires_at)}
    </span>
  );
}

/** What a target pays for each 1 of risk: "1.80R". */
export function ratioText(ratio: string): string {
  return `${number(ratio, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}R`;
}
