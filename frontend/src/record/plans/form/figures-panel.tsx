// What follows from the plan, beside the fields while it is typed.
import { Money } from "@/ui/figures";
import { number } from "@/ui/format";
import { Card } from "@/ui/page";
import { PlanSketch } from "./plan-sketch";
import { entriesOf, useFigures } from "./use-figures";
import type { PlanFormState } from "./use-plan-form";

export function FiguresPanel({ plan: { values } }: { plan: PlanFormState }) {
  const { figures, currency } = useFigures(values);
  const [first] = figures.ratios;
  return (
    <Card title="What follows">
      <dl className="grid grid-cols-3 gap-3">
        <Figure name="First target">
          {first ? `${number(first, { minimumFractionDigits: 2 })}R` : null}
        </Figure>
        <Figure name="At risk, all">
          {figures.risk && <Money value={figures.risk} currency={currency} />}
        </Figure>
        <Figure name="At risk, for one">
          {figures.riskPerUnit && <Money value={figures.riskPerUnit} currency={currency} />}
        </Figure>
      </dl>
      <PlanSketch
        prices={{
          direction: values.direction,
          entries: entriesOf(values),
          stop: values.stop_loss_level,
          targets: values.take_profit_targets,
        }}
      />
      {first === null && (
        <p className="text-sm text-muted">
          With side, entry, stop and a target stand here what it pays and what it risks. Prices in 32nds are
          reckoned by the server.
        </p>
      )}
    </Card>
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
