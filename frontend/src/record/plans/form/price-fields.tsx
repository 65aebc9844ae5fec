// The prices of a plan, and how much of it: what each target pays stands beside it.
import { TextField } from "@/ui/field";
import { number } from "@/ui/format";
import { ListField } from "./list-field";
import { useFigures } from "./use-figures";
import type { PlanFormState } from "./use-plan-form";

const PRICE = { inputMode: "decimal", autoComplete: "off", className: "figures font-mono" } as const;

export function PriceFields({ plan }: { plan: PlanFormState }) {
  const { form, values } = plan;
  const { errors } = form.formState;
  const { figures, sizes, currency } = useFigures(values);
  const targetProblem = Object.entries(figures.problems).find(([name]) =>
    name.startsWith("take_profit_targets"),
  )?.[1];
  return (
    <div className="grid grid-cols-1 items-start gap-x-6 gap-y-3 sm:grid-cols-2">
      <div className="grid grid-cols-2 items-start gap-3">
        <EntryFields plan={plan} />
        <TextField
          label="Stop"
          {...PRICE}
          error={errors.stop_loss_level?.message ?? figures.problems.stop_loss_level}
          {...form.register("stop_loss_level")}
        />
        <TextField
          label="Size"
          {...PRICE}
          error={errors.position_size?.message}
          {...form.register("position_size")}
        />
        <TextField
          label={currency ? `Most at risk, ${currency}` : "Most at risk"}
          {...PRICE}
          hint="Empty: as it follows"
          error={errors.risk_amount?.message}
          {...form.register("risk_amount")}
        />
        <SizeChoice plan={plan} sizes={sizes} />
      </div>
      <div>
        <ListField
          plan={plan}
          name="take_profit_targets"
          label="Targets, the nearest first"
          one="Target"
          most={10}
          isPrice
          beside={(place) => <Pays ratio={figures.ratios[place]} />}
        />
        {targetProblem && <p className="mt-1 text-sm text-fire">{targetProblem}</p>}
      </div>
    </div>
  );
}

function SizeChoice({
  plan: { form, values },
  sizes,
}: {
  plan: PlanFormState;
  sizes: readonly { words: string; size: string }[];
}) {
  if (sizes.length === 0) return null;
  return (
    <ul className="col-span-2 flex flex-wrap gap-1" aria-label="Size by what may be lost">
      {sizes.map(({ words, size }) => (
        <li key={words}>
          <button
            type="button"
            aria-pressed={values.position_size === size}
            onClick={() => form.setValue("position_size", size, { shouldDirty: true })}
            className="min-h-7 rounded-md border border-line bg-raised px-2 text-xs hover:border-muted aria-pressed:border-primary pointer-coarse:min-h-11"
          >
            {words}: size <span className="figures font-mono font-medium">{number(size)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function EntryFields({ plan: { form, values } }: { plan: PlanFormState }) {
  const { errors } = form.formState;
  const isZone = values.entry_by === "zone";
  const switched = () => form.setValue("entry_by", isZone ? "price" : "zone", { shouldDirty: true });
  const other = (
    <button type="button" onClick={switched} className="text-primary hover:underline pointer-coarse:min-h-11">
      {isZone ? "One price instead" : "A zone instead"}
    </button>
  );
  if (!isZone) {
    return (
      <TextField
        label="Entry"
        {...PRICE}
        hint={other}
        error={errors.entry_price?.message}
        {...form.register("entry_price")}
      />
    );
  }
  return (
    <>
      <TextField
        label="Entry from"
        {...PRICE}
        hint={other}
        error={errors.entry_zone?.low?.message ?? errors.entry_zone?.message}
        {...form.register("entry_zone.low")}
      />
      <TextField
        label="to"
        {...PRICE}
        error={errors.entry_zone?.high?.message}
        {...form.register("entry_zone.high")}
      />
    </>
  );
}

function Pays({ ratio }: { ratio: string | null | undefined }) {
  return (
    <span className="figures w-16 text-right text-sm text-secondary">
      {ratio ? `${number(ratio, { minimumFractionDigits: 2 })}R` : ""}
    </span>
  );
}
