// What follows from the plan, beside the fields while it is typed; the server's figures once it stands still.
import { Money } from "@/ui/figures";
import { number } from "@/ui/format";
import { Card } from "@/ui/page";
import { type Calculation, useCalculation } from "./calculation";
import { PlanSketch } from "./plan-sketch";
import { entriesOf, useFigures } from "./use-figures";
import type { PlanFormState } from "./use-plan-form";

export function FiguresPanel({ plan: { values } }: { plan: PlanFormState }) {
  const { figures, currency } = useFigures(values);
  const reckoned = useCalculation(values);
  const first = figures.ratios[0] ?? reckoned?.targets[0]?.risk_reward;
  const risk = figures.risk ?? reckoned?.risk;
  const perUnit = figures.riskPerUnit ?? reckoned?.risk_per_unit;
  const unit = currency ?? reckoned?.contract.currency;
  return (
    <Card title="What follows">
      <dl className="grid grid-cols-3 gap-3">
        <Figure name="First target">
          {first ? `${number(first, { minimumFractionDigits: 2 })}R` : null}
        </Figure>
        <Figure name="At risk, all">{risk && <Money value={risk} currency={unit} />}</Figure>
        <Figure name="At risk, for one">{perUnit && <Money value={perUnit} currency={unit} />}</Figure>
        <Figure name="Size that fits">
          {reckoned?.size_for_risk ? number(reckoned.size_for_risk) : null}
        </Figure>
        <Figure name="Of the account">
          {reckoned?.risk_percent ? `${number(reckoned.risk_percent)}%` : null}
        </Figure>
        <Figure name="Ticks to the stop">{reckoned?.stop_ticks ? number(reckoned.stop_ticks) : null}</Figure>
      </dl>
      <PlanSketch
        prices={{
          direction: values.direction,
          entries: entriesOf(values),
          stop: values.stop_loss_level,
          targets: values.take_profit_targets,
        }}
      />
      <Warnings warnings={reckoned?.warnings ?? []} />
      {reckoned === undefined && (
        <p className="text-sm text-muted">
          With side, entry, stop and a target stand here what it pays and what it risks.
        </p>
      )}
    </Card>
  );
}

function Warnings({ warnings }: { warnings: Calculation["warnings"] }) {
  return (
    <ul role="status" aria-label="What to look at" className="grid gap-1 text-sm text-caution">
      {warnings.map(({ code, field, message }) => (
        <li key={`${code} ${field}`}>
          <span aria-hidden="true">{"\u25B3"} </span>
          {message}
        </li>
      ))}
    </ul>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="figures text-lg font-semibold">
        {children ?? <span className="text-muted">{"\u2013"}</span>}
      </dd>
    </div>
  );
}
