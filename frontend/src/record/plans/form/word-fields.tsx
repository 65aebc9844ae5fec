// What a plan is about, why it is made, and until when it is good.
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { accounts, strategies, usedWords } from "@/record/filters/choices";
import { InstrumentField } from "@/record/trades/quick-log/instrument-field";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { expiryChoices } from "./expiry-choices";
import { ListField } from "./list-field";
import { useSettled } from "./settled";
import type { PlanFormState } from "./use-plan-form";

const SIDES = [
  ["", "Choose"],
  ["long", "Long"],
  ["short", "Short"],
] as const;

interface Part {
  plan: PlanFormState;
}

export function SubjectFields({ plan, isNew }: Part & { isNew: boolean }) {
  const { form, values } = plan;
  const { errors } = form.formState;
  const symbol = useSettled(useDeferredValue(values.instrument.trim()));
  const { data: setups = [] } = useQuery(usedWords("setup"));
  const { data: playbooks = [] } = useQuery(strategies());
  return (
    <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-4">
      <div className="col-span-2 sm:col-span-4">
        <TextField label="Title" autoFocus error={errors.title?.message} {...form.register("title")} />
      </div>
      {isNew && (
        <>
          <div className="sm:col-span-2">
            <InstrumentField
              symbol={symbol}
              choose={(chosen) => form.setValue("instrument", chosen, { shouldDirty: true })}
              error={errors.instrument?.message}
              {...form.register("instrument")}
            />
          </div>
          <SelectField
            label="Side"
            options={SIDES}
            error={errors.direction?.message}
            {...form.register("direction")}
          />
          <SelectField
            label="Kind"
            options={[
              ["real", "Real"],
              ["training", "Training"],
            ]}
            {...form.register("trade_type")}
          />
        </>
      )}
      <div className="sm:col-span-2">
        <TextField
          label="Setup"
          autoComplete="off"
          list="setups-of-plans"
          error={errors.setup?.message}
          {...form.register("setup")}
        />
        <datalist id="setups-of-plans">
          {setups.map((word) => (
            <option key={word} value={word} />
          ))}
        </datalist>
      </div>
      <div className="sm:col-span-2">
        <SelectField
          label="Strategy"
          options={[["", "None"], ...playbooks.map(({ id, name }) => [id, name] as const)]}
          error={errors.strategy_id?.message}
          {...form.register("strategy_id")}
        />
      </div>
    </div>
  );
}

export function ReasonFields({ plan }: Part) {
  const { form } = plan;
  const { errors } = form.formState;
  return (
    <div className="grid grid-cols-1 gap-3">
      <TextArea
        label="The idea"
        rows={2}
        error={errors.setup_description?.message}
        {...form.register("setup_description")}
      />
      <ListField
        plan={plan}
        name="entry_criteria"
        label="I enter when"
        one="Criterion"
        placeholder="Back above yesterday's low"
        most={20}
      />
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
        <TextArea
          label="It is wrong before the stop, if"
          rows={2}
          error={errors.invalidation_criteria?.message}
          {...form.register("invalidation_criteria")}
        />
        <TextArea
          label="How else it ends"
          rows={2}
          hint="A trailing stop, a time."
          error={errors.exit_rule?.message}
          {...form.register("exit_rule")}
        />
        <TextField
          label="Why the stop is there"
          error={errors.stop_loss_reasoning?.message}
          {...form.register("stop_loss_reasoning")}
        />
        <TextField
          label="How sure, in percent"
          inputMode="numeric"
          error={errors.confidence_score?.message}
          {...form.register("confidence_score")}
        />
      </div>
    </div>
  );
}

export function TermFields({ plan, isNew }: Part & { isNew: boolean }) {
  const { form, values, zone } = plan;
  const { errors } = form.formState;
  const { data: known = [] } = useQuery(accounts());
  const living = known.filter(({ archived }) => !archived);
  const expire = (value: string) => form.setValue("expires_at", value, { shouldDirty: true });
  return (
    <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
      <div className="grid gap-2">
        <TextField
          label="Good until"
          type="datetime-local"
          hint={`${zone}. Empty: until it is executed or cancelled`}
          error={errors.expires_at?.message}
          {...form.register("expires_at")}
        />
        <ul className="flex flex-wrap gap-1" aria-label="Good until, at one press">
          {expiryChoices(new Date(), zone).map(([words, value]) => (
            <li key={words}>
              <button
                type="button"
                aria-pressed={values.expires_at === value}
                onClick={() => expire(value)}
                className="min-h-7 rounded-md border border-line bg-raised px-2 text-xs hover:border-muted aria-pressed:border-primary pointer-coarse:min-h-11"
              >
                {words}
              </button>
            </li>
          ))}
        </ul>
      </div>
      {(living.length > 1 || !isNew) && (
        <SelectField
          label="Account"
          options={[["", "The usual one"], ...living.map(({ id, name }) => [id, name] as const)]}
          error={errors.account_id?.message}
          {...form.register("account_id")}
        />
      )}
    </div>
  );
}
