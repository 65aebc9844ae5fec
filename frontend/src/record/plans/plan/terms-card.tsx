// What was frozen: the prices as a picture and as figures, and the words beside them.
import { useQuery } from "@tanstack/react-query";
import { accounts, strategies } from "@/record/filters/choices";
import { Money, Numeral } from "@/ui/figures";
import { ago, moment, number, percent } from "@/ui/format";
import { Card } from "@/ui/page";
import { PlanSketch } from "../form/plan-sketch";
import { EntryFigure } from "../plan-list";
import { endsSoon } from "../plan-search";
import type { Plan } from "../queries";

export function TermsCard({ plan }: { plan: Plan }) {
  const { entry_zone, entry_price } = plan;
  const entries = entry_zone ? [entry_zone.low, entry_zone.high] : [entry_price ?? ""];
  return (
    <Card>
      <div className="grid items-center gap-x-6 gap-y-4 sm:grid-cols-2">
        <dl className="grid grid-cols-3 gap-x-4 gap-y-3">
          <Figure name="Entry" isWide>
            <EntryFigure plan={plan} />
          </Figure>
          <Figure name="Stop">
            <Numeral value={plan.stop_loss_level} />
          </Figure>
          <Figure name="Size">
            <Numeral value={plan.position_size} />
          </Figure>
          <Figure name="At risk">
            <Money value={plan.risk_amount} currency={plan.currency} />
          </Figure>
          <div className="col-span-3">
            <dt className="text-xs text-muted">
              {plan.take_profit_targets.length > 1 ? "Targets" : "Target"}
            </dt>
            <dd className="grid gap-0.5">
              {plan.take_profit_targets.map((target, place) => (
                <span key={target} className="flex gap-3 text-lg">
                  <Numeral value={target} />
                  <Ratio value={plan.risk_reward[place]} />
                </span>
              ))}
            </dd>
          </div>
        </dl>
        <PlanSketch
          prices={{
            direction: plan.direction,
            entries,
            stop: plan.stop_loss_level,
            targets: plan.take_profit_targets,
          }}
        />
      </div>
      <Words plan={plan} />
    </Card>
  );
}

function Ratio({ value }: { value: string | undefined }) {
  if (value === undefined) return null;
  return <span className="figures text-secondary">{number(value, { minimumFractionDigits: 2 })}R</span>;
}

interface FigureProps {
  name: string;
  children: React.ReactNode;
  isWide?: boolean;
}

function Figure({ name, children, isWide = false }: FigureProps) {
  return (
    <div className={isWide ? "col-span-3" : ""}>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-lg">{children}</dd>
    </div>
  );
}

function Words({ plan }: { plan: Plan }) {
  const { data: known } = useQuery(accounts());
  const { data: playbooks } = useQuery(strategies());
  const { expires_at: ends } = plan;
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    ["The idea", plan.setup_description],
    ["Wrong before the stop, if", plan.invalidation_criteria],
    ["How else it ends", plan.exit_rule],
    ["Why the stop is there", plan.stop_loss_reasoning],
    ["How sure", typeof plan.confidence_score === "number" && percent(plan.confidence_score / 100, 0)],
    ["Setup", plan.setup],
    ["Strategy", playbooks?.find(({ id }) => id === plan.strategy_id)?.name],
    ["Account", known?.find(({ id }) => id === plan.account_id)?.name],
    [
      "Good until",
      ends ? (
        <Ending key="ends" plan={plan} ends={ends} />
      ) : (
        plan.status === "pending" && "It is executed or cancelled"
      ),
    ],
  ];
  return (
    <dl className="grid items-baseline gap-x-4 gap-y-2 border-t border-line pt-3 sm:grid-cols-[11rem_minmax(0,1fr)]">
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="grid sm:contents">
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="whitespace-pre-line">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Ending({ plan, ends }: { plan: Plan; ends: string }) {
  return (
    <span className={endsSoon(plan) ? "text-caution" : undefined}>
      {moment(ends)}, {ago(ends)}
    </span>
  );
}
